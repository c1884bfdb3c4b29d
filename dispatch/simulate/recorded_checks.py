"""What a record of a day needs so that it can be lived again, and what it may not contain."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.errors import Fault, fault
from dispatch.scenario import Caregiver, Scenario, Visit


def is_left_out(visit: Visit) -> bool:
    """Return whether a visit is no part of the day: it was cancelled before it began."""
    return visit.facts is not None and visit.facts.cancelled is not None


def is_request(record: Scenario, visit: Visit) -> bool:
    """Return whether a visit was requested on the day; the others are pre-booked."""
    if visit.requested is None or is_left_out(visit):
        return False
    return record.at(visit.requested) >= 0


def home_of(record: Scenario, caregiver: Caregiver) -> str:
    """Return the street that a caregiver works in while streets keep to themselves.

    It is the first of her areas or, if she has none, that of the station where she starts. Empty if
    there is neither.
    """
    if caregiver.areas:
        return caregiver.areas[0]
    station = caregiver.start if isinstance(caregiver.start, str) else ""
    return (record.station[station].area or "") if station in record.station else ""


def faults_of_record(record: Scenario) -> Iterator[Fault]:
    """Find everything because of which a day cannot be lived again.

    Parameters
    ----------
    record
        A valid scenario.
    """
    if len(record.dates) > 1:
        yield fault("replay-dates", "dates", number=len(record.dates))
        return
    for visit in record.visits:
        yield from _of_visit(record, visit)
    wanted = {visit.client for visit in record.visits if not is_left_out(visit)}
    for client in record.clients:
        if client.id in wanted and client.area is None:
            yield fault("replay-no-area", f"clients[{client.id}].area")
    for caregiver in record.on_duty:
        if not home_of(record, caregiver):
            yield fault("replay-no-home", f"caregivers[{caregiver.id}].areas")


def _of_visit(record: Scenario, visit: Visit) -> Iterator[Fault]:
    at = f"visits[{visit.id}]"
    if is_left_out(visit):
        return
    for number, gap in enumerate(visit.gaps):
        if is_request(record, record.visit[gap.after]):
            yield fault("replay-gap", f"{at}.gaps[{number}].after", other=gap.after)
    if not is_request(record, visit):
        return
    if record.date_at(record.at(visit.requested or "")) > record.dates[0]:
        yield fault("replay-later", f"{at}.requested", date=record.dates[0])
    if visit.response_class is None:
        yield fault("replay-no-class", f"{at}.response_class")
    if visit.group is not None:
        yield fault("replay-group", f"{at}.group", group=visit.group)
