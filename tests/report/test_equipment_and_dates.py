"""Equipment, several dates, nights, what runs, promises and entitlements, as they are shown."""

import pytest

from dispatch.plan import Plan, Reason, Unserved
from dispatch.referee import judge
from dispatch.report import day_page, listings, summary_lines
from dispatch.report.gantt import day_gantt
from dispatch.report.reasons import main_reasons
from dispatch.report.timeline import Day
from dispatch.report.tips import Tips, asked_for, clock, span, stop_tip
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

MINUTE = 60_000


def chart_of(day):
    """The chart, and the texts of its tips."""
    tips = Tips()
    chart = day_gantt(day, tips)
    return chart, [tip.body for tip in tips]


def labels(chart, *, midnight=False):
    return [tick.label for tick in chart.ticks if tick.midnight or not midnight]


@pytest.fixture(scope="module")
def asked(scenario):
    """The day of three, with a kit for the bath and a doctor on video, insurance and a promise."""
    data = scenario.model_dump(mode="json")
    data["equipment"] = [
        {"id": "kit", "name": "助浴设备", "count": 2, "station": "hub", "carried": True,
         "carried_by": "courier", "set_up": 10, "turn_round": 15},
        {"id": "doctor", "count": 1, "station": "hub"},
    ]  # fmt: skip
    data["services"][1]["equipment"] = ["kit"]
    data["services"][0]["equipment"] = ["doctor"]
    data["clients"][0] |= {"entitled_week": 180, "received_week": 30}
    data["clients"][1] |= {"entitled_week": 45}
    data["visits"][0] |= {"facts": {"started": "09:00"}, "pinned_caregivers": ["ai"]}
    data["visits"][1]["promise"] = {"start": "10:30", "tolerance": 45, "caregivers": ["ai", "bo"]}
    return data


@pytest.fixture(scope="module")
def answered(plan):
    data = plan.model_dump(mode="json")
    data["equipment"] = [
        {"equipment": "kit", "piece": 2, "uses": [
            {"visit": "bath-1", "taken": "11:00", "free": "12:10"},
        ]},
        {"equipment": "doctor", "piece": 1, "uses": [
            {"visit": "care-1", "taken": "09:00", "free": "10:00"},
            {"visit": "care-2", "taken": "13:00", "free": "14:00"},
        ]},
    ]  # fmt: skip
    return data


@pytest.fixture(scope="module")
def day(asked, answered):
    equipped = Scenario.model_validate(asked)
    return Day.of(equipped, Plan.model_validate(answered), travel_times(equipped))


@pytest.fixture(scope="module")
def nights(scenario, plan):
    """The same day with the next one, on which chen comes to the nurse's visit at half past one."""
    asked, answered = scenario.model_dump(mode="json"), plan.model_dump(mode="json")
    asked["dates"].append("2026-11-24")
    asked["caregivers"][2]["shifts"].append(
        {"start": "2026-11-24T22:00", "end": "2026-11-25T02:00"}
    )
    asked["visits"][3]["windows"] = [{"open": "2026-11-24T23:00", "close": "2026-11-25T01:45"}]
    answered["routes"].append(
        {
            "caregiver": "chen", "shift": 1, "departure": "2026-11-25T01:00",
            "returned": "2026-11-25T02:00",
            "stops": [{"visit": "nurse-1", "role": "caregiver", "arrival": "2026-11-25T01:10",
                       "start": "2026-11-25T01:30", "end": "2026-11-25T02:00"}],
        }
    )  # fmt: skip
    answered["unserved"].pop()
    both = Scenario.model_validate(asked)
    return Day.of(both, Plan.model_validate(answered), travel_times(both))


def test_a_carried_piece_comes_from_its_station_and_goes_back(day):
    kit, doctor = day.lanes
    hub, bath = (121.44, 31.24), (121.436, 31.246)
    way, back = day.travel.between("walk", hub, bath), day.travel.between("walk", bath, hub)
    assert way > MINUTE
    (use,) = kit.uses
    assert (use.leaves, use.taken) == (660 * MINUTE - way, 660 * MINUTE)
    assert (use.start, use.end, use.free) == (670 * MINUTE, 715 * MINUTE, 730 * MINUTE)
    assert kit.back == 730 * MINUTE + back
    assert [one.leaves - one.taken for one in doctor.uses] == [0, 0]
    assert doctor.back == 840 * MINUTE
    assert (kit.row, doctor.row) == (4, 5)


def test_a_carried_piece_goes_on_from_where_an_escort_ends(asked, answered):
    asked, answered = dict(asked), dict(answered)
    asked["visits"] = [dict(visit) for visit in asked["visits"]]
    asked["visits"][1]["end_place"] = [121.45, 31.25]
    led = Scenario.model_validate(asked)
    day = Day.of(led, Plan.model_validate(answered), travel_times(led))
    back = day.travel.between("walk", (121.45, 31.25), (121.44, 31.24))
    assert day.lanes[0].back == 730 * MINUTE + back


