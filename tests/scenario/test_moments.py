"""Clock times, durations, dates and ids: what is read, what is refused, what is written."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dispatch.scenario.base import Date, Duration, Id, Moment

MOMENT, DATE, ID, LENGTH = (TypeAdapter(kind) for kind in (Moment, Date, Id, Duration))


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
        ("72:59", "72:59"),
        ("2026-11-23T09:30", "2026-11-23T09:30:00"),
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
        ("9:3", "moment-form"),
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
        ("1:30", "duration-form"),
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
        (20261123, "date-form"),
        ("20261123", "date-form"),
        ("23.11.2026", "date-form"),
        ("2026-11-23T00:00", "date-form"),
        (datetime(2026, 11, 23), "date-form"),
        (0, "date-form"),
        ("2026-02-30", "date-none"),
    ],
)
def test_a_date_is_never_guessed(written, code):
    assert code_of(DATE, written) == code
    assert DATE.validate_python("2026-11-23") == date(2026, 11, 23)


def test_ids_may_be_bare_whole_numbers_and_nothing_else():
    assert ID.validate_python(17) == "17"
    assert ID.validate_python("张 3.a") == "张 3.a"
    for wrong in (True, 1.5, None, ["a"], "", "a/b", "a\nb", " a", "x" * 121):
        with pytest.raises(ValidationError):
            ID.validate_python(wrong)
