from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from math import hypot
from pathlib import Path

import pytest

from dispatch.errors import InputError
from dispatch.generate import Dials, generate, generate_roads
from dispatch.roads import load_graph, travel_times, write_graphml
from dispatch.roads.access import Assumptions
from dispatch.roads.network import Network
from dispatch.rules import unsupported
from dispatch.scenario import Scenario, dump_scenario, load_scenario
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


def strangers(scenario: Scenario) -> list[dict]:
    """The clients, but for whom they know and exclude."""
    return [client.model_dump(exclude={"preferred", "excluded"}) for client in scenario.clients]


def share(flags) -> float:
    flags = list(flags)
    return sum(flags) / len(flags)


def near(value: float) -> object:
    return pytest.approx(value, abs=0.05)


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


@pytest.mark.parametrize("seed", range(8))
def test_only_rules_that_are_kept(roads: Path, seed: int) -> None:
    for where in (None, roads):
        assert unsupported(generate(where, visits=100, seed=seed)) == []


def test_caregivers_do_not_change_clients_and_visits(roads: Path) -> None:
    few, many = (generate(roads, visits=80, caregivers=n, seed=2) for n in (10, 20))
    assert strangers(few) == strangers(many)
    assert few.visits == many.visits
    assert few.caregivers == many.caregivers[:10]


def test_more_visits_keep_the_clients_of_fewer() -> None:
    few, many = generate(visits=50, seed=2), generate(visits=58, seed=2)
    assert strangers(many)[: len(few.clients)] == strangers(few)
    assert many.visits[:50] == few.visits


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
    of_nurses = {"injection", "wound-care", "tube-care"}
    assert share(visit.service in of_nurses for visit in visits) == near(dials.nurse_visits)
    double = share(len(large.service[visit.service].crew) == 2 for visit in visits)
    assert double == near(dials.double_visits)
    gapped = Counter(visit.service for visit in visits if visit.gaps)
    assert set(gapped) == {"turning", "bed-bathing"}
    assert {visit.service for visit in visits if visit.mandatory} == {"medication", "injection"}
    for visit in visits:
        for window in visit.windows:
            width = (large.at(window.close) - large.at(window.open)) / 60_000
            if visit.service == "medication":
                assert (width, window.hard) == (30, True)
            elif visit.requested is None and window.applies_to == "start":
                assert 60 <= width <= 240


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


def test_services_end_within_the_day(large: Scenario) -> None:
    for visit in large.visits:
        length = large.service[visit.service].duration
        for window in visit.windows:
            whole = window.applies_to == "whole"
            end = large.at(window.close) + (0 if whole else length)
            assert large.at("07:00") <= large.at(window.open)
            assert end <= large.at("19:00")


def test_caregivers_are_as_the_dials_say(large: Scenario) -> None:
    dials, team = Dials(), large.caregivers
    licensed = [one for one in team if one.certificates[0].certificate == "nurse-licence"]
    assert len(licensed) == pytest.approx(dials.nurses * len(team), abs=1)
    assert share(one.gender == "woman" for one in team) == near(dials.women)
    assert share(one.mode == "e_bike" for one in team) == near(dials.e_bikes)
    assert share(one.mode == "bicycle" for one in team) == near(dials.bicycles)
    assert share(isinstance(one.start, str) for one in team) == near(dials.start_at_station)
    early = [one for one in team if one.shifts[0].start == "07:00"]
    assert len(early) == pytest.approx(dials.early_shifts * len(team), abs=2)
    day = large.dates[0]
    expired = [one.certificates[0].valid_until < day for one in team]
    assert 0 < share(expired) < 0.08
    left = [(one.certificates[0].valid_until - day).days for one in team]
    assert share(0 <= days <= 30 for days in left) == near(dials.certificates_expiring)
    assert all(one.areas == () for one in licensed)
    assert {len(one.areas) for one in team if one not in licensed} == {1, 2}


def test_care_workers_are_spread_by_the_work(large: Scenario) -> None:
    visits = Counter(large.client[visit.client].area for visit in large.visits)
    first = [one.areas[0] for one in large.caregivers if one.areas]
    for area, number in Counter(first).items():
        assert number / len(first) == pytest.approx(visits[area] / len(large.visits), abs=0.01)


def test_small_teams_have_a_nurse_too() -> None:
    for seed in range(20):
        team = generate(visits=5, caregivers=6, seed=seed).caregivers
        licences = [one for one in team if one.certificates[0].certificate == "nurse-licence"]
        assert len(licences) in (1, 2)


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
    assert unsupported(scenario) == []
    travel_times(scenario)
