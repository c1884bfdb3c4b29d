"""The map of the response over every dial: which worlds it lives, and what its lines tell."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from dispatch.simulate.world import DIALS, load_world


@pytest.fixture
def dials() -> ModuleType:
    import dials

    return dials


def row(bl2: float, p1: float) -> dict[str, str]:
    """A row in which everything but the mean is the same under both policies."""
    rest = {"late": "0.25", "worst": "90.0", "booked_unserved": "3", "moves": "4.04"}
    both = {f"{policy} {name}": value for policy in ("BL2", "P1") for name, value in rest.items()}
    return {**both, "BL2 mean": str(bl2), "P1 mean": str(p1), "none": ""}


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


def test_a_line_has_the_mean_of_the_reductions(dials: ModuleType) -> None:
    found = dials.line("rush", "2.0", [row(100, 60), row(200, 140)])
    assert found == {
        "dial": "rush",
        "times": "2",
        "less by": "35 %",
        "mean, min": "150, 100",
        "beyond target": "25 %, 25 %",
        "worst group, min": "90, 90",
        "pre-booked not given": "3, 3",
        "moved of 100": "4.0, 4.0",
    }
    assert dials.line("rush", "0.5", [row(100, 71)])["less by"] == "29 % ✗"


def test_a_world_that_cannot_be_tells_why(dials: ModuleType) -> None:
    found = dials.line("women", "2.0", [{"none": "a reason"}])
    assert (found["less by"], found["mean, min"]) == ("a reason", "–")


def test_both_policies_live_a_cell(dials: ModuleType) -> None:
    found = dials.lived("S", 2, "pre_booked", 0.5, 3001)
    assert {*found} == {f"{policy} {name}" for policy in ("BL2", "P1") for name in dials.MEASURES}
    assert 0 < float(str(found["P1 mean"])) < float(str(found["BL2 mean"]))
