"""What is written is read back the same: YAML, JSON, every field, every kind of text."""

import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.scenario import Scenario, dump_scenario, load_scenario, scenario_schema
from dispatch.scenario.writing import write_together, write_whole

TRAPS = """off no 9:30 10:00:00 1e5 0o17 0x1F 007 .5 ~ null true 2026-11-23 = << .inf .nan
%a @a &a *a !a | > ? - ' \""""
SPACES = ["- a", "a: b", "# x", "a\n", "\n", "a\n\n b\n", "tab\there", " x ", ""]
RARE = ["\x85", "\u2028", "\x7f", "\ufeff", "\x00", "\x07", "\U0010ffff"]
TEXTS = st.text(max_size=30) | st.sampled_from([*TRAPS.split(), *SPACES, *RARE])
IDS = st.text(
    st.characters(exclude_characters="/\\\n\r\t\x00", exclude_categories=["Cs", "Cc", "Z"]),
    min_size=1,
    max_size=12,
)
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
LENGTHS = st.integers(0, 10_000_000).map(lambda value: value / 60_000) | st.integers(0, 600)


@st.composite
def scenarios(draw):
    visits, clients = (draw(st.lists(IDS, min_size=1, max_size=4, unique=True)) for _ in range(2))
    return Scenario.model_validate(
        {
            "name": draw(TEXTS.filter(bool)),
            "description": draw(TEXTS),
            "dates": draw(st.sampled_from([["2026-11-23"], ["2026-11-23", "2026-11-24"]])),
            "services": [{"id": "s", "name": draw(TEXTS), "duration": draw(LENGTHS)}],
            "caregivers": [
                {
                    "id": draw(IDS),
                    "gender": draw(st.sampled_from(["woman", "man"])),
                    "courses": draw(st.lists(IDS, max_size=3)),
                    "shifts": [{"start": "06:00", "end": "22:30"}],
                    "start": [draw(st.floats(-180, 180)), draw(st.floats(-90, 90))],
                    "mode": "walk",
                    "rating": draw(st.none() | st.floats(0, 5)),
                }
            ],
            "clients": [
                {
                    "id": client,
                    "place": [121.5, 31.0],
                    "access": draw(LENGTHS),
                    "solitary": draw(st.booleans()),
                    "care_level": draw(st.integers(0, 6)),
                }
                for client in clients
            ],
            "visits": [
                {
                    "id": visit,
                    "client": draw(st.sampled_from(clients)),
                    "service": "s",
                    "preferred_start": draw(CLOCKS),
                    "priority": draw(st.none() | st.floats(0, 1000)),
                }
                for visit in visits
            ],
            "policy": {"weights": {"travel": draw(st.floats(0, 100_000))}},
        }
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(scenario=scenarios(), ending=st.sampled_from(["yaml", "json"]))
def test_what_is_written_is_read_back_the_same(tmp_path, scenario, ending):
    file = tmp_path / f"day.{ending}"
    dump_scenario(scenario, file)
    again = load_scenario(file)
    assert again == scenario
    assert again.fingerprint == scenario.fingerprint


def test_a_written_file_is_compact_and_in_the_order_of_a_day(hello, written, tmp_path):
    scenario = load_scenario(written(hello))
    dump_scenario(scenario, tmp_path / "out.yaml")
    text = (tmp_path / "out.yaml").read_text(encoding="utf-8")
    assert "- {open: '09:00', close: '10:00'}" in text
    assert "null" not in text
    assert "rating" not in text
    tops = [line.split(":")[0] for line in text.splitlines() if line[0] not in " -"]
    assert tops == ["name", "dates", "certificates", "services", "caregivers", "clients", "visits"]


def test_writing_twice_gives_the_same_bytes(hello, written, tmp_path):
    scenario = load_scenario(written(hello))
    for ending in ("yaml", "json"):
        one, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
        dump_scenario(scenario, one)
        dump_scenario(load_scenario(one), other)
        assert one.read_bytes() == other.read_bytes()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(hello, written, tmp_path, monkeypatch):
    file = written(hello)
    scenario = load_scenario(file)

    def fail(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(InputError, match="the file cannot be written: No space left on device"):
        dump_scenario(scenario, file)
    assert file.read_text() == hello
    assert [path.name for path in tmp_path.iterdir()] == ["day.yaml"]


def test_where_nothing_can_be_written(hello, written, tmp_path):
    scenario = load_scenario(written(hello))
    with pytest.raises(InputError, match=r"the ending '\.txt' cannot be written"):
        dump_scenario(scenario, tmp_path / "day.txt")
    with pytest.raises(InputError, match="cannot be written"):
        dump_scenario(scenario, tmp_path / "no" / "day.yaml")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(InputError, match="this is a folder"):
        dump_scenario(scenario, tmp_path / "folder.json")


def test_a_link_is_written_through(hello, written, tmp_path):
    file = written(hello)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    dump_scenario(load_scenario(file).model_copy(update={"name": "Other"}), link)
    assert link.is_symlink()
    assert load_scenario(file).name == "Other"


def test_the_schema_tells_what_every_field_means():
    schema = scenario_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    models = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]
    assert len(models) > 25
    for model in models:
        assert model["additionalProperties"] is False
        assert model["description"], model["title"]
        for name, field in model["properties"].items():
            assert field.get("description"), (model["title"], name)
    assert schema["required"] == ["name", "dates", "services", "caregivers", "clients", "visits"]
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema


def test_the_schema_tells_units_and_spellings():
    schema = scenario_schema()
    access = schema["$defs"]["Client"]["properties"]["access"]
    assert [option["type"] for option in access["anyOf"]] == ["number", "string"]
    assert access["anyOf"][0]["description"] == "Minutes."
    assert access["default"] == "PT0S"
    place = schema["$defs"]["Client"]["properties"]["place"]
    assert [part["maximum"] for part in place["anyOf"][0]["prefixItems"]] == [180, 90]
    assert schema["$defs"]["Visit"]["properties"]["id"]["type"] == ["string", "integer"]
    assert "km/h" in schema["$defs"]["TravelMode"]["properties"]["speed_kmh"]["description"]


def test_the_schema_allows_every_form_of_a_clock_time_and_no_unclear_one():
    start = scenario_schema()["$defs"]["Shift"]["properties"]["start"]["anyOf"]

    def kinds(written):
        return [k for k, option in enumerate(start) if re.search(option["pattern"], written)]

    hours = ["9:30", "09:30", "24:30", "9:0", "09:30:05.25", "26:30+01:00", "9:30 Z"]
    assert [kinds(each) for each in hours] == [[0]] * len(hours)
    dated = ["2026-11-23T09:30", "2026/1/3 9:30", "2026-11-23T09:30:00.250+08:00"]
    assert [kinds(each) for each in dated] == [[1]] * len(dated)
    unclear = ["9:3", "9.30", "930", "9:60", "2026-11-23", "2026-11-23T9:3"]
    assert [kinds(each) for each in unclear] == [[]] * len(unclear)


def test_threads_that_write_one_file_leave_it_whole_and_nothing_beside_it(tmp_path):
    file, threads = tmp_path / "day.json", 4
    texts = [f"{letter * 20_000}\n" for letter in "abcd"]
    together = Barrier(threads)

    def write(text):
        together.wait()
        for _ in range(50):
            write_whole(file, text)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(write, texts))
    assert file.read_text() in texts
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_file_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "plain").write_text("")
    write_whole(tmp_path / "day.json", "")
    assert (tmp_path / "day.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_a_file_that_is_written_again_keeps_its_permissions(tmp_path, mode):
    files = [tmp_path / "day.json", tmp_path / "plan.json"]
    for file in files:
        file.write_text("before")
        file.chmod(mode)
    write_whole(files[0], "alone")
    assert (files[0].read_text(), files[0].stat().st_mode & 0o777) == ("alone", mode)
    write_together(dict.fromkeys(files, "together"))
    assert [file.read_text() for file in files] == ["together"] * 2
    assert [file.stat().st_mode & 0o777 for file in files] == [mode] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_what_is_private_is_so_already_while_it_is_written(tmp_path, monkeypatch):
    (tmp_path / "day.json").touch(0o600)
    seen = []

    def chmod(file, mode):
        seen.append((mode, file.stat().st_mode & 0o777))

    monkeypatch.setattr("pathlib.Path.chmod", chmod)
    write_whole(tmp_path / "day.json", "private")
    assert seen == [(0o600, 0o600)]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe, file = tmp_path / "pipe", tmp_path / "day.json"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        write_together({pipe: "into the pipe", file: "beside it"})
        assert read.result(timeout=10) == "into the pipe"
    assert pipe.is_fifo()
    assert file.read_text() == "beside it"
    assert sorted(tmp_path.iterdir()) == [file, pipe]


def test_a_long_name_in_any_script_can_be_written(tmp_path):
    file = tmp_path / f"{'日' * 80}.json"
    write_whole(file, "long")
    assert [*tmp_path.iterdir()] == [file]


def test_what_can_be_no_name_is_told(tmp_path):
    with pytest.raises(InputError, match="the file cannot be written: embedded null"):
        write_whole(tmp_path / "day\0.json", "")


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_no_way_in_a_matrix_is_null(tmp_path, ending):
    roads = {"kind": "matrix", "points": ["a", "b"], "minutes": [[0, None], [1.5, 0]]}
    scenario = Scenario.model_validate(
        {
            "name": "n", "dates": ["2026-11-23"], "services": [], "visits": [], "clients": [],
            "caregivers": [], "roads": roads,
        }
    )  # fmt: skip
    file = tmp_path / f"day.{ending}"
    dump_scenario(scenario, file)
    assert "null" in file.read_text()
    again = load_scenario(file)
    assert again.roads.minutes == ((0.0, None), (1.5, 0.0))
    assert again.fingerprint == scenario.fingerprint
