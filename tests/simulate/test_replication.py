"""Weeks of the world S: who is there, what is booked, and what never changes."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from statistics import fmean

import pytest

from dispatch import dumps_scenario, judge, solve, travel_times
from dispatch.errors import InputError
from dispatch.generate import generate_roads
from dispatch.generate.caregivers import is_nurse
from dispatch.roads import write_graphml
from dispatch.rules import allowed_starts, duration_of, needs_nurse
from dispatch.scenario import Scenario, StraightLine, Visit
from dispatch.scenario.checks import faults_of, warnings
from dispatch.simulate.population import Population, populate
from dispatch.simulate.replication import Morning, Week, replication
from dispatch.simulate.world import World, load_world

MINUTE = 60_000


@pytest.fixture(scope="module")
def world() -> World:
    return load_world("S")


@pytest.fixture(scope="module")
def week(world: World) -> Week:
    return replication(world, "mid", 1)


@pytest.fixture(scope="module")
def mornings(week: Week) -> tuple[Morning, ...]:
    return tuple(week.mornings)


@pytest.fixture(scope="module")
def large() -> Population:
    return populate(load_world("L"), 1)


def _json(visit: Visit) -> str:
    return visit.model_dump_json(exclude_defaults=True)


def share(flags) -> float:
    return fmean(map(bool, flags))


def test_the_same_seed_makes_the_same_bytes(world: World, mornings: tuple[Morning, ...]) -> None:
    again = tuple(replication(world, "mid", 1).mornings)
    for one, same in zip(mornings, again, strict=True):
        assert dumps_scenario(one.scenario) == dumps_scenario(same.scenario)
        assert one.asked == same.asked
    other = replication(world, "mid", 2).morning(0)
    assert dumps_scenario(other.scenario) != dumps_scenario(mornings[0].scenario)
    assert other.asked != mornings[0].asked


def test_another_load_changes_requests_alone(world: World, mornings: tuple[Morning, ...]) -> None:
    busy = replication(world, "high", 1)
    assert [day.scenario for day in busy.mornings] == [day.scenario for day in mornings]
    assert all(
        len(more.asked) > len(day.asked) for more, day in zip(busy.mornings, mornings, strict=True)
    )
    assert busy.nature == replication(world, "low", 1).nature


def test_days_are_made_in_any_order(week: Week, mornings: tuple[Morning, ...]) -> None:
    assert week.morning(5) == mornings[5]
    assert [f"{day.scenario.dates[0]:%a}" for day in mornings] == [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
    ]  # fmt: skip
    with pytest.raises(InputError, match="no day 7"):
        week.morning(7)


def test_counts_are_those_of_the_world_on_every_day(mornings: tuple[Morning, ...]) -> None:
    for day in mornings:
        assert len(day.scenario.visits) == 95
        assert len(day.scenario.on_duty) == 24
    ids = [visit.id for day in mornings for visit in day.scenario.visits]
    ids += [asked.visit.id for day in mornings for asked in day.asked]
    assert len(set(ids)) == len(ids)


def test_every_day_is_valid_and_every_visit_possible(mornings: tuple[Morning, ...]) -> None:
    for day in mornings:
        assert [*faults_of(day.scenario)] == []
        assert [*warnings(day.scenario)] == []
        with_requests = (*day.scenario.visits, *(asked.visit for asked in day.asked))
        day.scenario.model_copy(update={"visits": with_requests})


def test_a_world_stays_what_it_is(week: Week, mornings: tuple[Morning, ...]) -> None:
    """A change of this hash is a change of every result: it is to be listed with its effect."""
    digest, nature = sha256(), week.nature
    for day in mornings:
        digest.update(dumps_scenario(day.scenario).encode())
        asked = [(one.day, one.at, one.since, _json(one.visit)) for one in day.asked]
        digest.update(repr(asked).encode())
        for visit in day.scenario.visits:
            drawn = nature.length(visit.id, visit.service, 60 * MINUTE), nature.outcome(visit.id)
            digest.update(repr(drawn).encode())
        absent = [nature.absences(one.id, day.day) for one in day.scenario.caregivers]
        digest.update(repr(absent).encode())
    assert digest.hexdigest()[:16] == "10d111e8b2e78946"


def test_travel_is_computed_once_for_the_week(week: Week, mornings: tuple[Morning, ...]) -> None:
    known = set(travel_times(week.population.scenario).places)
    for day in mornings:
        assert set(travel_times(day.scenario).places) <= known


def test_every_pre_booked_visit_is_promised_and_can_keep_it(mornings: tuple[Morning, ...]) -> None:
    for day in mornings:
        scenario = day.scenario
        for visit in scenario.visits:
            assert visit.promise
            promised = scenario.at(visit.promise.start)
            assert visit.promise.tolerance == 30 * MINUTE
            (*_, (first, last)) = allowed_starts(scenario, visit)
            assert first <= promised <= last <= promised + 30 * MINUTE
            if visit.service == "medication":
                assert visit.mandatory
                assert last - first in (0, 30 * MINUTE)
                assert first + last == 2 * promised
            else:
                (window,) = visit.windows
                assert not window.hard
                opens, closes = scenario.at(window.open), scenario.at(window.close)
                assert (promised - opens, closes - promised) == (15 * MINUTE, 15 * MINUTE)
            assert last + duration_of(scenario, visit) <= scenario.at("19:00")


def test_the_visits_of_a_client_do_not_meet(mornings: tuple[Morning, ...]) -> None:
    scenario = mornings[0].scenario
    of: dict[str, list[tuple[int, int]]] = {}
    for visit in scenario.visits:
        assert visit.promise
        at = scenario.at(visit.promise.start)
        of.setdefault(visit.client, []).append((at, at + duration_of(scenario, visit)))
    assert any(len(spans) > 1 for spans in of.values())
    for spans in of.values():
        for (start, end), (other, other_end) in combinations(spans, 2):
            assert end <= other or other_end <= start


def test_series_repeat_at_the_same_time(week: Week, mornings: tuple[Morning, ...]) -> None:
    told: dict[str, set[str]] = {}
    times: Counter[str] = Counter()
    for day in mornings:
        for visit in day.scenario.visits:
            assert visit.promise
            series = visit.id.rsplit("-d", 1)[0]
            told.setdefault(series, set()).add(visit.promise.start)
            times[series] += 1
    assert all(len(starts) == 1 for starts in told.values())
    assert set(times.values()) >= {3, 5, 7}
    first = week.population.series[0]
    assert len(first.days) == times[first.visits[0].id]


def test_gaps_name_the_visits_of_the_same_day(mornings: tuple[Morning, ...]) -> None:
    gapped = [
        (visit, gap) for day in mornings for visit in day.scenario.visits for gap in visit.gaps
    ]
    assert {visit.service for visit, _ in gapped} == {"turning", "bed-bathing"}
    for visit, gap in gapped:
        assert visit.id[-3:] == gap.after[-3:]


def test_every_caregiver_has_a_home_street_and_may_work_in_all(week: Week) -> None:
    people, home = week.population.scenario, week.population.home
    assert home.keys() == people.caregiver.keys()
    assert set(home.values()) == set(people.area)
    nurses = {home[one.id] for one in people.caregivers if is_nurse(one)}
    assert nurses == set(people.area)
    for one in people.caregivers:
        assert one.areas == ()
        assert people.provider[one.provider or ""].areas == tuple(people.area)


@pytest.mark.parametrize("seed", range(10, 20))
def test_other_seeds_make_sound_weeks_too(seed: int) -> None:
    week = replication(load_world("M"), "low", seed)
    people = week.population.scenario
    nurses = [week.population.home[one.id] for one in people.caregivers if is_nurse(one)]
    assert set(nurses) == set(people.area)
    day = week.morning(seed % 7).scenario
    assert len(day.visits) == 240
    assert all(allowed_starts(day, visit) for visit in day.visits)
    assert {one.id for one in people.services} == week.world.service_variations.keys()


def test_streets_have_caregivers_by_their_work(large: Population) -> None:
    staff = Counter(large.home.values())
    work: Counter[str] = Counter()
    for one in large.series:
        work[one.client.area or ""] += len(one.days) * len(one.visits)
    for street in staff:
        fair = 300 * work[street] / work.total()
        assert staff[street] == pytest.approx(fair, abs=max(2.5, 0.25 * fair))
    nurses = {large.home[one.id] for one in large.scenario.caregivers if is_nurse(one)}
    assert len(nurses) == 36


def test_contracts_end_at_the_streets_of_a_provider(large: Population) -> None:
    people = large.scenario
    assert sorted(area for one in people.providers for area in one.areas) == sorted(people.area)
    for one in people.caregivers:
        assert large.home[one.id] in people.provider[one.provider or ""].areas


def test_people_are_as_the_dials_say(large: Population) -> None:
    clients, caregivers = large.scenario.clients, large.scenario.caregivers
    assert share(one.disabled for one in clients) == pytest.approx(0.35, abs=0.03)
    assert share(one.solitary for one in clients) == pytest.approx(0.30, abs=0.03)
    assert share(one.low_income for one in clients) == pytest.approx(0.15, abs=0.03)
    assert share(one.channel == "phone" for one in clients) == pytest.approx(0.5, abs=0.03)
    assert share(one.gender_required for one in clients) == pytest.approx(0.3, abs=0.03)
    assert share(is_nurse(one) for one in caregivers) == pytest.approx(0.18, abs=0.01)
    assert share(one.gender == "woman" for one in caregivers) == pytest.approx(0.88, abs=0.05)
    early = share(one.shifts[0].start == "07:00" for one in caregivers)
    assert early == pytest.approx(0.55, abs=0.01)
    assert len({one.shifts for one in caregivers}) == 2
    assert not any(one.type.endswith("volunteer") for one in caregivers)


def test_series_need_what_the_dials_say(large: Population) -> None:
    services, nurses = large.scenario.service, large.scenario.policy.nurse_certificates
    needs = [[services[visit.service] for visit in one.visits] for one in large.series]
    nursed = share(any(needs_nurse(one, nurses) for one in asked) for asked in needs)
    paired = share(any(len(one.crew) == 2 for one in asked) for asked in needs)
    kits = share(any(one.equipment for one in asked) for asked in needs)
    escorts = share(any(one.id == "hospital-escort" for one in asked) for asked in needs)
    assert (nursed, paired, kits, escorts) == pytest.approx((0.15, 0.08, 0.06, 0.06), abs=0.01)


def test_areas_have_the_sizes_of_the_world(week: Week) -> None:
    people = week.population.scenario
    assert [area.kind for area in people.areas] == ["new_town", "new_town", "old_town", "rural"]
    spans = {}
    for area in people.areas:
        north = [one.place[1] for one in people.clients if one.area == area.id]
        spans[area.kind] = 111.195 * (max(north) - min(north))
    assert spans["new_town"] == pytest.approx(3**0.5, rel=0.1)
    assert spans["old_town"] == pytest.approx(2**0.5, rel=0.1)
    assert spans["rural"] == pytest.approx(5, rel=0.15)


def test_dials_of_clients_leave_the_rest_as_it_was(world: World, week: Week) -> None:
    poorer = populate(world.dialled("low_income", 2), 1)
    plain = week.population
    assert poorer.home == plain.home
    assert poorer.scenario.caregivers == plain.scenario.caregivers
    assert poorer.pre_booked(world, 0) == plain.pre_booked(world, 0)
    poor = [
        {one.id for one in people.scenario.clients if one.low_income} for people in (plain, poorer)
    ]
    assert poor[0] < poor[1]


def test_the_scale_of_durations_lengthens_services_alone(world: World, week: Week) -> None:
    plain = week.population.scenario
    longer = populate(world.dialled("duration_scale", 1.1), 1).scenario
    for one in plain.services:
        scaled = longer.service[one.id]
        assert scaled.duration == round(1.1 * one.duration / 1000) * 1000
        assert (scaled.pre_check, scaled.documentation) == (one.pre_check, one.documentation)
    nurse = longer.service["tube-change"].crew[1]
    assert (nurse.offset, nurse.duration) == (0, None)  # pairs begin together
    assert longer.caregivers == plain.caregivers


def test_caps_are_those_of_the_classes(week: Week) -> None:
    hour = 60 * MINUTE
    assert week.world.restricted == {
        "urgent": 6 * hour, "same_day": 12 * hour, "short_notice": 72 * hour,
    }  # fmt: skip


def test_a_world_may_lie_on_a_road_graph(tmp_path: Path) -> None:
    write_graphml(generate_roads(1), tmp_path / "roads.graphml")
    text = (Path(__file__).parents[2] / "scenarios" / "worlds" / "s.yaml").read_text("utf-8")
    file = tmp_path / "s.yaml"
    file.write_text(f"{text}roads: {{kind: graph, file: roads.graphml}}\n", encoding="utf-8")
    people = populate(load_world(file), 1)
    assert len(people.scenario.areas) == 4
    times = travel_times(people.scenario)
    assert times.graph is not None
    assert not times.unreachable
    assert set(people.home.values()) == set(people.scenario.area)
    assert isinstance(populate(load_world("S"), 1).scenario.roads, StraightLine)


def _solved(scenario: Scenario) -> tuple[int, int]:
    plan = solve(scenario, iterations=5_000)
    judgement = judge(scenario, travel_times(scenario), plan)
    assert judgement.violations == ()
    visits = judgement.measures.as_dict()["visits"]
    return visits["served"], visits["mandatory_unserved"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_short_search_serves_nearly_all_of_a_day(world: World, seed: int) -> None:
    served, mandatory_unserved = _solved(replication(world, "mid", seed).morning(1).scenario)
    assert served > 0.9 * 95
    assert mandatory_unserved == 0
