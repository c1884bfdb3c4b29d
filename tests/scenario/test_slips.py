"""Characters of another keyboard: named with their place and with what to type instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.scenario import loads_scenario
from dispatch.scenario.slips import ascii_of


def told(text):
    with pytest.raises(InputError) as caught:
        loads_scenario(text, "f")
    return [str(fault) for fault in caught.value.faults]


COLON = "'：' in column {} is not ASCII (fullwidth colon, U+FF1A). Type ': ' instead."
WIDE_SPACE = "'　' in column {} is not ASCII (ideographic space, U+3000). Type ' ' instead."
TAB = "there is a tab where spaces are needed. Indent with spaces."
HARD_SPACE = "'\u00a0' in column {} is not ASCII (no-break space, U+00A0). Type ' ' instead."


@pytest.mark.parametrize(
    ("good", "bad", "line", "column", "sentence"),
    [
        ("name: Hello", "name：周一", 1, 5, COLON),
        ("visits:\n", "visits：\n", 27, 7, COLON),
        ("- id: bath\n", "- id：bath\n", 6, 5, COLON),
        ("  duration: 60", "  duration：60", 7, 11, COLON),
        ("  shifts: [{start", "  shifts： [{start", 18, 9, COLON.replace("': '", "':'")),
        ("  client: li", "　　client: li", 29, 1, WIDE_SPACE),
        ("  client: li", "\u00a0 client: li", 29, 1, HARD_SPACE),
        ("  client: li", "  client:　li", 29, 10, WIDE_SPACE),
        ("caregivers:\n", "caregivers:\u00a0\n", 12, 12, HARD_SPACE),
        ("- id: bath\n", "　- id: bath\n", 6, 1, WIDE_SPACE),
        ("  client: li", "\tclient: li", 29, 1, TAB),
        ("  client: li", " \tclient: li", 29, 2, TAB),
        (
            "- id: zhang\n", "－ id: zhang\n", 13, 1,
            "'－' in column {} is not ASCII (fullwidth hyphen-minus, U+FF0D). Type '-' instead.",
        ),
        (
            "open: 9:00, close", "open: 9:00，close", 31, 24,
            "'，' in column {} is not ASCII (fullwidth comma, U+FF0C). Type ',' instead.",
        ),
        (
            "name: Hello", "name: “a: b”", 1, 7,
            "'“' in column {} is not ASCII (left double quotation mark, U+201C). "
            "Type '\"' instead.",
        ),
    ],
)  # fmt: skip
def test_what_yaml_takes_for_something_else_is_named(hello, good, bad, line, column, sentence):
    assert good in hello
    assert told(hello.replace(good, bad, 1))[0] == f"f:{line}:{column}: {sentence.format(column)}"


@pytest.mark.parametrize(
    ("good", "bad", "place", "sentence"),
    [
        (
            "duration: 60", "duration: ６０", "7:13: services[bath].duration",
            "'６０' is not a length of time. "
            "'６' in column 13 is not ASCII (fullwidth digit six, U+FF16). Type '6' instead.",
        ),
        (
            "open: 9:00", "open: 9：00", "31:20: visits[bath-3].windows[0].open",
            "'9：00' is not a clock time. "
            "'：' in column 21 is not ASCII (fullwidth colon, U+FF1A). Type ':' instead.",
        ),
        (
            "open: 9:00", "open: “9:00”", "31:20: visits[bath-3].windows[0].open",
            "'“9:00”' is not a clock time. '“' in column 20 is not ASCII (left double quotation "
            "mark, U+201C). Type '\"' instead.",
        ),
        (
            "2026-11-23", "２０２６-11-23", "2:9: dates[0]",
            "'２０２６-11-23' is not a date. "
            "'２' in column 9 is not ASCII (fullwidth digit two, U+FF12). Type '2' instead.",
        ),
        (
            "[121.21, 31.01]", "[121.21，31.01]", "25:12: clients[li].place",
            "['121.21，31.01'] is not a place. "
            "'，' in column 26 is not ASCII (fullwidth comma, U+FF0C). Type ',' instead.",
        ),
        (
            "{id: li, place", "{id: li, place: [1, 2], area：east", "25:27: clients[li].area：east",
            "there is no field 'area：east' here. "
            "'：' in column 31 is not ASCII (fullwidth colon, U+FF1A). Type ':' instead.",
        ),
        (
            "  client: li", "  　client: li", "29:3: visits[bath-3].　client",
            "there is no field '　client' here. "
            "'　' in column 3 is not ASCII (ideographic space, U+3000). Type ' ' instead.",
        ),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_read_names_the_character(hello, good, bad, place, sentence):
    assert good in hello
    assert f"f:{place}: {sentence}" in told(hello.replace(good, bad, 1))


def test_a_field_that_became_a_part_of_the_value_before_is_named(hello):
    """YAML reads '- id: li' and a line with 'place：' as one text."""
    text = hello.replace("- {id: li, place: [121.21, 31.01]}", "- id: li\n  place：[121.21, 31.01]")
    assert f"f:26:8: {COLON.format(8)}" in told(text)


def test_wide_spaces_of_several_lines_are_named_at_once(hello):
    text = hello.replace("- id: bath\n  duration", "　- id: bath\n　　duration")
    assert told(text) == [f"f:{line}:1: {WIDE_SPACE.format(1)}" for line in (6, 7)]


def test_json_names_the_character_too():
    assert told('{"name"："Monday"}') == [
        "f:1:8: '：' in column 8 is not ASCII (fullwidth colon, U+FF1A). Type ':' instead."
    ]


def test_texts_for_people_and_ids_keep_their_characters(hello):
    text = hello.replace("name: Hello", "name: 周一：“早”，好\ndescription: |\n  　　备注：无")
    text = text.replace("id: zhao", "id: 赵（小）").replace("client: zhao", "client: 赵（小）")
    scenario = loads_scenario(text)
    assert scenario.name == "周一：“早”，好"
    assert scenario.description == "　　备注：无\n"
    assert scenario.visits[1].client == "赵（小）"
    wrong = told(text.replace("client: 赵（小）", "client: 赵（大）"))
    assert wrong == [
        "f:35:11: visits[meal-1].client: there is no client '赵（大）'. Did you mean '赵（小）'?"
    ]


@pytest.mark.parametrize(
    ("bad", "told_of"),
    [
        ("description: 你好，早\n  name: x", "a ':' is not allowed here"),
        ("description: |\n  note：x\nname: a: b", "a ':' is not allowed here"),
        ("stations: [{id: hub, name: 王，五, place: [1, 2}]", "this bracket is not closed"),
        ('stations: [{id: hub, name: "王，五", place [1, 2]}]', "this bracket is not closed"),
    ],
)
def test_a_character_that_is_not_at_fault_is_not_blamed(hello, bad, told_of):
    (found,) = told(hello.replace("name: Hello", bad, 1))
    assert told_of in found


@given(st.characters())
def test_a_character_stands_for_at_most_one_of_ascii(character):
    meant = ascii_of(character)
    assert meant == "" or (len(meant) == 1 and meant.isascii() and not character.isascii())


@pytest.mark.parametrize("line_break", ["\r", "\r\n", "\x85", "\u2028"])
def test_lines_are_those_of_the_parser(hello, line_break):
    for good, bad in (
        ("open: 9:00", "open: 9：00"),
        ("visits:\n", "visits：\n"),
        ("Hello", "\x07"),
    ):
        text = hello.replace(good, bad)
        assert told(text.replace("\n", line_break)) == told(text)
