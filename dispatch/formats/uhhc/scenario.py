"""A UHHC instance as a scenario.

Two services of a patient are two visits of one group, with a gap of 0 if they are simultaneous, in
the same one of their windows. They have different caregivers, but independent ones only where the
origin of the instance asks for that. Each visit has its own tardiness, and a group that
is left out costs once, like a patient. Simultaneous services with equal tardiness are one visit by
a crew of two instead, whose priority makes its tardiness count twice. Where the priority matters,
this holds only for services that must be served, because leaving the visit out would also cost
twice. Lunch comes before a service, never after the return, and may be missed if that only costs. A
component with ``HARD`` is a hard rule; a missing component costs nothing, except that incompatible
caregivers without a weight are forbidden. Where everybody sets out when the shift begins, it is
under way from then on, so the wait before the first service counts, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from dispatch.errors import InputError, fault
from dispatch.formats.frame import DAY, clock, scenario_of, worker
from dispatch.formats.home_care import alone, name_of, together
from dispatch.formats.instance import Instance
from dispatch.formats.uhhc.file import Components, Patient, Person, Published
from dispatch.scenario import (
    Client,
    Duration,
    Gap,
    MealBreak,
    Rules,
    Scenario,
    Shift,
    UnderWay,
    Visit,
    Window,
)


def instance_of(name: str, read: Published) -> Instance:
    """Make the scenario of an instance; one minute is one minute."""
    return Instance(name, "uhhc", _Making(read).scenario(name), Fraction(1))


class _Making:
    """What all parts of the scenario depend on."""

    def __init__(self, read: Published) -> None:
        self._read = read
        self._asked: Components = read.metadata.cost_components
        self._at_end = read.metadata.time_window_met == "at_service_end"
        self._hard = self._asked.tardiness_is_hard
        self._tardiness = 0.0 if self._hard else self._asked.total_tardiness or 0.0

    def scenario(self, name: str) -> Scenario:
        read = self._read
        rows = [(each.id, each.distance_matrix_index) for each in read.terminal_points]
        rows += [(each.id, each.distance_matrix_index) for each in read.patients]
        crews = [patient for patient in read.patients if self._is_crew(patient)]
        return scenario_of(
            name,
            [point for point, _ in rows],
            [[read.distances[here][there] for _, there in rows] for _, here in rows],
            services=[
                *(alone(each.id, each.default_duration) for each in read.services),
                *(together(patient.id, patient.required_services) for patient in crews),
            ],
            caregivers=[
                worker(
                    person.id,
                    self._shift(person),
                    self._overtime(person),
                    person.abilities,
                    start=person.departing_point,
                    end=person.arrival_point,
                )
                for person in read.caregivers
            ],
            clients=[self._client(patient) for patient in read.patients],
            visits=[visit for patient in read.patients for visit in self._visits(patient)],
            weights=self._weights(),
            certificates=[service.id for service in read.services],
            rules=Rules(
                exclusion="hard" if self._asked.incompatible_caregivers is None else "soft",
                meal_break="hard" if self._asked.missed_lunch_break is None else "soft",
                break_after_return=False,
                break_place="arrival",
            ),
        )

    def _weights(self) -> dict[str, float]:
        asked = self._asked
        given = {
            "travel": asked.travel_time,
            "tardiness": self._tardiness,
            "largest_tardiness": 0.0 if self._hard else asked.highest_tardiness,
            "waiting": asked.total_waiting_time,
            "overtime": asked.total_extra_time,
            "largest_idle": asked.max_idle_time,
            "workload_spread": asked.workload_balance,
            "continuity": asked.caregiver_preferences,
            "exclusion": asked.incompatible_caregivers,
            "unserved": asked.optional_patients,
            "missed_break": asked.missed_lunch_break,
        }
        return {name: weight or 0.0 for name, weight in given.items()}

    def _shift(self, person: Person) -> Shift:
        hours = person.hours
        rest = self._lunch(person) if person.lunch_break else None
        begins = clock(hours.start)
        out = UnderWay(departed=begins, free=begins, place=person.departing_point)
        return Shift(
            start=begins,
            end=clock(hours.end),
            meal_break=rest,
            under_way=out if self._read.metadata.waits_from_shift else None,
        )

    def _lunch(self, person: Person) -> MealBreak | None:
        """Return the lunch of a shift; a lunch that costs nothing when missed is left out."""
        lunch, hours = self._read.lunch_breaks, person.hours
        if lunch is None or self._asked.missed_lunch_break == 0:
            return None
        earliest = max(lunch.start, hours.start)
        latest = min(lunch.end - lunch.min_duration * self._at_end, hours.end)
        if latest < earliest:
            where = f"caregivers[{person.id}].lunch_break"
            raise InputError(fault("formats-lunch-never", where))
        return MealBreak(
            duration=Duration(lunch.min_duration), earliest=clock(earliest), latest=clock(latest)
        )

    def _overtime(self, person: Person) -> int:
        """Return a bound on overtime: no visit starts later than four days after midnight."""
        if self._asked.total_extra_time is None:
            return 0
        patients, rows = self._read.patients, self._read.distances
        longest = max(each.duration for one in patients for each in one.required_services)
        longest += max(max(row) for row in rows)
        return 4 * DAY - person.hours.end + longest

    def _client(self, patient: Patient) -> Client:
        preferred, excluded = patient.preferred_caregivers, patient.incompatible_caregivers
        if self._asked.caregiver_preferences is None and preferred:
            others = (each.id for each in self._read.caregivers if each.id not in preferred)
            excluded = tuple(dict.fromkeys((*excluded, *others)))
        return Client(id=patient.id, place=patient.id, preferred=preferred, excluded=excluded)

    def _is_optional(self, patient: Patient) -> bool:
        return patient.optional and self._asked.optional_patients is not None

    def _is_crew(self, patient: Patient) -> bool:
        if patient.synchronization is None or patient.synchronization.type != "simultaneous":
            return False
        first, second = patient.required_services
        alike = not self._at_end or first.duration == second.duration
        return not self._tardiness or (alike and not self._is_optional(patient))

    def _visits(self, patient: Patient) -> Iterator[Visit]:
        needed = patient.required_services
        if len(needed) == 1:
            only = needed[0]
            yield self._visit(patient, patient.id, only.service, duration=only.duration)
        elif self._is_crew(patient):
            service = name_of(patient.id, needed)
            priority = 2.0 if self._tardiness else 1.0
            yield self._visit(patient, patient.id, service, priority=priority)
        else:
            names = [f"{patient.id}-1", f"{patient.id}-2"]
            gaps = ((), self._gaps(patient, names[0]))
            for name, each, between in zip(names, needed, gaps, strict=True):
                yield self._visit(
                    patient,
                    name,
                    each.service,
                    duration=each.duration,
                    group=patient.id,
                    gaps=between,
                )

    def _gaps(self, patient: Patient, first: str) -> tuple[Gap, ...]:
        how = patient.synchronization
        window: Literal["any", "same"] = "same" if len(patient.time_windows) > 1 else "any"
        if how is None or how.type == "independent":
            apart = self._read.metadata.asks_for_different_caregivers
            if window == "any" and not apart:
                return ()
            who: Literal["any", "different"] = "different" if apart else "any"
            return (Gap(after=first, order="any", caregiver=who, window=window),)
        least, most = (how.distance.min, how.distance.max) if how.distance else (0, 0)
        return (
            Gap(
                after=first,
                minimum=Duration(least),
                maximum=Duration(most),
                caregiver="different",
                window=window,
            ),
        )

    def _visit(
        self,
        patient: Patient,
        name: str,
        service: str,
        *,
        duration: int | None = None,
        priority: float = 1.0,
        group: str | None = None,
        gaps: tuple[Gap, ...] = (),
    ) -> Visit:
        return Visit(
            id=name,
            client=patient.id,
            service=service,
            windows=tuple(
                Window(
                    open=clock(each.start),
                    close=clock(each.end),
                    applies_to="whole" if self._at_end else "start",
                    hard=self._hard,
                )
                for each in patient.time_windows
            ),
            priority=priority,
            mandatory=not self._is_optional(patient),
            duration=None if duration is None else Duration(duration),
            group=group,
            gaps=gaps,
        )
