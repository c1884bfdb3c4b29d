"""The people who are cared for on a generated day, and the visits that they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from dispatch.generate.catalogue import NURSE_VISITS, OTHER_VISITS, SERVICES
from dispatch.generate.dials import Dials
from dispatch.generate.sites import Sites
from dispatch.generate.streams import Stream
from dispatch.scenario import Caregiver, Client, Duration, Gap, Visit, Window

_MINUTES: Final = {service.id: int(service.duration.minutes) for service in SERVICES}
_DAY_ENDS: Final = 19 * 60
_OPENINGS: Final = {
    7: 0.1, 8: 0.16, 9: 0.16, 10: 0.12, 11: 0.06, 12: 0.05, 13: 0.1, 14: 0.1, 15: 0.09, 16: 0.06,
}  # fmt: skip
"""When windows open: weights by the hour."""
_LENGTHS: Final = (60, 90, 120, 180, 240)
"""Minutes that windows are open."""
_OTHER_CHANNELS: Final = {"desk": 0.4, "app": 0.5, "alarm": 0.1}
_CLASSES: Final[dict[Literal["urgent", "same_day", "short_notice"], float]] = {
    "urgent": 0.15, "same_day": 0.55, "short_notice": 0.3,
}  # fmt: skip
_TARGETS: Final = {"urgent": 60, "same_day": 240, "short_notice": 480}
_MEDICINE_HOURS: Final = (8 * 60, 12 * 60, 17 * 60 + 30)
_DEMANDABLE: Final = frozenset(
    {"home-care", "wound-care", "tube-care", "vital-signs", "companionship", "assisted-bathing"}
)


def client(sites: Sites, name: str, stream: Stream, dials: Dials) -> Client:
    """Make up one client."""
    area = stream.of("area").weighted(sites.weights)
    woman = stream.of("gender").chance(dials.women_cared_for)
    disabled = stream.of("disabled").chance(dials.disabled)
    # Women alone require women, so their share is scaled to that of all clients.
    required = woman and stream.of("required").chance(dials.woman_required / dials.women_cared_for)
    preferred = not required and stream.of("preferred").chance(dials.gender_preferred)
    level = stream.of("level")
    access = stream.of("access").whole(dials.access_least, dials.access_most)
    by_phone = stream.of("phone").chance(dials.by_phone)
    return Client(
        id=name,
        place=sites.home(area, stream.of("home"), dials.off_the_road),
        area=area,
        gender="woman" if woman else "man",
        care_level=level.whole(4, 6) if disabled else level.pick((0, 0, 1, 2, 3)),
        disabled=disabled,
        solitary=stream.of("solitary").chance(dials.solitary),
        low_income=stream.of("income").chance(dials.low_income),
        age=stream.of("age").whole(66, 97),
        gender_required="woman" if required else None,
        gender_preferred=("woman" if woman else "man") if preferred else None,
        access=Duration.of_minutes(access),
        earliest="08:00" if stream.of("not before").chance(dials.not_before) else None,
        channel="phone" if by_phone else stream.of("channel").weighted(_OTHER_CHANNELS),
    )


def acquainted(
    who: Client, candidates: Sequence[Caregiver], stream: Stream, dials: Dials
) -> Client:
    """Say whom a client knows and whom they do not want, of those who come to their area.

    Each caregiver has a draw of their own for each client, so a larger team changes little.
    """
    possible = [one for one in candidates if who.gender_required in (None, one.gender)]
    ranked = [one.id for one in sorted(possible, key=lambda one: stream.of("rank", one.id).share())]
    excluded = ranked[-1:] if stream.of("excludes").chance(dials.excludes) else []
    known = stream.of("number").whole(1, 3) if stream.of("knows").chance(dials.knows) else 0
    preferred = [one for one in ranked[:known] if one not in excluded]
    update = {"excluded": tuple(excluded), "preferred": tuple(preferred)}
    return who.model_copy(update=update)


def visits_of(who: Client, stream: Stream, dials: Dials) -> list[Visit]:
    """Make up what one client asks for: mostly one visit, sometimes two or three."""
    first = _service(stream.of("service"), dials)
    made = _bundle(who, first, stream.of("first"), dials)
    if stream.of("second").chance(dials.second_service):
        second = stream.of("second service").weighted(OTHER_VISITS)
        if second != first:
            made += _bundle(who, second, stream.of("second bundle"), dials)
    return made


def needs_nurse(visit: Visit) -> bool:
    """Whether a visit is a nurse's."""
    return visit.service in NURSE_VISITS


