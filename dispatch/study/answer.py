"""The answer of a study: everything that its report tells, computed from its runs alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product, starmap
from typing import Any

from dispatch.simulate.statistics import Estimate
from dispatch.study.attained import Attained, attained
from dispatch.study.exact import ExactFront
from dispatch.study.fronts import Front, front_of
from dispatch.study.groups import Groups, groups
from dispatch.study.placebo import Outcomes, Placebo, placebos
from dispatch.study.price import Price, prices
from dispatch.study.resampling import Grid, gridded, known, mean_with_interval
from dispatch.study.rows import Key, Measure, Run
from dispatch.study.stability import Stability, stability


@dataclass(frozen=True)
class Figure:
    """The mean of a measure under a weighting, each scenario weighing the same.

    Attributes
    ----------
    weighting, measure : str
    mean : Estimate
    undefined : int
        The runs in which the measure is undefined; they are in no figure.
    """

    weighting: str
    measure: str
    mean: Estimate
    undefined: int


@dataclass(frozen=True)
class Answer:
    """What a study found.

    Attributes
    ----------
    plain : str
        The weighting that all others are compared with.
    weightings, scenarios : tuple of str
    seeds : tuple of int
    seed : int
        The seed of resamples and permutations.
    measures : tuple of Measure
    runs : int
        The runs that there are.
    missing : tuple of Key
        The runs that there are not.
    figures : tuple of Figure
        Of each weighting and measure.
    prices : tuple of Price
        Of each weighting but the plain one, and each measure.
    fronts : tuple of Front
    attained : tuple of Attained
        Empty if the fronts of all plans are not known.
    groups : tuple of Groups
    placebos : tuple of Placebo
        Empty if nothing is known of single visits.
    stability : tuple of Stability
        Of each measure.
    """

    plain: str
    weightings: tuple[str, ...]
    scenarios: tuple[str, ...]
    seeds: tuple[int, ...]
    seed: int
    measures: tuple[Measure, ...]
    runs: int
    missing: tuple[Key, ...]
    figures: tuple[Figure, ...]
    prices: tuple[Price, ...]
    fronts: tuple[Front, ...]
    attained: tuple[Attained, ...]
    groups: tuple[Groups, ...]
    placebos: tuple[Placebo, ...]
    stability: tuple[Stability, ...]

    @property
    def tests(self) -> int:
        """How many placebo tests there are, whose p-values are not corrected for their number."""
        return sum(each.share is not None for each in self.placebos)

    def measure(self, name: str) -> Measure:
        """Return a measure by its name."""
        return next(each for each in self.measures if each.name == name)

    def figure(self, weighting: str, measure: str) -> Figure:
        """Return the figure of a weighting in a measure."""
        return next(
            each for each in self.figures if (each.weighting, each.measure) == (weighting, measure)
        )

    def price(self, weighting: str, measure: str) -> Price | None:
        """Return the price of a weighting in a measure; None for the plain one."""
        asked = (weighting, measure)
        return next((one for one in self.prices if (one.weighting, one.measure) == asked), None)

    def beside(self, front: Front) -> list[Attained]:
        """Return how much of the front of all plans is attained in the measures of a front."""
        return [each for each in self.attained if each.measures == front.measures]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists, numbers and None, ready for JSON."""
        return asdict(self)


def answered(
    runs: Sequence[Run],
    measures: Sequence[Measure],
    fronts: Sequence[tuple[str, ...]],
    plain: str,
    reference: Mapping[str, float] | None,
    seed: int,
    outcomes: Mapping[Key, Outcomes] | None = None,
    exact: Mapping[tuple[str, str, str], ExactFront] | None = None,
) -> Answer:
    """Answer a study from its runs; the same runs in the same order give the same answer.

    Parameters
    ----------
    runs
        Each weighting on each scenario with each seed, at most once. What is missing is named.
    measures
        What is asked about, by names that `Run.measures` has; a name that a run lacks is undefined.
    fronts
        Pairs and triples of names in `measures`. Name first the one that pays.
    plain
        The weighting that all others are compared with.
    reference
        Coordinates of the hypervolumes' reference point by measure, for those that have one.
    seed
        The seed of resamples and permutations.
    outcomes
        What became of each visit, by run, for the placebo tests of measures of groups.
    exact
        By the names of a scenario and of two measures, the front of all plans.
    """
    grid = gridded(runs)
    named = {measure.name: measure for measure in measures}
    return Answer(
        plain=plain,
        weightings=grid.weightings,
        scenarios=grid.scenarios,
        seeds=grid.seeds,
        seed=seed,
        measures=tuple(measures),
        runs=len(runs),
        missing=_missing(grid),
        figures=tuple(_figures(grid, measures, seed)),
        prices=tuple(prices(grid, measures, plain, seed)),
        fronts=tuple(
            front_of(grid, [named[name] for name in front], plain, reference or {}, seed)
            for front in fronts
        ),
        attained=tuple(attained(runs, exact or {}, reference or {})),
        groups=tuple(groups(grid, measures, seed)),
        placebos=tuple(placebos(outcomes, grid.weightings, [*named], seed)) if outcomes else (),
        stability=tuple(stability(grid, measure, seed) for measure in measures),
    )


def _missing(grid: Grid) -> tuple[Key, ...]:
    there = {run.key for run in grid.runs}
    asked = product(grid.scenarios, grid.weightings, grid.seeds)
    return tuple(key for key in starmap(Key, asked) if key not in there)


def _figures(grid: Grid, measures: Sequence[Measure], seed: int) -> Iterator[Figure]:
    run = {name: sum(each.weighting == name for each in grid.runs) for name in grid.weightings}
    for measure in measures:
        for weighting, values in zip(grid.weightings, grid.values(measure.name), strict=True):
            mean = mean_with_interval(values, seed)
            there = int(known(values).sum())
            yield Figure(weighting, measure.name, mean, run[weighting] - there)
