"""The English catalogue of simulated worlds."""

from __future__ import annotations

SIMULATE = {
    "thing-world": "world",
    "scenario-not-world": "this is a scenario, not a world",
    "scenario-not-world.todo": "Name the file of a world.",
    "world-no-weight": "all weights are 0",
    "world-hours": "visits end at {closes} h, not after {opens} h, when they begin",
    "world-shares": "the shares of classes or of needs add up to {total}",
    "world-shares.todo": "Together they are at most 1.",
    "world-access": "the longest access, {most:time}, is shorter than the shortest, {least:time}",
    "world-on-time": "{on_time:time} is more than the tolerance of promises, {tolerance:time}",
    "world-variations": "these services have no variation: {services}",
    "world-not-dial": "'{name}' is no dial",
    "world-no-day": "the week has no day {day}",
}
