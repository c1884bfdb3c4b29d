"""The day as a chart, with a row for each caregiver and each piece of equipment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dispatch.messages import say
from dispatch.plan import Route
from dispatch.referee.amounts import tardiness
from dispatch.report.timeline import Day, Lane, Piece
from dispatch.report.tips import MINUTE, Tip, Tips, minutes, piece_name, piece_tip, span, use_tip

_QUARTER: Final = 15 * MINUTE
_HOUR: Final = 60 * MINUTE
_STEPS: Final = (1, 2, 3, 6, 12)
"""Hours between two labels; half a day at most, and as few as needed."""
_MOST_LABELS: Final = 17


class Span(NamedTuple):
    """A time in a row; its ends are percent of the chart's width."""

    row: int
    """Counted from 1: the caregivers' numbers, then equipment."""
    left: float
    width: float


class Bar(NamedTuple):
    """A piece of a route, or of the day of a piece of equipment."""

    span: Span
    kind: str
    """A kind of piece; of equipment ``carried``, ``held`` or ``used``."""
    number: int
    """The caregiver; 0 in the rows of equipment."""
    visit: int | None
    """The place among the scenario's visits of what is served; None for other pieces."""
    order: int
    """The place of the stop in the route, counted from 1."""
    late: bool
    running: bool
    tip: int


class Link(NamedTuple):
    """From one to another caregiver of one visit, between their starts."""

    one: Span
    other: Span
    visit: int


class Tick(NamedTuple):
    """A line at a full hour."""

    left: float
    label: str
    midnight: bool


class Gantt(NamedTuple):
    """What the chart shows."""

    equipment: Sequence[str]
    """Names of the pieces, whose rows follow those of the caregivers."""
    ticks: Sequence[Tick]
    shifts: Sequence[Span]
    windows: Sequence[tuple[Span, int]]
    """When a visit may take place, with its place among the visits, in every row that serves it."""
    bars: Sequence[Bar]
    links: Sequence[Link]


def day_gantt(day: Day, tips: Tips) -> Gantt | None:
    """Draw the chart; return None if nobody is on duty."""
    if not any(caregiver.shifts for caregiver in day.scenario.caregivers):
        return None
    drawing = _Drawing(day, tips)
    return Gantt(
        equipment=[piece_name(day.scenario, lane.route) for lane in day.lanes],
        ticks=[*drawing.ticks()],
        shifts=[*drawing.shifts()],
        windows=[*drawing.windows()],
        bars=[*drawing.pieces(), *drawing.lanes()],
        links=[*drawing.links()],
    )


