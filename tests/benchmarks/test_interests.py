"""The benchmark of interests plans for one group at a time and measures every group."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from dispatch.scenario import Weights

ROOT = Path(__file__).parents[2]


@pytest.fixture
def interests() -> ModuleType:
    import interests

    return interests


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One instance with published costs; results are written beside it."""
    import record

    monkeypatch.setattr(record, "RESULTS", tmp_path / "results")
    instances = tmp_path / "uhhc" / "validation"
    instances.mkdir(parents=True)
    (instances / "tiny.json").write_text(json.dumps(TINY))
    return tmp_path


TINY: dict[str, Any] = {
    "metadata": {
        "cost_components": {
            "travel_time": 2, "total_tardiness": 3, "optional_patients": 100,
            "missed_lunch_break": 50,
        },
    },
    "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
    "patients": [
        {"id": "p1", "distance_matrix_index": 1, "optional": True,
         "required_services": [{"service": "s1", "duration": 60}],
         "time_windows": [{"start": 60, "end": 90}]},
    ],
    "services": [{"id": "s1", "type": "a", "default_duration": 60}],
    "caregivers": [
        {"id": "c1", "abilities": ["s1"], "departing_point": "d0", "arrival_point": "d0",
         "working_shift": {"start": 0, "end": 240}, "lunch_break": True},
    ],
    "lunch_breaks": {"start": 75, "end": 85, "min_duration": 30},
    "distances": [[0, 10], [10, 0]],
}  # fmt: skip
"""A visit of 20 minutes' travel, during which lunch has to be taken; after lunch it is late.

The earliest lunch is from 75 to 105, at the departing point or on arrival. On arrival the service
begins at 105, 15 minutes late.
"""

SERVED, LATE, LEFT_OUT = ({
    "travel_time": 40, "missed_lunch_break": 50,
}, {
    "travel_time": 40, "total_tardiness": 45,
}, {
    "unscheduled": 100,
})  # fmt: skip


@pytest.mark.parametrize(
    ("group", "best"),
    [
        ("patients", SERVED),  # without a price, lunch is whatever harms patients least
        ("organisation", LEFT_OUT),
        ("all", LATE),
    ],
)
def test_a_plan_is_made_for_one_group_and_measured_for_all(
    interests: ModuleType, folder: Path, group: str, best: dict[str, float]
) -> None:
    file = folder / "uhhc" / "validation" / "tiny.json"
    asked = dict(zip(interests.KEY, ("tiny", group, 2000, 1), strict=True))
    row = interests.measured({**asked, "file": str(file), "published": "total 5.000"})
    assert row["components"] == " ".join(
        f"{name} {best.get(name, 0):.3f}" for name in interests.WEIGHTS
    )
    assert (row["size"], row["unserved"]) == (1, int(best == LEFT_OUT))
    assert row["published"] == "total 5.000"


def test_every_component_is_some_stakeholders_and_some_goals(interests: ModuleType) -> None:
    assert sorted(sum(interests.STAKEHOLDERS.values(), ())) == sorted(interests.WEIGHTS)
    assert {*sum(interests.GOALS.values(), ())} == {*interests.WEIGHTS}
    assert {*interests.WEIGHTS.values()} <= {*Weights.model_fields}


def test_the_published_costs_of_the_stakeholders_are_the_total(interests: ModuleType) -> None:
    import record

    file = record.SHARED / "instances" / "uhhc_interests_published.csv"
    if not file.exists():
        pytest.skip("no published instances beside the repository")
    known = interests.published_costs(file)
    assert len(known) == 12
    for plans in known.values():
        assert {*plans} == {*interests.GROUPS}
        for focus in (*interests.STAKEHOLDERS, "all"):
            parts = sum(plans[focus][each] for each in interests.STAKEHOLDERS)
            assert parts == pytest.approx(plans[focus]["total"], abs=0.2)


