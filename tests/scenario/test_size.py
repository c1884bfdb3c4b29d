"""Bounds on the size of what is read, and what strangers may send."""

import copy
import json

import pytest

from dispatch.errors import MOST_TOLD, InputError
from dispatch.generate import generate
from dispatch.scenario import (
    Scenario,
    Visit,
    Window,
    dumps_scenario,
    loads_scenario,
    memory_needed,
    trust,
)
from dispatch.scenario.field_faults import MOST_DETAILED
from dispatch.scenario.size import LONGEST_KEY, MOST_ENTRIES, MOST_VALUES


def faults_of(make, *given, **fields):
    with pytest.raises(InputError) as caught:
        make(*given, **fields)
    return caught.value.faults


def codes(faults):
    return [(found.where, found.code) for found in faults]


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("visits", [1] * (MOST_ENTRIES + 1), ("visits", "huge")),
        ("visits", [{"windows": [1] * (MOST_ENTRIES + 1)}], ("visits[0].windows", "huge")),
        ("policy", dict.fromkeys(map(str, range(MOST_ENTRIES + 1))), ("policy", "huge")),
        ("policy", {"x" * (LONGEST_KEY + 1): 1}, ("policy", "key-long")),
        ("visits", [["x"] * 10_000] * (MOST_VALUES // 10_000 + 1), ("", "values-many")),
    ],
)
def test_what_no_day_of_care_needs_is_refused_in_every_form(parts, field, value, found):
    parts[field] = value
    text = json.dumps(parts)
    for make, given in (
        (Scenario.from_dict, parts),
        (Scenario.model_validate_json, text),
        (loads_scenario, text),
        (loads_scenario, text.encode()),
    ):
        assert codes(faults_of(make, given)) == [found]
    assert codes(faults_of(Scenario, **parts)) == [found]


def test_rows_of_numbers_may_be_many(parts):
    points = [f"p{k}" for k in range(1_000)]
    assert len(points) ** 2 > MOST_VALUES
    parts["roads"] = {"kind": "matrix", "points": points, "minutes": [[1] * 1_000] * 1_000}
    assert "huge" not in {code for _, code in codes(faults_of(Scenario.from_dict, parts))}


def test_yaml_of_many_values_is_refused_where_they_become_too_many():
    text = "visits:\n" + "- 1\n" * (MOST_VALUES + 1)
    (found,) = faults_of(loads_scenario, text)
    assert (found.code, found.line) == ("yaml-long", MOST_VALUES)


def test_of_very_many_faults_the_first_are_told_and_all_counted(parts):
    parts["visits"] = [parts["visits"][0]] + [1] * (MOST_DETAILED + 5)
    found = faults_of(Scenario.from_dict, parts)
    assert [each.where for each in found[:3]] == ["visits[1]", "visits[2]", "visits[3]"]
    assert str(found[-1]) == f"{MOST_DETAILED + 5 - MOST_TOLD} more faults are not listed"


def test_one_entry_of_very_many_faults_is_counted(parts):
    parts["visits"][0]["windows"] = [1] * (MOST_DETAILED + 5)
    (found,) = faults_of(Scenario.from_dict, parts)
    assert str(found) == "one field or entry has 10,005 faults, too many to list"


def test_a_matrix_tells_one_fault_of_each_row(parts):
    parts["roads"] = {"kind": "matrix", "points": ["p"], "minutes": [[1, "x", "y"], [-1, -1]]}
    found = [each for each in faults_of(Scenario.from_dict, parts) if each.where[:5] == "roads"]
    assert codes(found) == [("roads.minutes[0][1]", "not-number"), ("roads.minutes[1][0]", "below")]


def test_repeated_keys_are_told_and_counted():
    for text in ("{" + '"a":1,' * 1_500 + '"a":1}', "name: x\n" + "a: 1\n" * 1_501):
        found = faults_of(loads_scenario, text)
        assert sum(each.code == "key-repeated" for each in found) <= MOST_TOLD
        more = next(each for each in found if each.code == "faults-more")
        assert len(found) - 1 + int(dict(more.fields)["more"]) >= 1_500


