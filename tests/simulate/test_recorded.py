"""Recorded days: what is read of them, what is hidden, and that they happen again as they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.errors import InputError
from dispatch.plan import Plan
from dispatch.roads import travel_times
from dispatch.scenario import Scenario, dump_scenario, load_scenario
from dispatch.simulate.borders import promised
from dispatch.simulate.compared import compared
from dispatch.simulate.experiment import Experiment, run
from dispatch.simulate.measures import measured
from dispatch.simulate.policies.named import POLICIES, policy_of
from dispatch.simulate.policies.optimising import Optimiser
from dispatch.simulate.policies.policy import Scene
from dispatch.simulate.recorded import RECORDED, RecordedDay, load_recorded, recorded_day
from dispatch.simulate.recorded_checks import faults_of_record
from dispatch.simulate.recording import record_of
from dispatch.simulate.records import DAY, MINUTE, Arm
from dispatch.simulate.replication import Week, replication
from dispatch.simulate.summary import summarised
from dispatch.simulate.truth import Truth
from dispatch.simulate.week import Mornings, live_week
from dispatch.simulate.world import World

SHIPPED = Path(__file__).parents[2] / "scenarios" / "recorded"
HOUR = 60 * MINUTE


def small(**changes: Any) -> Scenario:
    """A street with three caregivers: a day that is over, as it was recorded."""
    fields: Mapping[str, Any] = {
        "name": "small",
        "dates": ["2026-11-23"],
        "areas": [{"id": "north"}, {"id": "south"}],
        "stations": [{"id": "hub", "place": [121.23, 31.03], "area": "south"}],
        "services": [
            {"id": "wash", "duration": 40},
            {
                "id": "lift", "duration": 60,
                "crew": [{"id": "first"}, {"id": "second", "offset": 20, "duration": 40}],
            },
        ],
        "caregivers": [
            _caregiver("amy", areas=["north", "south"]),
            _caregiver("bob", gone="08:00", start="hub"),
            _caregiver("cai", areas=["north"], gone="15:00"),
        ],
        "clients": [
            {"id": name, "place": [121.23, 31.03 + number / 1000], "area": "north"}
            for number, name in enumerate(("wang", "sun", "zhu", "li"))
        ],
        "visits": [
            {
                "id": "booked", "client": "wang", "service": "wash",
                "promise": {"start": "09:00"}, "pinned_caregivers": ["amy"],
                "facts": {"started": "09:05", "ended": "10:00"},
            },
            {
                "id": "asked", "client": "sun", "service": "lift", "response_class": "urgent",
                "requested": "09:30", "promise": {"start": "10:30"},
                "pinned_caregivers": ["amy", "cai"],
                "facts": {"started": "10:30:00", "ended": "12:00:00"},
            },
            {
                "id": "open", "client": "zhu", "service": "wash", "response_class": "short_notice",
                "requested": "11:00", "earliest_acceptable": "13:00",
            },
            {
                "id": "earlier", "client": "li", "service": "wash",
                "requested": "2026-11-22T16:00", "announced": {"start": "14:00"},
            },
            {
                "id": "off", "client": "li", "service": "wash", "facts": {"cancelled": "07:30"},
            },
        ],
        "now": "20:00",
    }  # fmt: skip
    return Scenario.model_validate({**fields, **changes})


def _caregiver(name: str, **fields: Any) -> dict[str, Any]:
    shift = {"start": "08:00", "end": "18:00", "gone": fields.pop("gone", None)}
    given = {"gender": "woman", "start": [121.23, 31.03], "mode": "e_bike", "shifts": [shift]}
    return {"id": name, **given, **fields}


def changed_visits(**by_id: Mapping[str, Any]) -> list[dict[str, Any]]:
    visits = [visit.model_dump(exclude_defaults=True) for visit in small().visits]
    return [{**visit, **by_id.get(visit["id"], {})} for visit in visits]


@pytest.fixture(scope="module")
def week(half: World) -> Week:
    return replication(half, "mid", 3)


def rows(arm: Arm, name: str) -> list[Any]:
    return sorted(getattr(arm, name), key=repr)


@pytest.mark.parametrize("policy", ["BL2", "P1"])
def test_a_lived_day_that_is_recorded_and_replayed_is_the_same_day(
    week: Week, policy: str, tmp_path: Path, made: ModuleType
) -> None:
    lived = live_week(week, made.quick(policy), Mornings(week))
    dump_scenario(record_of(week, lived), tmp_path / "day.yaml")
    day = load_recorded(tmp_path, week.seed).replication(RECORDED, week.seed)
    again = live_week(day, made.quick(policy), Mornings(day))
    assert any(not each.offered for each in lived.caregivers)
    assert {each.outcome for each in lived.booked} >= {"served", "broken_off"}
    for name in ("requests", "booked", "caregivers"):
        assert rows(again, name) == rows(lived, name)


def test_visits_take_as_long_as_they_took_under_any_policy_and_seed(week: Week) -> None:
    lived = live_week(week, policy_of("BL2"), Mornings(week))
    record = record_of(week, lived)
    day = recorded_day(record, seed=77)
    again = live_week(day, policy_of("BL3"), Mornings(day))
    took = {
        each.visit: each.ended - each.started
        for each in (*lived.requests, *lived.booked)
        if each.started is not None and each.ended is not None
    }
    both = [each for each in (*again.requests, *again.booked) if each.started is not None]
    same = [each for each in both if each.visit in took]
    assert len(same) > 40
    assert [each.started for each in same] != [
        at.started for each in same for at in (*lived.requests, *lived.booked)
        if at.visit == each.visit
    ]  # fmt: skip
    for each in same:
        assert each.started is not None
        assert each.ended is not None
        assert each.ended - each.started == took[each.visit]


def test_requests_of_earlier_days_are_recorded_on_the_day_on_which_they_were_served(
    half: World,
) -> None:
    two = replication(half.model_copy(update={"days": 2}), "mid", 3)
    lived = live_week(two, policy_of("BL2"), Mornings(two))
    carried = [each for each in lived.requests if each.day == 0 and (each.started or 0) // DAY == 1]
    assert carried
    record = record_of(two, lived, 1)
    assert [*faults_of_record(record)] == []
    day = recorded_day(record, 1)
    booked = {visit.id for visit in day.morning(0).scenario.visits}
    assert {each.visit for each in carried} <= booked
    assert all(each.at >= 0 for each in day.asked)


def test_a_record_is_read_as_it_was_known_beforehand() -> None:
    day = recorded_day(small(), 1)
    morning = day.morning(0)
    assert [visit.id for visit in morning.scenario.visits] == ["booked", "earlier"]
    booked, earlier = morning.scenario.visits
    assert earlier.requested is None  # nobody gives up a client because she has waited for long
    assert booked.promise
    assert booked.promise.start == "09:00"
    assert earlier.promise
    assert earlier.promise.start == "14:00"
    assert [(each.visit.id, each.at, each.since) for each in morning.asked] == [
        ("asked", 9.5 * HOUR, 9.5 * HOUR), ("open", 11 * HOUR, 13 * HOUR),
    ]  # fmt: skip
    asked, late = (each.visit for each in morning.asked)
    assert asked.promise is None
    assert (asked.priority, asked.response_target) == (12, HOUR)
    [window] = late.windows
    assert (window.open[-8:], window.close[-8:]) == ("13:00:00", "18:00:00")
    assert late.response_target == (24 + 18 - 13) * HOUR  # the last shift ends at six
    everything = (*morning.scenario.visits, asked, late)
    assert {visit.facts for visit in everything} == {None}
    assert {visit.pinned_caregivers for visit in everything} == {()}
    assert morning.scenario.now is None
    shifts = [shift for each in morning.scenario.caregivers for shift in each.shifts]
    assert {(shift.gone, shift.under_way) for shift in shifts} == {(None, None)}
    assert morning.home == {"amy": "north", "bob": "south", "cai": "north"}


def test_what_happened_happens_again() -> None:
    day = recorded_day(small(), 1)
    nature = day.nature
    assert nature.absences("amy", 0) == ()
    assert nature.absences("bob", 0) == (6.5 * HOUR,)
    assert nature.absences("cai", 0) == (15 * HOUR,)
    assert nature.length("booked", "wash", 40 * MINUTE) == 55 * MINUTE
    # The visit of 60 minutes took 90: the second one, due from 20 to 60, stays until the end, too.
    assert nature.length("asked", "lift", 60 * MINUTE) == 90 * MINUTE
    assert nature.length("asked", "lift", 40 * MINUTE, 20 * MINUTE) == 70 * MINUTE
    drawn = nature.length("open", "wash", 40 * MINUTE)
    assert drawn != 40 * MINUTE
    assert drawn == recorded_day(small(), 1).nature.length("open", "wash", 40 * MINUTE)
    assert drawn != recorded_day(small(), 2).nature.length("open", "wash", 40 * MINUTE)
    assert {nature.outcome(visit.id) for visit in small().visits} == {"given"}


def test_outcomes_and_assumed_facts() -> None:
    visits = changed_visits(
        booked={"facts": {"started": "09:05", "aborted": "09:17"}},
        earlier={"facts": {"not_home": "14:00"}},
        asked={"facts": {"started": "10:30", "ended": "12:00", "assumed": True}},
    )
    nature = recorded_day(small(visits=visits), 1).nature
    assert (nature.outcome("booked"), nature.in_vain("booked")) == ("broken_off", 12 * MINUTE)
    assert (nature.outcome("earlier"), nature.in_vain("earlier")) == ("not_home", 5 * MINUTE)
    assert nature.outcome("asked") == "given"
    assert nature.length("asked", "lift", 60 * MINUTE) != 90 * MINUTE


def test_a_crew_stays_as_long_as_the_visit_took() -> None:
    day = recorded_day(small(), 1)
    people = day.people
    nobody = Plan(scenario=people.fingerprint, zone=people.zone, routes=(), unserved=())
    truth = Truth(people, nobody, travel_times(people), day.nature, 0)
    first, second = truth.scenario.service["asked"].crew
    assert (first.offset, first.duration) == (0, 90 * MINUTE)
    assert (second.offset, second.duration) == (20 * MINUTE, 70 * MINUTE)


def test_each_missed_shift_is_known_in_its_time() -> None:
    spans = (("06:00", "10:00"), ("15:00", "19:00"))
    both = [{"start": start, "end": end, "gone": start} for start, end in spans]
    record = small(caregivers=[_caregiver("amy", areas=["north"], shifts=both)], visits=[])
    nature = recorded_day(record, 1).nature
    assert nature.world.opens == 6
    assert nature.absences("amy", 0) == (6 * HOUR, 15 * HOUR - 1000)


def test_days_with_two_shifts_and_nights_are_lived() -> None:
    night = [{"start": "21:00", "end": "27:00"}]
    split = [{"start": "07:00", "end": "11:00"}, {"start": "15:00", "end": "20:00"}]
    record = small(
        caregivers=[
            _caregiver("amy", areas=["north"], shifts=split),
            _caregiver("bob", areas=["north"], shifts=night),
            _caregiver("cai", areas=["north"], shifts=[]),
        ],
        visits=[
            _request("morning", "07:30"), _request("noon", "12:00"), _request("tea", "15:20"),
            _request("night", "24:30"),
            {
                "id": "late", "client": "li", "service": "wash",
                "windows": [{"open": "24:10", "close": "25:00"}],
            },
        ],
    )  # fmt: skip
    night_is_tomorrow = [*faults_of_record(record)]
    assert [(each.code, each.where) for each in night_is_tomorrow] == [
        ("replay-later", "visits[night].requested")
    ]
    kept = tuple(visit for visit in record.visits if visit.id != "night")
    day = recorded_day(record.model_copy(update={"visits": kept}), 1)
    arms = [live_week(day, policy_of(name), Mornings(day)) for name in ("BL1", "P1")]
    compared(arms)
    for arm in arms:
        started = {each.visit: each.started or 0 for each in (*arm.requests, *arm.booked)}
        assert 7.5 * HOUR < started["morning"] < 8.5 * HOUR
        assert 15 * HOUR <= started["noon"] < 17 * HOUR
        assert 24 * HOUR < started["late"] < 25.1 * HOUR
        [amy] = [each for each in arm.caregivers if each.caregiver == "amy"]
        assert (amy.offered, amy.overtime) == (9 * HOUR, 0)
        assert 0 < amy.busy <= amy.paid < 4 * HOUR  # the hours between her shifts are her own
        [cai] = [each for each in arm.caregivers if each.caregiver == "cai"]
        assert (cai.offered, cai.busy) == (0, 0)


def _request(name: str, at: str) -> dict[str, Any]:
    asked = {"requested": at, "response_class": "same_day"}
    return {"id": name, "client": "wang", "service": "wash", **asked}


def test_who_was_told_no_time_is_promised_one_in_the_morning() -> None:
    told = changed_visits(
        booked={"promise": None},
        earlier={"announced": None, "windows": [{"open": "10:00", "close": "13:00"}]},
    )
    day = recorded_day(small(visits=told), 1)
    scenario, world = day.morning(0).scenario, day.nature.world
    plan = Mornings(day).plan(0)
    starts = {stop.visit: stop.start for route in plan.routes for stop in route.stops}
    for visit in promised(scenario, plan, world).visits:
        assert visit.promise
        assert scenario.at(visit.promise.start) == scenario.at(starts[visit.id])
        assert visit.promise.tolerance == 30 * MINUTE
    nobody = plan.model_copy(update={"routes": ()})
    booked, earlier = promised(scenario, nobody, world).visits
    assert booked.promise
    assert earlier.promise
    assert scenario.at(booked.promise.start) == 8 * HOUR
    assert scenario.at(earlier.promise.start) == 10 * HOUR
    assert earlier.promise.tolerance == 3 * HOUR


@dataclass(frozen=True)
class Looking(Optimiser):
    """Looks at everything that it is shown."""

    name: str = "looking"
    iterations: int = 0
    seen: list[tuple[str, int]] = field(default_factory=list)
    facts: list[bool] = field(default_factory=list)

    def decide(self, scene: Scene) -> Plan:
        desk, at = scene.ask(), scene.scenario.at
        for visit in (*desk.scenario.visits, *scene.waiting):
            told = visit.facts and (visit.facts.ended or visit.facts.started)
            self.facts.append(told is None or at(told) <= scene.now)
            self.seen.append((visit.id, scene.now))
        return super().decide(scene)


def test_a_policy_knows_nothing_of_the_record() -> None:
    day = recorded_day(load_scenario(SHIPPED / "2026-11-24.yaml"), 1)
    policy = Looking()
    live_week(day, policy, Mornings(day))
    assert all(policy.facts)
    asked = {each.visit.id: each.at for each in day.asked}
    assert {name for name, _ in policy.seen} > asked.keys()
    assert all(now >= asked.get(name, 0) for name, now in policy.seen)


def test_everything_that_is_wrong_in_any_file_is_told_at_once(tmp_path: Path) -> None:
    visits = changed_visits(
        asked={"response_class": None, "group": "two"},
        booked={"gaps": [{"after": "asked"}]},
        earlier={"group": "two"},
    )
    clients = [{"id": name, "place": [121.23, 31.03]} for name in ("wang", "sun", "zhu", "li")]
    lost = [_caregiver("bob"), _caregiver("cai")]
    caregivers = [_caregiver("amy", areas=["north"]), *lost]
    record = small(visits=visits, clients=clients, caregivers=caregivers)
    dump_scenario(record, tmp_path / "a.yaml")
    dump_scenario(small(dates=["2026-11-24", "2026-11-25"], now=None), tmp_path / "b.yaml")
    (tmp_path / "c.yaml").write_text("name: nothing\n", encoding="utf-8")
    dump_scenario(small(), tmp_path / "d.yaml")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_recorded(tmp_path, 1)
    found = {(Path(each.file).name, each.where): each for each in caught.value.faults}
    assert {key for key in found if key[0] != "c.yaml"} == {
        ("a.yaml", "visits[booked].gaps[0].after"),
        ("a.yaml", "visits[asked].response_class"),
        ("a.yaml", "visits[asked].group"),
        *(("a.yaml", f"clients[{name}].area") for name in ("wang", "sun", "zhu", "li")),
        *(("a.yaml", f"caregivers[{name}].areas") for name in ("bob", "cai")),
        ("b.yaml", "dates"),
        ("d.yaml", "dates"),
    }
    assert any(name == "c.yaml" for name, _ in found)
    assert "a.yaml is of the same date" in str(found["d.yaml", "dates"])
    assert found["a.yaml", "visits[asked].response_class"].line > 0
    assert all("{" not in str(each) for each in caught.value.faults)


def test_a_folder_without_requests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="contains no scenario"):
        load_recorded(tmp_path, 1)
    quiet = [visit for visit in changed_visits() if visit["id"] in ("booked", "earlier")]
    dump_scenario(small(visits=quiet), tmp_path / "a.json")
    with pytest.raises(InputError, match="was requested on the same day"):
        load_recorded(tmp_path, 1)


def test_every_policy_lives_the_shipped_days(made: ModuleType) -> None:
    days = load_recorded(SHIPPED, 5)
    assert [*days.seeds] == [5, 6, 7]
    shipped = [days.replication(RECORDED, seed) for seed in days.seeds]
    assert [day.name for day in shipped] == [
        f"World S, {day.people.dates[0]}" for day in shipped
    ]  # fmt: skip
    assert all(day.people.source.startswith("made for this project") for day in shipped)
    day: RecordedDay = shipped[0]
    arms = [live_week(day, made.quick(name), Mornings(day)) for name in POLICIES]
    compared(arms)
    for arm in arms:
        assert measured(arm, first_day=0).headline.requests > 3
        assert sum(each.started is not None for each in arm.booked) > 0.8 * len(arm.booked)


def test_a_replay_goes_on_and_counts_every_day(tmp_path: Path) -> None:
    days = load_recorded(SHIPPED, 1)
    asked = Experiment(days, (RECORDED,), ("BL2", "BL3"), days.seeds, tmp_path / "rows")
    run(asked, processes=2)
    reports: list[tuple[int, int]] = []
    run(asked, 1, lambda *each: reports.append(each))
    assert reports == [(6, 6)]
    [lines] = summarised(asked).lines.values()
    assert [(line.policy, line.weeks) for line in lines] == [("BL2", 3), ("BL3", 3)]
    assert lines[0].headline.mean.value is not None  # a day without a warm-up
    other = days.records[1].model_copy(update={"name": "changed"})
    edited = replace(asked, source=replace(days, records=(days.records[0], other)))
    assert edited.missing(1) == []
    with pytest.raises(InputError, match="rows come from another"):
        edited.missing(2)


def test_the_command_replays_a_folder(tmp_path: Path) -> None:
    words = ["--replay", str(SHIPPED), "--policies", "BL1,BL2", "--processes", "1"]
    words += ["-o", str(tmp_path / "result")]
    told = CliRunner().invoke(main, ["simulate", *words], catch_exceptions=False)
    assert told.exit_code == 0
    head, _, first, second = told.stdout.splitlines()
    assert head.startswith("3 recorded days.")
    assert (first.split()[0], second.split()[0]) == ("BL1", "BL2")
    assert (tmp_path / "result" / "rows" / "recorded-BL1-1003" / "requests.parquet").exists()
    for wrong, why in (
        (["S", *words], "give either a WORLD or --replay"),
        (["-o", str(tmp_path)], "give either a WORLD or --replay"),
        ([*words, "--weeks", "2"], "--weeks is for a WORLD"),
        ([*words, "--loads", "mid"], "--loads is for a WORLD"),
    ):
        refused = CliRunner().invoke(main, ["simulate", *wrong])
        assert refused.exit_code == 2
        assert why in refused.output


def test_nobody_comes_before_it_suits_the_client() -> None:
    def windows(*given: dict[str, Any]) -> list[tuple[float, float]]:
        visits = changed_visits(open={"windows": [*given]})
        people = recorded_day(small(visits=visits), 1).people
        return [
            (people.at(each.open) / HOUR, people.at(each.close) / HOUR)
            for each in people.visit["open"].windows
        ]

    early = {"open": "08:00", "close": "10:00"}
    assert windows(early, {"open": "12:00", "close": "14:00"}) == [(13, 14)]
    assert windows({"open": "15:00", "close": "16:00"}) == [(15, 16)]
    assert windows({"open": "12:00", "close": "14:00", "applies_to": "end"}) == [(13 + 2 / 3, 14)]
    assert windows(early) == windows() == [(13, 18)]
