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
def unified():
    """Five patients: alone, optional, two at once, two in sequence, two independent."""
    return {
        "metadata": {
            "time_window_met": "at_service_start",
            "cost_components": {
                "travel_time": 2, "total_tardiness": 3, "highest_tardiness": 5,
                "total_waiting_time": 7, "total_extra_time": 11, "max_idle_time": 0.5,
                "workload_balance": 0.25, "caregiver_preferences": 13, "optional_patients": 300,
                "missed_lunch_break": 40, "incompatible_caregivers": 17,
            },
            "name": "own",
        },
        "terminal_points": [
            {"id": "d0", "distance_matrix_index": 0}, {"id": "d1", "distance_matrix_index": 1},
        ],
        "patients": [
            {"id": "p1", "distance_matrix_index": 2,
             "required_services": [{"service": "s1", "duration": 30}],
             "time_windows": [{"start": 30, "end": 60}, {"start": 100, "end": 130}],
             "preferred_caregivers": ["c1"], "optional": False},
            {"id": "p2", "distance_matrix_index": 3,
             "required_services": [{"service": "s2", "duration": 20}],
             "time_windows": [{"start": 0, "end": 50}], "optional": True},
            {"id": "p3", "distance_matrix_index": 4,
             "required_services": [{"service": "s1", "duration": 30},
                                   {"service": "s2", "duration": 45}],
             "time_windows": [{"start": 60, "end": 110}],
             "synchronization": {"type": "simultaneous"}, "optional": True},
            {"id": "p4", "distance_matrix_index": 5,
             "required_services": [{"service": "s2", "duration": 10},
                                   {"service": "s1", "duration": 15}],
             "time_windows": [{"start": 120, "end": 160}], "incompatible_caregivers": ["c3"],
             "synchronization": {"type": "sequential", "distance": {"min": 20, "max": 30}}},
            {"id": "p5", "distance_matrix_index": 6,
             "required_services": [{"service": "s1", "duration": 20},
                                   {"service": "s2", "duration": 20}],
             "time_windows": [{"start": 0, "end": 300}],
             "synchronization": {"type": "independent"}},
        ],
        "services": [
            {"id": "s1", "type": "a", "default_duration": 30},
            {"id": "s2", "type": "b", "default_duration": 20},
        ],
        "caregivers": [
            {"id": "c1", "abilities": ["s1", "s2"], "departing_point": "d0",
             "arrival_point": "d1", "working_shift": {"start": 0, "end": 240},
             "lunch_break": True},
            {"id": "c2", "abilities": ["s1"], "departing_point": "d1", "arrival_point": "d1",
             "working_shift": {"start": 30, "end": 240}, "lunch_break": True},
            {"id": "c3", "abilities": ["s2"], "departing_point": "d0", "arrival_point": "d0",
             "working_shift": {"start": 0, "end": 180}},
        ],
        "lunch_breaks": {"start": 90, "end": 120, "min_duration": 15},
        "distances": [
            [0, 20, 10, 12, 9, 14, 8], [20, 0, 11, 7, 13, 6, 9], [10, 11, 0, 5, 8, 12, 4],
            [12, 7, 5, 0, 10, 9, 6], [9, 13, 8, 10, 0, 7, 11], [14, 6, 12, 9, 7, 0, 5],
            [8, 9, 4, 6, 11, 5, 0],
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