def test_parts_are_checked_when_they_change():
    visit = Visit(id="a", client="li", service="meal", duration=20)
    assert visit.model_copy(update={"duration": 20}) == visit
    assert visit.model_copy(update={"duration": 30}).duration.minutes == 30
    assert codes(faults_of(visit.model_copy, update={"priority": -5.0, "colour": 1})) == [
        ("priority", "below"),
        ("colour", "field-unknown"),
    ]
    window = Window(open="09:00", close="10:00")
    assert codes(faults_of(window.model_copy, update={"close": "soon"})) == [
        ("close", "moment-form")
    ]
    assert window.model_copy() == window


def test_json_of_any_model_tells_faults_with_their_lines(parts):
    text = json.dumps(parts, indent=0).replace('"meal-1"', '"meal/1"')
    (found,) = faults_of(Scenario.model_validate_json, text)
    assert (found.code, found.where) == ("id-form", "visits[meal/1].id")
    assert text.split("\n")[found.line - 1] == '"id": "meal/1",'
    assert codes(faults_of(Window.model_validate_json, "[")) == [("", "json-value")]
    assert Window.model_validate_json('{"open": "9:00", "close": "9:30"}').open == "09:00"


def test_strangers_may_not_name_maps(parts):
    for roads, field in (
        ({"kind": "graph", "file": "/etc/passwd"}, "roads.file"),
        ({"kind": "place", "name": "Songjiang"}, "roads.name"),
    ):
        parts["roads"] = roads
        assert Scenario.from_dict(parts)
        assert codes(faults_of(Scenario.from_dict, parts, trusted=False)) == [
            (field, "stranger-roads")
        ]
        (found,) = faults_of(loads_scenario, json.dumps(parts), "body", trusted=False)
        assert (found.file, found.line, found.where) == ("body", 1, field)


def test_strangers_may_not_send_much(parts):
    many = copy.deepcopy(parts)
    many["clients"] += [{"id": f"c{k}", "place": [121.2, 31]} for k in range(trust.MOST_ENTRIES)]
    assert Scenario.from_dict(many)
    for make, given in (
        (Scenario.from_dict, many),
        (loads_scenario, json.dumps(many)),
    ):
        assert codes(faults_of(make, given, trusted=False)) == [("clients", "huge")]
    parts["name"] = "x" * trust.MOST_BYTES
    assert codes(faults_of(loads_scenario, json.dumps(parts), trusted=False)) == [
        ("", "file-too-large")
    ]


def test_strangers_may_not_send_what_takes_much_memory(parts):
    parts["modes"] = [
        {"id": f"m{k}", "network": "walk", "speed_kmh": 4} for k in range(trust.MOST_ENTRIES)
    ]
    caregiver = parts["caregivers"][0]
    parts["caregivers"] = [{**caregiver, "id": f"a{k}", "mode": f"m{k}"} for k in range(300)]
    parts["clients"] += [{"id": f"c{k}", "place": [121.2 + k / 1e5, 31]} for k in range(1_000)]
    assert memory_needed(Scenario.from_dict(parts)) > trust.MOST_MEMORY
    assert codes(faults_of(Scenario.from_dict, parts, trusted=False)) == [("", "stranger-memory")]


def test_a_day_of_a_thousand_visits_may_come_from_strangers():
    day = generate(visits=1_000, caregivers=200, seed=1)
    assert loads_scenario(dumps_scenario(day), trusted=False) == day
    assert Scenario.from_dict(day.model_dump(mode="json"), trusted=False) == day


def test_memory_grows_with_the_square_of_places(parts):
    """Two places in use by two modes (and one of equipment): 4 bytes for each leg."""
    day = Scenario.from_dict(parts)
    assert memory_needed(day) == 3 * 4**2 * 4 + 2 * 2 * 260 + 2 * 2_000
    on_map = day.model_copy(update={"roads": {"kind": "graph", "file": "town.graphml"}})
    assert memory_needed(on_map) == 3 * 4**2 * 16 + 2 * 2 * 260 + 2 * 2_000
