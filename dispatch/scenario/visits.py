"""The work that is asked for: visits, when they may be, and how they hang together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat

from dispatch.scenario.base import Duration, Id, Model, Moment, Stamp
from dispatch.scenario.geography import Place


class Window(Model):
    """When a service may be, both ends inclusive.

    A hard window is a rule. A soft one may be missed at its end, at a cost by the minute
    (tardiness); nothing ever begins before the first window opens.
    """

    open: Moment
    """When the window opens."""
    close: Moment
    """When the window closes; the last moment is still inside."""
    applies_to: Literal["start", "end", "whole"] = "start"
    """What must lie inside: the start of service, its end, or the whole."""
    hard: StrictBool = True
    """Whether it is a rule; if not, its end may be missed at a cost."""


class Gap(Model):
    """How far this visit lies from another one of the day: it follows ``after``."""

    after: Id
    """The visit that comes first."""
    minimum: Duration = Duration.zero()
    """The least time between them."""
    maximum: Duration | None = None
    """The most time between them; any where not given."""
    measured_from: Literal["start", "end"] = "start"
    """Of the other visit; always to the start of this one."""
    caregiver: Literal["any", "same", "different"] = "any"
    """Whether the same people must come, or others."""


class Facts(Model):
    """What has happened to a visit on a running day."""

    started: Stamp | None = None
    """When the service began."""
    ended: Stamp | None = None
    """When the service ended."""
    aborted: Stamp | None = None
    """When the service was broken off."""
    not_home: Stamp | None = None
    """When it was found that nobody was at home."""

    @property
    def over(self) -> bool:
        """Whether nothing is left to be done."""
        return any((self.ended, self.aborted, self.not_home))

    @property
    def running(self) -> bool:
        """Whether it has started and is not over."""
        return self.started is not None and not self.over


class Promise(Model):
    """What the client was told: somebody begins within ``tolerance`` of ``start``."""

    start: Moment
    """The start that was promised."""
    tolerance: Duration = Duration.of_minutes(30)
    """How far from it the start may be, either way."""
    caregivers: tuple[Id, ...] = ()
    """Who was promised."""


class Visit(Model):
    """One service for one client."""

    id: Id
    """The visit's id, unique among the visits."""
    client: Id
    """The id of the client who is visited."""
    service: Id
    """The id of the service that is given."""
    windows: tuple[Window, ...] = ()
    """Alternatives; the whole day where empty."""
    exact_start: Moment | None = None
    """To the minute, such as medication: a hard window of no width."""
    preferred_start: Moment | None = None
    """The accustomed time; each minute away from it costs the policy's weight."""
    priority: Annotated[StrictFloat, Field(ge=0, le=1000, allow_inf_nan=False)] | None = None
    """Higher means more important; by the policy's formula where it is not given."""
    mandatory: StrictBool = False
    """Must be served if anything can: ranks above every cost."""
    duration: Duration | None = None
    """The service's where it is not given."""
    end_place: Place | None = None
    """Where an escort ends, if not at the client's place."""
    gaps: tuple[Gap, ...] = ()
    """How far it lies from other visits."""
    group: Id | None = None
    """Visits that name the same group are served all or none."""
    pinned_caregivers: tuple[Id, ...] = ()
    """Must be given by these, in the order of the crew's roles."""
    pinned_start: Moment | None = None
    """Must begin at this instant."""
    requested: Stamp | None = None
    """When an on-demand request was heard; response time counts from here."""
    earliest_acceptable: Moment | None = None
    """Before this the client does not want it; response time counts from here if it is later."""
    response_target: Duration | None = None
    """How soon after the request it should begin."""
    response_class: Literal["urgent", "same_day", "short_notice"] | None = None
    """How soon an on-demand request is due."""
    facts: Facts | None = None
    """What has happened to it on a running day."""
    promise: Promise | None = None
    """What the client was told."""
