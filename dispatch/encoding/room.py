"""Slack that gives way: no visit of a plan is given up for it."""

from __future__ import annotations

from dataclasses import replace

from dispatch.encoding.encoded import Encoded
from dispatch.encoding.initial import fit_plan
from dispatch.plan import Plan, crews


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
    never = _dropped(without_slack(encoded), plan)
    tight: set[str] = set()
    while lost := _dropped(encoded, plan) - never:
        more = {one for name in lost for one in crew.get(name, ())} - tight
        if not more:  # the slack of others is in the way
            return without_slack(encoded)
        tight |= more
        encoded = without_slack(encoded, {name for name, who in crew.items() if who & tight})
    return encoded


def without_slack(encoded: Encoded, visits: set[str] | None = None) -> Encoded:
    """Return an encoded scenario without slack, or without that behind some visits."""
    slack = encoded.problem.slack.copy()
    if not slack.any():
        return encoded
    for stop, (visit, _) in enumerate(encoded.stops):
        if visits is None or visit in visits:
            slack[stop] = 0
    return replace(encoded, problem=encoded.problem.replace(slack=slack))


def _dropped(encoded: Encoded, plan: Plan) -> set[str]:
    """Return the visits of a plan that do not fit."""
    from dispatch.engine.mending import mended

    _, gone = mended(encoded.problem, fit_plan(encoded, plan)[0])
    return {encoded.scenario.open_visits[visit].id for visit in gone}
