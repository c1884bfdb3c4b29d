"""What a gap between groups is worth: the same gap with labels that mean nothing.

The labels of a trait are dealt out anew to the clients of each scenario; a client keeps all of her
visits and the plan stays as it is. A gap that is no larger than those of most placebos is one that
any two groups of these sizes may have. A larger one tells that the trait and the outcome go
together, not why: whoever is disabled may also live farther out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.plan import Plan
from dispatch.referee.reading import read
from dispatch.referee.visits import Served, minutes, served_visits
from dispatch.rules import by_trait
from dispatch.scenario import Scenario, Visit
from dispatch.study.resampling import PERMUTATIONS
from dispatch.study.rows import Key

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes

Column: TypeAlias = Literal["left_out", "response", "tardiness", "late", "off_target"]
"""What a gap may be in: shares of visits, and means in minutes."""

COLUMNS: Final[Mapping[str, Column]] = {
    "served": "left_out",
    "unserved": "left_out",
    "unserved_share": "left_out",
    "response_mean": "response",
    "response_p90": "response",
    "tardiness": "tardiness",
    "largest_tardiness": "tardiness",
    "on_time": "late",
    "within_target": "off_target",
}
"""In which column the gap in a measure of groups is looked for.

Counts and sums grow with a group; the gap is one of shares and means.
"""

Lack: TypeAlias = Literal["no-column", "of-visits", "no-group", "no-outcomes"]
"""Why there is no placebo: nothing is known of each visit in this measure, the trait is one of
visits, or there is nobody in the group or beside it."""


@dataclass(frozen=True)
class Outcomes:
    """What became of each visit in one run; columns of equal length.

    Attributes
    ----------
    clients : tuple of str
        Who is visited.
    traits : mapping of str to tuple of str
        The value of each trait.
    amounts : mapping of str to tuple of float or None
        By column: 1 for a visit that is left out, the minutes of response and of tardiness, 1 for a
        visit that is tardy or misses its target, else 0. None where it is undefined, as in
        `dispatch.referee.VisitMeasures`.
    """

    clients: tuple[str, ...]
    traits: Mapping[str, tuple[str, ...]]
    amounts: Mapping[Column, tuple[float | None, ...]]


@dataclass(frozen=True)
class Placebo:
    """A gap between a group and everybody else under one weighting, beside those of placebos.

    Attributes
    ----------
    weighting, trait, value : str
    column : str
        What the gap is in; more is worse.
    scenarios, clients : int
        The scenarios in which all runs have a gap, and the clients of the group in them.
    gap : float or None
        The mean of the group less that of everybody else, over scenarios and their seeds.
    quantile : float or None
        What 95 % of the placebos' gaps do not exceed in size; None if it is undefined.
    share : float or None
        The share of placebos with a gap at least as large, the real one counting as one of them:
        (1 + k) / (1 + n), which is never 0 (Phipson and Smyth 2010, 10.2202/1544-6115.1585).
    lack : str or None
        Why there is no gap.
    """

    weighting: str
    trait: str
    value: str
    column: str
    scenarios: int = 0
    clients: int = 0
    gap: float | None = None
    quantile: float | None = None
    share: float | None = None
    lack: Lack | None = None


def outcomes(scenario: Scenario, travel: TravelTimes, plan: Plan) -> Outcomes:
    """Return what becomes of each visit that is not over, as the referee reads the plan.

    Parameters are those of `dispatch.referee.judge`.
    """
    served = served_visits(scenario, read(scenario, travel, plan))
    visits = scenario.open_visits
    rows = [_amounts(visit, served.get(visit.id)) for visit in visits]
    traits = {
        trait: {visit.id: value for value, members in values.items() for visit in members}
        for trait, values in by_trait(scenario).items()
    }
    return Outcomes(
        clients=tuple(visit.client for visit in visits),
        traits={name: tuple(of[visit.id] for visit in visits) for name, of in traits.items()},
        amounts={name: tuple(row[name] for row in rows) for name in (rows or [{}])[0]},
    )


def _amounts(visit: Visit, served: Served | None) -> dict[Column, float | None]:
    waited = None if served is None else served.response
    late = None if served is None else served.tardiness
    target = None if visit.requested is None else visit.response_target
    return {
        "left_out": float(served is None),
        "response": None if waited is None else minutes(waited),
        "tardiness": None if late is None else minutes(late),
        "late": None if late is None else float(late > 0),
        "off_target": None if target is None else float(waited is None or waited > target),
    }


def group_of(measure: str) -> tuple[str, str, str] | None:
    """Return trait, value and measure of a name such as ``groups.disabled.yes.unserved``."""
    parts = measure.split(".")
    return (parts[1], parts[2], parts[3]) if parts[0] == "groups" and len(parts) == 4 else None


def placebos(
    known: Mapping[Key, Outcomes], weightings: Sequence[str], measures: Sequence[str], seed: int
) -> Iterator[Placebo]:
    """Yield the placebo test of each group's measure under each weighting.

    Parameters
    ----------
    known
        What became of the visits, by run. All runs of a scenario have the same visits.
    weightings
        The weightings to test.
    measures
        Names of measures; those of no group are passed over, and those that ask for the same column
        of the same group are tested once.
    seed
        The seed of the permutations. They are the same for all weightings and all measures.
    """
    groups = dict.fromkeys(
        (trait, value, COLUMNS.get(name, name))
        for trait, value, name in filter(None, map(group_of, measures))
    )
    for trait, value, column in groups:
        for weighting in weightings:
            runs: dict[str, list[Outcomes]] = {}
            for (scenario, of, _), each in sorted(known.items()):
                if of == weighting:
                    runs.setdefault(scenario, []).append(each)
            yield _placebo(runs, weighting, trait, value, column, seed)


def _placebo(
    runs: Mapping[str, Sequence[Outcomes]],
    weighting: str,
    trait: str,
    value: str,
    column: str,
    seed: int,
) -> Placebo:
    if not runs:
        return Placebo(weighting, trait, value, column, lack="no-outcomes")
    if column not in COLUMNS.values():
        return Placebo(weighting, trait, value, column, lack="no-column")
    clients, gaps = 0, []
    for number, each in enumerate(runs.values()):
        labels = _labels(each[0], trait, value)
        if labels is None:
            return Placebo(weighting, trait, value, column, lack="of-visits")
        found = _gaps(each, column, labels, np.random.default_rng((seed, number)))
        if not np.isnan(found[0]):
            clients += sum(labels.values())
            gaps.append(found)
    if not gaps:
        return Placebo(weighting, trait, value, column, lack="no-group")
    real, *others = np.mean(gaps, axis=0).tolist()
    # A placebo that left a group without any value has no gap: it counts as one that is larger.
    sizes = np.nan_to_num(np.abs(others), nan=np.inf)
    quantile = float(np.quantile(sizes, 0.95, method="higher"))
    larger = int((sizes >= abs(real) - 1e-9).sum())
    return Placebo(
        weighting, trait, value, column, len(gaps), clients, real,
        quantile if np.isfinite(quantile) else None, (1 + larger) / (1 + PERMUTATIONS),
    )  # fmt: skip


def _labels(each: Outcomes, trait: str, value: str) -> dict[str, bool] | None:
    """Return who is in the group; None if a client is in it with some of her visits only."""
    labels: dict[str, bool] = {}
    for client, told in zip(each.clients, each.traits.get(trait, ()), strict=False):
        if labels.setdefault(client, told == value) != (told == value):
            return None
    return labels


def _gaps(
    runs: Sequence[Outcomes],
    column: str,
    labels: Mapping[str, bool],
    draws: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the gap of one scenario and those of its placebos, (1 + `PERMUTATIONS`,).

    Each is the mean over the runs; NaN if the group, or what is beside it, has no value in one.
    """
    index = {client: at for at, client in enumerate(labels)}
    sums, counts = np.zeros((2, len(index), len(runs)))
    for run, each in enumerate(runs):
        for client, amount in zip(each.clients, _column(each, column), strict=True):
            if amount is not None and client in index:
                sums[index[client], run] += amount
                counts[index[client], run] += 1
    asked = counts.any(axis=1)  # dealing labels to others would only change the size of the group
    real = np.array([*labels.values()], dtype=np.float64)[asked]
    dealt = np.vstack([real, draws.permuted(np.tile(real, (PERMUTATIONS, 1)), axis=1)])
    gaps: NDArray[np.float64] = (
        _mean(dealt, sums[asked], counts[asked]) - _mean(1 - dealt, sums[asked], counts[asked])
    ).mean(axis=1)
    return gaps


def _mean(
    chosen: NDArray[np.float64], sums: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the mean of the visits of the chosen clients in each run; NaN without any."""
    number = chosen @ counts
    empty = np.full(number.shape, np.nan)
    means: NDArray[np.float64] = np.divide(chosen @ sums, number, out=empty, where=number > 0)
    return means


def _column(each: Outcomes, column: str) -> tuple[float | None, ...]:
    """Return what becomes of each visit, in order; nothing on a day without open visits."""
    return next((values for name, values in each.amounts.items() if name == column), ())
