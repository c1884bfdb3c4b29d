"""One more visit in an encoded scenario equals the scenario encoded from scratch."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from dispatch.encoding import Encoded, carried, encode, with_visit
from dispatch.engine.problem import Problem, schema
from dispatch.engine.search import greedy
from dispatch.engine.standing import Standing
from dispatch.engine.stop import Iterations
from dispatch.generate import generate_small
from dispatch.roads import travel_times
from dispatch.scenario import Scenario


def without_last(seed: int) -> Iterator[tuple[Scenario, Scenario]]:
    """Yield a small scenario and the same one without its last visit, if that has not begun."""
    more = generate_small(seed, visits=8, caregivers=4)
    *others, last = more.visits
    if others and last.facts is None:
        yield more, more.unchecked(visits=tuple(others))


def rows(problem: Problem, pointer: str, *entries: str) -> list[tuple[tuple[int, ...], ...]]:
    """Return compressed rows as a sorted list."""
    ends = getattr(problem, pointer).tolist()
    columns = [getattr(problem, name).tolist() for name in entries]
    spans = pairwise(ends)
    return sorted(tuple(tuple(column[a:b]) for column in columns) for a, b in spans)


def assert_equal(found: Encoded, asked: Encoded) -> None:
    """Compare all fields, those of quotas and groups in any order."""
    assert (found.tick, found.stops, found.routes) == (asked.tick, asked.stops, asked.routes)
    assert found.frame.pieces == asked.frame.pieces
    assert found.frame.modes == asked.frame.modes
    assert found.clients.apart == asked.clients.apart
    assert found.clients.around == asked.clients.around
    assert list(found.clients.number) == list(asked.clients.number)
    one, other = found.problem, asked.problem
    for group in ("quota", "group"):
        entries = (f"{group}_visits",) if group == "group" else ("quota_visits", "quota_use")
        assert rows(one, group, *entries) == rows(other, group, *entries)
    for name in schema():
        if not name.startswith(("quota", "group")):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert sorted(one.quota_most) == sorted(other.quota_most)


@pytest.mark.many
@pytest.mark.parametrize("seed", range(150))
def test_with_visit_equals_encode(seed: int) -> None:
    """On random days, whatever rules the visit is subject to."""
    for more, fewer in without_last(seed):
        travel = travel_times(more)
        assert_equal(with_visit(encode(fewer, travel), more), encode(more, travel))


@pytest.mark.parametrize("seed", range(60))
def test_carried_solutions_keep_their_times(seed: int) -> None:
    """All decisions are the same, and so are all starts."""
    for more, fewer in without_last(seed):
        whole = encode(fewer, travel_times(more))
        solution = greedy(whole.problem, stop=Iterations(1))
        larger = with_visit(whole, more)
        moved = carried(whole, solution, larger)
        finer = whole.tick // larger.tick
        before = Standing(whole.problem, solution).starts
        after = Standing(larger.problem, moved).starts
        assert after == (*(at if at < 0 else at * finer for at in before), -1)
