"""The series of pre-booked visits: what a client has on each of her days, at promised times.

The generator makes up what a client is given. Here each visit gets the start that the client was
promised: medication, meals and the like at their times, the rest when enough people are at work. A
client's visits do not meet, wherever in their tolerance they start, and keep clear of her nap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from dispatch.generate.streams import Stream, every
from dispatch.scenario import Client, Promise, Service, Visit, Window
from dispatch.simulate.world import World

Span: TypeAlias = tuple[int, int]
"""Minutes after midnight, from and to."""

_DAYS_A_WEEK: Final = (3, 3, 3, 3, 5, 7, 7)
"""By care level, as insured care at home is given."""
_FIRST: Final = 30
"""Minutes for the first and the last way of a shift; no start is promised before the first one."""
_STEP: Final = 15
_TURNED_AFTER: Final = 150
"""Minutes from one turning to the next, in the middle of what the gap allows."""


_AT_THEIR_TIME: Final = frozenset({"medication", "injection", "meal", "turning"})
"""The services that the generator puts where they belong in the day."""


@dataclass(frozen=True)
class Series:
    """The visits of one client.

    Attributes
    ----------
    client : Client
        The client; without her nap if her visits cannot keep clear of it.
    visits : tuple of Visit
        The visits of one of her days, with bare clock times.
    days : frozenset of int
        The weekdays on which they take place, Monday 0.
    """

    client: Client
    visits: tuple[Visit, ...]
    days: frozenset[int]


def series_of(
    world: World,
    services: Mapping[str, Service],
    client: Client,
    visits: Sequence[Visit],
    stream: Stream,
) -> Series:
    """Promise a start for each visit of a client, and choose her days.

    Parameters
    ----------
    services
        The services of the world by id.
    visits
        What the generator made up for one day. Visits for which the day has no room are left out.
    stream
        The stream of the client's series.
    """
    offset = stream.of("days").share()
    share = _DAYS_A_WEEK[client.care_level] / 7
    days = frozenset(day for day in range(7) if every(share, day, offset))
    room = _Room(world, services, client)
    promised: list[Visit] = []
    # What is due at an exact time goes first.
    for bundle in sorted(_bundles(visits), key=lambda one: not one[0].mandatory):
        promised += room.promised(bundle, stream.of("promise", bundle[0].id))
    kept = client if room.nap_kept else client.model_copy(update={"blackouts": ()})
    return Series(kept, tuple(promised), days)


def _bundles(visits: Sequence[Visit]) -> Iterable[list[Visit]]:
    """Yield what belongs together: visits with gaps to one another, in their order."""
    bundle: list[Visit] = []
    for visit in visits:
        if bundle and not visit.gaps:
            yield bundle
            bundle = []
        bundle.append(visit)
    if bundle:
        yield bundle


class _Room:
    """What a client's day has room for."""

    def __init__(self, world: World, services: Mapping[str, Service], client: Client) -> None:
        self._world = world
        self._services = services
        self._tolerance = round(world.tolerance.minutes)
        self._taken: list[Span] = []
        self._naps = [(_minutes(nap.start), _minutes(nap.end)) for nap in client.blackouts]
        self._earliest = max(world.opens * 60 + _FIRST, _minutes(client.earliest or "00:00"))
        self.nap_kept = True

    def promised(self, bundle: list[Visit], stream: Stream) -> list[Visit]:
        """Promise starts for visits that belong together; none if there is no room."""
        lengths = [self._length(visit) for visit in bundle]
        apart = self._apart(bundle)
        wish = self._wish(bundle, stream)
        for naps in (self._naps, []):
            for first in self._starts(bundle[0], wish):
                spans = [
                    (first + after - self._tolerance, first + after + length + self._tolerance)
                    for after, length in zip(apart, lengths, strict=True)
                ]
                if self._free(spans, naps):
                    self._taken += spans
                    self.nap_kept &= naps == self._naps
                    told = zip(bundle, apart, strict=True)
                    return [_told(self._world, visit, first + after) for visit, after in told]
        return []

    def _starts(self, first: Visit, wish: int) -> Iterator[int]:
        """Yield possible starts, the most wished one first; medication has only one."""
        if first.service == "medication":
            yield wish
            return
        yield from sorted(range(0, 24 * 60, _STEP), key=lambda at: abs(at - wish))

    def _free(self, spans: Sequence[Span], naps: Sequence[Span]) -> bool:
        closes = self._world.closes * 60
        if spans[0][0] + self._tolerance < self._earliest or spans[-1][1] > closes:
            return False
        # The visits of a bundle are kept apart by their gaps, not by their tolerances.
        return all(
            end <= other[0] or start >= other[1]
            for start, end in spans
            for other in (*self._taken, *naps)
        )

    def _wish(self, bundle: list[Visit], stream: Stream) -> int:
        """Draw the start at which the first visit is wished."""
        first = bundle[0]
        if first.exact_start:
            return _minutes(first.exact_start)
        if first.service in _AT_THEIR_TIME:
            opens, closes = (_minutes(at) for at in (first.windows[0].open, first.windows[0].close))
            return (opens + closes) // 2
        length = self._apart(bundle)[-1] + self._length(bundle[-1])
        return stream.weighted(_staffed(self._world, length) or {self._earliest: 1.0})

    def _apart(self, bundle: list[Visit]) -> list[int]:
        """Return the minutes from the promised start of the first visit to that of each."""
        apart = [0]
        for before, visit in pairwise(bundle):
            from_end = visit.gaps[0].measured_from == "end"
            apart.append(apart[-1] + (self._length(before) + _STEP if from_end else _TURNED_AFTER))
        return apart

    def _length(self, visit: Visit) -> int:
        """Return how long a visit keeps the client, in minutes, rounded up."""
        service = self._services[visit.service]
        longest = service.pre_check + service.duration + service.post_check
        return -(-longest // 60_000)


def _staffed(world: World, length: int) -> dict[int, float]:
    """Return the share of caregivers at work, by the starts of visits of a length.

    A desk promises starts where it has people. The shifts leave half an hour for the way there and
    back.
    """
    weights: dict[int, float] = {}
    for shift, share in zip(world.shifts, (world.early, 1 - world.early), strict=True):
        first, last = _minutes(shift.start) + _FIRST, _minutes(shift.end) - _FIRST - length
        for at in range(first, last + 1, _STEP):
            weights[at] = weights.get(at, 0.0) + share
    return weights


def _told(world: World, visit: Visit, at: int) -> Visit:
    """Promise a start; without a prescribed time, the visit is on time a little before and after.

    It may start as early as that and as late as the promise allows: whoever is earlier waits.
    """
    promise = Promise(start=clock(at), tolerance=world.tolerance)
    update: dict[str, object] = {"promise": promise, "preferred_start": None}
    if visit.service != "medication":
        either_way = round(world.on_time.minutes)
        window = Window(open=clock(at - either_way), close=clock(at + either_way), hard=False)
        update["windows"] = (window,)
    return visit.model_copy(update=update)


def clock(minutes: int) -> str:
    """Return minutes after midnight as a clock time."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(moment: str) -> int:
    hours, minutes = moment.split(":")[:2]
    return int(hours) * 60 + int(minutes)
