"""Calendars, read back by another program's parser."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from dispatch.plan import Plan
from dispatch.report.sheets import is_calendar
from dispatch.report.sheets.calendar import _escaped, _folded, calendar_of

MADE = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def events(text):
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def starts(scenario, sheet):
    return {
        str(each["UID"]): each["DTSTART"].dt for each in events(calendar_of(scenario, sheet, MADE))
    }


def test_a_day_is_read_back(two):
    text = calendar_of(two.day.scenario, two.made[0], MADE)
    assert is_calendar(text)
    told = [(str(each["SUMMARY"]), each["DTSTART"].dt, each["DTEND"].dt) for each in events(text)]
    assert told == [
        ("居家照护, 60 min · elder-1", utc(1, 0), utc(2, 0)),
        ("卧床助浴, 45 min · elder-2", utc(3, 10), utc(3, 55)),
        ("Meal break, 30 min", utc(4, 25), utc(4, 55)),
        ("居家照护, 60 min · elder-1", utc(5, 0), utc(6, 0)),
    ]  # fmt: skip
    first = events(text)[0]
    assert first["LOCATION"] == "121.4450, 31.2430"
    assert "Access: 4 min from the street to the door\nAfterwards:" in first["DESCRIPTION"]
    assert {each["DTSTAMP"].dt for each in events(text)} == {MADE}


def utc(hour, minute):
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


def test_an_event_keeps_its_uid_when_it_moves(scenario, plan, two, sheets_of):
    later = plan.model_dump(mode="json")
    later["routes"][0]["stops"][2] |= {"start": "13:20", "end": "14:20"}
    moved = sheets_of(scenario, type(plan).model_validate(later))
    before, after = (starts(scenario, sheet) for sheet in (two.made[0], moved.made[0]))
    assert before.keys() == after.keys()
    assert len(before) == 4
    [changed] = [uid for uid in before if before[uid] != after[uid]]
    assert changed == "2026-11-23/visit/care-2/caregiver@caregiver-dispatch"


def test_no_event_ends_when_it_starts(example, busy, sheets_of):
    sheets = sheets_of(example, busy)
    he = next(each for each in sheets.made if each.caregiver == "he")
    text = calendar_of(example, he, MADE)
    told = [(str(each["UID"]).split("/")[1], "DTEND" in each) for each in events(text)]
    assert told == [("fetch", False), ("visit", True), ("return", False)]


def test_lines_are_short_and_end_as_they_must(example, busy, sheets_of):
    sheets = sheets_of(example, busy, names=True)
    for sheet in sheets.made:
        raw = calendar_of(example, sheet, MADE).encode()
        assert raw.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, raw.split(b"\r\n"))) <= 75


letters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\\;,:\n")


@given(st.text(letters, max_size=200))
def test_any_text_is_read_back(text):
    line = _folded(f"SUMMARY:{_escaped(text)}")
    assert all(len(each.encode()) <= 75 for each in line.split("\r\n"))
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", line, "END:VEVENT", "END:VCALENDAR", ""]
    [event] = events("\r\n".join(lines))
    assert str(event["SUMMARY"]) == text


def test_letters_that_a_calendar_cannot_have_part_words():
    assert _escaped("Building 3\tRoom 602\r\nKey\x7funder mat") == (
        "Building 3 Room 602\\nKey under mat"
    )


def test_times_are_rounded_as_on_the_sheets(example, busy, sheets_of):
    later = busy.model_dump(mode="json")
    stop = next(each for route in later["routes"] for each in route["stops"] if each["start"])
    stop["start"] += ":30"
    sheets = sheets_of(example, type(busy).model_validate(later))
    shown = {step.key: step.clock[:5] for sheet in sheets.made for step in sheet.steps}
    for sheet in sheets.made:
        for event in events(calendar_of(example, sheet, MADE)):
            key = str(event["UID"]).partition("/")[2].partition("@")[0]
            local = event["DTSTART"].dt.astimezone(ZoneInfo(example.zone))
            assert f"{local:%H:%M}" == shown[key]


def test_a_night_is_on_the_right_dates(sheets_of, example):
    plan = {
        "scenario": example.fingerprint,
        "routes": [
            {
                "caregiver": "zhao", "departure": "23:50", "returned": "25:00",
                "stops": [{"visit": "luo-wife-turning-again", "role": "caregiver",
                           "arrival": "23:55", "start": "24:30", "end": "24:50"}],
            }
        ],
    }  # fmt: skip
    [zhao] = sheets_of(example, Plan.model_validate(plan)).made
    [event] = events(calendar_of(example, zhao, MADE))
    assert event["DTSTART"].dt == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
