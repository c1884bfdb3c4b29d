"""The page as a whole: complete in itself, the same every time, safe, readable without scripts."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.report import Day, day_page
from dispatch.report.listings import entries
from dispatch.roads import RoadGraph, travel_times
from dispatch.scenario import Scenario


class Page(HTMLParser):
    """Elements, scripts, and the text outside of scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.scripts, self.text = [], [], ""
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._in = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in == "script":
            self.scripts[-1] += data
        elif self._in != "style":
            self.text += data

    def having(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def html(scenario, plan, travel, judgement, roads):
    return day_page(scenario, plan, travel, judgement, roads=roads)


def test_it_asks_for_nothing_from_anywhere(html):
    page = Page(html)
    assert page.having("link") == page.having("iframe") == page.having("img") == []
    for tag, attrs in page.elements:
        assert not attrs.keys() & {"src", "srcset", "data", "action"}, tag
        assert attrs.get("href", "#").startswith("#"), tag
    assert "@import" not in html.split("</style>")[0]
    (policy,) = [meta["content"] for meta in page.having("meta") if "content" in meta
                 and meta.get("http-equiv") == "Content-Security-Policy"]  # fmt: skip
    sources = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert sources["default-src"] == ["'none'"]
    assert all(":" not in word or word in ("data:", "blob:")
               for words in sources.values() for word in words)  # fmt: skip


def test_its_script_is_small(html):
    assert sum(len(script.encode()) for script in Page(html).scripts) < 30_000


def test_the_same_input_gives_the_same_bytes(
    html, scenario, plan, travel, judgement, roads, tmp_path
):
    assert day_page(scenario, plan, travel, judgement, roads=roads) == html
    code = (
        "import json, pathlib, sys\n"
        "from dispatch.plan import Plan\n"
        "from dispatch.referee import judge\n"
        "from dispatch.report import day_page\n"
        "from dispatch.roads import travel_times\n"
        "from dispatch.scenario import Scenario\n"
        "scenario, plan = json.load(sys.stdin)\n"
        "scenario, plan = Scenario.model_validate(scenario), Plan.model_validate(plan)\n"
        "travel = travel_times(scenario)\n"
        "page = day_page(scenario, plan, travel, judge(scenario, travel, plan), roads=None)\n"
        "pathlib.Path(sys.argv[1]).write_text(page, encoding='utf-8')\n"
    )
    given = json.dumps([scenario.model_dump(mode="json"), plan.model_dump(mode="json")])
    file = tmp_path / "day.html"
    subprocess.run(
        [sys.executable, "-c", code, str(file)], input=given, text=True, check=True,
        env=os.environ | {"PYTHONHASHSEED": "1"},
    )  # fmt: skip
    here = day_page(scenario, plan, travel, judgement, roads=None)
    assert file.read_text(encoding="utf-8") == here


def test_head_and_tables_stand_in_the_html(html):
    page = Page(html)
    assert page.having("html") == [{"lang": "en"}]
    assert "Three caregivers, 2026-11-23" in page.text
    for text in ("Mandatory left out", "护士上门", "2 without the certificate nurse-licence",
                 "need JavaScript"):  # fmt: skip
        assert text in page.text
    assert page.text.index("nurse-1") < page.text.index("care-3")
    for number, colour in enumerate(("#0A6FD0", "#B8500A", "#1B7F5A"), 1):
        assert f".c{number} {{ --c: {colour}; }}" in html
    rows = [row for row in page.having("tr") if "data-n" in row]
    assert [row["data-n"] for row in rows] == ["1", "2", "3"]
    assert "Hard rules" not in page.text


def test_broken_rules_and_unknown_ids_are_shown_not_fatal(scenario, plan, travel):
    data = plan.model_dump()
    data["routes"][1]["caregiver"] = "nobody"
    data["routes"][0]["stops"][0]["visit"] = "gone"
    data["routes"][0]["meal_break"]["place"] = "nowhere"
    broken = Plan.model_validate(data)
    judgement = judge(scenario, travel, broken)
    text = Page(day_page(scenario, broken, travel, judgement, roads=None)).text
    assert text.index("Hard rules") < text.index("Visits served")
    for violation in judgement.violations:
        assert str(violation) in text


def test_alarms_to_call_back_stand_above_the_title(scenario, plan, travel, judgement):
    assert "Alarms to call back" not in Page(
        day_page(scenario, plan, travel, judgement, roads=None)
    ).text  # fmt: skip
    alarm = {"id": "<b>1", "client": "elder-1", "at": "08:40"}
    asked = scenario.model_copy(update={"alarms": [alarm], "now": "09:00"})
    page = Page(day_page(asked, plan, travel, judgement, roads=None))
    body = page.text[page.text.index("Alarms to call back") :]
    call = "Call elder-1 back now: alarm <b>1 came in at 08:40, and the call-back was due at 08:45"
    assert body.index(call) < body.index("Three caregivers, 2026-11-23, as of 09:00")
    assert page.having("b") == []


def test_names_cannot_break_out(scenario, plan, travel):
    evil = "</script><script>alert(1)</script><b>"
    data = scenario.model_dump(mode="json") | {"name": evil, "description": evil}
    data["services"][0]["name"] = data["stations"][0]["name"] = data["areas"][0]["name"] = evil
    hostile = Scenario.model_validate(data)
    page = Page(day_page(hostile, plan, travel, judge(hostile, travel, plan), roads=None))
    assert page.having("b") == []
    assert len(page.scripts) == 2
    assert page.text.count(evil) >= 3
    names = json.dumps(json.loads(page.scripts[0]), ensure_ascii=False)
    assert evil in names


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ({"kind": "place", "name": "Shanghai"}, "Shanghai: © OpenStreetMap contributors"),
        ({"kind": "graph", "file": "/home/me/town.graphml"}, "Roads: town.graphml; if made from"),
    ],
)
def test_where_the_roads_come_from_is_said(scenario, plan, travel, judgement, roads, kind, note):
    mapped = Scenario.model_validate(scenario.model_dump(mode="json") | {"roads": kind})
    html = day_page(mapped, plan, travel, judgement, roads=roads)
    assert note in Page(html).text
    assert "/home/me" not in html
    plain = Page(day_page(mapped, plan, travel, judgement, roads=None))
    assert "OpenStreetMap" not in plain.text


