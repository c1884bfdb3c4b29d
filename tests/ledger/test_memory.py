"""What a scenario remembers: hours and care of its week, faces of four weeks, nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dispatch.errors import InputError
from dispatch.ledger import Asked, Came, Entry, Ledger, Worked, entries_of, remembered
from dispatch.planner import solve
from dispatch.roads import travel_times
from dispatch.rules import entitlements
from dispatch.scenario import Duration, LoadSoFar, Scenario, load_scenario

MINUTE = 60_000
WEDNESDAY = date(2026, 11, 25)
WEEK = Path(__file__).parents[2] / "scenarios" / "week"


def entry(day: date, *caregivers: str, counts_on: date | None = None, desk: str = "desk") -> Entry:
    """A day on which each caregiver bathes Zhou; 60 minutes paid, 30 of care."""
    visits = [(f"{desk}-{k}", name) for k, name in enumerate(caregivers)]
    on = str(counts_on or day)
    people = sorted({*caregivers})
    return Entry(
        desk=desk,
        date=day,
        name="any",
        scenario="",
        caregivers=tuple(
            Worked(name, *([caregivers.count(name) * amount for amount in (60, 6, 10)]), 2, 1)
            for name in people
        ),
        visits=tuple(Asked(v, "zhou", "bath", on, "served", None, 30) for v, _ in visits),
        stops=tuple(Came(v, "caregiver", name, "") for v, name in visits),
    )


def in_minutes(days: list[Entry]) -> list[Entry]:
    return [
        replace(
            each,
            caregivers=tuple(
                Worked(row.caregiver, *(amount * MINUTE for amount in row[1:4]), *row[4:])
                for row in each.caregivers
            ),
            visits=tuple(visit._replace(care=visit.care * MINUTE) for visit in each.visits),
        )
        for each in days
    ]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.db")


def ago(days: int) -> date:
    return WEDNESDAY - timedelta(days=days)


@pytest.fixture
def wednesday(small):
    return lambda **changes: small(dates=[str(WEDNESDAY)], **changes)


def load(paid: float, overtime: float, travel: float, points: int, visits: int = 1) -> LoadSoFar:
    return LoadSoFar(
        paid=Duration.of_minutes(paid),
        overtime=Duration.of_minutes(overtime),
        travel=Duration.of_minutes(travel),
        heavy_points=points,
        visits=visits,
    )


def test_hours_and_care_are_those_of_the_week_until_the_day(wednesday, ledger: Ledger) -> None:
    days = [
        entry(ago(-1), "amy"),  # tomorrow
        entry(ago(0), "amy"),  # the day itself
        entry(ago(1), "amy"),
        entry(ago(2), "amy"),  # Monday
        entry(ago(2), "amy", "bob", desk="south"),  # all desks count
        entry(ago(3), "amy"),  # Sunday
    ]
    ledger.add(in_minutes(days))
    found = remembered(wednesday(), ledger)
    assert found.caregiver["amy"].so_far == load(180, 18, 30, 6, 3)
    assert found.caregiver["bob"].so_far == load(60, 6, 10, 2)
    assert found.client["zhou"].received_week == Duration.of_minutes(120)
    assert found.visits == wednesday().visits
    assert found.fingerprint != wednesday().fingerprint


def test_on_monday_a_week_begins(small, ledger: Ledger) -> None:
    ledger.add(in_minutes([entry(ago(3), "amy")]))
    monday = small(dates=[str(ago(2))])
    assert remembered(monday, ledger) == monday


def test_care_counts_in_the_week_of_its_entitlement(wednesday, ledger: Ledger) -> None:
    """A visit of Sunday night that might have started on Monday only, and the other way round."""
    days = [entry(ago(3), "amy", counts_on=ago(2)), entry(ago(2), "bob", counts_on=ago(3))]
    ledger.add(in_minutes(days))
    assert remembered(wednesday(), ledger).client["zhou"].received_week == Duration.of_minutes(30)


def test_familiar_is_who_came_often_lately(wednesday, ledger: Ledger) -> None:
    once, often = entry(ago(1), "bob", "bob", "amy"), entry(ago(28), "amy", "amy")
    ledger.add([once, often])

    def faces(scenario: Scenario, **options: int) -> tuple[str, ...]:
        return remembered(scenario, ledger, **options).client["zhou"].preferred

    assert faces(wednesday()) == ("amy", "bob")
    assert faces(wednesday(), familiar_days=27) == ("bob",)
    assert faces(wednesday(), familiar_days=10**9) == ("amy", "bob")  # longer than the calendar
    assert faces(wednesday(), familiar_visits=3) == ("amy",)
    assert faces(wednesday(), familiar_days=27, familiar_visits=1) == ("bob", "amy")
    assert faces(wednesday(), familiar_visits=4) == ()
    assert faces(wednesday(client={"preferred": ["bob"]})) == ("bob", "amy")
    assert faces(wednesday(client={"excluded": ["amy"]})) == ("bob",)
    gone = wednesday()
    gone = gone.model_copy(update={"caregivers": [gone.caregiver["amy"]]})
    assert faces(gone) == ("amy",)


def test_what_was_planned_for_nobody_makes_no_face(wednesday, ledger: Ledger) -> None:
    left_out = entry(ago(1), "amy", "amy")
    ledger.add([replace(left_out, stops=())])
    assert remembered(wednesday(), ledger).client["zhou"].preferred == ()


def test_a_value_that_is_not_the_ledgers_is_refused(wednesday, ledger: Ledger) -> None:
    ledger.add(in_minutes([entry(ago(1), "amy")]))
    same = wednesday(amy={"so_far": {"paid": 60, "heavy_points": 2}}, client={"received_week": 30})
    assert remembered(same, ledger).caregiver["amy"].so_far == load(60, 6, 10, 2)
    unknown = wednesday(bob={"so_far": {"paid": 99}})
    assert remembered(unknown, ledger).caregiver["bob"].so_far.paid == Duration.of_minutes(99)
    other = wednesday(amy={"so_far": {"paid": 61, "travel": 11}}, client={"received_week": 20})
    with pytest.raises(InputError) as caught:
        remembered(other, ledger)
    assert str(caught.value).split("\n")[0] == (
        "caregivers[amy].so_far.paid: the scenario says 61 minutes, but the ledger says 60 "
        "minutes. Leave this value out, or correct the ledger, which should have every day of "
        "the week."
    )
    assert [each.where for each in caught.value.faults] == [
        "caregivers[amy].so_far.paid", "caregivers[amy].so_far.travel",
        "clients[zhou].received_week",
    ]  # fmt: skip


def test_what_is_remembered_is_remembered_again(wednesday, ledger: Ledger) -> None:
    ledger.add(in_minutes([entry(ago(1), "amy", "amy")]))
    once = remembered(wednesday(), ledger)
    assert remembered(once, ledger) == once
    assert Scenario.from_dict(once.model_dump(mode="json")).client["zhou"].preferred == ("amy",)


def test_a_week_in_turn_is_shared_and_makes_faces_familiar(ledger: Ledger) -> None:
    """Monday's day, day after day: the visit goes to whoever has worked less so far."""
    monday = load_scenario(WEEK / "monday.yaml")
    who, had, known = [], [], []
    for day in range(7):
        asked = monday.model_copy(update={"dates": [monday.dates[0] + timedelta(days=day)]})
        if day:
            asked = remembered(asked, ledger)
        had.append(sum(each.so_far.paid for each in asked.caregivers) / MINUTE)
        known.append(asked.clients[0].preferred)
        plan = solve(asked, iterations=200)
        who += [route.caregiver for route in plan.routes]
        ledger.add(entries_of(asked, plan, travel_times(asked)))
    assert who == ["ann", "bo", "ann"]  # then the client has had the 180 minutes of her week
    assert had == [0, 70, 150, 220, 220, 220, 220]
    assert known == [(), (), ()] + [("ann",)] * 4
    [left] = entitlements(asked)
    assert left.most == 0
    next_week = monday.model_copy(update={"dates": [monday.dates[0] + timedelta(days=7)]})
    after = remembered(next_week, ledger)
    assert [each.so_far for each in after.caregivers] == [LoadSoFar()] * 2
    assert (after.clients[0].received_week, after.clients[0].preferred) == (0, ("ann",))


