"""What clients ask for during a day: a Poisson process for each class of requests.

The rate follows the hour and the weekday, and a gamma factor for each class and day makes days
differ by more than chance. A request belongs to its day, its class and its number in that order.
At another load the same waiting times pass faster or slower: the request with a number is the same
client's for the same service, at another time of day, and at a lower load the last ones are
missing. So the requests of a lower load are not a part of those of a higher one, but resemble them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, count
from math import log
from typing import Final

from dispatch.generate.streams import Stream
from dispatch.scenario import Duration, Scenario, Visit, Window
from dispatch.scenario.durations import duration_of
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.catalogue import for_the_bedridden, request_needs
from dispatch.simulate.records import CLASSES, DAY, ResponseClass
from dispatch.simulate.series import clock
from dispatch.simulate.world import Load, World

_HOUR: Final = 3_600_000


@dataclass(frozen=True)
class Asked:
    """A request.

    Attributes
    ----------
    day : int
        The day on which it comes in, counted from 0.
    at : int
        When, in milliseconds after that day's midnight; whole seconds.
    since : int
        When its response time begins, in the same way: `at`, or the earliest time that suits the
        client.
    visit : Visit
        The visit as it is asked for; its bare clock times are on that day. If it does not fit into
        the day any more, its window lies on the next one.
    """

    day: int
    at: int
    since: int
    visit: Visit

    def carried(self, world: Assumptions, begins: date, day: int) -> Visit:
        """Return the visit for a scenario of a later day: any time of that day from `since` on.

        Its response time counts from the same instant.

        Parameters
        ----------
        world
            The assumptions, with the hours of service.
        begins
            The date of day 0.
        day
            The later day, counted from 0.
        """
        since = self.since - (day - self.day) * DAY
        return self.visit.model_copy(
            update={
                "requested": _moment(begins, self.day, self.since),
                "earliest_acceptable": None,
                "windows": (_window(world, max(0, since)),),
            }
        )


def requests(
    world: World, load: Load, seed: int, day: int, population: Scenario
) -> tuple[Asked, ...]:
    """List the requests of a day, in the order in which they come in.

    Parameters
    ----------
    world, load, seed
        The replication.
    day
        The day, counted from 0.
    population
        The clients and the services.
    """
    mean = {kind: expected(world, load, kind, day) for kind in CLASSES}
    return drawn(Stream(seed, "requests", day), world, mean, population, world.begins, day)


def drawn(
    stream: Stream,
    world: Assumptions,
    mean: Mapping[ResponseClass, float],
    population: Scenario,
    begins: date,
    day: int = 0,
    since: int = 0,
    until: int = DAY,
) -> tuple[Asked, ...]:
    """Draw the requests of a day, in the order in which they come in.

    Parameters
    ----------
    stream
        Where the draws come from.
    world
        The assumptions.
    mean
        By class, the mean number of requests on the day.
    population
        The clients and the services.
    begins
        The first day.
    day
        The day, counted from 0.
    since, until
        Only what comes in from one instant to before another, in milliseconds after midnight.
    """
    made = [
        _asked(world, population, kind, begins, day, number, at, own)
        for kind in CLASSES
        for number, at, own in _arrivals(stream.of(kind), world, mean.get(kind, 0.0))
        if since <= at < until
    ]
    return tuple(sorted(made, key=lambda each: (each.at, each.visit.id)))


def expected(world: World, load: Load, kind: ResponseClass, day: int) -> float:
    """Return the mean number of requests of a class on a day."""
    weekday = (world.begins.weekday() + day) % 7
    relative = 7 * world.by_weekday[weekday] / sum(world.by_weekday)
    mean: float = getattr(world.on_demand, load)
    return mean * world.shares[kind] * relative


def target(world: Assumptions, kind: ResponseClass, since: int) -> Duration:
    """Return the response time to aim for; at short notice, until service ends on the next day.

    Parameters
    ----------
    world
        The assumptions.
    kind
        The class of the request.
    since
        When its response time begins, in milliseconds after its day's midnight.
    """
    if kind == "short_notice":
        return Duration(DAY + world.closes * _HOUR - since)
    return Duration(getattr(world.targets, kind))


def _arrivals(stream: Stream, world: Assumptions, mean: float) -> Iterator[tuple[int, int, Stream]]:
    """Yield the number of each request of a class, when it comes in, and its own draws."""
    total = mean * gamma(world.overdispersion, stream.of("day").share())
    reached = 0.0
    for number in count(1):
        own = stream.of(number)
        reached -= log(1 - own.of("wait").share())
        if reached >= total:
            return
        yield number, _time_of_day(world.by_hour, reached / total), own


def gamma(variation: float, share: float) -> float:
    """Return a quantile of the gamma distribution with mean 1 and a coefficient of variation."""
    if variation == 0:
        return 1.0
    from scipy.special import gammaincinv

    shape = 1 / variation**2
    return float(gammaincinv(shape, share)) / shape


def _time_of_day(by_hour: Sequence[float], share: float) -> int:
    """Return when a share of the day's requests has come in, in whole seconds' milliseconds."""
    left = share * sum(by_hour)
    hour = next(h for h, reached in enumerate(accumulate(by_hour)) if reached > left)
    within = (left - sum(by_hour[:hour])) / by_hour[hour]
    return int((hour + within) * 3600) * 1000


def _asked(
    world: Assumptions,
    population: Scenario,
    kind: ResponseClass,
    begins: date,
    day: int,
    number: int,
    at: int,
    own: Stream,
) -> Asked:
    service = own.of("service").weighted(request_needs(world)[kind])
    everybody = population.clients
    disabled = [one for one in everybody if one.disabled] or everybody
    client = own.of("client").pick(disabled if for_the_bedridden(service) else everybody)
    name = f"r{day}-{kind.replace('_', '-')}-{number}"
    visit = Visit(id=name, client=client.id, service=service)
    length, closes = duration_of(population, visit), world.closes * _HOUR
    since = at + (world.notice if kind == "short_notice" else 0)
    start = max(since, world.opens * _HOUR)
    if start + length > closes:
        start = DAY + world.opens * _HOUR
        since = start if kind == "short_notice" else since
    update = {
        "requested": _moment(begins, day, at),
        "earliest_acceptable": None if since == at else _moment(begins, day, since),
        "response_class": kind,
        "response_target": target(world, kind, since),
        "priority": getattr(world.priorities, kind),
        "windows": (_window(world, start),),
    }
    return Asked(day, at, since, visit.model_copy(update=update))


def _window(world: Assumptions, start: int) -> Window:
    """Return the window from an instant to the end of its day; the whole visit lies inside."""
    opens = max(start, start // DAY * DAY + world.opens * _HOUR)
    closes = start // DAY * DAY + world.closes * _HOUR
    seconds = opens // 1000 % 60
    return Window(
        open=clock(opens // 60_000) + (f":{seconds:02d}" if seconds else ""),
        close=clock(closes // 60_000),
        applies_to="whole",
    )


def _moment(begins: date, day: int, at: int) -> str:
    """Return an instant as ISO 8601, in milliseconds after a day's midnight."""
    then = begins + timedelta(days=day + at // DAY)
    seconds = at % DAY // 1000
    return f"{then}T{clock(seconds // 60)}:{seconds % 60:02d}"
