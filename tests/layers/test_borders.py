"""Which area a place lies in, by borders of two squares side by side."""

import json

import pytest
from shapely import LineString, Polygon, box

from dispatch.errors import InputError
from dispatch.layers import areas_within, read_borders
from dispatch.roads import from_wgs84
from dispatch.scenario import Matrix


@pytest.fixture
def written(tmp_path):
    """Write a table to a file and read it as borders."""

    def write(table, name="streets.gpkg", column="code", layer=None, **more):
        layers = {} if layer is None else {"layer": layer}
        table.to_file(tmp_path / name, **layers, **more)
        return read_borders(tmp_path / name, column, layer)

    return write


def areas_of(scenario):
    return {each.id: each.area for each in (*scenario.clients, *scenario.stations)}


FILLED = {
    "in-west": "west",
    "in-east": "east",
    "on-both": None,
    "outside": None,
    "hub": "west",
}


@pytest.mark.parametrize(
    "name", ["streets.gpkg", "STREETS.GPKG", "streets.geojson", "streets.shp", "streets.shz"]
)
def test_places_lie_in_the_area_around_them(scenario, streets, written, name):
    borders = written(streets, name)
    filled, told = areas_within(scenario, borders)
    assert areas_of(filled) == FILLED
    assert filled.model_copy(
        update={"clients": scenario.clients, "stations": scenario.stations}
    ) == (scenario)
    assert [str(each) for each in told] == [
        f"{borders.file}: clients[on-both].area: the place lies in several areas: east, west. "
        "Name one of them.",
        f"{borders.file}: clients[outside].area: the place lies outside all borders. "
        "Check the place, or name an area.",
    ]


@pytest.mark.parametrize("system", ["EPSG:4490", "EPSG:4549", "EPSG:32651"])
def test_borders_may_be_in_any_coordinate_system(scenario, streets, written, system):
    """Edges that are straight there bend here, by less than a metre."""
    filled, told = areas_within(scenario, written(streets.to_crs(system)))
    assert areas_of(filled) | {"on-both": None} == FILLED
    assert len(told) <= 2


def test_places_may_be_in_shifted_coordinates(scenario, streets, written):
    """The shift of some 500 m takes a place in the west that lies close to the east across."""
    near = (121.4185, 31.21)
    shifted = from_wgs84(near, "GCJ-02")
    assert shifted[0] > 121.42
    clients = [scenario.clients[0].model_copy(update={"place": shifted})]
    moved = scenario.model_copy(
        update={
            "coordinates": "GCJ-02", "clients": clients, "stations": (), "visits": (),
            "caregivers": (),
        }
    )  # fmt: skip
    filled, told = areas_within(moved, written(streets))
    assert (areas_of(filled), told) == ({"in-west": "west"}, [])


def test_an_area_that_is_named_stays_and_is_told_where_the_border_says_another(
    scenario, streets, written
):
    named = {"in-west": "west", "in-east": "west", "on-both": "east", "outside": "east"}
    clients = [each.model_copy(update={"area": named[each.id]}) for each in scenario.clients]
    asked = scenario.model_copy(update={"clients": clients})
    filled, told = areas_within(asked, written(streets))
    assert areas_of(filled) == {**named, "hub": "west"}
    assert [(each.where, each.what) for each in told] == [
        ("clients[in-east].area", "the place lies in 'east', but its area 'west' is kept"),
        (
            "clients[outside].area",
            "the place lies outside all borders, but its area 'east' is kept",
        ),
    ]


def test_a_map_of_another_town_is_told_once(scenario, streets, written):
    away = written(streets.set_geometry(streets.translate(xoff=5)))
    found, told = areas_within(scenario, away)
    assert (found, [each.code for each in told]) == (scenario, ["areas-elsewhere"])


def test_an_area_that_the_scenario_does_not_list_is_told_once(scenario, streets, written):
    known = scenario.model_copy(update={"areas": scenario.areas[1:]})
    filled, told = areas_within(known, written(streets))
    assert areas_of(filled) == {**FILLED, "in-west": None, "hub": None}
    assert [(each.where, each.what) for each in told][-1] == (
        "areas",
        "3 places lie in 'west', which the scenario does not list",
    )
    assert len(told) == 3


