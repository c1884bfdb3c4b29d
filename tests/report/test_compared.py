"""Plans side by side and who gains, computed by hand on a day of two plans."""

import re

import pytest

from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.report import Comparison, Day, compare_page, gains
from dispatch.report.listings import roster
from dispatch.roads import travel_times
from dispatch.scenario import Scenario


@pytest.fixture
def day():
    """Zhou knows Amy; the way takes 10 minutes; five visits say in five ways when they are due."""
    soft = [{"open": "08:00", "close": "09:00", "hard": False}]
    return Scenario.from_dict(
        {
            "name": "Monday",
            "dates": "2026-11-23",
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
            "services": [{"id": "care", "duration": 30, "heavy_points": 2}],
            "caregivers": [
                {"id": name, "gender": "woman", "mode": "walk", "start": "D",
                 "shifts": [{"start": "08:00", "end": "16:00"}]}
                for name in ("amy", "bea", "cai")
            ],
            "clients": [
                {"id": "zhou", "place": "Z", "preferred": ["amy"]}, {"id": "li", "place": "Z"},
            ],
            "visits": [
                {"id": "known", "client": "zhou", "service": "care"},
                {"id": "told", "client": "li", "service": "care",
                 "promise": {"start": "10:00", "tolerance": 300}, "preferred_start": "12:00"},
                {"id": "asked", "client": "li", "service": "care", "requested": "10:00"},
                {"id": "wont", "client": "zhou", "service": "care", "preferred_start": "12:00"},
                {"id": "late", "client": "li", "service": "care", "windows": soft},
            ],
        }
    )  # fmt: skip


def plan(unserved=(), **routes):
    """A plan; a route is written as ``{"told": 10}``, by the hours of starts."""
    return Plan.model_validate(
        {
            "scenario": "",
            "routes": [
                {
                    "caregiver": name,
                    "departure": f"{min(stops.values()) - 1:02d}:50",
                    "stops": [
                        {
                            "visit": visit, "role": "caregiver", "arrival": f"{hour:02d}:00",
                            "start": f"{hour:02d}:00", "end": f"{hour:02d}:30",
                        }
                        for visit, hour in stops.items()
                    ],
                    "returned": f"{max(stops.values()):02d}:40",
                }
                for name, stops in routes.items()
            ],
            "unserved": [{"visit": each} for each in unserved],
        }
    )  # fmt: skip


@pytest.fixture
def pair(day):
    travel = travel_times(day)
    first = plan(["asked"], amy={"known": 9, "late": 10, "told": 11}, bea={"wont": 10})
    other = plan(["wont"], amy={"late": 9, "told": 10, "asked": 13}, bea={"known": 11})
    return tuple((each, judge(day, travel, each)) for each in (first, other))


def test_clients_gain_and_lose(day, pair):
    found = gains(day, *pair).clients
    assert [(e.visit, e.kind, e.before, e.after, e.gains) for e in found] == [
        ("asked", "served", 0, 0, True),
        ("wont", "left_out", 0, 0, False),
        ("told", "nearer", 60, 0, True),  # its promise counts, not its accustomed start
        ("late", "nearer", 60, 0, True),
        ("known", "unfamiliar", 1, 0, False),
    ]
    back = gains(day, *pair[::-1]).clients
    assert {(e.visit, e.gains) for e in back} == {(e.visit, not e.gains) for e in found}


def test_requests_count_from_the_request_and_wishes_from_the_accustomed_start(day):
    travel = travel_times(day)
    plans = [
        plan(["known", "told", "late"], amy={"asked": hour, "wont": 22 - hour}) for hour in (9, 12)
    ]
    found = gains(day, *((each, judge(day, travel, each)) for each in plans))
    assert [(each.visit, each.kind, each.before, each.after) for each in found.clients] == [
        ("asked", "farther", 0, 120),  # a start before the request does not wait
        ("wont", "farther", 60, 120),
    ]


def test_caregivers_gain_and_lose(day, pair):
    found = gains(day, *pair).caregivers
    assert [(each.caregiver, each.paid, each.heavy, each.gains) for each in found] == [
        ("amy", (170, 290), (6, 6), None),  # paid time alone is no gain and no loss
    ]
    idle = plan(["asked", "wont"], amy={"known": 9, "late": 10, "told": 11})
    found = gains(day, pair[0], (idle, judge(day, travel_times(day), idle))).caregivers
    assert [(each.caregiver, each.travel, each.heavy, each.gains) for each in found] == [
        ("bea", (20, 0), (2, 0), True)
    ]
    assert found[0].told == "paid 0:50 → 0:00 h, travel 0:20 → 0:00 h, heavy points 2 → 0"


