"""`solve --weight`: other weights for one run, and the day that the plan is for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.plan import load_plan
from dispatch.scenario import load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HELLO = SCENARIOS / "hello.yaml"
DISTRICT = SCENARIOS / "district-day.yaml"
NINE = SCENARIOS / "instances" / "nine-patients.json"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Solve in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, [str(w) for w in words])


@pytest.mark.parametrize("scenario", [HELLO, DISTRICT])
def test_the_plan_is_for_the_day_that_is_written(run: Run, scenario: Path) -> None:
    """The district's roads are a file, which the copy names from its own folder."""
    words = ("--weight", "balance=1", "--weight", "travel = 0.5", "-n", 0, "-o", "plan.json")
    Path("here").mkdir()
    done = run("solve", scenario, *words, "--scenario-out", "here/day.yaml")
    assert done.exit_code == 0
    before, day = load_scenario(scenario), load_scenario("here/day.yaml")
    weights = before.policy.weights.model_copy(update={"balance": 1.0, "travel": 0.5})
    assert before.policy.weights != weights
    assert day.policy == before.policy.model_copy(update={"weights": weights})
    assert load_plan("plan.json").scenario == day.fingerprint != before.fingerprint
    checked = run("check", "here/day.yaml", "plan.json")
    assert (checked.exit_code, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--weight", "balance=1"), "--weight needs --scenario-out"),
        (("--weight", "balance", "--scenario-out", "day.yaml"), "'balance' is not a weight: write"),
        (
            ("--weight", "balance=much", "--scenario-out", "day.yaml"),
            "'balance=much' is not a weight",
        ),
        (("--scenario-out", "day.yaml"), "--scenario-out needs --ledger or --weight"),
    ],
)
def test_options_that_cannot_be_meant(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run("solve", HELLO, "-n", 0, *words)
    assert (done.exit_code, said in done.stderr) == (2, True)
    assert not Path("day.yaml").exists()


def test_every_wrong_weight_is_named_with_what_was_meant(run: Run) -> None:
    words = ("--weight", "balanse=1", "--weight", "travel=-2", "--weight", "waiting=nan")
    done = run("solve", HELLO, "-n", 0, *words, "--scenario-out", "day.yaml")
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "dispatch: weights.travel: -2.0 is less than 0, the least allowed",
        "dispatch: weights.waiting: NaN is not a finite number",
        "dispatch: weights.balanse: there is no field 'balanse' here. Did you mean 'balance'?",
    ]
    assert not Path("day.yaml").exists()


def test_a_published_instance_has_its_own_weights(run: Run) -> None:
    done = run("solve", NINE, "--weight", "travel=2", "-n", 0, "--scenario-out", "day.yaml")
    assert (done.exit_code, "--weight is for scenarios" in done.stderr) == (2, True)
