"""The page as a whole: complete in itself, the same every time, safe, readable without scripts."""

import json
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.report import day_page
from dispatch.roads import RoadGraph, travel_times
from dispatch.scenario import Scenario

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


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
        assert not attrs.keys() & {"src", "href", "srcset", "data", "action"}, tag
    assert "@import" not in html.split("</style>")[0]
    (policy,) = [meta["content"] for meta in page.having("meta") if "content" in meta
                 and meta.get("http-equiv") == "Content-Security-Policy"]  # fmt: skip
    sources = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert sources["default-src"] == ["'none'"]
    assert all(":" not in word or word in ("data:", "blob:")
               for words in sources.values() for word in words)  # fmt: skip


def test_its_scripts_are_small(html):
    assert sum(len(script.encode()) for script in Page(html).scripts) < 1_500_000


def test_the_same_input_gives_the_same_bytes(
    html, scenario, plan, travel, judgement, roads, tmp_path
):
    from bokeh.io import curdoc
    from bokeh.plotting import figure

    figure()  # moves Bokeh's counter on
    assert day_page(scenario, plan, travel, judgement, roads=roads) == html
    assert curdoc().roots == []
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
    badges = [span["style"] for span in page.having("span") if span.get("class") == "badge"]
    assert badges == [f"background:{colour}" for colour in ("#0A6FD0", "#B8500A", "#1B7F5A")]
    assert "Hard rules" not in page.text


def test_broken_rules_and_unknown_ids_are_shown_not_fatal(scenario, plan, travel):
    data = plan.model_dump()
    data["routes"][1]["caregiver"] = "nobody"
    data["routes"][0]["stops"][0]["visit"] = "gone"
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
    assert body.index(call) < body.index("Three caregivers, 2026-11-23")
    assert page.having("b") == []


def test_names_cannot_break_out(scenario, plan, travel):
    evil = "</script><script>alert(1)</script><b>"
    data = scenario.model_dump(mode="json") | {"name": evil, "description": evil}
    data["services"][0]["name"] = data["stations"][0]["name"] = data["areas"][0]["name"] = evil
    hostile = Scenario.model_validate(data)
    page = Page(day_page(hostile, plan, travel, judge(hostile, travel, plan), roads=None))
    assert page.having("b") == []
    assert len(page.scripts) == 4
    assert page.text.count(evil) >= 3
    names = json.dumps(json.loads(page.scripts[2]), ensure_ascii=False)
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
    ids = {attrs.get("id") for _, attrs in page.elements}
    assert "drawing-gantt" in ids
    assert "drawing-map" not in ids
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
    assert len(page.encode()) < 3_000_000
    plain = day_page(scenario, plan, travel, judgement, roads=None)
    assert 50_000 < len(page) - len(plain) < 500_000


def test_importing_the_room_is_light():
    heavy = "{'bokeh', 'jinja2', 'shapely', 'scipy', 'osmnx'}"
    code = f"import sys, dispatch.report; print(sorted({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


PROBE = """<script>
setTimeout(() => {
  const models = [...Bokeh.documents[0].all_models];
  const data = name => models.find(model => model.name === name).data;
  const chosen = () => [...document.querySelectorAll("tr.chosen")].map(row => row.dataset.number);
  const bright = name => [...data(name).alpha].filter(alpha => alpha === 1).length;
  const seen = {};
  document.querySelector("tr[data-number='1']").click();
  seen.clicked = [chosen(), bright("labels"), bright("link-ends"), data("orders").text.join("")];
  dayPage.chooseRow(2.3);
  seen.row = [chosen(), bright("labels"), data("orders").text.join("")];
  dayPage.chooseRow(4);
  seen.below = chosen();
  const map = models.find(model => model.name === "map");
  dayPage.chooseNear(map, data("stops").x[0], data("stops").y[0]);
  seen.near = chosen();
  dayPage.chooseNear(map, 1e6, 1e6);
  seen.nowhere = [chosen(), bright("labels")];
  const pieces = models.find(model => model.name === "pieces");
  const windows = models.find(model => model.name === "windows");
  dayPage.showWindows(pieces, windows, [pieces.data.windows.findIndex(spans => spans.length)]);
  seen.window = [windows.data.left[0], windows.data.right[0]];
  seen.clock = dayPage.clock(1470);
  const hours = (ticks, first, changes) =>
    ticks.map((_, index) => dayPage.hour(index, ticks, first, changes));
  seen.hours = [
    hours([540, 1440, 1500], "", []),
    hours([0, 1380, 1440, 1500, 2880], "2026-11-30", []),
    hours([60, 120, 540, 1380], "", [[120, 60]]),
    hours([0, 120, 240, 1440, 1560, 1680], "2026-10-25", [[180, -60]]),
  ];
  document.title = JSON.stringify(seen);
}, 1500);
</script></body>"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome here")
def test_choosing_a_caregiver_turns_to_them_everywhere(html, tmp_path):
    file = tmp_path / "day.html"
    file.write_text(html.replace("</body>", PROBE), encoding="utf-8")
    done = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,1600",
         "--virtual-time-budget=8000", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    title = done.stdout.split("<title>")[1].split("</title>")[0]
    assert json.loads(title) == {
        "clicked": [["1"], 3, 2, "123"],
        "row": [["2"], 1, "1"],
        "below": ["2"],
        "near": ["1"],
        "nowhere": [[], 4],
        "window": [540, 570],
        "clock": "24:30",
        "hours": [
            ["09:00", "24:00", "25:00"],
            ["11-30", "23:00", "12-01", "01:00", "12-02"],
            ["01:00", "03:00", "10:00", "24:00"],
            ["10-25", "02:00", "03:00", "23:00", "10-26", "03:00"],
        ],
    }