def test_without_coordinates_there_is_a_chart_and_no_map(scenario, plan):
    data = scenario.model_dump(mode="json")
    names = ["hub-point", "door-1", "door-2"]
    data["roads"] = {"kind": "matrix", "points": names,
                     "minutes": [[0, 9, 9], [9, 0, 9], [9, 9, 0]]}  # fmt: skip
    data["stations"][0]["place"] = "hub-point"
    for client, name in zip(data["clients"], names[1:], strict=True):
        client["place"] = name
    timed = Scenario.model_validate(data)
    travel = travel_times(timed)
    page = Page(day_page(timed, plan, travel, judge(timed, travel, plan), roads=None))
    drawings = [attrs["class"] for attrs in page.having("div") if "class" in attrs]
    assert "gantt drawing" in drawings
    assert "map drawing" not in drawings
    assert "travel times only" in page.text


def test_a_city_of_roads_stays_small(scenario, plan, travel, judgement):
    side = 70
    nodes = np.arange(side * side).reshape(side, side)
    tails = np.concatenate((nodes[:, :-1].ravel(), nodes[:-1].ravel()))
    heads = np.concatenate((nodes[:, 1:].ravel(), nodes[1:].ravel()))
    shake = np.random.default_rng(0).normal(0, 1e-4, (2, side * side))
    row, column = np.divmod(np.arange(side * side), side)
    city = RoadGraph.from_arrays(
        121.43 + column * 2e-4 + shake[0], 31.235 + row * 2e-4 + shake[1], tails, heads
    )
    page = day_page(scenario, plan, travel, judgement, roads=city)
    assert len(page.encode()) < 600_000
    plain = day_page(scenario, plan, travel, judgement, roads=None)
    assert 50_000 < len(page) - len(plain) < 500_000


