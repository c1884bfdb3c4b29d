"""Offers: who could come to one more visit, when, and what it costs."""

from __future__ import annotations

from typing import Any

from pydantic import StrictBool, StrictFloat, StrictInt

from dispatch.plan.plan import Reason
from dispatch.scenario import Client, Duration, Visit
from dispatch.scenario.base import Date, Id, Model, Moment


class Comer(Model):
    """Who takes a role of the visit."""

    role: Id
    """The id of the role."""
    caregiver: Id
    """The id of the caregiver."""
    familiar: StrictBool = False
    """Whether the client names the caregiver as familiar."""


class Retimed(Model):
    """Another visit that an offer moves in time; its people stay."""

    visit: Id
    """The id of the visit."""
    minutes: StrictFloat
    """By how many minutes; below 0 it starts earlier."""
    start: Moment
    """When it starts in the plan."""
    to: Moment
    """When it starts with the offer."""


class Offer(Model):
    """A place in a plan for one more visit, to be accepted by `Desk.accept`."""

    visit: Visit
    """The visit that is asked for."""
    client: Client | None = None
    """The client, if the scenario does not know her yet."""
    date: Date
    """The date of the start."""
    people: tuple[Comer, ...]
    """Who comes, in the order of the crew's roles."""
    start: Moment
    """The start to promise; the plan starts there, or later if a later departure saves waiting."""
    tolerance: Duration
    """How much earlier or later it may start by the promise."""
    earliest: Moment
    """The earliest start by the promise and the wishes of the client."""
    latest: Moment
    """The latest start by the promise and the wishes of the client."""
    cost: StrictFloat
    """Rise of the plan's cost, without the cost of leaving the visit out."""
    moves: tuple[Retimed, ...] = ()
    """The visits that start at another time than in the plan."""
    version: StrictInt
    """The number of the state of the desk that it was made for."""
    valid_until: Moment | None = None
    """Until when the desk keeps it in mind; not at all if not given."""

    @property
    def caregivers(self) -> tuple[str, ...]:
        """The ids of those who come, in the order of the crew's roles."""
        return tuple(each.caregiver for each in self.people)


class Blocked(Model):
    """Starts that cannot be offered, and why."""

    opens: Moment
    """The first of these starts."""
    closes: Moment
    """The last of these starts."""
    reasons: tuple[Reason, ...] = ()
    """Why nobody can come then."""
    told: tuple[str, ...] = ()
    """The reasons in words, with one line for all caregivers who share a reason."""


class Answer(Model):
    """The answer of a desk to a request for one more visit."""

    offers: tuple[Offer, ...] = ()
    """The cheapest offers, the best first, of starts that are far enough from each other."""
    blocked: tuple[Blocked, ...] = ()
    """Starts that cannot be offered, the nearest to the wish first; as many as were asked for."""
    missing: tuple[str, ...] = ()
    """What must be known before anything can be said: fields of the request."""
    reasons: tuple[Reason, ...] = ()
    """Why nothing can be offered."""
    told: tuple[str, ...] = ()
    """These reasons in words, with one line for all caregivers who share a reason."""

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists, numbers and None, ready for JSON."""
        return self.model_dump(mode="json")
