"""What may be said of a policy, in the form that is fixed for it, and what may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dispatch.errors import Fault
from dispatch.messages import joined, listed, say
from dispatch.simulate.experiment import Experiment
from dispatch.simulate.figures import interval, measure_name, number, span
from dispatch.simulate.guards import GuardResult
from dispatch.simulate.page_tables import kept, margin
from dispatch.simulate.recorded import RECORDED
from dispatch.simulate.statistics import Estimate
from dispatch.simulate.summary import BASELINES, SQUARE, Line, Summary


class Verdict(NamedTuple):
    """What may be said of a policy.

    Attributes
    ----------
    policy : str
    headlines : sequence of str
        A sentence or two for each load.
    said : str
        Whether "more than 30 %" may be said.
    failures : Mapping of str to sequence of str
        By load, what is in the way.
    """

    policy: str
    headlines: Sequence[str]
    said: str
    failures: Mapping[str, Sequence[str]]


def verdict(experiment: Experiment, found: Summary, policy: str) -> Verdict:
    """Say of a policy what may be said."""
    lines, claim = found.of(policy), found.claim(policy)
    return Verdict(
        policy,
        [joined(_headline(experiment, found, load, line)) for load, line in lines.items()],
        said(found, policy),
        {
            load: [*_in_the_way(failures, lines.get(load))]
            for load, failures in claim.failures.items()
            if failures
        },
    )


def said(found: Summary, policy: str) -> str:
    """Say whether "more than 30 %" may be said of a policy."""
    if found.claim(policy).holds:
        return say("simulate-claim", policy=policy)
    if RECORDED in found.lines:
        return say("simulate-no-claim-recorded", policy=policy)
    return say("simulate-no-claim", policy=policy)


def _headline(experiment: Experiment, found: Summary, load: str, line: Line) -> Iterator[str]:
    baseline, seeds = BASELINES[0], experiment.seeds
    reduced = line.headline.against.get(baseline)
    told = {
        "world": experiment.source.name,
        "fingerprint": experiment.source.fingerprint,
        "first": seeds[0],
        "last": seeds[-1],
        "load": say(f"comparison-load-{load}"),
        "span": span(load, line.weeks),
        "policy": line.policy,
        "baseline": baseline,
    }
    if reduced is None or reduced.value is None:
        yield say("comparison-headline-undefined", **told)
    else:
        told["percent"] = number(reduced.value, "reduction", unit=True)
        told["interval"] = _sure(reduced)
        if reduced.value > 0:
            yield say("comparison-headline", **told)
        else:
            yield say("comparison-headline-not", **told)
    square = found.square.get(load)
    if line.policy == SQUARE[-1] and square is not None:
        if square.pooling_share is None or square.optimisation_share is None:
            yield say("comparison-unexplained")
        else:
            yield say(
                "simulate-square",
                pooling=number(square.pooling_share, "reduction", unit=True),
                optimisation=number(square.optimisation_share, "reduction", unit=True),
            )


def _sure(reduced: Estimate) -> str:
    text = interval(reduced, "reduction")
    return text if reduced.low is None else say("comparison-interval-of", interval=text)


def _in_the_way(failures: Sequence[Fault], line: Line | None) -> Iterator[str]:
    """Word what is in the way of a claim: guard rails that are not kept with their values.

    Those that are kept in the mean, which is not shown, are named together.
    """
    judged = () if line is None else line.rails.get(BASELINES[0], ())
    rails = {each.name: each for each in judged}
    unsure = []
    for failure in failures:
        rail = rails.get(str(dict(failure.fields).get("rail")))
        if rail is None:
            yield failure.what
        elif rail.excess is not None and rail.excess <= 0:
            unsure.append(measure_name(rail.name))
        else:
            yield _of_rail(rail)
    if unsure:
        yield say("comparison-unsure", rails=listed(unsure, "clause-separator"))


def _of_rail(rail: GuardResult) -> str:
    return say(
        "comparison-failed",
        rail=measure_name(rail.name),
        value=number(rail.policy, rail.name, unit=True),
        baseline=BASELINES[0],
        beside=number(rail.baseline, rail.name, unit=True),
        margin=margin(rail),
        kept=kept(rail),
    )
