"""The clock of a time zone, with its changes in spring and autumn."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dispatch.errors import InputError, fault

_MILLISECOND: Final = timedelta(milliseconds=1)
_MOST_KNOWN: Final = 50_000
"""How many clock times a clock remembers each way, of the scenario and of plans for it."""
_CLOCK: Final = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(.*)")


class Clock:
    """Converts clock times to milliseconds that have passed since a midnight, and back.

    Hours beyond 24 go on by the clock: ``26:30`` is half past two of the next day. In autumn an
    hour comes twice: a time in it without an offset is the first one. In spring an hour is skipped:
    a time in it is refused.

    Parameters
    ----------
    first
        The date from whose midnight (or first instant) the milliseconds count.
    zone
        The IANA name of the zone.
    """

    def __init__(self, first: date, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._first = datetime.combine(first, datetime.min.time())
        self._midnight = self._utc(self._first)
        self._known: dict[str, int] = {}
        self._shown: dict[int, str] = {}

    def at(self, moment: str) -> int:
        """Return the milliseconds from the midnight to a `Moment`.

        Raises
        ------
        InputError
            If the clock skips this time.
        """
        known = self._known.get(moment)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[moment] = self._passed(self._instant(moment))
        return known

    def moment(self, at: int) -> str:
        """Return a clock time as ISO 8601, with its offset only if it comes twice."""
        shown = self._shown.get(at)
        if shown is None:
            if len(self._shown) >= _MOST_KNOWN:
                self._shown.clear()
            local, offset = self._local(at)
            shown = local.isoformat(timespec="milliseconds").removesuffix(".000") + offset
            self._shown[at] = shown
        return shown

    def hours(self, at: int) -> str:
        """Return a clock time in hours after the midnight, such as ``26:30``, like `moment`."""
        local, offset = self._local(at)
        hours, rest = divmod(local - self._first, timedelta(hours=1))
        minutes = (datetime.min + rest).isoformat(timespec="milliseconds")[13:]
        return f"{hours:02d}{minutes.removesuffix('.000').removesuffix(':00')}{offset}"

    def minutes(self, at: int) -> int:
        """Return how far the clock is from the midnight, in whole minutes.

        It is not the time that has passed if the clock has been changed in between.
        """
        return (self._local(at)[0] - self._first) // timedelta(minutes=1)

    def begins(self, on: date) -> int:
        """Return when a date begins: at its midnight, or later if the clock skips that."""
        return self._passed(self._utc(datetime.combine(on, datetime.min.time())))

    def _passed(self, instant: datetime) -> int:
        return round((instant - self._midnight) / _MILLISECOND)

    def _local(self, at: int) -> tuple[datetime, str]:
        """Return a clock time, and its offset from UTC if it comes twice."""
        local = (self._midnight + at * _MILLISECOND).astimezone(self._zone)
        twice = local.utcoffset() != local.replace(fold=not local.fold).utcoffset()
        clock = local.replace(tzinfo=None, fold=0)
        return clock, local.isoformat()[len(clock.isoformat()) :] if twice else ""

    def _utc(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self._zone).astimezone(UTC)

    def _instant(self, moment: str) -> datetime:
        clock = _CLOCK.fullmatch(moment)
        if clock is None:
            written = datetime.fromisoformat(moment)
        else:
            hours, minutes, seconds, fraction, offset = clock.groups(default="")
            written = self._first + timedelta(
                hours=int(hours),
                minutes=int(minutes),
                seconds=int(seconds or 0),
                milliseconds=int(f"{fraction:0<3}"),
            )
            if offset:
                written = datetime.fromisoformat(f"{written.isoformat()}{offset}")
        if written.tzinfo is not None:
            return written.astimezone(UTC)
        instant = self._utc(written)
        if (shown := instant.astimezone(self._zone).replace(tzinfo=None, fold=0)) != written:
            later = shown.isoformat() if clock is None else self.hours(self._passed(instant))
            raise InputError(fault("moment-skipped", time=moment, zone=self._zone.key, later=later))
        return instant
