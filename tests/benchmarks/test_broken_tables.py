"""Mutated tables are read as a scenario or refused in order, and nothing is left half written."""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import pytest

BLOCKS = 4
MUTANTS = 50
"""Mutants of a block."""


@pytest.fixture
def broken_tables() -> ModuleType:
    import broken_tables

    return broken_tables


@pytest.mark.many
@pytest.mark.parametrize("block", range(BLOCKS))
def test_mutants_are_read_or_refused(broken_tables: ModuleType, block: int) -> None:
    seeds = range(block * MUTANTS, (block + 1) * MUTANTS)
    tried = [broken_tables.outcome_of(seed) for seed in seeds]
    assert [found for _, found in tried if found] == []
    count = Counter(outcome for outcome, _ in tried)
    assert count["read"] > MUTANTS / 10
    assert count["refused"] > MUTANTS / 3


def test_what_goes_wrong_is_found(
    broken_tables: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(_: object) -> None:
        raise KeyError("late")

    monkeypatch.setattr(broken_tables, "load_tables", late)
    outcome, found = broken_tables.outcome_of(7)
    assert outcome == ""
    assert found.startswith("mutant 7 ")
    assert "KeyError" in found
