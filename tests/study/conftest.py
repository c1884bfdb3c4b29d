"""Small studies that take seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from dispatch.generate import generate_small
from dispatch.scenario import dump_scenario


@pytest.fixture
def fields(tmp_path: Path) -> dict[str, Any]:
    """The fields of a study of two days of six visits; the days are files beside it."""
    for seed in (1, 2):
        dump_scenario(generate_small(seed, visits=6, caregivers=2), tmp_path / f"day{seed}.yaml")
    return {
        "name": "Small",
        "scenarios": ["day1.yaml", "day2.yaml"],
        "seeds": [1, 2],
        "iterations": 500,
        "weightings": {"even": {"weights": {"balance": 2.0}}},
        "measures": ["travel", "unserved", "fairness.caregivers.workload.week.all.largest"],
    }


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes the fields of a study to its file."""

    def written(fields: dict[str, Any]) -> Path:
        file = tmp_path / "study.yaml"
        file.write_text(yaml.safe_dump(fields, sort_keys=False), encoding="utf-8")
        return file

    return written
