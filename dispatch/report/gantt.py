"""The day as a chart, with a row for each caregiver and each piece of equipment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import pi
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dispatch.plan import Route
from dispatch.referee.amounts import tardiness
from dispatch.report import palette
from dispatch.report.lanes import draw_lanes
from dispatch.report.sources import Rows
from dispatch.report.timeline import Day, Piece, PieceKind
from dispatch.report.tips import MINUTE, TEMPLATE, piece_name, piece_tip

if TYPE_CHECKING:
    from bokeh.plotting import figure

_QUARTER: Final = 15
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_LONGEST_LABEL: Final = 16


class Mark(NamedTuple):
    """The style of a kind of time: height and pattern distinguish kinds, never the colour alone."""

    height: float
    """The share of the row's height."""
    tint: float
    """The share of the route's colour in the fill."""
    hatch: str = "blank"


MARKS: Final[Mapping[PieceKind, Mark]] = {
    "travel": Mark(0.12, 1.0),
    "waiting": Mark(0.42, 0.0, "dot"),
    "access": Mark(0.42, 0.35),
    "service": Mark(0.74, 1.0),
    "documentation": Mark(0.42, 0.0, "right_diagonal_line"),
    "break": Mark(0.74, 0.0),
}


def day_gantt(day: Day) -> figure | None:
    """Draw the chart; return None if nobody is on duty.

    Times are minutes after the first midnight. Rows are the caregivers' numbers, with equipment
    below them. The sources ``pieces``, ``labels``, ``late`` and ``running`` have a column
    ``number`` with the caregiver's number; ``links``, ``link-ends`` (double visits) and ``lanes``
    have a column ``numbers``. The page's script changes their ``alpha`` and fills ``windows`` with
    the windows of the visit under the pointer.
    """
    from bokeh.models import ColumnDataSource

    if not any(caregiver.shifts for caregiver in day.scenario.caregivers):
        return None
    chart: figure = _empty_figure(day)
    _draw_midnights(chart, day)
    _draw_shifts(chart, day)
    windows = ColumnDataSource({"left": [], "right": [], "top": [], "bottom": []}, name="windows")
    chart.quad(
        "left", "right", "top", "bottom", source=windows, fill_color=palette.INK, fill_alpha=0.08,
        line_color=palette.INK, line_dash="dashed",
    )  # fmt: skip
    if day.plan.routes:
        _draw_links(chart, day)
        _draw_pieces(chart, day, windows)
        _draw_labels(chart, day)
        draw_lanes(chart, day)
    return chart


def _draw_midnights(chart: figure, day: Day) -> None:
    first, last = _hours(day)
    midnights = [
        at for at in range(first + _QUARTER, last, _QUARTER) if _clock(day, at) % _DAY == 0
    ]
    if midnights:
        chart.vspan(midnights, line_color=palette.MUTED, line_width=2, level="underlay")


def _draw_shifts(chart: figure, day: Day) -> None:
    rows = Rows()
    for caregiver in day.scenario.caregivers:
        for shift in caregiver.shifts:
            rows.add(
                y=day.number[caregiver.id],
                left=_minutes(day.scenario.at(shift.start)),
                right=_minutes(day.scenario.at(shift.end)),
            )
    chart.hbar(
        "y", left="left", right="right", height=0.9, source=rows.source("shifts"),
        fill_color=palette.SHIFT, line_color=None,
    )  # fmt: skip


