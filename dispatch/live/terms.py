"""On which terms offers are made; what a caller gives is read as scenarios are.

So a number is minutes where a length of time is asked for, and what cannot be read has the same
sentence as in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final, TypeAlias

from dispatch.errors import Fault, InputError, fault
from dispatch.live.events import Event
from dispatch.scenario import Duration, Scenario
from dispatch.scenario.base import Count, Id, Model, Moment
from dispatch.scenario.clock_checks import time_faults

Length: TypeAlias = Duration | float | str | timedelta
"""A length of time as scenarios write it: a `Duration`, minutes, or text such as ``1h30m``."""

HALF_AN_HOUR: Final = Duration.of_minutes(30)


class Terms(Model):
    """How many offers are made, and on which terms."""

    count: Count = 3
    """The largest number of offers."""
    blocked: Count = 0
    """The largest number of blocked starts to explain."""
    reasons: bool = True
    """Whether to find out why nothing can be offered."""
    tolerance: Duration = HALF_AN_HOUR
    """How much earlier or later than expected a visit may start by the promise."""
    apart: Duration = HALF_AN_HOUR
    """The least distance between two offered starts."""
    now: Moment | None = None
    """The time on the desk's clock; nothing starts earlier."""
    until: Moment | None = None
    """The last start to offer; why there is none by then is not told."""
    hold: Duration = HALF_AN_HOUR
    """How long from `now` the offers are kept in mind."""
    caregivers: tuple[Id, ...] = ()
    """Who may come; anybody if empty."""


class _News(Model):
    events: tuple[Event, ...]


def terms_of(scenario: Scenario, **given: Any) -> Terms:
    """Read the terms on which somebody asks for offers.

    Raises
    ------
    InputError
        With everything that cannot be read, or else does not fit the day.
    """
    terms = Terms(**given)
    strangers = sorted({*terms.caregivers} - {*scenario.caregiver})
    found = [
        *_off_the_day(scenario, now=terms.now, until=terms.until),
        *(fault("unknown-caregiver", "caregivers", name=name) for name in strangers),
    ]
    if found:
        raise InputError(*found)
    return terms


def events_of(given: Iterable[Event]) -> tuple[Event, ...]:
    """Read the events that a caller gives, once: they may come from a generator.

    Raises
    ------
    InputError
        If they are no list of events.
    """
    return _News(events=given).events


def _off_the_day(scenario: Scenario, **moments: Moment | None) -> Iterator[Fault]:
    for name, moment in moments.items():
        if moment is not None:
            yield from time_faults(scenario, name, moment)
