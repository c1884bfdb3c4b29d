"""However a file is broken, it is refused with problems in it, or read; nothing else comes out."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch import InputError
from dispatch.formats import load_instance, load_solution

NUMBERS = [-1, 0, 0.5, 1e300, float("inf"), 10**400]
TEXTS = ["", " a", "a/b", "p1", "x" * 200, "p4-1", "d0"]
anything = st.sampled_from([None, True, *NUMBERS, *TEXTS, [], [1], [2, 1], [[]], {}, {"id": "p1"}])
often = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def places(value, path=()):
    """Every place in a value, by its path."""
    yield path
    inner = enumerate(value) if isinstance(value, list) else ()
    for key, part in value.items() if isinstance(value, dict) else inner:
        yield from places(part, (*path, key))


def changed(value, path, put):
    value = copy.deepcopy(value)
    *way, last = path
    inner = value
    for key in way:
        inner = inner[key]
    inner[last] = put
    return value


def assert_read_or_refused(read, file):
    with suppress(InputError):
        read()
        return
    with pytest.raises(InputError) as refused:
        read()
    assert {problem.file for problem in refused.value.faults} == {str(file)}


@often
@given(data=st.data())
def test_a_changed_home_care_file(home_care, write, data):
    paths = [
        path
        for path in places({key: part for key, part in home_care.items() if key != "area"})
        if path
    ]
    text = json.dumps(changed(home_care, data.draw(st.sampled_from(paths)), data.draw(anything)))
    file = write("own.json", text)
    assert_read_or_refused(lambda: load_instance(file, "hhcrsp"), file)


@often
@given(data=st.data())
def test_a_changed_home_care_solution(home_care, write, data):
    instance = load_instance(write("own.json", home_care))
    stop = {"patient": "p1", "service": "s1", "arrival_time": 30, "departure_time": 50}
    solution = {"routes": [{"caregiver_id": "c1", "locations": [stop]}]}
    paths = [path for path in places(solution) if path]
    text = json.dumps(changed(solution, data.draw(st.sampled_from(paths)), data.draw(anything)))
    file = write("solution.json", text)
    assert_read_or_refused(lambda: load_solution(instance, file), file)


@often
@given(data=st.data())
def test_a_changed_unified_file(unified, write, data):
    paths = [path for path in places(unified) if path]
    text = json.dumps(changed(unified, data.draw(st.sampled_from(paths)), data.draw(anything)))
    file = write("own.json", text)
    assert_read_or_refused(lambda: load_instance(file, "uhhc"), file)


@often
@given(data=st.data())
def test_a_changed_unified_solution(unified, write, data):
    instance = load_instance(write("own.json", unified))
    stops = [
        {"patient": "p1", "service": "s1", "arrival_time": 120, "departure_time": 150},
        {"patient": "p1", "service": "lunch_break", "start_time": 90, "end_time": 105},
    ]
    solution = {"routes": [{"caregiver_id": "c1", "locations": stops}]}
    paths = [path for path in places(solution) if path]
    text = json.dumps(changed(solution, data.draw(st.sampled_from(paths)), data.draw(anything)))
    file = write("solution.json", text)
    assert_read_or_refused(lambda: load_solution(instance, file), file)


words = st.sampled_from(["", "-1", "x", "1e9", "NaN", "0.00001", "5", "DEPOT_SECTION", "é", ":"])


def assert_changed_words_are_read_or_refused(text, write, name, data):
    lines = [line.split(" ") for line in text.split("\n")]
    line = data.draw(st.integers(0, len(lines) - 1))
    word = data.draw(st.integers(0, len(lines[line]) - 1))
    lines[line][word] = data.draw(words)
    if data.draw(st.booleans()):
        del lines[data.draw(st.integers(0, len(lines) - 1))]
    file = write(name, "\n".join(" ".join(line) for line in lines))
    assert_read_or_refused(lambda: load_instance(file, "vrptw"), file)


@often
@given(data=st.data())
def test_a_changed_vrplib_file(vrplib, write, data):
    assert_changed_words_are_read_or_refused(vrplib, write, "own.vrp", data)


@often
@given(data=st.data())
def test_a_changed_text_of_solomon(solomon, write, data):
    assert_changed_words_are_read_or_refused(solomon, write, "own.txt", data)
