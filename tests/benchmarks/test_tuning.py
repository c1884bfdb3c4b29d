"""The choice of P1: its variants, and what their table tells."""

from __future__ import annotations

from dataclasses import fields
from types import ModuleType

import pytest

from dispatch.generate import generate
from dispatch.plan import Plan
from dispatch.rules import priority
from dispatch.simulate.policies.optimising import Optimiser
from dispatch.simulate.world import load_world


@pytest.fixture
def tuning() -> ModuleType:
    import tuning

    return tuning


def test_a_variant_is_p1_with_one_other_setting(tuning: ModuleType) -> None:
    chosen = tuning.policy("P1", {})
    assert chosen == Optimiser()
    for variant, settings in tuning.VARIANTS.items():
        if settings:
            made = tuning.policy(variant, settings)
            differ = {
                each.name
                for each in fields(Optimiser)
                if getattr(made, each.name) != getattr(chosen, each.name)
            }
            assert differ == {*settings}
    assert tuning.policy(tuning.BASELINE, {}).name == "BL2"


def test_without_a_rank_of_their_own_pre_booked_visits_weigh_as_before(tuning: ModuleType) -> None:
    day = generate(visits=12, seed=1)
    plan = Plan(scenario=day.fingerprint, zone=day.zone, routes=())
    chosen = tuning.policy("P1", {}).opened(day, plan, {})
    name = "own priorities"
    other = tuning.policy(name, tuning.VARIANTS[name]).opened(day, plan, {})
    for ranked, plain in zip(chosen.visits, other.visits, strict=True):
        cost = priority(other, plain) * other.policy.weights.unserved
        assert priority(chosen, ranked) * chosen.policy.weights.unserved == cost


def test_lines_are_the_means_of_the_seeds(tuning: ModuleType) -> None:
    zero = dict.fromkeys(tuning.MEASURES, "0")
    rows = [
        {"load": "low", "variant": "P1", **zero, "mean": "60"},
        {"load": "low", "variant": "P1", **zero, "mean": "70"},
        {"load": "low", "variant": "BL2", **zero, "mean": "90"},
    ]
    both, other = tuning.lines(rows)
    assert both["weeks"] == 2
    assert both["mean"] == "65"
    assert other["variant"] == "BL2"


def test_a_week_is_lived(tuning: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {"caregivers": 9, "pre_booked": 24, "on_demand": {"low": 4, "mid": 8, "high": 8}}
    small = load_world("S").model_copy(update={"days": 2, **fewer})
    monkeypatch.setattr("dispatch.simulate.world.load_world", lambda _: small)
    found = tuning.lived("S", 2, "mid", "20,000 moves", '{"iterations": 20000}', 1)
    assert {*found} == {*tuning.MEASURES}
    assert float(found["mean"]) > 0
