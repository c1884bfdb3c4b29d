"""A replication under a policy, day by day, and the rows that it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dispatch.plan import Plan
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import needs_nurse
from dispatch.scenario import Scenario, Visit
from dispatch.simulate.borders import morning_plan, promised
from dispatch.simulate.demand import Asked
from dispatch.simulate.lived import Day, Lived, live
from dispatch.simulate.policies.policy import Policy
from dispatch.simulate.provenance import versions_of
from dispatch.simulate.records import (
    DAY,
    AreaKind,
    Arm,
    BookedRecord,
    CaregiverRecord,
    DecisionRecord,
    RequestRecord,
)
from dispatch.simulate.replication import Replication
from dispatch.simulate.traces import Trace

MORNING: Final = 50_000
"""The budget of each of the two searches for a morning plan, in iterations."""


class Mornings:
    """The travel times and the morning plans of a replication, the same for every policy and load.

    Parameters
    ----------
    week
        The replication, at any load.
    """

    def __init__(self, week: Replication) -> None:
        self._week = week
        self._plans: dict[int, Plan] = {}
        self.travel: TravelTimes = travel_times(week.people)
        """The planned travel times."""

    def plan(self, day: int) -> Plan:
        """Return the plan of a day before it begins; the first time it is made."""
        if day not in self._plans:
            morning = self._week.morning(day)
            self._plans[day] = morning_plan(
                morning.scenario, morning.home, self.travel, MORNING, self._week.seed
            )
        return self._plans[day]


def live_week(week: Replication, policy: Policy, mornings: Mornings) -> Arm:
    """Let a replication go by under a policy.

    Parameters
    ----------
    week
        The replication.
    policy
        Who decides.
    mornings
        How its days begin.
    """
    return _LivingWeek(week, policy, mornings).arm()


ROOMS: Final = (
    "encoding", "engine", "generate", "live", "plan", "planner", "referee", "roads", "rules",
    "scenario", "simulate/policies",
)  # fmt: skip
MODULES: Final = (
    "simulate/assumptions", "simulate/borders", "simulate/catalogue", "simulate/demand",
    "simulate/foreseen", "simulate/hindsight", "simulate/lived", "simulate/nature",
    "simulate/population", "simulate/recorded", "simulate/recorded_nature", "simulate/replication",
    "simulate/series", "simulate/traces", "simulate/true_times", "simulate/truth", "simulate/week",
    "simulate/worked", "simulate/world",
)  # fmt: skip
"""What of this program a lived week depends on, with `ROOMS`; the rest reads what was lived."""


def versions() -> str:
    """Return the versions on which lived weeks depend, with a fingerprint of that code."""
    return versions_of(ROOMS, MODULES)


@dataclass
class _Open:
    """A request that nobody has served yet, and what became of it so far."""

    asked: Asked
    trace: Trace | None = None


class _LivingWeek:
    def __init__(self, week: Replication, policy: Policy, mornings: Mornings) -> None:
        self._week, self._policy, self._mornings = week, policy, mornings
        self._open: dict[str, _Open] = {}
        self._requests: dict[str, tuple[Asked, int, Trace]] = {}
        self._scenario = week.people
        self._restricted = week.nature.world.restricted

    def arm(self) -> Arm:
        week = self._week
        booked: list[BookedRecord] = []
        people: list[CaregiverRecord] = []
        decisions: list[DecisionRecord] = []
        for day in range(week.days):
            lived, scenario = self._day(day)
            booked += [_booked(scenario, day, visit, lived.traces) for visit in scenario.visits]
            people += lived.caregivers
            decisions += [replace(each, at=each.at + day * DAY) for each in lived.decisions]
        return Arm(
            world=week.name,
            load=week.load,
            seed=week.seed,
            policy=self._policy.name,
            fingerprint=week.fingerprint,
            versions=versions(),
            requests=tuple(self._records()),
            booked=tuple(booked),
            caregivers=tuple(people),
            decisions=tuple(decisions),
        )

    def _day(self, number: int) -> tuple[Lived, Scenario]:
        """Live a day, and remember what becomes of its requests and of those that waited."""
        nature, morning = self._week.nature, self._week.morning(number)
        plan, begins = self._mornings.plan(number), self._scenario.dates[0]
        waited = [
            (0, each.asked.carried(nature.world, begins, number)) for each in self._waiting(number)
        ]
        known = {
            visit.id: trace.later(1)
            for _, visit in waited
            if (trace := self._open[visit.id].trace) is not None
        }
        day = Day(
            number=number,
            scenario=promised(morning.scenario, plan, nature.world),
            plan=plan,
            travel=self._mornings.travel,
            home=morning.home,
            requests=(*waited, *((each.at, each.visit) for each in morning.asked)),
            known=known,
            expected=morning.expected,
        )
        self._open |= {each.visit.id: _Open(each) for each in morning.asked}
        lived = live(day, nature, self._policy)
        for _, visit in day.requests:
            trace, asked = lived.traces.get(visit.id, Trace()), self._open[visit.id].asked
            self._requests[visit.id] = asked, number, trace
            self._open[visit.id].trace = trace
            if trace.started is not None:
                del self._open[visit.id]
        return lived, day.scenario

    def _waiting(self, day: int) -> Iterator[_Open]:
        """Yield the requests of earlier days that have not reached their cap."""
        for each in self._open.values():
            kind = each.asked.visit.response_class
            assert kind is not None
            since = each.asked.day * DAY + each.asked.since
            if since + self._restricted[kind] > day * DAY:
                yield each

    def _records(self) -> Iterator[RequestRecord]:
        world = self._week.nature.world
        for asked, day, trace in self._requests.values():
            visit, first = asked.visit, asked.day * DAY
            assert visit.response_class is not None
            assert visit.response_target is not None
            yield RequestRecord(
                response_class=visit.response_class,
                asked=first + asked.at,
                acceptable=first + asked.since,
                target=int(visit.response_target),
                cap=self._restricted[visit.response_class],
                acknowledged=first + asked.at + world.decision,
                promised_at=_shifted(trace.promised_at, day),
                **_of_visit(self._scenario, visit, trace, day),
            )


def _shifted(at: int | None, day: int) -> int | None:
    """Return a time of a day after the week's first midnight."""
    return None if at is None else at + day * DAY