def _draw_links(chart: figure, day: Day) -> None:
    """Connect the starts of all caregivers at the same visit."""
    links, ends = Rows(), Rows()
    for crew in day.crew.values():
        begins = sorted(
            (day.number[caregiver], _minutes(day.scenario.at(stop.start)))
            for caregiver, stop in crew
        )
        numbers = [number for number, _ in begins]
        for (one, left), (other, right) in pairwise(begins):
            links.add(x=left, top=one, x_bottom=right, bottom=other, numbers=numbers)
        for number, start in begins if len(begins) > 1 else ():
            ends.add(x=start, y=number, numbers=numbers)
    if not links:
        return
    chart.segment(
        "x", "top", "x_bottom", "bottom", source=links.source("links"), line_color=palette.INK,
        line_alpha="alpha", line_width=1.5,
    )  # fmt: skip
    chart.scatter(
        "x", "y", source=ends.source("link-ends"), size=8, fill_color=palette.PAPER,
        line_color=palette.INK, line_width=1.5, fill_alpha="alpha", line_alpha="alpha",
        level="annotation",
    )  # fmt: skip


def _draw_pieces(chart: figure, day: Day, windows: Any) -> None:
    from bokeh.models import CustomJS, HoverTool

    rows = Rows()
    for route, piece in _all_pieces(day):
        number, mark, tip = (
            day.number[route.caregiver],
            MARKS[piece.kind],
            piece_tip(day, route, piece),
        )
        colour = palette.route_colour(number)
        rows.add(
            y=number, number=number, left=_minutes(piece.start), right=_minutes(piece.end),
            height=mark.height, fill=palette.tint(colour, mark.tint), hatch=mark.hatch,
            line=palette.MUTED if piece.kind in ("waiting", "break") else colour,
            head=tip.head, body=tip.body, windows=_windows(day, route, piece),
        )  # fmt: skip
    source = rows.source("pieces")
    bars = chart.hbar(
        "y", left="left", right="right", height="height", source=source, fill_color="fill",
        fill_alpha="alpha", line_color="line", line_alpha="alpha", hatch_pattern="hatch",
        hatch_color="line", hatch_alpha="alpha", hatch_scale=5, hatch_weight=0.8,
    )  # fmt: skip
    show = CustomJS(
        args={"pieces": source, "windows": windows},
        code="dayPage.showWindows(pieces, windows, cb_data.index.indices)",
    )
    chart.add_tools(
        HoverTool(renderers=[bars], tooltips=TEMPLATE, callback=show, visible=False,
                  point_policy="follow_mouse")
    )  # fmt: skip


