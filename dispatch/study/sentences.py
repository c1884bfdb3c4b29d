"""The answer in plain sentences, each hedged by its interval."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from dispatch.messages import joined, say
from dispatch.report.figures import percent
from dispatch.study.answer import Answer
from dispatch.study.figures import (
    amount,
    chance,
    change,
    change_of,
    group_label,
    in_text,
    is_shown,
    points,
)
from dispatch.study.fronts import Front
from dispatch.study.placebo import Placebo
from dispatch.study.price import Price
from dispatch.study.stability import Stability

RARE: Final = 0.05
"""The share of placebos, or of random rankings, below which something is no accident."""

_FRONTS: Final = 2
_GAPS: Final = 2
"""How many fronts and gaps the answer begins with; tables have the others."""


def sentences(answer: Answer) -> list[str]:
    """Tell the answer: what is paid for what, what gaps are worth, whether it lasts."""
    if answer.plain not in answer.weightings:
        return [say("answer-no-plain", plain=answer.plain)]
    asked = answer.runs + len(answer.missing)
    told = [
        say("answer-unfinished", finished=answer.runs, asked=asked) if answer.missing else "",
        *(trade(answer, front) for front in foremost(answer)),
        *islice(gaps(answer), _GAPS),
        joined(lasting(answer)),
    ]
    return [sentence for sentence in told if sentence]


def attainments(answer: Answer) -> Iterator[str]:
    """Tell for each front of all plans how much of it the runs attain."""
    for found in answer.attained:
        first, second = (in_text(answer.measure(name)) for name in found.measures)
        told = {"scenario": found.scenario, "first": first, "second": second}
        told["points"] = str(len(found.points))
        if found.distance is None:
            yield say("study-front-none", **told)
            continue
        yield say(
            "study-front",
            **told,
            reached=found.reached,
            distance=percent(found.distance),
            share=percent(found.share),
        )


def foremost(answer: Answer) -> list[Front]:
    """Return the fronts that the answer is told by: those in which the first one's payer pays."""
    pays = {front.measures[0] for front in answer.fronts[:1]}
    return [front for front in answer.fronts if front.measures[0] in pays][:_FRONTS]


def chosen(answer: Answer, front: Front) -> str | None:
    """Return the weighting that a front is told by: its knee, or the best in what is gained."""
    if front.overall is None:
        return None
    if front.overall.knee is not None:
        return front.overall.knee
    worse = 1 if answer.measure(front.measures[1]).better == "less" else -1
    on = (point for point in front.overall.points if point.on_front)
    return min(
        on, key=lambda point: (worse * point.values[1], point.weighting != answer.plain)
    ).weighting


def trade(answer: Answer, front: Front) -> str:
    """Tell what a front trades, by the weighting that stands for it."""
    pays, *gains = (answer.measure(name) for name in front.measures)
    if front.overall is not None and front.overall.knee is None:
        gains = gains[:1]  # by which the weighting is chosen
    names = {
        "pays": in_text(pays),
        "gains": say("answer-and").join(in_text(measure) for measure in gains),
    }
    best = chosen(answer, front)
    if best is None or front.overall is None:
        return say("answer-trade-none", **names)
    alone = len(front.overall.front) == 1
    sure = _sure(front, best)
    if best == answer.plain:
        code = "answer-trade-plain" if alone else "answer-trade-stay"
        return joined([say(code, plain=best, **names), sure])
    changes = [answer.price(best, measure.name) for measure in (*gains, pays)]
    *gained, paid = (changed(answer, price) for price in changes if price is not None)
    kind = "answer-trade-free" if alone else "answer-trade"
    told = say(
        "answer-trade-knee" if front.overall.knee else kind,
        weighting=best,
        plain=answer.plain,
        gained=say("answer-and").join(gained),
        paid=paid,
        **names,
    )
    return joined([told, sure])


