"""Nothing of what people are called is left; all else is as it was."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch import solve
from dispatch.generate.small import generate_small
from dispatch.live.events import (
    Absent,
    AlarmRaised,
    CalledBack,
    Changed,
    Requested,
    StandsBy,
)
from dispatch.live.reading import dumps_events, loads_events
from dispatch.plan import dumps_plan
from dispatch.privacy import Pseudonyms
from dispatch.privacy.key import pseudonym
from dispatch.scenario import Scenario, dumps_scenario, loads_scenario

KEY = b"0123456789abcdef0123456789abcdef"
OTHER = b"another key, as long as a key is"
WORDS = ("secret", "秘", "Zhāng", "138 0013")


def marked(value: Any, own: set[str]) -> Any:
    """Make ids unmistakable, and give everything that may have one a name, a phone, a note."""
    if isinstance(value, dict):
        return {name: marked(each, own) for name, each in value.items()}
    if isinstance(value, list):
        return [marked(each, own) for each in value]
    return f"secret {value} 秘" if isinstance(value, str) and value in own else value


@cache
def named(seed: int) -> Scenario:
    day = generate_small(seed)
    data = json.loads(dumps_scenario(day))
    own = {each.id for of in _OWN for each in getattr(day, of)}
    own |= {visit.group for visit in day.visits if visit.group}
    own |= {*getattr(day.roads, "points", ())}
    own -= {role.id for service in day.services for role in service.crew}  # these are kept
    data = marked(data, own)
    for of in ("clients", "caregivers", "areas", "stations", "services", "equipment"):
        for each in data.get(of, ()):
            each["name"] = "Zhāng 秘"
    for each in (*data["clients"], *data["caregivers"]):
        each["phone"] = "138 0013 8000"
    for each in data["clients"]:
        each |= {"address": "secret road 5", "note": "秘 under the mat"}
        each["blackouts"] = [
            {**nap, "reason": "secret illness"} for nap in each.get("blackouts", ())
        ]
    for each in data["caregivers"]:
        each["certificates"] = [
            {**held, "issuer": "secret 局"} for held in each.get("certificates", ())
        ]
    data |= {"name": "secret day", "description": "Zhāng's day", "source": "秘"}
    return loads_scenario(json.dumps(data))


_OWN = ("clients", "caregivers", "visits", "areas", "stations", "providers", "alarms")


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 400))
def test_no_name_is_left_and_the_day_is_valid(seed: int) -> None:
    day = named(seed)
    made = Pseudonyms(KEY, day)
    text = dumps_scenario(made.scenario)
    assert [word for word in WORDS if word in dumps_scenario(day)] == [*WORDS]
    assert [word for word in WORDS if word in text] == []
    again = loads_scenario(text)
    assert again == made.scenario
    for of in _OWN:
        assert len(getattr(again, of)) == len(getattr(day, of))


@pytest.mark.parametrize("seed", range(4))
def test_the_day_is_solved_alike_if_places_do_not_move(seed: int) -> None:
    day = next(
        each
        for number in range(seed * 50, seed * 50 + 50)
        if (each := named(number)).roads.kind == "matrix"
    )
    made = Pseudonyms(KEY, day)
    plan = solve(day, iterations=300, seed=1)
    hidden = made.plan(plan)
    text = dumps_plan(hidden)
    assert [word for word in WORDS if word in text] == []
    assert hidden.scenario == made.scenario.fingerprint
    assert [len(each.stops) for each in hidden.routes] == [len(each.stops) for each in plan.routes]
    assert solve(made.scenario, iterations=300, seed=1).routes == hidden.routes


def test_the_same_key_gives_the_same_ids_and_another_one_others() -> None:
    one, two = (Pseudonyms(KEY, named(seed)).scenario for seed in (1, 2))
    other = Pseudonyms(OTHER, named(1)).scenario
    assert {each.id for each in one.clients} & {each.id for each in two.clients}
    assert {each.id for each in one.clients}.isdisjoint(each.id for each in other.clients)
    # printf 'client\0wang' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    assert pseudonym(KEY, "client", "wang") == "client-210b4f2a0e53"
    assert pseudonym(KEY, "visit", "wang") != pseudonym(KEY, "client", "wang")


def test_ages_are_bands_that_keep_the_groups_of_the_measures(small: Any) -> None:
    ages = {59: 55, 60: 60, 64: 60, 79: 75, 80: 80, 89: 85, 90: 90, 104: 90}
    told = {
        age: Pseudonyms(KEY, small(client={"age": age})).scenario.clients[0].age for age in ages
    }
    assert told == ages
    assert Pseudonyms(KEY, small()).scenario.clients[0].age is None


def test_events_follow_the_ids_of_the_day(small: Any) -> None:
    day = small(
        roads={"kind": "straight_line"},
        stations=[{"id": "secret post", "place": [121.2, 31.0]}],
        client={"place": [121.2, 31.0], "id": "secret wang"},
        visit={"client": "secret wang", "id": "secret v"},
        amy={"start": [121.2, 31.0], "id": "secret amy"},
        bob={"start": "secret post"},
    )
    new = day.visits[0].model_copy(update={"id": "secret w", "group": "秘"})
    client = day.clients[0].model_copy(update={"id": "secret li", "note": "秘"})
    changes = {"pinned_caregivers": ("secret amy",), "end_place": (121.21, 31.0)}
    told = (
        Requested(at="09:00", visit=new.model_copy(update={"client": "secret li"}), client=client),
        Changed(at="09:01", visit="secret v", to=changes),
        Absent(at="09:02", caregiver="secret amy"),
        StandsBy(at="09:02", caregiver="bob", station="secret post"),
        AlarmRaised(at="09:03", alarm="secret a", client="secret wang", note="秘 fell"),
        CalledBack(at="09:04", alarm="secret a", outcome="closed"),
    )
    made = Pseudonyms(KEY, day)
    text = dumps_events(made.events(told))
    assert [word for word in WORDS if word in text] == []
    read = loads_events(text, scenario=made.scenario)
    assert [each.kind for each in read] == [each.kind for each in told]
    changed = read[1]
    assert isinstance(changed, Changed)
    assert changed.to["pinned_caregivers"] == (made.scenario.caregivers[0].id,)
    assert changed.to["end_place"] == made.moves((121.21, 31.0))


def test_reasons_name_pseudonyms_and_keep_equipment(small: Any) -> None:
    day = small(
        equipment=[{"id": "kit", "count": 1}], service={"equipment": ["kit"]}, visit={"id": "秘"}
    )
    plan = solve(day, iterations=10)
    fields = {
        **plan.model_dump(),
        "routes": (),
        "unserved": [
            {
                "visit": "秘",
                "reasons": [
                    {"code": "equipment_too_late", "caregiver": "amy", "detail": "kit"},
                    {"code": "group_incomplete", "detail": "秘, kit"},
                ],
            }
        ],
        "scenario": "0123456789ab",
    }
    made = Pseudonyms(KEY, day)
    hidden = made.plan(type(plan).model_validate(fields))
    visit = made.scenario.visits[0].id
    (left,) = hidden.unserved
    assert [each.detail for each in left.reasons] == ["kit", f"{visit}, kit"]
    assert left.visit == visit
    assert hidden.scenario == pseudonym(KEY, "day", "0123456789ab")
    assert hidden.scenario_name == made.scenario.name == pseudonym(KEY, "day", "small")


def test_a_road_file_loses_its_name(small: Any) -> None:
    day = small(
        roads={"kind": "graph", "file": "maps of wang/li.gpkg"},
        client={"place": [121.2, 31.0]},
        amy={"start": [121.2, 31.0]},
        bob={"start": [121.2, 31.0]},
    )
    assert Pseudonyms(KEY, day).scenario.roads.file == "roads.graphml.gz"
