"""Whom a client knows."""

from dispatch.rules.clients import is_new_face
from dispatch.scenario import Scenario


def day(**client):
    return Scenario.model_validate(
        {
            "name": "x",
            "dates": ["2026-11-23"],
            "services": [{"id": "care", "duration": 30}],
            "caregivers": [
                {"id": who, "gender": "woman", "mode": "walk", "start": [121.4, 31.2], "shifts": [
                    {"start": "08:00", "end": "16:00"}]}
                for who in ("ann", "bo", "cai")
            ],
            "clients": [{"id": "lin", "place": [121.4, 31.2], **client}],
            "visits": [
                {"id": "over", "client": "lin", "service": "care", "pinned_caregivers": ["bo"],
                 "facts": {"started": "08:00", "ended": "08:30"}},
                {"id": "agreed", "client": "lin", "service": "care", "pinned_caregivers": ["cai"]},
            ],
        }
    )  # fmt: skip


def test_a_client_knows_her_familiar_faces_and_who_has_come_today():
    known = day(preferred=["ann"])
    assert [is_new_face(known, "lin", who) for who in ("ann", "bo", "cai")] == [False, False, True]


def test_nobody_is_new_to_a_client_of_whom_nothing_is_known():
    assert not any(is_new_face(day(), "lin", who) for who in ("ann", "bo", "cai"))
