"""What changes from one plan to another, on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dispatch.messages import listed, say
from dispatch.plan import Appointment, Change, DayOf, Difference
from dispatch.report.figures import hours
from dispatch.report.tips import clock
from dispatch.scenario import Scenario

_MOST: Final = 12
"""How many calls, and how many caregivers, are listed."""


def change_lines(scenario: Scenario, found: Difference, *, names: bool = False) -> list[str]:
    """Write what changes: counts, whom to call in the order of urgency, caregivers' days.

    With `names`, clients have their names and phone numbers.
    """
    if not found.changes and not found.days:
        return [say("diff-nothing")]
    kinds = [each.kind for each in found.changes]
    calls = [each for each in found.changes if each.call]
    lines = [
        say(
            "diff-counts",
            added=kinds.count("added"), dropped=kinds.count("dropped"),
            changed=kinds.count("changed"), same=found.unchanged,
        ),
        say("diff-calls", count=len(calls)),
    ]  # fmt: skip
    lines += [f"  {_sentence(scenario, each, names)}" for each in calls[:_MOST]]
    lines += _more(len(calls))
    lines.append(say("diff-days", count=len(found.days)))
    lines += [f"  {line}" for line in [*_days(scenario, found)][:_MOST]]
    return [*lines, *_more(len(found.days))]


def _more(count: int) -> list[str]:
    return [f"  {say('diff-more', count=count - _MOST)}"] if count > _MOST else []


def _sentence(scenario: Scenario, change: Change, names: bool) -> str:
    """Write a change for the person who calls."""
    client = _called(scenario, change.client) if names else change.client
    fields = {"client": client, "visit": change.visit}
    before, after = change.before, change.after
    assert before is not None
    was, by = _time(scenario, before), listed(before.caregivers)
    if after is None:
        return say("diff-dropped", was=was, by=by, **fields)
    now, comes = _time(scenario, after), listed(after.caregivers)
    if before.caregivers == after.caregivers:
        return say("diff-moved", was=was, now=now, by=by, **fields)
    code = "diff-people" if was == now else "diff-both"
    return say(code, was=was, now=now, by=by, comes=comes, **fields)


def _called(scenario: Scenario, name: str) -> str:
    client = scenario.client.get(name)
    if client is None:
        return name
    called = say("sheet-called", name=client.name, id=client.id) if client.name else client.id
    return listed(filter(None, (called, client.phone)))


def _time(scenario: Scenario, appointment: Appointment) -> str:
    return clock(scenario, scenario.at(appointment.start))


def _days(scenario: Scenario, found: Difference) -> Iterator[str]:
    """Write how each caregiver's day changes: visits, hours, the return home."""
    for name, (before, after) in found.days.items():
        yield say(
            "diff-day",
            name=name,
            before=before.visits, after=after.visits,
            hours=hours(before.minutes), hours_after=hours(after.minutes),
            returned=_return(scenario, before), returned_after=_return(scenario, after),
        )  # fmt: skip


def _return(scenario: Scenario, day: DayOf) -> str:
    return "–" if day.returned is None else clock(scenario, scenario.at(day.returned))
