"""The map of reach: streets, stations, candidates, and the clients by what they are within."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from dispatch.messages import say
from dispatch.report import palette
from dispatch.report.map import HEIGHT, empty_figure
from dispatch.report.sources import Rows
from dispatch.report.streets import Box, Plane, streets
from dispatch.report.tips import TEMPLATE
from dispatch.roads import RoadGraph, to_wgs84
from dispatch.scenario import Matrix, Place, Scenario
from dispatch.whatif.reach_answer import Home, Reach

LOOKS: Final = {
    "both": ("circle", "#1B7F5A"),
    "walk": ("triangle", "#0A6FD0"),
    "ride": ("square", "#B8500A"),
    "none": ("diamond", palette.WRONG),
}
"""The sign and the colour of a client, by what she is within; a sign tells without colour."""


def look_of(home: Home) -> str:
    """Return what a client is within; without a visit to come the ride does not count against."""
    ride = home.in_ride is not False
    if home.in_walk:
        return "both" if ride else "walk"
    return "ride" if home.in_ride else "none"


def reach_map(scenario: Scenario, found: Reach, roads: RoadGraph | None) -> Any:
    """Draw the map; None if places have no coordinates (a matrix), or there are no clients.

    Parameters
    ----------
    scenario, found
        The scenario and what was found in it.
    roads
        Streets to draw; a plain ground if None.
    """
    from bokeh.models import HoverTool

    if isinstance(scenario.roads, Matrix) or not found.homes:
        return None
    homes = [scenario.client[each.client].place for each in found.homes]
    stations = [station.place for station in scenario.stations]
    candidates = [each.place for each in found.candidates]
    points = np.array([_wgs84(scenario, place) for place in (*homes, *stations, *candidates)])
    plane = Plane(*((points.min(axis=0) + points.max(axis=0)) / 2))
    metres = plane(*points.T)
    drawn = empty_figure()
    if roads is not None:
        _draw_streets(drawn, roads, plane, Box.around(metres))
    at = [(round(float(x)), round(float(y))) for x, y in metres]
    rows = Rows()
    for home, (x, y) in zip(found.homes, at, strict=False):
        sign, colour = LOOKS[look_of(home)]
        rows.add(x=x, y=y, sign=sign, colour=colour, head=home.client, body=_tip(home))
    dots = drawn.scatter(
        "x", "y", source=rows.source("clients"), marker="sign", size=11, fill_color="colour",
        line_color=palette.PAPER,
    )  # fmt: skip
    drawn.add_tools(HoverTool(renderers=[dots], tooltips=TEMPLATE, visible=False))
    _draw_stations(drawn, scenario, at[len(homes) :])
    _frame(drawn, dots)
    return drawn


def _frame(drawn: Any, layer: Any) -> None:
    """Let a layer determine the initial range of the map."""
    drawn.x_range.renderers.append(layer)
    drawn.y_range.renderers.append(layer)


def _draw_streets(drawn: Any, roads: RoadGraph, plane: Plane, box: Box) -> None:
    """Draw the streets a little beyond everything, as thin as the scale allows."""
    pixel = max(box.size, 400.0) / HEIGHT
    found = streets(roads, plane, box.grown(0.6 * box.size + 300), max(4.0, pixel / 2))
    for lines, colour, width in (
        (found.other, palette.STREET, 1.0),
        (found.main, palette.MAIN_STREET, 2.0),
    ):
        drawn.multi_line(
            [line.xs for line in lines], [line.ys for line in lines], line_color=colour,
            line_width=width, line_join="round", line_cap="round",
        )  # fmt: skip


def _draw_stations(drawn: Any, scenario: Scenario, at: list[tuple[int, int]]) -> None:
    """Draw a dark square for each station, then a ring with its number for each candidate."""
    from bokeh.core.properties import value

    names = [station.name or station.id for station in scenario.stations]
    names += [str(k) for k in range(1, len(at) - len(names) + 1)]
    for place, ((x, y), name) in enumerate(zip(at, names, strict=True)):
        new = place >= len(scenario.stations)
        mark = drawn.scatter(
            [x], [y], marker="circle" if new else "square", size=17 if new else 13,
            fill_color=palette.PAPER if new else palette.INK,
            line_color=palette.INK if new else palette.PAPER, line_width=2,
        )  # fmt: skip
        drawn.text(
            [x], [y], [name], y_offset=0 if new else -10, text_align="center",
            text_baseline="middle" if new else "bottom", text_font=value(palette.FONT),
            text_font_size="13px", text_color=palette.INK,
        )  # fmt: skip
        _frame(drawn, mark)


def _tip(home: Home) -> str:
    walk = (
        say("reach-tip-no-walk")
        if home.walk is None or home.station is None
        else say("reach-tip-walk", minutes=home.walk, station=home.station)
    )
    if not home.parts:
        return f"{walk}\n{say('reach-tip-no-visit')}"
    if home.ride is None:
        return f"{walk}\n{say('reach-tip-no-ride')}"
    return f"{walk}\n{say('reach-tip-ride', minutes=home.ride)}"


def _wgs84(scenario: Scenario, place: Place) -> tuple[float, float]:
    assert not isinstance(place, str)  # only points of a matrix have names
    return to_wgs84(place, scenario.coordinates)
