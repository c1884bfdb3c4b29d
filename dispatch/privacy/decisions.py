"""What is done with each field of text: one line for each model of scenarios, plans and events.

A test asks for a decision on every field that can contain text, so a new one cannot be forgotten.
Clock times, dates, numbers and choices are no text; of these, only ages are changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from dispatch.live import events
from dispatch.live.reading import EventFile
from dispatch.plan import plan
from dispatch.scenario import care, geography, people, policy, scenario, visits
from dispatch.scenario.base import Model

Kind: TypeAlias = Literal[
    "area", "alarm", "caregiver", "client", "group", "place", "provider", "visit"
]
"""What has ids that are replaced. Stations and points of a matrix are places."""
Decision: TypeAlias = (
    Kind
    | Literal[
        "age", "detail", "fields", "fingerprint", "gone", "kept", "map", "position", "title"
    ]
)  # fmt: skip
"""``gone`` becomes empty; ``kept`` is a word of the trade, such as a service; ``detail``
lists ids of visits or equipment; ``fields`` are those of a visit; ``map`` is the name of a road
file; ``position`` is longitude and latitude, or a place by its id; ``title`` names a day."""

_OF_EVENTS: Final[Mapping[str, Decision]] = {
    "alarm": "alarm", "area": "area", "caregiver": "caregiver", "caregivers": "caregiver",
    "client": "client", "equipment": "kept", "mode": "kept", "note": "gone", "station": "place",
    "to": "fields", "visit": "visit", "visits": "visit",
}  # fmt: skip
_PROMISE: Final[Mapping[str, Decision]] = {"caregivers": "caregiver"}

DECISIONS: Final[Mapping[type[Model], Mapping[str, Decision]]] = {
    scenario.Scenario: {"name": "title", "description": "gone", "source": "gone", "zone": "kept"},
    geography.Area: {"id": "area", "name": "gone"},
    geography.Station: {"id": "place", "name": "gone", "place": "position", "area": "area"},
    geography.TravelMode: {"id": "kept"},
    geography.SlowerTravel: {"mode": "kept", "area": "area"},
    geography.Matrix: {"points": "place", "by_mode": "kept"},
    geography.Graph: {"file": "map"},
    geography.NamedPlace: {"name": "kept"},
    care.CertificateKind: {"id": "kept", "name": "gone", "grades": "kept"},
    care.CertificateNeed: {"certificate": "kept", "grade": "kept"},
    care.Requirement: {"courses": "kept"},
    care.Role: {"id": "kept"},
    care.Service: {"id": "kept", "name": "gone", "category": "gone", "equipment": "kept"},
    care.PieceNow: {"place": "position"},
    care.EquipmentPool: {
        "id": "kept", "name": "gone", "station": "place", "mode": "kept", "modes": "kept",
        "areas": "area",
    },
    people.Certificate: {"certificate": "kept", "grade": "kept", "issuer": "gone"},
    people.UnderWay: {"place": "position", "client": "client", "kits": "kept"},
    people.Shift: {"start_place": "position", "end_place": "position", "stand_by": "place"},
    people.Provider: {"id": "provider", "name": "gone", "areas": "area", "services": "kept"},
    people.Caregiver: {
        "id": "caregiver", "name": "gone", "phone": "gone", "courses": "kept",
        "examinations": "kept", "start": "position", "end": "position", "mode": "kept",
        "areas": "area", "services": "kept", "provider": "provider",
    },
    people.Blackout: {"reason": "gone"},
    people.Client: {
        "id": "client", "name": "gone", "phone": "gone", "place": "position", "address": "gone",
        "note": "gone", "area": "area", "age": "age", "excluded": "caregiver",
        "preferred": "caregiver",
    },
    visits.Gap: {"after": "visit"},
    visits.Promise: _PROMISE,
    visits.Visit: {
        "id": "visit", "client": "client", "service": "kept", "end_place": "position",
        "group": "group", "pinned_caregivers": "caregiver",
    },
    visits.Alarm: {"id": "alarm", "client": "client", "note": "gone", "visit": "visit"},
    policy.Policy: {"client_mode": "kept", "nurse_certificates": "kept"},
    plan.Stop: {"visit": "visit", "role": "kept"},
    plan.BreakTaken: {"place": "position"},
    plan.Route: {"caregiver": "caregiver"},
    plan.Use: {"visit": "visit"},
    plan.PieceRoute: {"equipment": "kept", "caregiver": "caregiver"},
    plan.Reason: {
        "code": "kept", "caregiver": "caregiver", "role": "kept", "detail": "detail",
        "figures": "kept",
    },
    plan.Unserved: {"visit": "visit"},
    plan.Plan: {"scenario": "fingerprint", "scenario_name": "title", "zone": "kept"},
    EventFile: {},
    **dict.fromkeys(
        (
            events.Requested, events.Changed, events.Cancelled, events.Started, events.Ended,
            events.Overrun, events.NotHome, events.BrokenOff, events.Absent, events.Late,
            events.Gone, events.Back, events.StandsBy, events.EquipmentLost, events.EquipmentBack,
            events.TravelSlower, events.AlarmRaised, events.CalledBack, events.Accepted,
            events.Promised, events.Announced,
        ),
        _OF_EVENTS,
    ),
}  # fmt: skip
