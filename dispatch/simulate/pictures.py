"""The pictures of the comparison, as SVG.

The same summary gives the same bytes. Text is drawn as paths, so no font is asked for; Chinese is
drawn with a font of the machine, also in names, and what it draws may differ from one to another.
Policies differ in colour, sign and line, so that colour never tells alone.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dispatch.messages import language, say, speaking
from dispatch.simulate.claim import THRESHOLD
from dispatch.simulate.figures import group_name
from dispatch.simulate.hindsight import BOUND
from dispatch.simulate.statistics import Estimate
from dispatch.simulate.summary import BASELINES, SQUARE, Line, Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK: Final = "#1B2733"
GREY: Final = "#5B6875"
FAINT: Final = "#C4CCD4"
COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Colours that colour-blind readers tell apart (Okabe and Ito 2008, Color Universal Design)."""
_SIGNS: Final = ("o", "s", "^", "D", "v")
_DASHES: Final = ("-", "--", "-.", (0, (1, 1.5)))
_WIDTH: Final = 4.8
"""Inches. A page on a telephone need not make the text much smaller."""

SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "dispatch",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.5,
    "legend.frameon": False,
    "text.color": INK,
    "text.parse_math": False,  # a policy's name may contain a dollar
    "xtick.color": INK,
    "ytick.color": INK,
}


_CHINESE: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei",
    "WenQuanYi Micro Hei",
)  # fmt: skip
"""Fonts with Chinese letters, of which a machine in China has one."""
_NO_GLYPH: Final = r"Glyph \d+ .* missing from font"
"""How matplotlib warns of a letter that no font has."""


@contextmanager
def drawing(settings: Mapping[Any, Any]) -> Iterator[None]:
    """Draw with settings, whatever the host, or its user, has set.

    Without a font for it, pictures do not speak Chinese but English; names that no font can write
    have boxes, of which one warning tells.
    """
    from matplotlib import style
    from matplotlib.font_manager import get_font_names

    families = ["DejaVu Sans"]  # it comes with matplotlib
    families += [name for name in _CHINESE if name in get_font_names()][:1]
    with (
        _told_once(),
        speaking(language() if len(families) > 1 else "en"),
        style.context(["default", {**settings, "font.family": families}]),
    ):
        yield


