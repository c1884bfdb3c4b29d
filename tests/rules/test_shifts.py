"""How long a shift may last, and the dates in it."""

from __future__ import annotations

from datetime import date

import pytest

from dispatch.rules import dates_in_shift, latest_return

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
MINUTE = 60_000


def shifts(*spans: tuple[str, str], **more: object) -> dict[str, object]:
    return {"shifts": [{"start": start, "end": end} for start, end in spans], **more}


@pytest.mark.parametrize(
    ("amy", "latest"),
    [
        (shifts(("08:00", "12:00")), [13 * 60]),
        (shifts(("08:00", "12:00"), overtime_limit=0), [12 * 60]),
        (shifts(("08:00", "12:00"), ("12:40", "16:00")), [12 * 60 + 40, 17 * 60]),
        (shifts(("13:30", "16:00"), ("08:00", "12:00")), [17 * 60, 13 * 60]),
        (shifts(("12:00", "16:00"), ("08:00", "12:00")), [17 * 60, 12 * 60]),
    ],
)
def test_a_return_is_before_the_next_shift_overtime_or_not(small, amy, latest):
    scenario = small(amy=amy)
    caregiver = scenario.caregiver["amy"]
    found = [latest_return(scenario, caregiver, k) for k in range(len(caregiver.shifts))]
    assert found == [at * MINUTE for at in latest]


@pytest.mark.parametrize(
    ("window", "dates"),
    [
        (None, [MONDAY, TUESDAY]),
        (("22:00", "23:59"), [MONDAY]),
        (("22:00", "24:00"), [MONDAY, TUESDAY]),
        (("24:00", "25:00"), [TUESDAY]),
        (("27:00", "29:00"), [TUESDAY]),
        (("28:59", "30:00"), [TUESDAY]),  # in the hour of overtime
        (("29:01", "30:00"), []),
        (("10:00", "19:59"), []),
        (("10:00", "20:00"), [MONDAY]),
    ],
)
def test_a_night_shift_has_two_dates(small, window, dates):
    windows = [] if window is None else [{"open": window[0], "close": window[1]}]
    scenario = small(amy=shifts(("20:00", "28:00")), visit={"windows": windows})
    found = dates_in_shift(scenario, scenario.visit["v"], scenario.caregiver["amy"], 0)
    assert found == tuple(dates)


def test_windows_on_both_sides_of_midnight_name_each_date_once(small):
    windows = [("21:00", "22:00"), ("23:00", "23:30"), ("25:00", "26:00")]
    scenario = small(
        amy=shifts(("20:00", "28:00")),
        visit={"windows": [{"open": first, "close": last} for first, last in windows]},
    )
    found = dates_in_shift(scenario, scenario.visit["v"], scenario.caregiver["amy"], 0)
    assert found == (MONDAY, TUESDAY)


def test_who_joins_later_may_begin_after_the_visit_started_on_the_day_before(small):
    crew = [{"id": "one"}, {"id": "two", "offset": 20}]
    night = shifts(("2026-11-24T00:10", "2026-11-24T08:00"))
    scenario = small(
        dates=["2026-11-23", "2026-11-24"],
        service={"crew": crew},
        amy=night,
        visit={"exact_start": "23:55"},
    )
    found = dates_in_shift(scenario, scenario.visit["v"], scenario.caregiver["amy"], 0)
    assert found == (MONDAY,)
