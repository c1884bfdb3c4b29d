"""A day as somebody plans it who knows all of it beforehand, lived by that plan."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from dispatch.live.events import Gone
from dispatch.plan import BreakTaken, PieceRoute, Plan, Route, Stop, Use, crews
from dispatch.planner import plan_day
from dispatch.rules import priority, shift_of
from dispatch.scenario import Duration, Scenario, Visit, Window
from dispatch.scenario.durations import duration_of
from dispatch.scenario.places import places_of
from dispatch.simulate.lived import Day, Lived, ends, softly
from dispatch.simulate.nature import Nature
from dispatch.simulate.policies.optimising import WEIGHTS, Optimiser
from dispatch.simulate.records import CaregiverRecord, DecisionRecord, VisitRecord
from dispatch.simulate.response import HEADLINE
from dispatch.simulate.traces import Trace, Traces
from dispatch.simulate.true_times import TrueTimes
from dispatch.simulate.truth import Truth
from dispatch.simulate.worked import Worked

_HOUR: Final = 3_600_000


def live_foreseen(day: Day, nature: Nature, iterations: int, seed: int) -> Lived:
    """Plan a day with all that will happen, and let it go by.

    Known are the lengths of services, ways and stairs, who is absent, who is not at home, and all
    requests. The hard rules are those of every policy, and so are the weights, by which a promise
    is soft; but among the requests only those of the headline count, each alike.

    Parameters
    ----------
    day
        The day. Its plan is the one to start from; each request has the moment at which it was
        made, also one before midnight, and is served at that moment at the soonest.
    nature
        What happens.
    iterations
        The budget of the search.
    seed
        Its seed.
    """
    began = time.perf_counter()
    truth = Truth(day.scenario, day.plan, day.travel, nature, day.number)
    truth.add([visit for _, visit in day.requests])
    truth.go_on(int(nature.world.absence_known), leaving(day, nature))
    scenario = known_day(day, truth.scenario, nature)
    truth.plan, _ = plan_foreseen(scenario, day, nature, iterations, seed)
    seconds = time.perf_counter() - began
    traces = _traced(day, truth, nature)
    worked = Worked(truth, traces, nature, day.number)
    people = tuple(map(worked.of, day.scenario.caregivers))
    return Lived(traces.of, people, (DecisionRecord(at=0, seconds=seconds, kind="hindsight"),))


def plan_foreseen(
    scenario: Scenario, day: Day, nature: Nature, iterations: int, seed: int
) -> tuple[Plan, TrueTimes]:
    """Plan a day as it will be.

    Parameters
    ----------
    scenario
        The day with everything that will happen but the travel times.
    day, nature, iterations, seed
        As for `live_foreseen`.

    Returns
    -------
    Plan, TrueTimes
        The plan, and travel times than which none of its ways takes longer. By these it keeps
        every hard rule.
    """
    travel = TrueTimes(day.travel, [*places_of(scenario)], nature, day.number)
    longer: TrueTimes | None = travel
    plan = day.plan
    while longer is not None:
        travel = longer
        plan = plan_day(
            scenario, travel=travel, initial=plan, iterations=iterations, seed=seed, reasons=False
        ).plan
        iterations //= 2  # only few ways are longer than they were
        longer = travel.in_rush(scenario, plan)
    return plan, travel


def realised_plan(
    scenario: Scenario,
    rows: Iterable[VisitRecord],
    people: Mapping[str, CaregiverRecord],
    midnight: int,
) -> Plan:
    """Return what took place on a day as a plan to start from.

    Rows do not tell which piece of equipment was where: each goes to a visit for which it is free.

    Parameters
    ----------
    scenario
        The day, with its requests.
    rows
        What took place.
    people
        The day of each caregiver, by id.
    midnight
        When the day begins, in the time of the rows.
    """
    moment = scenario.moment
    stops: dict[tuple[str, int], list[Stop]] = {}
    for row in sorted(rows, key=lambda each: (each.started or 0, each.visit)):
        start = (row.started or 0) - midnight
        crew = scenario.service[scenario.visit[row.visit].service].crew
        for role, name in zip(crew, row.caregivers, strict=True):
            begins = start + role.offset
            stop = Stop(
                visit=row.visit,
                role=role.id,
                arrival=moment(begins),
                start=moment(begins),
                end=moment(max(begins, (row.ended or 0) - midnight)),
            )
            shift = shift_of(scenario, scenario.caregiver[name], begins)
            stops.setdefault((name, shift), []).append(stop)
    return Plan(
        scenario=scenario.fingerprint,
        zone=scenario.zone,
        routes=tuple(
            Route(
                caregiver=name,
                shift=shift,
                departure=each[0].start,
                stops=tuple(each),
                meal_break=_meal(scenario, name, shift, people[name].meal, midnight),
                returned=each[-1].end,
            )
            for (name, shift), each in sorted(stops.items())
        ),
        equipment=tuple(_pieces(scenario, stops.values())),
        unserved=(),
    )


def _meal(
    scenario: Scenario, name: str, shift: int, at: int | None, midnight: int
) -> BreakTaken | None:
    """Return the meal break of a shift, if it began then."""
    caregiver = scenario.caregiver[name]
    rest = caregiver.shifts[shift].meal_break
    if at is None or rest is None or shift_of(scenario, caregiver, at - midnight) != shift:
        return None
    start, end = at - midnight, at - midnight + rest.duration
    return BreakTaken(start=scenario.moment(start), end=scenario.moment(end))


def _pieces(scenario: Scenario, stops: Iterable[Sequence[Stop]]) -> Iterator[PieceRoute]:
    """Yield the pieces of equipment with the visits that may have used them."""
    spans = {stop.visit: (stop.start, stop.end) for each in stops for stop in each}
    at = scenario.at
    for pool in scenario.equipment:
        uses: dict[int, list[Use]] = {number: [] for number in range(1, pool.count + 1)}
        for name, (start, end) in sorted(spans.items(), key=lambda each: at(each[1][0])):
            if pool.id in scenario.service[scenario.visit[name].service].equipment:
                free = min(uses, key=lambda n: at(uses[n][-1].free) if uses[n] else 0)
                uses[free].append(Use(visit=name, taken=start, free=end))
        for number, each in uses.items():
            if each:
                yield PieceRoute(equipment=pool.id, piece=number, uses=tuple(each))


def leaving(day: Day, nature: Nature) -> tuple[Gone, ...]:
    """Return what somebody knows in the morning of everybody who does not work, or not for long."""
    moment = day.scenario.moment
    now = moment(int(nature.world.absence_known))
    return tuple(
        Gone(at=now, caregiver=one.id, time=moment(known))
        for one in day.scenario.caregivers
        for known in nature.absences(one.id, day.number)
    )


def known_day(day: Day, true: Scenario, nature: Nature) -> Scenario:
    """Return a day as it will be, as a scenario for the planner.

    Parameters
    ----------
    day
        The day as it was planned, and a plan: whom that serves must be served.
    true
        The day as it will happen; see `Truth`.
    nature
        What happens.
    """
    policy, clients = softly(true).policy, {visit.client for visit in true.visits}
    weights = policy.weights.model_copy(update=dict(WEIGHTS))
    asked = (visit for _, visit in day.requests)
    planned = day.scenario.unchecked(visits=(*day.scenario.visits, *asked))
    given = {stop.visit for route in day.plan.routes for stop in route.stops}
    return true.unchecked(
        policy=policy.model_copy(update={"weights": weights}),
        clients=tuple(one for one in true.clients if one.id in clients),
        providers=tuple(
            one.model_copy(update={"services": _own(planned, one.services)})
            for one in true.providers
        ),
        caregivers=tuple(
            one.model_copy(
                update={
                    "services": _own(planned, one.services),
                    "examinations": _own(planned, one.examinations),
                }
            )
            for one in true.caregivers
        ),
        visits=tuple(
            visit.model_copy(
                update={
                    "windows": _as_planned(planned, planned.visit[visit.id]),
                    "mandatory": visit.id in given or visit.mandatory,
                    **_weight(true, visit, nature),
                }
            )
            for visit in true.visits
        ),
    )


def _own(planned: Scenario, services: Sequence[str]) -> tuple[str, ...]:
    """Return a list of services with those that are a visit's own."""
    own = (visit.id for visit in planned.visits if visit.service in services)
    return (*services, *own)


