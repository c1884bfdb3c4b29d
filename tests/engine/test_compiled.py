"""Compilation of the search: no access outside arrays, and a fallback for other numbas."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

CHECKED = """
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
from problems import random_problem
from test_compiled import costs

from dispatch.engine.compiled import entry


@entry
def read(numbers, place):
    return numbers[place]


for place in (-1, 3):
    try:
        read(np.arange(3), place)
    except IndexError:
        continue
    raise SystemExit(f"an index of {place} goes unnoticed")
print(*costs(random_problem))
"""


def costs(random_problem):
    from dispatch.engine import Iterations
    from dispatch.engine.search import search

    return [
        search(random_problem(seed, visits=12, routes=4), seed=seed, stop=Iterations(4000)).cost
        for seed in range(40)
    ]


def test_the_search_is_compiled_once_whatever_arrays_it_is_given(random_problem):
    from dispatch.engine import Iterations
    from dispatch.engine.anneal import anneal
    from dispatch.engine.search import search

    problem = random_problem(0, visits=6, routes=3)
    transposed = {
        name: np.asfortranarray(getattr(problem, name))
        for name in ("eligible", "pair_cost", "travel")
    }
    read_only = {name: getattr(problem, name).copy() for name in transposed}
    for array in read_only.values():
        array.flags.writeable = False
    wider = {"travel": problem.travel.astype(np.int64), "mandatory": problem.mandatory == 1}
    found = {
        search(problem.replace(**arrays), stop=Iterations(1000))
        for arrays in ({}, transposed, read_only, wider)
    }
    assert len(found) == 1
    assert len(anneal.signatures) == 1


def test_no_index_lies_outside_of_its_array(tmp_path, random_problem):
    # Kernels check no index and do not count negative ones from the end. Here they are compiled
    # with checks, and must find the same plans.
    checking = {"NUMBA_BOUNDSCHECK": "1", "DISPATCH_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", CHECKED, str(Path(__file__).parent)],
        env={**os.environ, **checking},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [int(cost) for cost in done.stdout.split()] == costs(random_problem)


def test_this_numba_is_known_inside_out():
    from dispatch.engine import compiled

    assert compiled._way() == ("lean", True)


GONE = """
from numba.core import codegen
del codegen.JITCodeLibrary
"""
CALLED_IN_ANOTHER_WAY = """
from numba.core import codegen
class Library(codegen.JITCodeLibrary):
    def __init__(self, *, codegen, name):
        super().__init__(codegen, name)
codegen.JITCodeLibrary = Library
"""
NOT_TO_BE_KEPT = """
from numba.core import caching
del caching.CompileResultCacheImpl
"""

CHOSEN = """
import numpy as np

from dispatch.engine import compiled

print(tuple(compiled._way()))


@compiled.kernel
def at(arrays, row):
    return arrays[0][row, 1]


known = compiled.known_columns(2)


@compiled.entry
def whole(arrays, row):
    return at(known(arrays), row)


print(whole((np.arange(6).reshape(3, 2),), 2))
"""


@pytest.mark.parametrize(
    ("change", "by", "kept"),
    [
        (GONE, "plain", True),
        (CALLED_IN_ANOTHER_WAY, "plain", True),
        (NOT_TO_BE_KEPT, "lean", False),
    ],
    ids=["gone", "called in another way", "not to be kept"],
)
def test_where_numba_is_another_inside_its_usual_way_serves(change, by, kept, tmp_path):
    for _ in range(2):  # the second process finds what the first one left
        done = subprocess.run(
            [sys.executable, "-c", change + CHOSEN],
            env={**os.environ, "DISPATCH_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"{(by, kept)}\n5\n"
    files = [file for file in tmp_path.rglob("*.nbc") if file.parent.name != "trial"]
    assert len(files) == kept
