"""A route sheet as a calendar (iCalendar, RFC 5545), which phones and mail programs import.

Times are in UTC, so the file needs no definition of a time zone and every program shows them in its
own. An event has the same UID in every plan: to import a newer calendar moves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dispatch.messages import say
from dispatch.report.sheets.route_sheet import RouteSheet, Step
from dispatch.report.tips import minutes
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

_PRODUCT: Final = "PRODID:-//caregiver-dispatch//route sheets//EN"
_LONGEST: Final = 75
"""The most bytes of a line."""
_ESCAPES: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r\n": "\n", "\n": "\\n"}
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


def calendar_of(scenario: Scenario, sheet: RouteSheet, made: datetime) -> str:
    """Write the visits, breaks and ways of equipment of a route sheet as events.

    Parameters
    ----------
    scenario
        The scenario, for its dates and its clock.
    sheet
        The route sheet.
    made
        When it is written, with a time zone; a program keeps the newest version of an event.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", _PRODUCT]
    for step in events(sheet):
        lines += _event(scenario, step, made)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def events(sheet: RouteSheet) -> list[Step]:
    """Return the steps of a route sheet that a calendar shows: all but ways and returns home."""
    return [step for step in sheet.steps if step.kind not in ("way", "back")]


def is_calendar(content: str) -> bool:
    """Return whether the text of a file is a calendar that `calendar_of` has written."""
    return _PRODUCT in content


def _event(scenario: Scenario, step: Step, made: datetime) -> Iterator[str]:
    told = [say("sheet-note", label=note.label, text=note.text) for note in step.notes]
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(f'{scenario.dates[0]}/{step.key}@caregiver-dispatch')}"
    yield f"DTSTAMP:{_stamp(made)}"
    start, end = (_instant(scenario, at) for at in (step.start, step.end))
    yield f"DTSTART:{_stamp(start)}"
    if end > start:  # RFC 5545, 3.8.2.2; without an end it is a moment
        yield f"DTEND:{_stamp(end)}"
    yield f"SUMMARY:{_escaped(' · '.join(filter(None, [step.title, step.who])))}"
    if step.place:
        yield f"LOCATION:{_escaped(step.place)}"
    if told:
        yield f"DESCRIPTION:{_escaped(chr(10).join(told))}"
    yield "END:VEVENT"


def _instant(scenario: Scenario, at: int) -> datetime:
    """Return a moment in whole minutes, as the sheets show it: calendars cut seconds off."""
    local = datetime.fromisoformat(scenario.moment(minutes(at) * MILLISECONDS_A_MINUTE))
    return local if local.tzinfo else local.replace(tzinfo=ZoneInfo(scenario.zone))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for plain, written in _ESCAPES.items():
        text = text.replace(plain, written)
    return _CONTROLS.sub(" ", text)


def _folded(line: str) -> str:
    """Break a line after at most 75 bytes, never within a character."""
    parts, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LONGEST:
            parts.append(" ")
            length = 1
        parts[-1] += letter
        length += size
    return "\r\n".join(parts)
