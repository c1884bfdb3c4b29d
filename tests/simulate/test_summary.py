"""What the comparison says of weeks that can be counted by hand."""

from math import log

import pytest

from dispatch.simulate.records import DAY
from dispatch.simulate.response import TRAITS, Group
from dispatch.simulate.summary import Beside, summary_of

HOUR = 3_600_000


@pytest.fixture(scope="module")
def found(lived):
    weeks = {"BL2": [[60, 100], [300, 340]], "P1": [[30, 50], [150, 170]]}
    return summary_of(lived({"mid": weeks}))


def test_the_headline_is_a_mean_over_weeks(found):
    today, product = found.lines["mid"]
    assert today.headline.mean.value == (80 + 320) / 2
    assert (product.headline.mean.value, product.headline.p90.value) == (100, (50 + 170) / 2)
    assert (product.headline.requests, product.headline.missed) == (4, 0)
    assert product.headline.late.value == 0.5  # an hour is the target: half of them are beyond
    cut = product.headline.against["BL2"]
    assert [cut.value, cut.low, cut.high] == pytest.approx([0.5, 0.5, 0.5])
    assert cut.replications == product.weeks == 2
    assert product.utilisation.value == 300 / 480


def test_the_parts_sum_to_the_headline(found):
    line = found.of("P1")["mid"]
    assert line.classes["urgent"] == line.headline
    assert line.classes["same_day"].mean.value is None
    assert line.hours[9] == line.headline  # everybody asks at nine
    assert [hour for hour, part in line.hours.items() if part.requests] == [9]
    for trait in TRAITS:
        assert sum(part.requests for part in line.groups[trait].values()) == 4
    assert line.groups["disabled"]["no"] == line.headline
    assert line.worst.value == line.headline.mean.value
    assert line.worst_group == Group("disabled", "no")


def test_hours_are_those_of_the_request_not_of_the_week(made):
    late = made.request("late", 20, asked=3 * DAY + 16 * HOUR + HOUR - 1)
    arm = made.arm([late], caregivers=[made.caregiver()], policy="P1")
    [line] = summary_of([("mid", {"P1": arm})]).lines["mid"]
    assert line.hours[16].mean.value == 20
    assert line.hours[17].mean.value is None


def test_the_spread_has_the_requests_of_all_weeks(found):
    line = found.of("P1")["mid"]
    assert len(line.spread) == 100
    assert (line.spread[0], line.spread[24], line.spread[25], line.spread[99]) == (30, 30, 50, 170)


def test_a_week_without_requests_leaves_everything_undefined(lived):
    found = summary_of(lived({"mid": {"BL2": [[]], "P1": [[]]}}))
    for line in found.lines["mid"]:
        assert line.headline.mean.value is line.headline.p90.value is line.worst.value is None
        assert line.worst_group is None
        assert line.spread == ()
        assert line.headline.against["BL2"].value is None


def test_candidates_are_neither_baselines_nor_the_bound(lived):
    weeks = [[60], [80]]
    found = summary_of(lived({"low": dict.fromkeys(("BL2", "H", "P1", "mine:Own"), weeks)}))
    assert found.policies == ("BL2", "H", "P1", "mine:Own")
    assert found.candidates == ("P1", "mine:Own")
    assert [*found.of("H")] == ["low"]


def test_seeds_for_tuning_are_counted_but_not_those_of_recorded_days(lived):
    weeks = {"BL2": [[60], [80]], "P1": [[30], [40]]}  # of seeds 1 and 2
    found = summary_of(lived({"mid": weeks}))
    assert "claim-tuning" in [each.code for each in found.claim("P1").failures["mid"]]
    days = summary_of(lived({"recorded": weeks}))
    assert "claim-tuning" not in [each.code for each in days.claim("P1").failures["recorded"]]


def test_the_square_tells_reductions_of_the_mean_itself(lived):
    weeks = {"BL1": [[100], [100]], "BL3": [[50], [50]], "BL5": [[80], [80]], "P1": [[20], [20]]}
    square = summary_of(lived({"mid": weeks})).square["mid"]
    assert square.reductions["total"].value == pytest.approx(0.8)
    kept = [1 - square.reductions[part].value for part in ("pooling", "optimisation")]
    assert kept[0] * kept[1] == pytest.approx(0.2)
    assert square.pooling_share == pytest.approx(log(8) / 2 / log(5))


def test_a_longer_response_has_no_reduction_to_explain(lived):
    weeks = {"BL1": [[20], [20]], "BL3": [[30], [30]], "BL5": [[25], [25]], "P1": [[40], [40]]}
    square = summary_of(lived({"mid": weeks})).square["mid"]
    assert square.reductions["total"].value == pytest.approx(-1)
    assert square.pooling_share is square.optimisation_share is None


def test_every_policy_stands_beside_the_bound(lived):
    weeks = {"P1": [[30, 50], [150, 170]], "H": [[20, 30], [50, 100]]}
    product, bound = summary_of(lived({"mid": weeks})).lines["mid"]
    assert product.beside_bound == Beside(100 / 50, 0.5 / 0.25, 100 / 50)
    assert bound.beside_bound == Beside(1, 1, 1)


def test_of_nothing_there_is_no_multiple(lived, found):
    assert all(line.beside_bound is None for line in found.lines["mid"])
    weeks = {"P1": [[90]], "H": [[0]]}
    assert summary_of(lived({"mid": weeks})).lines["mid"][0].beside_bound == Beside(
        None, None, None
    )
