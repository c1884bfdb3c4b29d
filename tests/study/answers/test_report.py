"""The report: complete, self-contained, the same every time, also where there is little to tell."""

import csv
import json
import re
from base64 import b64decode
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from dispatch.study.answer import answered
from dispatch.study.methods import Methods
from dispatch.study.page import write_report
from dispatch.study.page_tables import front_table
from dispatch.study.pictures import MOST, pictures, shown
from dispatch.study.placebo import Outcomes
from dispatch.study.rows import Measure

TRAVEL = Measure("travel", "Travel", "min")
UNSERVED = Measure("groups.disabled.yes.unserved", "Disabled <left> out", "")
ON_TIME = Measure("visits.on_time", "Visits on time", "", better="more")
MEASURES = (TRAVEL, UNSERVED, ON_TIME)
PAIR = ("travel", UNSERVED.name)
TRIPLE = (*PAIR, ON_TIME.name)


def outcomes_of(runs):
    day = Outcomes(
        tuple(f"c{k}" for k in range(12)),
        {"disabled": tuple("yes" if k < 6 else "no" for k in range(12))},
        {"left_out": tuple(float(k % 3 == 0) for k in range(12))},
    )
    return {(run.scenario, run.weighting, run.seed): day for run in runs}


def answer(runs, fronts=(PAIR, TRIPLE), **known):
    return answered(runs, MEASURES, list(fronts), "plain", None, 1, **known)


def methods(found):
    return Methods(
        name="Short of staff",
        question="What does it cost to be fair?",
        source="made up",
        scenarios={name: f"{at:012x}" for at, name in enumerate(found.scenarios)},
        weightings=dict.fromkeys(found.weightings, "weights"),
        iterations=20000,
        versions="python 3.12, numpy 2.1",
        command="dispatch study study.yaml",
    )


