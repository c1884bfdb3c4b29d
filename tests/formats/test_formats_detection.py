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
