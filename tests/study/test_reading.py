"""The file of a study: what it means, and everything that is wrong in it, with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dispatch.errors import InputError
from dispatch.scenario import dump_scenario
from dispatch.study.days import short_of
from dispatch.study.reading import load_study
from dispatch.study.study import Days, Made, MeasureAsked, Study

ROOT = Path(__file__).parents[2]


def told(file: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        load_study(file)
    return [str(each).removeprefix(f"{file}:") for each in refused.value.faults]


def test_every_weighting_has_every_scenario(fields, write):
    asked = load_study(write(fields))
    assert [*asked.scenarios] == [
        ("day1", "plain"), ("day1", "even"), ("day2", "plain"), ("day2", "even"),
    ]  # fmt: skip
    plain, even = asked.scenarios["day1", "plain"], asked.scenarios["day1", "even"]
    assert even.policy.weights.balance == 2.0
    changed = plain.policy.weights.model_copy(update={"balance": 2.0})
    assert even.policy == plain.policy.model_copy(update={"weights": changed})
    assert even.visits == plain.visits


def test_a_grid_is_all_combinations_named_by_their_values(fields, write):
    grid = {"weights.balance": [0.5, 2.0], "rules.continuity": ["soft", "off"]}
    asked = load_study(write({**fields, "weightings": {}, "grid": grid}))
    names = [name for day, name in asked.scenarios if day == "day1"]
    assert names == [
        "plain",
        "balance=0.5,continuity=soft", "balance=0.5,continuity=off",
        "balance=2.0,continuity=soft", "balance=2.0,continuity=off",
    ]  # fmt: skip
    policy = asked.scenarios["day2", "balance=2.0,continuity=off"].policy
    assert (policy.weights.balance, policy.rules.continuity) == (2.0, "off")


def test_the_plain_weighting_may_have_another_name(fields):
    study = Study(**{**fields, "plain": "even"})
    assert [*study.changes] == ["even"]
    changed = Study(**{**fields, "weightings": {"a": {}, "plain": {"weights": {"travel": 2.0}}}})
    assert changed.changes == {"plain": {"weights": {"travel": 2.0}}, "a": {}}


def test_seeds_are_a_list_or_counted(fields):
    assert Study(**{**fields, "seeds": {"from": 5, "count": 3}}).seeds == (5, 6, 7)
    assert Study(**{**fields, "seeds": 4}).seeds == (4,)


def test_the_first_four_measures_make_pairs(fields):
    measures = ["travel", "unserved", "overtime", "paid", "waiting"]
    study = Study(**{**fields, "measures": measures})
    assert len(study.fronts) == 6
    assert ("overtime", "paid") in study.fronts
    assert all("waiting" not in front for front in study.fronts)
    assert Study(**{**fields, "pairs": [["travel", "unserved"]]}).fronts == (
        ("travel", "unserved"),
    )


def test_days_can_be_made_up(fields, write):
    made = {"visits": 8, "seeds": {"from": 3, "count": 2}, "dials": {"nurses": 0.5}}
    days = [{"generate": made}, {"file": "day1.yaml", "name": "short", "short_of": 0.5}]
    asked = load_study(write({**fields, "scenarios": days}))
    assert {name for name, _ in asked.scenarios} == {"made-8-3", "made-8-4", "short"}
    assert len(asked.scenarios["made-8-3", "plain"].visits) == 8
    short = asked.scenarios["short", "plain"]
    assert [len(short.on_duty), len(short.caregivers)] == [1, 2]


def test_who_is_absent_with_a_larger_share_includes_who_was(day):
    few, many = (short_of(day, share, 7) for share in (0.2, 0.5))
    there = {each.id for each in many.on_duty}
    assert there < {each.id for each in few.on_duty} < {each.id for each in day.on_duty}
    assert len(there) == len(day.on_duty) - round(0.5 * len(day.on_duty))
    assert short_of(day, 0.5, 8) != many


def test_pinned_caregivers_are_never_absent(day):
    names = [each.id for each in day.on_duty]
    pinned = day.visits[0].model_copy(update={"pinned_caregivers": tuple(names[:1])})
    day = day.model_copy(update={"visits": (pinned, *day.visits[1:])})
    short = short_of(day, 0.99, 0)
    assert names[0] in {each.id for each in short.on_duty}


@pytest.fixture
def day():
    from dispatch.generate import generate

    day = generate(visits=30, caregivers=10, seed=5)
    free = (each.model_copy(update={"pinned_caregivers": ()}) for each in day.visits)
    return day.model_copy(update={"visits": tuple(free)})


def test_everything_that_is_wrong_is_told_with_its_line(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(
        """name: Wrong
scenarios:
- {file: a.yaml, generate: {seeds: 1}}
- generate:
    seeds: [1, 1]
    dials:
      nurse: 0.5
      women: 2
seeds: [1]
iterations: 10
plain: plian
weightings:
  a:
    weights:
      balanse: 1.0
  b: {rules: {areas: maybe}}
grid:
  weights.travel: [1.0, -1.0]