class Page(HTMLParser):
    """Elements with their attributes, and the text; every element is closed."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text, self.path = [], "", []
        self.feed(text)
        assert self.path == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.path.append(tag)

    def handle_endtag(self, tag):
        assert self.path.pop() == tag

    def handle_data(self, data):
        if "style" not in self.path:
            self.text += data.replace("\u00a0", " ")

    def having(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def found(made):
    runs = made(noise=lambda scenario, seed, name: 0.01 * seed * len(scenario))
    return answer(runs, outcomes=outcomes_of(runs))


@pytest.fixture(scope="module")
def drawn(found):
    return pictures(found)


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_report(folder, found, methods(found), {"rows.csv": "every run"})
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return Page((folder / "page.html").read_text(encoding="utf-8"))


def test_every_file_is_there(folder, found):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    kinds = ["front-1", "front-2", "price-1", "price-2", "groups-1"]
    kinds += [f"stability-{number}" for number in (1, 2, 3)]
    sheets = {f"{name}.csv" for name in ("weightings", "prices", "fronts", "placebos", "ranks")}
    assert names == {"page.html", "answer.json", *sheets} | {
        f"pictures/{name}.{ending}" for name in kinds for ending in ("svg", "pdf")
    }
    told = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(found.as_dict()))


def test_the_tables_have_the_figures_unrounded(folder, found):
    def rows(name):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    [mild] = [row for row in rows("prices.csv")
              if (row["weighting"], row["measure"]) == ("mild", "travel")]  # fmt: skip
    price = found.price("mild", "travel")
    assert float(mild["price"]) == price.price.value
    assert float(mild["price_low"]) == price.price.low
    assert mild["difference_low"] == ""  # the noise is the same under both, so nothing varies
    assert int(mild["price_number"]) == 3
    fronts = rows("fronts.csv")
    assert {row["scenario"] for row in fronts} == {"", "mon", "tue", "wed"}
    [knee] = [row for row in fronts if row["knee"] == "1" and row["front"] == "1"
              and row["scenario"] == "" and row["measure"] == "travel"]  # fmt: skip
    assert knee["weighting"] == "mild"
    assert len(rows("ranks.csv")) == 3 * 3 * 4
    assert len(rows("weightings.csv")) == 12
    assert {row["trait"] for row in rows("placebos.csv")} == {"disabled"}


def test_without_a_hypervolume_the_table_of_a_front_says_why(made):
    alike = {name: {"travel": 100, UNSERVED.name: k} for k, name in enumerate(("plain", "mild"))}
    found = answer(made(alike), fronts=[PAIR])
    assert front_table(found, found.fronts[0]).caption == (
        "Travel × Disabled <left> out: no hypervolume, because all weightings are equal in a "
        "measure or lack values"
    )


def test_the_same_answer_gives_the_same_bytes(folder, found, tmp_path):
    write_report(tmp_path, found, methods(found), {"rows.csv": "every run"})
    for path in folder.rglob("*.*"):
        assert path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes(), path


def test_the_page_asks_for_nothing_from_anywhere(page, folder, drawn):
    html = (folder / "page.html").read_text(encoding="utf-8")
    assert page.having("script") == page.having("link") == page.having("iframe") == []
    assert not re.search("url\\(|@import|https?:", html)
    images = [b64decode(each["src"].partition(",")[2]).decode() for each in page.having("img")]
    assert sorted(images) == sorted(each.svg for each in drawn)
    targets = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    assert {each["href"][1:] for each in page.having("a")} <= targets


def test_the_page_can_be_read_without_seeing_it(page):
    assert page.having("html") == [{"lang": "en"}]
    assert all("mild" in each["alt"] for each in page.having("img"))
    assert {each["scope"] for each in page.having("th")} == {"col", "row", "rowgroup"}
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert max(levels[at + 1] - levels[at] for at in range(len(levels) - 1)) == 1


def test_the_page_tells_question_answer_and_methods(page):
    assert "What does it cost to be fair?" in page.text
    assert "In the means, the best compromise between" in page.text
    assert "disabled <left> out" in page.text
    assert (
        "24 runs were made, one for each weighting (4), scenario (3) and seed (2, from 1 to 2), "
        "20000 moves of the search per run, with caregiver-dispatch (python 3.12, numpy 2.1)."
    ) in page.text
    assert "not corrected for the 4 tests" in page.text
    assert "doi:10.1287/opre.1100.0865" in page.text
    assert "dispatch study study.yaml" in page.text
    assert "000000000002" in page.text  # a fingerprint
    assert "rows.csv" in page.text


def test_pictures_are_well_formed_and_small(drawn):
    for each in drawn:
        root = ElementTree.fromstring(each.svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert not re.search("<text|<image|<metadata", each.svg)
        assert len(each.svg) < 300_000
        assert each.pdf.startswith(b"%PDF")
        assert b"CreationDate" not in each.pdf
        assert each.wide == (each.name in ("front-2", "price-2"))


def test_settings_of_the_host_stay_as_they_are(found, drawn):
    import matplotlib

    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"svg.fonttype": "none", "lines.markeredgewidth": 9}):
        host = pictures(found)
    assert dict(matplotlib.rcParams) == before
    assert host == drawn


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"scenarios": ["mon"]}, "There is one scenario only"),
        ({"scenarios": ["mon"], "seeds": [1]}, "no interval"),
        ({"by_weighting": {"plain": {"travel": 1, UNSERVED.name: 1}}}, "nothing to compare"),
        ({"by_weighting": {name: {"travel": 1, UNSERVED.name: 0} for name in ("plain", "b")}},
         "“plain” has 0"),
        ({"by_weighting": {name: {} for name in ("plain", "b")}}, "no pair has a value under both"),
        ({"by_weighting": {"b": {"travel": 1, UNSERVED.name: 0}}}, "there is no run of “plain”"),
    ],
)  # fmt: skip
def test_little_to_tell_makes_a_report_too(made, tmp_path, changes, told):
    found = answer(made(**changes), [PAIR])
    write_report(tmp_path, found, methods(found))
    page = Page((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert told in page.text
    assert not re.search(r"\bnan\b", page.text)


def test_without_fronts_groups_and_outcomes_the_page_says_so(made, tmp_path):
    found = answered(made(), [TRAVEL], [], "plain", None, 1)
    write_report(tmp_path, found, methods(found))
    text = Page((tmp_path / "page.html").read_text(encoding="utf-8")).text
    assert "The study asks about no pair of measures" in text
    assert "No measure of the study is one of a group of clients" in text
    assert "Bertsimas" in text  # what is not used is not told
    for paper in ("Zitzler", "Ishibuchi", "Laumanns", "Phipson"):
        assert paper not in text


def test_pictures_of_many_weightings_show_what_matters_most(made):
    # Half as many are left out with each step of travel, so the first steps matter most.
    many = {f"w{k}": {"travel": 100 + k, UNSERVED.name: 64 / 2**k} for k in range(1, MOST + 6)}
    found = answer(made({"plain": {"travel": 100, UNSERVED.name: 64}, **many}), [PAIR])
    assert len(shown(found)) == MOST
    assert {"plain", "w1", "w2", "w3", found.fronts[0].overall.knee} <= {*shown(found)}
    assert f"w{MOST + 5}" not in shown(found)
