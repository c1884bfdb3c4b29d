import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.errors import InputError, RoadsError
from dispatch.roads import travel_times
from dispatch.scenario import Matrix, Station, StraightLine, TravelMode

PADDED = (
    TravelMode(id="walk", network="walk", speed_kmh=3.6),
    TravelMode(id="e_bike", network="e_bike", speed_kmh=15, padding=1.1, handling=2),
    TravelMode(id="drive", network="drive", speed_kmh=36, handling="PT0.25S"),
)


def test_straight_lines_take_detour_and_speed(scenario_of):
    # 0.009 degrees of the equator are 1000.76 m; with the detour 1500 m and a bit.
    places = [(0.0, 0.0), (0.009, 0.0), (0.009, 0.0001)]
    scenario = scenario_of(StraightLine(detour=1.5), places, modes=PADDED)
    times = travel_times(scenario)
    assert times.block("walk", [0, 1], [0, 1]).tolist() == [[0, 1_502_000], [1_502_000, 0]]
    # 360.27 s × 1.1 = 396.3 s, up to 397 s, and two minutes for the lock.
    assert times.between("e_bike", *places[:2]) == 517_000
    assert times.between("drive", *places[:2]) == 151_250
    assert times.metres("drive", [0], [0, 1])[0].tolist() == pytest.approx([0, 1501.1], abs=0.1)
    assert times.line("walk", *places[:2]) == tuple(places[:2])


def test_straight_lines_are_measured_in_wgs84(scenario_of):
    from dispatch.roads import from_wgs84

    places = [(121.47, 31.23), (121.48, 31.23)]
    plain = travel_times(scenario_of(StraightLine(), places))
    shifted = [from_wgs84(place, "BD-09") for place in places]
    baidu = travel_times(scenario_of(StraightLine(), shifted, coordinates="BD-09"))
    assert baidu.metres("walk", [0], [1]) == pytest.approx(plain.metres("walk", [0], [1]), abs=1e-3)
    assert baidu.line("walk", *shifted)[1] == pytest.approx(places[1], abs=1e-9)


def test_straight_lines_know_no_names(scenario_of):
    times = travel_times(scenario_of(StraightLine(), [(0.0, 0.0)]))
    with pytest.raises(RoadsError, match=r"^the place 'x' is a name"):
        times.joined("x")


def test_a_place_joins_as_it_is_written_in_scenarios(scenario_of):
    times = travel_times(scenario_of(StraightLine(), [(0.0, 0.0)]))
    assert times.joined([1, 0]).places == ((0.0, 0.0), (1.0, 0.0))
    with pytest.raises(InputError, match=r"^place: "):
        times.joined([1])


def test_a_given_matrix_is_exact_and_asymmetric(scenario_of):
    roads = Matrix(points=("a", "b", "c"), minutes=((9, 12.345, 0.001), (7, 9, 3), (1, 2, 9)))
    times = travel_times(scenario_of(roads, ["b", "a"], used=("walk", "bicycle")))
    assert times.places == ("b", "a")
    assert times.block("walk", [0, 1], [0, 1]).tolist() == [[0, 420_000], [740_700, 0]]
    wider = times.joined("c")
    assert wider.block("walk", range(3), [2]).tolist() == [[180_000], [60], [0]]
    assert wider.metres("walk", [0], [1, 2]).tolist() == [[0, 0]]
    assert wider.line("walk", "a", "c") == ()
    with pytest.raises(RoadsError, match=r"^the place 'd' is not among roads\.points"):
        times.joined("d")


def test_a_matrix_by_mode_goes_before_the_common_one(scenario_of):
    roads = Matrix(
        points=("a", "b"),
        minutes=((0, 10), (20, 0)),
        by_mode={"e_bike": ((0, 3), (4, 0))},
    )
    times = travel_times(scenario_of(roads, ["a", "b"], modes=PADDED, used=("walk", "e_bike")))
    assert times.between("walk", "b", "a") == 1_200_000
    # 4 min × 1.1 + 2 min, to the millisecond.
    assert times.between("e_bike", "b", "a") == 384_000
    only = roads.model_copy(update={"minutes": ()})
    times = travel_times(scenario_of(only, ["a", "b"], modes=PADDED, used=("e_bike",)))
    with pytest.raises(RoadsError, match=r"no times for the mode 'drive': give minutes or by_mode"):
        times.between("drive", "a", "b")


def test_a_station_may_stand_for_its_point(scenario_of):
    roads = Matrix(points=("a", "b"), minutes=((0, 10), (20, 0)))
    scenario = scenario_of(roads, ["a", "hub"], stations=(Station(id="hub", place="b"),))
    times = travel_times(scenario)
    assert times.places == ("a", "b")
    assert times.between("walk", "hub", "a") == 1_200_000


@settings(deadline=None)
@given(st.integers(0, 10_000_000_000), st.sampled_from([1.0, 1.1, 4 / 3, 2.5]))
def test_thousandths_of_a_minute_are_kept(thousandths, padding):
    from dispatch.roads.times import PlaceTimes
    from dispatch.roads.ways import MatrixWays

    mode = TravelMode(id="walk", network="walk", speed_kmh=3.6, padding=padding)
    roads = Matrix(points=("a", "b"), minutes=((0, thousandths / 1000), (0, 0)))
    times = PlaceTimes(MatrixWays(roads), {"walk": mode}, ("walk",), {"a": "a", "b": "b"}, {})
    exact = {1.0: (1, 1), 1.1: (11, 10), 4 / 3: (4, 3), 2.5: (5, 2)}[padding]
    assert times.between("walk", "a", "b") == -(-thousandths * 60 * exact[0] // exact[1])
