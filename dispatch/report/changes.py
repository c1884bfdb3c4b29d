"""What changes from one plan to another, on one screen or in full."""

from __future__ import annotations

from typing import Final

from dispatch.messages import listed, say
from dispatch.plan import Appointment, Change, DayOf, Difference
from dispatch.report.figures import hours
from dispatch.report.tips import clock
from dispatch.scenario import Scenario

_MOST: Final = 12
"""How many calls, and how many caregivers, one screen lists."""


def change_lines(
    scenario: Scenario, found: Difference, *, names: bool = False, most: int | None = _MOST
) -> list[str]:
    """Write what changes: counts, whom to call in the order of urgency, caregivers' days.

    Parameters
    ----------
    scenario
        The day as it is now.
    found
        What changes.
    names
        Whether clients have their names and phone numbers.
    most
        How many calls, and how many caregivers, are listed; all if None.
    """
    if not found.changes and not found.days:
        return [say("diff-nothing")]
    calls = [each for each in found.changes if each.call]
    lines = [counts(found), say("diff-calls", count=len(calls))]
    lines += [f"  {sentence(scenario, each, names=names)}" for each in calls[:most]]
    lines += _more(len(calls), most)
    lines.append(say("diff-days", count=len(found.days)))
    lines += [f"  {line}" for line in [*days(scenario, found).values()][:most]]
    return [*lines, *_more(len(found.days), most)]


def counts(found: Difference) -> str:
    """Count the visits that are added, dropped, changed, and the same."""
    kinds = [each.kind for each in found.changes]
    return say(
        "diff-counts",
        added=kinds.count("added"), dropped=kinds.count("dropped"),
        changed=kinds.count("changed"), same=found.unchanged,
    )  # fmt: skip


def _more(count: int, most: int | None) -> list[str]:
    if most is None or count <= most:
        return []
    return [f"  {say('diff-more', count=count - most)}"]


def sentence(scenario: Scenario, change: Change, *, names: bool = False) -> str:
    """Write a change for the person who calls, with the client's name and phone if asked for."""
    client = _called(scenario, change.client) if names else change.client
    client = client or say("diff-no-longer")
    fields = {"client": client, "visit": change.visit}
    before, after = change.before, change.after
    if before is None:
        assert after is not None
        comes = listed(after.caregivers)
        return say("diff-added", now=_time(scenario, after), comes=comes, **fields)
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


def days(scenario: Scenario, found: Difference) -> dict[str, str]:
    """Write how each caregiver's day changes: visits, hours, the return home."""
    return {
        name: say(
            "diff-day",
            name=name,
            before=before.visits, after=after.visits,
            hours=hours(before.minutes), hours_after=hours(after.minutes),
            returned=_return(scenario, before), returned_after=_return(scenario, after),
        )
        for name, (before, after) in found.days.items()
    }  # fmt: skip


def _return(scenario: Scenario, day: DayOf) -> str:
    return "–" if day.returned is None else clock(scenario, scenario.at(day.returned))