measures: [travel, paid]
pairs: [[travel, pade]]
""",
        encoding="utf-8",
    )
    assert told(file) == [
        "3:3: scenarios[0]: exactly one of file and generate is needed",
        "5:5: scenarios[1].generate.seeds: 1 is there twice",
        "7:14: scenarios[1].generate.dials.nurse: the generator has no dial 'nurse'. "
        "Did you mean 'nurses'?",
        "8:14: scenarios[1].generate.dials.women: the dial cannot be 2. Shares are 0 to 1; "
        "minutes and counts are whole numbers from 1 on; other numbers are above 0.",
        "11:8: plain: there is no weighting 'plian'. Name the weighting with which the others are "
        "compared.",
        "15:7: weightings.a.weights.balanse: there is no field 'balanse' here. "
        "Did you mean 'balance'?",
        "16:22: weightings.b.rules.areas: 'maybe' is not one of hard, off",
        "18:25: grid.weights.travel[1]: -1.0 is less than 0, the least allowed",
        "20:9: pairs[0]: 'pade' is not among the measures of the study. Did you mean 'paid'?",
    ]


def test_the_least_access_is_no_more_than_the_most(fields, write):
    made = {"generate": {"visits": 8, "seeds": [1], "dials": {"access_least": 20}}}
    [fault] = told(write({**fields, "scenarios": [made]}))
    assert "scenarios[0].generate.dials: access_least is 20, but access_most only 8" in fault


@pytest.mark.parametrize("name", ["tables", "day.xlsx"])
def test_tables_have_to_be_converted(fields, write, tmp_path, name):
    (tmp_path / "tables").mkdir()
    [fault] = told(write({**fields, "scenarios": [name]}))
    assert f"dispatch convert {name} -o day.yaml" in fault


def test_unknown_fields_are_refused(fields, write):
    [fault] = told(write({**fields, "iteration": 3}))
    assert "Did you mean 'iterations'?" in fault


@pytest.mark.parametrize(
    "seeds", [{"from": 1}, {"from": 1, "count": 0}, {"from": "a", "count": 2}, [], [-1], "x"]
)
def test_no_seeds_are_refused(fields, write, seeds):
    [fault] = told(write({**fields, "seeds": seeds}))
    assert "seeds" in fault


def test_faults_of_scenarios_are_told_together(fields, write, tmp_path):
    (tmp_path / "day2.yaml").write_text("name: 3\nvisit: []\n", encoding="utf-8")
    change = {"client_mode": "horse"}
    scenarios = ["none.yaml", "day2.yaml", "day1.yaml", {"file": "day1.yaml"}]
    faults = told(write({**fields, "scenarios": scenarios, "weightings": {"even": change}}))
    assert any("scenarios[0]: there is no file none.yaml" in each for each in faults)
    assert any("day2.yaml:2" in each for each in faults)
    assert any("weightings.even: does not fit the scenario day1" in each for each in faults)
    assert any("scenarios[3]: two scenarios have the name day1" in each for each in faults)


def test_measures_must_exist_in_some_scenario(fields, write):
    measures = [
        "travel",
        "groups.disabled.yes.unserved",
        "cost.travel",
        "fairness.caregivers.payed.today.all.largest",
    ]
    [fault] = told(write({**fields, "measures": measures}))
    assert "measures[3]" in fault
    assert "Did you mean 'fairness.caregivers.paid.today.all.largest'?" in fault


def test_exact_is_for_small_scenarios_and_what_can_be_weighed(fields, write):
    large = [{"generate": {"visits": 20, "seeds": 1}}]
    [fault] = told(write({**fields, "exact": True, "scenarios": large}))
    assert "made-20-1 has 20 visits; exact is for at most 12" in fault
    [fault] = told(write({**fields, "exact": True, "measures": ["travel", "paid"]}))
    assert "exact: the study has no front of two of these measures" in fault
    measures = ["travel", "unserved", "overtime"]
    [fault] = told(write({**fields, "exact": True, "measures": measures, "pairs": [measures]}))
    assert "exact: the study has no front of two of these measures" in fault
    more = ["travel", {"name": "overtime", "better": "more"}, {"name": "paid", "better": "more"}]
    [fault] = told(write({**fields, "exact": True, "measures": more}))
    assert "measures[1].better: exact finds the plans with the least of overtime" in fault


def test_names_in_a_grid_can_name_files(fields, write):
    groups = [["disabled"], ["disabled", "solitary"]]
    [fault] = told(write({**fields, "grid": {"groups": groups}}))
    assert "grid: a combination would be called 'groups=['disabled']', which cannot be" in fault
    weights = ("travel", "waiting", "overtime", "continuity", "balance")
    [fault] = told(write({**fields, "grid": {f"weights.{name}": [1 / 3] for name in weights}}))
    assert "grid: a combination would be called 'travel=0.3333333333333333,waiting=0.3" in fault


def test_names_can_name_files(fields, write):
    named = {**fields, "weightings": {"more / less": {}}, "plain": "<b>"}
    told_of = told(write(named))
    assert len(told_of) == 2
    for name, fault in zip(("more / less", "<b>"), told_of, strict=True):
        assert f"'{name}' cannot be the name of files and folders. A name has letters" in fault
    assert Study(**{**fields, "weightings": {"公平, é = 2": {}}}).changes


def test_a_scenario_is_no_study(tmp_path, fields):
    dump_scenario(load_day(tmp_path), tmp_path / "other.yaml")
    [fault] = told(tmp_path / "other.yaml")
    assert "this is a scenario, not a study" in fault


def load_day(folder):
    from dispatch.scenario import load_scenario

    return load_scenario(folder / "day1.yaml")


def test_the_page_of_the_files_names_every_field():
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    section = page[page.index("## A study") : page.index("## Caches")]
    rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    named = [name.strip("` ") for row in rows for name in row.split(",")]
    fields = [name for name in (*Study.model_fields, *Days.model_fields) if name != "format"]
    assert named == fields
    for name in (*Made.model_fields, *MeasureAsked.model_fields):
        assert re.search(rf"`{name}\b", section), name
