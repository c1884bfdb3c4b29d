import numpy as np
import pytest

from dispatch.engine.tables import LIKE, pack

EARLIER = np.array([100, 100, 90])
SKILLS = np.array([[1, 1, 0], [1, 1, 1]], dtype=np.uint8)
DEARER = np.array([[0, 0, 5], [0, 0, 0]])


def likeness(problem):
    heads = problem.n_stops + problem.n_routes
    return pack(problem).node[heads:, LIKE].tolist()


def test_routes_that_serve_the_same_in_the_same_way_are_alike(plain_problem):
    assert likeness(plain_problem(visits=2, routes=3)) == [0, 0, 0]


@pytest.mark.parametrize(
    "other", [{"shift_start": EARLIER}, {"eligible": SKILLS}, {"pair_cost": DEARER}]
)
def test_shift_skills_and_preferences_tell_routes_apart(plain_problem, other):
    first, second, third = likeness(plain_problem(visits=2, routes=3, **other))
    assert first == second != third
