"""The map of the response over every dial: which worlds it lives, and what its lines tell."""

from __future__ import annotations

import csv
from pathlib import Path
from types import ModuleType

import pytest

from dispatch.simulate.world import DIALS, load_world


@pytest.fixture
def dials() -> ModuleType:
    import dials

    return dials


def row(factor: float, bl2: float, p1: float) -> dict[str, str]:
    return {"factor": str(factor), "BL2 mean": str(bl2), "P1 mean": str(p1), "none": ""}


def test_every_dial_is_halved_and_doubled(dials: ModuleType) -> None:
    cells = [*dials.cells()]
    assert cells[0] == (dials.AS_IT_IS, 1.0)
    assert set(cells) >= {(name, factor) for name in DIALS for factor in (0.5, 2.0)}
    assert len(cells) == len({*cells})


def test_a_cell_is_the_world_with_one_difference(dials: ModuleType) -> None:
    world = load_world("S").model_copy(update={"days": 3})
    assert dials.turned("S", 3, dials.AS_IT_IS, 1.0) == world
    assert dials.turned("S", 3, "caregivers", 0.5) == world.dialled("caregivers", 0.5)
    on_roads = dials.turned("S", 3, "generated roads", 1.0)
    assert Path(on_roads.roads.file).exists()
    assert on_roads.model_copy(update={"roads": world.roads}) == world


def test_a_cell_has_the_mean_of_the_reductions(dials: ModuleType) -> None:
    rows = [row(2, 100, 60), row(2, 200, 140), row(0.5, 100, 71)]
    assert dials.line("rush", rows) == {
        "dial": "rush",
        "halved": "29 % ✗ (100, 71)",
        "as it is": "",
        "doubled": "35 % (150, 100)",
    }


def test_a_world_that_cannot_be_tells_why(dials: ModuleType) -> None:
    assert dials.cell([{"none": "a reason"}]) == "a reason"


def test_the_page_tells_what_the_rows_tell(dials: ModuleType) -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "response-time.md").read_text(encoding="utf-8")
    with (root / "benchmarks" / "results" / "dials.csv").open(newline="", encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    assert len({row["code"] for row in rows}) == 1
    lived = [row for row in rows if not row.get("none")]
    above = sum(1 - float(row["P1 mean"]) / float(row["BL2 mean"]) > 0.3 for row in lived)
    assert f"**In {above} of {len(lived)} cells the reduction is more than 30 %**" in page
    for dial in {row["dial"]: None for row in rows}:
        told = dials.line(
            dial, [row | {"none": row.get("none") and "–"} for row in rows if row["dial"] == dial]
        )
        assert f"| {' | '.join(map(str, told.values()))} |" in page


def test_both_policies_live_a_cell(dials: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {"caregivers": 9, "pre_booked": 24, "on_demand": {"low": 4, "mid": 8, "high": 8}}
    small = load_world("S").model_copy(update={"days": 2, **fewer})
    monkeypatch.setattr("dispatch.simulate.world.load_world", lambda _: small)
    found = dials.lived("S", 2, "pre_booked", 0.5, 3001)
    assert {*found} == {f"{policy} {name}" for policy in ("BL2", "P1") for name in dials.MEASURES}
    assert 0 < float(str(found["P1 mean"])) < float(str(found["BL2 mean"]))