@contextmanager
def _told_once() -> Iterator[None]:
    """Tell once that letters have no font, instead of for each letter in each picture."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.filterwarnings("always", _NO_GLYPH)
        yield
    others = [each for each in caught if not re.match(_NO_GLYPH, str(each.message))]
    for each in others:
        warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    if len(others) < len(caught):
        warnings.warn(say("picture-letters"), stacklevel=2)


class Picture(NamedTuple):
    """A picture: what it shows, at which load or beside which baseline, and the SVG."""

    kind: str
    of: str
    svg: str

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.kind}-{self.of}"


class _Style(NamedTuple):
    colour: str
    sign: str
    dash: Any


def pictures(found: Summary) -> list[Picture]:
    """Draw all pictures of a comparison.

    Returns
    -------
    list of Picture
        ``reduction`` beside each baseline that was lived; at each load ``distribution``,
        ``square``, ``groups`` and ``hours``. What has no value is not drawn; a picture without any
        value says so.
    """
    with drawing(SETTINGS):
        return [*_drawn(found, _styles(found))]


def _styles(found: Summary) -> Mapping[str, _Style]:
    """Give candidates the first colours and baselines the last ones, which are the paler ones."""
    special = {BASELINES[0]: _Style(INK, "X", "-"), BOUND: _Style(GREY, "*", ":")}
    others = [name for name in found.policies if name not in {*found.candidates, *special}]
    return {
        **special,
        **{name: _style(number) for number, name in enumerate(found.candidates)},
        **{name: _style(-1 - number) for number, name in enumerate(others)},
    }


def _style(number: int) -> _Style:
    return _Style(
        COLOURS[number % len(COLOURS)],
        _SIGNS[number % len(_SIGNS)],
        _DASHES[number % len(_DASHES)],
    )


def _drawn(found: Summary, style: Mapping[str, _Style]) -> Iterator[Picture]:
    for baseline in BASELINES:
        if baseline in found.policies:
            yield Picture("reduction", baseline, _reduction(found, baseline))
    for load, lines in found.lines.items():
        yield Picture("distribution", load, _distribution(lines, style))
        yield Picture("square", load, _square(lines))
        yield Picture("groups", load, _groups(lines, style))
        yield Picture("hours", load, _hours(lines, style))


def _reduction(found: Summary, baseline: str) -> str:
    """Draw the reduction under each other policy at each load."""
    names = [name for name in found.policies if name != baseline]
    axes = _axes(1.5 + 0.45 * max(len(names), 2))
    for number, load in enumerate(found.lines):
        at = [row + 0.2 * (number - (len(found.lines) - 1) / 2) for row in range(len(names))]
        each = [hundredfold(found.of(name)[load].headline.against[baseline]) for name in names]
        _whiskers(axes, at, each, _style(number), say(f"comparison-load-{load}"))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.axvline(100 * THRESHOLD, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    _rows(axes, names)
    left, right = axes.get_xlim()
    axes.set_xlim(max(left, -100), min(right, 105))  # intervals of few weeks have no end
    axes.set_xlabel(say("comparison-axis-reduction", baseline=baseline))
    return _svg(axes)


def _distribution(lines: Sequence[Line], style: Mapping[str, _Style]) -> str:
    """Draw the share of the requests whose response is at most so long."""
    from matplotlib.ticker import MultipleLocator

    axes = _axes(3.6)
    longest = max((line.spread[-1] for line in lines if line.spread), default=0.0)
    for line in lines:
        if line.spread:
            mine = style[line.policy]
            axes.step(
                (0, *line.spread, longest), (*range(101), 100), where="post", label=line.policy,
                color=mine.colour, linestyle=mine.dash, linewidth=1.5,
            )  # fmt: skip
    axes.set_xlim(left=0)
    axes.set_ylim(0, 101)
    axes.xaxis.set_major_locator(MultipleLocator(120))
    axes.set_xlabel(say("comparison-axis-response"))
    axes.set_ylabel(say("comparison-axis-share"))
    return _svg(axes)


def _square(lines: Sequence[Line]) -> str:
    """Draw the mean of streets apart and of one pool, first come and optimised."""
    mean = {line.policy: line.headline.mean for line in lines}
    silo_first, pool_first, silo_optimised, pool_optimised = SQUARE
    sides = {"first": (silo_first, pool_first), "optimised": (silo_optimised, pool_optimised)}
    axes = _axes(3.2)
    for number, (kind, names) in enumerate(sides.items()):
        shift, mine = 0.02 * (2 * number - 1), _style(number)
        each = [mean.get(name, Estimate(0)) for name in names]
        _whiskers(
            axes, [shift, 1 + shift], each, mine, say(f"comparison-square-{kind}"), joined=True
        )
        for at, (name, one) in enumerate(zip(names, each, strict=True)):
            if one.value is not None:
                axes.annotate(
                    name, (at, one.value), xytext=(-14, 0) if at == 0 else (14, 0),
                    textcoords="offset points", ha="right" if at == 0 else "left", va="center",
                )  # fmt: skip
    axes.set_xlim(-0.4, 1.4)
    axes.set_xticks((0, 1), (say("comparison-square-apart"), say("comparison-square-pooled")))
    axes.grid(axis="x", visible=False)
    axes.set_ylim(0, _most(mean[name] for name in SQUARE if name in mean))
    axes.set_ylabel(say("comparison-axis-mean"))
    return _svg(axes)


def _groups(lines: Sequence[Line], style: Mapping[str, _Style]) -> str:
    """Draw the mean of each group that has a request: candidates and what they are beside."""
    shown = [line for line in lines if _foremost(line.policy)] or lines
    keys = [
        (trait, value)
        for trait, each in lines[0].groups.items()
        for value, part in each.items()
        if part.requests
    ]
    axes = _axes(1.4 + 0.3 * max(len(keys), 4))
    for number, line in enumerate(shown):
        at = [row + 0.18 * (number - (len(shown) - 1) / 2) for row in range(len(keys))]
        each = [line.groups[trait][value].mean for trait, value in keys]
        _whiskers(axes, at, each, style[line.policy], line.policy)
    _rows(axes, [group_name(*key) for key in keys])
    axes.set_xlim(
        0, _most(line.groups[trait][value].mean for line in shown for trait, value in keys)
    )
    axes.set_xlabel(say("comparison-axis-mean"))
    return _svg(axes)


def _foremost(policy: str) -> bool:
    return policy in BASELINES or not policy.startswith("BL")


def _hours(lines: Sequence[Line], style: Mapping[str, _Style]) -> str:
    """Draw the mean by the hour in which the client asked."""
    from matplotlib.ticker import MultipleLocator

    axes = _axes(3.6)
    for line in lines:
        mine = style[line.policy]
        means = [(hour, part.mean.value) for hour, part in line.hours.items()]
        known = [(hour + 0.5, mean) for hour, mean in means if mean is not None]
        if known:
            axes.plot(
                *zip(*known, strict=True), label=line.policy, color=mine.colour,
                linestyle=mine.dash, marker=mine.sign, markersize=4, linewidth=1.3,
            )  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MultipleLocator(1))
    axes.set_xlabel(say("comparison-axis-hour"))
    axes.set_ylabel(say("comparison-axis-mean"))
    return _svg(axes)


def _axes(height: float) -> Axes:
    """Return axes of a figure of their own, so high in inches; pyplot would keep it for ever."""
    from matplotlib.figure import Figure

    return Figure((_WIDTH, height), layout="constrained").add_subplot()


def _rows(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows of a picture, from top to bottom."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 1) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)


def _whiskers(
    axes: Axes,
    at: Sequence[float],
    each: Sequence[Estimate],
    style: _Style,
    label: str,
    joined: bool = False,
) -> None:
    """Draw estimates with their intervals, in rows, or upright and joined by a line."""
    places, values, below, above = [], [], [], []
    for place, one in zip(at, each, strict=True):
        if one.value is not None:
            places.append(place)
            values.append(one.value)
            below.append(0.0 if one.low is None else one.value - one.low)
            above.append(0.0 if one.high is None else one.high - one.value)
    if not values:
        return
    ends = (below, above)
    x, y = (places, values) if joined else (values, places)
    axes.errorbar(
        x, y, xerr=None if joined else ends, yerr=ends if joined else None, label=label,
        color=style.colour, marker=style.sign, linestyle=style.dash if joined else "none",
        markersize=4.5, linewidth=1.3, elinewidth=1.1, capsize=2,
    )  # fmt: skip


def _most(each: Iterable[Estimate]) -> float:
    """Return where the axis of some means ends: not all of a long interval need be seen."""
    ends = [(one.value, one.high or one.value) for one in each if one.value is not None]
    if not ends:
        return 1
    largest, highest = (max(end) for end in zip(*ends, strict=True))
    return 1.05 * min(highest, 2 * largest) or 1


def hundredfold(share: Estimate) -> Estimate:
    """Turn a share into a percentage."""
    ends = (None if end is None else 100 * end for end in (share.value, share.low, share.high))
    return Estimate(share.replications, *ends)


def _svg(axes: Axes) -> str:
    """Return a picture with its legend, or with a word where nothing has a value."""
    from matplotlib.figure import Figure

    figure = axes.figure
    assert isinstance(figure, Figure)
    if axes.get_legend_handles_labels()[1]:
        figure.legend(
            loc="outside lower center", ncols=5, fontsize=9, handlelength=2, columnspacing=1.2
        )
    else:
        axes.text(
            0.5, 0.5, say("comparison-nothing"), transform=axes.transAxes, ha="center", va="center"
        )
    out = StringIO()
    figure.savefig(out, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    return out.getvalue()
