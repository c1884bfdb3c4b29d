"""The compiled search reads nothing outside of its arrays, which nothing checks while it runs."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

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
    # Kernels neither check an index nor count a negative one from the end: here they are compiled
    # to check, and find the same plans.
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