def test_equipment_has_rows_of_its_own_in_the_chart(day):
    chart, tips = chart_of(day)
    assert chart.equipment == ["助浴设备 2", "doctor"]

    def minutes(span):  # the chart lasts from 08:00 to 25:00
        return span.row, *(round(480 + at * 10.2) for at in (span.left, span.left + span.width))

    lanes = [(bar.kind, *minutes(bar.span)) for bar in chart.bars if not bar.number]
    assert ("held", 4, 660, 730) in lanes
    assert ("used", 4, 670, 715) in lanes
    assert ("used", 5, 780, 840) in lanes
    assert [row for kind, row, *_ in lanes if kind == "carried"] == [4, 4]
    visits = {bar.span.row: bar.visit for bar in chart.bars if bar.kind == "used"}
    assert visits == {4: day.place_of["bath-1"], 5: day.place_of["care-2"]}
    [held] = [bar for bar in chart.bars if (bar.kind, bar.span.row) == ("held", 4)]
    assert tips[held.tip].splitlines() == [
        "11:00–12:10", "bath-1 · 卧床助浴", "for elder-2, 1 ai, 2 bo",
    ]  # fmt: skip


def test_the_chart_begins_with_the_first_way_of_a_piece(asked, answered):
    early = {**answered, "equipment": [{"equipment": "kit", "piece": 1, "uses": [
        {"visit": "bath-1", "taken": "07:00", "free": "17:30"}]}]}  # fmt: skip
    scenario = Scenario.model_validate(asked)
    chart, _ = chart_of(Day.of(scenario, Plan.model_validate(early), travel_times(scenario)))
    assert chart.ticks[0] == (0, "06:00", False)


def test_who_has_which_piece_stands_in_a_table(day):
    first, *others = listings.in_use(day)
    assert first == listings.InUse(
        piece="助浴设备 2", station="第一服务站", taken="11:00", visit="bath-1",
        service="卧床助浴", client="elder-2", caregivers="ai, bo", free="12:10",
    )  # fmt: skip
    assert [(row.piece, row.station, row.taken, row.visit) for row in others] == [
        ("doctor", "", "09:00", "care-1"), ("doctor", "", "13:00", "care-2"),
    ]  # fmt: skip


def test_pieces_and_visits_that_are_not_known_are_left_out(asked, answered):
    pieces = [
        {"equipment": "gone", "piece": 1, "uses": [
            {"visit": "bath-1", "taken": "11:00", "free": "12:10"}]},
        {"equipment": "kit", "piece": 1, "uses": [
            {"visit": "gone", "taken": "11:00", "free": "12:10"},
            {"visit": "care-3", "taken": "11:00", "free": "12:10"}]},
    ]  # fmt: skip
    scenario = Scenario.model_validate(asked)
    plan = Plan.model_validate({**answered, "equipment": pieces})
    assert Day.of(scenario, plan, travel_times(scenario)).lanes == ()


def test_what_runs_is_marked_and_what_is_promised_told(day):
    running = [bar for bar in chart_of(day)[0].bars if bar.running]
    assert [(bar.number, bar.order) for bar in running] == [(1, 1)]
    route = day.plan.routes[0]
    assert stop_tip(day, route, 0).body.splitlines()[2:] == ["running since 09:00", "with doctor"]
    assert stop_tip(day, route, 1).body.splitlines()[1:] == [
        "1 ai, stop 2, for elder-2",
        "starts 10:00–11:00 if possible, promised 10:30 ± 45 min by ai, bo",
        "together with bo",
        "with 助浴设备 2",
        "10 min late",
    ]


def test_the_page_has_tables_and_what_is_due_where_there_is_something_to_say(
    day, asked, answered, scenario, plan, travel, judgement
):
    judged = judge(day.scenario, day.travel, Plan.model_validate(answered))
    full = day_page(day.scenario, Plan.model_validate(answered), day.travel, judged, roads=None)
    # elder-1: 3 h, half an hour before, two visits of 1 h in the plan, one of half an hour left out
    owed = "<li>elder-1 is entitled to 30 minutes more, which the plan leaves out</li>"
    for text in ('id="equipment"', "kept at 第一服务站", 'id="due"', owed, ">Running<"):
        assert text in full
    assert full.count("entitled to") == 1  # elder-2 gets all that was asked for
    plain = day_page(scenario, plan, travel, judgement, roads=None)
    for text in ('id="equipment"', 'id="due"', ">Running<"):
        assert text not in plain


def test_the_summary_tells_pieces_in_use_and_what_is_due(
    day, asked, answered, scenario, plan, judgement
):
    judged = judge(day.scenario, day.travel, day.plan)
    lines = summary_lines(day.scenario, day.plan, judged)
    assert "Equipment in use: 助浴设备 1 of 2, doctor 1 of 1" in lines
    assert lines[-1] == "Due within 30 days: clients owed care: 1"
    assert not any(
        line.startswith(("Equipment", "Due")) for line in summary_lines(scenario, plan, judgement)
    )


