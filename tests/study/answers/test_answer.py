"""The answer of whole studies: everything in it, and what is said of it in plain sentences."""

import json

import pytest

from dispatch.simulate.statistics import Estimate
from dispatch.study.answer import answered
from dispatch.study.figures import amount, chance, change, in_text, interval, percent_more
from dispatch.study.placebo import Outcomes
from dispatch.study.price import prices
from dispatch.study.resampling import gridded
from dispatch.study.rows import Measure
from dispatch.study.sentences import sentences

TRAVEL = Measure("travel", "Travel", "min")
UNSERVED = Measure("groups.disabled.yes.unserved", "Disabled left out", "")
ON_TIME = Measure("visits.on_time", "Visits on time", "", better="more")
MEASURES = (TRAVEL, UNSERVED, ON_TIME)
FRONTS = [("travel", UNSERVED.name)]


def answer(runs, fronts=FRONTS, plain="plain", outcomes=None):
    return answered(runs, MEASURES, fronts, plain, None, 1, outcomes)


def shaken(made, **changes):
    """Runs in which the weightings differ from one pair to another by a little."""
    runs = []
    for at, run in enumerate(made(**changes)):
        values = dict(run.measures)
        values["travel"] += (7 * at) % 5 - 2
        runs.append(type(run)(run.scenario, run.weighting, run.seed, values))
    return runs


def plainly(text):
    return text.replace("\u00a0", " ")


def test_it_has_everything_and_is_ready_for_json(made):
    found = answer(made())
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["weightings"] == ["plain", "mild", "strict", "bad"]
    assert told["seeds"] == [1, 2]
    assert len(told["figures"]) == 12
    assert len(told["prices"]) == 9
    assert told["missing"] == []
    assert found.figure("mild", "travel").mean.value == 110
    assert found.price("mild", "travel").price.value == pytest.approx(0.1)
    assert found.price("plain", "travel") is None
    assert [each.measure for each in found.stability] == [each.name for each in MEASURES]


def test_the_same_runs_give_the_same_answer(made):
    assert answer(shaken(made)) == answer(shaken(made))


def test_missing_runs_and_undefined_ones_are_told(made):
    runs = [run for run in made() if (run.scenario, run.weighting, run.seed) != ("tue", "mild", 2)]
    runs[0] = type(runs[0])("mon", "plain", 1, {**runs[0].measures, "travel": None})
    found = answer(runs)
    assert found.missing == (("tue", "mild", 2),)
    assert found.figure("plain", "travel").undefined == 1
    assert (found.price("mild", "travel").pairs, found.price("mild", "travel").left_out) == (4, 2)
    assert (found.price("strict", "travel").pairs) == 5


def test_groups_are_told_per_visit_where_they_grow(made):
    by_weighting = {
        "plain": {"groups.disabled.yes.unserved": 4, "groups.disabled.yes.visits": 16,
                  "groups.disabled.no.unserved": 2, "groups.disabled.no.visits": 20, "travel": 1},
    }  # fmt: skip
    [groups] = answer(made(by_weighting)).groups
    assert (groups.trait, groups.measure, groups.each) == ("disabled", "unserved", True)
    assert groups.values["yes"]["plain"].value == pytest.approx(0.25)
    assert groups.values["no"]["plain"].value == pytest.approx(0.1)


def test_the_knee_is_told_with_its_price(made):
    first, *_ = map(plainly, sentences(answer(made())))
    assert first == (
        "In the means, the best compromise between travel and disabled left out is “mild”. "
        "Compared with “plain”, it changes disabled left out by −6 (the same in each of 6 pairs, "
        "so there is no interval), and travel by +10 min (the same in each of 6 pairs, so there is "
        "no interval). "
        "“mild” is on the front in 100 % of the resamples of 3 scenarios."
    )


