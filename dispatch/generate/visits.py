"""The visits that the clients of a generated day ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal

from dispatch.generate.catalogue import (
    BED_BATHS,
    BEDRIDDEN,
    NURSE_VISITS,
    OTHER_VISITS,
    SERVICES,
)
from dispatch.generate.dials import Dials
from dispatch.generate.streams import Stream, evenly, every, key_at
from dispatch.scenario import Client, Duration, Facts, Gap, Place, Visit, Window

_MINUTES: Final = {
    service.id: int((service.pre_check + service.duration + service.post_check) / 60_000)
    for service in SERVICES
}
"""How long each service keeps the client."""
_DAY_ENDS: Final = 19 * 60
_OPENINGS: Final = {
    7: 0.1, 8: 0.16, 9: 0.16, 10: 0.12, 11: 0.06, 12: 0.05, 13: 0.1, 14: 0.1, 15: 0.09, 16: 0.06,
}  # fmt: skip
"""When windows open: weights by hour."""
_LENGTHS: Final = (60, 90, 120, 180, 240)
"""The lengths of windows in minutes."""
_CLASSES: Final[dict[Literal["urgent", "same_day", "short_notice"], float]] = {
    "urgent": 0.15, "same_day": 0.55, "short_notice": 0.3,
}  # fmt: skip
_TARGETS: Final = {"urgent": 60, "same_day": 240, "short_notice": 480}
_MEDICINE_HOURS: Final = (8 * 60, 12 * 60, 17 * 60 + 30)
_DEMANDABLE: Final = frozenset(
    {"home-care", "wound-care", "tube-care", "vital-signs", "companionship", "assisted-bathing"}
)


class Demand:
    """What clients ask for, one client after the other.

    Parameters
    ----------
    dials
        All assumptions.
    hospital
        The destination of escorts.
    storeys
        The areas whose houses have stairs.
    offset
        The offset of the kinds of service, which are spread evenly over the clients.
    """

    def __init__(
        self, dials: Dials, hospital: Place, storeys: frozenset[str], offset: float
    ) -> None:
        self.dials = dials
        self.hospital = hospital
        self.storeys = storeys
        self.offset = offset
        self._services = first_services(dials)
        self._seen: Counter[str] = Counter()

        self.bedridden = sum(self._services[name] for name in BEDRIDDEN)
        """The share of clients who are bedridden."""

    def first(self, number: int) -> str:
        """Return the service that the client with this number asks for first."""
        return key_at(self._services, evenly(number, self.offset))

    def of(self, who: Client, first: str, stream: Stream) -> list[Visit]:
        """Make up the visits of one client: mostly one, sometimes two or three."""
        made = self._bundle(who, first, stream.of("first"))
        if stream.of("second").chance(self.dials.second_service):
            not_for_them = {first} if who.disabled else {first, *BEDRIDDEN}
            weights = {
                name: share for name, share in OTHER_VISITS.items() if name not in not_for_them
            }
            second = stream.of("second service").weighted(weights)
            made += self._bundle(who, second, stream.of("second bundle"))
        return made

    def _bundle(self, who: Client, service: str, stream: Stream) -> list[Visit]:
        """Make up all visits of one service."""
        if service == "turning":
            return _turnings(who, stream, self._next("overnight", self.dials.overnight))
        if service == "hospital-escort":
            return [self._escort(who, stream)]
        if service in _DEMANDABLE and stream.of("demand").chance(self.dials.on_demand):
            return [_requested(who, service, stream)]
        visit = self._booked(who, service, stream)
        if service in BED_BATHS and self._next("check", self.dials.checked_before_bath):
            check = _visit(who, "vital-signs", (), suffix="-before")
            hour = Duration.of_minutes(60)
            gap = Gap(after=check.id, maximum=hour, measured_from="end", caregiver="same")
            return [check, visit.model_copy(update={"gaps": (gap,)})]
        return [visit]

    def _next(self, kind: str, share: float) -> bool:
        """Whether the next visit of a kind belongs to a share of them."""
        index = self._seen[kind]
        self._seen[kind] += 1
        return every(share, index, self.offset)

    def _escort(self, who: Client, stream: Stream) -> Visit:
        """Make up an escort to the hospital in the morning; it ends there or at home."""
        stairs = who.area in self.storeys and self._next("stairs", self.dials.stairs)
        opens = 420 + 30 * stream.of("open").whole(0, 4)
        stays = self._next("stays", self.dials.escorts_stay)
        return _visit(
            who, "stairs-escort" if stairs else "hospital-escort", (_window(opens, opens + 60),),
            end_place=self.hospital if stays else None,
        )  # fmt: skip

    def _booked(self, who: Client, service: str, stream: Stream) -> Visit:
        """Make up a visit that was arranged before."""
        if service == "medication":
            return self._medication(who, stream)
        if service == "injection":
            evening = self._next("evening", self.dials.evening_visits)
            at = (19 * 60 if evening else 450) + 30 * stream.of("hour").whole(0, 5)
            return _visit(who, service, (_window(at, at + 60),), mandatory=True)
        if service == "meal":
            at = stream.of("hour").pick((660, 660, 660, 1020))
            return _visit(who, service, (_window(at, at + 60, hard=False),))
        return _at_wish(who, service, stream, self.dials)

    def _medication(self, who: Client, stream: Stream) -> Visit:
        """Draw the time of medication: exact, or a quarter of an hour either way."""
        at = stream.of("hour").pick(_MEDICINE_HOURS)
        if self._next("exact", self.dials.exact_medication):
            return _visit(who, "medication", (), mandatory=True, exact_start=_clock(at))
        return _visit(who, "medication", (_window(at - 15, at + 15),), mandatory=True)


def first_services(dials: Dials) -> dict[str, float]:
    """Return the shares of clients who ask for each service first."""
    each = visits_per_client(dials)
    kinds: tuple[tuple[Mapping[str, float], float], ...] = (
        (NURSE_VISITS, dials.nurse_visits * each),
        (BED_BATHS, dials.double_visits * each),
        ({"hospital-escort": 1.0}, dials.escorts * each),
    )
    rest = 1 - sum(share for _, share in kinds)
    return {
        name: weight * share / sum(weights.values())
        for weights, share in (*kinds, (OTHER_VISITS, max(0.0, rest)))
        for name, weight in weights.items()
    }


def visits_per_client(dials: Dials) -> float:
    """Return the mean number of visits of a client.

    Nurse visits, bed baths and escorts are a client's first service. To give their shares of
    *visits* the values of the dials, their shares of clients are larger by this factor.
    """
    turning = OTHER_VISITS["turning"]
    turnings = 2.5 + 2 * dials.overnight
    other = 1 + turning * (turnings - 1)
    of_dials = dials.nurse_visits + dials.double_visits + dials.escorts
    checks = dials.double_visits * dials.checked_before_bath
    # each = (nurses + baths + escorts) each + checks each
    #        + (1 - (nurses + baths + escorts) each) other + second other
    return other * (1 + dials.second_service) / (1 - of_dials - checks + of_dials * other)


def _turnings(who: Client, stream: Stream, overnight: bool) -> list[Visit]:
    """Make up two or three visits, two to three hours apart; another caregiver gives the third.

    A client who is turned at night was turned at five and is turned again before midnight.
    """
    begin = 450 + 30 * stream.of("open").whole(0, 4)
    apart = {"minimum": Duration.of_minutes(120), "maximum": Duration.of_minutes(180)}
    made: list[Visit] = []
    if overnight:
        five = 5 * 60 + 5 * stream.of("five").whole(-3, 6)
        facts = Facts(started=_clock(five), ended=_clock(five + _MINUTES["turning"]))
        made.append(_visit(who, "turning", (), suffix="-night", facts=facts))
        gaps: tuple[Gap, ...] = (Gap(after=made[-1].id, **apart),)
        made.append(_visit(who, "turning", (), suffix="-1", gaps=gaps))
    else:
        made.append(_visit(who, "turning", (_window(begin, begin + 90),), suffix="-1"))
    for number in range(2, stream.of("number").whole(2, 3) + 1):
        other = "different" if number == 3 else "any"
        gap = Gap.model_validate({"after": made[-1].id, **apart, "caregiver": other})
        made.append(_visit(who, "turning", (), suffix=f"-{number}", gaps=(gap,)))
    if overnight:
        made.append(_visit(who, "turning", (_window(22 * 60, 23 * 60 + 30),), suffix="-late"))
    return made


def _requested(who: Client, service: str, stream: Stream) -> Visit:
    """Make up a request of the day: from the request to the end of the day."""
    kind = stream.of("class").weighted(_CLASSES)
    heard = stream.of("heard").whole(6 * 12, 14 * 12) * 5
    acceptable = heard + 120 if kind == "short_notice" else None
    return _visit(
        who, service, (_window(max(acceptable or heard, 420), _DAY_ENDS - _MINUTES[service]),),
        requested=_clock(heard), response_class=kind,
        earliest_acceptable=None if acceptable is None else _clock(acceptable),
        response_target=Duration.of_minutes(_TARGETS[kind]),
    )  # fmt: skip


def _at_wish(who: Client, service: str, stream: Stream, dials: Dials) -> Visit:
    """Make up a visit in a window that the client wishes."""
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
