from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest

from dispatch.errors import InputError
from dispatch.generate import Dials, generate, generate_roads
from dispatch.generate.arrangements import arranged
from dispatch.generate.catalogue import BED_BATHS, NURSE_VISITS
from dispatch.generate.streams import Stream
from dispatch.generate.visits import visits_per_client
from dispatch.roads import load_graph, travel_times, write_graphml
from dispatch.roads.access import Assumptions
from dispatch.roads.network import Network
from dispatch.rules import (
    allowed_starts,
    duration_of,
    eligibility,
    entitlements,
    occupies,
    pool_reason,
)
from dispatch.rules.pins import broken_pins
from dispatch.scenario import Caregiver, Scenario, Window, dump_scenario, load_scenario
from dispatch.scenario.checks import warnings as left_out_for_sure

REAL_ROADS = Path(__file__).parents[2].parent / "shared" / "roads"


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("roads") / "district.graphml"
    write_graphml(generate_roads(1), file)
    return file


@pytest.fixture(scope="module")
def large() -> Scenario:
    return generate(visits=1500, caregivers=500, seed=3)


ESCORTS = {"hospital-escort", "stairs-escort"}


def strangers(scenario: Scenario) -> list[dict]:
    """The clients, but for whom they know and exclude."""
    return [client.model_dump(exclude={"preferred", "excluded"}) for client in scenario.clients]


def asked(scenario: Scenario) -> dict[str, dict]:
    """The visits, but for what depends on who was hired: pins, what runs, who was promised."""
    without = {"pinned_caregivers": True, "promise": {"caregivers"}}
    return {
        visit.id: visit.model_dump(exclude=without)
        for visit in scenario.visits
        if not (visit.facts and visit.facts.running)
    }


def in_both(one: dict, other: dict) -> tuple[dict, dict]:
    """What two days have under the same ids."""
    both = one.keys() & other.keys()
    return {name: one[name] for name in both}, {name: other[name] for name in both}


def is_nurse(one: Caregiver) -> bool:
    return any(paper.certificate == "nurse-licence" for paper in one.certificates)


def is_volunteer(one: Caregiver) -> bool:
    return one.type.endswith("volunteer")


def share(flags) -> float:
    flags = [bool(flag) for flag in flags]
    return sum(flags) / len(flags)


def near(value: float) -> object:
    return pytest.approx(value, abs=0.05)


def close(value: float) -> object:
    return pytest.approx(value, abs=0.008)


@pytest.mark.parametrize(("visits", "caregivers"), [(1, 1), (2, 5), (37, 3), (120, 25)])
def test_sizes_are_as_asked(roads: Path, visits: int, caregivers: int) -> None:
    for where in (None, roads):
        scenario = generate(where, visits=visits, caregivers=caregivers, seed=5)
        assert len(scenario.visits) == visits
        assert len(scenario.caregivers) == caregivers
        assert {visit.client for visit in scenario.visits} == set(scenario.client)


def test_without_a_number_of_caregivers_it_follows_from_the_visits() -> None:
    dials = Dials(visits_per_caregiver=4)
    assert len(generate(visits=41, seed=1, dials=dials).caregivers) == 11


@pytest.mark.parametrize("sizes", [{"visits": 0}, {"visits": 5, "caregivers": 0}])
def test_empty_days_are_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(InputError, match="at least one"):
        generate(**sizes)


def test_same_seed_same_bytes(roads: Path) -> None:
    one, same = (generate(roads, visits=60, seed=8).model_dump_json() for _ in range(2))
    assert one == same
    assert generate(roads, visits=60, seed=9).model_dump_json() != one


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_days_are_the_same_after_their_file(roads: Path, tmp_path: Path, ending: str) -> None:
    for where in (None, roads):
        scenario = generate(where, visits=80, seed=8, folder=tmp_path)
        dump_scenario(scenario, tmp_path / f"day.{ending}")
        again = load_scenario(tmp_path / f"day.{ending}")
        assert again == scenario
        assert again.fingerprint == scenario.fingerprint
        dump_scenario(again, tmp_path / f"again.{ending}")
        files = [tmp_path / f"{name}.{ending}" for name in ("day", "again")]
        assert files[0].read_bytes() == files[1].read_bytes()