def written(folder: Path, interests: ModuleType) -> None:
    """Write published costs: whatever is optimised, each group costs 10, and the total is 30."""
    with (folder / "uhhc_interests_published.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("instance", "optimised_for", "measured", "mean_cost"))
        for view in interests.STAKEHOLDERS, interests.GOALS:
            for focus in (*view, "all"):
                for group in ("total", *view):
                    cost = 30 if group == "total" else 10
                    names = (each.replace("isation", "ization") for each in (focus, group))
                    writer.writerow(("tiny", *names, cost))


def test_a_run_goes_on_where_it_stopped(interests: ModuleType, folder: Path) -> None:
    written(folder, interests)
    words = ["--instances", str(folder), "--iterations", "2000", "--seeds"]

    def run(seeds: int) -> list[str]:
        asked = ["run", *words, str(seeds), "--processes", "1"]
        done = CliRunner().invoke(interests.main, asked, catch_exceptions=False)
        assert done.exit_code == 0
        return done.stderr.splitlines()

    assert len(run(1)) == len(interests.GROUPS)
    assert len(run(2)) == len(interests.GROUPS)
    assert run(2) == []
    done = CliRunner().invoke(interests.main, ["table", "--iterations", "2000"])
    assert done.exit_code == 0
    assert done.stdout.startswith("1 instances, 14 runs, 0 without a plan")
    assert "| organisation | of means, ours | +18 | +122 | – | -100 |" in done.stdout
    assert "| organisation | of means, authors | +0 | +0 | +0 | +0 |" in done.stdout
    each = CliRunner().invoke(interests.main, ["table", "--iterations", "2000", "--each"])
    assert "| tiny | 1 | patients | 90 (30) | 0 (10) | 50 (10) | 40 (10) |" in each.stdout
    other = CliRunner().invoke(interests.main, ["run", *words, "1", "--only", "tinny"])
    assert (other.exit_code, "no published figures of tinny" in other.stderr) == (2, True)


def test_without_published_instances_nothing_is_measured(
    interests: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import record

    monkeypatch.setattr(record, "RESULTS", tmp_path / "results")
    done = CliRunner().invoke(interests.main, ["run", "--instances", str(tmp_path / "none")])
    assert (done.exit_code, done.stdout.startswith("nothing is measured")) == (0, True)
    assert not (tmp_path / "results").exists()
    table = ["table", "--instances", str(tmp_path / "none")]
    assert CliRunner().invoke(interests.main, table).exit_code == 1


def test_without_a_run_the_table_has_the_authors_lines_alone(
    interests: ModuleType, folder: Path
) -> None:
    written(folder, interests)
    done = CliRunner().invoke(interests.main, ["table", "--instances", str(folder)])
    assert (done.exit_code, "give run first" in done.stderr) == (1, True)
    assert "| organisation | of means, authors | +0 | +0 | +0 | +0 |" in done.stdout
    assert "ours" not in done.stdout
    each = CliRunner().invoke(interests.main, ["table", "--instances", str(folder), "--each"])
    assert each.exit_code == 1


def test_the_page_has_the_authors_lines(interests: ModuleType) -> None:
    import record

    file = record.SHARED / "instances" / interests.PUBLISHED
    if not file.exists():
        pytest.skip("no published instances beside the repository")
    page = (ROOT / "docs" / "instances.md").read_text(encoding="utf-8").splitlines()
    figures = [
        interests.Figures(name, 0, {}, costs)
        for name, costs in interests.published_costs(file).items()
    ]
    for view in interests.STAKEHOLDERS, interests.GOALS:
        for line in interests.lines_of_gaps(figures, view):
            assert f"| {' | '.join(map(str, line.values()))} |" in page


def plans(mine: float, all_of_us: float, yours: float = 8.0) -> dict[str, dict[str, float]]:
    """What group a costs in plans for a, for b and for all."""
    costs = {"a": mine, "b": yours, "all": all_of_us}
    return {focus: {"total": 20.0, "a": cost, "b": 1.0} for focus, cost in costs.items()}


def test_gaps_and_orders(interests: ModuleType) -> None:
    figures = [
        interests.Figures("one", 1, ours=plans(2, 8), published=plans(1, 2)),
        interests.Figures("two", 2, ours=plans(9, 6), published=plans(3, 8)),
        interests.Figures("three", 3, ours=plans(5, 0), published=plans(6, 10)),
    ]
    lines = interests.lines_of_gaps(figures, ("a", "b"))
    assert [(line["optimised for"], line["gap, %"], line["a"]) for line in lines[:4]] == [
        ("a", "of means, authors", "-50"),  # 10 instead of 20
        ("a", "of means, ours", "+14"),  # 16 instead of 14
        ("a", "median, authors", "-50"),  # -50, -62.5, -40
        ("a", "median, ours", "-12"),  # -75, +50; the third one has no base
    ]
    orders = interests.lines_of_orders(figures, ("a", "b"))
    # of a: two pairs of one, where b and all cost ours the same; none of two, where b and all cost
    # the authors the same; of three a and b alone
    assert list(orders[0].values()) == ["a", "3 of 3", "1 of 3", "3 of 8"]
    assert list(orders[1].values()) == ["b", "3 of 3", "3 of 3", "0 of 0"]


def test_an_instance_counts_only_with_a_plan_in_every_run(interests: ModuleType) -> None:
    components = " ".join(f"{name} 1.000" for name in interests.WEIGHTS)

    def row(group: str, **changed: str) -> dict[str, str]:
        return {
            "instance": "one", "optimised_for": group, "size": "7", "components": components,
            "published": "total 3.000",
        } | changed  # fmt: skip

    rows = [row(group) for group in interests.GROUPS]
    double = components.replace("1.000", "2.000")
    (figures,) = interests.figures_of([*rows, row("all", components=double)])
    assert figures.ours["all"]["total"] == 15
    assert figures.ours["patients"] == {
        "total": 10, "patients": 4, "caregivers": 3, "organisation": 3,
        "efficiency": 5, "fairness": 4, "wellbeing": 6,
    }  # fmt: skip
    assert figures.published["all"] == {"total": 3}
    assert interests.figures_of(rows[1:]) == []
    assert interests.figures_of([*rows, row("all", components="")]) == []


def test_the_page_has_what_was_measured(interests: ModuleType) -> None:
    file = ROOT / "benchmarks" / "results" / "interests.csv"
    if not file.exists():
        pytest.skip("not measured yet")
    with file.open(newline="", encoding="utf-8") as stream:
        rows = [
            row for row in csv.DictReader(stream) if row["iterations"] == str(interests.ITERATIONS)
        ]
    rows = [row for row in rows if all(row[k] == rows[-1][k] for k in ("code", "machine"))]
    page = (ROOT / "docs" / "instances.md").read_text(encoding="utf-8").splitlines()
    figures = interests.figures_of(rows)
    assert len(figures) == 12
    for view in interests.STAKEHOLDERS, interests.GOALS:
        for lines_of in interests.lines_of_gaps, interests.lines_of_orders:
            for line in lines_of(figures, view):
                assert f"| {' | '.join(map(str, line.values()))} |" in page
