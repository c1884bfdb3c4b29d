import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def problems() -> ModuleType:
    """The makers of random problems."""
    spec = importlib.util.spec_from_file_location(
        "problems", Path(__file__).with_name("problems.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def random_problem(problems):
    """`random_problem(seed, visits, routes, ...)` draws a problem that mixes every feature."""
    return problems.random_problem


@pytest.fixture(scope="session")
def plain_problem(problems):
    """`plain_problem(visits, routes, ...)` builds a problem whose times are easily added up."""
    return problems.plain_problem
