"""Every problem of a file in one go, and nothing false about what could not be read."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.scenario import Scenario, load_scenario, loads_scenario
from dispatch.scenario.remainder import _STAND_IN
from dispatch.scenario.source import document_of


def told(file):
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    return caught.value.faults


def test_malformed_fields_and_wrong_references_come_together_in_order(hello, written):
    text = hello.replace("gender: woman", "gender: female")
    text = text.replace("mode: walk", "mode: car")
    text = text.replace("close: 10:00", "close: 8:00")
    text = text.replace("service: meal", "service: meel\n  prioritty: 3")
    text = text.replace("[121.23, 31.03]", "nowhere")
    found = told(written(text))
    assert [(one.line, one.where) for one in found] == [
        (14, "caregivers[zhang].gender"),
        (21, "caregivers[wang].mode"),
        (26, "clients[zhao].place"),
        (31, "visits[bath-3].windows[0].close"),
        (34, "visits[meal-1].service"),
        (35, "visits[meal-1].prioritty"),
    ]
    assert all(one.file and one.what and one.column for one in found)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("id: li, place: [121.21, 31.01]", "id: li, place: []"),
        ("id: li, place: [121.21, 31.01]", "idd: li, place: [121.21, 31.01]"),
        ("- {id: li, place: [121.21, 31.01]}", "- li"),
        ("gender: woman", "gendre: woman"),
        ("duration: 60", "duration: x"),
        ("shifts: [{start: 8:00, end: 17:00}]", "shifts: [{start: 8:00, end: x}]"),
        ("grades: [basic, high]", "grades: 1.5"),
        ("dates: [2026-11-23]", "dates: [soon]"),
        ("dates: [2026-11-23]", "dates: soon"),
        ("services:\n", "servicse:\n"),
        ("clients:\n", "clients: none\nelders:\n"),
        ("name: Hello", "name: [Hello]"),
        ("name: Hello", "name: Hello\nmodes: [{id: e_bike}]"),
        ("name: Hello", "name: Hello\nroads: {kind: matrix, points: [p], minutes: x}"),
        ("windows: [{open: 9:00,", "windows: [{opens: 9:00,"),
    ],
)
def test_nothing_is_said_about_what_hangs_on_the_malformed(hello, written, good, bad):
    """The malformed thing is told at its own line (and the field that is missing for it)."""
    assert good in hello
    text = hello.replace(good, bad, 1)
    line = hello[: hello.index(good)].count("\n") + 1
    found = told(written(text))
    around = {line - 1, line, line + 1} | {1}
    assert {one.line for one in found} <= around, [str(one) for one in found]


def test_the_rest_of_a_malformed_entry_is_looked_at_too(hello, written):
    text = hello.replace("client: li\n", "client: lu\n  priority: high\n")
    assert [one.where for one in told(written(text))] == [
        "visits[bath-3].client",
        "visits[bath-3].priority",
    ]


def test_a_crew_that_could_not_be_read_says_nothing_about_pins(hello, written):
    text = hello.replace("  duration: 20\n", "  duration: 20\n  crew: [{id: a}, {idd: b}]\n")
    text += "  pinned_caregivers: [zhang, wang]\n"
    assert {one.where for one in told(written(text))} == {
        "services[meal].crew[1].id",
        "services[meal].crew[1].idd",
    }


def test_there_is_a_stand_in_for_every_field_that_must_be_there():
    needed = {name for name, field in Scenario.model_fields.items() if field.is_required()}
    assert set(_STAND_IN) == needed


def test_hundreds_of_problems_are_all_told(hello, written):
    rows = "".join(
        f"- {{id: v{number}, client: nobody, service: meal, priority: x}}\n"
        for number in range(200)
    )
    found = told(written(hello + rows))
    assert len(found) == 400
    assert [one.line for one in found] == sorted(one.line for one in found)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["9:30", "li", "zhang", "bath", 10**400, "2026-11-23", float("inf")]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "kind", "place", "open", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def paths(value, path=()):
    yield path
    steps = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for step in steps:
        yield from paths(value[step], (*path, step))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_stands_in_a_file_is_read_or_refused_with_lines(parts, tmp_path, data):
    whole = copy.deepcopy(parts)
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from([path for path in paths(whole) if path]))
        holder = whole
        for step in path:
            holder = holder[step]
        holder[last] = data.draw(JUNK)
    file = tmp_path / "day.json"
    file.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    found = faults_of(load_scenario, file)
    assert all(one.line and one.column and one.what for one in found), found
    assert not any("Input should" in one.what or "cannot be used" in one.what for one in found)
    text = file.read_text(encoding="utf-8")
    assert without_lines(faults_of(loads_scenario, text)) == without_lines(found)
    in_python = faults_of(Scenario.model_validate, document_of("", text).data)
    assert without_lines(in_python) == without_lines(found)


def without_lines(faults):
    return sorted((one.where, one.what, one.todo) for one in faults)


def faults_of(make, given):
    try:
        make(given)
    except InputError as error:
        return error.faults
    return ()
