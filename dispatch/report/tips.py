"""What the page says under the pointer, and how it writes times."""

from __future__ import annotations

from typing import Final, NamedTuple

from dispatch.messages import say
from dispatch.plan import Route, Unserved
from dispatch.referee.cost import tardiness
from dispatch.report.reasons import main_reasons
from dispatch.report.timeline import Day, Piece
from dispatch.scenario import Scenario, Visit, Window

MINUTE: Final = 60_000

TEMPLATE: Final = (
    "<div style=\"font:13px/1.45 system-ui,'Noto Sans CJK SC','PingFang SC',sans-serif;"
    'color:#1B2733;max-width:340px;padding:2px 4px"><strong>@head</strong>'
    '<div style="white-space:pre-line">@body</div></div>'
)
"""For a source with the columns ``head`` and ``body``; Bokeh escapes what it fills in."""


class Tip(NamedTuple):
    """A heading and a few lines."""

    head: str
    body: str


def clock(at: int) -> str:
    """Write milliseconds after the first midnight as ``09:30``, or ``24:30`` after midnight."""
    minutes = (at + MINUTE // 2) // MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes(milliseconds: int) -> int:
    """Whole minutes, half up, as people read them."""
    return (milliseconds + MINUTE // 2) // MINUTE


def span(start: int, end: int) -> str:
    """Write a stretch of time."""
    return f"{clock(start)}–{clock(end)}"


def service_name(scenario: Scenario, visit: Visit) -> str:
    """The service's name, or its id where it has none."""
    return scenario.service[visit.service].name or visit.service


def asked_for(scenario: Scenario, visit: Visit) -> str:
    """The windows of a visit in words; empty where it may be at any time."""
    if visit.exact_start is not None:
        return say("report-window-exact", at=clock(scenario.at(visit.exact_start)))
    return ", ".join(_window(scenario, window) for window in visit.windows)


def _window(scenario: Scenario, window: Window) -> str:
    times = span(scenario.at(window.open), scenario.at(window.close))
    asked = say(f"report-window-{window.applies_to}", span=times)
    return asked if window.hard else say("report-window-soft", asked=asked)


def _visit_head(day: Day, visit: Visit) -> str:
    return f"{visit.id} · {service_name(day.scenario, visit)}"


def stop_tip(day: Day, route: Route, index: int) -> Tip:
    """Say what a caregiver does at a stop."""
    scenario, stop = day.scenario, route.stops[index]
    visit = scenario.visit[stop.visit]
    lines = [
        say(
            "report-tip-stop",
            number=day.number[route.caregiver], caregiver=route.caregiver, client=visit.client,
            order=index + 1, span=span(scenario.at(stop.start), scenario.at(stop.end)),
            arrival=clock(scenario.at(stop.arrival)),
        ),
        asked_for(scenario, visit) or say("report-window-none"),
    ]  # fmt: skip
    others = [other for other, _ in day.crew[stop.visit] if other != route.caregiver]
    if others:
        lines.append(say("report-tip-with", others=", ".join(others)))
    late = tardiness(scenario, visit, day.visit_start(stop))
    if late:
        lines.append(say("report-tip-late", minutes=minutes(late)))
    return Tip(_visit_head(day, visit), "\n".join(lines))


def piece_tip(day: Day, route: Route, piece: Piece) -> Tip:
    """Say what a stretch of a route is."""
    if piece.kind == "service":
        return stop_tip(day, route, piece.stop)
    return Tip(
        say(f"report-piece-{piece.kind}"),
        say(
            "report-tip-piece",
            number=day.number[route.caregiver], caregiver=route.caregiver,
            span=span(piece.start, piece.end), minutes=minutes(piece.end - piece.start),
        ),
    )  # fmt: skip


def unserved_tip(day: Day, left_out: Unserved) -> Tip:
    """Say why a visit has nobody."""
    visit = day.scenario.visit[left_out.visit]
    standing = "report-tip-mandatory" if visit.mandatory else "report-tip-unserved"
    lines = [
        say(standing, client=visit.client),
        asked_for(day.scenario, visit) or say("report-window-none"),
        *main_reasons(day.scenario, left_out),
    ]
    return Tip(_visit_head(day, visit), "\n".join(lines))