def test_caregivers_do_not_change_clients_and_visits(roads: Path) -> None:
    few, many = (generate(roads, visits=80, caregivers=n, seed=2) for n in (10, 20))
    assert strangers(few) == strangers(many)
    same, too = in_both(asked(few), asked(many))
    assert same == too
    assert len(same) >= 78
    team = [one.model_dump(exclude={"shifts"}) for one in few.caregivers]
    assert team == [one.model_dump(exclude={"shifts"}) for one in many.caregivers[:10]]


def test_more_visits_keep_the_clients_of_fewer() -> None:
    few, many = generate(visits=50, seed=2), generate(visits=58, seed=2)
    assert strangers(many)[: len(few.clients)] == strangers(few)
    same, too = in_both(asked(few), asked(many))
    assert same == too
    assert len(same) >= 48


def test_a_dial_turns_its_own_share_only() -> None:
    plain = generate(visits=200, seed=2)
    poorer = generate(visits=200, seed=2, dials=Dials(low_income=0.6))
    assert plain.visits == poorer.visits
    assert plain.caregivers == poorer.caregivers
    assert [client.model_copy(update={"low_income": False}) for client in plain.clients] == [
        client.model_copy(update={"low_income": False}) for client in poorer.clients
    ]
    poor = {client.id for client in plain.clients if client.low_income}
    assert poor < {client.id for client in poorer.clients if client.low_income}


def test_clients_are_as_the_dials_say(large: Scenario) -> None:
    dials, clients = Dials(), large.clients
    assert share(client.disabled for client in clients) == near(dials.disabled)
    assert share(client.solitary for client in clients) == near(dials.solitary)
    assert share(client.low_income for client in clients) == near(dials.low_income)
    assert share(client.channel == "phone" for client in clients) == near(dials.by_phone)
    assert share(client.gender == "woman" for client in clients) == near(dials.women_cared_for)
    needs_woman = share(client.gender_required == "woman" for client in clients)
    assert needs_woman == near(dials.woman_required)
    assert share(client.excluded != () for client in clients) == near(dials.excludes)
    assert share(client.preferred != () for client in clients) == near(dials.knows)
    assert {client.access.minutes for client in clients} == set(range(3, 9))
    assert all((client.care_level >= 4) == client.disabled for client in clients)


def test_visits_are_as_the_dials_say(large: Scenario) -> None:
    dials, visits = Dials(), large.visits
    assert share(visit.service in NURSE_VISITS for visit in visits) == close(dials.nurse_visits)
    assert share(visit.service in BED_BATHS for visit in visits) == close(dials.double_visits)
    assert share(visit.service in ESCORTS for visit in visits) == close(dials.escorts)
    gapped = Counter(visit.service for visit in visits if visit.gaps)
    assert set(gapped) == {"turning", *BED_BATHS}
    assert {visit.service for visit in visits if visit.mandatory} == {"medication", "injection"}
    for visit in visits:
        for window in visit.windows:
            width = (large.at(window.close) - large.at(window.open)) / 60_000
            if visit.service == "medication":
                assert (width, window.hard) == (30, True)
            elif visit.requested is None and window.applies_to == "start":
                assert 60 <= width <= 240
    medicine = [visit for visit in visits if visit.service == "medication"]
    assert share(visit.exact_start for visit in medicine) == near(dials.exact_medication)
    injections = [visit for visit in visits if visit.service == "injection"]
    late = share(visit.windows[0].open >= "19:00" for visit in injections)
    assert late == pytest.approx(dials.evening_visits, abs=0.1)


