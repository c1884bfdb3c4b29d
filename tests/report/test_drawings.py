"""What stands in the map and in the chart."""

import math

import pytest

from dispatch.plan import Plan
from dispatch.report.gantt import Span, day_gantt
from dispatch.report.map import day_map
from dispatch.report.timeline import Day
from dispatch.report.tips import Tips
from dispatch.roads import from_wgs84, travel_times
from dispatch.scenario import Scenario


class Drawn:
    """A day's map and chart, with the tips that they share."""

    def __init__(self, day, roads=None):
        tips = Tips()
        self.map, self.chart = day_map(day, roads, tips), day_gantt(day, tips)
        self.tips = [*tips]
        self.visits = [visit.id for visit in day.scenario.visits]

    def bars(self, kind):
        return [bar for bar in self.chart.bars if bar.kind == kind]


@pytest.fixture(scope="module")
def day(scenario, plan, travel):
    return Day.of(scenario, plan, travel)


@pytest.fixture(scope="module")
def drawn(day, roads):
    return Drawn(day, roads)


def minutes(span):
    """The minutes of a span of the chart, which lasts from 08:00 to 25:00."""
    first, last = 480 + span.left * 10.2, 480 + (span.left + span.width) * 10.2
    return round(first), round(last)


def test_routes_start_and_end_at_the_station(drawn):
    assert [line.number for line in drawn.map.routes] == [1, 2]
    [station] = drawn.map.stations
    assert station.name == "第一服务站"
    for line in drawn.map.routes:
        start, steps = line.path.removeprefix("M").split("l")
        assert start == f"{station.x} {station.y}"
        ways = [int(number) for number in steps.split()]
        assert (sum(ways[::2]), sum(ways[1::2])) == (0, 0)
    assert drawn.tips[drawn.map.routes[0].tip].body == "visits: 3, travel: 40 min"


def test_dots_at_one_door_do_not_cover_each_other(drawn):
    assert len(drawn.map.dots) == 6
    doors = {}
    for dot in drawn.map.dots:
        doors.setdefault((dot.x, dot.y), []).append(dot.aside)
    assert sorted(map(len, doors.values())) == [3, 3]
    for asides in doors.values():
        assert min(math.dist(a, b) for i, a in enumerate(asides) for b in asides[:i]) > 20


def test_north_is_up_and_everything_is_inside(drawn):
    left, top, width, height = drawn.map.ground.box
    for spot in (*drawn.map.dots, *drawn.map.stations):
        assert left < spot.x < left + width
        assert top < spot.y < top + height
    elder_1 = next(dot for dot in drawn.map.dots if drawn.visits[dot.visit] == "care-1")
    assert elder_1.y < drawn.map.stations[0].y  # farther north


def test_every_visit_is_drawn_with_who_comes_and_those_left_out_with_nobody(drawn):
    shown = [(drawn.visits[dot.visit], dot.number, dot.order) for dot in drawn.map.dots]
    assert shown == [
        ("care-3", 0, 0), ("nurse-1", 0, 0),
        ("care-1", 1, 1), ("bath-1", 1, 2), ("care-2", 1, 3), ("bath-1", 2, 1),
    ]  # fmt: skip
    assert [dot.mandatory for dot in drawn.map.dots[:2]] == [False, True]
    assert "2 without the certificate nurse-licence" in drawn.tips[drawn.map.dots[1].tip].body


def test_an_area_has_a_ring_around_its_clients(drawn):
    [area] = drawn.map.areas
    assert area.name == "长寿路街道"
    numbers = [int(each) for each in area.ring.strip("MZ").split()]
    xs, ys = numbers[::2], numbers[1::2]
    for dot in drawn.map.dots:
        assert min(xs) < dot.x < max(xs)
        assert min(ys) < dot.y < max(ys)
    assert area.y == min(ys)


def test_streets_are_paths_and_none_are_invented(day, drawn):
    assert drawn.map.ground.main.count("M") == 1
    assert drawn.map.ground.other.count("M") == 1
    plain = day_map(day, None, Tips()).ground
    assert (plain.main, plain.other) == ("", "")


