"""What would change if a visit were served instead of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dispatch.encoding import encode, encode_plan
from dispatch.errors import InputError, fault
from dispatch.explanations.attempt import Attempt, Day
from dispatch.explanations.explanation import Way
from dispatch.explanations.lacking import lacking
from dispatch.explanations.nearest import main_reasons
from dispatch.explanations.placed import served_by
from dispatch.explanations.why import in_lines, open_visit, sound
from dispatch.messages import listed, say
from dispatch.plan import Difference, Plan, difference, edits
from dispatch.reasons import why_left_out
from dispatch.roads import travel_times
from dispatch.rules import groups
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


@dataclass(frozen=True)
class Instead:
    """What would change if a visit were served instead of another.

    Attributes
    ----------
    visit : str
        The visit to serve.
    dropped : tuple of str
        The other visit, with its group.
    mandatory : tuple of str
        Those of `dropped` that are mandatory.
    way : Way or None
        How it is served: nothing gives way, at most one further visit moves. None if it does not
        fit even then.
    served : int
        How many visits more are served; below 0 fewer are.
    difference : Difference or None
        What changes from the plan to that of the way: whom to call, and each caregiver's day.
    told : tuple of str
        Without a way, what still stands in the way once the other visit is dropped, in words.
    """

    visit: str
    dropped: tuple[str, ...]
    mandatory: tuple[str, ...]
    way: Way | None
    served: int
    difference: Difference | None
    told: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists and None, ready for JSON."""
        return {
            "visit": self.visit,
            "dropped": list(self.dropped),
            "mandatory": list(self.mandatory),
            "way": None if self.way is None else self.way.as_dict(),
            "served": self.served,
            "difference": None if self.difference is None else self.difference.as_dict(),
            "told": list(self.told),
        }

    def lines(self) -> Iterator[str]:
        """Yield the lines of a text for the terminal, without the difference."""
        fields = {"visit": self.visit, "other": listed(self.dropped)}
        if self.way is None:
            yield say("explain-instead-none", **fields)
            yield from (f"  {line}" for line in self.told)
            return
        yield say("explain-instead", comes=self.way.comes, **fields)
        cost = say("explain-cost", amount=self.way.cost)
        yield say("explain-instead-served", served=self.served, cost=cost)
        if self.mandatory:
            yield say("explain-instead-mandatory", other=listed(self.mandatory))


def instead_of(
    scenario: Scenario,
    plan: Plan,
    visit_id: str,
    other: str,
    *,
    travel: TravelTimes | None = None,
) -> Instead:
    """Find what serving a visit instead of another would change.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan that keeps every rule.
    visit_id
        Id of a visit that the plan leaves out.
    other
        Id of a visit that it serves.
    travel
        The scenario's travel times, if they are available.

    Raises
    ------
    InputError
        If there are no such visits, the first is served, or the other one is not or has begun.
    BrokenRule
        If the plan itself breaks a rule.
    RoadsError
        If travel times cannot be found.
    """
    visit = open_visit(scenario, visit_id)
    if served_by(scenario, plan, visit_id)[0]:
        raise InputError(fault("explain-instead-is-served", visit=visit_id))
    open_visit(scenario, other)
    travel = travel_times(scenario) if travel is None else travel
    cost = sound(scenario, travel, plan).cost.total
    dropped = next((group for group in groups(scenario) if other in group), (other,))
    without = plan
    for name in dropped:
        without = edits.unassign(scenario, without, name)
    attempt = Attempt(Day(scenario, travel, without, visit, cost))
    way = attempt.in_place() or attempt.one_moved()
    return Instead(
        visit_id,
        dropped,
        tuple(name for name in dropped if scenario.visit[name].binding),
        way,
        0 if way is None else len(plan.unserved) - len(way.plan.unserved),
        None if way is None else difference(scenario, plan, way.plan),
        _in_the_way(scenario, travel, without, visit) if way is None else (),
    )


def _in_the_way(
    scenario: Scenario, travel: TravelTimes, plan: Plan, visit: Visit
) -> tuple[str, ...]:
    """Tell why a plan leaves a visit out: papers that nobody has, or else each reason."""
    if nobody := [str(each) for each in lacking(scenario, visit)]:
        return tuple(nobody)
    encoded = encode(scenario, travel)
    (reasons,) = why_left_out(scenario, encoded, encode_plan(encoded, plan), [visit])
    of_all = [each for each in reasons if each.caregiver is None]
    return tuple(in_lines(scenario, visit, [*of_all, *main_reasons(reasons)]))
