"""A plan in a few lines, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from dispatch.messages import listed, say
from dispatch.plan import Plan
from dispatch.referee import Judgement
from dispatch.report.fairness import fairness_lines
from dispatch.report.figures import hours, percent
from dispatch.report.reasons import main_reasons
from dispatch.report.tips import called
from dispatch.rules.alarms import calls_to_make
from dispatch.rules.due import due_lists
from dispatch.scenario import Scenario

_MOST_LEFT_OUT: Final = 12
"""How many visits left out the summary names."""
_MOST_REASONS: Final = 3


def summary_lines(scenario: Scenario, plan: Plan, judgement: Judgement) -> list[str]:
    """Summarise a plan: broken promises and rules, visits left out, times, reasons, what is due.

    The shares of caregivers and the group of clients with most left out come last before that.
    Alarms to call back come first, then broken rules and mandatory visits; of many visits left out,
    the summary names the first dozen.
    """
    measures = judgement.measures
    visits = measures.visits
    lines = [say("summary-served", served=visits.served, visits=visits.visits)]
    if visits.mandatory_unserved:
        lines.insert(0, say("summary-mandatory", count=visits.mandatory_unserved))
    if judgement.violations:
        lines.insert(0, say("summary-violations", count=len(judgement.violations)))
    lines[:0] = [*map(str, calls_to_make(scenario)), *_broken_promises(measures.broken_promises)]
    lines.append(
        say(
            "summary-times",
            travel=hours(measures.travel), waiting=hours(measures.waiting),
            overtime=hours(measures.overtime),
        )
    )  # fmt: skip
    if measures.missed_breaks:
        lines.append(say("summary-missed-breaks", count=measures.missed_breaks))
    if visits.on_time is not None:
        share, late = percent(visits.on_time), hours(visits.tardiness)
        lines.append(say("summary-on-time", share=share, late=late))
    if visits.response_mean is not None and visits.response_p90 is not None:
        mean, most = hours(visits.response_mean), hours(visits.response_p90)
        lines.append(say("summary-response", mean=mean, most=most))
    lines += [*_equipment(scenario, plan), *_left_out(scenario, plan), *fairness_lines(judgement)]
    due = due_lists(scenario, plan).summary()
    return [*lines, due] if due else lines


def _broken_promises(broken: Mapping[str, float]) -> list[str]:
    """Name every visit whose promise the plan breaks, with the minutes."""
    told = [say("summary-promise", visit=visit, off=off) for visit, off in broken.items()]
    return [say("summary-promises", visits=listed(told))] if told else []


def _equipment(scenario: Scenario, plan: Plan) -> list[str]:
    """Write how many pieces of each pool are in use, if any."""
    used = Counter(route.equipment for route in plan.equipment if route.uses)
    told = [
        say("summary-pool", pool=pool.name or pool.id, used=used[pool.id], count=pool.count)
        for pool in scenario.equipment
        if used[pool.id]
    ]
    return [say("summary-equipment", pools=listed(told))] if told else []


def _left_out(scenario: Scenario, plan: Plan) -> list[str]:
    known = [left_out for left_out in plan.unserved if left_out.visit in scenario.visit]
    known.sort(key=lambda left_out: not scenario.visit[left_out.visit].binding)
    first = known[:_MOST_LEFT_OUT]
    lines = [
        say(
            "summary-left-out-mandatory"
            if scenario.visit[left_out.visit].binding
            else "summary-left-out",
            visit=called(scenario, scenario.visit[left_out.visit]),
            reasons=listed(main_reasons(scenario, left_out, most=_MOST_REASONS), "phrase-separator")
            or say("summary-no-reason"),
        )
        for left_out in first
    ]
    if len(known) > len(first):
        lines.append(say("summary-more", count=len(known) - len(first)))
    return lines
