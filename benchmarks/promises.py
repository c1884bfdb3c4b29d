"""Checks plans of generated days by a second reading of docs/model.md, independent of the referee.

    python benchmarks/promises.py [--days N] [--visits V] [--iterations I]

From the plan's times alone it finds clients in two visits at once, kits that nobody can have
brought, visits without time for the way, access or set-up, and meal breaks that are not as due.
Writes ``results/promises.csv``, a row for each day, prints the findings, and exits with 1 if there
are any.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import click
from record import GENERATING, Rows
from second_reading import MINUTE, Reading, Rest, Span

from dispatch.generate import generate
from dispatch.plan import Plan, Route, Use
from dispatch.planner import solve
from dispatch.roads import TravelTimes, travel_times
from dispatch.scenario import Place, Scenario

COLUMNS = (
    "visits", "served", "several visits", "kits fetched", "breaks", "at first door",
    "at last door", "waiting", "findings",
)  # fmt: skip


class Finding(NamedTuple):
    """A promise of the model that a plan breaks, and by how many minutes."""

    kind: str
    visit: str
    caregiver: str
    minutes: float

    def __str__(self) -> str:
        return f"{self.kind}: {self.visit or '-'}, {self.caregiver or '-'}, {self.minutes:.2f} min"


def find(scenario: Scenario, travel: TravelTimes, plan: Plan) -> list[Finding]:
    """Return what a plan breaks."""
    reading = Reading(scenario, travel, plan)
    found = [
        *clients_in_two_places(reading),
        *kits_without_hands(reading),
        *too_many_kits(reading),
        *late_pieces(reading),
    ]
    for route in plan.routes:
        found += [*break_not_as_due(reading, route), *walk(reading, route)[0]]
    return found


def clients_in_two_places(reading: Reading) -> Iterator[Finding]:
    """Find visits during another visit of the client, or before she is home from an escort."""
    scenario = reading.scenario
    used = {caregiver.mode for caregiver in scenario.caregivers}
    mode = scenario.policy.client_mode or next(m.id for m in scenario.modes if m.id in used)
    busy: dict[str, list[tuple[Span, str, float]]] = defaultdict(list)
    for visit, span in reading.span.items():
        if reading.service(visit).needs_client:
            home = reading.way(mode, reading.leaves_from(visit), reading.door(visit))
            busy[scenario.visit[visit].client].append((span, visit, span.end + home))
    for occupied in busy.values() if scenario.policy.rules.client_overlap == "hard" else ():
        occupied.sort()
        for position, (span, visit, _) in enumerate(occupied):
            for earlier, other, free in occupied[:position]:
                if free > span.start and not (reading.running(visit) and reading.running(other)):
                    kind = "client_twice" if earlier.end > span.start else "client_away"
                    yield Finding(kind, visit, other, (free - span.start) / MINUTE)


def kits_without_hands(reading: Reading) -> Iterator[Finding]:
    """Find visits to which the role in charge brings no piece, or not long enough."""
    for route in reading.plan.routes:
        entries = [
            (entry.equipment, entry.piece, use)
            for entry in reading.plan.equipment
            if (entry.caregiver, entry.shift) == (route.caregiver, route.shift)
            for use in entry.uses
        ]
        mode = reading.scenario.caregiver[route.caregiver].mode
        for stop in route.stops:
            for pool in reading.brought(stop):
                lacking = [
                    reading.lacks(use, pool, reading.at(stop.start))
                    for equipment, piece, use in entries
                    if (equipment, use.visit) == (pool.id, stop.visit) and piece <= pool.count
                ]
                able = reading.running(stop.visit) or not pool.modes or mode in pool.modes
                if not able or len(lacking) != 1 or lacking[0] > 0:
                    minutes = max(lacking, default=0) / MINUTE
                    yield Finding("kit_without_hands", stop.visit, route.caregiver, minutes)


def too_many_kits(reading: Reading) -> Iterator[Finding]:
    """Find shifts that bring a piece when all are with others, or with the piece of another."""
    shifts: dict[tuple[str, int], list[tuple[Span, str]]] = defaultdict(list)
    pieces = {
        (entry.caregiver, entry.shift, entry.equipment): entry.piece
        for entry in reading.plan.equipment
    }
    for route in reading.plan.routes:
        for pool in reading.fetched(route):
            piece = pieces.get((route.caregiver, route.shift, pool.id), 0)
            for key in {(pool.id, 0), (pool.id, piece)}:
                shifts[key].append((reading.shift(route), route.caregiver))
    for (pool_id, piece), having in shifts.items():
        number = 1 if piece else reading.scenario.pool[pool_id].count
        for span, caregiver in having:
            ends = [other.end for other, _ in having if other.start <= span.start < other.end]
            if len(ends) > number:
                yield Finding("kit_short", pool_id, caregiver, (min(ends) - span.start) / MINUTE)


def late_pieces(reading: Reading) -> Iterator[Finding]:
    """Find uses without a piece, and those to which a courier's or a fixed piece comes late."""
    scenario, chains = reading.scenario, defaultdict[tuple[str, int], list[Use]](list)
    used: Counter[tuple[str, str]] = Counter()
    for entry in reading.plan.equipment:
        used.update((entry.equipment, use.visit) for use in entry.uses)
        if entry.caregiver is None:
            chains[entry.equipment, entry.piece] += entry.uses
    for visit in reading.span:
        for pool_id in reading.service(visit).equipment:
            if used[pool_id, visit] != 1:
                yield Finding("piece_missing", visit, pool_id, 0)
    for (pool_id, piece), uses in chains.items():
        pool = scenario.pool[pool_id]
        mode, free = pool.mode or scenario.modes[0].id, -math.inf
        place = home = reading.station(pool) if pool.carried else None
        for use in sorted(uses, key=lambda each: reading.at(each.taken)):
            there, way, back = reading.leaves_from(use.visit), 0.0, 0.0
            if place is not None and home is not None:
                way = reading.way(mode, place, reading.door(use.visit))
                back = reading.way(mode, there, home)
            lacking = max(
                free + way - reading.at(use.taken),
                reading.lacks(use, pool, reading.span[use.visit].start),
            )
            if lacking > 0 or math.inf in (way, back) or piece > pool.count:
                yield Finding("piece_late", use.visit, pool_id, lacking / MINUTE)
            free, place = reading.at(use.free), there if home else None


