"""Mutated scenarios are refused in order, or get plans that the referee accepts."""

from __future__ import annotations

from types import ModuleType

import pytest

BLOCKS = 8
MUTANTS = 60
"""Mutants of a block."""


@pytest.fixture
def fuzz() -> ModuleType:
    import fuzz

    return fuzz


@pytest.mark.many
@pytest.mark.parametrize("block", range(BLOCKS))
def test_mutants_are_refused_or_planned(fuzz: ModuleType, block: int) -> None:
    row, found = fuzz.measure(MUTANTS, block * MUTANTS)
    assert not found, "\n".join(found)
    assert row["planned"] > MUTANTS / 6
    assert row["refused"] > MUTANTS / 3


def test_a_seed_makes_the_same_mutant(fuzz: ModuleType) -> None:
    assert fuzz.mutant(7).story == fuzz.mutant(7).story
    assert fuzz.mutant(7).story != fuzz.mutant(8).story


def test_what_goes_wrong_is_found(fuzz: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_: object) -> str:
        raise KeyError("late")

    monkeypatch.setattr(fuzz, "outcome_of", late)
    row, (found,) = fuzz.measure(1, 7)
    assert row["findings"] == 1
    assert found.startswith("mutant 7: ")
    assert "KeyError" in found
