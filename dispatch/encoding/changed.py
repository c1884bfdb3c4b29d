"""What is encoded already, with fewer people or other rules for some visits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.encoding.encode import encode_like
from dispatch.encoding.encoded import Encoded
from dispatch.encoding.fields import ints
from dispatch.engine.parts import Numbers, extended, part, rescaled
from dispatch.scenario import Scenario


def with_routes_of(whole: Encoded, scenario: Scenario) -> tuple[Encoded, Numbers]:
    """Leave only the people and the pieces of equipment that a scenario has.

    Parameters
    ----------
    whole
        What is encoded, with every shift and every piece that `scenario` has.
    scenario
        What is asked; its visits are not looked at.
    """
    people = [k for k, (name, _) in enumerate(whole.routes) if name in scenario.caregiver]
    pieces = [k for k, (pool, n) in enumerate(whole.pieces) if n <= scenario.pool[pool].count]
    kept = ints([*people, *(len(whole.routes) + k for k in pieces)])
    problem, numbers = part(whole.problem, np.arange(whole.problem.n_visits), kept)
    frame = replace(whole.frame, pieces=tuple(whole.pieces[k] for k in pieces))
    routes = tuple(whole.routes[k] for k in people)
    return replace(whole, frame=frame, problem=problem, routes=routes), numbers


def changed(whole: Encoded, scenario: Scenario) -> Encoded:
    """Encode other rules for some visits, and other hours and breaks, without all the rest.

    Parameters
    ----------
    whole
        What is encoded.
    scenario
        What is asked of the visits that are in it; it has the people and the pieces of `whole`.
        What connects visits stays as it is.
    """
    more = encode_like(scenario, whole)
    number = {visit.id: k for k, visit in enumerate(whole.scenario.open_visits)}
    visits = ints(number[visit.id] for visit in scenario.open_visits)
    finer = rescaled(whole.problem, whole.tick // more.tick)
    return replace(whole, problem=extended(finer, more.problem, visits), tick=more.tick)