def test_shares_of_visits_hold_on_the_mean_of_many_small_days() -> None:
    days = [generate(visits=120, seed=seed) for seed in range(20)]
    visits = [visit.service for day in days for visit in day.visits]
    dials = Dials()
    for services, dial in (
        (BED_BATHS, dials.double_visits), (NURSE_VISITS, dials.nurse_visits),
        (ESCORTS, dials.escorts),
    ):  # fmt: skip
        assert share(service in services for service in visits) == pytest.approx(dial, abs=0.006)
    each = len(visits) / sum(len(day.clients) for day in days)
    assert visits_per_client(dials) == pytest.approx(each, abs=0.03)


def test_who_is_bathed_in_bed_or_turned_is_disabled(large: Scenario) -> None:
    for visit in large.visits:
        if visit.service in {*BED_BATHS, "turning"}:
            assert large.client[visit.client].disabled


def test_requests_are_heard_before_their_windows_open(large: Scenario) -> None:
    requests = [visit for visit in large.visits if visit.requested]
    demandable = {visit.service for visit in requests}
    assert demandable == {"home-care", "wound-care", "tube-care", "vital-signs", "companionship",
                          "assisted-bathing"}  # fmt: skip
    possible = [visit for visit in large.visits if visit.service in demandable]
    assert len(requests) / len(possible) == near(Dials().on_demand)
    assert {visit.response_class for visit in requests} == {"urgent", "same_day", "short_notice"}
    for visit in requests:
        (window,) = visit.windows
        assert large.at(visit.requested) <= large.at(window.open) < large.at(window.close)
        assert visit.response_target


def test_services_end_within_the_day_or_are_the_evening_s(large: Scenario) -> None:
    late = set()
    for visit in large.visits:
        length = duration_of(large, visit)
        for window in visit.windows:
            whole = window.applies_to == "whole"
            end = large.at(window.close) + (0 if whole else length)
            assert large.at("07:00") <= large.at(window.open)
            if end > large.at("19:00"):
                late.add(visit.service)
                assert large.at(window.open) >= large.at("19:00")
                assert end <= large.at("24:00")
    assert late == {"injection", "turning"}


def test_caregivers_are_as_the_dials_say(large: Scenario) -> None:
    dials, team = Dials(), large.caregivers
    licensed = [one for one in team if is_nurse(one)]
    free = [one for one in team if is_volunteer(one)]
    workers = [one for one in team if one not in licensed and one not in free]
    assert len(licensed) == pytest.approx(dials.nurses * len(team), abs=1)
    assert len(free) == pytest.approx(dials.volunteers * len(team), abs=1)
    assert share(one.gender == "woman" for one in team) == near(dials.women)
    assert share(one.mode == "e_bike" for one in team) == near(dials.e_bikes)
    assert share(one.mode == "bicycle" for one in team) == near(dials.bicycles)
    day = large.dates[0]
    papers = [one.certificates[0] for one in team if one.certificates]
    assert 0 < share(paper.valid_until < day for paper in papers) < 0.08
    left = [(paper.valid_until - day).days for paper in papers]
    assert share(0 <= days <= 30 for days in left) == near(dials.certificates_expiring)
    assert all(one.areas == () for one in licensed)
    assert {len(one.areas) for one in workers if one.shifts[0].end != "30:00"} == {1, 2}
    assert share(one.probation_cap for one in (*workers, *licensed)) == near(dials.newcomers)
    assert all(one.registered_institution for one in licensed)
    assert share(one.registered_institution for one in workers) == near(dials.registered)
    assert all(one.certificates == () for one in free)


