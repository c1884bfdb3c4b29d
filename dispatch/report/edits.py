"""What a change by hand brings, in a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.messages import listed, say
from dispatch.plan import Difference
from dispatch.referee import Judgement
from dispatch.report.changes import change_lines
from dispatch.report.tips import clock
from dispatch.scenario import Scenario


def edit_lines(
    scenario: Scenario, found: Difference, before: Judgement, after: Judgement
) -> list[str]:
    """Write what is served now, what changes for others, and what it costs."""
    return [*_added(scenario, found), *change_lines(scenario, found), *_cost(before, after)]


def _added(scenario: Scenario, found: Difference) -> Iterator[str]:
    for each in found.changes:
        if each.before is None and each.after is not None:
            at = clock(scenario, scenario.at(each.after.start))
            people = listed(each.after.caregivers)
            yield say("edit-added", visit=each.visit, at=at, people=people)


def _cost(before: Judgement, after: Judgement) -> Iterator[str]:
    """Yield the cost and the terms of it that change."""
    more = after.cost.mandatory_unserved - before.cost.mandatory_unserved
    if more:
        yield say("edit-mandatory", change=more, count=after.cost.mandatory_unserved)
    old, new = before.cost, after.cost
    yield say("edit-cost", before=old.total, after=new.total, change=new.total - old.total)
    for term, amount in new.components.items():
        change = amount - old.components[term]
        if round(change, 1):
            yield say("edit-term", term=term, change=change)
