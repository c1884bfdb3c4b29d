"""What happened on a recorded day; what the record does not tell is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dispatch.rules import duration_of
from dispatch.scenario import Caregiver, Scenario
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.nature import Nature, Outcome

_SECOND: Final = 1000


@dataclass(frozen=True)
class RecordedNature(Nature):
    """What happened on a recorded day; what the record does not tell is drawn.

    Attributes
    ----------
    planned, took : Mapping of str to int
        By the id of a visit whose end was reported, how long it should have taken, and how long it
        took, in milliseconds.
    outcomes : Mapping of str to Outcome
        By the id of a visit, how it ended; a visit that is not here is given.
    gone : Mapping of str to tuple of int
        By the id of a caregiver who was absent, when that becomes known, in milliseconds after
        midnight, for each shift that she missed or left.
    """

    planned: Mapping[str, int]
    took: Mapping[str, int]
    outcomes: Mapping[str, Outcome]
    gone: Mapping[str, tuple[int, ...]]

    def length(self, visit: str, service: str, planned: int, offset: int = 0) -> int:
        """Return how long a part of a visit takes: the whole visit lasts as it did.

        All parts end sooner or later by the same factor, after the start of the visit.
        """
        if visit not in self.took:
            return super().length(visit, service, planned, offset)
        took, whole = self.took[visit], self.planned[visit]
        end = (offset + planned) * took / whole if whole else took
        return max(0, round(end / _SECOND) * _SECOND - offset)

    def outcome(self, visit: str) -> Outcome:
        """Return how a visit ended; whoever was not visited would have been given her visit."""
        return self.outcomes.get(visit, "given")

    def in_vain(self, visit: str) -> int:
        """Return how long a visit took that was not given, as far as that was reported."""
        return self.took.get(visit, super().in_vain(visit))

    def absences(self, caregiver: str, day: int) -> tuple[int, ...]:
        """Return when it becomes known that a caregiver does not work, once for each shift."""
        del day
        return self.gone.get(caregiver, ())


def nature_of(record: Scenario, people: Scenario, world: Assumptions, seed: int) -> RecordedNature:
    """Return what happened on a recorded day.

    Parameters
    ----------
    record
        The day as it was recorded.
    people
        The day without anything that happened.
    world
        The assumptions.
    seed
        On which depends what the record does not tell.
    """
    took: dict[str, int] = {}
    outcomes: dict[str, Outcome] = {}
    for visit in record.visits:
        facts = visit.facts
        if facts is None or facts.assumed:
            continue
        if facts.aborted or facts.not_home:
            outcomes[visit.id] = "broken_off" if facts.aborted else "not_home"
        end = facts.ended or facts.aborted
        if facts.started and end:
            took[visit.id] = record.at(end) - record.at(facts.started)
    return RecordedNature(
        world=world,
        seed=seed,
        planned={name: duration_of(people, people.visit[name]) for name in took},
        took=took,
        outcomes=outcomes,
        gone={
            each.id: known
            for each in record.caregivers
            if (known := tuple(_gone(record, world, each)))
        },
    )


def _gone(record: Scenario, world: Assumptions, caregiver: Caregiver) -> Iterator[int]:
    """Yield when it becomes known that a caregiver does not work, or not any more.

    The first shift is missed in the morning, a later one just before it begins.
    """
    for number, shift in enumerate(caregiver.shifts):
        start = record.at(shift.start)
        if shift.gone is None:
            continue
        if record.at(shift.gone) > start:
            yield record.at(shift.gone)
        else:
            yield start - _SECOND if number else int(world.absence_known)
