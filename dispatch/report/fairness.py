"""Fairness as tables of the page and as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from dispatch.messages import say
from dispatch.referee import Contrast, Judgement, Spread, VisitMeasures
from dispatch.report.figures import hours, percent
from dispatch.rules.pools import UNCERTIFIED_POOL, VOLUNTEER_POOL

_POOLS: Final = {
    VOLUNTEER_POOL: "fairness-pool-volunteers",
    UNCERTIFIED_POOL: "fairness-pool-uncertified",
}
"""The pools that are not named after certificates."""


SPREAD_COLUMNS: Final = (
    "resource", "pool", "members", "today", "week", "range", "cv", "gini", "jain", "atkinson",
    "ede", "envy",
)  # fmt: skip
GROUP_COLUMNS: Final = (
    "unserved_share", "response_mean", "within_target", "on_time", "entitlement_met", "familiar",
)  # fmt: skip
_IN_HOURS: Final = frozenset({"paid", "travel", "workload"})
_WORDED: Final = (
    "yes", "no", "unknown", "new_town", "old_town", "rural", "phone", "desk", "app", "alarm",
)  # fmt: skip


class Share(NamedTuple):
    """A row of the table of shares: the cells of `SPREAD_COLUMNS`."""

    cells: tuple[str, ...]
    is_total: bool


class Cell(NamedTuple):
    """A measure of a group of clients."""

    text: str
    worst: bool


class Group(NamedTuple):
    """A row of the table of groups."""

    trait: str
    group: str
    visits: int
    cells: tuple[Cell, ...]


def share_rows(judgement: Judgement) -> list[Share]:
    """List how each resource is shared, by everybody and in each pool; none without caregivers."""
    rows = []
    for resource, shared in judgement.fairness.caregivers.items():
        today, week = shared.today, shared.week
        if not week.all.members:
            return []
        envy = "" if week.envy_by_eligibility is None else str(week.envy_by_eligibility)
        total = _cells(resource, say("fairness-everybody"), today.all, week.all)
        rows.append(Share((*total, envy), is_total=True))
        for pool, spread in week.pools.items() if len(week.pools) > 1 else ():
            rows.append(
                Share((*_cells(resource, _called(pool), today.pools[pool], spread), ""), False)
            )
    return rows


def _called(pool: str) -> str:
    return say(_POOLS[pool]) if pool in _POOLS else pool


def _cells(resource: str, pool: str, today: Spread, week: Spread) -> tuple[str, ...]:
    return (
        say(f"fairness-resource-{resource}"),
        pool,
        str(week.members),
        _mean_and_largest(resource, today),
        _mean_and_largest(resource, week),
        _amount(resource, week.range),
        *(_index(value) for value in (week.cv, week.gini, week.jain, week.atkinson)),
        _amount(resource, week.ede),
    )


def _mean_and_largest(resource: str, spread: Spread) -> str:
    mean, largest = _amount(resource, spread.mean), _amount(resource, spread.largest)
    return say("fairness-mean-largest", mean=mean, largest=largest)


def _amount(resource: str, amount: float | None) -> str:
    if amount is None:
        return ""
    return hours(amount) if resource in _IN_HOURS else f"{amount:.1f}"


def _index(value: float | None) -> str:
    return "" if value is None else f"{value:z.2f}"


def group_rows(judgement: Judgement) -> list[Group]:
    """List the groups of each trait that divides the visits, with the worst ones marked."""
    rows = []
    for trait, groups in judgement.measures.groups.items():
        contrasts = judgement.fairness.clients[trait].contrasts
        for value, group in groups.items() if len(groups) > 1 else ():
            cells = tuple(
                Cell(_measure(group, name), _is_worst(contrasts[name], value))
                for name in GROUP_COLUMNS
            )
            rows.append(Group(say(f"fairness-trait-{trait}"), _told(value), group.visits, cells))
    return rows


def _is_worst(contrast: Contrast, value: str) -> bool:
    return contrast.worst == value and contrast.at_worst != contrast.at_best


def _measure(group: VisitMeasures, name: str) -> str:
    if name == "unserved_share":
        return str(group.unserved)
    amount: float | None = getattr(group, name)
    if amount is None:
        return ""
    return hours(amount) if name == "response_mean" else percent(amount)


def _told(value: str) -> str:
    return say(f"fairness-group-{value if value in _WORDED else 'other'}", value=value)


def inversion_line(judgement: Judgement) -> str:
    """Say how many visits are left out while milder cases are served; nothing if none is."""
    found = judgement.fairness.inversions
    if not found.inverted:
        return ""
    return say("fairness-summary-inversions", inverted=found.inverted, left_out=found.left_out)


def fairness_lines(judgement: Judgement) -> Iterator[str]:
    """Tell the shares in each pool of several, the group with most left out, and inversions."""
    shared = judgement.fairness.caregivers
    for pool, paid in shared["paid"].week.pools.items():
        if paid.members > 1 and paid.largest:
            told = {
                name: _mean_and_largest(name, shared[name].week.pools[pool])
                for name in ("paid", "travel", "heavy_points")
            }
            yield say(
                "fairness-summary-pool",
                pool=_called(pool), members=paid.members,
                paid=told["paid"], travel=told["travel"], heavy=told["heavy_points"],
            )  # fmt: skip
    yield from _worst(judgement)
    if line := inversion_line(judgement):
        yield line


def _worst(judgement: Judgement) -> Iterator[str]:
    """Name the group of which most is left out, of the trait that divides most."""
    by_trait = {
        trait: fairness.contrasts["unserved_share"]
        for trait, fairness in judgement.fairness.clients.items()
    }
    apart = {
        trait: each.at_worst - each.at_best
        for trait, each in by_trait.items()
        if each.at_worst is not None and each.at_best is not None
    }
    trait = max(apart, key=apart.__getitem__, default=None)
    if trait is None or not apart[trait]:
        return
    groups, found = judgement.measures.groups[trait], by_trait[trait]
    worst, best = groups[found.worst or ""], groups[found.best or ""]
    yield say(
        "fairness-summary-worst",
        trait=say(f"fairness-trait-{trait}"),
        worst=_told(found.worst or ""), left_out=worst.unserved, visits=worst.visits,
        best=_told(found.best or ""), fewest=best.unserved, others=best.visits,
    )  # fmt: skip
