import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def problems() -> ModuleType:
    """Return the makers of random problems."""
    spec = importlib.util.spec_from_file_location(
        "problems", Path(__file__).with_name("problems.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def random_problem(problems):
    """Return `random_problem(seed, visits, routes, ...)`, which draws a problem of all features."""
    return problems.random_problem


@pytest.fixture(scope="session")
def plain_problem(problems):
    """Return `plain_problem(visits, routes, ...)`, which builds a problem with simple times."""
    return problems.plain_problem
