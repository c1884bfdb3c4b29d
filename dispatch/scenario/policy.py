"""What a desk weighs, and which rules it holds hard, soft or not at all."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from dispatch.scenario.base import Duration, Model

Weight: TypeAlias = Annotated[StrictFloat, Field(ge=0, le=100_000, allow_inf_nan=False)]


class Weights(Model):
    """What each term of the cost weighs; a minute of travel is the natural unit.

    A weight is exact to a thousandth. Terms marked * are multiplied by the visit's priority.
    """

    unserved: Weight = 200.0
    """* A visit that is left out."""
    tardiness: Weight = 1.0
    """* A minute after a soft window's end."""
    largest_tardiness: Weight = 0.0
    """A minute of the largest tardiness of any visit."""
    response: Weight = 0.2
    """* A minute from request (or the earliest acceptable time) to the start of service."""
    travel: Weight = 1.0
    """A minute of travel."""
    waiting: Weight = 0.2
    """A minute of waiting between departure and return, the meal break aside."""
    overtime: Weight = 2.0
    """A minute between a shift's end and the return."""
    gender_preference: Weight = 20.0
    """A caregiver who is not of the gender that the client prefers."""
    continuity: Weight = 10.0
    """A caregiver whom the client does not know, where the client knows some."""
    rating: Weight = 0.0
    """A stop, for each point that the caregiver's rating, shrunk for few reviews, lacks of 5."""
    preferred_time: Weight = 0.1
    """A minute between the preferred and the planned start, either way."""
    balance: Weight = 0.0
    """A minute of the largest workload, scaled to a full-time day (see ``docs/model.md``)."""
    workload_spread: Weight = 0.0
    """A minute that a scaled workload lies above or below the mean, summed over the caregivers;
    for published objectives (``docs/model.md`` says why it is no aim of its own)."""
    largest_idle: Weight = 0.0
    """A minute of the largest idle time of any shift."""
    missed_break: Weight = 60.0
    """A meal break that is due and not taken, where ``rules.meal_break`` is soft."""
    exclusion: Weight = 60.0
    """A caregiver whom the client excludes, where ``rules.exclusion`` is soft."""


class PriorityFormula(Model):
    """Priority from a client's situation: ``base`` plus what applies. Assumptions, to be edited."""

    base: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 1.0
    """What every client has."""
    disabled: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 2.0
    """Added for the fully disabled."""
    solitary: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 1.0
    """Living alone at ``high_age`` or more (or at an age that is not known)."""
    high_age: Annotated[StrictInt, Field(ge=0, le=130)] = 80
    """In years; from here on living alone counts."""
    low_income: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 0.5
    """Added for the poor."""
    per_care_level: Annotated[StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)] = 0.25
    """Added for each level of the assessment."""


class Rules(Model):
    """Rules that a desk may hold hard, soft (the cost has a weight for it) or off."""

    areas: Literal["hard", "off"] = "hard"
    """Contracts by area: hard is a silo, off is one pool."""
    intimate_gender: Literal["hard", "soft", "off"] = "hard"
    """Intimate services by a caregiver of the client's gender, unless the client says otherwise."""
    continuity: Literal["soft", "off"] = "soft"
    """Familiar caregivers first, where the client has some."""
    gender_preference: Literal["soft", "off"] = "soft"
    """The gender that a client prefers."""
    exclusion: Literal["hard", "soft"] = "hard"
    """Caregivers whom a client excludes."""
    meal_break: Literal["hard", "soft"] = "hard"
    """The meal break that is due: taken always, or missed at a cost where it would begin late."""
    break_after_return: StrictBool = True
    """Whether the meal break may be taken after the return."""
    rating_floor: Annotated[StrictFloat, Field(ge=0, le=5, allow_inf_nan=False)] | None = None
    """The least rating of a caregiver, shrunk for few reviews; off where not given."""


class Policy(Model):
    """The desk's choices."""

    weights: Weights = Weights()
    """What each term of the cost weighs."""
    rules: Rules = Rules()
    """Which rules are hard, soft or off."""
    priority: PriorityFormula = PriorityFormula()
    """How a visit's priority follows from its client's situation."""
    break_due_from: Duration = Duration.of_minutes(360)
    """Shifts shorter than this need no meal break."""
    full_time_day: Duration = Duration.of_minutes(480)
    """The day that workloads are scaled to."""
