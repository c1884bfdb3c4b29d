"""What a desk weighs, and which rules it holds hard, soft or off."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from dispatch.scenario.base import Duration, Id, Ids, Model, Moment, Number

Weight: TypeAlias = Annotated[StrictFloat, Field(ge=0, le=100_000, allow_inf_nan=False)]


class Weights(Model):
    """The weight of each term of the cost; a minute of travel is the natural unit.

    A weight is exact to a thousandth. Terms marked * are multiplied by the visit's priority.
    """

    unserved: Weight = 200.0
    """* A visit that the plan leaves out."""
    tardiness: Weight = 1.0
    """* A minute after the close of a soft window."""
    largest_tardiness: Weight = 0.0
    """A minute of the largest tardiness of any visit."""
    response: Weight = 0.2
    """* A minute from the request (or the earliest acceptable time) to the start."""
    travel: Weight = 1.0
    """A minute of travel."""
    waiting: Weight = 0.2
    """A minute of waiting between departure and return, without the meal break."""
    overtime: Weight = 2.0
    """A minute between the end of a shift and the return."""
    gender_preference: Weight = 20.0
    """A stop by a caregiver who is not of the preferred gender."""
    continuity: Weight = 10.0
    """A stop by an unfamiliar caregiver, if the client has familiar ones."""
    rating: Weight = 0.0
    """A stop, for each point that the caregiver's rating (shrunk for few reviews) lacks of 5."""
    preferred_time: Weight = 0.1
    """A minute between the preferred and the planned start, either way."""
    balance: Weight = 0.0
    """A minute of the largest workload, scaled to a full-time day (see ``docs/model.md``)."""
    workload_spread: Weight = 0.0
    """A minute of difference between a scaled workload and the mean, summed over the caregivers;
    for published objectives (``docs/model.md`` says why it is no aim of its own)."""
    shared_paid_time: Weight = 0.03
    """A minute of paid time on top of ``sharing.paid_time.at``; each ``doubling`` beyond, a minute
    costs twice as much, and before it half as much."""
    shared_travel: Weight = 0.0
    """A minute of travel on top of ``sharing.travel.at``, in the same way."""
    shared_heavy_points: Weight = 0.06
    """A point of heavy and dirty work on top of ``sharing.heavy_points.at``, in the same way."""
    group_response: Weight = 0.0
    """A minute of the largest mean response of any group of clients (``groups``)."""
    group_tardiness: Weight = 0.0
    """A minute of the largest mean tardiness of any group of clients."""
    group_unserved: Weight = 0.0
    """A percentage point by which the share of visits left out is larger in the worst group of
    clients than among all."""
    client_care: Weight = 0.0
    """A client who is given nothing of the care that she asks for, if ``care.alpha`` is 0; a larger
    alpha makes that cost more, and the loss of those who are given something follows it."""
    largest_idle: Weight = 0.0
    """A minute of the largest idle time of any shift."""
    missed_break: Weight = 60.0
    """A meal break that is due and missed, if ``rules.meal_break`` is soft."""
    exclusion: Weight = 60.0
    """A stop by a caregiver whom the client excludes, if ``rules.exclusion`` is soft."""
    broken_promise: Weight = 10.0
    """A minute by which a visit starts outside the tolerance of its promise, if ``rules.promise``
    is soft."""
    announced_start: Weight = 1.0
    """A minute by which a visit starts outside the tolerance of its announced start; a soft promise
    counts instead."""
    announced_caregiver: Weight = 20.0
    """A stop by a caregiver who was not announced (or promised), if any were."""


class PriorityFormula(Model):
    """Priority by a client's situation: ``base`` plus what applies. Assumptions, to be edited."""

    base: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 1.0
    """The priority of every client."""
    disabled: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 2.0
    """Added for the fully disabled."""
    solitary: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 1.0
    """Added for living alone at ``high_age`` or more, or at an unknown age."""
    high_age: Annotated[StrictInt, Field(ge=0, le=130)] = 80
    """The age in years from which living alone counts."""
    low_income: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 0.5
    """Added for the poor."""
    per_care_level: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 0.25
    """Added for each level of the assessment."""