def _draw_labels(chart: figure, day: Day) -> None:
    """Label each visit with its position in the route; mark late starts and running visits."""
    from bokeh.core.properties import value

    labels, late, running = Rows(), Rows(), Rows()
    for route, piece in _all_pieces(day):
        if piece.kind != "service":
            continue
        number, stop = day.number[route.caregiver], route.stops[piece.stop]
        middle = _minutes((piece.start + piece.end) // 2)
        labels.add(x=middle, y=number, number=number, text=str(piece.stop + 1))
        if tardiness(day.scenario, day.scenario.visit[stop.visit], day.visit_start(stop)):
            late.add(x=_minutes(piece.start), y=number - 0.36, number=number)
        if day.running(day.scenario.visit[stop.visit]):
            running.add(x=_minutes(piece.start), y=number, number=number)
    chart.text(
        "x", "y", "text", source=labels.source("labels"), text_color=palette.PAPER,
        text_alpha="alpha", text_font=value(palette.FONT), text_font_size="11px",
        text_font_style="bold", text_align="center", text_baseline="middle",
    )  # fmt: skip
    for name, rows, marker, colour, angle in (
        ("late", late, "inverted_triangle", palette.WRONG, 0.0),
        ("running", running, "triangle", palette.INK, -pi / 2),
    ):
        if rows:
            chart.scatter(
                "x", "y", marker=marker, source=rows.source(name), size=9, angle=angle,
                fill_color=colour, line_color=palette.PAPER, fill_alpha="alpha",
                line_alpha="alpha",
            )  # fmt: skip


def _windows(day: Day, route: Route, piece: Piece) -> list[list[float]]:
    if piece.kind != "service":
        return []
    visit = day.scenario.visit[route.stops[piece.stop].visit]
    at = day.scenario.at
    return [[_minutes(at(window.open)), _minutes(at(window.close))] for window in visit.windows]


def _all_pieces(day: Day) -> Iterable[tuple[Route, Piece]]:
    for route, cut in zip(day.plan.routes, day.pieces, strict=True):
        for piece in cut:
            yield route, piece


def _minutes(milliseconds: int) -> float:
    return round(milliseconds / MINUTE, 2)


def _clock(day: Day, at: int) -> int:
    return day.scenario.clock.minutes(at * MINUTE)


def _clock_changes(day: Day) -> list[tuple[int, int]]:
    """List clock changes, the last first: the minute of the chart, and how far clocks are ahead."""
    ahead = [(at, _clock(day, at) - at) for at in range(*_hours(day), _QUARTER)]
    return [now for before, now in pairwise([(0, 0), *ahead]) if now[1] != before[1]][::-1]


def _hours(day: Day) -> tuple[int, int]:
    """First and last minute of the chart, in whole hours around everything drawn."""
    at = day.scenario.at
    shifts = [shift for caregiver in day.scenario.caregivers for shift in caregiver.shifts]
    pieces = [piece for cut in day.pieces for piece in cut]
    lanes = day.lanes
    first = min(
        [at(shift.start) for shift in shifts]
        + [piece.start for piece in pieces]
        + [lane.uses[0].leaves for lane in lanes]
    )
    last = max(
        [at(shift.end) for shift in shifts]
        + [piece.end for piece in pieces]
        + [lane.back for lane in lanes]
    )
    hour = _HOUR * MINUTE
    return first // hour * _HOUR, -(-last // hour) * _HOUR


def _empty_figure(day: Day) -> Any:
    from bokeh import models
    from bokeh.plotting import figure

    first, last = _hours(day)
    names = {row: f"{_short(caregiver)} · {row}" for caregiver, row in day.number.items()}
    names |= {lane.row: _short(piece_name(day.scenario, lane.route)) for lane in day.lanes}
    row = 30 if len(names) <= 30 else 24
    dates = [f"{date}" for date in day.scenario.dates]
    chart = figure(
        name="gantt", height=len(names) * row + 90, sizing_mode="stretch_width",
        x_range=models.Range1d(start=first, end=last, bounds=(first, last)),
        y_range=models.Range1d(start=len(names) + 0.5, end=0.5), x_axis_location="above",
        tools="xpan,xwheel_zoom,xzoom_in,xzoom_out,reset", active_scroll=None,
        toolbar_location="below", outline_line_color=palette.FAINT,
        border_fill_color=None, min_border=0, min_border_right=24,
    )  # fmt: skip
    chart.toolbar.logo = None
    ticker = models.AdaptiveTicker(
        base=_HOUR, mantissas=[1, 3, 6, 12, 24], min_interval=5, max_interval=2 * _HOUR,
        desired_num_ticks=14, num_minor_ticks=0,
    )  # fmt: skip
    labels = models.CustomJSTickFormatter(
        args={"first": dates[0] if dates[1:] else "", "changes": _clock_changes(day)},
        code="return dayPage.hour(index, ticks, first, changes)",
    )
    chart.add_layout(models.LinearAxis(), "below")
    for axis in chart.xaxis:
        axis.update(ticker=ticker, formatter=labels)
    chart.yaxis.ticker = models.FixedTicker(ticks=list(names))
    chart.yaxis.major_label_overrides = {
        row: models.PlainText(text=name) for row, name in names.items()
    }
    for axis in (*chart.xaxis, *chart.yaxis):
        axis.update(
            axis_line_color=None, major_tick_line_color=palette.FAINT, minor_tick_line_color=None,
            major_label_text_font=palette.FONT, major_label_text_font_size="12px",
            major_label_text_color=palette.INK,
        )  # fmt: skip
    chart.ygrid.visible = False
    chart.xgrid.grid_line_color = palette.FAINT
    chart.xgrid.grid_line_alpha = 0.5
    chart.js_on_event("tap", models.CustomJS(code="dayPage.chooseRow(cb_obj.y)"))
    return chart


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"