def break_not_as_due(reading: Reading, route: Route) -> Iterator[Finding]:
    """Find a break that is missing, outside its window, too short, or where no break may be."""
    policy, rest = reading.scenario.policy, reading.rest(route)
    shift = reading.scenario.caregiver[route.caregiver].shifts[route.shift]
    due, start = shift.meal_break, reading.at(shift.start)
    if due is None or reading.at(shift.end) - start < policy.break_due_from:
        return
    if rest is None:
        if policy.rules.meal_break == "hard":
            yield Finding("break_missing", "", route.caregiver, due.duration / MINUTE)
        return
    earliest, latest = max(start, reading.at(due.earliest)), reading.at(due.latest)
    for kind, lacking in (
        ("break_outside_window", max(earliest - rest.start, rest.start - latest)),
        ("break_too_short", due.duration - (rest.end - rest.start)),
    ):
        if lacking > 0:
            yield Finding(kind, "", route.caregiver, lacking / MINUTE)
    if not may_lie_there(reading, route, rest):
        yield Finding("break_place", "", route.caregiver, 0)


def may_lie_there(reading: Reading, route: Route, rest: Rest) -> bool:
    """Whether the rules of the policy allow the place of a break."""
    rules = reading.scenario.policy.rules
    assert route.meal_break is not None
    base = route.meal_break.place
    if rest.position is None:
        return rules.break_after_return or rest.end <= reading.at(route.departure)
    if rules.break_place == "base":
        bases = {*reading.ends(route), *(each.place for each in reading.scenario.stations)}
        between = 0 < rest.position < len(route.stops)
        return between and base is not None and reading.scenario.place_of(base) in bases
    before = [reading.at(stop.arrival) > rest.start for stop in route.stops[rest.position :]]
    return base is None and (rules.break_place == "door" or before[:1] == [False])


