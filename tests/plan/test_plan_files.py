"""Plan files: read, written with the same bytes, refused plainly."""

import pytest

from dispatch.errors import InputError
from dispatch.plan import BreakTaken, Plan, Reason, Route, Stop, Unserved, dump_plan, load_plan

PLAN = Plan(
    scenario="1a2b3c4d5e6f",
    scenario_name="Hello",
    routes=(
        Route(
            caregiver="zhang",
            departure="2026-11-23T08:30:00",
            stops=(
                Stop(
                    visit="bath-3",
                    role="caregiver",
                    arrival="2026-11-23T08:50:00",
                    start="2026-11-23T09:00:00",
                    end="2026-11-23T10:00:00.250",
                ),
            ),
            meal_break=BreakTaken(position=1, start="12:00", end="12:30"),
            returned="2026-11-23T10:20:00",
        ),
    ),
    unserved=(Unserved(visit="meal-1", mandatory=True, reasons=(Reason(code="course_missing"),)),),
)


def test_a_plan_is_read_back_the_same_with_the_same_bytes(tmp_path):
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    dump_plan(PLAN, one)
    again = load_plan(one)
    assert again == PLAN
    dump_plan(again, other)
    assert one.read_bytes() == other.read_bytes()
    assert one.read_text().startswith('{\n "format": "caregiver-dispatch plan 1",\n')
    assert "null" not in one.read_text()


def refused(tmp_path, text):
    file = tmp_path / "plan.json"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        load_plan(file)
    return [str(found).removeprefix(str(file)) for found in caught.value.faults]


def test_a_malformed_plan_is_told_with_lines(tmp_path):
    dump_plan(PLAN, tmp_path / "good.json")
    text = (tmp_path / "good.json").read_text()
    text = text.replace('"2026-11-23T09:00:00"', '"nine"').replace('"role"', '"rule"')
    text = text.replace('"position": 1', '"position": true')
    assert refused(tmp_path, text) == [
        ":10:5: routes[0].stops[0].role: the field is missing."
        " What belongs here: the id of the role in the crew.",
        ":12:6: routes[0].stops[0].rule: there is no field 'rule' here. Did you mean 'role'?",
        ":14:15: routes[0].stops[0].start: 'nine' is not a clock time."
        " Write '09:30' (on the first date) or '2026-11-23T09:30'.",
        ":19:17: routes[0].meal_break.position: true is not a whole number",
    ]


def test_what_is_no_plan(tmp_path):
    assert refused(tmp_path, '{"name": "x", "visits": []}') == [
        ":1:25: visits: this is a scenario, not a plan. Name the plan's file."
    ]
    assert refused(tmp_path, "[]") == [
        ":1:1: the file contains a list instead of the fields of a plan."
        ' Begin with lines such as \'"scenario": "1a2b3c4d5e6f"\'.'
    ]
    (told,) = refused(
        tmp_path, '{"format": "caregiver-dispatch plan 2", "scenario": "x", "routes": []}'
    )
    assert "'caregiver-dispatch plan 2' is not one of caregiver-dispatch plan 1" in told


def test_a_key_given_twice_is_told(tmp_path):
    (told,) = refused(tmp_path, '{"scenario": "x",\n "routes": [],\n "routes": []}')
    assert told == ":3:2: 'routes' is given twice; the first is in line 2. Keep one of them."


def test_every_field_of_a_plan_says_what_it_means():
    schema = Plan.model_json_schema()
    for model in (schema, *schema["$defs"].values()):
        for name, field in model["properties"].items():
            assert field.get("description"), (model["title"], name)
