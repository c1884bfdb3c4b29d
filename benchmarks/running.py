"""What a running desk takes and brings: offers, acceptance, events, urgent visits, repairs.

    python benchmarks/running.py run [--requests 2000] [--seeds 3]
    python benchmarks/running.py table

Generated days on a made-up map, planned for 10 seconds; each row is measured in a process of its
own, and nothing else may run on the machine. Requests are for services that the day knows: half of
them have a preferred start, and a quarter are of clients whom the scenario does not know yet.

``absence``: a tenth of the caregivers do not come. The plan of two seconds' repair stands beside
one made from nothing in thirty, on the same day with the same promises and the same visits that are
about to start, but without announcements. A change is a visit that gets other people than
announced, or starts outside the tolerance.

``regret``: the best offer beside searches of ten seconds that have to serve the visit. Both are
costs that the visit adds: to the plan, and to the best plan of ten more seconds without it. The
difference is told in percent of the cost of the day without what is left out.
Writes ``results/running.csv``, a row for each question, size and seed.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import click
import harness
from record import GENERATING, Rows

if TYPE_CHECKING:
    from dispatch import Desk, Plan, Scenario, TravelTimes

KEY = "question", "visits", "seed", "seconds"
SIZES = {300: 60, 500: 90}
"""Caregivers by visits."""
ONLY = {"absence": (300,), "regret": (300,)}
"""The sizes of questions that take long."""
REGRETS = 200
GRACE = 3600.0
"""Seconds that the searches of `regret` take together, and more."""
FIRST = 200
"""Requests after which memory must not grow."""
BULK = 100


@click.group()
def main() -> None:
    """What a running desk takes."""


def _rows() -> Rows:
    return Rows("running", key=KEY, sources=(*GENERATING, "live/*.py", "explanations/*.py"))


@main.command("run")
@click.option("--requests", default=2000, show_default=True, help="For offers.")
@click.option("--seeds", default=3, show_default=True, help="How many days of each size.")
def run_running(requests: int, seeds: int) -> None:
    """Measure everything that is not measured yet, one after the other."""
    rows = _rows()
    asked = [
        dict(zip(KEY, (question, visits, seed, 10.0), strict=True))
        for question in QUESTIONS
        for visits in ONLY.get(question, (*SIZES,))
        for seed in range(1, seeds + 1)
    ]
    asked = [each for each in asked if each["question"] != "regret" or each["seed"] == 1]
    told = {"requests": requests}
    tasks = [harness.Task(what, told) for what in asked if not rows.has(**what)]
    harness.measure(__file__, tasks, rows, processes=1, grace=GRACE)


@main.command(hidden=True)
@click.argument("task")
def one(task: str) -> None:
    """Measure one thing, in this process."""
    harness.one(task, lambda asked: QUESTIONS[asked["question"]](asked))


def offers(asked: dict[str, Any]) -> dict[str, object]:
    """Ask for one visit after another; the day stays as it is."""
    desk, built = _desk(asked)
    requests = _requests(desk.scenario, asked["seed"])
    took, before, none = [], 0.0, 0
    for number in range(asked["requests"]):
        request = next(requests)
        began = time.perf_counter()
        answer = desk.offers(request)
        took.append(time.perf_counter() - began)
        none += not answer.offers
        if number == FIRST:
            before = _memory()
    return {
        "built s": f"{built:.2f}",
        **_shares(took),
        "without offer": none,
        "grown MB": f"{_memory() - before:.1f}",
    }


def accept(asked: dict[str, Any]) -> dict[str, object]:
    """Accept the first offers of some requests; the day fills up."""
    desk, _ = _desk(asked)
    requests = _requests(desk.scenario, asked["seed"])
    took: list[float] = []
    while len(took) < min(60, asked["requests"]):
        answer = desk.offers(next(requests))
        for offer in answer.offers[:1]:
            began = time.perf_counter()
            desk.accept(offer)
            took.append(time.perf_counter() - began)
    return _shares(took)


def bulk(asked: dict[str, Any]) -> dict[str, object]:
    """Answer many requests at once."""
    desk, _ = _desk(asked)
    requests = _requests(desk.scenario, asked["seed"])
    many = [next(requests) for _ in range(min(BULK, asked["requests"]))]
    desk.offers_for(many[:1])
    began = time.perf_counter()
    desk.offers_for(many)
    return {"took s": f"{time.perf_counter() - began:.2f}"}


def events(asked: dict[str, Any]) -> dict[str, object]:
    """Tell one event after another, two minutes apart, and look at the plan after each."""
    from dispatch import Desk, dumps_plan, dumps_scenario, loads_plan, loads_scenario
    from dispatch.live.events import Cancelled, Promised, TravelSlower
    from dispatch.roads import slowed

    scenario, plan, travel = _day(asked)
    desk, draw = Desk(scenario, plan, travel), Random(asked["seed"])
    took, after = [], []
    for number in range(min(60, asked["requests"])):
        now = scenario.moment(scenario.at("08:30") + number * 120_000)
        later = scenario.moment(scenario.at(now) + 3_600_000)
        planned = [s.visit for route in desk.plan.routes for s in route.stops if s.start > later]
        event = draw.choice(
            [
                TravelSlower(at=now, factor=1.2, until=later),
                *[kind(at=now, visit=draw.choice(planned)) for kind in (Promised, Cancelled)],
            ]
        )
        began = time.perf_counter()
        desk.tell([event], now)
        took.append(time.perf_counter() - began)
        began = time.perf_counter()
        texts = desk.scenario, desk.plan
        after.append(time.perf_counter() - began)
    began = time.perf_counter()
    again = loads_scenario(dumps_scenario(texts[0]))
    Desk(again, loads_plan(dumps_plan(texts[1])), slowed(again, travel))
    built = time.perf_counter() - began
    numbers = {f"next {name}": value for name, value in _shares(after).items()}
    return {**_shares(took), **numbers, "from files s": f"{built:.2f}"}


def urgent(asked: dict[str, Any]) -> dict[str, object]:
    """Tell of urgent visits and insert them at once; then let two more seconds improve that."""
    from dispatch.live.events import Requested

    desk, _ = _desk(asked)
    draw, scenario = Random(asked["seed"]), desk.scenario
    took, better, served = [], 0, 0
    searched = range(min(3, asked["requests"]))
    for number in range(min(30, asked["requests"])):
        now = scenario.moment(scenario.at("08:30") + number * 120_000)
        model = draw.choice(scenario.visits)
        visit = {"id": f"urgent-{number}", "client": model.client, "service": model.service}
        news = [Requested(at=now, visit={**visit, "response_class": "urgent", "priority": 9.0})]
        began = time.perf_counter()
        desk.tell(news, now)
        found = desk.replan(iterations=0)
        took.append(time.perf_counter() - began)
        served += not any(each.visit == visit["id"] for each in found.plan.unserved)
        if number in searched:
            before = found.judgement.cost
            more = desk.replan(time_limit=2.0 if asked["seconds"] > 1 else 0.1).judgement.cost
            better += (more.mandatory_unserved, more.total) < (
                before.mandatory_unserved,
                before.total,
            )
    return {
        **_shares(took),
        "served": f"{served} of {len(took)}",
        "improved": f"{better} of {len(searched)}",
    }


def absence(asked: dict[str, Any]) -> dict[str, object]:
    """Repair a day on which a tenth of the caregivers do not come, and plan it from nothing."""
    from dispatch.encoding import encode, frozen
    from dispatch.live.events import Absent
    from dispatch.live.repair import about_to_start, replan, told_day
    from dispatch.planner import Budget, planned, settled

    scenario, plan, travel = _day(asked)
    names = [each.id for each in scenario.on_duty]
    gone = Random(asked["seed"]).sample(names, max(1, len(names) // 10))
    news = [Absent(at="07:50", caregiver=name) for name in gone]
    short, long = (2.0, 30.0) if asked["seconds"] > 1 else (0.1, 0.2)
    repaired = replan(scenario, plan, "08:00", news, time_limit=short, travel=travel, reasons=False)
    free = scenario.policy.running_day.model_copy(update={"announced": False})
    policy = scenario.policy.model_copy(update={"running_day": free})
    unannounced = scenario.model_copy(update={"policy": policy})
    day, times = told_day(unannounced, plan, travel, "08:00", news)
    encoded = encode(day.scenario, times)
    start, left, dropped = settled(encoded, day.plan)
    stays, _ = about_to_start(day.scenario, plan, left, dropped)
    problem = frozen(encoded.problem, start, stays)
    anew = planned(encoded, None, Budget(long, None, None, None), problem=problem, reasons=False)
    return {
        "absent": len(gone),
        "left out": len(repaired.plan.unserved),
        "left out anew": len(anew.plan.unserved),
        "changes": _changes(repaired.scenario, repaired.plan),
        "changes anew": _changes(repaired.scenario, anew.plan),
    }


def regret(asked: dict[str, Any]) -> dict[str, object]:
    """Compare best offers with searches that have to serve the visit."""
    from dispatch import Desk, plan_day

    scenario, plan, travel = _day(asked)
    desk = Desk(scenario, plan, travel)
    seconds = asked["seconds"]

    def searched(day: Scenario) -> Any:
        where = travel
        for each in day.clients:
            where = where.joined(each.place)
        return plan_day(
            day, travel=where, initial=plan, time_limit=seconds, reasons=False
        ).judgement.cost

    without = searched(scenario)
    scale = without.total - without.components["unserved"]
    requests = _requests(scenario, asked["seed"])
    found, best = [], 0
    for _ in range(min(REGRETS, asked["requests"])):
        request = next(requests)
        answer = desk.offers(request)
        if not answer.offers:
            continue
        offer = answer.offers[0]
        new = [] if offer.client is None else [offer.client]
        visit = offer.visit.model_copy(update={"mandatory": True})
        day = scenario.model_copy(
            update={"visits": (*scenario.visits, visit), "clients": (*scenario.clients, *new)}
        )
        cost = searched(day)
        added = cost.total - without.total
        found.append(100 * (offer.cost - added) / scale)
        best += offer.cost <= added
    ordered = sorted(found)
    if not ordered:
        return {"best known": "0 of 0"}
    return {
        "scale": f"{scale:.0f}",
        "median %": f"{ordered[len(ordered) // 2]:.2f}",
        "worst %": f"{ordered[-1]:.2f}",
        "best known": f"{best} of {len(found)}",
    }


def _changes(scenario: Scenario, plan: Plan) -> int:
    """Count the visits that get other people than announced, or start outside the tolerance."""
    crews: dict[str, set[str]] = {}
    starts: dict[str, int] = {}
    for route in plan.routes:
        for stop in route.stops:
            crews.setdefault(stop.visit, set()).add(route.caregiver)
            at = scenario.at(stop.start)
            starts[stop.visit] = min(at, starts.get(stop.visit, at))
    told = [(visit, visit.announced) for visit in scenario.visits if visit.announced]
    return sum(
        crews[visit.id] != {*known.caregivers}
        or abs(starts[visit.id] - scenario.at(known.start)) > known.tolerance
        for visit, known in told
        if visit.id in crews
    )


QUESTIONS: dict[str, Callable[[dict[str, Any]], dict[str, object]]] = {
    each.__name__: each for each in (offers, accept, bulk, events, urgent, absence, regret)
}


def _desk(asked: dict[str, Any]) -> tuple[Desk, float]:
    """Return a desk, and the seconds in which it is built once all is compiled."""
    from dispatch import Desk

    day, plan, travel = _day(asked)
    desk = Desk(day, plan, travel)
    for request in [next(_requests(day, 0)) for _ in range(3)]:
        desk.offers(request)
    began = time.perf_counter()
    return Desk(day, plan, travel), time.perf_counter() - began


def _day(asked: dict[str, Any]) -> tuple[Scenario, Plan, TravelTimes]:
    """Return a generated day, its plan, and its travel times."""
    from dispatch import solve, travel_times
    from dispatch.generate import generate, generate_roads
    from dispatch.roads import write_graphml

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "roads.graphml.gz")
        write_graphml(generate_roads(asked["seed"]), file)
        visits = int(asked["visits"])
        people = SIZES.get(visits, max(2, visits // 6))
        day = generate(file, visits=visits, caregivers=people, seed=asked["seed"])
        travel = travel_times(day)
        plan = solve(day, travel=travel, time_limit=asked["seconds"], reasons=False)
    return day, plan, travel


def _requests(day: Scenario, seed: int) -> Iterator[dict[str, Any]]:
    """Yield requests like the visits of a day, without end."""
    draw = Random(seed)
    number = 0
    while True:
        number += 1
        model = draw.choice(day.visits)
        client: Any = model.client
        if draw.random() < 0.25:
            known = day.client[model.client]
            near = draw.choice(day.clients).place
            fields = known.model_dump(exclude_defaults=True)
            client = {**fields, "id": f"new-{number}", "place": near}
        request = {"id": f"asked-{number}", "client": client, "service": model.service}
        if draw.random() < 0.5:
            hour, minute = draw.randrange(8, 18), draw.randrange(0, 60, 5)
            request["preferred_start"] = f"{hour:02d}:{minute:02d}"
        yield request


def _shares(took: list[float]) -> dict[str, object]:
    """Return how long the median, and all but one in 20 and in 100, take at most."""
    ordered = sorted(took)
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {
        f"{name} ms": f"{1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]:.1f}"
        for name, share in at.items()
    }


def _memory() -> float:
    """Return the megabytes of this process now."""
    import gc

    gc.collect()
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@main.command()
@harness.of_machine
def table(machine: str | None) -> None:
    """Print the rows measured last."""
    harness.print_by_question(_rows(), KEY, QUESTIONS, machine)


if __name__ == "__main__":
    main()
