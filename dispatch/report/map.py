"""The map of the day: thinned streets, stations, clients, routes, and the visits left out."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

import numpy as np

from dispatch.messages import say
from dispatch.plan import Route
from dispatch.report import palette
from dispatch.report.sources import Rows
from dispatch.report.streets import Box, Plane, Polyline, streets
from dispatch.report.timeline import Day
from dispatch.report.tips import TEMPLATE, minutes, stop_tip, unserved_tip
from dispatch.roads import RoadGraph, to_wgs84
from dispatch.scenario import Matrix, Place

if TYPE_CHECKING:
    from bokeh.plotting import figure

HEIGHT = 600
"""In pixels."""
_MANY_STOPS = 150
"""With more stops than this the dots are small."""


def day_map(day: Day, roads: RoadGraph | None) -> figure | None:
    """Draw the map; None if places have no coordinates (a matrix), or there are no places.

    The sources ``routes``, ``stops`` and ``orders`` have a column ``number``, for the
    caregiver. The page's script changes their ``alpha``, and copies the ``order`` of the stops of a
    selected route to the ``text`` that the map shows.
    """
    if isinstance(day.scenario.roads, Matrix) or not day.scenario.clients:
        return None
    sheet = _Sheet(day)
    if roads is not None:
        sheet.draw_streets(roads)
    sheet.draw_routes()
    sheet.draw_areas()
    sheet.draw_stops()
    sheet.draw_stations()
    sheet.draw_unserved()
    drawn: figure = sheet.figure
    return drawn


class _Sheet:
    """A figure in metres; layers are drawn from the ground up."""

    def __init__(self, day: Day) -> None:
        from bokeh.core.properties import value

        self.day = day
        spots = [client.place for client in day.scenario.clients]
        spots += [station.place for station in day.scenario.stations]
        for route in day.plan.routes:
            spots += [place for places in day.legs(route) for place in places]
        points = np.array([self._wgs84(place) for place in spots])
        self.plane = Plane(*((points.min(axis=0) + points.max(axis=0)) / 2))
        self.box = Box.around(self.plane(*points.T))
        self.pixel = max(self.box.size, 400.0) / HEIGHT
        stops = sum(len(route.stops) for route in day.plan.routes)
        self.dot = 17 if stops <= _MANY_STOPS else 13
        self.figure = empty_figure()
        _choose_near(self.figure)
        self.font = value(palette.FONT)
        self.spread = self._spread()

    def draw_streets(self, roads: RoadGraph) -> None:
        """Draw the streets, slightly beyond the clients, as thin as the scale allows."""
        drawn = streets(
            roads, self.plane, self.box.grown(0.6 * self.box.size + 300), max(4.0, self.pixel / 2)
        )
        self._polylines(drawn.other, palette.STREET, 1.0)
        self._polylines(drawn.main, palette.MAIN_STREET, 2.0)

    def draw_areas(self) -> None:
        """Write the names of areas over the middle of their clients."""
        by_area: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for client in self.day.scenario.clients:
            if client.area is not None:
                by_area[client.area].append(self._xy(client.place))
        middles = {area: np.median(places, axis=0) for area, places in by_area.items()}
        for area, middle in middles.items():
            self._write(
                [int(middle[0])], [int(middle[1])], [self.day.scenario.area[area].name or area],
                text_font_size="14px", text_color=palette.MUTED, text_font_style="bold",
                text_baseline="middle",
            )  # fmt: skip

    def draw_routes(self) -> None:
        """Draw each route as one line, along roads if the travel times know them."""
        from bokeh.models import HoverTool

        rows = Rows()
        for route, cut in zip(self.day.plan.routes, self.day.pieces, strict=True):
            number = self.day.number[route.caregiver]
            xs, ys = self._way(route)
            travel = sum(piece.end - piece.start for piece in cut if piece.kind == "travel")
            rows.add(
                xs=xs, ys=ys, number=number, colour=palette.route_colour(number),
                head=say("report-tip-route", number=number, caregiver=route.caregiver),
                body=say("report-tip-route-sums", visits=len(route.stops), minutes=minutes(travel)),
            )  # fmt: skip
        if not rows:
            return
        alpha = 0.9 if len(self.day.plan.routes) <= 12 else 0.6
        lines = self.figure.multi_line(
            "xs", "ys", source=rows.source("routes", alpha), line_color="colour",
            line_alpha="alpha", line_width=2.2, line_join="round", hover_line_width=5,
            hover_line_alpha=1.0, hover_line_color="colour",
        )  # fmt: skip
        self.figure.add_tools(
            HoverTool(renderers=[lines], tooltips=TEMPLATE, line_policy="interp", visible=False)
        )
        self._frame(lines)

    def draw_stations(self) -> None:
        """Draw a dark square and a name for each station."""
        stations = self.day.scenario.stations
        places = [self._xy(station.place) for station in stations]
        xs, ys = [x for x, _ in places], [y for _, y in places]
        squares = self.figure.scatter(
            xs, ys, marker="square", size=13, fill_color=palette.INK,
            line_color=palette.PAPER, line_width=2,
        )  # fmt: skip
        self._write(
            xs, ys, [station.name or station.id for station in stations], y_offset=-10,
            text_font_size="13px", text_color=palette.INK, text_baseline="bottom",
        )  # fmt: skip
        self._frame(squares)

    def draw_stops(self) -> None:
        """Draw a dot with the caregiver's number for each stop; selected routes show the order."""
        from bokeh.models import HoverTool

        rows, orders = Rows(), Rows()
        for route in self.day.plan.routes:
            number = self.day.number[route.caregiver]
            for index, stop in enumerate(route.stops):
                x, y = self.spread[route.caregiver, stop.visit]
                tip = stop_tip(self.day, route, index)
                rows.add(
                    x=x, y=y, number=number, label=str(number),
                    colour=palette.route_colour(number), head=tip.head, body=tip.body,
                )  # fmt: skip
                orders.add(x=x, y=y, number=number, order=str(index + 1), text="")
        if not rows:
            return
        stops = rows.source("stops")
        dots = self.figure.scatter(
            "x", "y", source=stops, size=self.dot, fill_color="colour", fill_alpha="alpha",
            line_color=palette.PAPER, line_alpha="alpha",
        )  # fmt: skip
        self.figure.text(
            "x", "y", "label", source=stops, text_font_size=f"{round(self.dot * 0.6)}px",
            text_font=self.font, text_color=palette.PAPER, text_alpha="alpha",
            text_align="center", text_baseline="middle", text_font_style="bold",
        )  # fmt: skip
        self._write(
            "x", "y", "text", source=orders.source("orders"), x_offset=self.dot * 0.75,
            y_offset=-self.dot * 0.7, text_font_size="15px", text_color=palette.INK,
            text_font_style="bold", text_baseline="middle",
        )  # fmt: skip
        self.figure.add_tools(HoverTool(renderers=[dots], tooltips=TEMPLATE, visible=False))
        self._frame(dots)

    def draw_unserved(self) -> None:
        """Draw a red diamond for each visit left out, filled if the visit is mandatory."""
        from bokeh.models import HoverTool

        rows = Rows()
        for left_out in self.day.plan.unserved:
            x, y = self.spread["", left_out.visit]
            tip = unserved_tip(self.day, left_out)
            mandatory = self.day.scenario.visit[left_out.visit].binding
            rows.add(
                x=x, y=y, head=tip.head, body=tip.body,
                fill=palette.WRONG if mandatory else palette.PAPER,
                mark=palette.PAPER if mandatory else palette.WRONG,
            )  # fmt: skip
        if not rows:
            return
        source = rows.source("unserved")
        diamonds = self.figure.scatter(
            "x", "y", source=source, marker="diamond", size=self.dot + 6, fill_color="fill",
            line_color=palette.WRONG, line_width=2,
        )  # fmt: skip
        self.figure.scatter(
            "x", "y", source=source, marker="x", size=self.dot * 0.4, line_color="mark",
            line_width=2,
        )  # fmt: skip
        self.figure.add_tools(HoverTool(renderers=[diamonds], tooltips=TEMPLATE, visible=False))
        self._frame(diamonds)

    def _write(self, *columns: Any, **style: Any) -> None:
        """Write text over a light outline drawn first: Bokeh's own outline covers the letters."""
        style |= {"text_font": self.font, "text_align": "center"}
        rim = {
            **style,
            "text_color": None,
            "text_outline_color": palette.LAND,
            "text_outline_width": 4,
        }
        for look in (rim, style):
            self.figure.text(*columns, **look)

    def _frame(self, renderer: Any) -> None:
        """Let a layer determine the initial range of the map."""
        self.figure.x_range.renderers.append(renderer)
        self.figure.y_range.renderers.append(renderer)

    def _polylines(self, lines: list[Polyline], colour: str, width: float) -> None:
        self.figure.multi_line(
            [line.xs for line in lines], [line.ys for line in lines],
            line_color=colour, line_width=width, line_join="round", line_cap="round",
        )  # fmt: skip

    def _way(self, route: Route) -> tuple[list[int], list[int]]:
        mode = self.day.scenario.caregiver[route.caregiver].mode
        points = [
            point
            for places in self.day.legs(route)
            for leg in pairwise(places)
            for point in self.day.travel.line(mode, *leg) or map(self._wgs84, leg)
        ]
        line = Polyline.thinned(self.plane(*np.array(points).T), max(3.0, self.pixel / 3))
        return line.xs, line.ys

    def _spread(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Return the places of all dots, by caregiver (None if left out) and visit.

        Dots at one door stand around it.
        """
        at_door: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
        dots = [
            (route.caregiver, stop.visit) for route in self.day.plan.routes for stop in route.stops
        ]
        dots += [("", left_out.visit) for left_out in self.day.plan.unserved]
        for caregiver, visit in dots:
            at_door[self._xy(self.day.place(self.day.scenario.visit[visit]))].append(
                (caregiver, visit)
            )
        places = {}
        for (x, y), several in at_door.items():
            radius = self.pixel * self.dot * 0.6 / sin(pi / len(several)) if several[1:] else 0.0
            for k, dot in enumerate(several):
                turn = 2 * pi * k / len(several)
                places[dot] = round(x + radius * cos(turn)), round(y + radius * sin(turn))
        return places

    def _wgs84(self, place: Place) -> tuple[float, float]:
        place = self.day.scenario.place_of(place)
        assert not isinstance(place, str)  # only points of a matrix have names
        return to_wgs84(place, self.day.scenario.coordinates)

    def _xy(self, place: Place) -> tuple[int, int]:
        x, y = self.plane(*self._wgs84(place))
        return round(float(x)), round(float(y))


def empty_figure() -> Any:
    """Return a map without anything on it, in metres; its layers determine its range."""
    from bokeh.models import DataRange1d
    from bokeh.models.annotations import ScaleBar
    from bokeh.plotting import figure

    ranges = [DataRange1d(renderers=[], default_span=400.0, range_padding=0.1) for _ in ("x", "y")]
    empty = figure(
        name="map", height=HEIGHT, sizing_mode="stretch_width", match_aspect=True,
        x_range=ranges[0], y_range=ranges[1], tools="pan,wheel_zoom,zoom_in,zoom_out,reset",
        active_scroll=None, background_fill_color=palette.LAND, border_fill_color=None,
        outline_line_color=palette.FAINT, toolbar_location="right", min_border=0,
    )  # fmt: skip
    empty.toolbar.logo = None
    empty.axis.visible = False
    empty.grid.visible = False
    empty.add_layout(
        ScaleBar(
            range=ranges[0], unit="m", location="bottom_left", bar_length=0.12,
            border_line_color=None, background_fill_color=None, label_text_font_size="12px",
            label_text_font=palette.FONT,
        )
    )  # fmt: skip
    return empty


def _choose_near(drawn: Any) -> None:
    """Let the page's script choose the caregiver whose stop is tapped."""
    from bokeh.models import CustomJS

    near = CustomJS(args={"map": drawn}, code="dayPage.chooseNear(map, cb_obj.x, cb_obj.y)")
    drawn.js_on_event("tap", near)
