"""The work that is asked for: visits, when they may be, and how they hang together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dispatch.scenario.base import Duration, Id, Model, Moment
from dispatch.scenario.geography import Place


class Window(Model):
    """When a service may be, both ends inclusive.

    A hard window is a rule. A soft one may be missed at its end, at a cost by the minute
    (tardiness); nothing ever begins before the first window opens.
    """

    open: Moment
    close: Moment
    applies_to: Literal["start", "end", "whole"] = "start"
    hard: bool = True


class Gap(Model):
    """How far this visit lies from another one of the day: it follows ``after``."""

    after: Id
    """The visit that comes first."""
    minimum: Duration = Duration.zero()
    maximum: Duration | None = None
    measured_from: Literal["start", "end"] = "start"
    """Of the other visit; always to the start of this one."""
    caregiver: Literal["any", "same", "different"] = "any"


class Facts(Model):
    """What has happened to a visit on a running day."""

    started: Moment | None = None
    ended: Moment | None = None
    aborted: Moment | None = None
    not_home: Moment | None = None


class Promise(Model):
    """What the client was told: somebody begins within ``tolerance`` of ``start``."""

    start: Moment
    tolerance: Duration = Duration.of_minutes(30)
    caregivers: tuple[Id, ...] = ()


class Visit(Model):
    """One service for one client."""

    id: Id
    client: Id
    service: Id
    windows: tuple[Window, ...] = ()
    """Alternatives; the whole day where empty."""
    exact_start: Moment | None = None
    """To the minute, such as medication: a hard window of no width."""
    preferred_start: Moment | None = None
    """The accustomed time; each minute away from it costs the policy's weight."""
    priority: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] | None = None
    """Higher means more important; by the policy's formula where it is not given."""
    mandatory: bool = False
    """Must be served if anything can: ranks above every cost."""
    duration: Duration | None = None
    """The service's where it is not given."""
    end_place: Place | None = None
    """Where an escort ends, if not at the client's place."""
    gaps: tuple[Gap, ...] = ()
    pinned_caregivers: tuple[Id, ...] = ()
    """Must be given by these, in the order of the crew's roles."""
    pinned_start: Moment | None = None
    requested: Moment | None = None
    """When an on-demand request was heard; response time counts from here."""
    earliest_acceptable: Moment | None = None
    response_target: Duration | None = None
    response_class: Literal["urgent", "same_day", "short_notice"] | None = None
    facts: Facts | None = None
    promise: Promise | None = None
