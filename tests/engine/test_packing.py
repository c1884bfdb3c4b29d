import re
from pathlib import Path

import numpy as np
import pytest

from dispatch.engine import packed, state
from dispatch.engine.packed import LIKE
from dispatch.engine.packing import pack
from dispatch.engine.problem import RANGE, VISITS

EARLIER = np.array([100, 100, 90])
SKILLS = np.array([[1, 1, 0], [1, 1, 1]], dtype=np.uint8)
DEARER = np.array([[0, 0, 5], [0, 0, 0]])


def likeness(problem):
    heads = problem.n_stops + problem.n_routes
    return pack(problem).node[heads:, LIKE].tolist()


@pytest.mark.parametrize("limits", [[], [([r], VISITS, 1) for r in range(3)]])
def test_routes_that_serve_the_same_in_the_same_way_are_alike(plain_problem, limits):
    assert likeness(plain_problem(routes=3, limits=limits)) == [0, 0, 0]


@pytest.mark.parametrize(
    "other",
    [
        {"shift_start": EARLIER},
        {"eligible": SKILLS},
        {"pair_cost": DEARER},
        {"limits": [([2], VISITS, 1)]},
        {"limits": [([0], VISITS, 2), ([1], VISITS, 2), ([2], VISITS, 1)]},
    ],
)
def test_shift_skills_preferences_and_limits_tell_routes_apart(plain_problem, other):
    first, second, third = likeness(plain_problem(visits=2, routes=3, **other))
    assert first == second != third


def test_bounds_tell_their_members_apart_from_others(plain_problem):
    bounds = {"bound": np.array([0, 2]), "bound_members": np.array([0, 1])}
    bounds |= {"bound_cost": np.array([7]), "bound_share": np.array([0])}
    bounds |= {"bound_what": np.array([RANGE]), "bound_most": np.array([9])}
    bend = np.zeros((1, 1), dtype=np.int64)
    problem = plain_problem(routes=3, workload_scale=np.full(3, 1000), bound_bend=bend, **bounds)
    first, second, third = likeness(problem)
    assert first == second != third


def test_routes_that_share_a_limit_are_alike_to_none(plain_problem):
    assert len(set(likeness(plain_problem(routes=3, limits=[([0, 1], VISITS, 1)])))) == 3


def test_a_second_shift_tells_a_caregiver_apart(plain_problem):
    given = {"caregiver": np.array([0, 1, 2, 2]), "workload_cost": np.zeros(3, dtype=np.int64)}
    a, b, c, d = likeness(plain_problem(routes=4, **given))
    assert a == b
    assert len({a, c, d}) == 3


def test_pieces_of_one_kind_are_alike(plain_problem):
    person, kit, other_kit = likeness(plain_problem(pieces=2, needs=[1, 0]))
    assert kit == other_kit != person


PAGE = (Path(__file__).parents[2] / "docs" / "engine.md").read_text(encoding="utf-8")


def test_the_page_of_the_engine_numbers_the_columns_as_they_are():
    drawn = re.findall(r"(?<=\s)(\d+) ([A-Z_]{2,})\b", PAGE)
    assert {name: int(number) for number, name in drawn} == {
        name: value for name, value in vars(state).items() if name in dict(map(reversed, drawn))
    }
    assert len(drawn) == state.WIDTH


def test_the_page_of_the_engine_draws_every_column():
    names = {name for name, value in vars(packed).items() if name.isupper() and type(value) is int}
    ends = {name for name in names if name.endswith("_END")}
    for name in names - ends - {"COLUMNS", "POOL_COLUMNS", "NEAR", "MINUTE", "WEIGHS_WORKLOAD"}:
        cost = name.endswith("_COST") or name == "RESPONSE_FROM"
        assert cost or re.search(rf"\b{name}\b", PAGE), name
