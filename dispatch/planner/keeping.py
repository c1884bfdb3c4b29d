"""What can be kept of a plan that may no longer fit, with its times."""

from __future__ import annotations

from typing import Final

from dispatch.encoding import Encoded, decode, fit_plan, without_slack
from dispatch.engine import Solution
from dispatch.errors import Fault, fault
from dispatch.plan import Plan, crews


def kept(encoded: Encoded, initial: Plan) -> tuple[Solution, tuple[Fault, ...]]:
    """Return what can be kept of a plan, with its times, and what cannot, each with its reason."""
    from dispatch.engine.mending import mended

    solution, dropped = fit_plan(encoded, initial)
    visits = encoded.scenario.open_visits
    solution, gone = mended(encoded.problem, solution)
    places = (f"visits[{visits[visit].id}]" for visit in gone)
    return solution, (*dropped, *(fault("initial-no-room", where) for where in places))


def with_room(encoded: Encoded, plan: Plan) -> Encoded:
    """Return an encoded scenario without the slack for which a plan has no room.

    Where visits of the plan fit only without slack, their caregivers do without it, in all of their
    visits.

    Parameters
    ----------
    encoded
        The encoded scenario.
    plan
        Its plan, or one that no longer fits.
    """
    if not encoded.problem.slack.any():
        return encoded
    crew = {name: {*people} for name, (people, _) in crews(encoded.scenario, plan).items()}
    never = _crowded_out(without_slack(encoded), plan)
    tight: set[str] = set()
    while lost := _crowded_out(encoded, plan) - never:
        more = {one for name in lost for one in crew.get(name, ())} - tight
        if not more:  # the slack of others is in the way
            return without_slack(encoded)
        tight |= more
        encoded = without_slack(encoded, {name for name, who in crew.items() if who & tight})
    return encoded


def _crowded_out(encoded: Encoded, plan: Plan) -> set[str]:
    """Return the visits of a plan for which there is no room."""
    from dispatch.engine.mending import mended

    _, gone = mended(encoded.problem, fit_plan(encoded, plan)[0])
    return {encoded.scenario.open_visits[visit].id for visit in gone}


MOST_READINGS: Final = 5
"""How often a plan is read again before it is taken as it is."""


def settled(encoded: Encoded, initial: Plan) -> tuple[Solution, Plan, tuple[Fault, ...]]:
    """Return what can be kept of a plan, as a plan that says all that matters.

    Decisions that no plan contains, such as for which time a visit is held, follow from its times.
    So the plan is read again until nothing changes: a day that goes on in memory is then the same
    as one that goes on from its files.

    Returns
    -------
    Solution, Plan, tuple of Fault
        The decisions, their plan, and what cannot be kept, each with its reason.
    """
    solution, dropped = kept(encoded, initial)
    plan = decode(encoded, solution)
    for _ in range(MOST_READINGS):
        before, (solution, _) = solution, kept(encoded, plan)
        if solution == before:
            break
        read, plan = plan, decode(encoded, solution)
        if plan == read:
            break
    return solution, plan, dropped
