"""What the pictures of a study are drawn on and with, made for one column of a journal."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dispatch.messages import say
from dispatch.simulate.pictures import SETTINGS
from dispatch.simulate.statistics import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMN: Final = 3.5
"""Inches, the width of one column; two columns are twice as wide."""

_LONGEST: Final = 28
"""The letters of a name that a picture has room for; tables have them all."""

SMALL: Final[dict[Any, Any]] = {
    **SETTINGS,
    "font.size": 8,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "pdf.fonttype": 42,
}
_UNSIGNED: Final = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_UNSIGNED_PDF: Final = dict.fromkeys(("Creator", "Producer", "CreationDate"))


class Picture(NamedTuple):
    """A picture: what it shows, its number, its caption, both forms, if it needs two columns."""

    kind: str
    number: int
    caption: str
    svg: str
    pdf: bytes
    wide: bool

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.kind}-{self.number}"


def finished(kind: str, number: int, caption: str, figure: Figure) -> Picture:
    """Return a picture in both forms; neither tells when it was made, or by what."""
    svg, pdf = BytesIO(), BytesIO()
    wide = bool(figure.get_figwidth() > COLUMN)
    figure.savefig(svg, format="svg", metadata=_UNSIGNED)
    figure.savefig(pdf, format="pdf", metadata=_UNSIGNED_PDF)
    return Picture(kind, number, caption, svg.getvalue().decode(), pdf.getvalue(), wide)


def blank(width: float, height: float) -> Figure:
    """Return a figure so large in inches; pyplot would keep it for ever."""
    from matplotlib.figure import Figure

    return Figure((width, height), layout="constrained")


def panels(
    figure: Figure, number: int, *, across: int | None = None, sharey: bool = False
) -> list[Axes]:
    """Divide a figure into so many axes, side by side, or at most so many `across`."""
    columns = across or number
    axes = [*figure.subplots(-(-number // columns), columns, squeeze=False, sharey=sharey).flat]
    for each in axes[number:]:
        each.remove()
    return axes[:number]


def name_rows(axes: Axes, names: Sequence[str], *, named: bool = True) -> None:
    """Name the rows of a picture, from top to bottom."""
    axes.set_yticks(range(len(names)), [short(name) for name in names], fontsize=7)
    axes.tick_params(axis="y", labelleft=named)
    axes.set_ylim(max(len(names), 1) - 0.4, -0.7)
    axes.grid(axis="y", visible=False)


def say_nothing(axes: Axes) -> None:
    """Put a word where nothing has a value."""
    axes.text(
        0.5, 0.5, say("answer-nothing"), transform=axes.transAxes, ha="center", va="center"
    )  # fmt: skip


def short(name: str) -> str:
    """Shorten a name to what there is room for."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def whiskers(found: Estimate) -> tuple[list[float], list[float]] | None:
    """Return how far an interval reaches below and above, as error bars want it; None without."""
    if found.value is None or found.low is None or found.high is None:
        return None
    return [max(found.value - found.low, 0.0)], [max(found.high - found.value, 0.0)]
