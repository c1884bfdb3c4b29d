"""Whatever a running day is told, it refuses it in order or goes on with a sound plan."""

from __future__ import annotations

from collections import Counter
from random import Random
from types import ModuleType

import pytest

BLOCKS = 4
DAYS = 10
"""Days of a block."""


@pytest.fixture
def fuzz_days() -> ModuleType:
    import fuzz_days

    return fuzz_days


@pytest.mark.many
@pytest.mark.parametrize("block", range(BLOCKS))
def test_days_are_sound_whatever_is_told(fuzz_days: ModuleType, block: int) -> None:
    row, found = fuzz_days.measure(DAYS, block * DAYS)
    assert not found, "\n".join(found)
    assert row["told"] > 5 * DAYS
    assert row["refused"] > 5 * DAYS
    assert row["repaired"] > DAYS


def test_every_kind_of_event_is_told(fuzz_days: ModuleType) -> None:
    from happenings import Happenings

    from dispatch.live.told import _ORDER

    day = fuzz_days._Day(1)
    told = Counter(
        Happenings(Random(seed), day.desk.scenario, day.desk.plan, day.now).event(seed)["kind"]
        for seed in range(500)
    )
    assert {*told} | {"called_back"} == {*_ORDER}


def test_a_broken_rule_is_found(fuzz_days: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    class Judged:
        violations = ("a rule",)

    monkeypatch.setattr(fuzz_days, "judge", lambda *_: Judged)
    row, (found,) = fuzz_days.measure(1, 0)
    assert row["findings"] == 1
    assert found.startswith("day 0\n")
    assert "the referee finds ('a rule',)" in found
