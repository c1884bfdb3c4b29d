"""The response of requests, as a whole and by groups; ``docs/measures.md`` defines it.

An undefined number (such as a mean of nothing) is None, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar, get_args

from dispatch.simulate.records import DAY, FLAGS, MINUTE, AreaKind, RequestRecord, ResponseClass

Value = TypeVar("Value", int, float)

HEADLINE: Final[tuple[ResponseClass, ...]] = ("urgent", "same_day")
"""The classes whose requests are pooled, each with the same weight."""

TRAITS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(FLAGS, ("yes", "no")),
    "area_kind": get_args(AreaKind),
}
"""The traits by which requests are grouped, each with its values."""


@dataclass(frozen=True, slots=True)
class Response:
    """The response of a group of requests.

    Attributes
    ----------
    requests, missed : int
        Their number, and how many of them had not started at their cap.
    total : float
        The sum of their restricted response times in minutes.
    mean, p90 : float or None
        The mean of these times, and the time that nine in ten do not exceed: the nearest rank
        (Hyndman and Fan 1996, definition 1, 10.1080/00031305.1996.10473566).
    within_target : float or None
        The share that started within the target.
    """

    requests: int
    missed: int
    total: float
    mean: float | None
    p90: float | None
    within_target: float | None

    @property
    def late(self) -> float | None:
        """The share that did not start within the target."""
        return None if self.within_target is None else 1 - self.within_target


class Group(NamedTuple):
    """A group of requests: a trait and its value."""

    trait: str
    value: str


def restricted(request: RequestRecord) -> int:
    """Return the response time in milliseconds, at most the cap; the cap if it did not start."""
    if request.started is None:
        return request.cap
    return min(request.started - request.clock, request.cap)


def response(requests: Sequence[RequestRecord]) -> Response:
    """Measure a group of requests, none of which was handed over."""
    times = sorted(restricted(each) for each in requests)
    p90 = rank(times, 90)
    return Response(
        requests=len(requests),
        missed=sum(not _within(each, each.cap) for each in requests),
        total=sum(times) / MINUTE,
        mean=share(sum(times) / MINUTE, len(times)),
        p90=None if p90 is None else p90 / MINUTE,
        within_target=share(sum(_within(each, each.target) for each in requests), len(requests)),
    )


def _within(request: RequestRecord, limit: int) -> bool:
    return request.started is not None and request.started - request.clock <= limit


def by_group(requests: Sequence[RequestRecord]) -> Mapping[str, Mapping[str, Response]]:
    """Measure requests by trait and value, also values that none of them has."""
    return {
        trait: {
            value: response([each for each in requests if _value(each, trait) == value])
            for value in values
        }
        for trait, values in TRAITS.items()
    }


def by_hour(requests: Sequence[RequestRecord]) -> Mapping[int, Response]:
    """Measure requests by the hour of the day in which the client asked, each of the 24."""
    return {
        hour: response([each for each in requests if each.asked % DAY // (60 * MINUTE) == hour])
        for hour in range(24)
    }


def _value(request: RequestRecord, trait: str) -> str:
    value = getattr(request, trait)
    return str(value) if trait == "area_kind" else "yes" if value else "no"


def worst(groups: Mapping[str, Mapping[str, Response]]) -> Group | None:
    """Return the group with the largest mean; of equals the first."""
    means = {
        Group(trait, value): each.mean
        for trait, values in groups.items()
        for value, each in values.items()
        if each.mean is not None
    }
    return max(means, key=lambda group: means[group], default=None)


def rural_ratio(kinds: Mapping[str, Response]) -> float | None:
    """Return the mean of the rural areas divided by that of both kinds of town."""
    towns = [kinds["new_town"], kinds["old_town"]]
    urban = share(sum(each.total for each in towns), sum(each.requests for each in towns))
    rural = kinds["rural"].mean
    return None if rural is None or urban is None else share(rural, urban)


def rank(ranked: Sequence[Value], percent: int) -> Value | None:
    """Return the smallest value that this many percent do not exceed."""
    return ranked[-(-len(ranked) * percent // 100) - 1] if ranked else None


def share(part: float, whole: float) -> float | None:
    """Return the part as a share of the whole; None of nothing."""
    return part / whole if whole else None
