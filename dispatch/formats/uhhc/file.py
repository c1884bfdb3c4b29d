"""UHHC files as their authors define them; every fault is reported at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from dispatch.errors import Fault, fault, shown
from dispatch.formats.home_care import Name, Needed, refuse_unlinked, repeated, sound, validated
from dispatch.formats.values import LATEST, Minutes, Row
from dispatch.scenario.base import Model
from dispatch.scenario.forms import refusal
from dispatch.scenario.source import Document

Index: TypeAlias = Annotated[StrictInt, Field(ge=0)]
"""A row of the distances, counted from 0."""

_HARD = "HARD"
"""Replaces a weight if the component is a constraint."""


def _weight_or_hard(value: Any) -> Any:
    return None if value == _HARD else _weight(value)


def _weight(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refusal("not-number", value=shown(value))
    if not 0 <= value <= 100_000:
        code, bound = ("below", 0) if value < 0 else ("above", 100_000)
        raise refusal(code, value=shown(value), bound=bound)
    if abs(value * 1000 - round(value * 1000)) > 1e-6:
        raise refusal("formats-fine", value=shown(value))
    return float(value)


Weight: TypeAlias = Annotated[float, BeforeValidator(_weight)]
"""The cost of a unit."""

WeightOrHard: TypeAlias = Annotated[float | None, BeforeValidator(_weight_or_hard)]
"""The cost of a unit; None if the file has ``HARD``."""


class Components(Model):
    """The components of the cost; a missing component costs nothing."""

    travel_time: Weight = 0.0
    """A minute of travel."""
    total_tardiness: WeightOrHard = 0.0
    """A minute after the end of a window."""
    highest_tardiness: WeightOrHard = 0.0
    """A minute of the largest tardiness."""
    total_waiting_time: Weight = 0.0
    """A minute of waiting on the way."""
    total_extra_time: WeightOrHard = 0.0
    """A minute after a shift's end."""
    max_idle_time: Weight = 0.0
    """A minute of the largest idle time of any caregiver."""
    workload_balance: Weight = 0.0
    """A minute of distance from the mean workload."""
    caregiver_preferences: WeightOrHard = 0.0
    """A service by a caregiver who is not preferred."""
    incompatible_caregivers: WeightOrHard = None
    """A service by an incompatible caregiver; forbidden if not weighted."""
    optional_patients: WeightOrHard = 0.0
    """A patient who is left out."""
    missed_lunch_break: WeightOrHard = 0.0
    """A missed lunch."""

    @property
    def tardiness_is_hard(self) -> bool:
        """Whether tardiness is forbidden."""
        return self.total_tardiness is None or self.highest_tardiness is None

    @property
    def needs_hours(self) -> bool:
        """Whether a component depends on the hours of shifts."""
        return self.total_extra_time != 0 or self.max_idle_time != 0

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        if self.caregiver_preferences is None and self.incompatible_caregivers is not None:
            raise refusal("formats-hard-preferences")
        return self


_BAZIRHA = "bazirha", "bazirha-caie"
"""Origins of instances whose caregivers depart exactly when their shifts begin, and whose patients
have different caregivers for their services."""


class Metadata(Model):
    """The question; of the other metadata only the origin matters."""

    model_config = ConfigDict(extra="ignore")

    origin: str = ""
    """The origin of the instance."""
    time_window_met: Literal["at_service_start", "at_service_end"] = "at_service_start"
    """Whether a window applies to the start or the end of service."""
    cost_components: Components
    """The components of the cost."""

    @property
    def waits_from_shift(self) -> bool:
        """Whether it costs to wait between the start of the shift and the first service, too."""
        weighed = self.cost_components.total_waiting_time > 0
        return weighed and self.origin in _BAZIRHA

    @property
    def asks_for_different_caregivers(self) -> bool:
        """Whether nobody gives both services of a patient, even if they are independent."""
        return self.origin in _BAZIRHA


