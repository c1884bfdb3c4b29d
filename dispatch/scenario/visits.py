"""Visits: the work to do, its allowed times, and the links between visits."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictFloat

from dispatch.scenario.base import Duration, Id, Ids, Model, Moment, Stamp
from dispatch.scenario.geography import Place


class Window(Model):
    """A time window of a visit, both ends inclusive.

    A hard window is a rule. A visit may miss the close of a soft one, at a cost for each minute
    (tardiness). No visit begins before its first window opens.
    """

    open: Moment
    """When the window opens."""
    close: Moment
    """When the window closes; the last moment is still inside."""
    applies_to: Literal["start", "end", "whole"] = "start"
    """What must lie inside the window: the start of the service, its end, or the whole service."""
    hard: StrictBool = True
    """Whether the window is a rule; if not, missing its close has a cost."""


class Gap(Model):
    """What connects this visit with an earlier one, `after`: their distance in time, who comes."""

    after: Id
    """The id of the earlier visit, or of the other one if the two come in any order."""
    order: Literal["after", "any"] = "after"
    """Whether this visit comes after the other one, or the two in any order and at any distance."""
    minimum: Duration = Duration.zero()
    """The shortest time between them."""
    maximum: Duration | None = None
    """The longest time between them; no limit if not given."""
    measured_from: Literal["start", "end"] = "start"
    """Where the gap begins: the start or the end of the earlier visit. It ends at this start."""
    caregiver: Literal["any", "same", "different"] = "any"
    """Whether the same caregivers must come to both visits, different ones, or any."""
    window: Literal["any", "same"] = "any"
    """Whether both visits start in the same window, the first, second, ... of each, or in any."""


VisitOutcome: TypeAlias = Literal["served", "broken_off", "not_home", "cancelled", "running"]
"""What has become of a visit that has begun, or is over."""


class Facts(Model):
    """What has happened to a visit on a running day."""

    started: Stamp | None = None
    """When the service began."""
    ended: Stamp | None = None
    """When the service ended."""
    aborted: Stamp | None = None
    """When the caregivers broke off the service."""
    not_home: Stamp | None = None
    """When the caregivers found nobody at home."""
    cancelled: Stamp | None = None
    """When the client or the desk cancelled the visit before it began."""
    expected_end: Stamp | None = None
    """When a service that overruns should end; as planned if not given."""
    assumed: StrictBool = False
    """Whether nobody reported the end, nor the start if nothing else is said: the plan says so, and
    the moment is past."""
    start_reported: StrictBool = False
    """Whether the start was reported, although the end is assumed."""

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return any((self.ended, self.aborted, self.not_home, self.cancelled))

    @property
    def running(self) -> bool:
        """Whether it has started and is not over."""
        return self.started is not None and not self.over

    @property
    def outcome(self) -> VisitOutcome | None:
        """What has become of the visit; None if it has not begun and is not over."""
        if self.cancelled:
            return "cancelled"
        if self.not_home:
            return "not_home"
        if self.aborted:
            return "broken_off"
        if self.ended:
            return "served"
        return "running" if self.started else None


class Promise(Model):
    """What the client was told: the visit starts within ``tolerance`` of ``start``."""

    start: Moment
    """The promised start."""
    tolerance: Duration = Duration.of_minutes(30)
    """How much earlier or later the visit may start."""
    caregivers: Ids = ()
    """The promised caregivers; they are the preferred ones of this visit."""


class Visit(Model):
    """One service for one client."""

    id: Id
    """The visit's id, unique among the visits."""
    client: Id
    """The id of the client."""
    service: Id
    """The id of the service."""
    windows: tuple[Window, ...] = ()
    """Alternative time windows; any time if empty."""
    exact_start: Moment | None = None
    """The visit must start at this instant, such as for medication."""
    preferred_start: Moment | None = None
    """The accustomed start; each minute before or after it has a cost."""
    priority: Annotated[StrictFloat, Field(ge=0, le=1000, allow_inf_nan=False)] | None = None
    """Higher means more important; computed by the policy's formula if not given."""
    mandatory: StrictBool = False
    """Whether serving it ranks above every cost."""
    duration: Duration | None = None
    """The time with the client without checks; the duration of the service if not given."""
    end_place: Place | None = None
    """Where an escort ends; the client's place if not given."""
    gaps: tuple[Gap, ...] = ()
    """Distances in time to earlier visits."""
    group: Id | None = None
    """Visits with the same group are all served or all left out."""
    pinned_caregivers: Ids = ()
    """The caregivers who must come, in the order of the crew's roles."""
    pinned_start: Moment | None = None
    """The visit must start at this instant."""
    requested: Stamp | None = None
    """When an on-demand request came in; response time counts from here."""
    earliest_acceptable: Moment | None = None
    """The earliest time that suits the client; response time counts from here if it is later."""
    response_target: Duration | None = None
    """The longest response time that the desk aims for."""
    response_class: Literal["urgent", "same_day", "short_notice"] | None = None
    """How soon an on-demand request is due."""
    facts: Facts | None = None
    """What has happened to this visit on a running day."""
    promise: Promise | None = None
    """What the client was promised about this visit."""
    announced: Promise | None = None
    """What the client was told of the plan: a change has a cost, but breaks no rule."""

    @property
    def binding(self) -> bool:
        """Whether serving it ranks above every cost: as mandatory, or by pins of start and crew."""
        settled = self.pinned_start is not None and bool(self.pinned_caregivers)
        return self.mandatory or settled

    @property
    def running(self) -> bool:
        """Whether it has started and is not over."""
        return self.facts is not None and self.facts.running

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.facts is not None and self.facts.over

    @property
    def has_begun(self) -> bool:
        """Whether it is running or over."""
        return self.running or self.over


class Alarm(Model):
    """A call for help, such as by an alarm button: somebody calls back before anybody is sent."""

    id: Id
    """The alarm's id, unique among the alarms."""
    client: Id
    """The id of the client."""
    at: Stamp
    """When it came in."""
    note: str = ""
    """What is known, for people."""
    answered: Stamp | None = None
    """When somebody called back."""
    outcome: Literal["handed_over", "dispatched", "closed"] | None = None
    """What the call-back decided: handed over to 120, a visit is dispatched, or nothing is left to
    do."""
    visit: Id | None = None
    """The id of the visit that is dispatched."""
