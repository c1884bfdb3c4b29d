"""How much later a route sets out, in plain Python: the reference for every engine.

If everything begins as soon as it can, caregivers may wait long on the way. What lies before a wait
may begin later, as long as the end of the wait stays. The shift that costs least is chosen; visits
whose times depend on other routes do not move.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from dispatch.engine.assignment import rows
from dispatch.engine.problem import LARGEST_TARDINESS, NEVER, WAITING, Problem

NO_VISIT = -1
"""Visit of a link that is a break."""


class Link(NamedTuple):
    """A visit or a break on the way, in the order of a route. Times are in ticks."""

    wait: int
    """Waiting directly before it."""
    slack: int
    """How much later it may begin."""
    visit: int = NO_VISIT


def postponed(problem: Problem, links: Sequence[Link], start: Mapping[int, int]) -> dict[int, int]:
    """Return the later starts of a route's visits.

    If the route sets out later by a shift, a link begins later by what the waiting before it leaves
    of the shift. The cost is that of the starts less that of the waiting saved; of all shifts with
    the least cost the smallest is chosen.

    Parameters
    ----------
    problem
        The problem.
    links
        The links of a caregiver's route.
    start
        The earliest start of each visit.
    """
    moving, most = _moving(links)
    each = int(problem.weights[WAITING])
    if not each or most <= 0:
        return {}

    def moved(shift: int) -> dict[int, int]:
        return {v: start[v] + max(0, shift - waited) for v, waited in moving}

    def cost(shift: int) -> int:
        return sum(sum(start_costs(problem, v, t)) for v, t in moved(shift).items()) - each * shift

    bends = {
        waited + at - start[v] for v, waited in moving for at in (start[v], *_bends(problem, v))
    }
    shifts = {0, most, *(shift for shift in bends if 0 < shift < most)}
    return moved(min(shifts, key=lambda shift: (cost(shift), shift)))


def _moving(links: Sequence[Link]) -> tuple[list[tuple[int, int]], int]:
    """Return the visits that may move, each with the waiting before it, and the longest shift."""
    waited, most = 0, NEVER
    moving: list[tuple[int, int]] = []
    for link in links:
        waited += link.wait
        if waited >= most:
            return moving, most
        most = min(most, waited + link.slack)
        if link.visit != NO_VISIT:
            moving.append((link.visit, waited))
    return moving, min(most, waited)


def _bends(problem: Problem, visit: int) -> Iterator[int]:
    """Yield the starts at which the cost of a start may change its slope."""
    yield int(problem.response_from[visit])
    yield int(problem.preferred_at[visit])
    yield from (int(problem.told_from[visit]), int(problem.told_to[visit]))
    for k in rows(problem.soft, visit):
        yield from (int(problem.soft_from[k]), int(problem.soft_due[k]))


def slack(problem: Problem, visit: int, start: int, served: Collection[int]) -> int:
    """Return how much later a visit may start, given its earliest start and the served visits.

    It stays in its allowed interval. It does not move at all if it is `Problem.still`, has other
    stops, or comes before or after another served visit by a gap. It stays in the window that it
    shares with another. If the largest tardiness has a weight, it does not become tardy.
    """
    here = rows(problem.stops, visit)
    if problem.still[visit]:
        return 0
    pairs = enumerate(zip(problem.gap_earlier, problem.gap_later, strict=True))
    gaps = [g for g, pair in pairs if visit in pair and {*map(int, pair)} <= {*served}]
    if len(here) > 1 or problem.gap_ordered[gaps].any():
        return 0
    ends = (int(problem.allowed_to[k]) for k in rows(problem.allowed, visit))
    room = next((end - start for end in ends if end >= start), 0)
    if problem.weights[LARGEST_TARDINESS]:
        room = min(room, max(0, due(problem, visit, start) - start))
    opens = [at for g in gaps for at in openings(problem, g, visit) if start < at]
    return min([room, *(at - 1 - start for at in opens)])


def openings(problem: Problem, g: int, visit: int) -> list[int]:
    """Return the openings of a gap's windows, as starts of one of its visits."""
    own = problem.opening_earlier if problem.gap_earlier[g] == visit else problem.opening_later
    return [int(own[k]) for k in rows(problem.gap_window, g)]


def due(problem: Problem, visit: int, start: int) -> int:
    """Return the due start of the last soft window that has opened; `NEVER` without one."""
    opened = [k for k in rows(problem.soft, visit) if problem.soft_from[k] <= start]
    return int(problem.soft_due[opened[-1]]) if opened else NEVER


def tardiness(problem: Problem, visit: int, start: int) -> int:
    """Return the ticks from the due start to the start, if positive."""
    return max(0, start - due(problem, visit, start))


def start_costs(problem: Problem, visit: int, start: int) -> tuple[int, int, int, int]:
    """Return the costs of a start: tardiness, response, preferred time, what clients were told."""
    off = max(int(problem.told_from[visit]) - start, start - int(problem.told_to[visit]))
    return (
        tardiness(problem, visit, start) * int(problem.tardiness_cost[visit]),
        max(0, start - int(problem.response_from[visit])) * int(problem.response_cost[visit]),
        abs(start - int(problem.preferred_at[visit])) * int(problem.preferred_cost[visit]),
        max(0, off) * int(problem.told_cost[visit]),
    )
