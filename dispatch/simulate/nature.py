"""What happens, and no policy knows beforehand.

Each answer is a function of the seed, its purpose, and the ids that it concerns. It does not depend
on what was asked before, so it is the same under every policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final, Literal, TypeAlias

from dispatch.generate.streams import Stream
from dispatch.simulate.assumptions import Assumptions

Outcome: TypeAlias = Literal["given", "broken_off", "not_home"]

_NORMAL: Final = NormalDist()
_CUT: Final = 2.5
"""Standard deviations of the logarithm beyond which no service is longer or shorter."""
_OTHERWISE: Final = 0.35
"""The variation of services that the assumptions do not name."""
_SECOND: Final = 1000
_HOUR: Final = 3_600_000


@dataclass(frozen=True)
class Nature:
    """The draws of one replication.

    All lengths and times are milliseconds, rounded to whole seconds. What is planned is the mean of
    what happens: that of the length of each service; that of the travel time over the hours in
    which visits take place; and for access, that of all clients.

    Attributes
    ----------
    world : Assumptions
        The assumptions, such as a world.
    seed : int
        The replication.
    """

    world: Assumptions
    seed: int

    def length(self, visit: str, service: str, planned: int, offset: int = 0) -> int:
        """Return how long a part of a visit takes, from a truncated log-normal distribution.

        Every part of a visit, such as that of each role, is longer or shorter by the same factor.

        Parameters
        ----------
        visit
            The id of the visit.
        service
            The id of its service, which sets the variation.
        planned
            The planned length, which is the mean.
        offset
            How much later than the visit the part begins; nothing that is drawn depends on it.
        """
        del offset
        factor = around_one(
            self.world.service_variations.get(service, _OTHERWISE),
            self._draw("service", visit).share(),
        )
        return _seconds(planned * factor)

    def outcome(self, visit: str) -> Outcome:
        """Return whether a visit is given, broken off at the check, or nobody is at home."""
        share = self._draw("outcome", visit).share()
        if share < self.world.not_home:
            return "not_home"
        return "broken_off" if share < self.world.not_home + self.world.broken_off else "given"

    def in_vain(self, visit: str) -> int:
        """Return how long a visit takes that is not given."""
        world = self.world
        return int(world.check if self.outcome(visit) == "broken_off" else world.door_wait)

    def travel(self, planned: int, caregiver: str, to: str, day: int, departure: int) -> int:
        """Return how long a leg takes, from a log-normal distribution.

        Parameters
        ----------
        planned
            The planned time; the mean over the day's hours.
        caregiver
            Whose leg it is: a caregiver.
        to
            Where it leads: the id of a visit, or a name for the way home or for a break.
        day
            The day, counted from 0.
        departure
            When it begins, in milliseconds after that day's midnight. It only sets the rush: a leg
            that begins later is longer or shorter by the same draw.
        """
        spread = sqrt(log(1 + self.world.travel_variation**2))
        share = self._draw("travel", caregiver, to, day).share()
        factor = exp(spread * _NORMAL.inv_cdf(_inside(share)) - spread**2 / 2)
        return _seconds(planned * factor * self.rush(departure))

    def rush(self, at: int) -> float:
        """Return the factor of mean travel times at an instant; its mean over the day is 1.

        Parameters
        ----------
        at
            Milliseconds after a midnight.
        """
        rushed = at // _HOUR % 24 in self.world.rush_hours
        return (1 + self.world.rush * rushed) / self._mean_rush

    def access(self, visit: str) -> int:
        """Return the time between the arrival at a visit and the client's door; uniform."""
        least, most = self.world.access_least, self.world.access_most
        return _seconds(self._draw("access", visit).between(least, most))

    def absence(self, caregiver: str, day: int) -> int | None:
        """Return when it becomes known that a caregiver is absent on a day; None if she works.

        Each day is a draw of its own. The result is milliseconds after that day's midnight.
        """
        absent = self._draw("absence", caregiver, day).chance(self.world.absent)
        return int(self.world.absence_known) if absent else None

    def absences(self, caregiver: str, day: int) -> tuple[int, ...]:
        """Return when it becomes known that a caregiver does not work, once for each shift."""
        known = self.absence(caregiver, day)
        return () if known is None else (known,)

    @cached_property
    def _mean_rush(self) -> float:
        world = self.world
        rushed = sum(hour in world.rush_hours for hour in range(world.opens, world.closes))
        return 1 + world.rush * rushed / (world.closes - world.opens)

    def _draw(self, *key: str | int) -> Stream:
        return Stream(self.seed, "nature", *key)


def around_one(variation: float, share: float) -> float:
    """Return a quantile of a truncated log-normal distribution with mean 1.

    The logarithm is cut at 2.5 standard deviations on both sides. The distribution has the given
    coefficient of variation after the cut.

    Parameters
    ----------
    variation
        The coefficient of variation.
    share
        The probability, from 0 to 1.
    """
    spread = _spread(variation)
    below = _NORMAL.cdf(-_CUT)
    z = _NORMAL.inv_cdf(below + share * (1 - 2 * below))
    return exp(spread * z) / _moment(spread, 1)


def _moment(spread: float, power: int) -> float:
    """Return the mean of a power of a truncated log-normal number whose median is 1."""
    shift = power * spread
    inside = _NORMAL.cdf(_CUT - shift) - _NORMAL.cdf(-_CUT - shift)
    return exp(shift**2 / 2) * inside / (_NORMAL.cdf(_CUT) - _NORMAL.cdf(-_CUT))


@lru_cache
def _spread(variation: float) -> float:
    """Find the standard deviation of the logarithm that leads to a variation, by bisection."""
    low, high = 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        if _moment(middle, 2) / _moment(middle, 1) ** 2 < 1 + variation**2:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _inside(share: float) -> float:
    """Keep a share off 0, which has no quantile."""
    return max(share, 1e-12)


def _seconds(milliseconds: float) -> int:
    return round(milliseconds / _SECOND) * _SECOND
