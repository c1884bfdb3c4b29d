"""A morning of one caregiver, computed by hand, and a second caregiver at the depot.

Amy leaves the depot at 08:45 and is at Zhou's door at 08:55. The stairs take 5 minutes: visit `a`
is 09:00-09:30, the notes last until 09:35. She is at Li's at 09:50 and waits for visit `b`, which
is planned 10:00-10:30, notes until 10:35. At 10:55 she is back.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dispatch.live.day import progress
from dispatch.plan import Plan, Route, Stop
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

SHIFT = {"start": "08:00", "end": "16:00"}


class Morning:
    """The scenario, its plan, and what becomes of them."""

    def __init__(self, *, routes=None, unserved=(), equipment=(), pools=(), **changes):
        self.scenario = Scenario.model_validate(
            {
                "name": "morning",
                "dates": ["2026-11-23"],
                "roads": {
                    "kind": "matrix",
                    "points": ["D", "Z", "E"],
                    "minutes": [[0, 10, 20], [10, 0, 15], [20, 15, 0]],
                },
                "equipment": list(pools),
                "services": [{"id": "bath", "duration": 30, "documentation": 5}],
                "clients": [
                    {"id": "zhou", "place": "Z", "access": 5},
                    {"id": "li", "place": "E"},
                ],
                "caregivers": [
                    {"id": "amy", "gender": "woman", "start": "D", "mode": "walk"}
                    | {"shifts": [SHIFT]},
                    {"id": "bob", "gender": "man", "start": "D", "mode": "walk"}
                    | {"shifts": [SHIFT]},
                ],
                "visits": [
                    {"id": "a", "client": "zhou", "service": "bath"},
                    {"id": "b", "client": "li", "service": "bath"},
                ],
                **changes,
            }
        )
        self.travel = travel_times(self.scenario)
        self.plan = Plan.model_validate(
            {
                "scenario": self.scenario.fingerprint,
                "routes": [self.amy()] if routes is None else routes,
                "equipment": equipment,
                "unserved": unserved,
            }
        )

    @staticmethod
    def stop(visit, start, end, arrival=None, role="caregiver"):
        return Stop(visit=visit, role=role, arrival=arrival or start, start=start, end=end)

    @classmethod
    def amy(cls, **changes):
        return Route(
            **{
                "caregiver": "amy",
                "departure": "08:45",
                "stops": (
                    cls.stop("a", "09:00", "09:30", "08:55"),
                    cls.stop("b", "10:00", "10:30", "09:50"),
                ),
                "returned": "10:55",
                **changes,
            }
        )

    def at(self, now, *events, after=None):
        """Return the day at a moment, from the morning or from an earlier day."""
        before = after or self
        return progress(before.scenario, before.plan, self.travel, now, events)


def clock(moment):
    """Return a moment of the day without its date."""
    return None if moment is None else moment.removeprefix("2026-11-23T")[:5]


def stands(day, name="amy"):
    """Return how a caregiver's shift stands, with clock times and minutes."""
    caregiver = day.scenario.caregiver[name]
    state = caregiver.shifts[0].under_way
    if state is None:
        return None
    return SimpleNamespace(
        departed=clock(state.departed),
        free=clock(state.free),
        place=state.place,
        returned=clock(state.returned),
        client=state.client,
        rest=(clock(state.break_start), clock(state.break_end)),
        travelled=state.travelled.minutes,
        worked=state.worked.minutes,
        kits=state.kits,
    )


def facts(day, name):
    """Return the facts of a visit that are given, with clock times."""
    told = day.scenario.visit[name].facts
    given = {} if told is None else told.model_dump(exclude_defaults=True)
    return {key: value if value is True else clock(value) for key, value in given.items()}


def left(day):
    """Return the visits of each route that is left, and those that are left out."""
    routes = {route.caregiver: [stop.visit for stop in route.stops] for route in day.plan.routes}
    return routes, [each.visit for each in day.plan.unserved]


@pytest.fixture
def morning():
    return Morning()
