"""A client of the library, as a backend has it; checked strictly without pydantic's plugin."""

from __future__ import annotations

from datetime import date
from threading import Event

from dispatch import (
    Caregiver,
    Certificate,
    CertificateKind,
    CertificateNeed,
    Client,
    Duration,
    Explanation,
    Fault,
    InputError,
    Judgement,
    Matrix,
    Outcome,
    Plan,
    Policy,
    Progress,
    Requirement,
    Scenario,
    Service,
    Shift,
    Stop,
    TravelTimes,
    Visit,
    Weights,
    Window,
    dumps_plan,
    dumps_scenario,
    explain,
    judge,
    loads_plan,
    loads_scenario,
    memory_needed,
    plan_day,
    solve,
    travel_times,
)


def made() -> Scenario:
    """A day made of models; the types are those of the fields once they are read."""
    nurse = Requirement(certificates=((CertificateNeed(certificate="nurse"),),))
    holds = (Certificate(certificate="nurse", valid_until=date(2028, 3, 31)),)
    shifts = (Shift(start="08:00", end="16:00"),)
    morning = Window(open="09:00", close="10:00")
    return Scenario(
        name="Monday",
        dates=(date(2026, 11, 23),),
        roads=Matrix(points=("desk", "li", "wu"), minutes=((0, 10, 12), (10, 0, 4), (12, 4, 0))),
        certificates=(CertificateKind(id="nurse"),),
        services=(
            Service(id="injection", duration=Duration.of_minutes(30), requires=nurse),
            Service(id="meal", duration=Duration.of_minutes(20)),
        ),
        caregivers=(
            Caregiver(id="ann", gender="woman", start="desk", mode="walk", shifts=shifts),
            Caregiver(
                id="bo", gender="man", start="desk", mode="walk", shifts=shifts, certificates=holds
            ),
        ),
        clients=(Client(id="li", place="li"), Client(id="wu", place="wu", preferred=("ann",))),
        visits=(
            Visit(id="li-injection", client="li", service="injection", windows=(morning,)),
            Visit(id="wu-meal", client="wu", service="meal", requested="08:30", priority=2),
        ),
        policy=Policy(weights=Weights(continuity=5)),
    )


def planned(day: Scenario, travel: TravelTimes, cancelled: Event) -> Outcome:
    """Plan with both callbacks, and look at what is known."""
    seen: list[Progress] = []
    stop: Stop = lambda _: float(cancelled.is_set())  # noqa: E731
    outcome = plan_day(
        day, travel=travel, iterations=1000, deadline=60, stop=stop, progress=seen.append
    )
    assert seen[-1].cost <= seen[0].cost
    assert 0 < outcome.judgement.cost.components["travel"] < outcome.judgement.cost.total
    assert outcome.stopped_by == "iterations"
    assert outcome.bound is None or outcome.proved
    assert len(outcome.dropped) == 0
    return outcome


def faults_of(text: str) -> tuple[Fault, ...]:
    """What is wrong with a text of a stranger."""
    try:
        loads_scenario(text, name="request", trusted=False)
    except InputError as error:
        return error.faults
    return ()


def run() -> str:
    """Build, send, plan, book, judge and explain."""
    day = loads_scenario(dumps_scenario(made()), trusted=False)
    assert day == made() == Scenario.from_dict(day.model_dump(mode="json"), trusted=False)
    assert memory_needed(day) < 1_000_000
    (fault,) = faults_of(dumps_scenario(day).replace('"client": "wu"', '"client": "xu"'))
    assert (fault.code, fault.where) == ("unknown-client", "visits[wu-meal].client")
    travel = travel_times(day)
    plan: Plan = planned(day, travel, Event()).plan
    booked = Visit(id="wu-care", client="wu", service="injection", duration=Duration.of_minutes(45))
    later = day.model_copy(update={"visits": (*day.visits, booked)})
    plan = loads_plan(dumps_plan(solve(later, travel=travel.joined("li"), initial=plan)))
    judgement: Judgement = judge(later, travel, plan)
    assert judgement.ok
    told: Explanation = explain(later, plan, "wu-care", travel=travel)
    starts: dict[str, str] = {stop.visit: stop.start for each in plan.routes for stop in each.stops}
    assert told.start == starts["wu-care"]
    return starts["li-injection"]