def _as_planned(planned: Scenario, visit: Visit) -> tuple[Window, ...]:
    """Return the windows in which a visit may start by its planned length.

    A plan for a mean length may begin a visit that then ends after its window: so may this one.
    """
    length = duration_of(planned, visit)
    return tuple(
        window.model_copy(
            update={
                "applies_to": "start",
                "close": planned.moment(planned.at(window.close) - length),
            }
        )
        if window.applies_to == "whole"
        else window
        for window in visit.windows
    )


def _weight(scenario: Scenario, visit: Visit, nature: Nature) -> dict[str, object]:
    """Return the fields by which visits count as under P1, but requests of the headline alone."""
    world, kind = nature.world, visit.response_class
    if kind is None:
        return {"priority": priority(scenario, visit) / 1000 * Optimiser.booked}
    since = scenario.at(visit.earliest_acceptable or visit.requested or "")
    cap: Duration = getattr(world.caps, kind)
    if kind in HEADLINE and since + cap > world.opens * _HOUR:
        return {"priority": max(getattr(world.priorities, each) for each in HEADLINE)}
    return {"requested": None, "earliest_acceptable": None}


def _traced(day: Day, truth: Truth, nature: Nature) -> Traces:
    """Let a day go by its plan, hour by hour, since ways depend on the hour in which they begin."""
    scenario, traces = truth.scenario, Traces(truth, nature.world.tolerance)
    for visit in scenario.visits:
        at = None if visit.promise is None else scenario.at(visit.promise.start)
        traces.of[visit.id] = Trace(promised=at, told=at)
    planned = crews(scenario, truth.plan)
    for _ in traces.noted(0, planned, truth.plan):
        pass  # clients do not hear of it before they ask
    for heard, visit in day.requests:
        if visit.id in planned:
            traces.of[visit.id].promised_at = heard
    last = ends(day.scenario)
    for until in (*range(_HOUR, last, _HOUR), last):
        for each in truth.go_on(until) if until > nature.world.absence_known else ():
            visit = scenario.visit[each.visit]
            traces.happened(each, visit, scenario.client[visit.client].place)
    return traces