class Rules(Model):
    """Rules that a desk may hold hard, soft (the cost has a weight for it) or off."""

    areas: Literal["hard", "off"] = "hard"
    """Contracts by area: hard keeps them, off lets everybody serve every area."""
    intimate_gender: Literal["hard", "soft", "off"] = "hard"
    """The client's own gender for intimate services, unless the client says otherwise."""
    continuity: Literal["soft", "off"] = "soft"
    """Familiar caregivers, if the client has some."""
    gender_preference: Literal["soft", "off"] = "soft"
    """The preferred gender of caregivers."""
    exclusion: Literal["hard", "soft"] = "hard"
    """The caregivers whom a client excludes."""
    promise: Literal["hard", "soft"] = "hard"
    """Promised starts: kept, or broken at a cost for each minute outside the tolerance."""
    client_overlap: Literal["hard", "off"] = "hard"
    """One visit of a client at a time, of those whose services need the client."""
    meal_break: Literal["hard", "soft"] = "hard"
    """The meal break that is due: always taken, or missed at a cost if it would begin too late."""
    break_after_return: StrictBool = True
    """Whether the meal break may be taken after the return."""
    break_place: Literal["door", "arrival", "base"] = "door"
    """Where a meal break on the way is taken: at a door, on arrival or before leaving; only on
    arrival; or only at a station or at home, with the way there."""
    rating_floor: Annotated[StrictFloat, Field(ge=0, le=5, allow_inf_nan=False)] | None = None
    """The lowest rating (shrunk for few reviews) of caregivers who may serve; off if not given."""


class DeskHours(Model):
    """The hours at which visits take place, as clock times of every date."""

    open: Moment = "07:00"
    """The earliest start of a visit that is proposed."""
    close: Moment = "21:00"
    """The latest start of a visit that is proposed."""


class RunningDay(Model):
    """How a running day is repaired."""

    freeze: Duration = Duration.of_minutes(30)
    """A visit that starts so soon keeps its people and its place in their routes."""
    announced: StrictBool = True
    """Whether the plan that is repaired has been announced: what it says of a visit is then what
    the client and the caregivers expect."""
    call_back_within: Duration = Duration.of_minutes(5)
    """How soon after an alarm somebody calls back."""
    wait: Literal["door", "here"] = "door"
    """Where a caregiver waits who is early for her next stop: at its door, so she goes at once, or
    here, where she is, so that somebody near her can still be served before. To a visit that was
    requested she always goes at once."""
    arrive_early: Duration = Duration.of_minutes(10)
    """How much earlier than she is needed a caregiver arrives who has waited here."""


class Buffers(Model):
    """Slack that plans leave behind visits that have not begun, for what takes longer than planned.

    Slack is no rule: a plan without it is as valid.
    """

    service: Annotated[StrictFloat, Field(ge=0, le=2, allow_inf_nan=False)] = 0.0
    """Slack behind a caregiver's part of a visit, as a share of her time with the client; rounded
    up to whole minutes."""


class SharedTime(Model):
    """How the cost of a caregiver's minutes grows with what she has of them."""

    at: Duration
    """The amount at which a further minute costs the weight; for each date of the scenario."""
    doubling: Duration
    """So much more, and a minute costs twice as much, up to 64 times the weight; from one minute to
    a day. The shorter, the more the largest share counts alone, then the next."""


class SharedPoints(Model):
    """How the cost of a caregiver's points of heavy work grows with what she has of them."""

    at: Annotated[StrictFloat, Field(ge=0, le=1000, allow_inf_nan=False)] = 6.0
    """The points at which a further point costs the weight; for each date of the scenario."""
    doubling: Annotated[StrictFloat, Field(ge=0.5, le=100, allow_inf_nan=False)] = 2.0
    """So many points more, and a point costs twice as much; at most to 64 times the weight."""


