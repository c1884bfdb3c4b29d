"""What people type into cells, each form and each refusal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from dispatch.tables import cells
from dispatch.tables.cells import Misread
from dispatch.tables.kinds import KINDS


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:00", "09:00"), ("9:0", "09:00"), ("09:00:00", "09:00"), (" 09：30　", "09:30"),
        ("９：３０", "09:30"), ("24:30", "24:30"), ("9:00:05", "09:00:05"),
        ("上午9点半", "09:30"), ("上午 9 点 半", "09:30"), ("下午3点", "15:00"),
        ("下午三点一刻", "15:15"), ("下午3:40", "15:40"), ("晚上八点二十", "20:20"),
        ("中午12点", "12:00"), ("中午1点", "13:00"), ("凌晨12点", "00:00"), ("下午14点", "14:00"),
        ("9点", "09:00"), ("9点5分", "09:05"), ("十点整", "10:00"), ("21时30分", "21:30"),
        ("9 am", "09:00"), ("12:15 PM", "12:15"), ("12:15 a.m.", "00:15"),
        ("3:30:20pm", "15:30:20"),
        ("2026/11/24 9:00", "2026-11-24T09:00:00"),
        ("2026年11月24日下午2点", "2026-11-24T14:00:00"), ("9:00+08:00", "09:00+08:00"),
        ("2026-11-24T09:00:00-05:00", "2026-11-24T09:00:00-05:00"),
        (time(9, 30), "09:30"), (time(8, 59, 59, 999_600), "09:00"), (0.375, "09:00"),
        ("0.354167", "08:30"), (timedelta(hours=24, minutes=30), "24:30"),
        (datetime(2026, 11, 23, 9, 30), "2026-11-23T09:30:00"),
        (datetime(2026, 11, 23, 9, 29, 59, 999_000), "2026-11-23T09:30:00"),
    ],
)  # fmt: skip
def test_times(typed, read):
    assert cells.moment(typed) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("3点", "tables-hour-unclear"), ("晚上12点", "tables-hour-unclear"),
        ("上午12点", "tables-hour-unclear"), ("9:5", "moment-minutes"), ("9", "moment-form"),
        (9, "moment-form"), (9.5, "moment-form"), (True, "moment-form"),
        ("25:00 pm", "moment-form"),
        ("13pm", "moment-form"), ("9:00-10:00", "tables-span"), ("9：00～10：00", "tables-span"),
        ("9:00-1000", "tables-span"), ("09:00:00-10:00:00", "tables-span"),
        ("2026-11-24 9:00-11:00", "tables-span"), ("2026年11月24日9:00-11:00", "tables-span"),
        ("9:00-9:30", "tables-span"), ("22:00~6:00", "tables-span"),
        ("22:00-6:00", "tables-offset"),
        ("09:00:00-05:00", "tables-offset"), ("2026-11-24 9:00-0500", "tables-offset"),
        ("早", "moment-form"),
        ("73:00", "moment-hours"), (date(2026, 11, 23), "moment-form"),
        ("2026年11月31日 9:00", "date-none"), ("2026年11月24日 什么", "moment-form"),
    ],
)  # fmt: skip
def test_times_that_are_asked_back(typed, code):
    with pytest.raises(Misread) as refused:
        cells.moment(typed)
    assert refused.value.fault.code == code


def test_both_readings_of_an_hour_are_named():
    with pytest.raises(Misread) as refused:
        cells.moment("3点半")
    assert refused.value.fault.what == "'3点半' may be 03:00 or 15:00"


def test_an_hour_that_its_part_of_the_day_lacks_is_asked_back_alone():
    with pytest.raises(Misread) as refused:
        cells.moment("晚上25点")
    assert str(refused.value.fault) == "'晚上25点' may be 25:00. Write it with a colon."


def test_an_hour_that_no_clock_has_is_not_asked_back():
    with pytest.raises(Misread) as refused:
        cells.moment("晚上99点")
    assert refused.value.fault.code == "moment-hours"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (90, "PT1H30M"), ("90", "PT1H30M"), ("９０", "PT1H30M"), (1.5, "PT1M30S"),
        ("1h30m", "PT1H30M"), ("1.5小时", "PT1H30M"), ("1.5 h", "PT1H30M"), ("90分钟", "PT1H30M"),
        ("1小时30分", "PT1H30M"), ("1小时半", "PT1H30M"), ("一个半小时", "PT1H30M"),
        ("半小时", "PT30M"), ("半个小时", "PT30M"), ("两小时", "PT2H"), ("2个小时", "PT2H"),
        ("一刻钟", "PT15M"), ("三刻钟", "PT45M"), ("1:30:00", "PT1H30M"), ("PT1H30M", "PT1H30M"),
        ("十二分钟", "PT12M"), ("30秒", "PT30S"), (time(1, 30), "PT1H30M"),
        (timedelta(hours=25), "PT25H"), (0, "PT0S"),
    ],
)  # fmt: skip
def test_lengths(typed, read):
    assert cells.length(typed) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1:30", "duration-unclear"), (0.0625, "tables-fraction"), ("一会儿", "duration-form"),
        ("-5", "duration-form"), (-5, "duration-range"), (True, "duration-form"),
        (datetime(2026, 1, 1), "duration-form"), ("半", "duration-form"),
    ],
)  # fmt: skip
def test_lengths_that_are_asked_back(typed, code):
    with pytest.raises(Misread) as refused:
        cells.length(typed)
    assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (cells.length, "二十分种"), (cells.length, "１：３０"), (cells.length, "999999小时"),
        (cells.moment, "上午9点99分"), (cells.moment, "９：５"), (cells.day, "2026年2月31日"),
    ],
)  # fmt: skip
def test_a_refusal_quotes_the_cell(read, typed):
    with pytest.raises(Misread) as refused:
        read(typed)
    assert f"'{typed}'" in refused.value.fault.what


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-23", "2026/11/23", "2026.11.23", "20261123", "２０２６年１１月２３日",
        "2026年11月23号",
        20261123, 46349, 46349.0, "46349", date(2026, 11, 23), datetime(2026, 11, 23),
    ],
)  # fmt: skip
def test_dates(typed):
    assert cells.day(typed) == "2026-11-23"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("11/23", "date-unclear"), ("1/2/2026", "date-unclear"), ("11月23日", "tables-no-year"),
        ("26-11-23", "date-form"), ("2026-02-30", "date-none"), (7, "date-form"),
        (datetime(2026, 11, 23, 9), "tables-not-date"), (time(9), "date-form"), (True, "date-form"),
    ],
)  # fmt: skip
def test_dates_that_are_asked_back(typed, code):
    with pytest.raises(Misread) as refused:
        cells.day(typed)
    assert refused.value.fault.code == code


def test_several_dates():
    assert cells.days("2026-11-23、2026年11月24日") == ["2026-11-23", "2026-11-24"]
    assert cells.days(46349) == ["2026-11-23"]


@pytest.mark.parametrize("typed", ["yes", "Y", "TRUE", "是", "有", "√", "1", 1, 1.0, True])
def test_yes(typed):
    assert cells.flag(typed) is True


@pytest.mark.parametrize("typed", ["no", "N", "false", "否", "没有", "0", 0, False])
def test_no(typed):
    assert cells.flag(typed) is False


@pytest.mark.parametrize("typed", ["maybe", "x", 2, 0.5, "", time(1)])
def test_neither(typed):
    with pytest.raises(Misread):
        cells.flag(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("男", "man"), ("女", "woman"), ("Male", "man"), ("Ｆ", "woman"), ("woman", "woman"),
        ("女性", "woman"),
    ],
)  # fmt: skip
def test_genders(typed, read):
    assert KINDS["gender"].read(typed) == read


def test_a_word_that_is_no_choice_names_them():
    with pytest.raises(Misread) as refused:
        KINDS["gender"].read("womann")
    assert refused.value.fault.what == "'womann' is not one of woman 女, man 男"
    assert refused.value.fault.todo == "Did you mean 'woman'?"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1.5", 1.5), (" １２ ", 12), (3.0, 3), ("-0.5", -0.5), (".5", 0.5), ("007", 7)],
)
def test_numbers(typed, read):
    assert cells.number(typed) == read
    assert type(cells.number(typed)) is type(read)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,5", "tables-comma"), ("1，000", "tables-comma"), ("eleven", "not-number"),
        (True, "not-number"), (time(1), "not-number"), ("1e5", "not-number"), ("nan", "not-number"),
        ("9" * 400, "not-number"),
    ],
)  # fmt: skip
def test_numbers_that_are_asked_back(typed, code):
    with pytest.raises(Misread) as refused:
        cells.number(typed)
    assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("typed", "read"), [(17, "17"), (17.0, "17"), ("007", "007"), (" a b　", "a b"), (1.5, "1.5")]
)
def test_ids_and_text(typed, read):
    assert cells.text(typed) == read


@pytest.mark.parametrize("typed", [True, datetime(2026, 1, 2), time(1), timedelta(1)])
def test_what_a_spreadsheet_has_made_of_an_id_is_named(typed):
    with pytest.raises(Misread) as refused:
        cells.text(typed)
    assert refused.value.fault.code == "tables-not-text"


@pytest.mark.parametrize("typed", ["1.38123E+10", "3E+17", "#N/A", "#NAME?", "########"])
def test_what_a_spreadsheet_has_saved_in_place_of_text_is_refused(typed):
    with pytest.raises(Misread) as refused:
        cells.text(typed)
    assert refused.value.fault.code == "tables-not-text"


@pytest.mark.parametrize("typed", ["1.38e10", "E+1", "#3", "Room #N/A", "Flat 3E+4"])
def test_text_that_only_looks_like_it_is_read(typed):
    assert cells.text(typed) == typed


def test_lists_have_any_separator():
    assert cells.ids("chen, lin，wu；he、 xu;\nma,") == ["chen", "lin", "wu", "he", "xu", "ma"]
    assert cells.ids(17) == ["17"]


@pytest.mark.parametrize(
    "typed", ["121.5, 31.25", "121.5，31.25", "(121.5 31.25)", "[121.5, 31.25]", "１２１.５；31.25"]
)
def test_coordinates(typed):
    assert cells.place(typed) == [121.5, 31.25]


def test_a_place_may_have_a_name_but_no_single_number():
    assert cells.place(" 公园新村12号 ") == "公园新村12号"
    with pytest.raises(Misread):
        cells.place(121.5)


def test_certificates_all_of_any_of_and_grades():
    assert cells.certificates("nurse, care (junior) / 医疗护理员（中级）") == [
        [{"certificate": "nurse"}],
        [
            {"certificate": "care", "grade": "junior"},
            {"certificate": "医疗护理员", "grade": "中级"},
        ],
    ]
    with pytest.raises(Misread):
        cells.certificates("nurse /")


VALUES = {
    "text": "a", "id": "007", "ids": ["a", "b"], "number": 1.5, "yes_no": False, "time": "24:30",
    "length": "PT1H30M15.250S", "date": "2026-11-23", "dates": ["2026-11-23", "2026-11-24"],
    "place": [-0.12, 51.5],
    "certificates": [[{"certificate": "a", "grade": "x"}, {"certificate": "b"}]],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", KINDS)
def test_what_is_written_is_read_as_it_was(name, language):
    kind = KINDS[name]
    values = [VALUES[name]] if name in VALUES else [*map(kind.read, [w.en for w in kind.options])]
    assert values
    for value in values:
        assert kind.read(kind.write(value, language)) == value
