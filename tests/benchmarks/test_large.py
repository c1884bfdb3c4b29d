"""The large problems are the same everywhere, can be read, and every customer can be served."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from dispatch.formats import load_instance


@pytest.fixture
def large() -> ModuleType:
    import large

    return large


DIGESTS = {
    "R1": "12d711029a7af254",
    "R2": "71e21dec8984dc05",
    "C1": "a0bf7fd11017ff04",
    "RC2": "720282578aff764b",
}


@pytest.mark.parametrize("name", ["R1", "R2", "C1", "RC2"])
def test_a_problem_is_the_same_everywhere(large: ModuleType, name: str) -> None:
    text = large.made(name)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == DIGESTS[name]


@pytest.mark.parametrize("name", ["R1", "C1"])
def test_every_customer_can_be_served_alone(large: ModuleType, name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.vrp"
    file.write_text(large.made(name), encoding="utf-8")
    scenario = load_instance(str(file)).scenario
    assert len(scenario.visits) == large.CUSTOMERS
    assert len(scenario.caregivers) == large.CUSTOMERS // 4


def test_a_line_compares_with_the_shortest(large: ModuleType) -> None:
    rows = [
        {"method": method, "cost": cost, "broken": "", "unserved": "0"}
        for method, cost in (("ours", "100.0"), ("ours", "102.0"), ("pyvrp", "104.0"))
    ]
    assert large.line("R1", rows) == {
        "problem": "R1",
        "shortest": "100.0",
        "ours": "101.0 (+1.00 %)",
        "pyvrp": "104.0 (+4.00 %)",
    }
    rows[2] |= {"unserved": "1", "cost": ""}
    assert large.line("R1", rows)["pyvrp"] == "no plan"
    assert large.line("R1", rows)["ours"] == "101.0 (+1.00 %)"


def test_a_table_has_what_is_measured_so_far(
    large: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import record

    monkeypatch.setattr(record, "RESULTS", tmp_path)
    rows = large._rows()
    whole = {"seconds": 20.0, "seed": 0, "version": "", "broken": "", "unserved": 0}
    rows.add(**whole, problem="R1", method="pyvrp", cost="104.0")
    rows.add(**whole, problem="C1", method="ours", cost="50.0")
    rows.add(**{**whole, "broken": "window"}, problem="R2", method="ours", cost="")
    told = CliRunner().invoke(large.main, ["table"])
    assert told.output.splitlines()[2:] == [
        "| R1 | 104.0 |  | 104.0 (+0.00 %) |",
        "| R2 | no plan | no plan |  |",
        "| C1 | 50.0 | 50.0 (+0.00 %) |  |",
    ]
    told = CliRunner().invoke(large.main, ["table", "--seconds", "60"])
    assert told.output == (
        "Error: nothing is measured there with these seconds; there are rows of 20 s\n"
    )
