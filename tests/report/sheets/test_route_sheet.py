"""What a route sheet says, against days by hand."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from dispatch import solve
from dispatch.plan import Plan
from dispatch.report import errand_lines
from dispatch.report.sheets.calendar import events
from dispatch.report.sheets.people import date_of, hour
from dispatch.scenario import Scenario, load_scenario

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def test_a_day_in_the_order_of_time(two):
    """The way to a door ends at the arrival; what is left of it is waiting."""
    ai = two.steps()
    assert [(kind, clock) for kind, clock, _ in ai if kind != "way"] == [
        ("visit", "09:00"), ("visit", "11:10"), ("break", "12:25"), ("visit", "13:00"),
        ("back", "14:30"),
    ]  # fmt: skip
    assert [title.split(",")[0] for kind, _, title in ai if kind == "way"] == [
        "Leave 第一服务站", "Set out", "Set out", "Set out",
    ]  # fmt: skip
    ways = [step for step in two.made[0].steps if step.kind == "way"]
    assert [two.day.scenario.clock.hours(way.end) for way in ways] == [
        "08:50", "10:40", "12:20", "14:30",
    ]  # fmt: skip
    bath = next(step for step in two.made[0].steps if step.key == "visit/bath-1/lead")
    assert (bath.number, bath.arrival, bath.clock, bath.until) == (2, "10:40", "11:10", "11:55")
    assert (bath.title, bath.who) == ("卧床助浴, 45 min", "elder-2")
    assert bath.place == "121.4360, 31.2460"


def test_the_figures_are_those_of_the_referee(two):
    """From 08:30 to 14:30 without half an hour of break."""
    assert two.made[0].figures[:2] == (
        ("Visits", "3", "", False, ""),
        ("Working time", "5:30", "h", False, ""),
    )
    assert [sheet.called for sheet in two.made] == ["ai", "bo"]
    assert two.made[0].parts[0].heading == (
        "2026-11-23 · shift 08:00–16:00 · leave 08:30, back 14:30"
    )


def test_a_crew_is_told_whom_it_meets_and_when_each_begins(mixed, sheets_of):
    scenario, plan, _ = mixed
    sheets = sheets_of(scenario, plan)
    assert sheets.notes("bath-1", 0)["Meet"] == "bo (second), 11:20–11:50"
    assert sheets.notes("bath-1", 1)["Meet"] == "ai (lead), 11:10–11:55"


def test_what_a_visit_asks_for(two):
    assert two.notes("care-1") == {
        "Time": "starts 09:00–09:30",
        "Access": "4 min from the street to the door",
        "Afterwards": "packing up and notes until 10:05",
    }


def test_the_notes_of_the_example(example, busy, sheets_of):
    sheets = sheets_of(example, busy)
    assert sheets.notes("ma-medication", 1) == {"To the minute": "begin exactly at 10:30"}
    assert sheets.notes("han-escort", 1) == {
        "Time": "ends 10:00–11:00",
        "Equipment": "wheelchair; a courier brings it by 08:45",
        "Ends at": "121.2196, 31.0240",
    }
    assert sheets.notes("tang-tube", 0) == {
        "Meet": "lin (care-worker), 11:22–12:07",
        "Equipment": "doctor-on-video",
    }
    assert sheets.notes("luo-bath", 2)["Equipment"] == "助浴设备; he brings it"
    assert sheets.notes("luo-bath", 3) == {
        "Time": "within 09:00–12:00",
        "Do not disturb": "12:00–13:30, no visit",
        "Meet": "wu (attendant), 09:00–10:10",
        "Bring": "助浴设备, set up from 08:50",
        "Vital signs": "5 min before, 5 min after",
        "Afterwards": "packing up and notes until 10:30",
    }
    assert sheets.notes("shen-company", 1)["Told the client"] == "14:00 ± 30 min"


def test_a_new_face_is_told_what_to_say_once(example, busy, sheets_of):
    """Shen knows xu; lin comes twice. Nobody knows whom the others know."""
    sheets = sheets_of(example, busy)
    assert sheets.notes("shen-meal", 1)["New face"] == (
        "This is your first visit here; the client knows xu. Say: “Good day, I come from "
        "松和护理站 in place of your usual caregiver: 助餐, 10 minutes. Here is my badge.”"
    )
    marked = [
        step.key
        for sheet in sheets.made
        for step in sheet.steps
        for note in step.notes
        if note.label == "New face"
    ]
    assert marked == ["visit/shen-meal/caregiver"]


def test_names_phones_and_notes_only_if_asked_for(example, busy, sheets_of):
    plain, named = sheets_of(example, busy), sheets_of(example, busy, names=True)
    assert (plain.made[0].called, named.made[0].called) == ("chen", "陈老师 (chen)")
    gu, named_gu = (
        next(step for step in each.made[0].steps if "gu-injection" in step.key)
        for each in (plain, named)
    )
    assert (gu.who, named_gu.who) == ("gu", "顾奶奶 (gu), 555-0201")
    assert (gu.place, named_gu.place) == ("121.2352, 31.0301", "谷阳北路1500弄3号602室")
    assert plain.notes("gu-injection-again")["Access"] == "3 min from the street to the door"
    assert named.notes("gu-injection-again")["Access"] == (
        "3 min from the street to the door. The bell is broken, knock."
    )
    assert named.notes("luo-bath", 3)["Do not disturb"] == "12:00–13:30, nap"
    assert named.notes("tang-tube", 1)["Meet"] == "陈老师 (chen), 555-0101 (nurse), 11:37–12:07"


def test_two_shifts_are_two_parts_of_one_sheet(example, sheets_of):
    plan = {
        "scenario": example.fingerprint,
        "routes": [
            {
                "caregiver": "wu", "shift": shift, "departure": start, "returned": end,
                "stops": [
                    {"visit": visit, "role": role, "arrival": at, "start": at, "end": end_of}
                ],
            }
            for shift, start, end, visit, role, at, end_of in (
                (0, "08:54", "10:16", "luo-bath", "attendant", "09:00", "10:10"),
                (1, "15:55", "17:11", "kong-cleaning", "caregiver", "16:00", "17:00"),
            )
        ],
    }  # fmt: skip
    plan["routes"].reverse()  # the parts are in order of time, whatever the plan's is
    [wu] = sheets_of(example, Plan.model_validate(plan)).made
    assert [part.heading[13:] for part in wu.parts] == [
        "shift 08:30–12:30 · leave 08:54, back 10:16",
        "shift 15:00–19:00 · leave 15:55, back 17:11",
    ]
    assert wu.parts[1].steps[-1].title == "Back at 121.2215, 31.0402"


@pytest.mark.parametrize("name", ["rules/kit-fetched", "rules/kit-two-pools"])
def test_equipment_is_fetched_on_the_way(name, sheets_of):
    """Its times are those of `tests/report/test_errands.py`."""
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    sheets = sheets_of(scenario, solve(scenario, engine="exact", time_limit=20))
    told = [
        (step.clock, step.title)
        for sheet in sheets.made
        for step in sheet.steps
        if step.kind in ("fetch", "return")
    ]
    hub = "综合为老服务中心"
    assert told == {
        "rules/kit-fetched": [
            ("08:44", f"Fetch 助浴设备 at {hub}"), ("12:02", f"助浴设备 is back at {hub}"),
        ],
        "rules/kit-two-pools": [
            ("08:05", "Fetch 浴缸 at store-east"), ("08:14", "Fetch 移位机 at store-west"),
            ("09:41", "移位机 is back at store-west"), ("09:50", "浴缸 is back at store-east"),
        ],
    }[name]  # fmt: skip


@pytest.mark.parametrize("name", ["example-day", "rules/night-shift", "rules/break-at-a-base"])
def test_steps_follow_one_another(name, sheets_of):
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    sheets = sheets_of(scenario, solve(scenario, iterations=2_000))
    assert sheets.made
    for sheet in sheets.made:
        for part in sheet.parts:
            doing = [step for step in part.steps if step.kind not in ("fetch", "return")]
            assert doing[0].start == scenario.at(part.route.departure)
            assert doing[-1].end == scenario.at(part.route.returned)
            assert all(one.end <= other.start for one, other in pairwise(doing))


def test_several_dates_stand_in_the_headings_not_in_the_times(sheets_of):
    scenario = load_scenario(SCENARIOS / "rules" / "two-dates.yaml")
    sheets = sheets_of(scenario, solve(scenario, iterations=2_000))
    parts = [part for sheet in sheets.made for part in sheet.parts]
    assert {part.heading[:10] for part in parts} == {str(each) for each in scenario.dates}
    assert all(len(step.clock) == 5 for part in parts for step in part.steps)


def night(**route) -> tuple[Scenario, Plan]:
    """Two dates, of which a night shift covers the midnight, with a visit at half past."""
    scenario = Scenario.from_dict(
        {
            "name": "night",
            "dates": ["2026-11-23", "2026-11-24"],
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
            "services": [{"id": "watch", "duration": 60}],
            "caregivers": [
                {"id": "ann", "gender": "woman", "mode": "walk", "start": "D", "shifts": [
                    {"start": "22:00", "end": "30:00", "meal_break": {
                        "duration": 30, "earliest": "25:00", "latest": "28:00"}}]},
            ],
            "clients": [{"id": "mei", "place": "Z"}],
            "visits": [{"id": "late", "client": "mei", "service": "watch"}],
        }
    )  # fmt: skip
    stop = {
        "visit": "late", "role": "caregiver", "arrival": "24:30", "start": "24:30", "end": "25:30",
    }  # fmt: skip
    route = {
        "caregiver": "ann", "departure": "24:20", "returned": "25:40", "stops": [stop], **route,
    }  # fmt: skip
    return scenario, Plan.model_validate({"scenario": scenario.fingerprint, "routes": [route]})


def test_a_time_rounded_to_midnight_has_the_date_of_that_midnight(sheets_of):
    scenario, _ = night()
    assert [(date_of(scenario, at), hour(scenario, at)) for at in (86_369_999, 86_370_000)] == [
        ("2026-11-23", "23:59"),
        ("2026-11-24", "00:00"),
    ]


def test_a_night_has_the_date_on_which_its_shift_begins(sheets_of):
    [sheet] = sheets_of(*night()).made
    assert sheet.parts[0].heading == "2026-11-23 · shift 22:00–06:00 · leave 00:20, back 01:40"


def test_a_break_after_the_return_comes_last(sheets_of):
    steps = sheets_of(*night(meal_break={"position": 1, "start": "25:40", "end": "26:10"})).steps()
    assert [(kind, clock) for kind, clock, _ in steps] == [
        ("way", "00:20"), ("visit", "00:30"), ("way", "01:30"), ("back", "01:40"),
        ("break", "01:40"),
    ]  # fmt: skip


def test_a_day_without_routes_has_no_sheet(example, sheets_of):
    assert sheets_of(example, Plan(scenario=example.fingerprint, routes=())).made == []


def test_who_only_has_to_come_home_has_a_sheet(sheets_of):
    """Without it she would follow an older one; a kit that she has along goes back first."""
    scenario = load_scenario(SCENARIOS / "rules" / "out-with-a-kit.yaml")
    scenario = scenario.model_copy(update={"visits": []})
    sheets = sheets_of(scenario, solve(scenario, iterations=0))
    assert sheets.steps(0) == [
        ("way", "10:00", "Leave oak, 40 min on the way"),
        ("return", "10:20", "kit is back at depot"),
        ("back", "10:40", "Back at anns"),
    ]
    assert sheets.steps(1) == [
        ("way", "10:00", "Leave elm, 20 min on the way"), ("back", "10:20", "Back at depot"),
    ]  # fmt: skip
    assert [bool(events(sheet)) for sheet in sheets.made] == [True, False]
    assert errand_lines(sheets.day) == ["10:00 ann takes kit from oak back to depot, by 10:20"]
