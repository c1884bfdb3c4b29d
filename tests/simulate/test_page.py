"""The page of the comparison: its figures are those of the summary, and it needs nothing else."""

import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dispatch.simulate.experiment import Experiment
from dispatch.simulate.figures import span
from dispatch.simulate.guards import GuardResult
from dispatch.simulate.page import comparison_page
from dispatch.simulate.page_tables import kept, margin
from dispatch.simulate.pictures import pictures
from dispatch.simulate.policies.named import POLICIES
from dispatch.simulate.replication import Weeks
from dispatch.simulate.summary import summary_of
from dispatch.simulate.world import load_world

COMMAND = "dispatch simulate S --loads low -o result"
WEEKS = {
    "BL1": [[200, 220], [260, 280]],
    "BL2": [[100, 140], [120, 200]],
    "BL3": [[90, 130], [120, 180]],
    "BL5": [[150, 150], [170, 190]],
    "P1": [[50, 70], [60, 100]],
}


class Page(HTMLParser):
    """Elements, text, and tables by caption: rows by head, of cells with their small print."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text, self.tables, self.path = [], "", {}, []
        self._caption = self._cells = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.elements.append((tag, attrs))
        if tag not in ("meta", "img"):
            self.path.append(tag)
        if tag == "caption":
            self._caption = ""
        elif tag == "tr":
            self._cells = []
        elif tag in ("th", "td"):
            self._cells.append(["", ""])

    def handle_endtag(self, tag):
        assert self.path.pop() == tag
        if tag == "caption":
            self.tables[self._caption] = []
        elif tag == "tr":
            self.tables[self._caption].append([tuple(map(str.strip, cell)) for cell in self._cells])

    def handle_data(self, data):
        if "style" in self.path:
            return
        self.text += data
        if "caption" in self.path:
            self._caption += data
        elif "tr" in self.path and self._cells:
            self._cells[-1]["small" in self.path] += data

    def having(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    def table(self, begin):
        [(head, *rows)] = [rows for name, rows in self.tables.items() if name.startswith(begin)]
        names = [name for name, _ in head]
        return {row[0][0]: dict(zip(names, row, strict=True)) for row in rows if len(row) > 1}


@pytest.fixture(scope="module")
def page(lived):
    """Return a maker of pages of the responses of policies, by load."""

    def make(responses):
        found = summary_of(lived(responses))
        number = len(next(iter(next(iter(responses.values())).values())))
        asked = Experiment(
            Weeks(load_world("S")), tuple(responses), found.policies, range(1, number + 1), Path()
        )
        drawn = pictures(found)
        return found, drawn, comparison_page(asked, found, drawn, COMMAND)

    return make


@pytest.fixture(scope="module")
def whole(page):
    return page({"low": WEEKS, "mid": WEEKS})


def test_its_figures_are_those_of_the_summary(whole):
    found, _, html = whole
    told = Page(html)
    for load, name in (("low", "low load"), ("mid", "middle load")):
        table = told.table(f"Policies at {name}")
        assert [*table] == [*WEEKS]
        for line in found.lines[load]:
            row = table[line.policy]
            mean = line.headline.mean
            assert row["Mean response, min"] == (
                f"{mean.value:.1f}",
                f"{mean.low:.1f} to {mean.high:.1f}".replace("-", "−"),
            )
            assert row["90 of 100 within, min"][0] == f"{line.headline.p90.value:.1f}"
            assert row["Beyond the target, %"][0] == f"{100 * line.headline.late.value:.1f}"
            assert row["Staff busy, %"][0] == f"{100 * line.utilisation.value:.1f}"
            assert row["Promises moved per 100"][0] == f"{line.prices['moves'].value:.1f}"
            for baseline, cut in line.headline.against.items():
                cell = row[f"Mean: reduction against {baseline}, %"]
                text = f"{100 * cut.value:.1f}".replace("-", "−")
                expected = ("—", "the baseline") if line.policy == baseline else (text, cell[1])
                assert cell == expected
        groups = told.table(f"Mean response by group at {name}")
        assert groups["not disabled"]["P1"][0] == "70.0"  # (60 + 80) / 2
        assert groups["not disabled"]["Requests"][0] == "4"
    assert told.table("Policies at low load")["P1"]["Mean: reduction against BL2, %"] == (
        "50.0",
        "50.0 to 50.0",
    )


def test_the_headline_has_the_form_that_is_fixed(whole):
    found, _, html = whole
    square = found.square["mid"]
    said = (
        f"In configuration World S (fingerprint {load_world('S').fingerprint}, seeds 1 to 2, "
        "middle load, 2 weeks), with identical requests, staff, shifts, rules and travel, P1 cut "
        "the mean response time of on-demand requests by 50.0 % (95 % CI 50.0 to 50.0) against "
        f"BL2. Of the reduction from BL1 to P1, pooling explains {100 * square.pooling_share:.1f} "
        f"% and optimisation {100 * square.optimisation_share:.1f} %."
    )
    text = Page(html).text
    assert said in text
    assert "This is a simulation, not a measurement of a real service." in text
    assert "BL5 cut the mean" not in text  # nothing is claimed of baselines


def test_what_is_in_the_way_is_named_with_its_values(page):
    """P1 is quicker, but not for urgent requests alone, and there are too few weeks."""
    slower = [[150, 170], [160, 200]]
    _, _, html = page({"mid": {"BL2": WEEKS["BL2"], "P1": slower}})
    text = Page(html).text
    assert "P1 did not cut the mean response time of on-demand requests against BL2" in text
    assert "It may not be said that P1 cuts the mean response by more than 30 %" in text
    assert "2 replications; at least 30 are needed" in text
    assert (
        "Mean response: urgent: 170.0 min; BL2 has 140.0 min; allowed: 5 % more; "
        "not kept: exceeded by 23.0 min"
    ) in text
    rails = Page(html).table("Guard rails of P1 compared with BL2")
    assert rails["Mean response: urgent, min"]["middle load"] == (
        "170.0",
        "BL2 140.0; not kept: exceeded by 23.0 min",
    )
    assert rails["Paid time, h"]["Allowed"][0] == "not more"
    assert rails["Paid time, h"]["middle load"] == ("8", "BL2 8; kept")
    assert rails["99 of 100 decisions within, s"]["Allowed"][0] == "at most 5 s"


def test_a_difference_of_percentages_is_in_percentage_points():
    rail = GuardResult("booked_late", 0.31, 0.29, 0.01, "more", 0.01, 0.03, False)
    assert margin(rail) == "1 percentage point more"
    assert kept(rail) == "not kept: exceeded by 1.0 percentage points"
    sure = "kept in the mean; perhaps exceeded by 3.0 percentage points"
    assert kept(replace(rail, excess=-0.01)) == sure


def test_every_policy_by_name_is_described_in_words_of_its_own(page):
    _, _, html = page({"mid": {name: [[60]] for name in POLICIES}})
    who = [row["Who decides"][0] for row in Page(html).table("Who decides").values()]
    assert len({*who}) == len(POLICIES)


def test_the_bound_has_no_guard_rails(page):
    _, _, html = page({"mid": {"BL2": [[60]], "P1": [[40]], "H": [[20]]}})
    judged = [name for name in Page(html).tables if name.startswith("Guard rails of ")]
    assert judged == ["Guard rails of P1 compared with BL2"]


def test_rails_that_are_kept_in_the_mean_are_named_together(whole):
    [told, _] = re.findall("kept in the mean, but not for certain: (.*)", Page(whole[2]).text)
    assert told.startswith("Mean response: urgent; Mean response: not disabled; ")


def test_it_asks_for_nothing_from_anywhere(whole):
    _, drawn, html = whole
    told = Page(html)
    assert told.having("script") == told.having("link") == told.having("iframe") == []
    for tag, attrs in told.elements:
        assert not attrs.keys() & {"srcset", "data", "action", "onclick", "style"}, tag
        assert attrs.get("href", "#").startswith("#")
        assert attrs.get("src", "data:").startswith("data:image/svg+xml;base64,") == (
            "src" in attrs
        )
    assert not re.search("url\\(|@import|https?:", html)
    images = [b64decode(each["src"].partition(",")[2]).decode() for each in told.having("img")]
    assert sorted(images) == sorted(each.svg for each in drawn)
    targets = {attrs["id"] for _, attrs in told.elements if "id" in attrs}
    assert {each["href"][1:] for each in told.having("a")} <= targets


def test_it_can_be_read_without_seeing_it(whole):
    _, _, html = whole
    told = Page(html)
    assert told.having("html") == [{"lang": "en"}]
    assert {each["scope"] for each in told.having("th")} == {"col", "row", "rowgroup"}
    assert all("P1 " in each["alt"] for each in told.having("img"))
    lists = [each for each in told.having("div") if each.get("role") == "group"]
    assert len(lists) == len(told.having("table")) == len({each["aria-label"] for each in lists})
    levels = [int(tag[1]) for tag, _ in told.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert max(levels[at + 1] - levels[at] for at in range(len(levels) - 1)) == 1


def test_classes_stand_apart(whole):
    rows = next(
        rows for name, rows in Page(whole[2]).tables.items() if name.startswith("Response by class")
    )
    heads = [row[0][0] for row in rows[1:]]
    assert heads == [each for kind in ("urgent", "same day", "short notice")
                     for each in (kind, *WEEKS)]  # fmt: skip
    assert rows[-1][2] == ("undefined", "")  # nobody asked at short notice


def test_what_is_undefined_says_so_and_is_not_0(page):
    _, _, html = page({"low": {"BL2": [[], []], "P1": [[], []]}})
    told = Page(html)
    row = told.table("Policies at low load")["P1"]
    for column in ("Mean response, min", "90 of 100 within, min", "Worst group, min",
                   "Mean: reduction against BL2, %"):  # fmt: skip
        assert row[column] == ("undefined", ""), column
    assert "the reduction by P1 against BL2 is undefined" in told.text
    assert "the reduction has no bound" in told.text


@pytest.mark.parametrize(
    "policies", [("P1",), ("BL2",), ("BL1", "BL3"), ("BL3", "P1"), ("H", "P1")]
)
def test_other_policies_make_a_page_too(page, policies):
    found, _, html = page({"high": {name: WEEKS.get(name, WEEKS["P1"])[:1] for name in policies}})
    told = Page(html)
    assert [*told.table("Policies at high load")] == [*policies]
    assert told.table("Policies at high load")[policies[0]]["Mean response, min"][1] == (
        "no interval"
    )
    assert "not all of them were simulated" in told.text
    assert ("Only baselines were simulated" in told.text) == (not found.candidates)
    if "BL2" not in policies:
        assert "This needs BL2 and another policy" in told.text
        assert ("BL2 was not simulated" in told.text) == bool(found.candidates)


def test_a_policy_of_ones_own_describes_itself(page, tmp_path, monkeypatch):
    source = """
