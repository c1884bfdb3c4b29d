"""Whether arms may be compared: the same week for all of them, and rows that can have happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from dispatch.errors import Fault, InputError, fault, told
from dispatch.simulate.records import FLAGS, Arm, BookedRecord, RequestRecord, VisitRecord

_WEEK: Final = ("world", "load", "seed", "fingerprint", "versions")
_OF_CLIENTS: Final = ("client", *FLAGS, "street", "area_kind")
_OF_REQUESTS: Final = (*_OF_CLIENTS, "response_class", "asked", "acceptable", "target", "cap")
_OF_BOOKED: Final = (*_OF_CLIENTS, "promised_start", "medication", "earliest", "latest")
_BEGUN: Final = ("served", "broken_off", "not_home")


def compared(arms: Sequence[Arm]) -> None:
    """Refuse arms of one replication whose comparison would not be fair, or not true.

    All arms must have the same week (world, load, seed, versions), the same requests and pre-booked
    visits, and the same time of caregivers. In each arm, the stamps of a visit must be in order,
    its crew complete and every change of its promise counted, no decision may change what is
    frozen, and no plan may break a hard rule.

    Parameters
    ----------
    arms
        One for each policy; the first is what the others are compared with.

    Raises
    ------
    InputError
        With everything that is wrong, by arm.
    """
    faults = [
        *(found for arm in arms for found in _of_arm(arm)),
        *(found for arm in arms[1:] for found in _beside(arms[0], arm)),
    ]
    if faults:
        raise InputError(*told(faults))


def _beside(first: Arm, arm: Arm) -> Iterator[Fault]:
    """What of an arm's week differs from the first one's."""
    for name in _WEEK:
        mine, other = getattr(arm, name), getattr(first, name)
        if mine != other:
            yield fault("arms-week", f"{arm.policy}.{name}", found=mine, expected=other)
    yield from _different(
        f"{arm.policy}.requests", _asked(first.requests), _asked(arm.requests), first.policy
    )
    yield from _different(
        f"{arm.policy}.booked", _agreed(first.booked), _agreed(arm.booked), first.policy
    )
    yield from _different(f"{arm.policy}.caregivers", _offered(first), _offered(arm), first.policy)


Given: TypeAlias = Mapping[str, Mapping[str, object]]


def _asked(requests: Sequence[RequestRecord]) -> Given:
    """What no policy decides about requests; nor whether one is handed over."""
    return {
        each.visit: {
            **{name: getattr(each, name) for name in _OF_REQUESTS},
            "handed_over": each.outcome == "handed_over",
        }
        for each in requests
    }


def _agreed(visits: Sequence[BookedRecord]) -> Given:
    return {each.visit: {name: getattr(each, name) for name in _OF_BOOKED} for each in visits}


def _offered(arm: Arm) -> Given:
    return {
        f"{each.caregiver}, day {each.day}": {"offered": each.offered} for each in arm.caregivers
    }


def _different(where: str, expected: Given, found: Given, first: str) -> Iterator[Fault]:
    for name in sorted(expected.keys() - found.keys()):
        yield fault("arms-missing", f"{where}[{name}]", first=first)
    for name in sorted(found.keys() - expected.keys()):
        yield fault("arms-extra", f"{where}[{name}]", first=first)
    for name, fields in expected.items():
        for field, value in found.get(name, {}).items():
            if value != fields[field]:
                at = f"{where}[{name}].{field}"
                yield fault("arms-differ", at, found=value, expected=fields[field], first=first)


def _of_arm(arm: Arm) -> Iterator[Fault]:
    names = [each.visit for each in (*arm.requests, *arm.booked)]
    days = [f"{each.caregiver}, day {each.day}" for each in arm.caregivers]
    for name, number in Counter([*names, *days]).items():
        if number > 1:
            yield fault("arm-twice", f"{arm.policy}[{name}]", number=number)
    for request in arm.requests:
        where = f"{arm.policy}.requests[{request.visit}]"
        yield from _out_of_order(where, request, ("asked", "acknowledged", "promised_at"))
        yield from _out_of_order(
            where, request, ("asked", "departed", "arrived", "started", "ended")
        )
        yield from _out_of_order(where, request, ("acceptable", "started"))
        yield from _untrue(where, request)
        if (request.promised_at is None) != (request.promised_start is None):
            yield fault("arm-promise-half", where)
    for visit in arm.booked:
        where = f"{arm.policy}.booked[{visit.visit}]"
        yield from _out_of_order(where, visit, ("departed", "arrived", "started", "ended"))
        yield from _untrue(where, visit)
        if visit.medication and (visit.earliest is None or visit.latest is None):
            yield fault("arm-medication", where)
    for at, decision in enumerate(arm.decisions):
        where = f"{arm.policy}.decisions[{at}]"
        if decision.freeze_changes:
            yield fault("arm-freeze", where, number=decision.freeze_changes)
        if decision.violations:
            yield fault("arm-violations", where, kinds=tuple(decision.violations))


def _out_of_order(where: str, visit: VisitRecord, stamps: Sequence[str]) -> Iterator[Fault]:
    known = [(name, at) for name in stamps if (at := getattr(visit, name)) is not None]
    for (before, earlier), (name, later) in pairwise(known):
        if later < earlier:
            yield fault("arm-order", f"{where}.{name}", name=name, before=before)


def _untrue(where: str, visit: VisitRecord) -> Iterator[Fault]:
    """What cannot be true of a visit: its outcome, its crew, the account of its promise."""
    begun = visit.started is not None
    if begun != (visit.outcome in _BEGUN):
        yield fault("arm-outcome", f"{where}.outcome", outcome=visit.outcome)
    if begun and (visit.departed is None or visit.arrived is None):
        yield fault("arm-no-arrival", where)
    if begun and len(set(visit.caregivers)) < 1 + visit.two_caregivers:
        yield fault("arm-crew", f"{where}.caregivers", number=len(set(visit.caregivers)))
    if begun and visit.promised_start is None:
        yield fault("arm-unpromised", where)
    if not _moves_add_up(visit):
        yield fault("arm-moves", where)


def _moves_add_up(visit: VisitRecord) -> bool:
    """Whether the changes of the promise lead from its first start to its last one."""
    if visit.promised_start is None or visit.told_start is None:
        return visit.promised_start is visit.told_start and visit.moves == visit.moved == 0
    changed = abs(visit.told_start - visit.promised_start)
    return visit.moved >= changed and (visit.moves > 0) == (visit.moved > 0)