def test_a_change_within_the_noise_is_called_chance(made):
    close = {
        "plain": {"travel": 100, UNSERVED.name: 8},
        "fair": {"travel": 100.5, UNSERVED.name: 2},
    }
    first, *_ = map(plainly, sentences(answer(shaken(made, by_weighting=close))))
    assert "stands out. The best in disabled left out is “fair”: compared with “plain”" in first
    assert "which may be chance." in first
    assert first.endswith("“fair” is on the front in 100 % of the resamples of 3 scenarios.")


def test_a_weighting_that_is_on_the_front_by_chance_is_told_so(made):
    """With both seeds the other one travels 1 more; with the first one alone, 1 less."""
    runs = [
        run
        for seed, travel in ((1, 99), (2, 103))
        for run in made(
            {
                "plain": {"travel": 100, UNSERVED.name: 8},
                "other": {"travel": travel, UNSERVED.name: 8},
            },
            scenarios=["mon"],
            seeds=[seed],
        )
    ]
    found = answer(runs)
    first, *_ = map(plainly, sentences(found))
    assert "there is nothing to trade: no weighting is better" in first
    often = found.fronts[0].often["plain"]
    assert 0.7 < often < 0.8  # in a quarter of the resamples the first seed alone is drawn
    assert first.endswith(
        f"“plain” is on the front in {int(100 * often)} % of the resamples of 2 seeds."
    )


def test_without_a_knee_a_triple_is_told_by_the_gain_that_chose_it(made):
    """The other one gains little overtime and most of the tardiness: nobody is best in both."""
    by = {
        "plain": {"travel": 100, UNSERVED.name: 50, "visits.on_time": 0.5},
        "one": {"travel": 120, UNSERVED.name: 30, "visits.on_time": 0.51},
        "other": {"travel": 130, UNSERVED.name: 49, "visits.on_time": 0.9},
    }
    first, *_ = map(plainly, sentences(answer(made(by), [tuple(each.name for each in MEASURES)])))
    assert "The best in disabled left out is “one”" in first
    assert "disabled left out and" not in first


def test_no_trade_off(made):
    better = {"plain": {"travel": 9, UNSERVED.name: 3}, "all": {"travel": 8, UNSERVED.name: 1}}
    first, *_ = sentences(answer(made(better)))
    assert "“all” is as good as every other weighting or better" in first
    worse = {"plain": {"travel": 7, UNSERVED.name: 0}, "all": {"travel": 8, UNSERVED.name: 1}}
    first, *_ = sentences(answer(made(worse)))
    assert "there is nothing to trade" in first
    none = {"plain": {"travel": None, UNSERVED.name: 0}}
    first, *_ = sentences(answer(made(none)))
    assert "Nothing can be said" in first


def test_equal_weightings_say_nothing_against_plain(made):
    same = {name: {"travel": 5, UNSERVED.name: 1} for name in ("fair", "plain")}
    first, *_ = sentences(answer(made(same)))
    assert "none of the weightings tried is better than “plain”" in first


def test_one_pair_has_no_interval(made):
    first, last = map(plainly, sentences(answer(made(scenarios=["mon"], seeds=[1]))))
    assert "travel by +10 % (one pair only, no interval)" in first
    assert first.endswith("so it is not known how certain this is.")
    assert last == "There is one scenario only, so this says nothing about other days."


def test_nothing_is_said_without_the_plain_weighting(made):
    assert sentences(answer(made(), plain="gone")) == [
        "Nothing can be compared: there is no run of “gone”."
    ]


def test_scenarios_that_agree_and_one_that_decides(made):
    days = [f"day {at}" for at in range(6)]
    *_, last = sentences(answer(made(scenarios=days)))
    assert "By travel, the weightings rank much alike on all scenarios" in last
    assert "the best is “plain”, even if any one scenario is left out" in last