from dispatch.simulate.policies.optimising import Optimiser

class Patient(Optimiser):
    '''Waits <b>long</b>.

    Very.
    '''
"""
    (tmp_path / "rules_of_mine.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    _, _, html = page({"mid": {"BL2": WEEKS["BL2"], "rules_of_mine:Patient": WEEKS["P1"]}})
    assert "<b>" not in html
    row = Page(html).table("Who decides")["rules_of_mine:Patient"]
    assert row["Who decides"][0] == "Waits <b>long</b>."


def test_every_assumption_of_the_world_is_told(whole):
    table = Page(whole[2]).table("The assumptions by name")
    world = load_world("S")
    assert {*table} == {*type(world).model_fields} - {"format", "name", "description", "source"}
    assert table["caregivers"]["Value"][0] == "24"
    assert table["borrowing_delay"]["Value"][0] == "20 minutes"
    assert table["on_demand"]["Value"][0] == "low 8, mid 20, high 43"
    assert all(row["Meaning"][0] for row in table.values())


def test_how_to_do_it_again_is_told(whole):
    told = Page(whole[2])
    assert COMMAND in told.text
    settings = told.table("The configuration")
    assert settings["Seeds, one for each week or day"]["Value"][0] == "1–2"
    assert settings["Fingerprint of the world"]["Value"][0] == load_world("S").fingerprint


def test_a_period_is_of_weeks_or_of_recorded_days():
    told = [span(load, number) for load in ("mid", "recorded") for number in (1, 3)]
    assert told == ["1 week", "3 weeks", "1 recorded day", "3 recorded days"]
