import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def families() -> ModuleType:
    """Return the module with the days and instances by family."""
    spec = importlib.util.spec_from_file_location(
        "families", Path(__file__).with_name("families.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