def test_shifts_are_as_the_dials_say(large: Scenario) -> None:
    dials = Dials()
    licensed = [one for one in large.caregivers if is_nurse(one)]
    workers = [one for one in large.caregivers if one.certificates and one not in licensed]
    hours = {one.id: [(shift.start, shift.end) for shift in one.shifts] for one in workers}
    night = [one for one in workers if hours[one.id] == [("21:30", "30:00")]]
    assert len(night) == pytest.approx(dials.night_workers * len(workers), abs=1)
    evening = [one for one in licensed if one.shifts[0].end == "25:00"]
    assert len(evening) == pytest.approx(dials.evening_nurses * len(licensed), abs=1)
    days = [one for one in workers if one not in night]
    early = [one for one in days if hours[one.id][0][1] == "15:30"]
    assert len(early) == pytest.approx(dials.early_shifts * len(days), abs=2)
    split = [one for one in days if len(one.shifts) == 2]
    assert len(split) == pytest.approx(dials.split_shifts * len(days), abs=2)


def test_the_week_has_used_up_what_its_days_bring(large: Scenario) -> None:
    monday, friday = generate(visits=50, seed=1, day=date(2026, 11, 23)), large
    assert not any(one.so_far.paid for one in monday.caregivers)
    assert not any(one.received_week for one in monday.clients)
    paid = [one for one in friday.caregivers if one.weekly_cap]
    left = [(one.weekly_cap - one.so_far.paid) / 3_600_000 for one in paid]
    assert min(left) < 8 < max(left)
    hours = {2: 3, 3: 3, 4: 5, 5: 7, 6: 7}
    insured = [one for one in friday.clients if one.entitled_week]
    assert {one.care_level: one.entitled_week / 3_600_000 for one in insured} == hours
    could = [one for one in friday.clients if one.care_level >= 2]
    assert share(one.entitled_week for one in could) == pytest.approx(Dials().insured, abs=0.1)
    bound = [
        each.most < sum(duration_of(friday, friday.visit[name]) for name in each.visits)
        for each in entitlements(friday)
    ]
    assert 0.01 < share(bound) < 0.1


def test_equipment_is_too_little_and_kept_where_many_live(large: Scenario) -> None:
    kits, climbers, doctors = large.equipment
    assert (kits.count, climbers.count, doctors.count) == (25, 13, 25)
    assert [pool.comes_with_crew for pool in large.equipment] == [True, False, False]
    assert [pool.comes_by_courier for pool in large.equipment] == [False, True, False]
    assert large.area[large.station[kits.station].area].kind == "new_town"
    asked = [(visit, pool) for visit in large.visits
             for pool in large.service[visit.service].equipment]  # fmt: skip
    assert {pool for _, pool in asked} == set(large.pool)
    assert not any(
        pool_reason(large, large.client[visit.client], large.pool[pool]) for visit, pool in asked
    )


def test_companies_serve_their_areas_and_neighbours_what_is_of_low_risk(large: Scenario) -> None:
    for one in large.caregivers:
        provider = large.provider[one.provider]
        if provider.areas:
            assert one.areas[0] in provider.areas
            assert len(provider.areas) <= 3
        assert is_volunteer(one) == (provider.id == "neighbours")
        if is_volunteer(one):
            assert all(large.service[name].low_risk for name in (*provider.services, *one.services))
            ((begins, ends),) = [(shift.start, shift.end) for shift in one.shifts]
            assert large.at(ends) - large.at(begins) == 3 * 3_600_000


def test_the_night_is_over_and_some_care_is_under_way(large: Scenario) -> None:
    over = [visit for visit in large.visits if visit not in large.open_visits]
    running = [visit for visit in large.open_visits if visit.facts]
    followed = {gap.after for visit in large.open_visits for gap in visit.gaps}
    assert {visit.service for visit in over} == {"turning"}
    assert {visit.id for visit in over} <= followed
    assert all(large.at(visit.facts.ended) < large.at("07:00") for visit in over)
    home = [visit for visit in large.visits
            if visit.service == "home-care" and not visit.requested]  # fmt: skip
    assert len(running) == pytest.approx(Dials().under_way * len(home), abs=3)
    assert len({visit.pinned_caregivers for visit in running}) == len(running)
    for visit in running:
        (who,) = visit.pinned_caregivers
        client = large.client[visit.client]
        (shift,) = large.caregiver[who].shifts
        assert shift.start_place == client.place
        assert large.at(shift.start) + client.access == large.at("06:50")
        assert large.at(visit.facts.started) == large.at("06:50")
        assert client.area in large.caregiver[who].areas


