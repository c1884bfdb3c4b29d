"""`dispatch areas` and `dispatch export`: files in, files out, whole or not at all."""

from pathlib import Path

import geopandas
import pytest
from click.testing import CliRunner

from dispatch import load_scenario
from dispatch.cli import main
from dispatch.plan import Plan, dump_plan

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BORDERS = SCENARIOS / "borders" / "district.geojson"
DISTRICT = SCENARIOS / "district-day.yaml"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in a folder that holds a folder with the shipped day without areas."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "roads").symlink_to(SCENARIOS / "roads")
    lines = DISTRICT.read_text(encoding="utf-8").splitlines(keepends=True)
    bare = "".join(line for line in lines if not line.startswith("  area:"))
    (tmp_path / "in" / "bare.yaml").write_text(bare, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, list(map(str, words)))


def test_borders_bring_back_every_area_of_the_day(run):
    done = run("areas", "in/bare.yaml", BORDERS, "--id", "code", "-o", "in/filled.yaml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "in/filled.yaml: 105 of 105 clients and stations have an area\n"
    assert load_scenario("in/filled.yaml") == load_scenario(DISTRICT)


def test_roads_are_found_from_another_folder(run, tmp_path):
    done = run("areas", "in/bare.yaml", BORDERS, "--id", "code", "-o", "filled.json")
    assert done.exit_code == 0
    filled = load_scenario("filled.json")
    assert filled.roads.file == "in/roads/district.graphml.gz"
    assert (tmp_path / filled.roads.file).exists()


def test_what_the_map_leaves_open_is_told(run):
    table = geopandas.read_file(BORDERS)
    table[table.code != "rural-1"].to_file("towns.gpkg")
    done = run("areas", "in/bare.yaml", "towns.gpkg", "--id", "code", "-o", "filled.yaml")
    assert (done.exit_code, done.stdout) == (
        0,
        "filled.yaml: 76 of 105 clients and stations have an area\n",
    )
    told = done.stderr.splitlines()
    assert len(told) == 29
    assert (
        "dispatch: warning: towns.gpkg: stations[station-rural-1].area: the place lies outside"
        in (told[-1])
    )


def test_on_a_failure_nothing_is_written(run, tmp_path):
    (tmp_path / "there.yaml").write_text("as it was")
    for borders, column, output in (
        (BORDERS, "kode", "there.yaml"),
        ("nowhere.gpkg", "code", "there.yaml"),
        (BORDERS, "code", "in/bare.yaml"),
    ):
        before = (tmp_path / output).read_bytes()
        done = run("areas", "in/bare.yaml", borders, "--id", column, "-o", output)
        assert done.exit_code == 2
        assert (tmp_path / output).read_bytes() == before
    hello = SCENARIOS / "hello.yaml"
    dump_plan(Plan(scenario=load_scenario(hello).fingerprint, routes=()), "plan.json")
    (tmp_path / "there.gpkg").write_text("as it was")
    for output, said in (
        ("there.gpkg", "which have no coordinates"),
        ("there.yaml", "cannot be written to a file with the ending '.yaml'. Use .gpkg."),
    ):
        done = run("export", hello, "plan.json", "-o", output)
        assert done.exit_code == 2
        assert said in done.stderr
        assert (tmp_path / output).read_text() == "as it was"
    found = sorted(file.name for file in tmp_path.iterdir())
    assert found == ["in", "plan.json", "there.gpkg", "there.yaml"]


def test_a_plan_is_written_over_an_older_one(run, tmp_path):
    day = load_scenario(DISTRICT)
    dump_plan(Plan(scenario=day.fingerprint, routes=()), "plan.json")
    (tmp_path / "day.gpkg").write_text("an older one")
    done = run("export", DISTRICT, "plan.json", "-o", "day.gpkg")
    assert (done.exit_code, done.output) == (0, "day.gpkg\n")
    stations = geopandas.read_file("day.gpkg", layer="stations")
    assert stations.station.tolist() == [each.id for each in day.stations]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["day.gpkg", "in", "plan.json"]
    run("export", DISTRICT, "plan.json", "-o", "DAY.GPKG")
    assert stations.equals(geopandas.read_file("DAY.GPKG", layer="stations"))
