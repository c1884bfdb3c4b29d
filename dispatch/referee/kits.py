"""Rules about pieces of equipment that come with the crew.

Who brings a piece follows from the routes, so a plan need not list these pieces. If it does, its
entries must agree with the routes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dispatch.plan import PieceRoute, Plan
from dispatch.referee.reading import Call, Reading, Tour, needs
from dispatch.referee.violation import Violation, minutes
from dispatch.rules import duration_of, kits, kits_brought, lacks_along, latest_return, pool_reason
from dispatch.scenario import EquipmentPool, Scenario


def of_kits(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    """Find the rules about equipment of crews that a plan breaks."""
    for calls in reading.calls.values():
        yield from _brought(scenario, calls)
    for tour in reading.tours:
        yield from _along(scenario, tour)
    for pool in kits(scenario):
        yield from _enough(scenario, reading, pool)
        entries = [each for each in plan.equipment if each.equipment == pool.id]
        for entry in entries:
            yield from _entry(scenario, reading, pool, entry)
        for one, other in combinations(entries, 2):
            yield from _apart(scenario, one, other)


def _brought(scenario: Scenario, calls: tuple[Call, ...]) -> Iterator[Violation]:
    """Check that somebody brings what a visit needs, into an area that it serves."""
    visit, client = calls[0].visit, calls[0].client
    given = [pool for call in calls for pool in call.brings]
    for pool in kits_brought(scenario, visit, calls[0].service.bringer):
        detail = {"equipment": pool.id}
        if pool not in given:
            yield Violation("equipment_missing", visit.id, detail=detail)
        if pool_reason(scenario, client, pool) == "equipment_area":
            yield Violation("equipment_area", visit.id, detail=detail)


def _along(scenario: Scenario, tour: Tour) -> Iterator[Violation]:
    """Check that a caregiver who is out has the pieces along that she brings."""
    for call in tour.calls:
        role = None if call.role is None else call.service.crew[call.role]
        if role is not None and lacks_along(scenario, call.visit, role, tour.shift):
            yield Violation("equipment_not_along", call.visit.id, tour.caregiver.id)


def _enough(scenario: Scenario, reading: Reading, pool: EquipmentPool) -> Iterator[Violation]:
    """Check that never more pieces are out than there are, each for the whole of a shift."""
    tours = [tour for tour in reading.tours if pool.id in tour.brings]
    out = [_span(scenario, tour) for tour in tours]
    along = [tour.shift.out is not None and pool.id in tour.shift.out.kits for tour in tours]
    beyond = 0
    for at, _ in out:
        there = [start <= at < end for start, end in out]
        held = sum(here and has for here, has in zip(there, along, strict=True))
        beyond = max(beyond, sum(there) - max(pool.usable, held))
    if beyond > 0:
        yield Violation("equipment_short", amount=beyond, detail={"equipment": pool.id})


def _span(scenario: Scenario, tour: Tour) -> tuple[int, int]:
    until = latest_return(scenario, tour.caregiver, tour.number)
    begins = scenario.at(tour.shift.start)
    return begins, max(until, begins + 1)


def _entry(
    scenario: Scenario, reading: Reading, pool: EquipmentPool, entry: PieceRoute
) -> Iterator[Violation]:
    """Check that a piece is with the shift that brings it, for as long as each visit needs it."""
    brought = {
        call.visit.id: call
        for tour in reading.tours_of[entry.caregiver or ""]
        if tour.number == entry.shift
        for call in tour.calls
        if pool in call.brings
    }
    for use in entry.uses:
        if use.visit not in reading.starts or not needs(scenario, use.visit, pool):
            continue
        call = brought.get(use.visit)
        if call is None:
            detail = {"equipment": pool.id}
            yield Violation("equipment_bringer", use.visit, entry.caregiver, detail=detail)
            continue
        end = reading.starts[use.visit] + duration_of(scenario, call.visit)
        short = max(
            scenario.at(use.taken) - (call.start - pool.set_up),
            end + pool.turn_round - scenario.at(use.free),
        )
        if short > 0:
            detail = {"equipment": pool.id, "piece": str(entry.piece)}
            yield Violation("equipment_not_there", use.visit, None, minutes(short), detail)


def _apart(scenario: Scenario, one: PieceRoute, other: PieceRoute) -> Iterator[Violation]:
    """Check that two shifts at one time have different pieces, and each shift only one."""
    spans = [span for each in (one, other) for span in _held(scenario, each)]
    uses = [*one.uses, *other.uses]
    if len(spans) < 2 or not uses:
        return
    overlap = min(until for _, until in spans) - max(start for start, _ in spans)
    detail = {"equipment": one.equipment, "piece": str(other.piece)}
    if (one.caregiver, one.shift) == (other.caregiver, other.shift):
        yield Violation("unknown_equipment", uses[-1].visit, detail=detail)
    elif one.piece == other.piece and overlap > 0:
        visit = uses[-1].visit
        yield Violation("equipment_not_there", visit, None, minutes(overlap), detail)


def _held(scenario: Scenario, entry: PieceRoute) -> Iterator[tuple[int, int]]:
    """Yield the time for which an entry's shift has the piece, if the shift is known."""
    caregiver = scenario.caregiver.get(entry.caregiver or "")
    if caregiver is not None and 0 <= entry.shift < len(caregiver.shifts):
        start = scenario.at(caregiver.shifts[entry.shift].start)
        yield start, latest_return(scenario, caregiver, entry.shift)
