"""One small valid scenario, as the text of a file and as plain values."""

import copy

import pytest

HELLO = """\
name: Hello
dates: [2026-11-23]
certificates:
- {id: care, grades: [basic, high]}
services:
- id: bath
  duration: 60
  requires:
    certificates: [[{certificate: care, grade: basic}]]
- id: meal
  duration: 20
caregivers:
- id: zhang
  gender: woman
  mode: e_bike
  start: [121.20, 31.00]
  certificates: [{certificate: care, grade: high}]
  shifts: [{start: 8:00, end: 17:00}]
- id: wang
  gender: man
  mode: walk
  start: [121.22, 31.02]
  shifts: [{start: 8:00, end: 12:00}]
clients:
- {id: li, place: [121.21, 31.01]}
- {id: zhao, place: [121.23, 31.03]}
visits:
- id: bath-3
  client: li
  service: bath
  windows: [{open: 9:00, close: 10:00}]
- id: meal-1
  client: zhao
  service: meal
"""


@pytest.fixture
def hello():
    """The text of the file."""
    return HELLO


@pytest.fixture
def written(tmp_path):
    """Write a text (or bytes) to a file and return its name."""

    def write(text, name="day.yaml"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write


PARTS = {
    "name": "Hello",
    "dates": ["2026-11-23"],
    "certificates": [{"id": "care", "grades": ["basic", "high"]}],
    "services": [
        {
            "id": "bath",
            "duration": 60,
            "requires": {"certificates": [[{"certificate": "care", "grade": "basic"}]]},
        },
        {"id": "meal", "duration": 20},
    ],
    "caregivers": [
        {
            "id": "zhang",
            "gender": "woman",
            "mode": "e_bike",
            "start": [121.20, 31.00],
            "certificates": [{"certificate": "care", "grade": "high"}],
            "shifts": [{"start": "8:00", "end": "17:00"}],
        },
        {
            "id": "wang",
            "gender": "man",
            "mode": "walk",
            "start": [121.22, 31.02],
            "shifts": [{"start": "8:00", "end": "12:00"}],
        },
    ],
    "clients": [
        {"id": "li", "place": [121.21, 31.01]},
        {"id": "zhao", "place": [121.23, 31.03]},
    ],
    "visits": [
        {
            "id": "bath-3",
            "client": "li",
            "service": "bath",
            "windows": [{"open": "9:00", "close": "10:00"}],
        },
        {"id": "meal-1", "client": "zhao", "service": "meal"},
    ],
}


@pytest.fixture
def parts():
    """The same as plain values, to be changed at will."""
    return copy.deepcopy(PARTS)
