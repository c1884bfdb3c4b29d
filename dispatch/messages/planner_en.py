"""The English catalogue of the planner and of `dispatch solve`."""

from __future__ import annotations

PLANNER = {
    "planner-time-limit": "{value} is not a length of time",
    "planner-time-limit.todo": "Give 0 or more seconds.",
    "planner-iterations": "a search cannot try {value} moves",
    "planner-iterations.todo": "Give a whole number, 0 or more.",
    "planner-deadline": "{value} is not a time that a call can take",
    "planner-deadline.todo": "Give more than 0 seconds.",
    "deadline-passed": "the deadline of {seconds:g} seconds passed before the scenario was encoded",
    "deadline-passed.todo": "Allow more time.",
    "planner-seed": "{value} is not a seed",
    "planner-seed.todo": "Give a whole number from 0 to {most}.",
    "planner-threads": "a search cannot have {value} threads",
    "planner-threads.todo": "Give a whole number, 1 or more.",
    "planner-engine": "there is no engine {value}",
    "planner-engine.todo": "Choose one of {known}.",
    "planner-proved": "Proved: no plan costs less than {cost:.3f}",
    "planner-bound": "Not proved: the cost is {cost:.3f}, and no plan costs less than {bound:.3f}",
    "planner-no-bound": "Not proved, and no lower bound of the cost is known",
    "planner-interrupted": "interrupted; nothing was written",
}
