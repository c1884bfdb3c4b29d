"""A file's family is told by what is in it."""

import pytest

from dispatch import InputError
from dispatch.formats import detect, load_instance


def test_families_are_told_by_content(home_care, vrplib, solomon, write):
    assert detect(write("a.json", home_care)) == "hhcrsp"
    assert detect(write("b.json", {"patients": [], "terminal_points": []})) == "uhhc"
    assert detect(write("a.vrp", vrplib)) == "vrptw"
    assert detect(write("a.txt", vrplib)) == "vrptw"
    assert detect(write("b.txt", solomon)) == "vrptw"


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
    assert detect(file) is None
    with pytest.raises(InputError, match="no published instance"):
        load_instance(file)


def test_a_family_may_be_named(write, home_care):
    with pytest.raises(InputError, match="'tsp' is no family"):
        load_instance(write("a.json", home_care), "tsp")
    with pytest.raises(InputError, match="no published instance"):
        load_instance(write("a.json", home_care), "vrptw")
    del home_care["central_offices"]
    with pytest.raises(InputError, match="central_offices"):
        load_instance(write("a.json", home_care), "hhcrsp")


@pytest.mark.parametrize("ending", ["json", "vrp"])
def test_files_that_cannot_be_read_are_told(tmp_path, ending):
    with pytest.raises(InputError, match="there is no such file"):
        detect(tmp_path / f"none.{ending}")
    (tmp_path / f"folder.{ending}").mkdir()
    with pytest.raises(InputError, match="this is a folder"):
        detect(tmp_path / f"folder.{ending}")
    (tmp_path / f"bytes.{ending}").write_bytes(b"\xff\x00\xfa")
    with pytest.raises(InputError, match="not a text file"):
        load_instance(tmp_path / f"bytes.{ending}")
    (tmp_path / f"empty.{ending}").write_text("\n")
    with pytest.raises(InputError, match="the file is empty"):
        load_instance(tmp_path / f"empty.{ending}")
