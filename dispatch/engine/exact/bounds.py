"""Redundant constraints that strengthen the solver's bounds."""

from __future__ import annotations

from dispatch.engine.exact.model import HEAD, Model


def keep_bounds(model: Model) -> None:
    """Add constraints that follow from the rules and exclude no solution."""
    for r in range(model.problem.n_routes):
        _one_at_a_time(model, r)
        _all_in_one_shift(model, r)
        for s in model.stops_of(r):
            _within_shift(model, s, r)


def _one_at_a_time(model: Model, r: int) -> None:
    """Keep a caregiver's stops from overlapping."""
    p = model.problem
    stays = [
        model.cp.new_optional_fixed_size_interval_var(
            model.start[p.visit[s]] + int(p.offset[s]) - model.least_access(s),
            model.least_access(s) + int(p.service[s] + p.after[s]),
            model.serves[s, r],
            f"stay {s} {r}",
        )
        for s in model.stops_of(r)
    ]
    model.cp.add_no_overlap(stays)


def _all_in_one_shift(model: Model, r: int) -> None:
    """Fit travel, work and the break between the start of the shift and the return."""
    p = model.problem
    begun = int(p.shift_start[r]) * (1 - model.unused[r])
    spent = begun + model.way(r) + model.toil(r) + model.pause(r)
    if r in model.break_first:
        # without stops the break is first and takes no time
        spent += int(p.break_length[r]) * (model.break_first[r] - model.unused[r])
    model.cp.add(model.returned[r] >= spent)


def _within_shift(model: Model, s: int, r: int) -> None:
    """Keep the ways to and from a stop within the shift."""
    p, made = model.problem, model.serves[s, r]
    start, ways = model.start[p.visit[s]], [(a, b) for q, a, b in model.arcs if q == r]
    there = min(_least(model, r, a, b) for a, b in ways if b == s)
    on = min(_least(model, r, a, b) for a, b in ways if a == s)
    soonest = int(p.shift_start[r]) + there + model.least_access(s) - int(p.offset[s])
    model.cp.add(start >= soonest).only_enforce_if(made)
    model.cp.add(model.returned[r] >= start + model.from_start(s) + on).only_enforce_if(made)
    model.cp.add(start + model.from_start(s) + on <= int(p.latest_return[r])).only_enforce_if(made)


def _least(model: Model, r: int, a: int, b: int) -> int:
    """Return the least ticks of travel from one node to another, whatever kits the route brings."""
    if HEAD not in (a, b):
        return model.ticks(r, a, b)
    return min(model.ticks_with(r, a, b, kits) for kits, _ in model.loads(r))
