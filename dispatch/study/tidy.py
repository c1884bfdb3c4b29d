"""The figures of a study as tidy tables, in CSV, not rounded; what is undefined is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dispatch.simulate.statistics import Estimate
from dispatch.simulate.tables import csv_text
from dispatch.study.answer import Answer


def tidy(answer: Answer) -> dict[str, str]:
    """Return ``weightings.csv``, ``prices.csv``, ``fronts.csv``, ``placebos.csv``, ``ranks.csv``.

    In ``fronts.csv`` the scenario of the means over all scenarios is empty; in an interval, a row
    has `number`, the scenarios (or the seeds of the only one) that it is made from.
    """
    return {
        "weightings.csv": csv_text(
            ("weighting", "measure", *_of("mean"), "undefined"),
            (
                (each.weighting, each.measure, *_ends(each.mean), each.undefined)
                for each in answer.figures
            ),
        ),
        "prices.csv": csv_text(
            (
                "weighting", "measure", "pairs", "left_out", "plain", "fair", *_of("difference"),
                *_of("price"), *_of("inverse"), "undefined",
            ),
            (
                (
                    each.weighting, each.measure, each.pairs, each.left_out, each.plain, each.fair,
                    *_ends(each.difference), *_ends(each.price), *_ends(each.inverse),
                    " ".join(each.undefined),
                )
                for each in answer.prices
            ),
        ),
        "fronts.csv": csv_text(
            (
                "front", "scenario", "weighting", "measure", "value", "reference", "on_front",
                "knee", "often", "contribution", "share",
            ),
            _fronts(answer),
        ),
        "placebos.csv": csv_text(
            ("weighting", "trait", "value", "column", "scenarios", "clients", "gap", "quantile",
             "share", "lack"),
            (
                (each.weighting, each.trait, each.value, each.column, each.scenarios, each.clients,
                 each.gap, each.quantile, each.share, each.lack)
                for each in answer.placebos
            ),
        ),
        "ranks.csv": csv_text(
            ("measure", "scenario", "weighting", "rank"),
            (
                (found.measure, scenario, weighting, rank)
                for found in answer.stability
                for scenario, ranks in found.ranks.items()
                for weighting, rank in ranks.items()
            ),
        ),
    }  # fmt: skip


def _fronts(answer: Answer) -> Iterable[Sequence[object]]:
    for number, front in enumerate(answer.fronts, start=1):
        overall = {} if front.overall is None else {"": front.overall}
        for scenario, frontier in {**overall, **front.scenarios}.items():
            for point in frontier.points:
                often = None if scenario else front.often.get(point.weighting)
                for measure, value, bound in zip(
                    front.measures, point.values, frontier.reference, strict=True
                ):
                    yield (
                        number, scenario, point.weighting, measure, value, bound,
                        int(point.on_front), int(point.weighting == frontier.knee), often,
                        point.contribution, frontier.share,
                    )  # fmt: skip


def _of(name: str) -> tuple[str, ...]:
    return name, f"{name}_low", f"{name}_high", f"{name}_number"


def _ends(found: Estimate) -> tuple[object, ...]:
    return found.value, found.low, found.high, found.replications