def test_an_area_may_have_several_rows_and_a_broken_outline(scenario, streets, written):
    """Two squares of which one lies across itself, and a row without a code that is passed over."""
    bow = Polygon([(121.44, 31.20), (121.46, 31.22), (121.46, 31.20), (121.44, 31.22)])
    assert not bow.is_valid
    rows = streets.iloc[[0, 1, 1, 1]]
    rows = rows.assign(
        code=["west", "east", "east", None],
        geometry=[*streets.geometry, bow, box(121, 31, 122, 32)],
    )
    filled, _ = areas_within(scenario, written(rows))
    assert areas_of(filled) == {**FILLED, "outside": "east"}


@pytest.mark.parametrize("codes", [[310117, 310118], [310117.0, 310118.0]])
def test_ids_may_be_numbers(scenario, streets, written, codes):
    listed = [
        each.model_copy(update={"id": f"{310117 + k}"}) for k, each in enumerate(scenario.areas)
    ]
    asked = scenario.model_copy(update={"areas": listed})
    filled, _ = areas_within(asked, written(streets.assign(code=codes)))
    assert areas_of(filled)["in-east"] == "310118"


def test_one_of_several_layers_is_named(scenario, streets, written):
    written(streets.iloc[:1], layer="old")
    file = written(streets, layer="new").file
    filled, _ = areas_within(scenario, read_borders(file, "code", "new"))
    assert areas_of(filled) == FILLED
    with pytest.raises(InputError, match=r"streets.gpkg: the file has several layers: old, new\. "):
        read_borders(file, "code")
    with pytest.raises(InputError, match=r"there is no layer 'newer'\. The layers are: old, new"):
        read_borders(file, "code", "newer")


def test_what_cannot_be_borders_is_refused(streets, written, tmp_path):
    with pytest.raises(InputError, match=r"nowhere.gpkg: there is no such file"):
        read_borders(tmp_path / "nowhere.gpkg", "code")
    (tmp_path / "text.gpkg").write_text("no map")
    with pytest.raises(InputError, match=r"borders: .* supported file format\. Give a Geo"):
        read_borders(tmp_path / "text.gpkg", "code")
    (tmp_path / "table.csv").write_text("code\nwest\n")
    with pytest.raises(InputError, match=r"as borders: it has no layer with shapes\. Give a Geo"):
        read_borders(tmp_path / "table.csv", "code")
    with pytest.raises(InputError, match=r"no column 'kode'\. The columns are: code, name"):
        written(streets, column="kode")
    with pytest.raises(InputError, match="does not name its coordinate system"):
        written(streets.drop(columns="name"), "unknown.csv", layer_options={"GEOMETRY": "AS_WKT"})
    roads = streets.assign(geometry=[LineString([(121.4, 31.2), (121.5, 31.2)])] * 2)
    with pytest.raises(InputError, match="no polygon has a value in the column 'code'"):
        written(roads, "roads.gpkg")
    (tmp_path / "empty.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(InputError, match="no polygon has a value in the column 'code'"):
        read_borders(tmp_path / "empty.geojson", "code")


@pytest.mark.filterwarnings("ignore:Non closed ring")
def test_a_ring_that_does_not_close_is_refused(tmp_path):
    ring = [[121.3, 31.1], [121.4, 31.1], [121.4, 31.2]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"code": "west"}, "geometry": shape}
    file = tmp_path / "open.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    with pytest.raises(InputError, match=r"open\.geojson"):
        read_borders(file, "code")


def test_points_of_a_matrix_lie_nowhere(scenario, streets, written):
    named = [each.model_copy(update={"place": "a"}) for each in scenario.clients]
    hubs = [each.model_copy(update={"place": "a"}) for each in scenario.stations]
    roads = Matrix(points=("a",), minutes=((0,),))
    asked = scenario.model_copy(update={"roads": roads, "clients": named, "stations": hubs})
    with pytest.raises(InputError, match="roads: the places are points of a matrix"):
        areas_within(asked, written(streets))


def test_a_day_without_anybody_is_left_as_it_is(scenario, streets, written):
    nobody = scenario.model_copy(
        update={"clients": (), "visits": (), "stations": (), "caregivers": ()}
    )
    assert areas_within(nobody, written(streets)) == (nobody, [])
