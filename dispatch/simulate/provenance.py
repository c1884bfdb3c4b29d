"""What rows were made by: the versions of packages, and a fingerprint of this program's code."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def versions_of(rooms: tuple[str, ...], modules: tuple[str, ...]) -> str:
    """Return the versions that determine results, with a fingerprint of the code behind them.

    Parameters
    ----------
    rooms
        The folders of that code, such as ``simulate/policies``.
    modules
        Further modules, without their ending.
    """
    of = ("numba", "numpy", "scipy")
    told = [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in of)]
    root, digest = Path(__file__).parents[1], hashlib.sha256()
    files = [root / f"{name}.py" for name in modules]
    files += [file for room in rooms for file in sorted((root / room).glob("**/*.py"))]
    for file in files:
        digest.update(file.read_bytes())
    return ", ".join([*told, f"code {digest.hexdigest()[:12]}"])