class TerminalPoint(Model):
    """Where caregivers set out and return to."""

    id: Name
    """The point's id."""
    distance_matrix_index: Index
    """The point's row of the distances."""
    location: Any = None
    """A point on the map; distances are given."""


class Span(Model):
    """A period of time."""

    start: Minutes
    """When it begins."""
    end: Minutes
    """When it ends."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start > self.end:
            first, second = (f"{each / 60_000:g}" for each in (self.start, self.end))
            raise refusal("formats-reversed", first=first, second=second)
        if self.end > LATEST:
            raise refusal("formats-late", value=self.end / 60_000)
        return self


class LunchBreaks(Span):
    """When lunches may begin (or end, if windows apply to the end), and how long they are."""

    min_duration: Minutes
    """The shortest duration of a lunch."""


class Person(Model):
    """A caregiver."""

    id: Name
    """The caregiver's id."""
    abilities: tuple[Name, ...]
    """The services that the caregiver can give."""
    departing_point: Name
    """Where the route begins."""
    arrival_point: Name
    """Where the route ends."""
    working_shift: Span | None = None
    """No departure before it; a return after it is extra time. Any time if not given."""
    lunch_break: StrictBool = False
    """Whether a lunch is due."""

    @property
    def hours(self) -> Span:
        """The working shift, or the whole day without one."""
        return self.working_shift or Span(start=0, end=24 * 60)


class Distance(Model):
    """The time between the starts of two sequential services."""

    min: Minutes
    """The shortest time."""
    max: Minutes
    """The longest time."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            first, second = (f"{each / 60_000:g}" for each in (self.min, self.max))
            raise refusal("formats-reversed", first=first, second=second)
        return self


class Synchronization(Model):
    """The link between the two services of a patient."""

    type: Literal["simultaneous", "sequential", "independent"]
    """Whether both start together, the second after the first, or each at any time."""
    distance: Distance | None = None
    """The distance of sequential services."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.type == "sequential" and self.distance is None:
            raise refusal("formats-no-distance")
        if self.type != "sequential" and self.distance is not None:
            raise refusal("formats-distance")
        return self


class Patient(Model):
    """A patient with one service or two; two are both given or both left out."""

    id: Name
    """The patient's id."""
    location: Any = None
    """A point on the map; distances are given."""
    distance_matrix_index: Index
    """The patient's row of the distances."""
    required_services: Annotated[tuple[Needed, ...], Field(min_length=1, max_length=2)]
    """The required services."""
    time_windows: Annotated[tuple[Span, ...], Field(min_length=1)]
    """Alternatives; nothing begins before the first opens."""
    optional: StrictBool = False
    """Whether the patient may be left out."""
    preferred_caregivers: tuple[Name, ...] = ()
    """The preferred caregivers, if any."""
    incompatible_caregivers: tuple[Name, ...] = ()
    """The incompatible caregivers."""
    synchronization: Synchronization | None = None
    """The link between two services."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        refuse_unlinked(self.required_services, linked=self.synchronization is not None)
        if any(later.start < earlier.end for earlier, later in pairwise(self.time_windows)):
            raise refusal("formats-windows-overlap")
        return self


class Offered(Model):
    """A service of the catalogue."""

    id: Name
    """The service's id."""
    type: str = ""
    """Its heading in the catalogue."""
    default_duration: Minutes = 0
    """Its default duration; every patient repeats it."""


class Published(Model):
    """A file."""

    model_config = ConfigDict(extra="ignore")

    metadata: Metadata
    """The question."""
    terminal_points: Annotated[tuple[TerminalPoint, ...], Field(min_length=1)]
    """Where caregivers set out and return to."""
    patients: Annotated[tuple[Patient, ...], Field(min_length=1)]
    """The patients."""
    services: tuple[Offered, ...]
    """The catalogue of services."""
    caregivers: Annotated[tuple[Person, ...], Field(min_length=1)]
    """The caregivers."""
    lunch_breaks: LunchBreaks | None = None
    """The rule about lunches."""
    distances: tuple[Row, ...]
    """Minutes of travel, by rows."""


