"""Compilation of the search: no access outside arrays, and a fallback for other numbas."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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


@pytest.mark.long
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
from numba.core import compiler
del compiler.CompileResult._reduce
"""
NOT_TO_BE_LOADED = """
from numba.core import compiler
del compiler.CompileResult._rebuild
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
COUNTED = "print(sum(whole.stats.cache_misses.values()))"


def run(*words, cache, here=(), **environment):
    """Run Python with a cache folder; return what it prints and what it warns of."""
    done = subprocess.run(
        [*here, sys.executable, *words],
        env={**os.environ, "DISPATCH_CACHE_DIR": str(cache), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("change", "by", "kept"),
    [
        (GONE, "plain", True),
        (CALLED_IN_ANOTHER_WAY, "plain", True),
        (NOT_TO_BE_KEPT, "lean", False),
        (NOT_TO_BE_LOADED, "lean", False),
    ],
    ids=["gone", "called in another way", "not to be kept", "not to be loaded"],
)
def test_where_numba_is_another_inside_its_usual_way_serves(change, by, kept, tmp_path):
    for _ in range(2):  # the second process finds what the first one left
        assert run("-c", change + CHOSEN, cache=tmp_path) == (f"{(by, kept)}\n5\n", "")
    files = [file for file in tmp_path.rglob("*.kernel") if "trial" not in file.parts]
    assert len(files) == kept


FOUND, COMPILED = "('lean', True)\n5\n0\n", "('lean', True)\n5\n1\n"


def test_damaged_code_is_never_run_but_made_anew(tmp_path):
    def counted():
        return run("-c", CHOSEN + COUNTED, cache=tmp_path)

    assert counted() == (COMPILED, "")
    [file] = [file for file in tmp_path.rglob("whole*") if "trial" not in file.parts]
    whole = file.read_bytes()
    flipped = whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:]
    for damaged in (b"", whole[: len(whole) // 2], os.urandom(5000), flipped):
        file.write_bytes(damaged)
        assert counted() == (COMPILED, "")
        assert counted() == (FOUND, "")
    file.unlink()
    file.mkdir()
    for _ in range(2):
        printed, warned = counted()
        assert printed == COMPILED
        assert warned.count("UserWarning") == 1
        assert "Set DISPATCH_CACHE_DIR" in warned


FULL = """
import errno, pathlib


def replace(file, target):
    raise OSError(errno.ENOSPC, "No space left on device", str(file))


pathlib.Path.replace = replace
"""
ANOTHER = """
@compiled.entry
def another(number):
    return number


another(1)
"""


def test_what_cannot_be_kept_is_told_once_and_breaks_nothing(tmp_path):
    printed, warned = run("-c", FULL + CHOSEN + ANOTHER, cache=tmp_path)
    assert printed == "('lean', True)\n5\n"
    assert warned.count("UserWarning") == 1
    assert "cannot be written (No space left on device)" in warned
    strict = run("-W", "error", "-c", FULL + CHOSEN + ANOTHER, cache=tmp_path)
    assert strict == (printed, "")


REFUSED = """
import dispatch

for _ in range(2):  # then it is compiled, but not kept
    try:
        with compiled.keeping():
            another(1)
    except dispatch.InputError as error:
        print(error.faults[0].code)
"""


def test_what_has_to_be_kept_is_refused_where_it_cannot_be(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    code = CHOSEN.split("print(whole")[0] + ANOTHER.replace("another(1)", "") + REFUSED
    assert run("-c", code, cache=file) == ("('lean', True)\n" + "kernel-folder\n" * 2, "")


SLOWLY = """
import sys, time

compile_it = whole._compiler.compile
whole._compiler.compile = lambda *given: (time.sleep(2), compile_it(*given))[1]
"""


def test_processes_that_begin_at_once_compile_once(tmp_path):
    begun, call = CHOSEN.split("print(whole")
    code = begun + SLOWLY + "print(whole" + call + COUNTED
    run("-c", begun, cache=tmp_path)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: run("-c", code, cache=tmp_path), range(3)))
    assert sorted(found) == [(FOUND, "")] * 2 + [(COMPILED, "")]


def test_code_is_read_without_the_right_to_write(stranger, tmp_path):
    here = [*stranger, f"DISPATCH_CACHE_DIR={tmp_path}"]
    assert run("-c", CHOSEN, cache=tmp_path)[1] == ""
    folders = [folder for folder in (tmp_path, *tmp_path.rglob("*")) if folder.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    before = sorted(tmp_path.rglob("*"))
    assert run("-c", CHOSEN + COUNTED, cache=tmp_path, here=here) == (FOUND, "")
    missing = CHOSEN.replace("row, 1]", "row, 0]").replace("whole", "unknown")
    printed, warned = run("-c", missing + ANOTHER, cache=tmp_path, here=here)
    assert printed.endswith("4\n")
    assert warned.count("UserWarning") == 1
    assert sorted(tmp_path.rglob("*")) == before
    for folder in folders:
        folder.chmod(0o755)


def test_without_a_home_the_code_is_compiled_with_one_warning(stranger, tmp_path):
    code = f"import os; os.chdir({str(tmp_path)!r})" + CHOSEN + ANOTHER
    printed, warned = run("-c", code, cache="", here=stranger)
    assert printed == "('lean', True)\n5\n"
    assert warned.count("UserWarning: there is no home folder") == 1
    assert list(tmp_path.iterdir()) == []