def test_half_a_minute_is_rounded_as_on_the_sheets(day):
    """Of 28.5 minutes, 0:29 is shown everywhere."""

    def paid(until):
        made = plan(["asked", "wont", "told", "late"], amy={"known": 9})
        route = made.routes[0].model_copy(update={"departure": "09:00", "returned": until})
        made = made.model_copy(update={"routes": (route,)})
        return made, judge(day, travel_times(day), made)

    one, other = paid("09:28:30"), paid("09:30:30")
    assert [each.paid for each in gains(day, one, other).caregivers] == [(29, 31)]
    amy = roster(Day.of(day, one[0], travel_times(day)), one[1])[0]
    assert (amy.caregiver, amy.paid) == ("amy", 29)


def test_the_terminal_tells_it_in_lines(day, pair):
    assert gains(day, *pair).lines() == [
        "Clients who gain: 1",
        "  li: asked: is served",
        "  li: told: 0 min away from the time promised or asked for, instead of 60",
        "  li: late: 0 min away from the time promised or asked for, instead of 60",
        "Clients who lose: 1",
        "  zhou: wont: is left out",
        "  zhou: known: familiar caregivers: 0 instead of 1",
        "Caregivers who neither gain nor lose, or both: 1",
        "  amy: paid 2:50 → 4:50 h",
    ]


def test_the_best_of_each_figure_is_marked(day, pair):
    idle = plan(["known", "told", "asked", "wont", "late"])
    plans = (*pair, (idle, judge(day, travel_times(day), idle)))
    found = Comparison(day, ("first", "other", "idle"), plans)
    rows = {row.name: (row.values, row.best) for row in found.rows}
    assert rows["Visits served"] == (("4", "4", "0"), (True, True, False))
    assert rows["Tardiness, h"] == (("1:00", "0:00", "0:00"), (False, True, True))
    assert rows["On time"] == (("0\u00a0%", "100\u00a0%", "–"), (False, True, False))
    assert rows["Travel, h"][1] == (False, False, True)
    assert rows["Paid, h"] == (("3:40", "5:40", "0:00"), (False, False, False))
    assert "Overtime, h" not in rows  # there is none
    lines = found.lines()
    assert lines[0].split() == ["first", "other", "idle"]
    assert lines[2].split() == ["Visits", "served", "4", "*", "4", "*", "0"]
    assert "other against first" in lines


def test_a_plan_beside_itself_says_that_nothing_changed(day, pair):
    found = Comparison(day, ("one", "same"), (pair[0], pair[0]))
    assert not any(mark for row in found.rows for mark in row.best)
    assert found.lines()[-2:] == ["same against one", "  Nobody gains and nobody loses."]
    assert found.as_dict()["gains"] == {"same": {"clients": [], "caregivers": []}}


def test_violations_and_costs_have_the_form_of_a_judgement(day):
    nothing = plan([])  # it accounts for no visit
    judgement = judge(day, travel_times(day), nothing)
    told = Comparison(day, ("nothing",), ((nothing, judgement),)).as_dict()["plans"][0]
    judged = judgement.as_dict()
    assert told["violations"] == judged["violations"] != []
    assert told["cost"] == judged["cost"]


def test_names_in_chinese_are_aligned(day, pair):
    first, second, *_ = Comparison(day, ("昨天", "今天"), pair).lines()
    assert len(first.encode("gbk")) == len(second)  # two columns for each of these characters


def test_the_page_has_every_figure_and_everybody(day, pair):
    found = Comparison(day, ("first", "a<b"), pair)
    page = compare_page(found, travel_times(day), roads=None)
    assert page == compare_page(found, travel_times(day), roads=None)
    told = [each.visit for each in found.gains[0].clients]
    told += [each.caregiver for each in found.gains[0].caregivers]
    assert [each for each in told if f">{each}</button></td>" not in page] == []
    assert "a&lt;b" in page
    assert "a<b" not in page
    assert "://" not in page
    assert "there is no map" in page  # a matrix has no places


def test_every_plan_has_its_map(scenario, plan, judgement, roads):
    found = Comparison(scenario, ("one", "two"), ((plan, judgement), (plan, judgement)))
    page = compare_page(found, travel_times(scenario), roads=roads)
    assert page.count('class="map drawing"') == 2
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
