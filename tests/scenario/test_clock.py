"""Clock times and the time that passes, on days on which clocks change and on others."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from dispatch.errors import InputError
from dispatch.scenario.base import Moment
from dispatch.scenario.clock import Clock

CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Antarctica/Troll", date(2026, 10, 25)),  # by two hours
    ("America/Havana", date(2026, 11, 1)),  # midnight comes twice
    ("Asia/Beirut", date(2026, 3, 29)),  # midnight is skipped
    ("Asia/Beirut", date(2026, 10, 25)),  # the last hour of the day before comes twice
    ("America/St_Johns", date(2010, 11, 7)),  # a minute after midnight, so the date comes twice
    ("Pacific/Apia", date(2011, 12, 30)),  # a day is skipped
    ("Asia/Shanghai", date(2026, 11, 23)),
    ("Asia/Shanghai", date(1900, 12, 31)),  # from the sun's time, with an offset of seconds
]
DAY = 86_400_000


@given(st.sampled_from(CHANGES), st.integers(-1, 1), st.integers(-DAY, 3 * DAY))
@example(CHANGES[1], 0, 2 * 3_600_000)
def test_every_instant_has_its_own_clock_time(change, days, at):
    zone, on = change
    clock = Clock(on + timedelta(days=days), zone)
    written = clock.moment(at)
    assert TypeAdapter(Moment).validate_python(written) == written
    assert clock.at(written) == at


@given(st.sampled_from(CHANGES), st.integers(-1, 1), st.integers(0, 2 * DAY))
@example(CHANGES[-1], 0, DAY)
@example(CHANGES[1], 0, 9_000_500)
def test_hours_after_midnight_are_read_as_they_are_written(change, days, at):
    zone, on = change
    clock = Clock(on + timedelta(days=days), zone)
    written = clock.hours(at)
    if "00" <= written < "73":  # others need a date
        assert TypeAdapter(Moment).validate_python(written) == written
        assert clock.at(written) == at


@given(st.sampled_from(CHANGES), st.datetimes(datetime(2000, 1, 1), datetime(2000, 1, 3)))
def test_a_clock_time_is_skipped_or_is_what_the_clock_shows(change, time):
    zone, on = change
    clock = Clock(on, zone)
    local = datetime.combine(on, datetime.min.time()) + (time - datetime(2000, 1, 1))
    local = local.replace(microsecond=0)
    instants = [local.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() for fold in (0, 1)]
    if instants[0] > instants[1]:
        with pytest.raises(InputError, match="when it goes forward"):
            clock.at(local.isoformat())
        return
    at = clock.at(local.isoformat())
    assert clock.moment(at)[:19] == local.isoformat()
    assert (len(clock.moment(at)) > 19) == (instants[0] < instants[1])
    assert (at - clock.at(f"{on}T12:00:00+00:00")) / 1000 == (
        instants[0] - datetime.fromisoformat(f"{on}T12:00:00+00:00").timestamp()
    )


@pytest.mark.parametrize(
    ("zone", "first", "on", "hours"),
    [
        ("Europe/Berlin", date(2026, 10, 24), date(2026, 10, 26), 49),
        ("Europe/Berlin", date(2026, 3, 28), date(2026, 3, 30), 47),
        ("Asia/Beirut", date(2026, 3, 28), date(2026, 3, 29), 24),
        ("Asia/Beirut", date(2026, 10, 24), date(2026, 10, 25), 25),
    ],
)
def test_a_date_begins_when_the_one_before_ends(zone, first, on, hours):
    assert Clock(first, zone).begins(on) == hours * 3_600_000


def test_hours_beyond_24_go_on_by_the_clock():
    """30:00 is six in the morning, although 31 hours have passed since the midnight before."""
    clock = Clock(date(2026, 10, 24), "Europe/Berlin")
    assert clock.at("30:00") == clock.at("2026-10-25T06:00:00") == 31 * 3_600_000
    assert clock.at("26:30") == clock.at("2026-10-25T02:30:00+02:00") == 26.5 * 3_600_000
    assert clock.at("26:30+01:00") == clock.at("2026-10-25T02:30:00+01:00") == 27.5 * 3_600_000
    assert [clock.hours(clock.at(each)) for each in ("01:05", "26:30", "26:30+01:00", "27:00")] == [
        "01:05", "26:30+02:00", "26:30+01:00", "27:00",
    ]  # fmt: skip
    assert clock.minutes(clock.at("26:30+01:00")) == 26 * 60 + 30
