"""Which visits of a client get a stop that keeps them apart, and what it means."""

from __future__ import annotations

import pytest

from dispatch.encoding import decode, encode, encode_plan
from dispatch.engine.problem import NEVER, NOBODY
from dispatch.engine.schedule import solution_of
from dispatch.errors import InputError
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

POINTS = ["hub", "home", "clinic"]
WALK = [[0, 5, 9], [5, 0, 20], [9, 25, 0]]
DRIVE = [[0, 2, 3], [2, 0, 6], [3, 7, 0]]


def scenario_of(*visits, policy=None, **fields):
    """Make a day of one client with some visits, each of 30 minutes, and two caregivers."""
    return Scenario.model_validate(
        {
            "name": "one client",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": POINTS, "minutes": WALK,
                      "by_mode": {"drive": DRIVE}},
            "services": [{"id": "care", "duration": 30},
                         {"id": "cleaning", "duration": 30, "needs_client": False}],
            "caregivers": [
                {"id": name, "gender": "woman", "start": "hub", "mode": "walk",
                 "shifts": [{"start": "08:00", "end": "18:00"}]}
                for name in ("g", "h")
            ],
            "clients": [{"id": "c", "place": "home"}],
            "visits": [
                {"id": f"v{k}", "client": "c", "service": "care"} | visit
                for k, visit in enumerate(visits)
            ],
            "policy": policy or {},
        }
        | fields
    )  # fmt: skip


def encoded_of(*visits, **fields):
    scenario = scenario_of(*visits, **fields)
    return encode(scenario, travel_times(scenario))


def starting(first, last):
    return {"windows": [{"open": first, "close": last}]}


EARLY = starting("09:00", "09:30")
AWAY = {"end_place": "clinic"}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (EARLY, starting("09:59", "11:00"), True),
        # the first is over by 10:00
        (EARLY, starting("10:00", "11:00"), False),
        (starting("08:00", "08:30"), EARLY, False),
        (starting("08:00", "08:31"), EARLY, True),
        # from the clinic she walks 25 minutes
        (EARLY | AWAY, starting("10:24", "11:00"), True),
        (EARLY | AWAY, starting("10:25", "11:00"), False),
        (EARLY, {"service": "cleaning"}, False),
        # gaps from the start, and from the end
        ({}, {"gaps": [{"after": "v0", "minimum": 29}]}, True),
        ({}, {"gaps": [{"after": "v0", "minimum": 30}]}, False),
        ({}, {"gaps": [{"after": "v0", "measured_from": "end"}]}, False),
        (AWAY, {"gaps": [{"after": "v0", "minimum": 24, "measured_from": "end"}]}, True),
        (AWAY, {"gaps": [{"after": "v0", "minimum": 25, "measured_from": "end"}]}, False),
        ({}, {"facts": {"not_home": "08:00"}}, False),
    ],
)
def test_only_visits_that_could_overlap_get_a_stop(one, other, apart):
    p = encoded_of(one, other).problem
    assert p.n_routes == 2 + apart
    assert p.n_stops == 2 * (1 + apart) - ("facts" in other)


def test_allowed_starts_may_fit_into_a_break_between_those_of_another():
    nap = {"clients": [{"id": "c", "place": "home",
                        "blackouts": [{"start": "12:00", "end": "13:00"}]}]}  # fmt: skip
    windows = [{"open": "08:00", "close": "09:00"}, {"open": "15:00", "close": "16:00"}]
    encoded = encoded_of({"windows": windows}, starting("09:30", "14:30"), **nap)
    assert encoded.clients.apart == {}


def test_only_those_visits_of_a_client_that_could_overlap_with_any_other_get_a_stop():
    encoded = encoded_of(EARLY, starting("09:10", "09:20"), starting("15:00", "16:00"))
    assert encoded.clients.apart == {"v0": "c", "v1": "c"}
    assert encoded.problem.n_stops == 5


def test_nothing_is_added_if_the_rule_is_off():
    encoded = encoded_of({}, {}, policy={"rules": {"client_overlap": "off"}})
    assert (encoded.problem.n_routes, encoded.problem.n_stops) == (2, 2)


def test_a_client_is_a_route_without_a_person_that_takes_no_time():
    encoded = encoded_of(EARLY | AWAY, {}, policy={"client_mode": "drive"})
    p, stop = encoded.problem, encoded.stop_of["v0", 1]
    assert (encoded.tick, encoded.first_client) == (60_000, 2)
    assert p.caregiver.tolist() == [0, 1, NOBODY]
    assert (p.shift_end[2], p.latest_return[2]) == (NEVER, NEVER)
    assert not p.travel[p.mode[2]].any()
    assert p.eligible[stop].tolist() == [0, 0, 1]
    # the visit, and the drive home
    times = (p.before[stop], p.service[stop], p.after[stop], p.offset[stop])
    assert times == (0, 30, 7, 0)
    assert (p.stops.tolist(), p.crew.tolist()) == ([0, 2, 4], [1, 1])


def test_a_running_visit_takes_away_allowed_starts():
    running = {"facts": {"started": "09:00"}, "pinned_caregivers": ["g"]}
    encoded = encoded_of(running | AWAY, starting("08:00", "11:00"))
    p = encoded.problem
    assert (p.n_routes, p.n_stops) == (2, 2)
    # not before 08:30 at the latest, and again when she is home from the clinic at 09:55
    begins, ends = p.allowed_from[1:].tolist(), p.allowed_to[1:].tolist()
    assert (begins, ends) == ([480, 595], [510, 660])


def test_the_order_of_a_plan_is_kept_and_the_plan_shows_no_route_of_the_client():
    encoded = encoded_of({}, {})
    first, second = (encoded.stop_of[f"v{k}", 1] for k in range(2))
    solution = solution_of(encoded.problem, [(2,), (0,), (second, first)], [0, 0])
    assert solution is not None
    assert solution.start == (515, 485)
    plan = decode(encoded, solution)
    assert len(plan.routes) == 2
    assert plan.equipment == ()
    assert encode_plan(encoded, plan).routes == solution.routes


def test_a_mode_of_clients_must_be_known_and_have_times():
    with pytest.raises(InputError, match=r"policy\.client_mode: .*'taxi'"):
        scenario_of({}, policy={"client_mode": "taxi"})
    only = {"kind": "matrix", "points": POINTS, "by_mode": {"walk": WALK}}
    with pytest.raises(InputError, match="drive"):
        scenario_of({}, policy={"client_mode": "drive"}, roads=only)


def test_clients_go_home_by_a_mode_of_the_caregivers_unless_the_policy_says_otherwise():
    """The first mode of the scenario may have no times or no roads."""
    modes = [
        {"id": "bus", "network": "drive", "speed_kmh": 20},
        {"id": "walk", "network": "walk", "speed_kmh": 4.5},
    ]
    only = {"kind": "matrix", "points": POINTS, "by_mode": {"walk": WALK}}
    encoded = encoded_of(AWAY, {}, modes=modes, roads=only)
    assert encoded.problem.after[encoded.stop_of["v0", 1]] == 25
