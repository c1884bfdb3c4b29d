"""An HHCRSP instance as a scenario.

Two simultaneous services are one visit by a crew of two, whose priority makes its tardiness count
twice. Two sequential services are two visits with a gap, by different caregivers. No visit starts
after the end of the scenario's horizon, four days after its midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dispatch.formats.frame import DAY, clock, depot_and, scenario_of, worker
from dispatch.formats.hhcrsp.file import Patient, Published
from dispatch.formats.home_care import alone, name_of, together
from dispatch.formats.instance import Instance
from dispatch.scenario import Client, Duration, Gap, Shift, Visit, Window


def instance_of(name: str, read: Published) -> Instance:
    """Make the scenario of an instance; one minute is one minute."""
    overtime = 3 * DAY + _longest(read)
    shift = Shift(start=clock(0), end=clock(DAY))
    scenario = scenario_of(
        name,
        depot_and([patient.id for patient in read.patients]),
        read.distances,
        services=[
            *(alone(each.id, each.default_duration) for each in read.services),
            *(
                together(patient.id, patient.required_caregivers)
                for patient in read.patients
                if _is_simultaneous(patient)
            ),
        ],
        caregivers=[
            worker(person.id, shift, overtime, person.abilities) for person in read.caregivers
        ],
        clients=[Client(id=patient.id, place=patient.id) for patient in read.patients],
        visits=[visit for patient in read.patients for visit in _visits(patient)],
        weights={"travel": 1.0, "tardiness": 1.0, "largest_tardiness": 1.0},
        certificates=[service.id for service in read.services],
    )
    return Instance(name, "hhcrsp", scenario, Fraction(1))


def _longest(read: Published) -> int:
    """Return a bound on the time from the last start of a route to its return."""
    needed = (each.duration for patient in read.patients for each in patient.required_caregivers)
    return max(needed) + max(max(row) for row in read.distances)


def _is_simultaneous(patient: Patient) -> bool:
    return patient.synchronization is not None and patient.synchronization.distance is None


def _visits(patient: Patient) -> Iterator[Visit]:
    needed, together = patient.required_caregivers, patient.synchronization
    if together is None:
        yield _visit(patient, patient.id, needed[0].service, duration=needed[0].duration)
    elif together.distance is None:
        yield _visit(patient, patient.id, name_of(patient.id, needed), priority=2.0)
    else:
        first, second = f"{patient.id}-1", f"{patient.id}-2"
        least, most = map(Duration, together.distance)
        gap = Gap(after=first, minimum=least, maximum=most, caregiver="different")
        yield _visit(patient, first, needed[0].service, duration=needed[0].duration)
        yield _visit(patient, second, needed[1].service, duration=needed[1].duration, gaps=(gap,))


def _visit(
    patient: Patient,
    name: str,
    service: str,
    *,
    priority: float = 1.0,
    duration: int | None = None,
    gaps: tuple[Gap, ...] = (),
) -> Visit:
    opens, closes = patient.time_window
    return Visit(
        id=name,
        client=patient.id,
        service=service,
        windows=(Window(open=clock(opens), close=clock(closes), hard=False),),
        priority=priority,
        mandatory=True,
        duration=None if duration is None else Duration(duration),
        gaps=gaps,
    )
