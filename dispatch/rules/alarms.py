"""The call-backs to alarms: a person calls back before anybody is sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from dispatch.messages import say
from dispatch.scenario import Alarm, Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE, Moment


@dataclass(frozen=True)
class CallBack:
    """The call-back to an alarm.

    Attributes
    ----------
    alarm, client : str
        The ids of the alarm and the client.
    at, deadline : str
        When the alarm came in, and by when somebody has to call back, as ISO 8601.
    answered : str or None
        When somebody called back.
    outcome : str or None
        What the call-back decided, as in the scenario.
    state : str
        ``answered``; otherwise ``due`` up to the deadline, and ``overdue`` after it.
    late : float
        Minutes from the deadline to the call-back, or to now if nobody has called back; at least 0.
    sentence : str
        All this for people.
    """

    alarm: str
    client: str
    at: Moment
    deadline: Moment
    answered: Moment | None
    outcome: str | None
    state: Literal["due", "overdue", "answered"]
    late: float
    sentence: str

    @property
    def in_time(self) -> bool:
        """Whether somebody called back by the deadline, or still can."""
        return not self.late

    def __str__(self) -> str:
        return self.sentence

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON."""
        return {**asdict(self), "in_time": self.in_time}


def call_backs(scenario: Scenario) -> tuple[CallBack, ...]:
    """List the call-backs to all alarms, in the order in which these came in.

    Whether one is overdue is decided at ``now``, or without it at the time of the alarm.
    """
    alarms = sorted(scenario.alarms, key=lambda alarm: scenario.at(alarm.at))
    return tuple(_call_back(scenario, alarm) for alarm in alarms)


def calls_to_make(scenario: Scenario) -> tuple[CallBack, ...]:
    """List the call-backs that nobody has made, by their deadlines."""
    return tuple(each for each in call_backs(scenario) if each.state != "answered")


def _call_back(scenario: Scenario, alarm: Alarm) -> CallBack:
    at = scenario.at(alarm.at)
    deadline = at + scenario.policy.running_day.call_back_within
    until = scenario.at(alarm.answered or scenario.now or alarm.at)
    late = max(0, until - deadline) / MILLISECONDS_A_MINUTE
    state: Literal["due", "overdue", "answered"] = "overdue" if late else "due"
    code = f"call-back-{state}"
    if alarm.answered is not None:
        state, code = "answered", "call-back-late" if late else "call-back-in-time"
    sentence = say(
        code,
        alarm=alarm.id,
        client=alarm.client,
        at=_clock(scenario, at),
        deadline=_clock(scenario, deadline),
        answered=_clock(scenario, until),
        late=late,
    )
    return CallBack(
        alarm=alarm.id,
        client=alarm.client,
        at=scenario.moment(at),
        deadline=scenario.moment(deadline),
        answered=None if alarm.answered is None else scenario.moment(until),
        outcome=alarm.outcome,
        state=state,
        late=late,
        sentence=sentence,
    )


def _clock(scenario: Scenario, at: int) -> str:
    """Write a clock time for people, with its date if the scenario has several."""
    return scenario.moment(at) if len(scenario.dates) > 1 else scenario.clock.hours(at)
