"""The English catalogue of faults in files of events."""

from __future__ import annotations

EVENTS = {
    "thing-events": "file of events",
    "plan-not-events": "this is a plan, not a file of events",
    "plan-not-events.todo": "Name the file of events.",
    "scenario-not-events": "this is a scenario, not a file of events",
    "scenario-not-events.todo": "Name the file of events.",
    "events-not-scenario": "this is a file of events, not a scenario",
    "events-not-scenario.todo": "Name the scenario's file.",
    "called-back-without-visit": "the outcome is dispatched, but there is no `visit`",
    "called-back-without-visit.todo": "Give the `visit`, or another `outcome`.",
    "called-back-with-visit": "the visit '{visit}' is given, but the outcome is {outcome}",
    "called-back-with-visit.todo": "Write `outcome: dispatched`, or delete the visit.",
    "id-taken": "the id '{name}' is taken already",
    "id-taken.todo": "Give the new one an id of its own.",
    "event-off-duty": "'{name}' has no shift at all",
    "event-off-duty.todo": "Give this caregiver a shift in the scenario, or name another one.",
    "unknown-piece": "the equipment '{pool}' has {count} pieces, so there is no number {number}",
    "unknown-piece.todo": "Pieces are counted from 1.",
    "event-until": "{until} is before {at}, the time of the report",
    "event-until.todo": "Correct one of the two.",
}
