"""The other solvers, each in a module of its own that is imported only when it is asked.

Every module has::

    prepare(question, *, seconds, seed) -> a function that searches and returns routes

and says at its top how the solver is set, and where its authors say so. What is prepared does not
count as search.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

PACKAGES = {"pyvrp": "pyvrp", "ortools": "ortools", "vroom": "pyvroom", "vrp-cli": "vrp-cli"}
"""Methods, and the packages they come in."""


def stamp(method: str) -> str | None:
    """Version of a solver and a fingerprint of its adapter; None where it is not installed."""
    try:
        number = version(PACKAGES[method])
    except PackageNotFoundError:
        return None
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for file in here / "question.py", here / f"{_module(method)}.py":
        digest.update(file.read_bytes())
    return f"{PACKAGES[method]} {number} {digest.hexdigest()[:8]}"


def adapter(method: str) -> ModuleType:
    """Import the module of a method."""
    return import_module(f"peers.{_module(method)}")


def _module(method: str) -> str:
    return method.replace("-", "_")
