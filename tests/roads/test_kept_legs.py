import os

import numpy as np
import pytest

from dispatch.errors import RoadsError
from dispatch.roads import (
    Assumptions,
    RoadGraph,
    files,
    kept_legs,
    travel_times,
    ways,
    write_graphml,
)
from dispatch.scenario import Graph, Policy, TravelMode

AT = [(121.470, 31.230), (121.475, 31.230), (121.475, 31.234), (121.4705, 31.2341)]
WALK, _, _, DRIVE = MODES = (
    TravelMode(id="walk", network="walk", speed_kmh=3.6, padding=1.1),
    TravelMode(id="bicycle", network="bicycle", speed_kmh=12),
    TravelMode(id="e_bike", network="e_bike", speed_kmh=15, handling="PT2M"),
    TravelMode(id="drive", network="drive", speed_kmh=25),
)


def ring(highway="residential"):
    """Four streets, the first of them one-way, and a motorway across."""
    longitude, latitude = zip(*AT, strict=True)
    return RoadGraph.from_arrays(
        longitude,
        latitude,
        [0, 1, 2, 3, 0],
        [1, 2, 3, 0, 2],
        ["primary", "residential", highway, "footway", "motorway"],
        oneway=[True, False, False, False, False],
    )


@pytest.fixture
def town(drawn):
    return drawn(ring(), modes=MODES, used=("walk", "drive"))


@pytest.fixture
def worked(monkeypatch):
    """What was done that a kept table saves."""
    done = []

    def noted(room, name):
        original = getattr(room, name)
        monkeypatch.setattr(room, name, lambda *given: (done.append(name), original(*given))[1])

    noted(files, "_parsed")
    noted(ways.Network, "of")
    noted(ways.Network, "join")
    noted(ways.Network, "between")
    return done


def all_legs(times, modes=("walk", "drive")):
    everywhere = range(len(times.places))
    return {
        mode: (
            times.block(mode, everywhere, everywhere).tolist(),
            times.metres(mode, everywhere, everywhere).tolist(),
        )
        for mode in modes
    }


def kept_in(folder):
    return sorted(folder.glob("*.times")) if folder.is_dir() else []


def test_a_second_run_finds_the_same_legs_without_any_work(town, worked, cache_folder):
    first = all_legs(travel_times(town))
    assert set(worked) == {"_parsed", "of", "join", "between"}
    assert len(kept_in(cache_folder)) == 2
    worked.clear()
    times = travel_times(town)
    assert all_legs(times) == first
    assert times.between("drive", AT[0], AT[2]) == first["drive"][0][0][2]
    assert times.block("walk", [0], [0]).dtype == np.int64
    assert worked == []
    assert all_legs(travel_times(town, cache=False)) == first


def test_a_mode_that_no_caregiver_uses_is_kept_as_well(town, worked):
    first = all_legs(travel_times(town), ("walk", "e_bike", "drive"))
    worked.clear()
    times = travel_times(town)
    assert all_legs(times, ("walk", "e_bike", "drive")) == first
    assert worked == []
    assert all_legs(times, ("bicycle",)) == all_legs(travel_times(town, cache=False), ("bicycle",))


@pytest.mark.parametrize(
    "mode",
    [
        WALK.model_copy(update={"speed_kmh": 4.5}),
        WALK.model_copy(update={"padding": 1.2}),
        WALK.model_copy(update={"handling": "PT1M"}),
        TravelMode(id="walk", network="bicycle", speed_kmh=3.6, padding=1.1),
    ],
    ids=["speed", "padding", "handling", "network"],
)
def test_another_mode_has_another_table(town, worked, mode):
    before = all_legs(travel_times(town))
    changed = town.model_copy(
        update={"modes": (TravelMode(**{**dict(mode), "id": "walk"}), *MODES[1:])}
    )
    worked.clear()
    after = all_legs(travel_times(changed))
    assert worked
    assert after == all_legs(travel_times(changed, cache=False))
    assert after["walk"] != before["walk"]
    assert after["drive"] == before["drive"]


