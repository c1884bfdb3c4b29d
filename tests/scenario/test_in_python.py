"""Scenarios made in Python and read from text: the same faults as those of a file."""

import copy
import json
from collections import UserDict, deque
from datetime import date
from types import MappingProxyType

import pytest

from dispatch.errors import InputError
from dispatch.plan import Plan, loads_plan
from dispatch.scenario import Duration, Scenario, Visit, Window, load_scenario, loads_scenario


def faults_of(make, *given, **fields):
    with pytest.raises(InputError) as caught:
        make(*given, **fields)
    return caught.value.faults


def places(faults):
    return [(found.where, found.code) for found in faults]


def test_fields_and_references_are_told_together_by_their_paths(parts):
    parts["visits"][0]["windows"][0]["close"] = "soon"
    parts["visits"][1]["colour"] = "red"
    parts["visits"][1]["client"] = "nobody"
    parts["caregivers"][0]["gender"] = "womn"
    del parts["services"][1]["id"]
    found = [
        ("services[1].id", "field-missing"),
        ("caregivers[zhang].gender", "not-choice"),
        ("visits[bath-3].windows[0].close", "moment-form"),
        ("visits[meal-1].colour", "field-unknown"),
        ("visits[meal-1].client", "unknown-client"),
    ]
    for make in (Scenario.model_validate, lambda fields: Scenario(**fields)):
        faults = faults_of(make, copy.deepcopy(parts))
        assert places(faults) == found
        assert all(each.file == "" and each.line == 0 for each in faults)
    assert faults[1].todo == "Did you mean 'woman'?"


def test_what_is_made_of_models_and_mappings_mixed_has_the_same_paths(parts):
    whole = Scenario.model_validate(parts)
    visits = (whole.visits[0], {**parts["visits"][1], "client": 1.5}, {"id": "bath-3"})
    fields = {name: getattr(whole, name) for name in Scenario.model_fields}
    assert places(faults_of(Scenario, **{**fields, "visits": visits})) == [
        ("visits[meal-1].client", "not-text"),
        ("visits[bath-3 #2].client", "field-missing"),
        ("visits[bath-3 #2].service", "field-missing"),
    ]


def test_parts_made_alone_tell_their_faults_by_their_own_paths():
    windows = [{"open": "9:00"}, Window(open="9:00", close="10:00")]
    assert places(faults_of(Visit, id="a/b", client="li", service="bath", windows=windows)) == [
        ("id", "id-form"),
        ("windows[0].close", "field-missing"),
    ]
    assert places(faults_of(Window.model_validate, [])) == [("", "not-mapping")]
    assert places(faults_of(Scenario.model_validate, None)) == [("", "field-empty")]
    assert places(faults_of(Plan, routes=[{"shift": "x"}], scenario="s"))[0] == (
        "routes[0].caregiver",
        "field-missing",
    )


def test_text_is_refused_with_its_name_and_lines(hello):
    bad = hello.replace("close: 10:00", "close: soon").replace("client: zhao", "client: zao")
    first, second = faults_of(loads_scenario, bad, "request")
    assert str(first).startswith("request:31:33: visits[bath-3].windows[0].close: 'soon' is no")
    assert (second.file, second.line, second.column) == ("request", 33, 11)
    assert second.todo == "Did you mean 'zhao'?"
    assert places(faults_of(loads_scenario, "")) == [("", "file-empty")]
    assert str(faults_of(loads_scenario, "name: [")[0]).startswith("scenario:2:1: this bracket")


def test_text_makes_the_same_as_a_file(hello, written):
    read = loads_scenario(hello)
    assert read == load_scenario(written(hello))
    assert read.folder == ""


def test_the_text_of_a_plan_is_read_and_refused_like_its_file():
    plan = Plan(scenario="1a2b3c4d5e6f", routes=())
    assert loads_plan(plan.model_dump_json()) == plan
    (found,) = faults_of(loads_plan, '{"scenario": "s",\n "routes": {}}', "body")
    assert (found.file, found.line, found.where) == ("body", 2, "routes")


