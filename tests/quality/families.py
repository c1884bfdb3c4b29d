"""Generated days and instances by family, and the costs of the search's plans for them.

As a script it prints the mean cost of each family. That is how a changed copy of the package, found
by ``PYTHONPATH``, is measured.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from math import isqrt
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any, NamedTuple

from dispatch.encoding import Encoded, encode
from dispatch.engine import Iterations
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import search
from dispatch.formats import load_instance
from dispatch.generate import Dials, generate
from dispatch.roads import travel_times
from dispatch.scenario import Scenario, load_scenario

DISTRICT = Path(__file__).parents[2] / "scenarios" / "district-day.yaml"

MANDATORY = 1000
"""Cost of a mandatory visit that is left out."""


class Family(NamedTuple):
    """Scenarios to plan, and how often."""

    scenarios: Callable[[], Iterable[Scenario]]
    iterations: int
    seeds: int


def cost(encoded: Encoded, iterations: int, seed: int) -> float:
    """Return the cost of a plan by the plain timetable, independently of the search."""
    problem = encoded.problem
    found = search(problem, seed=seed, stop=Iterations(iterations))
    plain = solution_of(problem, found.routes, found.held)
    assert plain is not None
    return plain.cost / encoded.cost_unit + MANDATORY * plain.mandatory_unserved


def costs(family: Family) -> list[float]:
    """Return for each seed the total cost of the family's plans."""
    problems = [encode(each, travel_times(each)) for each in family.scenarios()]
    return [
        sum(cost(each, family.iterations, seed) for each in problems)
        for seed in range(family.seeds)
    ]


