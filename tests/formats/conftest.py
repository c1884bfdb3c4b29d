import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

SHARED = Path(__file__).parents[2].parent / "shared" / "instances"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published instances, where it lies beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("no published instances beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def recount() -> ModuleType:
    """An independent count of published solutions."""
    spec = importlib.util.spec_from_file_location("recount", Path(__file__).with_name("recount.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def home_care() -> dict:
    """Four patients: alone, alone and tardy, two at once, two in sequence."""
    return {
        "name": "own",
        "area": [0.5, 0.5],
        "patients": [
            {"id": "p1", "location": [1, 1], "time_window": [30, 60.0],
             "required_caregivers": [{"service": "s1", "duration": 20}]},
            {"id": "p2", "time_window": [0.0, 10.125],
             "required_caregivers": [{"service": "s1", "duration": 15.5}]},
            {"id": "p3", "time_window": [154.99999999999997, 170],
             "required_caregivers": [{"service": "s1", "duration": 30},
                                     {"service": "s2", "duration": 12.345}],
             "synchronization": {"type": "simultaneous"}},
            {"id": "p4", "time_window": [100, 110],
             "required_caregivers": [{"service": "s2", "duration": 10},
                                     {"service": "s1", "duration": 10}],
             "synchronization": {"type": "sequential", "distance": [20, 25]}},
        ],
        "services": [{"id": "s1", "default_duration": 20}, {"id": "s2", "default_duration": 10}],
        "caregivers": [{"id": "c1", "abilities": ["s1", "s2"]}, {"id": "c2", "abilities": ["s1"]},
                       {"id": "idle", "abilities": []}],
        "central_offices": [{"id": "d", "location": [0, 0]}],
        "distances": [
            [0, 10.5, 20, 15.25, 12], [11, 0, 9.001, 14, 8], [20, 9, 0, 30, 16],
            [15, 14, 30, 0, 5], [12, 8, 40, 5, 0],
        ],
    }  # fmt: skip


@pytest.fixture
def write(tmp_path):
    """Write a file and say where it is."""

    def written(name, content):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def vrplib() -> str:
    return """\
NAME : OWN4
COMMENT : four customers
TYPE : CVRPTW
DIMENSION : 5
VEHICLES : 3
CAPACITY : 20
SERVICE_TIME : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 10 10
3 -7 3
4 11 9
5 3 -20
DEMAND_SECTION
1 0
2 8
3 9
4 7
5 6
TIME_WINDOW_SECTION
1 0 200
2 50 60
3 0 200
4 0 90
5 30 45
DEPOT_SECTION
1
-1
EOF
"""


@pytest.fixture
def solomon() -> str:
    return """\
OWN4

VEHICLE
NUMBER     CAPACITY
  3          20

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE  TIME

    0      0    0    0     0    200     0
    1     10   10    8    50     60    10
    2     -7    3    9     0    200    10
    3     11    9    7     0     90    10
    4      3  -20    6    30     45    10
"""
