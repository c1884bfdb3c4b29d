"""What is encoded in part is what is encoded as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.encoding import encode
from dispatch.explain.part import part_of, spliced
from dispatch.explain.relaxations import applicable, loosened
from dispatch.generate.small import generate_small
from dispatch.roads import travel_times

TIMES = ("allowed_from", "allowed_to", "latest_return", "break_length", "break_from", "break_to")


def in_milliseconds(encoded, name):
    row = getattr(encoded.problem, name)
    if not name.startswith("allowed"):
        row = row[: len(encoded.routes)]
    return row * encoded.tick


@pytest.mark.parametrize("seed", range(12))
def test_a_part_that_is_spliced_in_is_the_whole_encoded_anew(seed):
    scenario = generate_small(seed, visits=6, caregivers=3)
    travel = travel_times(scenario)
    whole = encode(scenario, travel)
    people = len(whole.routes)
    compared = 0
    for visit in scenario.open_visits:
        for relaxation in applicable(scenario, visit):
            if relaxation.code in ("kit", "caregiver"):
                continue
            part = encode(loosened(part_of(scenario, visit), visit.id, [relaxation]), travel)
            found = spliced(whole, part, visit.id)
            asked = encode(loosened(scenario, visit.id, [relaxation]), travel)
            for name in TIMES:
                assert np.array_equal(in_milliseconds(found, name), in_milliseconds(asked, name))
            assert np.array_equal(found.problem.allowed, asked.problem.allowed)
            p, q = found.problem, asked.problem
            first = found.stop_of[visit.id, 0]
            rows = slice(first, p.stops[p.visit[first] + 1])
            assert np.array_equal(p.eligible[rows, :people], q.eligible[rows, :people])
            costs = p.pair_cost * found.tick, q.pair_cost * asked.tick
            assert np.array_equal(costs[0][rows, :people], costs[1][rows, :people])
            compared += 1
    assert compared