def walk(reading: Reading, route: Route) -> tuple[list[Finding], float]:
    """Follow a route; return the ways, accesses and set-ups without time, and the waiting."""
    at, found, waiting = reading.at, list[Finding](), 0.0
    caregiver = reading.scenario.caregiver[route.caregiver]
    due, rest = caregiver.shifts[route.shift].meal_break, reading.rest(route)
    stations = [reading.station(pool) for pool in reading.fetched(route)]
    place, home = reading.ends(route)
    left: float = at(route.departure)
    before = None
    for position, stop in enumerate((*route.stops, None)):
        over = stations if position == 0 else stations[::-1] if stop is None else []
        goal = home if stop is None else reading.door(stop.visit)
        arrival = at(route.returned if stop is None else stop.arrival)
        places = place, *over, goal
        kind = "kit_not_fetched" if position == 0 else "kit_not_returned"
        kind, pause = (kind if over else "way"), 0
        if rest and rest.position == position and route.meal_break and due:
            kind, pause = "break_way", min(rest.end - rest.start, due.duration)
            late, way, ready = around(reading, route, rest, left, places, arrival)
        else:
            way, ready = reading.way(caregiver.mode, *places), arrival
            late = left + way - arrival
        faults = [(kind, late)]
        waiting += arrival - left - way - pause
        if stop is not None:
            visit, start = reading.scenario.visit[stop.visit], at(stop.start)
            stays = before == visit.client and place == goal
            access = 0 if stays else reading.scenario.client[visit.client].access
            kits = reading.brought(stop)
            set_up = 0 if reading.running(visit.id) else sum(pool.set_up for pool in kits)
            lacking = ready + access + set_up - start
            faults.append(("no_access" if ready + access > start else "no_set_up", lacking))
            waiting += start - arrival - access - set_up
            left = max(at(stop.end), reading.span[visit.id].end) if kits else at(stop.end)
            left += sum(pool.turn_round for pool in kits) + reading.service(visit.id).documentation
            before, place = visit.client, reading.leaves_from(visit.id)
        where = stop.visit if stop else ""
        found += [
            Finding(each, where, route.caregiver, by / MINUTE) for each, by in faults if by > 0
        ]
    return found, waiting / MINUTE


def around(
    reading: Reading, route: Route, rest: Rest, left: float, places: tuple[Place, ...], arrival: int
) -> tuple[float, float, float]:
    """Judge a way with a break: how late it is, the way itself, and when access may begin."""
    mode = reading.scenario.caregiver[route.caregiver].mode
    assert route.meal_break is not None
    if (base := route.meal_break.place) is not None:
        there, on = reading.way(mode, *places[:-1], base), reading.way(mode, base, places[-1])
        return max(left + there - rest.start, rest.end + on - arrival), there + on, arrival
    way = reading.way(mode, *places)
    if rest.start >= arrival:
        return left + way - arrival, way, rest.end
    return max(left - rest.start, rest.end + way - arrival), way, arrival


def measure(day: int, visits: int, iterations: int) -> tuple[dict[str, object], list[Finding]]:
    """Plan one generated day; return what its plan contains, and what it breaks."""
    scenario = generate(visits=visits, seed=day)
    travel = travel_times(scenario)
    plan = solve(scenario, iterations=iterations, travel=travel)
    reading, found = Reading(scenario, travel, plan), find(scenario, travel, plan)
    needed = Counter(
        scenario.visit[visit].client
        for visit in reading.span
        if reading.service(visit).needs_client
    )
    rests = [(reading.rest(route), len(route.stops)) for route in plan.routes]
    positions = [(rest.position, last) for rest, last in rests if rest]
    return {
        "day": day,
        "iterations": iterations,
        "visits": visits,
        "served": len(reading.span),
        "several visits": sum(number > 1 for number in needed.values()),
        "kits fetched": sum(len(reading.fetched(route)) for route in plan.routes),
        "breaks": len(positions),
        "at first door": sum(position == 0 for position, _ in positions),
        "at last door": sum(position == last for position, last in positions),
        "waiting": f"{sum(walk(reading, route)[1] for route in plan.routes):.2f}",
        "findings": len(found),
    }, found


@click.command()
@click.option("--days", default=100, show_default=True, help="How many.")
@click.option("--visits", default=60, show_default=True, help="Visits of each day.")
@click.option("--iterations", default=20_000, show_default=True, help="Moves of each search.")
def main(days: int, visits: int, iterations: int) -> None:
    """Plan generated days and look for broken promises."""
    rows = Rows("promises", key=("day", "visits", "iterations"), sources=GENERATING)
    total: Counter[str] = Counter()
    for day in range(1, days + 1):
        row, found = measure(day, visits, iterations)
        rows.add(**row)
        total.update({name: float(str(row[name])) for name in COLUMNS})
        for finding in found:
            print(f"day {day}: {finding}")
    print(f"{days} days: " + ", ".join(f"{name} {total[name]:,.0f}" for name in COLUMNS))
    raise SystemExit(total["findings"] > 0)


if __name__ == "__main__":
    main()