def _service(stream: Stream, dials: Dials) -> str:
    share = stream.of("kind").share()
    if share < dials.nurse_visits:
        return stream.of("nurse").weighted(NURSE_VISITS)
    if share < dials.nurse_visits + dials.double_visits:
        return "bed-bathing"
    return stream.of("other").weighted(OTHER_VISITS)


def _bundle(who: Client, service: str, stream: Stream, dials: Dials) -> list[Visit]:
    """All visits that one service comes to."""
    if service == "turning":
        return _turnings(who, stream)
    if service in _DEMANDABLE and stream.of("demand").chance(dials.on_demand):
        return [_requested(who, service, stream)]
    visit = _booked(who, service, stream, dials)
    if service == "bed-bathing" and stream.of("check").chance(dials.checked_before_bath):
        check = _visit(who, "vital-signs", (), suffix="-before")
        gap = Gap(after=check.id, maximum=Duration.of_minutes(60), measured_from="end")
        return [check, visit.model_copy(update={"gaps": (gap,)})]
    return [visit]


def _turnings(who: Client, stream: Stream) -> list[Visit]:
    """Two or three visits, two to three hours from start to start."""
    begin = 450 + 30 * stream.of("open").whole(0, 4)
    made = [_visit(who, "turning", (_window(begin, begin + 90),), suffix="-1")]
    for number in range(2, stream.of("number").whole(2, 3) + 1):
        gap = Gap(
            after=made[-1].id,
            minimum=Duration.of_minutes(120),
            maximum=Duration.of_minutes(180),
        )
        made.append(_visit(who, "turning", (), suffix=f"-{number}", gaps=(gap,)))
    return made


def _requested(who: Client, service: str, stream: Stream) -> Visit:
    """Make up a request of the day: from when it is heard to the day's end."""
    kind = stream.of("class").weighted(_CLASSES)
    heard = stream.of("heard").whole(6 * 12, 14 * 12) * 5
    acceptable = heard + 120 if kind == "short_notice" else None
    return _visit(
        who, service, (_window(max(acceptable or heard, 420), _DAY_ENDS - _MINUTES[service]),),
        requested=_clock(heard), response_class=kind,
        earliest_acceptable=None if acceptable is None else _clock(acceptable),
        response_target=Duration.of_minutes(_TARGETS[kind]),
    )  # fmt: skip


def _booked(who: Client, service: str, stream: Stream, dials: Dials) -> Visit:
    """Make up a visit that was arranged before."""
    if service == "medication":
        at = stream.of("hour").pick(_MEDICINE_HOURS)
        return _visit(who, service, (_window(at - 15, at + 15),), mandatory=True)
    if service == "injection":
        at = 450 + 30 * stream.of("hour").whole(0, 5)
        return _visit(who, service, (_window(at, at + 60),), mandatory=True)
    if service == "meal":
        at = stream.of("hour").pick((660, 660, 660, 1020))
        return _visit(who, service, (_window(at, at + 60, hard=False),))
    length = stream.of("length").pick(_LENGTHS)
    last = _DAY_ENDS - _MINUTES[service] - length
    opens = stream.of("open").weighted(_OPENINGS) * 60 + stream.of("half").pick((0, 30))
    opens = max(420, min(opens, last // 30 * 30))
    hard = stream.of("hard").chance(dials.hard_windows)
    preferred = None
    if stream.of("preferred").chance(dials.preferred_times):
        preferred = _clock(opens + 15 * stream.of("accustomed").whole(0, length // 15))
    window = _window(opens, opens + length, hard=hard)
    if stream.of("whole").chance(0.1):
        closes = _clock(opens + length + _MINUTES[service])
        window = window.model_copy(update={"close": closes, "applies_to": "whole"})
    return _visit(who, service, (window,), preferred_start=preferred)


def _visit(
    who: Client, service: str, windows: tuple[Window, ...], *, suffix: str = "", **fields: object
) -> Visit:
    return Visit.model_validate(
        {
            "id": f"{who.id}-{service}{suffix}", "client": who.id, "service": service,
            "windows": windows, **fields,
        }
    )  # fmt: skip


def _window(opens: int, closes: int, *, hard: bool = True) -> Window:
    return Window(open=_clock(opens), close=_clock(closes), hard=hard)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