def test_shifted_coordinates_are_put_back(scenario, plan, drawn):
    data = scenario.model_dump(mode="json") | {"coordinates": "GCJ-02"}
    for thing in (*data["clients"], *data["stations"]):
        thing["place"] = from_wgs84(tuple(thing["place"]), "GCJ-02")
    shifted = Scenario.model_validate(data)
    redrawn = day_map(Day.of(shifted, plan, travel_times(shifted)), None, Tips())
    for one, other in zip(redrawn.dots, drawn.map.dots, strict=True):
        assert (one.x, one.y) == pytest.approx((other.x, other.y), abs=1)


def test_bars_lie_at_the_minutes_of_the_plan(drawn):
    served = [(bar.span.row, *minutes(bar.span)) for bar in drawn.bars("service")]
    assert served == [(1, 540, 600), (1, 670, 715), (1, 780, 840), (2, 670, 715)]
    assert [minutes(bar.span) for bar in drawn.bars("break")] == [(745, 775)]
    windows = [(drawn.visits[v], span.row, *minutes(span)) for span, v in drawn.chart.windows]
    assert windows == [
        ("care-1", 1, 540, 570), ("bath-1", 1, 600, 660), ("bath-1", 2, 600, 660),
    ]  # fmt: skip


def test_a_double_visit_is_joined_and_a_late_start_marked(drawn):
    [link] = drawn.chart.links
    assert drawn.visits[link.visit] == "bath-1"
    assert [(end.row, minutes(end)) for end in (link.one, link.other)] == [
        (1, (670, 670)), (2, (670, 670)),
    ]  # fmt: skip
    assert [(bar.number, bar.order) for bar in drawn.bars("service") if bar.late] == [
        (1, 2), (2, 1),
    ]  # fmt: skip


def test_a_mixed_crew_is_joined_from_start_to_start(mixed):
    drawn = Drawn(Day.of(*mixed))
    [link] = drawn.chart.links
    assert [(end.row, minutes(end)[0]) for end in (link.one, link.other)] == [(1, 670), (2, 680)]
    late = [bar for bar in drawn.bars("service") if bar.late]
    assert [bar.number for bar in late] == [1, 2]
    assert all("10 min late" in drawn.tips[bar.tip].body.splitlines()[-1] for bar in late)


def test_the_chart_runs_past_midnight_and_has_everybody(drawn):
    ticks = [(tick.left, tick.label) for tick in drawn.chart.ticks]
    assert (ticks[0], ticks[-1]) == ((0, "08:00"), (100, "25:00"))
    assert [tick.label for tick in drawn.chart.ticks if tick.midnight] == ["24:00"]
    assert [(span.row, *minutes(span)) for span in drawn.chart.shifts] == [
        (1, 480, 960), (2, 540, 780), (3, 1200, 1470),
    ]  # fmt: skip


def test_tips_tell_times_windows_and_company_and_are_shared(drawn):
    bar = next(bar for bar in drawn.bars("service") if drawn.visits[bar.visit] == "bath-1")
    assert drawn.tips[bar.tip].body.splitlines() == [
        "11:10–11:55, arrival 10:40",
        "1 ai, stop 2, for elder-2",
        "starts 10:00–11:00 if possible",
        "together with bo",
        "10 min late",
    ]
    [dot] = [dot for dot in drawn.map.dots if (dot.visit, dot.number) == (bar.visit, 1)]
    assert dot.tip == bar.tip
    assert len(set(drawn.tips)) == len(drawn.tips)


def test_a_day_without_routes_is_drawn(scenario, plan, travel):
    nothing = Plan.model_validate(plan.model_dump() | {"routes": [], "unserved": []})
    drawn = Drawn(Day.of(scenario, nothing, travel))
    assert (drawn.map.dots, drawn.map.routes, drawn.chart.bars) == ([], [], [])
    assert [span.row for span in drawn.chart.shifts] == [1, 2, 3]
    assert isinstance(drawn.chart.shifts[0], Span)
