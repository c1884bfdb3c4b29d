"""Clock times, durations, dates and ids: what is read, what is refused, what is written."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dispatch.scenario.base import Date, Dates, Duration, Id, Ids, Moment

MOMENT, DATE, DATES, ID, IDS, LENGTH = (
    TypeAdapter(kind) for kind in (Moment, Date, Dates, Id, Ids, Duration)
)


def code_of(adapter, value):
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    (error,) = caught.value.errors()
    return error["type"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("9:30", "09:30"),
        ("09:30", "09:30"),
        (" 09:30 ", "09:30"),
        ("10:00:00", "10:00"),
        ("10:00:05", "10:00:05"),
        ("10:00:00.5", "10:00:00.5"),
        ("24:30", "24:30"),
        ("9:0", "09:00"),
        ("09:00:00", "09:00"),
        ("26:30+01:00", "26:30+01:00"),
        ("9:30 z", "09:30+00:00"),
        ("9:30 -0330", "09:30-03:30"),
        ("72:59", "72:59"),
        ("2026-11-23T09:30", "2026-11-23T09:30:00"),
        ("2026-11-23 9:30", "2026-11-23T09:30:00"),
        ("2026/11/3 09:30", "2026-11-03T09:30:00"),
        ("2026.1.3 9:30:05", "2026-01-03T09:30:05"),
        ("2026-11-23T09:30:00.25", "2026-11-23T09:30:00.250"),
        (datetime(2026, 11, 23, 9, 30, 0, 500_000), "2026-11-23T09:30:00.500"),
        ("2026-11-23 09:30:00+08:00", "2026-11-23T09:30:00+08:00"),
        ("2026-11-23 09:30 +0800", "2026-11-23T09:30:00+08:00"),
        ("2026-11-23T01:30:00Z", "2026-11-23T01:30:00+00:00"),
        (datetime(2026, 11, 23, 9, 30), "2026-11-23T09:30:00"),
    ],
)
def test_a_moment_is_kept_in_one_spelling(written, kept):
    assert MOMENT.validate_python(written) == kept
    assert MOMENT.validate_python(kept) == kept


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("25", "moment-form"),
        ("9.30", "moment-form"),
        (930, "moment-form"),
        (9.5, "moment-form"),
        ("9:3", "moment-minutes"),
        ("9:7", "moment-minutes"),
        ("2026/11-23 9:30", "moment-form"),
        ("2026-11-23T9:3", "moment-form"),
        ("9:60", "moment-form"),
        ("-9:30", "moment-form"),
        ("９:30", "moment-form"),
        ("9:30 pm", "moment-form"),
        ("09:30:00.1234", "moment-form"),
        ("", "moment-form"),
        (None, "moment-form"),
        (True, "moment-form"),
        (date(2026, 11, 23), "moment-form"),
        ("2026-11-23", "moment-form"),
        ("0001-11-23T09:30", "moment-form"),
        ("73:00", "moment-hours"),
        ("2026-02-30T09:30", "moment-none"),
        ("2026-11-23T25:30", "moment-none"),
        ("2026-11-23T09:30+99:00", "moment-none"),
        ("09:30+99:00", "moment-none"),
    ],
)
def test_a_moment_that_cannot_be_read_is_refused(written, code):
    assert code_of(MOMENT, written) == code


@pytest.mark.parametrize(
    ("written", "milliseconds", "text"),
    [
        (90, 5_400_000, "PT1H30M"),
        ("90", 5_400_000, "PT1H30M"),
        ("PT1H30M", 5_400_000, "PT1H30M"),
        ("PT90M", 5_400_000, "PT1H30M"),
        ("P1DT1H", 90_000_000, "PT25H"),
        ("1h30m", 5_400_000, "PT1H30M"),
        ("1H 30 min", 5_400_000, "PT1H30M"),
        ("1.5h", 5_400_000, "PT1H30M"),
        ("90 min", 5_400_000, "PT1H30M"),
        ("90m", 5_400_000, "PT1H30M"),
        ("2 hours 5 minutes 1 second", 7_501_000, "PT2H5M1S"),
        ("45 s", 45_000, "PT45S"),
        (1.5, 90_000, "PT1M30S"),
        (0.1, 6_000, "PT6S"),
        (1 / 3, 20_000, "PT20S"),
        (1 / 60_000, 1, "PT0.001S"),
        ("PT0.25S", 250, "PT0.250S"),
        (Decimal("0.0005"), 30, "PT0.030S"),
        (timedelta(milliseconds=7), 7, "PT0.007S"),
        (0, 0, "PT0S"),
        (Duration(7), 7, "PT0.007S"),
    ],
)
def test_a_duration_is_exact(written, milliseconds, text):
    length = LENGTH.validate_python(written)
    assert isinstance(length, Duration)
    assert length == milliseconds
    assert str(length) == text


@given(st.integers(0, 400 * 86_400_000))
def test_a_written_duration_is_read_back(milliseconds):
    assert LENGTH.validate_python(str(Duration(milliseconds))) == milliseconds


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (-1, "duration-range"),
        (1e300, "duration-range"),
        (float("nan"), "not-finite"),
        (float("inf"), "not-finite"),
        (10**300, "duration-range"),
        ("P401D", "duration-range"),
        (timedelta(days=-1), "duration-range"),
        (0.00001, "duration-fine"),
        (timedelta(microseconds=1), "duration-fine"),
        ("PT0.0001S", "duration-fine"),
        ("soon", "duration-form"),
        ("PT", "duration-form"),
        ("P", "duration-form"),
        ("P1DT", "duration-form"),
        ("1e9999999999", "duration-form"),
        ("-5", "duration-form"),
        ("1:30", "duration-unclear"),
        ("90:00", "duration-unclear"),
        ("1h 30", "duration-form"),
        ("30m 1h", "duration-form"),
        ("1.5.2h", "duration-form"),
        ("1,5h", "duration-form"),
        ("h", "duration-form"),
        (" ", "duration-form"),
        (True, "duration-form"),
        (None, "duration-form"),
        ([90], "duration-form"),
    ],
)
def test_a_duration_that_cannot_be_read_is_refused(written, code):
    assert code_of(LENGTH, written) == code


def test_a_duration_made_in_python_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="-1 does not lie between 0 and 400 days"):
        Duration.of_minutes(-1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3/4", "date-unclear"),
        ("03/04/2026", "date-unclear"),
        ("23.11.2026", "date-unclear"),
        ("31-13-2026", "date-none"),
        ("2026/11-23", "date-form"),
        ("2026-11-23-1", "date-form"),
        (261123, "date-form"),
        (True, "date-form"),
        (20261332, "date-none"),
        ("2026-11-23T00:00", "date-form"),
        (datetime(2026, 11, 23), "date-form"),
        (0, "date-form"),
        ("2026-02-30", "date-none"),
    ],
)
def test_a_date_is_never_guessed(written, code):
    assert code_of(DATE, written) == code


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("3/4", "'3/4' may be YYYY-03-04 or YYYY-04-03"),
        ("3/13", "'3/13' may be YYYY-03-13"),
        ("03.04.2026", "'03.04.2026' may be 2026-03-04 or 2026-04-03"),
        ("29.2.2027", "the date '29.2.2027' does not exist"),
    ],
)
def test_a_date_without_its_year_first_names_the_choices(written, told):
    with pytest.raises(ValidationError) as caught:
        DATE.validate_python(written)
    assert caught.value.errors()[0]["ctx"]["fault"].what == told


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_form_of_a_date_means_the_same(day):
    forms = [
        day,
        f"{day}",
        f" {day:%Y/%m/%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
    ]
    assert [DATE.validate_python(form) for form in forms] == [day] * len(forms)
    assert DATES.validate_python(forms[1]) == DATES.validate_python([forms[1]]) == (day,)
    assert DATES.validate_python(forms[-1]) == (day,)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)))
def test_every_form_of_a_clock_time_means_the_same(time):
    time = time.replace(microsecond=0)
    forms = [
        time,
        f"{time}",
        time.isoformat().lower(),
        f"{time.year}/{time.month}/{time.day} {time.hour}:{time:%M:%S}",
        f"{time:%Y.%m.%d  %H:%M:%S} ",
    ]
    assert {MOMENT.validate_python(form) for form in forms} == {time.isoformat()}
    forms = [f"{time.hour}:{time:%M:%S}", f"{time:%H:%M:%S}", f" {time:%H:%M:%S} "]
    kept = f"{time:%H:%M:%S}".removesuffix(":00") if time.second == 0 else f"{time:%H:%M:%S}"
    assert {MOMENT.validate_python(form) for form in forms} == {kept}


@given(st.integers(0, 300), st.integers(0, 59), st.integers(0, 59))
def test_every_form_of_a_length_of_time_means_the_same(hours, minutes, seconds):
    length = Duration(((hours * 60 + minutes) * 60 + seconds) * 1000)
    forms = [
        str(length),
        f"{hours}h{minutes}m{seconds}s",
        f"{hours} h {minutes} min {seconds} sec",
        f"{hours * 60 + minutes}MIN{seconds}S",
        f"{hours * 60 + minutes} minutes {seconds} seconds",
        f"{length // 1000}s",
        timedelta(milliseconds=length),
    ]
    assert [LENGTH.validate_python(form) for form in forms] == [length] * len(forms)


@given(st.from_regex(r"[0-9]{1,3}:[0-9]{1,2}", fullmatch=True))
def test_two_numbers_are_never_a_length_of_time(written):
    assert code_of(LENGTH, written) == "duration-unclear"


@given(st.integers(1, 31), st.integers(1, 31), st.sampled_from("-/."))
def test_two_numbers_are_never_a_date(one, other, mark):
    assert code_of(DATE, f"{one}{mark}{other}") in ("date-unclear", "date-none")


def test_ids_may_be_bare_whole_numbers_and_nothing_else():
    assert ID.validate_python(17) == "17"
    assert ID.validate_python("张 3.a") == "张 3.a"
    for wrong in (True, 1.5, None, ["a"], "", "a/b", "a\nb", " a", "x" * 121):
        with pytest.raises(ValidationError):
            ID.validate_python(wrong)


@given(st.from_regex(r"[a-z张][a-z0-9张 ._-]{0,30}", fullmatch=True))
def test_one_id_needs_no_list(name):
    assert IDS.validate_python(name) == IDS.validate_python([name]) == (name,)


def test_what_may_be_several_ids_needs_a_list():
    assert IDS.validate_python(17) == ("17",)
    assert IDS.validate_python(["a, b"]) == ("a, b",)
    for unclear in ("bath, meal", "bath,meal", "bath；meal", "bath、meal"):
        assert code_of(IDS, unclear) == "ids-unclear"
    for wrong in (True, 1.5, None, {"a": 1}):
        with pytest.raises(ValidationError):
            IDS.validate_python(wrong)