def test_times_have_their_date_where_there_are_several(nights, scenario):
    assert clock(scenario, 1470 * MINUTE) == "24:30"
    assert span(scenario, 1430 * MINUTE, 1470 * MINUTE) == "23:50–24:30"
    both = nights.scenario
    assert clock(both, 1470 * MINUTE) == "2026-11-24 00:30"
    assert span(both, 600 * MINUTE, 660 * MINUTE) == "2026-11-23 10:00–11:00"
    assert span(both, 1430 * MINUTE, 1470 * MINUTE) == "2026-11-23 23:50–2026-11-24 00:30"
    assert asked_for(both, both.visit["nurse-1"]) == (
        "starts 2026-11-24 23:00–2026-11-25 01:45"
    )  # fmt: skip


SPRING, AUTUMN = "2026-03-29", "2026-10-25"


@pytest.fixture
def where_the_clock_changes(scenario, plan):
    """`where_the_clock_changes(date, ...)` is the same day in Berlin on other dates."""

    def moved(*dates):
        there = {"zone": "Europe/Berlin", "dates": dates}
        berlin = Scenario.model_validate(scenario.model_dump(mode="json") | there)
        answered = plan.model_dump(mode="json") | {"zone": "Europe/Berlin"}
        return Day.of(berlin, Plan.model_validate(answered), travel_times(berlin))

    return moved


@pytest.mark.parametrize(("date", "hour"), [(SPRING, -60), (AUTUMN, 60)])
def test_the_page_shows_what_the_clock_shows_where_it_is_changed(
    where_the_clock_changes, date, hour
):
    day = where_the_clock_changes(date)
    scenario = day.scenario
    for time in ("00:30", "01:59", "03:00", "09:00", "24:00", "24:30"):
        assert clock(scenario, scenario.at(time)) == time
    assert clock(scenario, scenario.at("09:00") + 29_999) == "09:00"
    assert asked_for(scenario, scenario.visit["care-1"]) == "starts 09:00–09:30"
    tip = stop_tip(day, day.plan.routes[0], 0)
    assert "09:00–10:00" in tip.body
    assert "08:50" in tip.body
    # The chart is as long as what happens; its labels follow the clock.
    chart, _ = chart_of(day)
    assert (labels(chart)[0], labels(chart)[-1]) == ("08:00", "25:00")
    assert [round(tick.left, 1) for tick in chart.ticks if tick.midnight] == [94.1]  # 16 h of 17


def test_dates_follow_the_clock_where_it_is_changed(where_the_clock_changes):
    day = where_the_clock_changes("2026-10-24", AUTUMN, "2026-10-26")
    scenario = day.scenario
    for time in ("2026-10-25T00:00", "2026-10-25T09:00", "2026-10-26T00:00", "2026-10-26T09:00"):
        assert clock(scenario, scenario.at(time)) == time.replace("T", " ")


@pytest.mark.parametrize(
    ("dates", "hours"),
    [(("2026-03-28", SPRING), 22), (("2026-10-24", AUTUMN), 24)],
)
def test_the_labels_of_a_night_follow_the_clock_from_its_change_on(
    where_the_clock_changes, dates, hours
):
    day = where_the_clock_changes(*dates)
    asked = day.scenario.model_dump(mode="json")
    asked["caregivers"][2]["shifts"].append(
        {"start": f"{dates[1]}T01:00", "end": f"{dates[1]}T07:00"}
    )
    nights = Scenario.model_validate(asked)
    chart, _ = chart_of(Day.of(nights, day.plan, day.travel))
    assert labels(chart)[0] == dates[0][5:]
    assert (chart.ticks[-1].label, chart.ticks[-2].label) == ("06:00", "04:00")
    assert chart.ticks[-1].left == pytest.approx((hours - 1) / hours * 100, abs=0.01)
    assert labels(chart, midnight=True) == [dates[1][5:]]


def test_a_night_of_the_second_date_is_drawn_in_its_row(nights):
    chart, _ = chart_of(nights)
    assert labels(chart)[0] == "11-23"
    assert labels(chart, midnight=True) == ["11-24", "11-25"]
    shifts = [(span.row, round(span.left / 100 * 42, 2), round(span.width / 100 * 42, 2))
              for span in chart.shifts]  # fmt: skip
    assert shifts[-2:] == [(3, 12, 4.5), (3, 38, 4)]  # hours from 08:00 on
    judged = judge(nights.scenario, nights.travel, nights.plan)
    html = day_page(nights.scenario, nights.plan, nights.travel, judged, roads=None)
    assert "Three caregivers, 2026-11-23–2026-11-24" in html


def test_what_bars_everybody_names_the_equipment(day):
    left_out = Unserved(
        visit="bath-1",
        reasons=(
            Reason(code="equipment_none", detail="kit"),
            Reason(code="equipment_area", detail="doctor"),
            Reason(code="entitlement_used", figures={"needs": 60.0, "has": 12.5}),
            Reason(code="entitlement_shared"),
        ),
    )
    assert main_reasons(day.scenario, left_out) == [
        "there is no piece of 助浴设备",
        "doctor does not serve the area",
        "the client's weekly entitlement has 12.5 min left, but the visit takes 60 min",
        "other visits leave ? min of the client's weekly entitlement, but this one takes ? min",
    ]
