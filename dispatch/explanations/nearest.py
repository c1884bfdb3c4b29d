"""The caregivers who came near to serving a visit, and what of the plan stands in their way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from dispatch.messages import say
from dispatch.plan import Reason
from dispatch.report.tips import called
from dispatch.rules.told import sentence, shown
from dispatch.scenario import Visit

if TYPE_CHECKING:
    from dispatch.explanations.attempt import Attempt

MOST: Final = 3
"""How many caregivers are named first."""

_OF_PLAN: Final = (
    "room_left", "not_worth_its_way", "no_time_left", "client_elsewhere", "equipment_busy",
    "crew_busy", "probation_cap", "carrying_limit", "paid_hours_cap", "weekly_cap",
)  # fmt: skip
_OF_TIME: Final = (
    "meal_break_in_the_way", "cannot_arrive_in_time", "returns_too_late",
    "no_return_before_next_shift", "equipment_too_late", "crew_unavailable", "too_far",
    "day_too_short", "week_used_up", "no_visit_on_probation", "too_heavy", "shift_outside_window",
)  # fmt: skip
_OF_WISH: Final = (
    "area_not_served", "caregiver_excluded", "gender_required", "intimate_gender",
    "pinned_caregiver", "same_caregiver_required", "different_caregiver_required",
)  # fmt: skip
TIERS: Final = (_OF_PLAN, _OF_TIME, _OF_WISH)
"""Codes of reasons, the cheapest to change first; papers and contracts come behind them."""

_OF_CREW: Final = frozenset({"crew_unavailable", "equipment_too_late"})
"""Reasons of caregivers whom nothing of their own bars."""

_BUSY: Final = frozenset({"no_time_left", "crew_busy"})


@dataclass(frozen=True)
class Busy:
    """A visit of the plan that a caregiver serves: its id, and from when until when."""

    visit: str
    since: str
    until: str


@dataclass(frozen=True)
class Near:
    """A caregiver who came near to serving a visit.

    Attributes
    ----------
    caregiver : str
        The id of the caregiver.
    codes : tuple of str
        The reasons that stand in the way.
    other : Busy or None
        The visit of the plan without which she would have room; the shortest if there are several.
    told : tuple of str
        The reasons in words.
    """

    caregiver: str
    codes: tuple[str, ...]
    other: Busy | None = None
    told: tuple[str, ...] = ()


def by_caregiver(reasons: Iterable[Reason]) -> dict[str, list[Reason]]:
    """Return the reasons that count against each caregiver: of the role that she is nearest to."""
    found: dict[str, list[Reason]] = {}
    for reason in reasons:
        if reason.caregiver is not None:
            found.setdefault(reason.caregiver, []).append(reason)
    return {name: _of_nearest_role(several) for name, several in found.items()}


def farness(reasons: Sequence[Reason]) -> tuple[int, int, int, float]:
    """Return how far a caregiver is from serving a visit: the cost, the count, the kind, how much.

    Whoever has the smallest is the nearest.
    """
    tiers = [_tier(reason.code) for reason in reasons]
    codes = {reason.code for reason in reasons}
    known = [code for codes in TIERS for code in codes]
    place = max(known.index(code) if code in known else len(known) for code in codes)
    return max(tiers), len(codes), place, sum(map(_lack, reasons))


def main_reasons(reasons: Sequence[Reason]) -> list[Reason]:
    """Return the reason of each caregiver that is the hardest to change; the nearest come first."""
    found = [
        max(several, key=lambda one: farness([one])) for several in by_caregiver(reasons).values()
    ]
    return sorted(found, key=lambda one: farness([one]))


def nearest(attempt: Attempt, reasons: Sequence[Reason]) -> Iterator[Near]:
    """Yield the caregivers who came nearest to serving a visit, at most `MOST`.

    They are among those who could come if the plan, or the hours, were different.

    Parameters
    ----------
    attempt
        The visit in the plan as it stands.
    reasons
        Why it is left out.
    """
    day = attempt.day
    found = []
    for name, several in by_caregiver(reasons).items():
        far = farness(several)
        if far[0] < TIERS.index(_OF_WISH):
            near = Near(name, tuple(dict.fromkeys(reason.code for reason in several)))
            if near.codes[0] in _BUSY:
                near = _beside(attempt, near)
            alone = near.codes[0] in _BUSY and near.other is None
            found.append((far[0], alone, far[1:], near, several))
    found.sort(key=lambda each: each[:3])
    for *_, near, several in found[:MOST]:
        told = tuple(sentence(day.scenario, day.visit.id, reason) for reason in several)
        if near.other is not None:
            times = (shown(day.scenario, at) for at in (near.other.since, near.other.until))
            fields = {**dict(zip(("since", "until"), times, strict=True)), "visit": day.visit.id}
            other = called(day.scenario, day.scenario.visit[near.other.visit])
            fields |= {"caregiver": near.caregiver, "other": other}
            told = (say("explain-with-other", **fields),)
        yield replace(near, told=told)


def _beside(attempt: Attempt, near: Near) -> Near:
    """Find the visit without which a busy caregiver would have room."""
    day, encoded = attempt.day, attempt.encoded
    routes = encoded.routes_of_caregiver[near.caregiver]
    number = {visit.id: k for k, visit in enumerate(day.scenario.open_visits)}
    served = {
        stop.visit: stop
        for route in day.plan.routes
        if route.caregiver == near.caregiver
        for stop in route.stops
        if not day.scenario.visit[stop.visit].has_begun
    }
    first, crew = encoded.problem.stops[attempt.number], encoded.problem.crew[attempt.number]
    numbers = [number[name] for name in served]
    enough: set[int] = set()
    for stop in range(int(first), int(first + crew)):
        if encoded.problem.eligible[stop, routes].any():
            enough.update(attempt.addition.making_room(stop, routes, numbers))
    blocking = [day.scenario.visit[name] for name in served if number[name] in enough]
    if not blocking:
        return near
    least = min(blocking, key=lambda other: (other.binding, *_length(attempt, other)))
    with_it = served[least.id]
    return replace(near, other=Busy(least.id, with_it.start, with_it.end))


def _length(attempt: Attempt, visit: Visit) -> tuple[int, int]:
    """Return how long a visit of the plan takes, and when it starts."""
    start, end = attempt.day.spans[visit.id]
    return end - start, start


def _of_nearest_role(reasons: Sequence[Reason]) -> list[Reason]:
    """Return what bars a caregiver from the role that she is nearest to."""
    beside = [each for each in reasons if _tier(each.code) == 0 or each.code in _OF_CREW]
    if beside:
        return beside
    named = {each.role for each in reasons if each.role is not None}
    roles: list[str | None] = [*sorted(named)] or [None]
    sets = [[each for each in reasons if each.role in (None, role)] for role in roles]
    return min(sets, key=farness)


def _tier(code: str) -> int:
    return next((k for k, codes in enumerate(TIERS) if code in codes), len(TIERS))


def _lack(reason: Reason) -> float:
    """Return how many minutes, or how much else, are lacking; 0 without figures."""
    needs, has = reason.figures.get("needs"), reason.figures.get("has")
    if isinstance(needs, str) and isinstance(has, str):
        apart = datetime.fromisoformat(needs) - datetime.fromisoformat(has)
        return abs(apart / timedelta(minutes=1))
    if isinstance(needs, float) and isinstance(has, float):
        return needs - has
    return 0.0
