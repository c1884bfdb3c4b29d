"""Days and weeks under policies: what every arm must keep, and policies that cheat."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from dispatch.errors import InputError
from dispatch.plan import Plan
from dispatch.simulate.compared import compared
from dispatch.simulate.measures import measured
from dispatch.simulate.policies.named import POLICIES, policy_of
from dispatch.simulate.policies.optimising import Optimiser
from dispatch.simulate.policies.policy import Scene
from dispatch.simulate.records import DAY, Arm
from dispatch.simulate.replication import Week, replication
from dispatch.simulate.week import Mornings, live_week
from dispatch.simulate.world import World

MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def week(half: World) -> Week:
    return replication(half.model_copy(update={"days": 2}), "mid", 3)


@pytest.fixture(scope="module")
def mornings(week: Week) -> Mornings:
    return Mornings(week)


LIVED = tuple(name for name in POLICIES if name not in ("P1w", "P1r", "P1f", "P3"))
"""All policies but the parts of P2, and those with foresight, which live a recorded day."""


@pytest.fixture(scope="module")
def arms(week: Week, mornings: Mornings, made: ModuleType) -> dict[str, Arm]:
    return {name: live_week(week, made.quick(name), mornings) for name in LIVED}


def timeless(arm: Arm) -> Arm:
    return replace(arm, decisions=tuple(replace(each, seconds=0.0) for each in arm.decisions))


def test_all_arms_are_of_one_week(arms: dict[str, Arm]) -> None:
    compared([*arms.values()])


def test_a_policy_beside_itself_differs_in_nothing(
    arms: dict[str, Arm], week: Week, mornings: Mornings, made: ModuleType
) -> None:
    for name in ("BL2", "P2"):
        assert timeless(live_week(week, made.quick(name), mornings)) == timeless(arms[name])


@pytest.mark.parametrize("name", LIVED)
def test_most_visits_take_place(name: str, arms: dict[str, Arm]) -> None:
    arm = arms[name]
    assert sum(each.started is not None for each in arm.booked) > 0.8 * len(arm.booked)
    served = sum(each.started is not None for each in arm.requests)
    assert served > (0.2 if name == "BL0" else 0.5) * len(arm.requests)
    assert sum(each.busy for each in arm.caregivers) > 0.4 * sum(
        each.offered for each in arm.caregivers
    )


@pytest.mark.parametrize("name", LIVED)
def test_who_is_absent_gives_no_visit(name: str, arms: dict[str, Arm], week: Week) -> None:
    arm = arms[name]
    absent = {(each.caregiver, each.day) for each in arm.caregivers if not each.offered}
    assert absent == {
        (one.id, day)
        for one in week.population.scenario.caregivers
        for day in range(week.world.days)
        if week.nature.absence(one.id, day) is not None
    }
    for visit in (*arm.booked, *arm.requests):
        if visit.started is not None:
            assert not {(name, visit.started // DAY) for name in visit.caregivers} & absent


def test_streets_that_keep_to_themselves_do(arms: dict[str, Arm], week: Week) -> None:
    """But for what has lost its caregiver, which is put where it costs least."""
    home = week.population.home
    for name, borrows in {"BL0": False, "BL1": False, "BL2": True, "BL3": True}.items():
        requests = arms[name].requests
        served = [each for each in requests if each.started is not None and not each.swaps]
        away = [each for each in served for who in each.caregivers if home[who] != each.street]
        assert bool(away) == borrows
        if name == "BL2":
            delay = week.world.borrowing_delay
            assert all(each.started - each.asked >= delay for each in away if each.started)


def test_a_visit_by_two_starts_when_both_are_there(arms: dict[str, Arm]) -> None:
    pairs = [
        each
        for arm in arms.values()
        for each in (*arm.booked, *arm.requests)
        if each.two_caregivers and each.started is not None
    ]
    assert pairs
    for each in pairs:
        assert len({*each.caregivers}) == 2
        assert each.arrived is not None
        assert each.started is not None
        assert each.started >= each.arrived


def test_without_requests_there_is_no_response(mornings: Mornings, week: Week) -> None:
    none = {"on_demand": {"low": 0.0, "mid": 0.0, "high": 0.0}}
    quiet = replication(week.world.model_copy(update=none), "mid", 3)
    found = measured(live_week(quiet, policy_of("BL3"), mornings))
    assert found.headline.mean is None
    assert found.headline.requests == 0


@dataclass(frozen=True)
class Plain(Optimiser):
    """A policy that tests change."""

    name: str = "plain"
    every: int | None = None
    iterations: int = 0


class Idle(Plain):
    """Serves nobody who asks."""

    def heard(self, request: Any, at: str) -> None:
        del request, at


def test_who_is_never_served_counts_as_the_cap(week: Week, mornings: Mornings) -> None:
    arm = live_week(week, Idle(), mornings)
    found = measured(arm, first_day=0)
    caps = [each.cap / 60_000 for each in arm.requests if each.response_class != "short_notice"]
    assert found.headline.mean == pytest.approx(sum(caps) / len(caps))
    assert found.headline.missed == len(caps)


class Swapping(Plain):
    """Gives visits that are about to start to whoever comes first in a list."""

    def decide(self, scene: Scene) -> Plan:
        plan = super().decide(scene)
        routes = [*plan.routes]
        if len(routes) > 1:
            one, other = routes[0], routes[1]
            routes[:2] = [
                one.model_copy(update={"stops": other.stops}),
                other.model_copy(update={"stops": one.stops}),
            ]
        return plan.model_copy(update={"routes": tuple(routes)})


class Dropping(Plain):
    """Gives up half of the visits, promised or not."""

    def decide(self, scene: Scene) -> Plan:
        plan = super().decide(scene)
        return plan.model_copy(update={"routes": plan.routes[::2]})


@pytest.mark.parametrize("policy", [Swapping(), Dropping()], ids=lambda each: type(each).__name__)
def test_no_policy_decides_without_its_desk(policy: Plain, week: Week, mornings: Mornings) -> None:
    with pytest.raises(InputError, match="not the plan of its desk"):
        live_week(week, policy, mornings)


@dataclass(frozen=True)
class Looking(Plain):
    """Looks at everything that it is shown."""

    facts: list[bool] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    def decide(self, scene: Scene) -> Plan:
        desk, at = scene.ask(), scene.scenario.at
        for visit in (*desk.scenario.visits, *scene.waiting):
            told = visit.facts and (visit.facts.ended or visit.facts.started)
            self.facts.append(told is None or at(told) <= scene.now)
        day = (scene.scenario.dates[0] - MONDAY).days
        for visit in scene.scenario.visits:
            self.asked.setdefault(visit.id, day * DAY + scene.now)
        return super().decide(scene)


def test_a_policy_knows_nothing_of_what_will_happen(week: Week, mornings: Mornings) -> None:
    policy = Looking()
    live_week(week, policy, mornings)
    assert len(policy.facts) > 2_000
    assert all(policy.facts)
    requests = [each for morning in week.mornings for each in morning.asked]
    assert requests
    for each in requests:
        heard = policy.asked.get(each.visit.id)
        assert heard is None or heard >= each.day * DAY + each.at + week.world.decision


def test_an_unknown_policy_is_named() -> None:
    with pytest.raises(InputError, match="BL1"):
        policy_of("BL9")
    with pytest.raises(InputError, match="mine"):
        policy_of("mine:Nearest")


def test_a_class_that_is_no_policy_is_told_what_it_lacks() -> None:
    with pytest.raises(InputError, match=r"it lacks name, every, .*, opened, heard\b"):
        policy_of("json:JSONDecoder")


def test_requests_that_wait_are_served_on_later_days(arms: dict[str, Arm]) -> None:
    later = [
        each
        for arm in arms.values()
        for each in arm.requests
        if each.started is not None and each.started // DAY > each.day
    ]
    assert later
    assert all(each.promised_start is not None for each in later)
