"""The key figures of a day, for the head of the page."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import NamedTuple

from dispatch.messages import listed, say
from dispatch.referee import Judgement
from dispatch.report.stress import Stress


class Figure(NamedTuple):
    """A figure with its name; `wrong` if it should be zero and is not."""

    name: str
    value: str
    unit: str = ""
    wrong: bool = False
    meaning: str = ""
    """Its definition, on the page."""


def key_figures(judgement: Judgement) -> list[Figure]:
    """List the figures, the most important ones first.

    The list leaves out undefined measures, such as the response on a day without requests.
    """
    measures = judgement.measures
    visits, workload = measures.visits, judgement.fairness.caregivers["workload"].week.all
    figures = [
        _defined("served", str(visits.served),
            say("report-figure-of", visits=visits.visits),
        ),
        _defined("mandatory", str(visits.mandatory_unserved),
            wrong=visits.mandatory_unserved > 0,
        ),
        *_broken_promises(measures.broken_promises),
        _defined("travel", hours(measures.travel), say("unit-hours")),
        _defined("waiting", hours(measures.waiting), say("unit-hours")),
        _defined("overtime", hours(measures.overtime), say("unit-hours")),
    ]  # fmt: skip
    if visits.on_time is not None:
        late = hours(visits.tardiness) if visits.tardiness else ""
        figures.append(
            _defined("on-time", percent(visits.on_time),
                say("report-figure-late", hours=late) if late else "",
            )
        )  # fmt: skip
    if visits.response_mean is not None:
        figures.append(_defined("response", hours(visits.response_mean), say("unit-hours")))
    if workload.smallest is not None and workload.largest is not None:
        spread = f"{hours(workload.smallest)}–{hours(workload.largest)}"
        figures.append(_defined("workload", spread, say("unit-hours")))
    return figures


def stress_figures(stress: Stress | None) -> list[Figure]:
    """List how often visits start in time under noise, as the plan is and with repair."""
    if stress is None:
        return []
    repaired = stress.repaired
    told = "" if repaired is None else say("report-repaired", share=percent(repaired.in_time))
    return [_defined("stress", percent(stress.kept.in_time), told)]


def _defined(code: str, value: str, unit: str = "", *, wrong: bool = False) -> Figure:
    """Make a figure of which the catalogue has the name and the definition."""
    name, meaning = say(f"report-figure-{code}"), say(f"report-define-{code}")
    return Figure(name, value, unit, wrong, meaning)


def _broken_promises(broken: Mapping[str, float]) -> list[Figure]:
    """Return the number of visits whose promise is broken, if any, with their ids."""
    if not broken:
        return []
    return [_defined("promises", str(len(broken)), listed(broken), wrong=True)]


def hours(minutes: float) -> str:
    """Write minutes as hours and minutes."""
    whole = whole_minutes(abs(minutes))
    return f"{'-' if minutes < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"


def whole_minutes(minutes: float) -> int:
    """Round minutes, which are not negative, half up as clock times are."""
    return int(minutes + 0.5)


def percent(share: float | None) -> str:
    """Write a share, rounded down, with a decimal below ten; a word if undefined.

    So it is 100 % only if it is the whole, and what falls short of a level shows it.
    """
    if share is None:
        return say("answer-undefined")
    tenths = floor(share * 1000 + 1e-6)
    return say("report-percent", number=f"{tenths / 10:g}" if tenths < 100 else tenths // 10)