def read(name: str, content: str) -> Scenario:
    """Return the scenario of an instance in its published form."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text(content, encoding="utf-8")
        return load_instance(file).scenario


def day(seed: int) -> Scenario:
    """Return a day of clients with preferred times; a minute off costs as much as one of travel."""
    made = generate(visits=24, caregivers=7, seed=seed, dials=Dials(preferred_times=1.0))
    weights = made.policy.weights.model_copy(
        update={"preferred_time": 1.0, "shared_paid_time": 0.0, "shared_heavy_points": 0.0}
    )
    policy = made.policy.model_copy(update={"weights": weights})
    return made.model_copy(update={"policy": policy})


def places(draw: Random, count: int, side: int) -> list[tuple[int, int]]:
    """Draw places on a square, half of them near one of four centres."""
    centres = [(draw.random() * side, draw.random() * side) for _ in range(4)]
    found = []
    for _ in range(count):
        x, y = centres[int(draw.random() * 4)]
        near = draw.random() < 0.5
        across, up = draw.random() - 0.5, draw.random() - 0.5
        found.append(
            (int(x + side * across / 4), int(y + side * up / 4))
            if near
            else (int(side * (across + 0.5)), int(side * (up + 0.5)))
        )
    return found


def distances(at: Sequence[tuple[int, int]]) -> list[list[int]]:
    return [[isqrt((x - u) ** 2 + (y - v) ** 2) for u, v in at] for x, y in at]


def needs(draw: Random, distance: Callable[[int, int], object]) -> dict[str, Any]:
    """Draw one service, or two, at once or with a gap."""
    one, two = f"s{1 + int(draw.random() * 3)}", f"s{4 + int(draw.random() * 3)}"
    kind = draw.random()
    if kind < 0.7:
        both = [one if draw.random() < 0.5 else two]
        together = {}
    else:
        both = [one, two]
        together = {"synchronization": {"type": "simultaneous"}}
    if kind >= 0.85:
        least = 10 + int(draw.random() * 30)
        gap = distance(least, least + int(draw.random() * 40))
        together = {"synchronization": {"type": "sequential", "distance": gap}}
    services = [{"service": each, "duration": 15 + int(draw.random() * 20)} for each in both]
    return {"services": services, **together}


def able(caregiver: int) -> list[str]:
    """Return two of the first three services, or of the last three; together all are offered."""
    first = 1 + 3 * (caregiver % 2)
    out = first + caregiver // 2 % 3
    return [f"s{n}" for n in range(first, first + 3) if n != out]


def hhcrsp(seed: int, patients: int = 20, caregivers: int = 6) -> dict[str, Any]:
    """Return an instance of single, simultaneous and sequential services; tardiness costs."""
    draw = Random(f"hhcrsp {seed}")
    asked = []
    for patient in range(patients):
        opens = int(draw.random() * 480)
        needed = needs(draw, lambda least, most: [least, most])
        asked.append(
            {
                "id": f"p{patient}", "time_window": [opens, opens + 90],
                "required_caregivers": needed.pop("services"), **needed,
            }
        )  # fmt: skip
    return {
        "name": f"made-{seed}",
        "patients": asked,
        "services": [{"id": f"s{n}", "default_duration": 20} for n in range(1, 7)],
        "caregivers": [{"id": f"c{k}", "abilities": able(k)} for k in range(caregivers)],
        "central_offices": [{"id": "d"}],
        "distances": distances([(50, 50), *places(draw, patients, 100)]),
    }


def teams(patients: int = 240, caregivers: int = 20, kinds: int = 10) -> dict[str, Any]:
    """Return an instance of teams of one service each in one area: few near stops suit a team."""
    draw = Random("teams")
    asked = []
    for patient in range(patients):
        opens = int(draw.random() * 480)
        needed = {"service": f"s{patient % kinds}", "duration": 15 + int(draw.random() * 15)}
        asked.append(
            {
                "id": f"p{patient}", "time_window": [opens, opens + 90],
                "required_caregivers": [needed],
            }
        )  # fmt: skip
    return {
        "name": "made-teams",
        "patients": asked,
        "services": [{"id": f"s{n}", "default_duration": 20} for n in range(kinds)],
        "caregivers": [
            {"id": f"c{k}", "abilities": [f"s{k % kinds}"]} for k in range(caregivers)
        ],
        "central_offices": [{"id": "d"}],
        "distances": distances([(50, 50), *places(draw, patients, 100)]),
    }  # fmt: skip


def uhhc(patients: int = 28, caregivers: int = 8) -> dict[str, Any]:
    """Return an instance with all costs of its family: lunch, wishes, optional patients."""
    draw = Random("uhhc")
    asked = []
    for patient in range(patients):
        opens = int(draw.random() * 420)
        again = [opens + 120] if draw.random() < 0.2 else []
        liked = {f"c{int(draw.random() * caregivers)}" for _ in range(2)}
        needed = needs(draw, lambda least, most: {"min": least, "max": most})
        asked.append(
            {
                "id": f"p{patient}", "distance_matrix_index": patient + 2,
                "required_services": needed.pop("services"),
                "time_windows": [{"start": at, "end": at + 60} for at in (opens, *again)],
                "optional": draw.random() < 0.3,
                "preferred_caregivers": sorted(liked) if draw.random() < 0.4 else [], **needed,
            }
        )  # fmt: skip
    return {
        "metadata": {
            "name": "made", "time_window_met": "at_service_start",
            "cost_components": {
                "travel_time": 1, "total_tardiness": 1, "highest_tardiness": 5,
                "total_waiting_time": 1, "total_extra_time": 2, "max_idle_time": 1,
                "workload_balance": 0.25, "caregiver_preferences": 15, "optional_patients": 150,
                "missed_lunch_break": 60,
            },
        },
        "terminal_points": [
            {"id": "d0", "distance_matrix_index": 0}, {"id": "d1", "distance_matrix_index": 1},
        ],
        "patients": asked,
        "services": [{"id": f"s{n}", "type": "any", "default_duration": 20} for n in range(1, 7)],
        "caregivers": [
            {
                "id": f"c{k}", "abilities": able(k), "departing_point": f"d{k // 2 % 2}",
                "arrival_point": f"d{k // 2 % 2}", "lunch_break": True,
                "working_shift": {"start": 0 if k < 4 else 120, "end": 420 if k < 4 else 540},
            }
            for k in range(caregivers)
        ],
        "lunch_breaks": {"start": 180, "end": 300, "min_duration": 30},
        "distances": distances(places(draw, patients + 2, 60)),
    }  # fmt: skip


def vrptw(customers: int = 60, vehicles: int = 15) -> str:
    """Return an instance of customers with narrow windows, and more vehicles than they need."""
    draw = Random("vrptw")
    rows = []
    for k, (x, y) in enumerate(places(draw, customers, 100), 1):
        opens, demand = 40 + int(draw.random() * 300), 5 + int(draw.random() * 20)
        rows.append(f"{k} {x} {y} {demand} {opens} {opens + 60} 10")
    return "\n".join(
        [
            "MADE", "", "VEHICLE", "NUMBER CAPACITY", f"{vehicles} 150", "", "CUSTOMER",
            "CUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME", "",
            "0 50 50 0 0 480 0", *rows,
        ]
    )  # fmt: skip


FAMILIES = {
    "district": Family(lambda: [load_scenario(DISTRICT)], 400_000, 16),
    "days": Family(lambda: [day(seed) for seed in range(5)], 200_000, 12),
    "hhcrsp": Family(
        lambda: [read("made.json", json.dumps(hhcrsp(seed))) for seed in range(2)], 400_000, 12
    ),
    "teams": Family(lambda: [read("made.json", json.dumps(teams()))], 100_000, 24),
    "uhhc": Family(lambda: [read("made.json", json.dumps(uhhc()))], 400_000, 32),
    "vrptw": Family(lambda: [read("made.txt", vrptw())], 400_000, 40),
}

if __name__ == "__main__":
    print(json.dumps({name: fmean(costs(family)) for name, family in FAMILIES.items()}))  # noqa: T201
