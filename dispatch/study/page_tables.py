"""The tables of a study's page: what an answer says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dispatch import messages
from dispatch.messages import say
from dispatch.report.figures import percent
from dispatch.simulate.page_tables import Body, Cell, Row, Table
from dispatch.simulate.statistics import Estimate
from dispatch.study.answer import Answer
from dispatch.study.attained import Attained
from dispatch.study.figures import (
    amount,
    chance,
    change,
    group_label,
    interval,
    percent_more,
    titled,
)
from dispatch.study.fronts import Front, Frontier, Point
from dispatch.study.placebo import Placebo
from dispatch.study.price import Price
from dispatch.study.resampling import PERMUTATIONS
from dispatch.study.rows import Measure
from dispatch.study.sentences import gap_amount, quantile_amount
from dispatch.study.stability import Stability


def weightings_table(answer: Answer) -> Table:
    """Return the mean of each weighting in each measure, and the change beside the plain one."""
    rows = [
        Row(name, [_figure(answer, name, measure) for measure in answer.measures])
        for name in answer.weightings
    ]
    columns = [say("answer-weighting"), *map(_directed, answer.measures)]
    caption = say("answer-caption-table", scenarios=len(answer.scenarios), seeds=len(answer.seeds))
    return Table(caption, columns, [Body("", rows)])


def _figure(answer: Answer, weighting: str, measure: Measure) -> Cell:
    figure = answer.figure(weighting, measure.name)
    notes = []
    price = answer.price(weighting, measure.name)
    if weighting == answer.plain:
        notes.append(say("answer-plain"))
    elif price is not None and price.difference.value is not None:
        by, ends = change(price, measure)
        notes.append(say("answer-beside", change=by, interval=ends))
    if figure.undefined:
        notes.append(say("answer-undefined-runs", runs=figure.undefined))
    return Cell(amount(figure.mean.value), messages.listed(notes, "clause-separator"))


def front_table(answer: Answer, front: Front) -> Table:
    """Return the weightings of a front, with what each is worth."""
    measures = [answer.measure(name) for name in front.measures]
    overall = front.overall
    points = overall.points if overall is not None else ()
    rows = [
        Row(point.weighting, [*_point(front, overall, point)])
        for point in points
        if overall is not None
    ]
    columns = [
        say("answer-weighting"),
        *map(_directed, measures),
        *(say(f"answer-{each}") for each in ("front", "scenarios-on", "often", "lost")),
    ]
    return Table(_of_front(answer, front, measures), columns, [Body("", rows)])


def _point(front: Front, overall: Frontier, point: Point) -> Iterator[Cell]:
    for value in point.values:
        yield Cell(amount(value))
    on = say("answer-on" if point.on_front else "answer-off")
    yield Cell(on, say("answer-knee") if point.weighting == overall.knee else "")
    yield Cell(say("answer-of", part=front.held(point.weighting), whole=len(front.scenarios)))
    yield Cell(percent(front.often.get(point.weighting)))
    yield Cell(percent(point.contribution))


def _of_front(answer: Answer, front: Front, measures: list[Measure]) -> str:
    labels = " × ".join(measure.label for measure in measures)
    if front.share.value is None:
        return say("answer-caption-front-none", measures=labels)
    reference = front.overall.reference if front.overall is not None else ()
    told = [
        f"{amount(value)} {measure.unit}".rstrip()
        + (say("answer-given") if measure.name in front.given else "")
        for value, measure in zip(reference, measures, strict=bool(reference))
    ]
    return say(
        "answer-caption-front",
        measures=labels,
        share=percent(front.share.value),
        interval=interval(front.share, share=True),
        plain=answer.plain,
        alone=percent(front.plain_share.value),
        reference=" × ".join(told),
    )


def exact_table(answer: Answer, front: Front) -> Table | None:
    """Return how much of the fronts of all plans the runs attain; None if these are not known."""
    rows = [Row(found.scenario, [*_attained(found)]) for found in answer.beside(front)]
    if not rows:
        return None
    columns = [
        say("answer-scenario"),
        *(say(f"answer-{each}") for each in ("points-of", "reached", "away", "volume", "counted")),
    ]
    labels = " × ".join(answer.measure(name).label for name in front.measures)
    return Table(say("answer-caption-exact", measures=labels), columns, [Body("", rows)])


def _attained(found: Attained) -> Iterator[Cell]:
    yield Cell(str(len(found.points)))
    yield Cell(str(found.reached))
    yield Cell(percent(found.distance))
    yield Cell(percent(found.share))
    yield Cell(str(found.runs))


def price_table(answer: Answer) -> Table:
    """Return what each weighting costs, and what the plain one costs beside it."""
    bodies = [
        Body(
            _directed(measure),
            [
                Row(price.weighting, [*_price(answer, price)])
                for price in answer.prices
                if price.measure == measure.name
            ],
        )
        for measure in answer.measures
    ]
    columns = [
        say("answer-weighting"),
        say("answer-mean-plain", plain=answer.plain),
        *(say(f"answer-{each}") for each in ("mean", "difference", "price", "inverse", "pairs")),
    ]
    return Table(say("answer-caption-prices", plain=answer.plain), columns, bodies)


def _price(answer: Answer, price: Price) -> Iterator[Cell]:
    yield Cell(amount(price.plain))
    yield Cell(amount(price.fair))
    yield Cell(amount(price.difference.value, signed=True), interval(price.difference))
    why = [say(f"answer-gap-{gap}", plain=answer.plain) for gap in price.undefined]
    yield _share(price.price, why)
    yield _share(price.inverse, why)
    left_out = say("answer-pairs-left-out", left_out=price.left_out) if price.left_out else ""
    yield Cell(str(price.pairs), left_out)


def _share(found: Estimate, why: list[str]) -> Cell:
    if found.value is None:
        return Cell(percent(None), messages.listed(why, "clause-separator"))
    return Cell(percent_more(found.value), interval(found, share=True))


def placebo_table(answer: Answer) -> Table:
    """Return the gap of each group under each weighting, beside those of placebos."""
    by_group: dict[str, list[Row]] = {}
    for each in answer.placebos:
        group = group_label(each.trait, each.value)
        column = say(f"answer-column-{each.column}") if each.lack != "no-column" else each.column
        head = say("answer-gap-in", group=group, column=column)
        by_group.setdefault(head, []).append(Row(each.weighting, [*_placebo(each)]))
    columns = [
        say("answer-weighting"),
        *(say(f"answer-{each}") for each in ("gap", "quantile", "chance", "clients")),
    ]
    caption = say("answer-caption-placebos", permutations=PERMUTATIONS)
    return Table(caption, columns, [Body(head, rows) for head, rows in by_group.items()])


def _placebo(found: Placebo) -> Iterator[Cell]:
    why = "" if found.lack is None else say(f"answer-lack-{found.lack}")
    yield Cell(gap_amount(found), why)
    yield Cell(quantile_amount(found))
    yield Cell(chance(found.share))
    yield Cell(str(found.clients))


def stability_table(answer: Answer) -> Table:
    """Return how far the scenarios agree on the order of the weightings, by measure."""
    rows = [
        Row(_directed(answer.measure(found.measure)), [*_stability(found)])
        for found in answer.stability
    ]
    columns = [
        say("answer-measure"),
        *(say(f"answer-{each}") for each in ("agreement", "chance", "best", "first", "without")),
    ]
    return Table(say("answer-caption-stability"), columns, [Body("", rows)])


def _stability(found: Stability) -> Iterator[Cell]:
    why = "" if found.lack is None else say(f"answer-lack-{found.lack}")
    missing = say("answer-left-out", weightings=messages.listed(found.left_out))
    yield Cell(amount(found.concordance), why)
    yield Cell(chance(found.share))
    yield Cell(messages.listed(found.best) or amount(None), missing if found.left_out else "")
    whole = len(found.ranks)
    ranked = sorted(found.first.items(), key=lambda each: -each[1])
    first = [
        f"{name}: {say('answer-of', part=number, whole=whole)}" for name, number in ranked if number
    ]
    yield Cell(messages.listed(first, "clause-separator"))
    others = {best for best in found.without.values() if best != found.best}
    told = messages.listed(sorted(messages.listed(best) for best in others), "clause-separator")
    yield Cell(told or say("answer-the-same") if found.without else amount(None))


def listed(kind: str, rows: Mapping[str, str]) -> Table:
    """Return a list of two columns: ``scenarios``, ``weightings`` or ``files``."""
    columns = {
        "scenarios": ("answer-scenario", "answer-fingerprint"),
        "weightings": ("answer-weighting", "answer-changes"),
        "files": ("answer-file", "answer-meaning"),
    }[kind]
    body = Body("", [Row(name, [Cell(told)]) for name, told in rows.items()])
    return Table(say(f"answer-caption-{kind}"), [say(code) for code in columns], [body])


def _directed(measure: Measure) -> str:
    code = "answer-less" if measure.better == "less" else "answer-more"
    return say(code, measure=titled(measure))