class Sharing(Model):
    """How work is shared among caregivers, if ``weights`` say that it is.

    Amounts are scaled to a full-time contract.
    """

    week: StrictBool = True
    """Whether what a caregiver has had in the week before (``so_far``) beyond the mean of all on
    duty counts, too."""

    paid_time: SharedTime = SharedTime(
        at=Duration.of_minutes(480), doubling=Duration.of_minutes(60)
    )
    """Paid time."""
    travel: SharedTime = SharedTime(at=Duration.of_minutes(120), doubling=Duration.of_minutes(30))
    """Travel."""
    heavy_points: SharedPoints = SharedPoints()
    """Points of heavy and dirty work."""


class ShareBound(Model):
    """How unequal a share may be among caregivers who qualify for the same work.

    A plan beyond the bound is valid, and costs the weight for each minute or point beyond: a bound
    that no plan can keep does not leave people without care.
    """

    share: Literal["paid_time", "travel", "heavy_points"]
    """What is shared, counted as in ``sharing``."""
    measure: Literal["range", "gini", "kolm_pollak"]
    """The largest less the smallest share; the Gini index; or the Kolm-Pollak equally-distributed
    equivalent: the equal share that would be as bad. As an aim, range and Gini index invite plans
    that make everybody work longer (10.1287/trsc.2017.0744); the equivalent does not."""
    most: Annotated[StrictFloat, Field(ge=0, le=100_000, allow_inf_nan=False)]
    """The bound: minutes or points; for the Gini index a number from 0 to 1."""
    weight: Weight = 100.0
    """The cost of a minute or point beyond; for the Gini index, what it exceeds the bound by is
    multiplied by the sum of the shares."""


class Care(Model):
    """What it costs that clients are given less than all the care they ask for."""

    alpha: Annotated[StrictFloat, Field(ge=0, le=5, allow_inf_nan=False)] = 1.0
    """Aversion to giving some clients little: 0 counts the percentages alike, 1 counts proportions,
    and the larger it is, the more the client with the least counts (alpha fairness)."""


Trait: TypeAlias = Literal[
    "disabled", "solitary", "low_income", "two_caregivers", "needs_nurse", "care_level", "age_band",
    "area_kind", "channel",
]  # fmt: skip

NURSE_LICENCE: Final = "nurse-licence"
"""The kind of certificate that makes a nurse by default; a scenario need not have it."""


class Policy(Model):
    """The desk's choices."""

    weights: Weights = Weights()
    """The weights of the terms of the cost."""
    rules: Rules = Rules()
    """The rules that may be hard, soft or off."""
    priority: PriorityFormula = PriorityFormula()
    """The formula for the priority of visits that give none."""
    client_mode: Id | None = None
    """The travel mode by which clients come home after an escort that ends elsewhere; the first
    mode that a caregiver uses if not given."""
    break_due_from: Duration = Duration.of_minutes(360)
    """Shifts shorter than this need no meal break."""
    full_time_day: Duration = Duration.of_minutes(480)
    """The working day that workloads are scaled to."""
    heavy_allowance: Number = 0
    """What a heavy point adds to earnings, in the currency of `cost_per_hour`; reported, never
    weighed."""
    nurse_certificates: Ids = (NURSE_LICENCE,)
    """The kinds of certificate that make a nurse; measures tell visits that need one apart."""
    desk_hours: DeskHours = DeskHours()
    """``explain`` proposes no start outside these hours, unless the visit itself asks for one."""
    sharing: Sharing = Sharing()
    """How work is shared among caregivers."""
    bounds: tuple[ShareBound, ...] = ()
    """Bounds on how unequal shares may be."""
    groups: tuple[Trait, ...] = ("disabled", "solitary", "low_income", "area_kind")
    """The traits whose groups of clients are compared, if ``weights`` say that they are."""
    care: Care = Care()
    """How the care that clients are given is valued, if ``weights.client_care`` says that it is."""
    buffers: Buffers = Buffers()
    """Slack that plans leave; none by default."""
    running_day: RunningDay = RunningDay()
    """How a running day is repaired."""
    unreachable: Literal["leave_out", "refuse"] = "leave_out"
    """Visits at places too far from any road: leave them out with this reason, or refuse to plan.
    If they are half of all places, or without a road to a caregiver's start or a station, nothing
    is planned in either case."""
