"""The hours at which visits may be proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatch.scenario import Scenario, Visit, Window


def desk_hours(scenario: Scenario, visit: Visit) -> Iterator[Window]:
    """Yield the hours of each date at which a visit may be proposed, as windows for the start.

    There are none if the visit itself asks for another hour. A window around all of a date's hours
    asks for none in particular.
    """
    spans = [*_spans(scenario)]
    told = [visit.exact_start, visit.pinned_start]
    told += [visit.promise.start] if visit.promise is not None else []
    asked = [(scenario.at(moment),) * 2 for moment in told if moment is not None]
    asked += [
        (scenario.at(each.open), scenario.at(each.close)) for each in visit.windows if each.hard
    ]
    if all(
        any(
            opens <= first <= last <= closes or (first <= opens and closes <= last)
            for opens, closes in spans
        )
        for first, last in asked
    ):
        for opens, closes in spans:
            yield Window(open=scenario.moment(opens), close=scenario.moment(closes))


def in_desk_hours(scenario: Scenario, looser: Scenario, visit: str) -> Scenario:
    """Let a visit of a looser scenario start only when the scenario proposes it."""
    hours, asked = [*desk_hours(scenario, scenario.visit[visit])], looser.visit[visit]
    if not hours or asked.has_begun:
        return looser
    hard = [
        each.model_copy(update={"open": opens, "close": closes})
        for each in asked.windows
        if each.hard
        for opens, closes in _inside(scenario, each, hours)
    ]
    soft = [each for each in asked.windows if not each.hard]
    narrower = asked.model_copy(update={"windows": (*soft, *(hard or hours))})
    return looser.unchecked(
        visits=tuple(narrower if each.id == visit else each for each in looser.visits)
    )


def _inside(
    scenario: Scenario, window: Window, hours: Sequence[Window]
) -> Iterator[tuple[str, str]]:
    """Yield what of a window lies in some hours."""
    for each in hours:
        opens = max(window.open, each.open, key=scenario.at)
        closes = min(window.close, each.close, key=scenario.at)
        if scenario.at(opens) <= scenario.at(closes):
            yield opens, closes


def is_proposable(scenario: Scenario, visit: str, start: str) -> bool:
    """Return whether a visit may be proposed at a start."""
    hours = [*desk_hours(scenario, scenario.visit[visit])]
    at = scenario.at(start)
    return not hours or any(
        scenario.at(each.open) <= at <= scenario.at(each.close) for each in hours
    )


def _spans(scenario: Scenario) -> Iterator[tuple[int, int]]:
    """Yield when visits may be proposed on each date, in milliseconds."""
    hours = scenario.policy.desk_hours
    for day in scenario.dates:
        midnight = scenario.at(f"{day.isoformat()}T00:00")
        yield midnight + scenario.at(hours.open), midnight + scenario.at(hours.close)
