"""How a study was made: what its report has to say so that others can make it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dispatch.messages import joined, say
from dispatch.simulate.statistics import RESAMPLES
from dispatch.study.answer import Answer
from dispatch.study.fronts import MARGIN
from dispatch.study.resampling import PERMUTATIONS

_DOIS: Final = {
    "bertsimas-2011": "10.1287/opre.1100.0865",
    "bertsimas-2012": "10.1287/mnsc.1120.1549",
    "davison-1997": "10.1017/CBO9780511802843",
    "hesterberg-2015": "10.1080/00031305.2015.1089789",
    "zitzler-1999": "10.1109/4235.797969",
    "ishibuchi-2018": "10.1162/evco_a_00226",
    "das-1999": "10.1007/BF01195985",
    "laumanns-2006": "10.1016/j.ejor.2004.08.029",
    "ishibuchi-2015": "10.1007/978-3-319-15892-1_8",
    "kendall-1939": "10.1214/aoms/1177732186",
    "phipson-2010": "10.2202/1544-6115.1585",
}
"""The papers behind the figures."""


@dataclass(frozen=True)
class Methods:
    """What the report tells besides the answer.

    Attributes
    ----------
    name, question, source : str
        Those of the study.
    scenarios : mapping of str to str
        The fingerprint of each scenario, by its name in the study.
    weightings : mapping of str to str
        What each weighting changes, for people.
    iterations : int
        The budget of each run, in moves of the search.
    versions : str
        The versions that determine the runs.
    command : str
        The command that makes the study again.
    """

    name: str
    question: str
    source: str
    scenarios: Mapping[str, str]
    weightings: Mapping[str, str]
    iterations: int
    versions: str
    command: str


def paragraph(answer: Answer, methods: Methods) -> str:
    """Write the methods paragraph of a paper, complete with versions and seeds."""
    first, last = min(answer.seeds, default=0), max(answer.seeds, default=0)
    runs = say(
        "answer-method-runs",
        runs=answer.runs,
        weightings=len(answer.weightings),
        scenarios=len(answer.scenarios),
        seeds=len(answer.seeds),
        first=first,
        last=last,
        iterations=methods.iterations,
        versions=methods.versions,
    )
    return joined([runs, *(sentence for sentence, *_ in _used(answer))])


def sources(answer: Answer) -> list[str]:
    """Return the papers behind the figures of an answer, ready to cite."""
    cited = (name for _, *names in _used(answer) for name in names)
    return [
        say("answer-source", paper=say(f"answer-source-{name}"), doi=_DOIS[name])
        for name in dict.fromkeys(cited)
    ]


def _used(answer: Answer) -> Iterator[tuple[str, ...]]:
    """Yield what is told of each method that the answer uses, and the papers that this cites."""
    margin = round(100 * MARGIN)
    if answer.missing:
        yield (say("answer-method-missing", missing=len(answer.missing)),)
    yield (say("answer-method-means"),)
    code = "answer-method-intervals" + ("" if len(answer.scenarios) > 1 else "-one")
    intervals = say(code, resamples=RESAMPLES, seed=answer.seed)
    yield intervals, "davison-1997", "hesterberg-2015"
    if answer.prices:
        price = say("answer-method-price", plain=answer.plain)
        yield price, "bertsimas-2011", "bertsimas-2012"
    if answer.fronts:
        yield say("answer-method-front"), "zitzler-1999", "das-1999"
        yield _reference(answer, margin)
    if answer.attained:
        yield say("answer-method-exact", margin=margin), "laumanns-2006", "ishibuchi-2015"
    if tests := answer.tests:
        told = say("answer-method-placebo", permutations=PERMUTATIONS, tests=tests)
        yield told, "phipson-2010"
    if any(found.share is not None for found in answer.stability):
        yield say("answer-method-stability", permutations=PERMUTATIONS), "kendall-1939"


def _reference(answer: Answer, margin: int) -> tuple[str, ...]:
    """Return where the reference point of hypervolumes lies, and the paper that this cites."""
    given = {name for front in answer.fronts for name in front.given}
    if given >= {name for front in answer.fronts for name in front.measures}:
        return (say("answer-method-given-all"),)
    code = "answer-method-given" if given else "answer-method-reference"
    return say(code, margin=margin), "ishibuchi-2018"
