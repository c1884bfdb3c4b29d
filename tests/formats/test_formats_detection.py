"""A file's family is told by what is in it."""

import pytest

from dispatch import InputError, Scenario
from dispatch.formats import Instance, load_instance, load_question
from dispatch.scenario.json_text import read_json


@pytest.mark.parametrize(
    ("name", "content", "family"),
    [
        ("a.json", "home_care", "hhcrsp"),
        ("a.json", "unified", "uhhc"),
        ("a.vrp", "vrplib", "vrptw"),
        ("a.txt", "vrplib", "vrptw"),
        ("a.txt", "solomon", "vrptw"),
    ],
)
def test_families_are_told_by_content(request, write, name, content, family):
    file = write(name, request.getfixturevalue(content))
    assert load_instance(file).family == family
    asked = load_question(file)
    assert isinstance(asked, Instance)
    assert asked == load_question(file, family) == load_instance(file)


@pytest.mark.parametrize("name", ["hello.json", "hello.yaml", "hello.txt"])
def test_what_is_no_instance_is_a_scenario(write, monkeypatch, name):
    """The text of a JSON file is parsed once, and road files are looked up beside any."""
    parsed = []
    monkeypatch.setattr("dispatch.scenario.source.read_json", _counting(read_json, parsed))
    fields = {"name": "Hello", "zone": "Asia/Shanghai", "dates": ["2026-11-23"]}
    fields |= dict.fromkeys(("services", "caregivers", "clients", "visits"), ())
    file = write(name, fields)
    asked = load_question(file)
    assert isinstance(asked, Scenario)
    assert asked.folder == str(file.parent)
    assert len(parsed) == 1


def _counting(read, parsed):
    def counted(file, text):
        parsed.append(file)
        return read(file, text)

    return counted


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", {"name": "a scenario", "visits": []}),
        ("a.json", "[1, 2]"),
        ("a.txt", "a shopping list\n3 eggs"),
        ("a.vrp", "NAME : A\nTYPE : CVRP\n"),
        ("a.yaml", "patients: []\ncentral_offices: []\n"),
    ],
)
def test_other_files_are_of_no_family(write, name, content):
    file = write(name, content)
    with pytest.raises(InputError, match="not a published instance"):
        load_instance(file)
    with pytest.raises(InputError) as found:
        load_question(file)
    assert "not a published instance" not in str(found.value)


@pytest.mark.parametrize("load", [load_instance, load_question])
def test_the_extended_hhcrsp_is_named(write, home_care, load):
    """Of all that is not as in a scenario, or in HHCRSP, one sentence is told."""
    home_care["departing_points"] = home_care.pop("central_offices")
    for caregiver in home_care["caregivers"]:
        caregiver |= {"starting_point_id": "d", "working_shift": [0, 600]}
    file = write("a.json", home_care)
    with pytest.raises(InputError) as caught:
        load(file)
    (found,) = caught.value.faults
    line = file.read_text().splitlines().index(' "departing_points": [') + 1
    assert (found.code, found.file, found.line) == ("formats-extended", str(file), line)
    assert found.todo.startswith("Write it as UHHC")


@pytest.mark.parametrize("load", [load_instance, load_question])
@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [("a.vrp", "CVRP", "CVRP"), ("a.txt", "TSP (Hamburg)", "TSP"), ("a.tsp", "TSP", "TSP")],
)
def test_other_types_of_vrplib_are_named(write, vrplib, load, name, kind, told):
    file = write(name, vrplib.replace(": CVRPTW", f": {kind}"))
    with pytest.raises(InputError) as caught:
        load(file)
    (found,) = caught.value.faults
    assert (found.what, found.todo, found.file, found.line) == (
        f"this is a VRPLIB file of type {told}, which is not read",
        "The types VRPTW and CVRPTW are read.",
        str(file),
        3,
    )


def test_a_family_may_be_named(write, home_care):
    with pytest.raises(InputError, match="'tsp' is not a family"):
        load_instance(write("a.json", home_care), "tsp")
    with pytest.raises(InputError, match="not a published instance"):
        load_instance(write("a.json", home_care), "vrptw")
    del home_care["central_offices"]
    with pytest.raises(InputError, match="central_offices"):
        load_instance(write("a.json", home_care), "hhcrsp")


@pytest.mark.parametrize("ending", ["json", "vrp"])
def test_files_that_cannot_be_read_are_told(tmp_path, ending):
    with pytest.raises(InputError, match="there is no such file"):
        load_question(tmp_path / f"none.{ending}")
    (tmp_path / f"folder.{ending}").mkdir()
    with pytest.raises(InputError, match="this is a folder"):
        load_question(tmp_path / f"folder.{ending}")
    (tmp_path / f"bytes.{ending}").write_bytes(b"\xff\x00\xfa")
    with pytest.raises(InputError, match="not a text file"):
        load_instance(tmp_path / f"bytes.{ending}")
    (tmp_path / f"empty.{ending}").write_text("\n")
    with pytest.raises(InputError, match="the file is empty"):
        load_instance(tmp_path / f"empty.{ending}")
