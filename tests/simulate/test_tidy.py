"""The tidy tables: each value in a row of its own, as it is in the summary."""

import csv
from io import StringIO

import pytest

from dispatch.simulate.summary import PRICES, summary_of
from dispatch.simulate.tidy import GROUPS, POLICIES, groups_csv, policies_csv


@pytest.fixture(scope="module")
def found(lived):
    weeks = {"BL2": [[60, 100], [300, 340]], "P1": [[30, 50], [150, None]]}
    return summary_of(lived({"low": weeks, "mid": weeks}))


def rows(text):
    return list(csv.DictReader(StringIO(text)))


def test_every_measure_of_every_policy_is_a_row(found):
    table = rows(policies_csv(found))
    assert tuple(table[0]) == POLICIES
    keys = [(row["load"], row["policy"], row["measure"], row["against"]) for row in table]
    assert len(set(keys)) == len(keys)
    values = dict(zip(keys, table, strict=True))
    for load, lines in found.lines.items():
        for line in lines:
            mean = values[load, line.policy, "mean", ""]
            assert float(mean["value"]) == line.headline.mean.value
            assert (float(mean["low"]), mean["unit"]) == (line.headline.mean.low, "min")
            cut = values[load, line.policy, "reduction", "BL2"]
            assert float(cut["value"]) == line.headline.against["BL2"].value
            assert (cut["replications"], cut["unit"]) == ("2", "share")
            again = values[load, line.policy, "reduction_resampled", "BL2"]
            assert float(again["value"]) == pytest.approx(float(cut["value"]))
            assert float(again["low"]) == line.resampled_against["BL2"].low
            assert {name for _, policy, name, _ in keys if policy == line.policy} >= {*PRICES}
    assert values["mid", "P1", "missed", ""]["value"] == "1"


def test_every_part_of_the_requests_has_its_rows(found):
    table = rows(groups_csv(found))
    assert tuple(table[0]) == GROUPS
    mine = {
        (row["trait"], row["group"], row["measure"]): row["value"]
        for row in table
        if (row["load"], row["policy"]) == ("low", "BL2")
    }
    mean = found.of("BL2")["low"].headline.mean.value
    for part in (("class", "urgent"), ("hour", "9"), ("disabled", "no")):
        assert float(mine[*part, "mean"]) == mean
    assert mine["class", "same_day", "mean"] == ""  # undefined, never 0
    assert mine["class", "same_day", "requests"] == "0"