def test_two_dates_at_once_come_to_the_same_as_one_after_the_other(tmp_path: Path) -> None:
    """Care of a week, by the referee's own count, whether the days are planned apart or not."""
    monday = load_scenario(WEEK / "monday.yaml")
    tuesday = monday.dates[0] + timedelta(days=1)
    both = Scenario.from_dict(
        monday.model_dump(mode="json", exclude_defaults=True)
        | {
            "roads": monday.roads.model_dump(mode="json"),
            "dates": [str(monday.dates[0]), str(tuesday)],
            "caregivers": [
                each.model_dump(mode="json", exclude_defaults=True)
                | {
                    "shifts": [
                        {"start": "08:00", "end": "17:00"}, {"start": "32:00", "end": "41:00"},
                    ]
                }
                for each in monday.caregivers
            ],
            "visits": [
                {"id": "mon", "client": "lin", "service": "care",
                 "windows": [{"open": "09:00", "close": "10:00"}]},
                {"id": "tue", "client": "lin", "service": "care",
                 "windows": [{"open": "33:00", "close": "34:00"}]},
            ],
        }
    )  # fmt: skip
    at_once, apart = Ledger(tmp_path / "at-once.db"), Ledger(tmp_path / "apart.db")
    at_once.add(entries_of(both, solve(both, iterations=500), travel_times(both)))
    for name in ("monday", "tuesday"):
        asked = load_scenario(WEEK / f"{name}.yaml")
        asked = remembered(asked, apart) if name == "tuesday" else asked
        apart.add(entries_of(asked, solve(asked, iterations=500), travel_times(asked)))
    wednesday = monday.model_copy(update={"dates": [monday.dates[0] + timedelta(days=2)]})
    left = [entitlements(remembered(wednesday, each))[0].most for each in (at_once, apart)]
    assert left == [60 * MINUTE] * 2
    assert {row.caregiver: row.stops for day in at_once.entries() for row in day.caregivers if
            row.stops} == {"ann": 1, "bo": 1}  # fmt: skip