def test_importing_the_room_is_light():
    heavy = "{'reportlab', 'jinja2', 'shapely', 'scipy', 'osmnx'}"
    code = f"import sys, dispatch.report; print(sorted({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_changes_since_the_plan_before_is_told(scenario, plan, travel, judgement):
    data = plan.model_dump(mode="json")
    data["routes"][0]["stops"] = data["routes"][0]["stops"][:2]
    data["routes"][0]["meal_break"] = None
    shorter = Plan.model_validate(data)
    judged = judge(scenario, travel, shorter)
    data = scenario.model_dump(mode="json")
    data["clients"][0]["name"] = "Li Guizhen"
    named = Scenario.model_validate(data)
    text = Page(day_page(named, shorter, travel, judged, roads=None, since=plan)).text
    assert "Li Guizhen" not in text
    assert "Visits: 0 added, 1 dropped, 0 changed, 2 as before" in text
    assert "Clients to call, the most urgent first: 1" in text
    assert "elder-1: care-2 at 13:00 with ai is dropped" in text
    assert "Caregivers whose day changes: 1" in text
    back = Page(day_page(scenario, plan, travel, judgement, roads=None, since=shorter)).text
    assert "Other visits that change: 1" in back
    assert "elder-1: care-2 is added, at 13:00 with ai" in back
    same = Page(day_page(scenario, plan, travel, judgement, roads=None, since=plan)).text
    assert "Nothing changes." in same
    assert "the previous plan" not in Page(
        day_page(scenario, plan, travel, judgement, roads=None)
    ).text  # fmt: skip


def test_a_search_finds_words_as_the_browser_makes_them_small(scenario, plan, travel):
    """JavaScript makes ẞ small as ß; Python's `casefold` would make it ss."""
    entry = entries(Day.of(scenario, plan, travel))[0]._replace(visit="GROẞE-5")
    assert entry.words.startswith("große-5 ")


def test_what_would_help_stands_beside_the_reasons(scenario, plan, travel, judgement, html):
    assert "What would help" not in Page(html).text
    helps = {"nurse-1": ("no nurse has time", "one more nurse")}
    page = Page(day_page(scenario, plan, travel, judgement, roads=None, helps=helps))
    row = page.text.split("nurse-1")[1].split("care-3")[0]
    assert row.rstrip().endswith("What would help: one more nurse")
    assert "no nurse has time2 without" in row


def test_every_figure_has_its_definition(html):
    page = Page(html)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    described = [attrs["aria-describedby"] for _, attrs in page.elements
                 if "aria-describedby" in attrs]  # fmt: skip
    assert {"define-travel", "define-figure-1", "define-fairness-gini"} <= set(described)
    assert set(described) <= set(ids)
    figures = html.split('<dl class="figures">')[1].split("</dl>")[0]
    assert figures.count("<dt>") == figures.count('class="term"') > 6


def test_all_visits_stand_in_a_table_by_their_start(html):
    table = html.split('<table class="sortable entries">')[1].split("</table>")[0]
    rows = [Page(row).text for row in table.split("<tr")[2:]]
    names = ("care-1", "bath-1", "care-2", "nurse-1", "care-3")
    assert [next(name for name in names if name in row) for row in rows] == list(names)
    status = ("served", "late", "served", "left out", "left out")
    assert all(row.rstrip().endswith(word) for row, word in zip(rows, status, strict=True))


def test_printed_it_is_the_run_sheet(html):
    sheet = html.split('<table class="run-sheet">')[1].split("</table>")[0]
    rows = [Page(row).text for row in sheet.split("<tr")[2:]]
    assert len(rows) == 4
    assert "08:50" in rows[0]
    assert [row.startswith(' class="begins">') for row in sheet.split("<tr")[2:]] == [
        True, False, False, True,
    ]  # fmt: skip
    head = Page(sheet.split("</thead>")[0]).text
    assert "Date" not in head  # there is only one
    assert "Equipment" not in head  # there is none
