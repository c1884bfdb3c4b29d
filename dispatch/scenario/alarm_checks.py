"""Checks that alarms and their call-backs contradict neither one another nor the visits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dispatch.errors import Fault, fault

if TYPE_CHECKING:
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.scenario import Scenario


def alarms(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find call-backs that came before their alarm, or that contradict what they decided."""
    for alarm in scenario.alarms:
        if unread.touches("alarms", alarm.id):
            continue
        where = f"alarms[{alarm.id}]"
        if alarm.answered and scenario.at(alarm.answered) < scenario.at(alarm.at):
            fields = {"time": alarm.answered, "at": alarm.at}
            yield fault("alarm-answered-before", f"{where}.answered", **fields)
        if alarm.outcome and not alarm.answered:
            yield fault("alarm-not-answered", f"{where}.outcome", outcome=alarm.outcome)
        if alarm.outcome == "dispatched" and alarm.visit is None:
            yield fault("alarm-without-visit", f"{where}.outcome")
        if alarm.visit is not None and alarm.outcome != "dispatched":
            yield fault("alarm-not-dispatched", f"{where}.visit", visit=alarm.visit)
        visit = scenario.visit.get(alarm.visit or "")
        if visit and visit.client != alarm.client and not unread.touches("visits", visit.id):
            fields = {"visit": visit.id, "other": visit.client, "client": alarm.client}
            yield fault("alarm-other-client", f"{where}.visit", **fields)