def _sure(front: Front, weighting: str) -> str:
    """Tell how sure it is that a weighting is on a front: the means alone do not."""
    if not front.often:
        return say("answer-trade-once")
    code = "answer-trade-often" if len(front.scenarios) > 1 else "answer-trade-often-one"
    often = percent(front.often[weighting])
    return say(code, weighting=weighting, often=often, number=front.number)


def changed(answer: Answer, price: Price) -> str:
    """Tell how a weighting changes a measure, and whether that may be chance."""
    measure = answer.measure(price.measure)
    found, _ = change_of(price, measure)
    if found.value is None:
        return say("answer-changed-undefined", measure=in_text(measure))
    by, ends = change(price, measure)
    code = "answer-changed" if is_shown(found) else "answer-changed-unsure"
    if found.low is None:
        code = "answer-changed-one" if price.pairs == 1 else "answer-changed-equal"
    return say(code, measure=in_text(measure), by=by, interval=ends, pairs=price.pairs)


def gaps(answer: Answer) -> Iterator[str]:
    """Tell for each gap under the plain weighting whether placebos have as large a one."""
    after = next((chosen(answer, front) for front in answer.fronts), None)
    by_group = {
        (each.trait, each.value, each.column, each.weighting): each
        for each in answer.placebos
        if each.gap is not None
    }
    for (trait, value, column, weighting), before in by_group.items():
        if weighting != answer.plain:
            continue
        later = by_group.get((trait, value, column, after or ""))
        told = _gap(before, answer.tests)
        yield joined([told, *([_later(later)] if later and after != weighting else [])])


def _later(found: Placebo) -> str:
    return say(
        "answer-gap-later" if _is_rare(found) else "answer-gap-later-chance",
        weighting=found.weighting,
        gap=_beside(found),
        chance=chance(found.share),
    )


def _gap(found: Placebo, tests: int) -> str:
    return say(
        "answer-gap-real" if _is_rare(found) else "answer-gap-chance",
        weighting=found.weighting,
        group=group_label(found.trait, found.value),
        column=say(f"answer-column-{found.column}"),
        gap=_beside(found),
        quantile=quantile_amount(found),
        chance=chance(found.share),
        tests=tests,
    )


def _is_rare(found: Placebo | Stability) -> bool:
    """Whether placebos, or random rankings, seldom have as much."""
    return found.share is not None and found.share <= RARE


def _beside(found: Placebo) -> str:
    code = "answer-lower" if (found.gap or 0) < 0 else "answer-higher"
    size = None if found.gap is None else abs(found.gap)
    return say(code, gap=_in_unit(size, found.column, signed=False))


def gap_amount(found: Placebo) -> str:
    """Write a gap: points of a hundred visits for shares, or minutes."""
    return _in_unit(found.gap, found.column, signed=True)


def quantile_amount(found: Placebo) -> str:
    """Write what 95 % of the placebos do not exceed, as the gap itself."""
    return _in_unit(found.quantile, found.column, signed=False)


def _in_unit(value: float | None, column: str, *, signed: bool) -> str:
    if column in ("response", "tardiness"):
        return say("answer-minutes", amount=amount(value, signed=signed))
    return say("answer-points", points=points(value, signed=signed))


def lasting(answer: Answer) -> Iterator[str]:
    """Tell whether the order of the weightings is the same on other scenarios."""
    asked = {name for front in foremost(answer)[:1] for name in front.measures}
    for found in answer.stability:
        if found.measure in asked:
            if found.lack is None:
                yield _lasting(answer, found)
            elif found.lack == "one-scenario":
                yield say("answer-lasting-one")
                return


def _lasting(answer: Answer, found: Stability) -> str:
    sure = _is_rare(found)
    order = "same" if sure and (found.concordance or 0) >= 0.7 else "some" if sure else "none"
    return say(
        f"answer-lasting-{order}",
        measure=in_text(answer.measure(found.measure)),
        agreement=amount(found.concordance),
        chance=chance(found.share),
        best=say(
            "answer-best-holds" if found.holds else "answer-best-changes",
            best=say("answer-or").join(found.best),
        ),
    )