def _of_visit(scenario: Scenario, visit: Visit, trace: Trace, day: int) -> dict[str, Any]:
    """Return what the records of requests and of pre-booked visits share."""
    client, service = scenario.client[visit.client], scenario.service[visit.service]
    kinds: Mapping[str, AreaKind] = {area.id: area.kind for area in scenario.areas}
    street = client.area or ""
    return {
        "visit": visit.id,
        "client": client.id,
        "disabled": client.disabled,
        "solitary": client.solitary,
        "low_income": client.low_income,
        "by_phone": client.channel == "phone",
        "nurse": needs_nurse(service, scenario.policy.nurse_certificates),
        "woman_only": client.gender_required == "woman",
        "two_caregivers": len(service.crew) > 1,
        "street": street,
        "area_kind": kinds.get(street, "unknown"),
        "outcome": trace.outcome,
        "promised_start": _shifted(trace.promised, day),
        "told_start": _shifted(trace.told, day),
        "departed": _shifted(trace.departed, day),
        "arrived": _shifted(trace.arrived, day),
        "started": _shifted(trace.started, day),
        "ended": _shifted(trace.ended, day),
        "caregivers": trace.caregivers,
        "moves": trace.moves,
        "moved": trace.moved,
        "swaps": trace.swaps,
    }


def _booked(
    scenario: Scenario, day: int, visit: Visit, traces: Mapping[str, Trace]
) -> BookedRecord:
    hard = [window for window in visit.windows if window.hard]
    earliest = latest = None
    if visit.exact_start is not None:
        earliest = latest = scenario.at(visit.exact_start)
    elif hard:
        earliest, latest = scenario.at(hard[0].open), scenario.at(hard[0].close)
    return BookedRecord(
        medication=visit.service == "medication" and latest is not None,
        earliest=_shifted(earliest, day),
        latest=_shifted(latest, day),
        **_of_visit(scenario, visit, traces[visit.id], day),
    )