def test_faults_are_values(parts):
    parts["visits"][0]["client"] = None
    faults = faults_of(Scenario.model_validate, parts)
    assert set(faults) == set(faults_of(Scenario.model_validate, parts))


HUGE = 10**5000  # more digits than Python writes


def test_mappings_and_lists_of_any_class_have_the_same_paths(parts):
    parts["visits"] = deque([MappingProxyType(parts["visits"][0]), UserDict(id="b", client="li")])
    found = [("visits[b].service", "field-missing")]
    assert places(faults_of(Scenario.model_validate, UserDict(parts))) == found
    parts["visits"] = {"b": {"id": "b"}}.values()
    assert places(faults_of(Scenario.model_validate, parts)) == [("visits", "unlike")] * 2


@pytest.mark.parametrize(
    ("visit", "found"),
    [
        ({"id": HUGE}, ("visits[0].id", "not-text")),
        ({"id": "b", "client": HUGE}, ("visits[b].client", "not-text")),
        ({"id": "b", "response_class": HUGE}, ("visits[b].response_class", "not-choice")),
        ({"id": "b", "client": {HUGE}}, ("visits[b].client", "not-text-kind")),
        ({"id": "b", HUGE: 1}, ("visits[b]", "key-not-text")),
        ({"id": "b", None: 1}, ("visits[b]", "key-not-text")),
    ],
)
def test_what_cannot_be_written_is_refused(parts, visit, found):
    parts["visits"] = [{"client": "li", "service": "bath", **visit}]
    faults = faults_of(Scenario.model_validate, parts)
    assert places(faults) == [found]
    assert str(faults[0])


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_date_is_one_of_those_that_can_be_written(parts, day):
    assert places(faults_of(Scenario.model_validate, {**parts, "dates": [day]})) == [
        ("dates[0]", "date-form")
    ]


def test_halves_of_characters_are_told_as_escapes(parts):
    parts["visits"][1] |= {"id": "\ud83d", "exact_start": "\ud83e"}
    first, second = map(str, faults_of(Scenario.model_validate, parts))
    assert first.startswith("visits[\\ud83d].id: this text has half a character")
    assert second.startswith("visits[\\ud83d].exact_start: '\\ud83e' is not a clock time")


@pytest.mark.parametrize("field", ["name", "description", "source"])
def test_halves_of_characters_are_refused_in_every_text(parts, field):
    fields = {**parts, field: "Monday \ud83d"}
    assert places(faults_of(Scenario.model_validate, fields)) == [(field, "text-broken")]
    raw = json.dumps(fields, ensure_ascii=False)
    assert places(faults_of(loads_scenario, raw)) == [(field, "text-broken")]


def test_data_that_contain_themselves_are_refused(parts):
    loop = {}
    loop["windows"] = [loop]
    deep = [("visits[0].windows", "nesting")]
    assert places(faults_of(Scenario.model_validate, {**parts, "visits": [loop]})) == deep
    parts["clients"] = [{}] * 20_001
    assert places(faults_of(Scenario.model_validate, {**parts, "visits": [loop]})) == [
        ("clients", "huge")
    ]


@pytest.mark.parametrize("field", ["probation_cap", "reviews", "heavy_points"])
def test_numbers_of_things_are_not_absurdly_large(parts, field):
    counts = {field: 2**63}
    parts["caregivers"][0] |= {"so_far": counts} if field == "heavy_points" else counts
    (found,) = faults_of(Scenario.model_validate, parts)
    assert (found.where.rpartition(".")[2], found.code) == (field, "above")


@pytest.mark.parametrize("length", [-1, 401 * 86_400_000, 10**30])
def test_a_duration_made_in_python_has_the_bounds_of_others(length):
    made = {"id": "b", "client": "li", "service": "bath", "duration": Duration(length)}
    assert places(faults_of(Visit, **made)) == [("duration", "duration-range")]