def test_pins_and_promises_can_be_kept(large: Scenario) -> None:
    assert broken_pins(large) == []
    pinned = [visit for visit in large.open_visits if visit.pinned_caregivers and not visit.facts]
    assert pinned
    for visit in pinned:
        assert visit.pinned_caregivers[0] in large.client[visit.client].preferred
    promised = [visit for visit in large.visits if visit.promise]
    assert 0.02 < share(visit.promise for visit in large.visits) < Dials().promised
    assert any(visit.promise.caregivers for visit in promised)
    assert all(allowed_starts(large, visit) for visit in large.open_visits)
    assert any(client.blackouts for client in large.clients)


def test_most_visits_have_somebody_for_every_role(roads: Path) -> None:
    scenario = generate(roads, visits=120, seed=6)
    nobody = [
        visit.id
        for visit in scenario.open_visits
        for role in range(len(scenario.service[visit.service].crew))
        if all(
            eligibility(scenario, visit, role, one, scenario.dates[0])
            for one in scenario.caregivers
        )
    ]
    assert len(nobody) <= 6


def test_care_workers_are_spread_by_the_work(large: Scenario) -> None:
    visits = Counter(large.client[visit.client].area for visit in large.visits)
    first = [one.areas[0] for one in large.caregivers if one.areas and not is_volunteer(one)]
    for area, number in Counter(first).items():
        assert number / len(first) == pytest.approx(visits[area] / len(large.visits), abs=0.01)


def test_small_teams_have_a_nurse_too() -> None:
    for seed in range(20):
        team = generate(visits=5, caregivers=6, seed=seed).caregivers
        assert sum(is_nurse(one) for one in team) in (1, 2)


def test_everyone_lives_on_the_map(roads: Path) -> None:
    scenario = generate(roads, visits=150, seed=4)
    graph = load_graph(roads)
    places = {client.place for client in scenario.clients}
    places |= {scenario.place_of(one.start) for one in scenario.caregivers}
    for kind in ("walk", "bicycle", "e_bike"):
        network = Network.of(graph, kind, 10.0, Assumptions())
        nodes = graph.longitude[network.nodes], graph.latitude[network.nodes]
        for longitude, latitude in places:
            east = (nodes[0] - longitude) * 95_400
            north = (nodes[1] - latitude) * 111_195
            assert min(map(hypot, east, north)) < 200
    travel_times(scenario)


