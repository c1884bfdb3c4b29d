"""Variants of an encoded scenario: fewer people, or other rules for some visits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from dispatch.encoding.bounds import limit_fields, most_in_ticks
from dispatch.encoding.encode import encode_like
from dispatch.encoding.encoded import Encoded
from dispatch.encoding.fairness import shared_base
from dispatch.encoding.fields import ints
from dispatch.engine.parts import Numbers, extended, part, rescaled
from dispatch.rules import begun_routes
from dispatch.scenario import Scenario


def with_routes_of(whole: Encoded, scenario: Scenario) -> tuple[Encoded, Numbers]:
    """Keep only the people and pieces of equipment of a scenario, and all clients.

    Parameters
    ----------
    whole
        An encoded scenario with at least the shifts and pieces of `scenario`.
    scenario
        The scenario whose people and pieces to keep; its visits are ignored.

    Returns
    -------
    Encoded, Numbers
        The smaller encoded scenario, and its numbers in `whole`.
    """
    people = [k for k, (name, _) in enumerate(whole.routes) if name in scenario.caregiver]
    pieces = [k for k, (pool, n) in enumerate(whole.pieces) if n <= scenario.pool[pool].count]
    clients = range(whole.first_client, whole.problem.n_routes)
    kept = ints([*people, *(len(whole.routes) + k for k in pieces), *clients])
    known = len(whole.scenario.open_visits)
    out = range(known, whole.problem.n_visits)  # each says where a caregiver is
    first = whole.problem.stops[:-1]
    there = [v for v in out if whole.problem.eligible[first[v], people].any()]
    problem, numbers = part(whole.problem, ints([*range(known), *there]), kept)
    routes = tuple(whole.routes[k] for k in people)
    limits = limit_fields(scenario, routes, begun_routes(scenario, whole.travel.between))
    limits["limit_most"] = most_in_ticks(limits, whole.tick)
    # With fewer pieces more limits on kits bind, and fewer people have another mean.
    problem = problem.replace(**limits, shared_base=shared_base(scenario))
    frame = replace(whole.frame, pieces=tuple(whole.pieces[k] for k in pieces))
    return replace(whole, frame=frame, problem=problem, routes=routes), numbers


def changed(whole: Encoded, scenario: Scenario) -> Encoded:
    """Encode other rules for some visits, and other hours and breaks; keep everything else.

    Parameters
    ----------
    whole
        An encoded scenario.
    scenario
        The scenario with the visits to change; it has the people and pieces of `whole`. Connections
        between visits do not change.
    """
    more = encode_like(scenario, whole)
    number = {visit.id: k for k, visit in enumerate(whole.scenario.open_visits)}
    visits = ints(number[visit.id] for visit in scenario.open_visits)
    finer = rescaled(whole.problem, whole.tick // more.tick)
    return replace(whole, problem=extended(finer, more.problem, visits), tick=more.tick)


def only_by(whole: Encoded, visit: str, caregivers: Collection[str]) -> Encoded:
    """Let nobody but some caregivers serve a visit.

    Parameters
    ----------
    whole
        An encoded scenario.
    visit
        The id of the visit.
    caregivers
        The ids of the caregivers.
    """
    others = [k for k, (name, _) in enumerate(whole.routes) if name not in caregivers]
    crew = [stop for stop, (name, _) in enumerate(whole.stops) if name == visit]
    eligible = whole.problem.eligible.copy()
    eligible[np.ix_(crew, others)] = 0
    return replace(whole, problem=whole.problem.replace(eligible=eligible))
