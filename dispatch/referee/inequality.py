"""How unequal amounts are; ``docs/measures.md`` defines each index and gives its source.

Amounts are finite and at least 0. An index that is undefined is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

_AVERSION: Final = 1.0
"""The aversion to inequality, epsilon, of the Kolm-Pollak equally-distributed equivalent."""
_OF_ATKINSON: Final = 0.5
"""The aversion of the Atkinson index. Below 1 the index is defined even if some have nothing."""


@dataclass(frozen=True)
class Spread:
    """The distribution of a resource over some members; all but `members` are None over nobody."""

    members: int
    largest: float | None
    smallest: float | None
    range: float | None
    mean: float | None
    cv: float | None
    """The coefficient of variation; like the following three, None if the sum is 0."""
    gini: float | None
    """0 if all are equal, towards 1 if one has everything."""
    jain: float | None
    """1 if all are equal, 1 / members if one has everything."""
    atkinson: float | None
    """0 if all are equal, towards 1 if one has everything."""
    ede: float | None
    """The Kolm-Pollak equally-distributed equivalent, in the unit of the amounts."""


@dataclass(frozen=True)
class Decomposition:
    """What part of the Kolm-Pollak index lies within groups, and what part between them.

    For a burden, ``ede = mean + within + between``; for a good, ``ede = mean - within - between``.
    All but `members` are None over nobody.
    """

    members: int
    mean: float | None
    ede: float | None
    within: float | None
    """What equality within each group would save (or give) each member on average."""
    between: float | None
    """What equality between groups would save (or give) besides."""


def spread(amounts: Sequence[float], kappa: float | None) -> Spread:
    """Describe the distribution of some amounts; `kappa` is that of `ede`."""
    if not amounts:
        return Spread(0, *[None] * 9)
    return Spread(
        members=len(amounts),
        largest=max(amounts),
        smallest=min(amounts),
        range=max(amounts) - min(amounts),
        mean=_mean(amounts),
        cv=cv(amounts),
        gini=gini(amounts),
        jain=jain(amounts),
        atkinson=atkinson(amounts),
        ede=ede(amounts, kappa),
    )


def decomposed(groups: Mapping[str, Sequence[float]], kappa: float | None) -> Decomposition:
    """Divide the inequality of the members of disjoint groups into within and between.

    `kappa` is one for all groups; without it the parts would not add up.
    """
    parts = [amounts for amounts in groups.values() if amounts]
    everyone = [amount for amounts in parts for amount in amounts]
    total = ede(everyone, kappa)
    if total is None:
        return Decomposition(0, None, None, None, None)
    mean = _mean(everyone)
    inside = sum(len(amounts) * (ede(amounts, kappa) or 0.0) for amounts in parts) / len(everyone)
    sign = -1 if kappa is not None and kappa < 0 else 1
    return Decomposition(
        members=len(everyone),
        mean=mean,
        ede=total,
        within=sign * (inside - mean),
        between=sign * (total - inside),
    )


def gini(amounts: Sequence[float]) -> float | None:
    """Return the Gini index (Gini 1912, Variabilità e mutabilità), by the ranks of the amounts."""
    ranked = sorted(amounts)
    weighted = sum((2 * rank - len(ranked) - 1) * x for rank, x in enumerate(ranked, start=1))
    return _ratio(weighted, len(ranked) * sum(ranked))


def cv(amounts: Sequence[float]) -> float | None:
    """Return the standard deviation of the whole population, divided by the mean."""
    if not sum(amounts):
        return None
    mean = _mean(amounts)
    return sqrt(_mean([(amount - mean) ** 2 for amount in amounts])) / mean


def jain(amounts: Sequence[float]) -> float | None:
    """Return Jain's index of fairness (Jain, Chiu and Hawe 1984, DEC-TR-301)."""
    return _ratio(sum(amounts) ** 2, len(amounts) * sum(amount**2 for amount in amounts))


def atkinson(amounts: Sequence[float]) -> float | None:
    """Return the Atkinson index with an aversion of 0.5 (10.1016/0022-0531(70)90039-6).

    It is None if all amounts are 0, or if one is negative, as work is in a plan whose times are
    wrong.
    """
    if not sum(amounts) or min(amounts) < 0:
        return None
    power = 1 - _OF_ATKINSON
    equivalent: float = _mean([amount**power for amount in amounts]) ** (1 / power)
    return max(0.0, 1 - equivalent / _mean(amounts))  # rounding may say less


def kappa_of(amounts: Sequence[float], *, good: bool = False) -> float | None:
    """Return the parameter of `ede` for an aversion to inequality of 1; None if all amounts are 0.

    It is positive for a burden, of which less is better, and negative for a good.
    """
    found = _ratio(_AVERSION * sum(amounts), sum(amount**2 for amount in amounts))
    return None if found is None else -found if good else found


def ede(amounts: Sequence[float], kappa: float | None) -> float | None:
    """Return the Kolm-Pollak equally-distributed equivalent; None of nothing.

    Without `kappa` all amounts are 0, and so is the equivalent.
    """
    if not amounts:
        return None
    if kappa is None:
        return 0.0
    worst = max(amounts) if kappa > 0 else min(amounts)  # no exponential exceeds 1
    return worst + log(_mean([exp(kappa * (amount - worst)) for amount in amounts])) / kappa


def _mean(amounts: Sequence[float]) -> float:
    return sum(amounts) / len(amounts)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
