"""Which equipment may serve which client, and how a crew brings it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.rules.shifts import latest_return
from dispatch.scenario import (
    Caregiver,
    Client,
    EquipmentPool,
    Place,
    Role,
    Scenario,
    Service,
    Shift,
    Visit,
)
from dispatch.scenario.durations import duration_of, role_duration


def pool_reason(scenario: Scenario, client: Client, pool: EquipmentPool) -> str | None:
    """Return why no piece of `pool` can ever serve `client`.

    Returns
    -------
    str or None
        ``equipment_area`` (the pool serves other areas), ``equipment_none`` (it has no piece), or
        None.
    """
    del scenario
    if pool.areas and client.area not in pool.areas:
        return "equipment_area"
    return None if pool.usable else "equipment_none"


def piece_since(scenario: Scenario, pool: EquipmentPool, number: int) -> int:
    """Return when a piece that is in no running visit can be on its way, in milliseconds.

    That is now, unless something else is known of it: it may be free later, or have been there for
    a while, if it is being set up.
    """
    known = pool.piece(number)
    moment = scenario.now if known is None or known.free is None else known.free
    return 0 if moment is None else scenario.at(moment)


def piece_place(pool: EquipmentPool, number: int) -> Place | None:
    """Return where a courier's piece is, if not at its station."""
    known = pool.piece(number)
    return None if known is None else known.place


def lacks_along(scenario: Scenario, visit: Visit, role: Role, shift: Shift) -> bool:
    """Return whether a caregiver who is out does not have the kits along that a role brings."""
    if shift.out is None:
        return False
    held = shift.out.kits
    return any(pool.id not in held for pool in kits_brought(scenario, visit, role))


def along_reasons(
    scenario: Scenario, visit: Visit, role: Role, caregiver: Caregiver
) -> tuple[str, ...]:
    """Find whether `caregiver` is out without the kits that `role` brings.

    Returns
    -------
    tuple of str
        ``equipment_not_along`` if that is so in all of her shifts.
    """
    shifts = caregiver.shifts
    lacks = shifts and all(lacks_along(scenario, visit, role, shift) for shift in shifts)
    return ("equipment_not_along",) if lacks else ()


def kits(scenario: Scenario) -> tuple[EquipmentPool, ...]:
    """List the pools whose pieces come with the crew, in the scenario's order."""
    return tuple(pool for pool in scenario.equipment if pool.comes_with_crew)


def pools_apart(scenario: Scenario, service: Service) -> tuple[str, ...]:
    """List the pools of `service` whose pieces have routes of their own."""
    return tuple(name for name in service.equipment if not scenario.pool[name].comes_with_crew)


def kits_brought(scenario: Scenario, visit: Visit, role: Role) -> tuple[EquipmentPool, ...]:
    """List the kits that the caregiver in `role` of `visit` brings, in the order of the service.

    At a running visit they are already there.
    """
    service = scenario.service[visit.service]
    if not service.equipment or role.id != service.bringer.id or visit.running:
        return ()
    return _kits_of(scenario, service)


def set_up(scenario: Scenario, visit: Visit, role: Role) -> int:
    """Return the milliseconds for which a role sets up kits before its part of the visit."""
    return sum(pool.set_up for pool in kits_brought(scenario, visit, role))


def clearing(scenario: Scenario, visit: Visit, role: Role) -> int:
    """Return the milliseconds from the end of a role's part until its kits are packed up.

    The role that brings kits waits for the end of the whole visit.
    """
    brought = kits_brought(scenario, visit, role)
    if not brought:
        return 0
    own_end = role.offset + role_duration(scenario, visit, role)
    left = duration_of(scenario, visit) - own_end
    return left + sum(pool.turn_round for pool in brought)


def mode_reasons(
    scenario: Scenario, service: Service, role: Role, caregiver: Caregiver
) -> tuple[str, ...]:
    """Find whether the travel mode of `caregiver` is one for the kits that `role` brings.

    Returns
    -------
    tuple of str
        ``equipment_mode`` if it is not.
    """
    if role.id != service.bringer.id:
        return ()
    asked = (pool.modes for pool in _kits_of(scenario, service))
    barred = any(modes and caregiver.mode not in modes for modes in asked)
    return ("equipment_mode",) if barred else ()


def _kits_of(scenario: Scenario, service: Service) -> tuple[EquipmentPool, ...]:
    pools = (scenario.pool[name] for name in service.equipment)
    return tuple(pool for pool in pools if pool.comes_with_crew)


@dataclass(frozen=True, slots=True)
class KitLimit:
    """A limit on the shifts that run at one time and bring a piece of the same pool.

    Attributes
    ----------
    pool : str
        The id of the pool.
    shifts : tuple of (str, int)
        The shifts, each by the caregiver's id and its index.
    most : int
        The number of pieces.
    """

    pool: str
    shifts: tuple[tuple[str, int], ...]
    most: int


def kit_limits(scenario: Scenario) -> Iterator[KitLimit]:
    """Yield the limits on shifts that run at one time and together could bring too many pieces.

    A piece is a caregiver's from the start of her shift to her latest return. Whoever is out with a
    piece has it, even if there should be fewer.
    """
    together = [*shifts_together(scenario)] if kits(scenario) else []
    for pool in kits(scenario):
        for shifts in together:
            most = max(pool.usable, sum(has_along(scenario, pool, *key) for key in shifts))
            if len(shifts) > most:
                yield KitLimit(pool.id, shifts, most)


def has_along(scenario: Scenario, pool: EquipmentPool, caregiver: str, index: int) -> bool:
    """Return whether a caregiver is out in a shift with a piece of a pool."""
    out = scenario.caregiver[caregiver].shifts[index].out
    return out is not None and pool.id in out.kits


def shifts_together(scenario: Scenario) -> Iterator[tuple[tuple[str, int], ...]]:
    """Yield the largest sets of shifts that run at one time, in the order of time.

    A shift runs from its start to just before its latest return.
    """
    spans = {
        (caregiver.id, index): (
            scenario.at(shift.start), latest_return(scenario, caregiver, index)
        )
        for caregiver in scenario.caregivers
        for index, shift in enumerate(caregiver.shifts)
    }  # fmt: skip
    starts = sorted({start for start, _ in spans.values()})
    sets = [
        tuple(key for key, (start, end) in spans.items() if start <= at < max(end, start + 1))
        for at in starts
    ]
    for before, here, after in zip([(), *sets], sets, [*sets[1:], ()], strict=False):
        if not (set(here) <= set(before) or set(here) < set(after)):
            yield here
