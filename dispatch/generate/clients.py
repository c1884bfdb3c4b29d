"""The clients of a generated day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from dispatch.generate.dials import Dials
from dispatch.generate.sites import Sites
from dispatch.generate.streams import Stream
from dispatch.scenario import Blackout, Caregiver, Client, Duration

_OTHER_CHANNELS: Final = {"desk": 0.4, "app": 0.5, "alarm": 0.1}
_ENTITLED: Final = {2: 3, 3: 3, 4: 5, 5: 7, 6: 7}
"""Insured hours a week by care level."""
_NAPS: Final = (("12:30", "14:00"), ("12:30", "13:30"), ("13:00", "14:00"))


def client(
    sites: Sites, name: str, day: date, stream: Stream, dials: Dials, *, disabled: float
) -> Client:
    """Make up a client who is disabled with this probability."""
    area = stream.of("area").weighted(sites.weights)
    woman = stream.of("gender").chance(dials.women_cared_for)
    is_disabled = stream.of("disabled").chance(disabled)
    # Only women require women, so the share is scaled to that of all clients.
    required = woman and stream.of("required").chance(dials.woman_required / dials.women_cared_for)
    preferred = not required and stream.of("preferred").chance(dials.gender_preferred)
    level = stream.of("level")
    access = stream.of("access").whole(dials.access_least, dials.access_most)
    by_phone = stream.of("phone").chance(dials.by_phone)
    grade = level.whole(4, 6) if is_disabled else level.pick((0, 0, 1, 2, 3))
    insured = grade in _ENTITLED and stream.of("insured").chance(dials.insured)
    week = _ENTITLED[grade] * 60 if insured else None
    received = _received(week, day, stream.of("received")) if week else 0
    naps = stream.of("naps")
    nap = naps.pick(_NAPS) if naps.chance(dials.naps) else None
    return Client(
        id=name,
        place=sites.home(area, stream.of("home"), dials.off_the_road),
        area=area,
        gender="woman" if woman else "man",
        care_level=grade,
        disabled=is_disabled,
        solitary=stream.of("solitary").chance(dials.solitary),
        low_income=stream.of("income").chance(dials.low_income),
        age=stream.of("age").whole(66, 97),
        gender_required="woman" if required else None,
        gender_preferred=("woman" if woman else "man") if preferred else None,
        access=Duration.of_minutes(access),
        earliest="08:00" if stream.of("not before").chance(dials.not_before) else None,
        blackouts=(Blackout(start=nap[0], end=nap[1], reason="午休"),) if nap else (),
        channel="phone" if by_phone else stream.of("channel").weighted(_OTHER_CHANNELS),
        entitled_week=None if week is None else Duration.of_minutes(week),
        received_week=Duration.of_minutes(received),
    )


def acquainted(
    who: Client, candidates: Sequence[Caregiver], stream: Stream, dials: Dials
) -> Client:
    """Draw whom a client knows and whom the client excludes, among those who serve the area.

    Each pair of caregiver and client has a draw of its own, so a larger team changes little.
    """
    possible = [one for one in candidates if who.gender_required in (None, one.gender)]
    ranked = [one.id for one in sorted(possible, key=lambda one: stream.of("rank", one.id).share())]
    excluded = ranked[-1:] if stream.of("excludes").chance(dials.excludes) else []
    known = stream.of("number").whole(1, 3) if stream.of("knows").chance(dials.knows) else 0
    preferred = [one for one in ranked[:known] if one not in excluded]
    update = {"excluded": tuple(excluded), "preferred": tuple(preferred)}
    return who.model_copy(update=update)


def _received(week: int, day: date, draw: Stream) -> int:
    """Draw the minutes received on the earlier days of this week."""
    even = week * day.weekday() / 7
    return min(week, int(even * draw.between(0.5, 1.25)) // 15 * 15)
