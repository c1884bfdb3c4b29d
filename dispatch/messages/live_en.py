"""The English catalogue of the running day."""

from __future__ import annotations

LIVE = {
    "live-back": "{now} is before {before}, the moment that the day has reached",
    "live-back.todo": "Give a later moment, or the scenario of an earlier one.",
    "live-future": "{time} is later than {now}",
    "live-future.todo": "Report only what has happened, or give a later moment.",
    "live-over": "the visit '{visit}' is over",
    "live-over.todo": "Delete the event.",
    "live-begun": "the visit '{visit}' has begun at {started}",
    "live-begun.todo": "Report how it ended instead (ended or broken_off), or correct its start.",
    "live-reversed": "the visit '{visit}' would end at {ended}, before it begins",
    "live-reversed.todo": "Correct one of the times.",
    "live-crew": "the visit '{visit}' takes this number of caregivers: {count}",
    "live-crew.todo": "Name one for each role, in this order: {roles}.",
    "live-nobody": "nobody is known to be at the visit '{visit}', because it is in no plan",
    "live-nobody.todo": "Report when it started, and its caregivers.",
    "live-elsewhere": "according to the other events, the caregivers of the visit '{visit}' cannot "
    "have been there",
    "live-elsewhere.todo": "Report when it started, and its caregivers, or correct the other "
    "events.",
    "live-no-piece": "the visit '{visit}' needs a piece of the equipment '{pool}', and all {count} "
    "are lost or in other visits",
    "live-no-piece.todo": "Report which visit is over, or that a piece is back (equipment_back).",
    "live-goes-on": "by another event, the visit '{visit}' still goes on at {at}, so it has begun",
    "live-goes-on.todo": "Report how it ended instead (ended or broken_off), or delete that event.",
    "live-not-begun": "the visit '{visit}' is expected to begin only at {start}",
    "live-not-begun.todo": "Report when it started, too.",
    "live-at-once": "{name} would be in the visits '{visit}' and '{other}' at once",
    "live-at-once.todo": "Correct their times, or report who was there.",
    "live-assumed": "according to the events of the visit '{visit}', {name} cannot have been in "
    "the visit '{other}' at its known time",
    "live-assumed.todo": "Report when '{other}' started and ended, too.",
    "live-not-planned": "the plan has no start for the visit '{visit}'",
    "live-not-planned.todo": "Plan it first, or give the start.",
    "live-answered": "the alarm '{alarm}' was answered at {answered}",
    "live-answered.todo": "Delete the event.",
    "live-begun-shift": "{name} has begun the shift: she was in the visit '{visit}'",
    "live-begun-shift.todo": "Report what really happened to that visit, or delete the event.",
}
