"""The benchmarks are scripts beside the package, and not in a distribution: there, no tests."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
collect_ignore_glob = [] if FOLDER.exists() else ["test_*.py"]


@pytest.fixture(autouse=True)
def _on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))


@pytest.fixture
def gaps() -> ModuleType:
    import gaps

    return gaps
