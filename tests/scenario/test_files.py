"""Files as such: YAML 1.2 and its traps, JSON, broken syntax, what is no scenario at all."""

import json

import pytest
import yaml

from dispatch.errors import InputError
from dispatch.scenario import Scenario, load_scenario
from dispatch.scenario.source import read
from dispatch.scenario.yaml12 import plain


def refused(file):
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    return [str(found).removeprefix(str(file)) for found in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("off", "off"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("9:30", "9:30"),
        ("10:00:00", "10:00:00"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", "017"),
        ("007.5", "007.5"),
        ("+12", 12),
        ("-0", 0),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("3.", 3.0),
        ("-.inf", float("-inf")),
        ("2026-11-23", "2026-11-23"),
        ("=", "="),
        ("<<", "<<"),
        (".", "."),
        ("-", "-"),
        ("1.2.3", "1.2.3"),
        ("١٢", "١٢"),
    ],
)
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(text, value):
    made = plain(text)
    assert made == value
    assert type(made) is type(value)


def test_the_traps_of_yaml_1_1_are_read_as_written(hello, written):
    text = hello.replace("name: Hello", "name: off\npolicy: {rules: {areas: off}}")
    text = text.replace("id: zhang", "id: no").replace("id: wang", "id: 007")
    text = text.replace("open: 9:00, close: 10:00", "open: 9:30, close: 10:00:00")
    scenario = load_scenario(written(text))
    assert scenario.name == "off"
    assert scenario.policy.rules.areas == "off"
    assert [caregiver.id for caregiver in scenario.caregivers] == ["no", "007"]
    (window,) = scenario.visits[0].windows
    assert (scenario.at(window.open), scenario.at(window.close)) == (34_200_000, 36_000_000)


def test_bare_whole_numbers_are_ids_and_references(hello, written):
    text = hello.replace("id: li,", "id: 17,").replace("client: li", "client: 17")
    assert load_scenario(written(text)).visits[0].client == "17"


def test_anchors_stand_for_what_they_name(hello, written):
    text = hello.replace(
        "shifts: [{start: 8:00, end: 17:00}]", "shifts: &day [{start: 8:00, end: 17:00}]"
    )
    text = text.replace("shifts: [{start: 8:00, end: 12:00}]", "shifts: *day")
    one, other = load_scenario(written(text)).caregivers
    assert one.shifts == other.shifts


def test_a_fault_behind_an_anchor_is_told_where_it_is_used(hello, written):
    text = hello.replace(
        "shifts: [{start: 8:00, end: 17:00}]", "shifts: &day [{start: 8:00, end: 7:00}]"
    )
    text = text.replace("shifts: [{start: 8:00, end: 12:00}]", "shifts: *day")
    told = refused(written(text))
    assert [line.split(": ")[1] for line in told] == [
        "caregivers[zhang].shifts[0].end",
        "caregivers[wang].shifts[0].end",
    ]


def test_json_and_yaml_and_python_have_one_fingerprint(hello, parts, written):
    yaml_file = written(hello)
    json_file = written(json.dumps(parts), "day.json")
    made = Scenario.model_validate(parts)
    assert load_scenario(yaml_file) == load_scenario(json_file) == made
    prints = {load_scenario(yaml_file).fingerprint, load_scenario(json_file).fingerprint}
    assert prints == {made.fingerprint}
    assert hash(load_scenario(yaml_file)) == hash(made)
    parts["visits"][0]["priority"] = 2
    assert Scenario.model_validate(parts) != made
    assert Scenario.model_validate(parts).fingerprint != made.fingerprint


def test_the_order_of_keys_does_not_change_the_fingerprint(parts):
    table = [[0, 5], [6, 0]]
    parts.update(visits=[], clients=[])
    for caregiver in parts["caregivers"]:
        caregiver["start"] = "p"
    prints = set()
    for order in (("walk", "e_bike"), ("e_bike", "walk")):
        by_mode = dict.fromkeys(order, table)
        parts["roads"] = {"by_mode": by_mode, "points": ["p", "q"], "kind": "matrix"}
        prints.add(Scenario.model_validate(dict(reversed(parts.items()))).fingerprint)
    assert len(prints) == 1


@pytest.mark.parametrize("ending", ["day.json", "day.yaml", "day"])
def test_the_content_tells_json_from_yaml_and_tabs_are_fine_in_json(parts, written, ending):
    text = json.dumps(parts, indent="\t")
    assert load_scenario(written(text, ending)).name == "Hello"
    text = text.replace('"client": "li"', '"client": "lu"')
    (told,) = refused(written(text, ending))
    line, column = (int(part) for part in told.split(":")[1:3])
    row = text.split("\n")[line - 1]
    assert row[column - 1 :].startswith('"lu"')
    assert told.endswith("visits[bath-3].client: there is no client 'lu'. Add the client.")


def test_characters_beyond_the_basic_plane_in_json(parts, written):
    parts["name"] = "松江 𠮷 😀"
    file = written(json.dumps(parts), "day.json")
    assert "\\ud842" in file.read_text(encoding="utf-8")
    assert load_scenario(file).name == "松江 𠮷 😀"


def test_yaml_flow_mappings_need_no_quotes(written):
    assert read(str(written("{a: 1, b: [x, 'y']}"))).data == {"a": 1, "b": ["x", "y"]}


@pytest.mark.parametrize(
    "raw",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: ("%YAML 1.2\n---\n" + text + "...\n").encode(),
    ],
)
def test_byte_order_marks_line_ends_and_document_marks_are_fine(hello, written, raw):
    assert load_scenario(written(raw(hello))).name == "Hello"


