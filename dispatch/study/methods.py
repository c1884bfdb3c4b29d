"""How a study was made: what its report has to say so that others can make it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dispatch.messages import say
from dispatch.simulate.statistics import RESAMPLES
from dispatch.study.answer import Answer
from dispatch.study.fronts import MARGIN
from dispatch.study.placebo import PERMUTATIONS

SOURCES: Final = (
    ("bertsimas-2011", "10.1287/opre.1100.0865"),
    ("bertsimas-2012", "10.1287/mnsc.1120.1549"),
    ("davison-1997", "10.1017/CBO9780511802843"),
    ("hesterberg-2015", "10.1080/00031305.2015.1089789"),
    ("zitzler-1999", "10.1109/4235.797969"),
    ("ishibuchi-2018", "10.1162/evco_a_00226"),
    ("das-1999", "10.1007/BF01195985"),
    ("laumanns-2006", "10.1016/j.ejor.2004.08.029"),
    ("ishibuchi-2015", "10.1007/978-3-319-15892-1_8"),
    ("kendall-1939", "10.1214/aoms/1177732186"),
    ("phipson-2010", "10.2202/1544-6115.1585"),
)
"""The papers behind the figures, with their DOI."""


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
    several = len(answer.scenarios) > 1
    given = {name for front in answer.fronts for name in front.given}
    parts = [
        say(
            "answer-method-runs",
            runs=answer.runs,
            weightings=len(answer.weightings),
            scenarios=len(answer.scenarios),
            seeds=len(answer.seeds),
            first=first,
            last=last,
            iterations=methods.iterations,
            versions=methods.versions,
        ),
        say("answer-method-missing", missing=len(answer.missing)) if answer.missing else "",
        say("answer-method-means"),
        say(
            "answer-method-intervals" if several else "answer-method-intervals-one",
            resamples=RESAMPLES,
            seed=answer.seed,
        ),
        say("answer-method-price", plain=answer.plain),
        say("answer-method-front"),
        say("answer-method-given")
        if given
        else say("answer-method-reference", margin=round(100 * MARGIN)),
        say("answer-method-exact", margin=round(100 * MARGIN)) if answer.attained else "",
        say("answer-method-placebo", permutations=PERMUTATIONS, tests=answer.tests)
        if answer.placebos
        else "",
        say("answer-method-stability", permutations=PERMUTATIONS) if several else "",
    ]
    return " ".join(filter(None, parts))


def sources() -> list[str]:
    """Return the papers behind the figures, ready to cite."""
    return [say("answer-source", paper=say(f"answer-source-{name}"), doi=doi)
            for name, doi in SOURCES]  # fmt: skip
