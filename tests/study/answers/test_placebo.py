"""The placebo test: gaps by hand, labels over clients, and outcomes as the referee reads them."""

from math import comb

import numpy as np
import pytest

from dispatch import judge, travel_times
from dispatch.plan import Plan
from dispatch.study.placebo import Outcomes, group_of, outcomes, placebos

LEFT_OUT = "groups.disabled.yes.unserved"


def day(clients, columns=None):
    """Outcomes from rows of client, label and what became of the visit."""
    names, labels, amounts = zip(*clients, strict=True)
    return Outcomes(names, {"disabled": labels}, columns or {"left_out": tuple(amounts)})


def gap_of(known, measure=LEFT_OUT, weighting="plain", seed=1):
    [found] = placebos(known, [weighting], [measure], seed)
    return found


def test_a_gap_that_labels_explain_is_rare_among_placebos():
    rows = [(f"c{k}", "yes" if k < 8 else "no", 1.0 if k < 8 else 0.0) for k in range(16)]
    found = gap_of({("mon", "plain", 1): day(rows)})
    assert found.gap == 1
    assert found.share <= 2 / 1000 + 1 / comb(16, 8)
    assert found.quantile < 1
    assert (found.clients, found.scenarios) == (8, 1)


def test_the_share_is_that_of_all_permutations():
    # Of the 6 ways to label 2 of 4 clients, 2 have a gap of 1 in size, the others one of 0.
    rows = [("a", "yes", 1.0), ("b", "yes", 1.0), ("c", "no", 0.0), ("d", "no", 0.0)]
    found = gap_of({("mon", "plain", 1): day(rows)})
    assert found.gap == 1
    assert found.share == pytest.approx(2 / 6, abs=0.05)
    assert found.quantile == 1


def test_a_gap_that_is_nothing_is_no_larger_than_any_placebo():
    rows = [(f"c{k}", "yes" if k % 2 else "no", float(k // 2 % 2)) for k in range(12)]
    found = gap_of({("mon", "plain", 1): day(rows)})
    assert found.gap == 0
    assert found.share == 1


def test_clients_keep_their_visits_together():
    """One client in four has all the trouble, in eight visits: that is one case, not eight."""
    rows = [(name, "yes" if name == "a" else "no", float(name == "a")) for name in "abcd" * 8]
    found = gap_of({("mon", "plain", 1): day(rows)})
    assert found.gap == 1
    assert found.share == pytest.approx(1 / 4, abs=0.05)


def test_a_day_without_visits_changes_nothing():
    rows = [("a", "yes", 1.0), ("b", "yes", 1.0), ("c", "no", 0.0), ("d", "no", 0.0)]
    known = {("mon", "plain", 1): day(rows)}
    empty = Outcomes((), {"disabled": ()}, {})
    assert gap_of(known | {("tue", "plain", 1): empty}) == gap_of(known)


def test_seeds_share_their_clients_and_scenarios_do_not():
    rows = [("a", "yes", 1.0), ("b", "no", 0.0)]
    twice = gap_of({("mon", "plain", seed): day(rows) for seed in (1, 2, 3)})
    assert twice.share == 1  # both ways of labelling two clients have a gap of 1 in size
    days = gap_of({(name, "plain", 1): day(rows) for name in ("a", "b", "c", "d", "e")})
    assert days.gap == 1
    assert days.share == pytest.approx(2 / 2**5, abs=0.03)
    assert (days.scenarios, days.clients) == (5, 5)


def test_only_runs_of_the_weighting_count():
    bad, good = [("a", "yes", 1.0), ("b", "no", 0.0)], [("a", "yes", 0.0), ("b", "no", 0.0)]
    known = {("mon", "plain", 1): day(bad), ("mon", "fair", 1): day(good)}
    assert gap_of(known).gap == 1
    assert gap_of(known, weighting="fair").gap == 0
    assert gap_of(known, weighting="other").lack == "no-outcomes"


def test_undefined_amounts_are_no_part_of_a_mean():
    columns = {"response": (10.0, None, 30.0, 50.0)}
    rows = [("a", "yes", 0), ("b", "yes", 0), ("c", "no", 0), ("d", "no", 0)]
    found = gap_of({("mon", "plain", 1): day(rows, columns)}, "groups.disabled.yes.response_mean")
    assert found.column == "response"
    assert found.gap == 10 - 40


def test_why_there_is_no_test():
    rows = [("a", "yes", 1.0), ("b", "yes", 0.0)]
    assert gap_of({("mon", "plain", 1): day(rows)}).lack == "no-group"
    mixed = [("a", "yes", 1.0), ("a", "no", 0.0), ("b", "no", 0.0)]
    assert gap_of({("mon", "plain", 1): day(mixed)}).lack == "of-visits"
    assert gap_of({("mon", "plain", 1): day(rows)}, "groups.disabled.yes.hours").lack == "no-column"


def test_measures_of_no_group_are_passed_over_and_columns_are_tested_once():
    known = {("mon", "plain", 1): day([("a", "yes", 1.0), ("b", "no", 0.0)])}
    names = ["travel", LEFT_OUT, "groups.disabled.yes.served"]
    assert len([*placebos(known, ["plain"], names, 1)]) == 1
    assert group_of("travel") is None
    assert group_of(LEFT_OUT) == ("disabled", "yes", "unserved")


def test_the_same_seed_gives_the_same_placebos():
    draws = np.random.default_rng(1)
    rows = [(f"c{k}", "yes" if k < 9 else "no", float(draws.random())) for k in range(20)]
    known = {("mon", "plain", 1): day(rows)}
    assert gap_of(known) == gap_of(known)
    assert gap_of(known).share != gap_of(known, seed=2).share


def test_outcomes_agree_with_the_referees_measures(small):
    scenario = small(
        client={"disabled": True},
        visits=[
            {"id": "late", "client": "zhou", "service": "bath", "requested": "08:00",
             "response_target": 20,
             "windows": [{"open": "08:10", "close": "08:20", "hard": False}]},
            {"id": "gone", "client": "zhou", "service": "bath"},
        ],
    )  # fmt: skip
    travel = travel_times(scenario)
    plan = Plan.model_validate(
        {
            "scenario": scenario.fingerprint,
            "routes": [
                {"caregiver": "amy", "departure": "08:20", "returned": "09:10",
                 "stops": [{"visit": "late", "role": "caregiver", "arrival": "08:30",
                            "start": "08:30", "end": "09:00"}]}
            ],
            "unserved": [{"visit": "gone"}],
        }
    )  # fmt: skip
    found = outcomes(scenario, travel, plan)
    assert found.clients == ("zhou", "zhou")
    assert found.traits["disabled"] == ("yes", "yes")
    assert found.traits["care_level"] == ("0", "0")
    assert found.amounts == {
        "left_out": (0, 1),
        "response": (30, None),
        "tardiness": (10, None),
        "late": (1, None),
        "off_target": (1, None),
    }
    measured = judge(scenario, travel, plan).measures.groups["disabled"]["yes"]
    assert measured.unserved == sum(found.amounts["left_out"])
    assert measured.response_mean == 30
    assert measured.tardiness == 10
    assert measured.within_target == 0