def test_areas_of_a_map_are_told_apart_by_their_density(roads: Path) -> None:
    scenario = generate(roads, visits=120, seed=4)
    assert [area.kind for area in scenario.areas] == ["new_town", "old_town", "rural"]
    east = {area.id: [] for area in scenario.areas}
    for client in scenario.clients:
        east[client.area].append(client.place[0])
    new, old, rural = (sorted(east[area.id]) for area in scenario.areas)
    step = 150 / 95_400  # homes on a bridge lie up to so far from their crossing
    assert new[-1] - step < old[0] + step
    assert old[-1] - step < rural[0] + step
    assert new[-1] < old[len(old) // 2] < old[-1] < rural[len(rural) // 2]


def test_every_area_has_a_station_and_a_plane_has_all_kinds() -> None:
    scenario = generate(visits=400, seed=1)
    assert len(scenario.areas) == 10
    assert [station.area for station in scenario.stations] == [one.id for one in scenario.areas]
    assert {area.kind for area in scenario.areas} == {"new_town", "old_town", "rural"}


def test_roads_are_named_from_the_folder_of_the_scenario(roads: Path, tmp_path: Path) -> None:
    folder = tmp_path / "days"
    scenario = generate(roads, visits=5, seed=1, folder=folder)
    assert not Path(scenario.roads.file).is_absolute()
    assert (folder / scenario.roads.file).resolve() == roads.resolve()
    assert scenario.folder == str(folder)


def test_name_and_day_are_taken() -> None:
    scenario = generate(visits=30, seed=1, name="Sunday", day=date(2027, 2, 7))
    assert scenario.name == "Sunday"
    assert scenario.dates == (date(2027, 2, 7),)
    later = generate(visits=30, seed=1, name="Sunday")
    assert scenario.visits == later.visits


def test_nearly_nothing_is_left_out_for_sure(roads: Path) -> None:
    assert left_out_for_sure(generate(roads, visits=120, seed=6)) == []


def test_nobody_is_known_where_nobody_knows_anybody() -> None:
    dials = replace(Dials(), knows=0.0, excludes=1.0, gender_preferred=0.0)
    clients = generate(visits=60, seed=1, dials=dials).clients
    assert all(client.preferred == () and client.gender_preferred is None for client in clients)
    assert share(len(client.excluded) == 1 for client in clients) > 0.9


@pytest.mark.parametrize(
    "name", ["shanghai-baoshan-shu-campus-allroads", "shanghai-changshou-jingan-12km2"]
)
def test_real_maps_will_do(name: str) -> None:
    file = REAL_ROADS / f"{name}.graphml.gz"
    if not file.exists():
        pytest.skip("the real road graphs are not here")
    scenario = generate(file, visits=90, seed=1)
    assert len(scenario.visits) == 90
    travel_times(scenario)


def test_a_promise_in_the_night_of_a_clock_change_lies_in_the_first_half_of_its_window() -> None:
    """From 25:00 to 29:00 it is five hours when clocks go back, so the half ends at the second
    02:30; none of the quarters of an hour before it is written as another time."""
    made = generate(visits=40, seed=2)
    night = Window(open="25:00", close="29:00")
    visits = [
        one.model_copy(update={"windows": (night,), "gaps": (), "preferred_start": None})
        for one in made.visits
        if not (one.facts or one.exact_start or one.requested or one.group)
    ]
    named = {one.client for one in visits}
    scenario = made.unchecked(
        zone="Europe/Berlin",
        dates=(date(2026, 10, 24),),
        visits=tuple(one.model_copy(update={"promise": None}) for one in visits),
        clients=tuple(
            one.model_copy(update={"blackouts": (), "earliest": None})
            for one in made.clients
            if one.id in named
        ),
    )
    dials = replace(Dials(), promised=1, under_way=0, pinned=0)
    promised = arranged(scenario, Stream(5), dials)
    starts = [promised.at(one.promise.start) for one in promised.visits if one.promise]
    opens = scenario.at("25:00")
    assert len(starts) > 20
    assert min(starts) >= opens
    assert max(starts) == opens + 150 * 60_000 == scenario.at("26:30+01:00")
    assert all((start - opens) % (15 * 60_000) == 0 for start in starts)


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_visits_of_a_client_can_be_one_after_the_other(seed):
    day = generate(visits=300, seed=seed)
    for one, other in combinations(day.open_visits, 2):
        if one.client == other.client and occupies(day, one) and occupies(day, other):
            assert any(
                allowed_starts(day, first)[0][0] + duration_of(day, first)
                <= allowed_starts(day, second)[-1][1]
                for first, second in ((one, other), (other, one))
            ), (one.id, other.id)


def test_every_dial_that_cannot_have_its_value_is_named():
    with pytest.raises(InputError) as refused:
        Dials(women=1.5, nurses=float("nan"), visits_per_area=0, off_the_road=-5, access_least=9)
    assert [str(each).partition(". ")[0] for each in refused.value.faults] == [
        "dials.visits_per_area: the dial cannot be 0",
        "dials.nurses: the dial cannot be NaN",
        "dials.women: the dial cannot be 1.5",
        "dials.off_the_road: the dial cannot be -5",
        "dials: access_least is 9, but access_most only 8",
    ]
