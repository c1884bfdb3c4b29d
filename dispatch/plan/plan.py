"""The plan: decisions and times, never costs. The referee computes the rest."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from dispatch.scenario.base import Id, Model, Moment
from dispatch.scenario.geography import Place


class Stop(Model):
    """One caregiver's part in one visit."""

    visit: Id
    """The id of the visit."""
    role: Id
    """The id of the role in the crew."""
    arrival: Moment
    """The arrival at the door."""
    start: Moment
    """When this caregiver's part of the service begins."""
    end: Moment
    """When this caregiver's part ends; documentation follows."""


class BreakTaken(Model):
    """A meal break: its times, and where it lies in the route.

    The times say where it is taken: at the start place if it ends before departure, after the
    return if it begins then, at the next door if the way there lies before it, otherwise at the
    door before.
    """

    position: StrictInt | None = None
    """The number of stops before it; it follows from the times if it is not given or contradicts
    them."""
    start: Moment
    """When the break begins."""
    end: Moment
    """When the break ends."""
    place: Place | None = None
    """The station or the place where it is taken, if that is not a door."""


class Route(Model):
    """The route of one caregiver in one shift."""

    caregiver: Id
    """The id of the caregiver."""
    shift: StrictInt = 0
    """The number of the caregiver's shift, counted from 0."""
    departure: Moment
    """The departure from the start place, as late as the first start allows; of a caregiver who has
    set out before, when she is free."""
    stops: tuple[Stop, ...]
    """The stops in their order."""
    meal_break: BreakTaken | None = None
    """The meal break, if one is due."""
    returned: Moment
    """The arrival at the end place."""


class Use(Model):
    """The use of a piece of equipment by a visit."""

    visit: Id
    """The id of the visit."""
    taken: Moment
    """When the piece is taken: at the visit's start minus the set-up, or earlier."""
    free: Moment
    """When the piece is free again: after the visit's end and the turn-round."""


class PieceRoute(Model):
    """One piece of equipment and its visits.

    A courier's piece travels between them. A piece that comes with the crew has an entry for each
    shift that brings it.
    """

    equipment: Id
    """The id of the pool."""
    piece: StrictInt
    """The number of the piece in its pool, counted from 1."""
    caregiver: Id | None = None
    """The id of the caregiver who brings it, if it comes with the crew."""
    shift: StrictInt = 0
    """The number of that caregiver's shift, counted from 0."""
    uses: tuple[Use, ...]
    """The visits in their order."""


class Reason(Model):
    """Why a caregiver, or all of them, cannot serve a visit."""

    code: str
    """The code of the reason."""
    caregiver: Id | None = None
    """The id of the caregiver; if not given, the reason holds for all."""
    role: Id | None = None
    """The id of the role in the crew; if not given, the reason holds for all roles."""
    detail: str = ""
    """Further information, such as the id of a pool."""
    figures: dict[str, StrictFloat | Moment] = Field(default_factory=dict)
    """The figures of the reason by name: minutes, costs or counts, and clock times."""


class Unserved(Model):
    """A visit that is left out of the plan, with the reasons."""

    visit: Id
    """The id of the visit."""
    mandatory: StrictBool = False
    """Whether the visit is mandatory."""
    reasons: tuple[Reason, ...] = ()
    """Why the visit is left out."""


class Plan(Model):
    """The answer to a scenario: routes, equipment, and visits left out."""

    format: Literal["caregiver-dispatch plan 1"] = "caregiver-dispatch plan 1"
    """The format of the file, with its version."""
    scenario: str
    """The fingerprint of the scenario that the plan was made for."""
    scenario_name: str = ""
    """The name of the scenario."""
    zone: str = "Asia/Shanghai"
    """The time zone of every clock time."""
    routes: tuple[Route, ...]
    """Routes with at least one stop, or of a caregiver who is out, in the order of the scenario's
    caregivers and shifts."""
    equipment: tuple[PieceRoute, ...] = ()
    """The pieces of equipment in use, in the order of the scenario's pools."""
    unserved: tuple[Unserved, ...] = ()
    """The visits that are left out."""
