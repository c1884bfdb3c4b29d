"""The plan: decisions and times only, never costs. The referee computes the rest."""

from __future__ import annotations

from typing import Literal

from pydantic import StrictBool, StrictInt

from dispatch.scenario.base import Id, Model, Moment


class Stop(Model):
    """One caregiver's part in one visit."""

    visit: Id
    """The id of the visit."""
    role: Id
    """The id of the role in the crew."""
    arrival: Moment
    """At the door."""
    start: Moment
    """When this person's part of the service begins."""
    end: Moment
    """When it ends; documentation follows."""


class BreakTaken(Model):
    """A meal break: where it lies in the route and when it begins."""

    position: StrictInt
    """How many stops come before it: 0 is at the start place before departure; the number of
    stops is after the return; in between it is taken on arrival at that stop, before its access."""
    start: Moment
    """When it begins."""
    end: Moment
    """When it ends."""


class Route(Model):
    """One caregiver's way through one shift."""

    caregiver: Id
    """The id of the caregiver."""
    shift: StrictInt = 0
    """Which of the caregiver's shifts, counted from 0."""
    departure: Moment
    """From the start place, as late as the first start allows."""
    stops: tuple[Stop, ...]
    """The stops in their order."""
    meal_break: BreakTaken | None = None
    """The meal break, where one is due."""
    returned: Moment
    """At the end place."""


class Use(Model):
    """A visit that a piece of equipment is at."""

    visit: Id
    """The id of the visit."""
    taken: Moment
    """From when it is held: the visit's start less the set-up, or earlier."""
    free: Moment
    """When it may go on: after the visit's end and the turn-round."""


class PieceRoute(Model):
    """One piece of equipment and its visits. A carried one goes from place to place in between."""

    equipment: Id
    """The id of the pool."""
    piece: StrictInt
    """Which of the pool's pieces, counted from 1."""
    uses: tuple[Use, ...]
    """The visits in their order."""


class Reason(Model):
    """Why a caregiver (or nobody at all) can serve a visit: a code and what it speaks of."""

    code: str
    """What stands in the way."""
    caregiver: Id | None = None
    """In whose way; nobody at all can where not given."""
    role: Id | None = None
    """For which role of the crew; any where not given."""
    detail: str = ""
    """What more there is to know."""


class Unserved(Model):
    """A visit that is not in the plan, with its reasons."""

    visit: Id
    """The id of the visit."""
    mandatory: StrictBool = False
    """Whether it had to be served if anything could."""
    reasons: tuple[Reason, ...] = ()
    """Why it is left out."""


class Plan(Model):
    """The answer to a scenario. `scenario` is the fingerprint of the one it was made for."""

    format: Literal["caregiver-dispatch plan 1"] = "caregiver-dispatch plan 1"
    """What kind of file it is."""
    scenario: str
    """The fingerprint of the scenario that it was made for."""
    scenario_name: str = ""
    """The scenario's name."""
    zone: str = "Asia/Shanghai"
    """The time zone of every clock time."""
    routes: tuple[Route, ...]
    """Routes that have at least one stop, in the order of the scenario's caregivers and shifts."""
    equipment: tuple[PieceRoute, ...] = ()
    """The pieces of equipment that are used, in the order of the scenario's pools."""
    unserved: tuple[Unserved, ...] = ()
    """The visits that are left out."""
