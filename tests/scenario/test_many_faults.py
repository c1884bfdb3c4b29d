"""Thousands of faults: as much work as there are entries, the first told, the rest counted."""

import json
import sys

import pytest

from dispatch.errors import MOST_TOLD, InputError, Nearest, fault, shown, told
from dispatch.scenario import Scenario, loads_scenario


def day(visits):
    return {
        "name": "many",
        "dates": "2026-11-23",
        "services": [{"id": "meal", "duration": 30}],
        "caregivers": [],
        "clients": [{"id": f"c{k:05}", "place": [121.2, 31.0]} for k in range(len(visits))],
        "visits": visits,
    }


def unknown_clients(number):
    return [{"id": f"v{k:05}", "client": f"x{k:05}", "service": "meal"} for k in range(number)]


def misspelt_keys(number):
    return [{"id": f"v{k:05}", "clientt": f"c{k:05}", "service": "meal"} for k in range(number)]


def circles_of_two(number):
    return [
        {
            "id": f"v{k:05}",
            "client": f"c{k:05}",
            "service": "meal",
            "gaps": [{"after": f"v{k ^ 1:05}"}],
        }
        for k in range(number)
    ]


def circle_with_chords(number):
    return [
        {
            "id": f"v{k:05}",
            "client": f"c{k:05}",
            "service": "meal",
            "gaps": [{"after": f"v{(k + step) % number:05}"} for step in (1, number // 2)],
        }
        for k in range(number)
    ]


def refused(data):
    with pytest.raises(InputError) as caught:
        loads_scenario(data) if isinstance(data, str) else Scenario.model_validate(data)
    return caught.value.faults


def calls(data):
    """Count the calls of functions, of Python and of C, until the data are refused."""
    number = 0

    def count(frame, event, argument):
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        refused(data)
    finally:
        sys.setprofile(before)
    return number


@pytest.mark.parametrize("form", [lambda data: data, json.dumps], ids=["dict", "json"])
@pytest.mark.parametrize(
    "visits", [unknown_clients, misspelt_keys, circles_of_two, circle_with_chords]
)
def test_twice_the_faults_are_twice_the_work(visits, form):
    calls(form(day(visits(10))))  # imports, and tables that are made once
    few, many = (calls(form(day(visits(number)))) for number in (600, 1200))
    assert many < 2.3 * few


def test_the_first_faults_are_told_and_the_others_counted():
    found = refused(day(unknown_clients(2000)))
    assert len(found) == MOST_TOLD + 1
    assert str(found[0]) == "visits[v00000].client: there is no client 'x00000'. Did you mean " + (
        "'c00000'?"
    )
    assert str(found[-1]) == f"{2000 - MOST_TOLD} more faults are not listed"
    assert str(refused(json.dumps(day(unknown_clients(2000))))[-1]) == str(found[-1])


def test_counts_of_what_is_not_listed_are_added():
    faults = [fault("shown-nothing")] * (MOST_TOLD + 5)
    assert [*told(faults[:MOST_TOLD])] == faults[:MOST_TOLD]
    again = told([*told(faults), *faults[:3]])
    assert [each.code for each in again[-2:]] == ["shown-nothing", "faults-more"]
    assert str(again[-1]) == "8 more faults are not listed"


def test_only_the_first_names_have_a_guess():
    known = [f"c{k:04}" for k in range(1000)]
    nearest = Nearest()
    guesses = [nearest(f"x{k:04}", known) for k in range(100)]
    assert guesses == [f"c{k:04}" for k in range(50)] + [""] * 50
    assert Nearest()("c" * 200, ["c" * 120]) == ""


def test_a_long_circle_is_shortened():
    visits = circle_with_chords(40)
    for visit in visits:
        del visit["gaps"][1]
    (found,) = refused(day(visits))
    assert found.where == "visits[v00039].gaps"
    assert found.what == (
        "the visits follow one another in a circle: v00000 → v00039 → v00038 → … → v00001 → v00000"
    )


def test_a_circle_that_shares_visits_with_another_is_told_too():
    after = {"a": "bc", "b": "a", "c": "a"}
    visits = [
        {
            "id": name,
            "client": f"c{k:05}",
            "service": "meal",
            "gaps": [{"after": other} for other in others],
        }
        for k, (name, others) in enumerate(after.items())
    ]
    assert [found.what.partition(": ")[2] for found in refused(day(visits))] == [
        "a → b → a",
        "a → c → a",
    ]


@pytest.mark.parametrize("levels", [45, 400, 5000])
def test_deep_nesting_is_an_input_error_in_every_form(levels):
    inner: list[object] = []
    for _ in range(levels):
        inner = [inner]
    data = day(unknown_clients(1))
    data["visits"][0]["windows"] = inner
    assert any(found.where.startswith("visits[v00000].windows") for found in refused(data))
    text = "[" * levels + "]" * levels
    for deep in (f'{{"name": {text}}}', f"name: {text}\n", f'{{"windows": {text}}}'):
        assert [found.code for found in refused(deep)] == ["nesting"]


def test_lists_in_lists_are_shown_to_two_levels():
    assert shown([1, [2, [3]]]) == "[1, [2, a list]]"
    assert str(shown([[121.2, 31.0], [121.3, 31.1]])) == "[[121.2, 31.0], [121.3, 31.1]]"


LONG = "a," * 50_000


@pytest.mark.parametrize(
    "visits",
    [
        f'[{{"id": "{LONG}", "windows": [{", ".join(["1"] * 1000)}]}}]',
        f'[&a "{LONG}"{", {pinned_caregivers: *a}" * 1000}]',
        f'[&a "{LONG}"{", {end_place: *a}" * 1000}]',
        f'[&a "：{LONG}"{", {requested: *a}" * 1000}]',
    ],
    ids=["id", "ids", "place", "slip"],
)
def test_long_text_is_not_told_again_and_again(visits):
    found = refused(f"visits: {visits}\nname: many\n")
    assert len(found) == MOST_TOLD + 1
    assert max(len(str(each)) for each in found) < 1000


def test_a_long_tag_is_cut():
    text = f"%TAG !a! tag:{LONG}\n---\nname: !a!b Monday\n"
    (found,) = (each for each in refused(text) if each.code == "tag-unknown")
    assert len(str(found)) < 200