COLON = (
    "a ':' is not allowed here. Put a text that contains ': ' in quotes, and check the indentation."
)
FITS = "the line does not fit the indentation above it. Indent lines that belong together equally."
QUOTE = "a quotation mark is opened but not closed"
BRACKET = "this bracket is not closed, or a comma in it is missing"


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: a: b", f":1:8: {COLON}"),
        ("a: 1\n b: 2", f":2:3: {COLON}"),
        ("a:\n\t- b", ":2:1: there is a tab where spaces are needed. Indent with spaces."),
        ("a: 1\n\tb: 2", ":2:1: there is a tab where spaces are needed. Indent with spaces."),
        ("a: @x", ":1:4: a text cannot begin with '@' without quotes. Put the text in quotes."),
        ("a: 'x", f":1:4: {QUOTE}"),
        ("a: [1, 2", f":1:4: {BRACKET}"),
        ("- a\nb: 1", f":2:1: {FITS}"),
        ("a:\n  - b\n c: 1", f":3:2: {FITS}"),
        ("a:\n  - b\n  c", ":3:3: a key has no ':' after it"),
        ("a: *x", ":1:4: '*x' refers to '&x', which is not defined before it"),
        ("a: &x [*x]", ":1:8: '*x' is inside '&x' itself"),
        ("? [a]\n: 1", ":1:3: a key must be text"),
        ("a: b\x07", ":1:5: there is a control character here (code 7). Delete it."),
    ],
)
def test_broken_yaml_is_told_plainly_by_either_parser(written, monkeypatch, loader, text, told):
    monkeypatch.setattr("dispatch.scenario.yaml12._LOADER", loader)
    assert refused(written(text)) == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": 1 "b": 2}', ":1:9: a comma or a closing bracket is missing"),
        ('{"a" 1}', ":1:6: the ':' after a key is missing"),
        (
            '{"a": 1, "b": 2, : 3}',
            ":1:18: a key in double quotes is missing here."
            " Put keys in double quotes, and write no comma before a closing bracket.",
        ),
        ('{"a": "x', ":1:7: a quotation mark is opened but not closed"),
        ('{"a": 1} x', ":1:10: there is more text after the end"),
        ('{"a": "\\q"}', ":1:8: the escape after the backslash is unknown"),
        ('{"a": [1, 2}', ":1:12: a comma or a closing bracket is missing"),
        (
            '{\n\t"a": {"\\ud83d": 1}}',
            ":2:8: the text has half a character (\\ud83d) without its other half",
        ),
    ],
)
def test_broken_json_is_told_plainly(written, text, told):
    assert refused(written(text, "day.json")) == [told]


