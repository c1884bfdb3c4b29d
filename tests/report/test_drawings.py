"""What stands in the map and in the chart, read from their sources."""

import math

import pytest
from bokeh.core.validation import check_integrity, process_validation_issues
from bokeh.models import ColumnDataSource

from dispatch.plan import Plan
from dispatch.report.gantt import day_gantt
from dispatch.report.map import day_map
from dispatch.report.timeline import Day
from dispatch.roads import from_wgs84, travel_times
from dispatch.scenario import Scenario


def source(drawing, name):
    (found,) = drawing.select({"type": ColumnDataSource, "name": name})
    return found.data


@pytest.fixture(scope="module")
def day(scenario, plan, travel):
    return Day.of(scenario, plan, travel)


@pytest.fixture(scope="module")
def drawn_map(day, roads):
    return day_map(day, roads)


@pytest.fixture(scope="module")
def chart(day):
    return day_gantt(day)


def test_bokeh_finds_nothing_wrong(drawn_map, chart, caplog):
    for drawing in (drawn_map, chart):
        process_validation_issues(check_integrity(drawing.references()))
    assert caplog.records == []


def test_routes_start_and_end_at_the_station(drawn_map):
    routes = source(drawn_map, "routes")
    assert routes["number"] == [1, 2]
    for xs, ys in zip(routes["xs"], routes["ys"], strict=True):
        assert (xs[0], ys[0]) == (xs[-1], ys[-1])
    assert len(routes["xs"][0]) == 5
    assert routes["body"][0] == "visits: 3, travel: 40 min"


def test_dots_at_one_door_do_not_cover_each_other(drawn_map):
    stops, left_out = source(drawn_map, "stops"), source(drawn_map, "unserved")
    dots = [*zip(stops["x"], stops["y"], strict=True),
            *zip(left_out["x"], left_out["y"], strict=True)]  # fmt: skip
    assert len(dots) == 6
    nearest = min(math.dist(a, b) for i, a in enumerate(dots) for b in dots[:i])
    assert nearest > 10  # metres; a pixel is about 1.5


def test_the_mandatory_one_left_out_is_filled(drawn_map):
    left_out = source(drawn_map, "unserved")
    assert [head.split(" ")[0] for head in left_out["head"]] == ["care-3", "nurse-1"]
    assert left_out["fill"] == ["#FFFFFF", "#B3261E"]
    assert "2 without the certificate nurse-licence" in left_out["body"][1]


def test_shifted_coordinates_are_put_back(scenario, plan, drawn_map):
    data = scenario.model_dump(mode="json") | {"coordinates": "GCJ-02"}
    for thing in (*data["clients"], *data["stations"]):
        thing["place"] = from_wgs84(tuple(thing["place"]), "GCJ-02")
    shifted = Scenario.model_validate(data)
    redrawn = day_map(Day.of(shifted, plan, travel_times(shifted)), None)
    for axis in ("x", "y"):
        expected = source(drawn_map, "stops")[axis]
        assert source(redrawn, "stops")[axis] == pytest.approx(expected, abs=1)


def test_bars_lie_at_the_minutes_of_the_plan(chart):
    pieces = source(chart, "pieces")
    service = [
        (row, left, right)
        for row, left, right, windows, height in zip(
            pieces["y"], pieces["left"], pieces["right"], pieces["windows"], pieces["height"],
            strict=True,
        )
        if height == 0.74 and right - left > 30
    ]  # fmt: skip
    assert service == [(1, 540, 600), (1, 670, 715), (1, 780, 840), (2, 670, 715)]
    assert [windows for windows in pieces["windows"] if windows] == [
        [[540, 570]], [[600, 660]], [[600, 660]],
    ]  # fmt: skip


def test_a_double_visit_is_joined_and_a_late_start_marked(chart):
    links = source(chart, "links")
    assert (links["x"], links["top"], links["bottom"]) == ([670], [1], [2])
    assert links["numbers"] == [[1, 2]]
    late = source(chart, "late")
    assert list(zip(late["x"], late["number"], strict=True)) == [(670, 1), (670, 2)]


def test_a_mixed_crew_is_joined_from_start_to_start(mixed):
    chart = day_gantt(Day.of(*mixed))
    links, ends = source(chart, "links"), source(chart, "link-ends")
    assert (links["x"], links["x_bottom"]) == ([670], [680])
    assert list(zip(ends["x"], ends["y"], strict=True)) == [(670, 1), (680, 2)]
    late = source(chart, "late")
    assert list(zip(late["x"], late["number"], strict=True)) == [(670, 1), (680, 2)]
    pieces = source(chart, "pieces")
    tardy = [body for body in pieces["body"] if "10 min late" in body.splitlines()[-1]]
    assert len(tardy) == 2


def test_the_chart_runs_past_midnight_and_has_a_row_for_everybody(chart):
    assert (chart.x_range.start, chart.x_range.end) == (480, 1500)
    shifts = source(chart, "shifts")
    assert list(zip(shifts["y"], shifts["left"], shifts["right"], strict=True)) == [
        (1, 480, 960), (2, 540, 780), (3, 1200, 1470),
    ]  # fmt: skip
    assert [label.text for label in chart.yaxis[0].major_label_overrides.values()] == [
        "ai · 1", "bo · 2", "chen · 3",
    ]  # fmt: skip


def test_tips_tell_times_windows_and_company(chart):
    pieces = source(chart, "pieces")
    body = pieces["body"][pieces["head"].index("bath-1 · 卧床助浴")]
    assert body.splitlines() == [
        "11:10–11:55, arrival 10:40",
        "1 ai, stop 2, for elder-2",
        "starts 10:00–11:00 if possible",
        "together with bo",
        "10 min late",
    ]


def test_a_day_without_routes_is_drawn(scenario, plan, travel, caplog):
    nothing = Plan.model_validate(plan.model_dump() | {"routes": [], "unserved": []})
    day = Day.of(scenario, nothing, travel)
    for drawing in (day_map(day, None), day_gantt(day)):
        process_validation_issues(check_integrity(drawing.references()))
    assert caplog.records == []
    assert source(day_gantt(day), "shifts")["y"] == [1, 2, 3]