@pytest.mark.parametrize(
    "changes",
    [
        {"urban_factor": 0.5},
        {"walking_kmh": 5.0},
        {"snap_limit": 500.0},
        {"private_open_to": frozenset()},
        {"ride_against_oneway": frozenset({"e_bike", "bicycle"})},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_other_assumptions_have_other_tables(town, worked, changes):
    all_legs(travel_times(town))
    worked.clear()
    assumed = Assumptions(**changes)
    legs = all_legs(travel_times(town, assumptions=assumed))
    assert worked
    assert legs == all_legs(travel_times(town, assumptions=assumed, cache=False))
    worked.clear()
    all_legs(travel_times(town, assumptions=Assumptions(**changes)))
    assert worked == []


def test_other_places_other_order_and_other_coordinates_have_other_tables(drawn, worked):
    def asked(places, **fields):
        worked.clear()
        scenario = drawn(ring(), places, modes=MODES, used=("walk", "drive"), **fields)
        legs = all_legs(travel_times(scenario))
        did = list(worked)
        assert legs == all_legs(travel_times(scenario, cache=False))
        return bool(did)

    assert asked(AT)
    assert not asked(AT)
    assert asked(AT[::-1])
    assert asked(AT[:3])
    assert asked([*AT, (121.4701, 31.23)])
    assert asked([(121.4700001, 31.230), *AT[1:]])
    assert asked(AT, coordinates="GCJ-02")
    assert not asked(AT)


def test_the_roads_count_and_not_their_file(town, worked, tmp_path):
    first = all_legs(travel_times(town))
    file = tmp_path / "drawn.graphml.gz"
    write_graphml(ring(), tmp_path / "elsewhere.graphml")
    worked.clear()
    elsewhere = Graph(file=str(tmp_path / "elsewhere.graphml"))
    assert all_legs(travel_times(town.model_copy(update={"roads": elsewhere}))) == first
    assert worked == ["_parsed"]
    write_graphml(ring("motorway"), file)
    assert all_legs(travel_times(town)) == all_legs(travel_times(town, cache=False)) != first
    file.write_bytes(b"<graphml>")
    with pytest.raises(RoadsError, match="the XML is incomplete"):
        travel_times(town)
    file.unlink()
    with pytest.raises(RoadsError, match="there is no such file"):
        travel_times(town)


def test_a_new_version_does_not_take_old_tables(town, worked, monkeypatch):
    all_legs(travel_times(town))
    worked.clear()
    monkeypatch.setattr(kept_legs, "TIMES_VERSION", kept_legs.TIMES_VERSION + 1)
    all_legs(travel_times(town))
    assert "between" in worked


def test_only_whole_tables_are_kept_and_only_when_asked(town, worked, cache_folder):
    times = travel_times(town)
    times.block("walk", [0, 2, 3], [0])
    assert kept_in(cache_folder) == []
    times.block("walk", [1], [0])
    assert len(kept_in(cache_folder)) == 1
    plain = all_legs(travel_times(town, cache=False))
    assert len(kept_in(cache_folder)) == 1
    assert all_legs(travel_times(town)) == plain
    worked.clear()
    all_legs(travel_times(town, cache=False))
    assert "between" in worked


def test_one_leg_brings_the_whole_table_at_once(town, worked, cache_folder):
    """As `check` and `report` ask, leg by leg, where nothing has been solved here before."""
    times = travel_times(town)
    worked.clear()
    legs = {(a, b): times.between("drive", a, b) for a in AT for b in AT}
    assert worked == ["between"]
    assert len(kept_in(cache_folder)) == 1
    worked.clear()
    again = travel_times(town)
    assert {(a, b): again.between("drive", a, b) for a in AT for b in AT} == legs
    assert worked.count("between") == 0


def test_between_very_many_places_nothing_is_kept(town, cache_folder, monkeypatch):
    monkeypatch.setattr(kept_legs, "MOST_PLACES", 3)
    all_legs(travel_times(town))
    assert kept_in(cache_folder) == []
    monkeypatch.setattr(kept_legs, "MOST_PLACES", 4)
    all_legs(travel_times(town))
    assert len(kept_in(cache_folder)) == 2


def test_a_damaged_table_is_passed_over_and_made_anew(town, worked, cache_folder):
    first = all_legs(travel_times(town))
    for entry in kept_in(cache_folder):
        whole = entry.read_bytes()
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        for content in (b"", b"nonsense", whole[:-9], flipped):
            entry.write_bytes(content)
            worked.clear()
            assert all_legs(travel_times(town)) == first
            assert worked.count("between") == 1
            assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_condition(town, worked, cache_folder):
    cache_folder.write_text("a file where the folder should be")
    first = all_legs(travel_times(town))
    assert all_legs(travel_times(town)) == first == all_legs(travel_times(town, cache=False))
    assert worked.count("_parsed") == 3


def test_the_oldest_tables_make_room(town, cache_folder, monkeypatch):
    all_legs(travel_times(town), ("walk", "bicycle", "drive"))
    entries = kept_in(cache_folder)
    assert len(entries) == 3
    for age, entry in enumerate(entries):
        os.utime(entry, ns=(0, 1_000_000_000 * (10 - age)))
    size = entries[0].stat().st_size
    monkeypatch.setattr(kept_legs, "MOST_BYTES", 3 * size)
    all_legs(travel_times(town), ("e_bike",))
    left = kept_in(cache_folder)
    assert len(left) == 3
    assert set(entries) - set(left) == {entries[2]}
    assert len(list(cache_folder.glob("*.arrays"))) == 1


@pytest.mark.parametrize("mode", ["walk", "drive", "bicycle"])
def test_lines_and_joined_places_are_the_same_on_kept_tables(town, worked, cache_folder, mode):
    plain = travel_times(town, cache=False)
    all_legs(travel_times(town))
    worked.clear()
    times = travel_times(town)
    assert worked == []
    for origin in AT:
        for destination in AT:
            assert times.line(mode, origin, destination) == plain.line(mode, origin, destination)
    new = (121.4725, 31.2301)
    fresh = travel_times(town)
    entries = kept_in(cache_folder)
    wider = fresh.joined(new)
    assert all_legs(wider, (mode,)) == all_legs(plain.joined(new), (mode,))
    assert wider.line(mode, AT[0], new) == plain.joined(new).line(mode, AT[0], new)
    assert kept_in(cache_folder) == entries
    with pytest.raises(RoadsError, match=r"^1 place\(s\) lie more .*\n\[120\.0"):
        travel_times(town).joined((120.0, 31.0))


def test_places_are_refused_as_ever_where_only_some_modes_are_kept(drawn):
    # Only a footway leads to the last place.
    places = [*AT, (121.5, 31.25)]
    longitude, latitude = zip(*places, strict=True)
    classes = ["residential", "residential", "residential", "footway"]
    graph = RoadGraph.from_arrays(longitude, latitude, [0, 1, 2, 3], [1, 2, 3, 4], classes)
    walked = drawn(graph, places, modes=MODES, used=("walk",))
    all_legs(travel_times(walked), ("walk",))
    refusing = Policy(unreachable="refuse")
    both = drawn(graph, places, modes=MODES, used=("walk", "drive"), policy=refusing)
    with pytest.raises(RoadsError) as plain:
        travel_times(both, cache=False)
    with pytest.raises(RoadsError) as refused:
        travel_times(both)
    assert "clients[c4].place: [121.500000, 31.250000] is " in str(refused.value)
    assert str(refused.value) == str(plain.value)
    times = travel_times(walked)
    for ask in (lambda: times.block("drive", [0], [1]), lambda: times.line("drive", *AT[:2])):
        with pytest.raises(RoadsError, match=r"clients\[c4\]\.place"):
            ask()


def test_a_day_without_caregivers_still_reads_its_map(drawn, tmp_path):
    scenario = drawn(ring(), modes=MODES, used=())
    assert travel_times(scenario).places == tuple(AT)
    (tmp_path / "drawn.graphml.gz").write_bytes(b"no map")
    with pytest.raises(RoadsError, match="this is not a road graph"):
        travel_times(scenario)


def test_legs_of_this_version(drawn):
    """Where these figures have to change, raise `TIMES_VERSION`: tables of them are kept."""
    places = [*AT, (121.4725, 31.2303)]
    scenario = drawn(ring(), places, modes=MODES, used=("walk", "bicycle", "e_bike", "drive"))
    legs = all_legs(travel_times(scenario), [mode.id for mode in MODES])
    assert kept_legs.TIMES_VERSION == 3
    seconds = {mode: [leg // 1000 for leg in times[0]] for mode, (times, _) in legs.items()}
    metres = {mode: [round(leg) for leg in lengths[0]] for mode, (_, lengths) in legs.items()}
    assert seconds == {
        "walk": [0, 523, 976, 505, 299],
        "bicycle": [0, 629, 496, 367, 809],
        "e_bike": [0, 697, 590, 487, 879],
        "drive": [0, 49, 34, 144, 52],
    }
    assert metres == {
        "walk": [0, 475, 886, 458, 271],
        "bicycle": [0, 1331, 886, 458, 1535],
        "e_bike": [0, 1331, 886, 458, 1535],
        "drive": [0, 475, 651, 1079, 271],
    }