class _Drawing:
    """The chart's scale, from the first to the last full hour around everything drawn."""

    def __init__(self, day: Day, tips: Tips) -> None:
        self.day, self.tips = day, tips
        at = day.scenario.at
        shifts = [shift for caregiver in day.scenario.caregivers for shift in caregiver.shifts]
        pieces = [piece for cut in day.pieces for piece in cut]
        starts = [at(shift.start) for shift in shifts] + [piece.start for piece in pieces]
        ends = [at(shift.end) for shift in shifts] + [piece.end for piece in pieces]
        starts += [lane.uses[0].leaves for lane in day.lanes]
        ends += [lane.back for lane in day.lanes]
        self.first = min(starts) // _HOUR * _HOUR
        self.last = -(-max(ends) // _HOUR) * _HOUR

    def ticks(self) -> Iterator[Tick]:
        """The hours that the clock shows; of several dates, each begins with its month and day."""
        scenario = self.day.scenario
        hours = (self.last - self.first) // _HOUR
        step = next((step for step in _STEPS if hours <= step * _MOST_LABELS), _STEPS[-1])
        date = ""
        for at in range(self.first, self.last + 1, _QUARTER):
            clock = scenario.clock.minutes(at)
            if clock % (60 * step):
                continue
            label, today = scenario.clock.hours(at)[:5], scenario.moment(at)[:10]
            if scenario.dates[1:]:
                label = scenario.moment(at)[11:16] if today == date else today[5:]
            date = today
            yield Tick(self._percent(at), label, clock % (24 * 60) == 0)

    def shifts(self) -> Iterator[Span]:
        """The shifts of every caregiver, also of those without a visit."""
        at = self.day.scenario.at
        for caregiver in self.day.scenario.caregivers:
            for shift in caregiver.shifts:
                yield self._span(self.day.number[caregiver.id], at(shift.start), at(shift.end))

    def windows(self) -> Iterator[tuple[Span, int]]:
        """The windows of every visit that is served."""
        scenario = self.day.scenario
        for visit, crew in self.day.crew.items():
            for window in scenario.visit[visit].windows:
                open_, close = scenario.at(window.open), scenario.at(window.close)
                begins, ends = max(open_, self.first), min(close, self.last)
                for caregiver, _ in crew if begins <= ends else ():
                    number = self.day.number[caregiver]
                    yield self._span(number, begins, ends), self.day.place_of[visit]

    def pieces(self) -> Iterator[Bar]:
        """The pieces of every route."""
        for route, cut in zip(self.day.plan.routes, self.day.pieces, strict=True):
            for piece in cut:
                yield self._piece(route, piece)

    def links(self) -> Iterator[Link]:
        """Join the caregivers of one visit from start to start."""
        at = self.day.scenario.at
        for visit, crew in self.day.crew.items():
            begins = sorted((self.day.number[who], at(stop.start)) for who, stop in crew)
            ends = [self._span(number, start, start) for number, start in begins]
            for one, other in pairwise(ends):
                yield Link(one, other, self.day.place_of[visit])

    def lanes(self) -> Iterator[Bar]:
        """The ways of every piece of equipment, and its visits between set-up and turn-round."""
        for lane in self.day.lanes:
            for each in lane.uses:
                name = each.use.visit
                tip = use_tip(self.day, lane, each)
                carried = self._on_the_way(lane, each.leaves, each.taken, name)
                yield from self._use(lane, "carried", each.leaves, each.taken, carried, name)
                yield from self._use(lane, "held", each.taken, each.free, tip, name)
                yield from self._use(lane, "used", each.start, each.end, tip, name)
            free = lane.uses[-1].free
            back = self._on_the_way(lane, free, lane.back, "")
            yield from self._use(lane, "carried", free, lane.back, back, lane.uses[-1].use.visit)

    def _piece(self, route: Route, piece: Piece) -> Bar:
        scenario, number = self.day.scenario, self.day.number[route.caregiver]
        span_, tip = self._span(number, piece.start, piece.end), piece_tip(self.day, route, piece)
        if piece.kind != "service":
            return Bar(span_, piece.kind, number, None, 0, False, False, self.tips.number(tip))
        stop = route.stops[piece.stop]
        visit = scenario.visit[stop.visit]
        late = tardiness(scenario, visit, self.day.visit_start(stop)) > 0
        return Bar(
            span_, piece.kind, number, self.day.place_of[visit.id], piece.stop + 1, late,
            self.day.running(visit), self.tips.number(tip),
        )  # fmt: skip

    def _use(
        self, lane: Lane, kind: str, start: int, end: int, tip: Tip, visit: str
    ) -> Iterator[Bar]:
        if start < end:
            place = self.day.place_of[visit]
            yield Bar(
                self._span(lane.row, start, end), kind, 0, place, 0, False, False,
                self.tips.number(tip),
            )  # fmt: skip

    def _on_the_way(self, lane: Lane, start: int, end: int, visit: str) -> Tip:
        times = {"span": span(self.day.scenario, start, end), "minutes": minutes(end - start)}
        body = (
            say("report-tip-carried", visit=visit, **times)
            if visit
            else say("report-tip-returned", **times)
        )
        return Tip(piece_name(self.day.scenario, lane.route), body)

    def _span(self, row: int, start: int, end: int) -> Span:
        left = self._percent(start)
        return Span(row, left, round(self._percent(end) - left, 3))

    def _percent(self, at: int) -> float:
        return round((at - self.first) / (self.last - self.first) * 100, 3)
