"""Plans stay as good as they are: ceilings on their costs after a number of iterations.

Each family is searched from several seeds, and the mean is judged. A ceiling lies some five
standard errors above the measured mean, so that other random draws still pass, and below the
result of a broken search: each of `MUTATIONS` exceeds a ceiling.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import NamedTuple

import pytest

import dispatch

PACKAGE = Path(dispatch.__file__).parent
FAMILIES = Path(__file__).with_name("families.py")

CEILINGS = {
    "district": 14_250.0,  # 13,854 with a standard error of 77
    "days": 17_230.0,  # 17,125, 20
    "hhcrsp": 1_952.0,  # 1,944.3, 0.3; of some seeds 1,947
    "teams": 11_290.0,  # 11,057, 48
    "uhhc": 1_936.0,  # 1,903, 6
    "vrptw": 1_059.5,  # 1,055.7, 0.8
}
"""Ceilings; the comments give measured means of twice as many seeds, with standard errors."""


class Mutation(NamedTuple):
    """A change that breaks a part of the search."""

    old: str
    """Text that occurs once in the sources of the engine."""
    new: str
    why: str


MUTATIONS = {
    "no-tails": Mutation(
        "return swap_tails(p, s, stop, bound)",
        "return False",
        "two routes never change all that lies behind a point",
    ),
    "near-whoever": Mutation(
        "score[~meet[kind[rows]][:, kind]] = np.inf",
        "",
        "near stops are those that no caregiver may serve both, too",
    ),
    "no-ruin": Mutation(
        "ruined = unit(s) < ruin",
        "ruined = unit(s) < 0.0",
        "nothing is ruined and recreated",
    ),
    "no-relocation": Mutation(
        "return relocate_stop(p, s, stop, bound)",
        "return False",
        "no stop moves beside a near one",
    ),
    "no-uphill": Mutation(
        "threshold = temperature * exponential(s)",
        "threshold = 0.0",
        "no move that costs more is ever kept",
    ),
    "best-forgotten": Mutation(
        "if delta > 0 and unsaved:",
        "if delta > 0 and unsaved and below(s, 2) < 0:",
        "the search leaves its best plan without a copy of it",
    ),
    "no-common-terms": Mutation(
        "return cost - s.tally[GLOBAL]",
        "return 0",
        "what depends on many routes costs nothing",
    ),
    "no-holds": Mutation(
        "put(s, visit, HELD, below(s, n + 1))",
        "put(s, visit, HELD, 0)",
        "no visit is held for the time that its client likes",
    ),
}


@pytest.mark.parametrize("family", CEILINGS)
def test_plans_cost_no_more_than_they_did(families: ModuleType, family: str) -> None:
    assert fmean(families.costs(families.FAMILIES[family])) <= CEILINGS[family]


def test_every_family_has_a_ceiling(families: ModuleType) -> None:
    assert CEILINGS.keys() == families.FAMILIES.keys()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_still_meets_the_source(name: str) -> None:
    place_of(MUTATIONS[name], PACKAGE)


@pytest.mark.long
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_search_breaks_a_ceiling(name: str, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "dispatch", ignore=shutil.ignore_patterns("__pycache__"))
    mutation = MUTATIONS[name]
    file = place_of(mutation, tmp_path / "dispatch")
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace(mutation.old, mutation.new), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", FAMILIES],
        env=os.environ | {"PYTHONPATH": str(tmp_path), "DISPATCH_CACHE_DIR": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    excess = {
        family: f"{100 * (cost / CEILINGS[family] - 1):+.2f} %"
        for family, cost in json.loads(done.stdout).items()
    }
    print(f"\n{name}: {mutation.why}; above the ceiling by {excess}")  # noqa: T201
    assert any(each.startswith("+") for each in excess.values())


def place_of(mutation: Mutation, package: Path) -> Path:
    """Return the only file of the engine that contains a mutation's old text, once."""
    sources = {
        file: file.read_text(encoding="utf-8") for file in (package / "engine").rglob("*.py")
    }
    (file,) = (file for file, source in sources.items() if mutation.old in source)
    assert sources[file].count(mutation.old) == 1
    return file