def test_gaps_are_told_beside_placebos(made):
    def day(unlucky):
        return Outcomes(
            tuple(f"c{k}" for k in range(20)),
            {"disabled": tuple("yes" if k < 10 else "no" for k in range(20))},
            {"left_out": tuple(float(k in unlucky) for k in range(20))},
        )

    runs = made(scenarios=["mon"], seeds=[1])
    known = {
        ("mon", "plain", 1): day(range(10)),
        ("mon", "mild", 1): day({0, 10}),
    }
    told = [plainly(each) for each in sentences(answer(runs, outcomes=known))]
    [gap] = [each for each in told if "Random groups" in each]
    assert gap.startswith(
        "Under “plain”, visits left out are 100 points higher in the group “disabled” than among "
        "everybody else. Random groups of the same sizes seldom differ by this much (95 of 100 by "
        "at most 40 points; p = 0.00"
    )
    assert "not corrected for the number of tests, 2)." in gap
    assert gap.endswith("Under “mild” they are 0.0 points higher (p = 1.00), which may be chance.")


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, "undefined"), (0, "0"), (5, "5"), (12.345, "12.3"), (-1234.5, "−1234"),
     (0.01234, "0.012"), (0.007912, "0.0079"), (-0.00001, "−0.000010"), (9.999, "10.00")],
)  # fmt: skip
def test_amounts(value, told):
    assert amount(value) == told


def test_shares_and_intervals():
    assert plainly(percent_more(0.0412)) == "+4.1 %"
    assert plainly(percent_more(-0.506)) == "−51 %"
    assert plainly(interval(Estimate(3, 0.1, -0.01, 0.2), share=True)) == "−1.0 to 20 %"
    assert interval(Estimate(1, 0.1)) == "no interval"
    assert interval(Estimate(0)) == ""
    assert (chance(0.001), chance(0.25), chance(None)) == ("0.001", "0.25", "undefined")


def test_a_change_is_that_of_the_measure_not_its_loss(made):
    runs = made(noise=lambda scenario, seed, name: 1e-4 * seed)
    [mild, *_] = prices(gridded(runs), [ON_TIME], "plain", 1)
    assert mild.price.value == pytest.approx(-0.6, abs=1e-3)
    by, _ = change(mild, ON_TIME)
    assert plainly(by) == "+60 %"
    [mild, *_] = prices(gridded(made()), [UNSERVED], "strict", 1)
    assert change(mild, UNSERVED)[0] == "+8"  # of 0 there is no share


def test_a_share_of_what_may_be_0_is_told_as_a_difference(made):
    base = {"mon": 0.0, "tue": 0.0, "wed": 9.0}
    runs = made(
        {"plain": {"travel": 0.0}, "fair": {"travel": 1.0}},
        noise=lambda scenario, seed, name: base[scenario],
    )
    [price] = prices(gridded(runs), [TRAVEL], "plain", 1)
    assert price.price.value == pytest.approx(1 / 3)
    assert change(price, TRAVEL) == ("+1 min", "no interval")


def test_what_is_alike_in_all_pairs_is_not_called_sure(made):
    same = {
        "plain": {"travel": 100, UNSERVED.name: 8},
        "fair": {"travel": 100, UNSERVED.name: 6},
    }
    first, *_ = map(plainly, sentences(answer(made(same, scenarios=("mon",)))))
    assert "travel by 0.0 % (the same in each of 2 pairs, so there is no interval)" in first
    assert "disabled left out by −2 (the same in each of 2 pairs" in first


def test_no_change_in_the_mean_may_be_chance(made):
    """On one day the other weighting travels 10 more, on the other one 10 less."""
    shift = {"mon": 10, "tue": -10}
    runs = [
        *made({"plain": {"travel": 100, UNSERVED.name: 8}}, ("mon", "tue")),
        *made(
            {"fair": {"travel": 100, UNSERVED.name: 6}},
            ("mon", "tue"),
            noise=lambda scenario, seed, name: shift[scenario] if name == "travel" else 0.0,
        ),
    ]
    first, *_ = sentences(answer(runs))
    assert "travel by 0.0 % (" in plainly(first)
    assert "which may be chance" in first


def test_names_within_a_sentence():
    assert in_text(TRAVEL) == "travel"
    assert in_text(Measure("x", "MTZ rate", "")) == "MTZ rate"
