"""The pictures of a study, as SVG and PDF, made for one column of a journal.

The same answer gives the same bytes. Text in an SVG is drawn as paths, in a PDF it can be searched.
Colour never tells alone, and colour-blind readers tell the colours apart.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from dispatch.messages import say
from dispatch.simulate.pictures import COLOURS, GREY, INK, drawing, hundredfold
from dispatch.simulate.statistics import Estimate
from dispatch.study.answer import Answer
from dispatch.study.canvas import (
    COLUMN,
    SMALL,
    Picture,
    blank,
    finished,
    name_rows,
    panels,
    say_nothing,
    short,
    whiskers,
)
from dispatch.study.figures import (
    amount,
    change_of,
    compared_in,
    group_label,
    is_shown,
    percent_more,
    relative,
)
from dispatch.study.front_pictures import by_weight, caption_of, draw_front
from dispatch.study.fronts import Front
from dispatch.study.groups import Groups
from dispatch.study.price import Price
from dispatch.study.rows import Measure
from dispatch.study.stability import Stability

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KINDS: Final = ("front", "price", "groups", "stability")
"""What pictures show."""
MOST: Final = 24
"""The weightings in the rows of a picture at most; of more, those that matter most on fronts."""

_BLUE, _RED = COLOURS[:2]
_SIGNS: Final = ("o", "s", "^", "D", "v", "P", "X", "*")


def pictures(answer: Answer) -> list[Picture]:
    """Draw all pictures of an answer.

    Returns
    -------
    list of Picture
        ``front`` and ``price`` of each front, ``groups`` of each trait and measure, ``stability``
        of each measure that is ranked on several scenarios.
    """
    with drawing(SMALL):
        return [*_drawn(answer)]


def shown(answer: Answer) -> list[str]:
    """Return the weightings that pictures show: all, or those that matter most on the fronts."""
    if len(answer.weightings) <= MOST:
        return [*answer.weightings]
    ranked = [by_weight(answer.plain, front) for front in answer.fronts] or [[*answer.weightings]]
    turns = (name for turn in zip_longest(*ranked) for name in turn if name is not None)
    kept = [*dict.fromkeys([answer.plain, *turns])][:MOST]
    return [name for name in answer.weightings if name in kept]


def _drawn(answer: Answer) -> Iterator[Picture]:
    for number, front in enumerate(answer.fronts, start=1):
        yield finished("front", number, caption_of(answer, front), draw_front(answer, front))
    for number, front in enumerate(answer.fronts, start=1):
        caption = say("answer-picture-price", plain=answer.plain)
        yield finished("price", number, caption, _price(answer, front))
    for number, each in enumerate(answer.groups, start=1):
        caption = say("answer-picture-groups", measure=compared_in(each))
        yield finished("groups", number, caption, _groups(answer, each))
    ranked = [each for each in answer.stability if len(each.ranks) > 1]
    for number, found in enumerate(ranked, start=1):
        measure = answer.measure(found.measure).label
        caption = say("answer-picture-stability", measure=measure)
        yield finished("stability", number, caption, _stability(answer, found))


def _price(answer: Answer, front: Front) -> Figure:
    """Draw the change of each measure of a front under each other weighting, side by side."""
    names = [name for name in shown(answer) if name != answer.plain]
    measures = [answer.measure(name) for name in front.measures]
    height = 0.95 + 0.27 * max(len(names), 2)
    figure = blank(COLUMN if len(measures) == 2 else 1.5 * COLUMN, height)
    for number, (axes, measure) in enumerate(
        zip(panels(figure, len(measures), sharey=True), measures, strict=True)
    ):
        _forest(axes, answer, [answer.price(name, measure.name) for name in names], measure)
        name_rows(axes, names, named=number == 0)
    return figure


def _forest(axes: Axes, answer: Answer, prices: Sequence[Price | None], measure: Measure) -> None:
    known = [price for price in prices if price is not None]
    in_percent = all(change_of(price, measure)[1] for price in known)
    each = [
        Estimate(0)
        if price is None
        else hundredfold(relative(price, measure))
        if in_percent
        else price.difference
        for price in prices
    ]
    axes.axvline(0, color=INK, linewidth=0.7)
    for row, found in enumerate(each):
        if found.value is None:
            continue
        axes.errorbar(
            found.value, row, xerr=whiskers(found), color=_verdict(found, measure), linewidth=1.1,
            capsize=2, marker="o" if is_shown(found) else "s", markersize=4,
            markerfacecolor=None if is_shown(found) else "white",
        )  # fmt: skip
        one = found.value
        told = percent_more(one / 100) if in_percent else amount(one, signed=True)
        axes.annotate(
            told, (found.value, row), xytext=(0, 4), textcoords="offset points", ha="center",
            fontsize=6.5, annotation_clip=True,
        )  # fmt: skip
    values = [found.value for found in each if found.value is not None]
    if not values:
        say_nothing(axes)
    else:
        _across(axes, each)
    axes.set_title(textwrap.fill(measure.label, 24), fontsize=8)
    unit = f"{say('answer-axis-unit', plain=answer.plain)}, {measure.unit}".rstrip(", ")
    axes.set_xlabel(say("answer-axis-share", plain=answer.plain) if in_percent else unit)


def _verdict(found: Estimate, measure: Measure) -> str:
    if not is_shown(found) or found.value is None:
        return GREY
    worse = 1 if measure.better == "less" else -1
    return _RED if worse * found.value > 0 else _BLUE


def _across(axes: Axes, each: Sequence[Estimate]) -> None:
    """Show all values, 0, and as much of the intervals as three times as wide a picture has."""
    known = [found for found in each if found.value is not None]
    values = [0.0, *(found.value for found in known if found.value is not None)]
    span = max(values) - min(values) or 1.0
    low = min([*values, *(found.low for found in known if found.low is not None)])
    high = max([*values, *(found.high for found in known if found.high is not None)])
    low, high = max(low, min(values) - span), min(high, max(values) + span)
    room = 0.2 * (high - low) or 0.5
    axes.set_xlim(low - room, high + room)


def _groups(answer: Answer, each: Groups) -> Figure:
    """Draw all groups of a trait under each weighting."""
    names = shown(answer)
    figure = blank(COLUMN, 1.25 + 0.3 * max(len(names), 2))
    [axes] = panels(figure, 1)
    for number, (value, by_weighting) in enumerate(each.values.items()):
        shift = 0.5 * ((number + 0.5) / len(each.values) - 0.5)
        colour, sign = COLOURS[number % len(COLOURS)], _SIGNS[number % len(_SIGNS)]
        label: str | None = group_label(each.trait, value)
        for row, name in enumerate(names):
            found = by_weighting.get(name, Estimate(0))
            if found.value is not None:
                axes.errorbar(
                    found.value, row + shift, xerr=whiskers(found), color=colour, marker=sign,
                    linewidth=1, capsize=1.5, markersize=4, linestyle="none", label=label,
                )  # fmt: skip
                label = None
    name_rows(axes, names)
    known = [one for part in each.values.values() for one in part.values() if one.value is not None]
    if known:
        _across(axes, known)
        axes.set_xlim(left=min(0.0, *(one.value for one in known if one.value is not None)))
        figure.legend(loc="outside lower center", ncols=3, fontsize=7, handlelength=1.2)
    else:
        say_nothing(axes)
    axes.set_xlabel(compared_in(each))
    return figure


def _stability(answer: Answer, found: Stability) -> Figure:
    """Draw the rank of each weighting on each scenario, the best ones in the mean above."""
    scenarios = [*found.ranks]
    kept = {*shown(answer)}
    mean = {
        name: sum(ranks[name] for ranks in found.ranks.values()) / len(scenarios)
        for name in found.ranks[scenarios[0]]
        if name in kept
    }
    names = sorted(mean, key=lambda name: mean[name])
    legible = len(scenarios) <= MOST  # of more, only the shades can be seen
    figure = blank(COLUMN if len(scenarios) <= 10 else 2 * COLUMN, 1.0 + 0.24 * max(len(names), 2))
    [axes] = panels(figure, 1)
    axes.grid(visible=False)
    ranks = [[found.ranks[scenario][name] for scenario in scenarios] for name in names]
    most = max(max(row) for row in ranks)
    axes.pcolormesh(
        ranks, cmap="Blues_r", vmin=1 - 0.4 * most, vmax=1.25 * most, edgecolor="white",
        linewidth=0.6, antialiased=True, snap=True,
    )  # fmt: skip
    middles = [at + 0.5 for at in range(max(len(scenarios), len(names)))]
    for row, of_weighting in zip(middles, ranks, strict=False):
        for column, rank in zip(middles, of_weighting if legible else (), strict=False):
            dark = rank <= 1 + 0.35 * (most - 1)
            axes.text(column, row, f"{rank:g}", ha="center", va="center", fontsize=7,
                      color="white" if dark else INK)  # fmt: skip
    axes.set_yticks(middles[: len(names)], [short(name) for name in names], fontsize=7)
    axes.invert_yaxis()
    step = 1 if legible else -(-len(scenarios) // MOST)
    ticks = [*zip(middles, scenarios, strict=False)][::step]
    slanted = sum(len(name) for _, name in ticks) > 30
    axes.set_xticks([at for at, _ in ticks], [short(name) for _, name in ticks], fontsize=7,
                    rotation=35 if slanted else 0, ha="right" if slanted else "center")  # fmt: skip
    axes.tick_params(length=0)
    axes.set_title(textwrap.fill(answer.measure(found.measure).label, 48), fontsize=8)
    axes.spines[:].set_visible(False)
    return figure