def published(document: Document) -> Published:
    """Read a file.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    example = '"patients": []'
    return validated(document, Published, "thing-instance", example, _cross_references)


_PARTS: dict[str, type[Model]] = {
    "patients": Patient,
    "services": Offered,
    "caregivers": Person,
    "terminal_points": TerminalPoint,
}
_UNKNOWN = {
    "services": "unknown-service",
    "caregivers": "unknown-caregiver",
    "terminal_points": "formats-no-point",
}


def _cross_references(data: dict[str, Any]) -> Iterator[Fault]:
    read: dict[str, Any] = {field: sound(model, data.get(field)) for field, model in _PARTS.items()}
    names = {field: [item.id for item in items] for field, items in read.items()}
    yield from repeated(names)
    for where, field, name in _named(read["patients"], read["caregivers"]):
        given = data.get(field)
        all_read = isinstance(given, list) and len(given) == len(names[field])
        if all_read and name not in names[field]:
            yield fault(_UNKNOWN[field], where, name=name)
    yield from _hours(data, read["caregivers"])
    yield from _setting_out(data, read["caregivers"])
    yield from _lunches(data, read["caregivers"])
    yield from _shape(data, [*read["patients"], *read["terminal_points"]])


def _named(patients: Sequence[Patient], people: Sequence[Person]) -> Iterator[tuple[str, str, str]]:
    for patient in patients:
        at = f"patients[{patient.id}]"
        for index, needed in enumerate(patient.required_services):
            yield f"{at}.required_services[{index}].service", "services", needed.service
        for field in ("preferred_caregivers", "incompatible_caregivers"):
            for index, name in enumerate(getattr(patient, field)):
                yield f"{at}.{field}[{index}]", "caregivers", name
    for person in people:
        at = f"caregivers[{person.id}]"
        for index, ability in enumerate(person.abilities):
            yield f"{at}.abilities[{index}]", "services", ability
        yield f"{at}.departing_point", "terminal_points", person.departing_point
        yield f"{at}.arrival_point", "terminal_points", person.arrival_point


def _hours(data: dict[str, Any], people: Sequence[Person]) -> Iterator[Fault]:
    asked = sound(Metadata, [data.get("metadata")])
    if not asked or not asked[0].cost_components.needs_hours:
        return
    for person in people:
        if person.working_shift is None:
            yield fault("formats-no-shift", f"caregivers[{person.id}].working_shift")


def _setting_out(data: dict[str, Any], people: Sequence[Person]) -> Iterator[Fault]:
    """Find a lunch before setting out, or a way home without a route: nobody has them here."""
    asked = sound(Metadata, [data.get("metadata")])
    if not asked or not asked[0].waits_from_shift:
        return
    if any(one.lunch_break or one.arrival_point != one.departing_point for one in people):
        yield fault("formats-sets-out", "metadata.origin", name=asked[0].origin)


def _lunches(data: dict[str, Any], people: Sequence[Person]) -> Iterator[Fault]:
    if "lunch_breaks" not in data and any(person.lunch_break for person in people):
        yield fault("formats-lacking", "lunch_breaks", name="lunch_breaks")


def _shape(data: dict[str, Any], placed: Sequence[Patient | TerminalPoint]) -> Iterator[Fault]:
    rows = data.get("distances")
    if not isinstance(rows, list):
        return
    for index, row in enumerate(rows):
        if isinstance(row, list) and len(row) != len(rows):
            yield fault("matrix-columns", f"distances[{index}]", columns=len(row), size=len(rows))
    for each in placed:
        if each.distance_matrix_index >= len(rows):
            field = "patients" if isinstance(each, Patient) else "terminal_points"
            where = f"{field}[{each.id}].distance_matrix_index"
            number = each.distance_matrix_index
            yield fault("formats-no-row", where, number=number, rows=len(rows))