def test_no_number_in_json(parts, written):
    parts["visits"][0]["priority"] = float("nan")
    text = json.dumps(parts, indent=1)
    (told,) = refused(written(text, "day.json"))
    assert told.endswith("visits[bath-3].priority: NaN is not a finite number")


@pytest.mark.parametrize("name", ["day.yaml", "day.json"])
def test_a_key_given_twice_names_both_lines_and_hides_nothing(hello, parts, written, name):
    if name == "day.yaml":
        text = hello.replace("  client: li\n", "  client: li\n  client: lu\n") + "name: Again\n"
        lines = (30, 29, 36, 1)
    else:
        text = json.dumps(parts, indent=1)
        text = text.replace('"client": "li"', '"client": "li",\n   "client": "lu"')
        text = text[:-2] + ',\n "name": "Again"\n}'
        rows = text.split("\n")
        again = next(number for number, row in enumerate(rows, 1) if '"lu"' in row)
        lines = (again, again - 1, len(rows) - 1, 2)
    told = refused(written(text, name))
    second, first, last, top = lines
    assert told[0].endswith(
        f"'client' is given twice; the first is in line {first}. Keep one of them."
    )
    assert told[1].endswith("there is no client 'lu'. Add the client.")
    assert told[2].endswith(f"'name' is given twice; the first is in line {top}. Keep one of them.")
    assert [int(line.split(":")[1]) for line in told] == [second, second, last]


def test_a_second_document_and_an_unknown_tag(hello, written):
    text = hello.replace("id: li,", "id: !who li,") + "---\nname: other\n"
    assert refused(written(text)) == [
        ":25:8: the tag '!who' is not known here. Delete it.",
        ":35:1: a second document begins here ('---'). Keep one document in a file.",
    ]


LEVELS = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: " + "[" * 100, ":1:43: lists and mappings are nested more than 40 levels deep"),
        ("[" * 100_000, ": lists and mappings are nested more than 40 levels deep"),
        (
            "a0: &a0 [x]\n" + LEVELS,
            ":6:50: the aliases up to here stand for more than 200,000 values",
        ),
        ("", ": the file is empty"),
        (" \n# nothing but a remark\n", ": the file is empty"),
        (
            b"name: caf\xe9",
            ":1:10: this is not a text file in UTF-8. Save it as text in the encoding UTF-8.",
        ),
        (b"\x00\x01\x02", ":1:1: there is a control character here (code 0). Delete it."),
        (
            "- a\n- b",
            ":1:1: the file contains a list instead of the fields of a scenario."
            " Begin with lines such as 'name: Monday'.",
        ),
        (
            "Monday",
            ":1:1: the file contains a single value instead of the fields of a scenario."
            " Begin with lines such as 'name: Monday'.",
        ),
        (
            "format: caregiver-dispatch plan 1",
            ":1:9: format: this is a plan, not a scenario. Name the scenario's file.",
        ),
    ],
)
def test_what_is_no_scenario_is_told_in_one_line(written, text, told):
    assert refused(written(text)) == [told]


def test_files_that_are_not_there(written, tmp_path):
    written("name: x", "monday.yaml")
    assert refused(tmp_path / "mondya.yaml") == [
        ": there is no such file. Did you mean 'monday.yaml'?"
    ]
    assert refused(tmp_path / "x" / "y.yaml") == [
        ": there is no such file. Check the name and the folder."
    ]
    assert refused(tmp_path) == [": this is a folder, not a file. Name a file in it."]
    with pytest.raises(InputError, match="cannot be read"):
        load_scenario("a\0b")


def test_a_file_that_is_too_large(written, monkeypatch):
    monkeypatch.setattr("dispatch.scenario.source.MEGABYTES", 0)
    (told,) = refused(written("name: x"))
    assert "at most 0 MB are read" in told


def test_relative_road_files_start_beside_the_scenario(hello, written):
    file = written(hello)
    assert load_scenario(file).folder == str(file.parent)
    assert load_scenario(str(file)).folder == str(file.parent)
