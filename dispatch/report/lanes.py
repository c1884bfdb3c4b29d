"""The equipment rows of the chart: the visits of each piece and its travel."""

from __future__ import annotations

from typing import Any

from dispatch.messages import say
from dispatch.report import palette
from dispatch.report.sources import Rows
from dispatch.report.timeline import Day, Lane
from dispatch.report.tips import MINUTE, TEMPLATE, Tip, minutes, piece_name, span, use_tip

_WAY, _IN_USE, _VISIT = 0.12, 0.42, 0.74
"""Shares of the row's height, the same as for caregivers."""


def draw_lanes(chart: Any, day: Day) -> None:
    """Draw a row for each piece: set-up and turn-round light, the visit dark, travel thin.

    The source ``lanes`` has a column ``numbers`` with the caregivers' numbers of the visit.
    """
    from bokeh.models import HoverTool

    rows = Rows()
    for lane in day.lanes:
        _add_lane(rows, day, lane)
    if not rows:
        return
    bars = chart.hbar(
        "y", left="left", right="right", height="height", source=rows.source("lanes"),
        fill_color="fill", fill_alpha="alpha", line_color=palette.INK, line_alpha="alpha",
    )  # fmt: skip
    chart.add_tools(
        HoverTool(renderers=[bars], tooltips=TEMPLATE, visible=False, point_policy="follow_mouse")
    )


def _add_lane(rows: Rows, day: Day, lane: Lane) -> None:
    for each in lane.uses:
        numbers = [day.number[name] for name, _ in day.crew[each.use.visit]]
        carried = _on_the_way(day, lane, each.leaves, each.taken, each.use.visit)
        tip = use_tip(day, lane, each)
        _add(rows, lane.row, (each.leaves, each.taken), _WAY, 1.0, numbers, carried)
        _add(rows, lane.row, (each.taken, each.free), _IN_USE, 0.2, numbers, tip)
        _add(rows, lane.row, (each.start, each.end), _VISIT, 0.75, numbers, tip)
    free = lane.uses[-1].free
    back = _on_the_way(day, lane, free, lane.back, "")
    _add(rows, lane.row, (free, lane.back), _WAY, 1.0, numbers, back)


def _add(
    rows: Rows, row: int, times: tuple[int, int], height: float, tint: float, numbers: list[int],
    tip: Tip,
) -> None:  # fmt: skip
    start, end = times
    if start < end:
        rows.add(
            y=row, left=round(start / MINUTE, 2), right=round(end / MINUTE, 2), height=height,
            fill=palette.tint(palette.INK, tint), numbers=numbers, head=tip.head, body=tip.body,
        )  # fmt: skip


def _on_the_way(day: Day, lane: Lane, start: int, end: int, visit: str) -> Tip:
    times = {"span": span(day.scenario, start, end), "minutes": minutes(end - start)}
    body = (
        say("report-tip-carried", visit=visit, **times)
        if visit
        else say("report-tip-returned", **times)
    )
    return Tip(piece_name(day.scenario, lane.route), body)
