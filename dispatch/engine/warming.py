"""Compile the search ahead of its first use."""

from __future__ import annotations

from pathlib import Path

from dispatch.engine.compiled import folder, keeping
from dispatch.engine.packing import pack
from dispatch.engine.problem import Problem
from dispatch.engine.search import compile_substitute, search
from dispatch.engine.state import empty_state
from dispatch.engine.stop import Iterations


def warm() -> Path:
    """Compile the search and keep its code, so that no later process has to compile it.

    What is kept already is not compiled again, and nothing is written then.

    Returns
    -------
    Path
        The folder of the code.

    Raises
    ------
    InputError
        If the code cannot be kept.
    """
    smallest = Problem.of(visit=[0], stops=[0, 1], caregiver=[0], workload_cost=[0], travel=[[[0]]])
    with keeping():
        search(smallest, stop=Iterations(0))
        packed = pack(smallest)
        compile_substitute(packed, empty_state(packed, 0))
        return folder()
