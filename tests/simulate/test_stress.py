"""A plan under noise: which visits are fragile, by hand and on a shipped day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch import Scenario, solve, travel_times
from dispatch.cli import main
from dispatch.errors import BrokenRule, InputError
from dispatch.plan import Plan, dump_plan
from dispatch.report.stress import dump_stress, load_stress
from dispatch.scenario import dump_scenario
from dispatch.simulate.stress import stressed


def day(**fields: object) -> Scenario:
    """Two visits of an hour one after the other at one place, ten minutes from the depot."""
    caregiver = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk"}
    return Scenario.model_validate(
        {
            "name": "two",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
            "services": [{"id": "home-care", "duration": 60}],
            "clients": [{"id": "li", "place": "Z"}],
            "caregivers": [caregiver | {"shifts": [{"start": "08:00", "end": "12:00"}]}],
            "visits": [
                {"id": "one", "client": "li", "service": "home-care", "exact_start": "09:00"},
                {"id": "two", "client": "li", "service": "home-care", "windows": [
                    {"open": "10:00", "close": "10:00"}]},
            ],
            **fields,
        }
    )  # fmt: skip


def planned(scenario: Scenario) -> Plan:
    return solve(scenario, engine="greedy")


def test_the_first_visit_waits_for_nobody_and_the_second_for_the_first() -> None:
    scenario = day()
    found = stressed(scenario, planned(scenario), travel_times(scenario), runs=400)
    assert found.kept.runs == 400
    assert [*found.visits] == ["two", "one"]
    # She leaves for a way of ten minutes and a visit of an hour, on the mean: both visits are late
    # about every other time, within chance and the skewness of the log-normal.
    for each in found.visits.values():
        assert 0.4 < each.in_time < 0.75
        assert each.late > 0
        assert each.slack is not None
        assert each.slack > 0
        assert each.repaired_in_time is None
    assert [*found.fragile] == ["two", "one"]
    assert found.planned_overtime == 0 < found.kept.overtime


def test_slack_makes_a_visit_safe() -> None:
    window = {"windows": [{"open": "10:00", "close": "11:50"}]}
    visits = [
        {"id": "one", "client": "li", "service": "home-care", "windows": [
            {"open": "09:00", "close": "09:30"}]},
        {"id": "two", "client": "li", "service": "home-care", **window},
    ]  # fmt: skip
    scenario = day(visits=visits)
    plan = planned(scenario)
    found = stressed(scenario, plan, travel_times(scenario), runs=50)
    assert found.fragile == {}
    assert found.kept.in_time == 1.0
    assert found.visits["two"].slack == 0
    assert found.visits["two"].latest == "2026-11-23T11:50:00"


def test_the_same_seed_gives_the_same_figures() -> None:
    scenario = day()
    one, other, another = (
        stressed(scenario, planned(scenario), travel_times(scenario), runs=20, seed=seed)
        for seed in (1, 1, 30)
    )
    assert one == other
    assert one != another


def test_what_has_begun_is_not_asked(tmp_path: Path) -> None:
    facts = {"facts": {"started": "09:01"}, "pinned_caregivers": ["amy"]}
    out = {"departed": "08:51", "free": "09:01", "place": "Z", "client": "li"}
    shift = {"start": "08:00", "end": "12:00", "under_way": out}
    running = {"id": "one", "client": "li", "service": "home-care", **facts}
    scenario = day(
        now="09:10",
        visits=[running, {"id": "two", "client": "li", "service": "home-care"}],
        caregivers=[
            {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": [shift]}
        ],
    )
    found = stressed(scenario, planned(scenario), travel_times(scenario), runs=20)
    assert [*found.visits] == ["two"]


def test_a_plan_that_breaks_a_rule_is_refused() -> None:
    scenario = day()
    plan = planned(scenario)
    (route,) = plan.routes
    stop = route.stops[0].model_copy(update={"role": "second"})
    strange = (route.model_copy(update={"shift": 1}), route.model_copy(update={"stops": (stop,)}))
    with pytest.raises(BrokenRule) as refused:
        stressed(scenario, plan.model_copy(update={"routes": strange}), travel_times(scenario), 1)
    codes = [each.code for each in refused.value.faults]
    assert codes == ["stress-broken", "unknown_shift", "unknown_role", "crew_incomplete"]


def test_a_plan_outside_of_its_windows_is_refused_and_not_called_in_time() -> None:
    plan = planned(day())
    visits = [
        {"id": "one", "client": "li", "service": "home-care", "exact_start": "09:00"},
        {"id": "two", "client": "li", "service": "home-care", "windows": [
            {"open": "09:30", "close": "09:50"}]},
    ]  # fmt: skip
    scenario = day(visits=visits)
    with pytest.raises(BrokenRule) as refused:
        stressed(scenario, plan, travel_times(scenario), 1)
    assert [each.code for each in refused.value.faults] == ["stress-broken", "window_missed"]


def test_who_repairs_sends_somebody_else_in_time() -> None:
    """Bo has nothing to do: he takes the last visit if the first one takes long.

    What happens within half an hour of a visit comes too late for that.
    """
    visits = [
        {"id": "one", "client": "li", "service": "home-care", "exact_start": "09:00"},
        {"id": "mid", "client": "li", "service": "home-care", "windows": [
            {"open": "10:00", "close": "12:00"}]},
        {"id": "two", "client": "mei", "service": "home-care", "promise": {
            "start": "11:00", "tolerance": 10}},
    ]  # fmt: skip
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk"}
    people = [
        amy | {"shifts": [{"start": "08:00", "end": "13:00"}]},
        amy | {"id": "bo", "shifts": [{"start": "10:30", "end": "13:00"}]},
        amy | {"id": "off", "shifts": []},
    ]
    clients = [{"id": "li", "place": "Z"}, {"id": "mei", "place": "Z"}]
    scenario = day(visits=visits, caregivers=people, clients=clients)
    plan, travel = planned(scenario), travel_times(scenario)
    assert [len(route.stops) for route in plan.routes] == [3]
    alone, together = (
        stressed(scenario, plan, travel, runs=20, repaired=20, processes=processes)
        for processes in (1, 2)
    )
    assert alone == together
    assert alone.repaired is not None
    assert alone.beside == alone.kept
    two = alone.visits["two"]
    assert two.repaired_in_time is not None
    assert two.repaired_in_time > two.in_time + 0.1
    assert two.repaired_missed == 0


def test_visits_after_midnight_and_second_shifts_are_lived_with_repair() -> None:
    shifts = [{"start": "08:00", "end": "10:00"}, {"start": "22:00", "end": "26:00"}]
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": shifts}
    visits = [
        {"id": "early", "client": "li", "service": "home-care", "windows": [
            {"open": "08:15", "close": "10:30"}]},
        {"id": "night", "client": "li", "service": "home-care", "windows": [
            {"open": "24:15", "close": "26:00"}]},
    ]  # fmt: skip
    scenario = day(caregivers=[amy], visits=visits)
    found = stressed(scenario, planned(scenario), travel_times(scenario), runs=3, repaired=3)
    assert {name: each.repaired_in_time for name, each in found.visits.items()} == {
        "early": 1.0, "night": 1.0,
    }  # fmt: skip


def test_a_result_is_read_as_it_was_written_and_refused_for_another_plan(tmp_path: Path) -> None:
    scenario, file = day(), tmp_path / "stress.json"
    plan = planned(scenario)
    found = stressed(scenario, plan, travel_times(scenario), runs=20, repaired=2)
    dump_stress(found, file)
    assert load_stress(file, scenario, plan) == found
    nothing = plan.model_copy(update={"routes": ()})
    for other, of in ((scenario, nothing), (day(name="another"), plan)):
        with pytest.raises(InputError, match="another scenario or for another plan"):
            load_stress(file, other, of)


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_the_command_names_the_fragile(tmp_path: Path, words: tuple[str, ...]) -> None:
    scenario, file, plan = day(), str(tmp_path / "day.yaml"), str(tmp_path / "plan.json")
    result = str(tmp_path / "stress.json")
    dump_scenario(scenario, file)
    runner = CliRunner()
    assert runner.invoke(main, ["solve", file, "-n", "100", "-o", plan]).exit_code == 0
    more = ["--repair", "2", "--processes", "1", "--remedies", "2", "-o", result]
    told = runner.invoke(main, ["stress", file, plan, "--runs", "30", *more, *words])
    assert told.exit_code == 0
    assert {*json.loads(Path(result).read_text(encoding="utf-8"))["visits"]} == {"one", "two"}
    if words:
        assert told.stdout == Path(result).read_text(encoding="utf-8")
    else:
        first, _, repaired, *visits = told.stdout.splitlines()
        assert first.startswith("30 days: ")
        assert repaired.startswith("2 of these days with repair: ")
        assert [line.split(":")[0] for line in visits if line[0] != " "] == [
            "two (li, home-care)", "one (li, home-care)",
        ]  # fmt: skip
        assert "planned for 10:00, in time until 10:00: " in visits[0]
        assert any("if amy sets out " in line for line in visits)
    page = str(tmp_path / "page.html")
    drawn = runner.invoke(main, ["report", file, plan, "--stress", result, "-o", page])
    assert drawn.exit_code == 0
    assert "Often late" in Path(page).read_text(encoding="utf-8")


def test_the_command_has_dates_if_there_are_several(tmp_path: Path) -> None:
    """It had counted the hours from the first midnight: 34:00."""
    tuesday = "2026-11-24T"
    amy = {
        "id": "amy", "gender": "woman", "start": "D", "mode": "walk",
        "shifts": [{"start": f"{tuesday}08:00", "end": f"{tuesday}12:00"}],
    }  # fmt: skip
    one = {"id": "one", "client": "li", "service": "home-care", "exact_start": f"{tuesday}10:00"}
    scenario = day(dates=["2026-11-23", "2026-11-24"], caregivers=[amy], visits=[one])
    file, plan = str(tmp_path / "day.yaml"), str(tmp_path / "plan.json")
    dump_scenario(scenario, file)
    dump_plan(planned(scenario), plan)
    told = CliRunner().invoke(main, ["stress", file, plan, "--runs", "30"])
    assert "planned for 2026-11-24 10:00, in time until 2026-11-24 10:00: " in told.stdout
