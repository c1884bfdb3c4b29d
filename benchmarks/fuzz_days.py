"""Checks that a running day refuses what is told in order, or goes on with a sound plan.

    python benchmarks/fuzz_days.py [--days N] [--seed S] [--processes P]

Each seed makes a small day that may use any rule, and plans it. At seven moments its desk is told
up to five random events (`happenings.py`): all at once or, if they are refused, one by one.
Sometimes the desk repairs the plan, sells an offer, or is written and read. Nothing but an
`InputError` or `NoPlan` may be raised, or an `OfferGone`, which is counted. After every step the
referee must accept the plan, and the scenario must be read as it was written. Writes
``results/fuzz_days.csv``, a row for each block of days, prints the findings, and exits with 1 if
there are any.
"""

from __future__ import annotations

import json
import pickle
from collections import Counter
from random import Random

import click
import fuzzing
from fuzzing import Finding
from happenings import MINUTE, Happenings

from dispatch import (
    Desk,
    InputError,
    NoPlan,
    OfferGone,
    RoadsError,
    dumps_scenario,
    judge,
    loads_events,
    loads_scenario,
    plan_day,
    travel_times,
)
from dispatch.generate import generate_small

OUTCOMES = "told", "refused", "repaired", "no plan", "accepted", "gone", "not planned"

BLOCK = 100
"""Days of a row."""

MOMENTS = 7
MORNING, REPAIR = 300, 200
"""Moves of the searches."""


class _Day:
    """A day and its desk, both drawn."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.count: Counter[str] = Counter()
        self._events = 0
        day = generate_small(self.draw.randrange(10**6), visits=8, caregivers=4)
        travel = travel_times(day)
        plan = plan_day(day, iterations=MORNING, travel=travel, reasons=False).plan
        self.desk = Desk(day, plan, travel)
        first = min((day.at(route.departure) for route in plan.routes), default=8 * 60 * MINUTE)
        self.now = max(0, first - 30 * MINUTE) if day.now is None else day.at(day.now)

    def go_on(self) -> None:
        """Go on to a later moment, tell what happened until then, and perhaps change the plan."""
        self.now = (self.now + self.draw.randrange(5, 100) * MINUTE) // 1000 * 1000
        drawn = Happenings(self.draw, self.desk.scenario, self.desk.plan, self.now)
        self._events += 10
        events = [drawn.event(self._events + k) for k in range(self.draw.randint(1, 5))]
        if not self._tell(events):
            for event in events if len(events) > 1 else ():
                self._tell([event])
        if self.draw.random() < 0.6:
            self._repair()
        if self.draw.random() < 0.3:
            self._sell()
        if self.draw.random() < 0.1:
            self.desk = pickle.loads(pickle.dumps(self.desk))

    def _tell(self, events: list[dict[str, object]]) -> bool:
        desk = self.desk
        try:
            told = loads_events(json.dumps({"events": events}), scenario=desk.scenario)
            desk.tell(told, desk.scenario.moment(self.now))
        except InputError as error:
            str(error).encode()
            self.count["refused"] += 1
            return False
        self._sound("told", events)
        return True

    def _repair(self) -> None:
        try:
            self.desk.replan(iterations=REPAIR)
        except NoPlan:
            self.count["no plan"] += 1
        else:
            self._sound("repaired")

    def _sell(self) -> None:
        day = self.desk.scenario
        asked = {
            "client": self.draw.choice(day.clients).id,
            "service": self.draw.choice(day.services).id,
        }
        for offer in self.desk.offers(asked, count=1).offers:
            try:
                self.desk.accept(offer)
            except OfferGone:  # with its promise the visit counts in another week
                self.count["gone"] += 1
            else:
                self._sound("accepted")

    def _sound(self, what: str, told: object = None) -> None:
        """Count a step, after which the plan keeps the rules and the day is read as written."""
        day, plan = self.desk.scenario, self.desk.plan
        if violations := judge(day, self.desk.travel, plan).violations:
            raise Finding(f"{what} {told or ''}: the referee finds {violations}")
        if loads_scenario(dumps_scenario(day)) != day:
            raise Finding(f"{what} {told or ''}: the day is not read as it was written")
        self.count[what] += 1


def outcome_of(seed: int) -> Counter[str]:
    """Live a day; count what came of its events."""
    try:
        day = _Day(seed)
    except (NoPlan, InputError, RoadsError):
        return Counter(["not planned"])
    for _ in range(MOMENTS):
        day.go_on()
    return day.count


def measure(number: int, start: int) -> tuple[dict[str, object], list[str]]:
    """Live some days from a seed on; return how much was told and refused, and the findings."""
    return fuzzing.measure("days", OUTCOMES, outcome_of, "day {}".format, number, start)


@click.command()
@click.option("--days", default=2000, show_default=True, help="How many.")
@click.option("--seed", default=0, show_default=True, help="The seed of the first.")
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def main(days: int, seed: int, processes: int) -> None:
    """Tell random events and look for broken promises."""
    fuzzing.run(
        "fuzz_days", "days", measure, number=days, seed=seed, block=BLOCK, processes=processes
    )


if __name__ == "__main__":
    main()
