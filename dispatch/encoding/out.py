"""Stops that say where the caregivers are who are out on a running day.

Such a stop has begun, takes no time and costs nothing. It is the first of its route, which goes on
from there; so whoever is out has a route in every solution, and what applies between two stops
applies behind it: waiting counts, and a client who is there needs no access. These stops and their
visits come after those of the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dispatch.engine.problem import NO_CLIENT, Ints, schema
from dispatch.engine.shape import Axis
from dispatch.roads import TravelTimes
from dispatch.rules import BegunRoutes, kits, start_place
from dispatch.scenario import Scenario


def add_places(
    scenario: Scenario,
    travel: TravelTimes,
    routes: tuple[tuple[str, int], ...],
    begun: BegunRoutes,
    fields: Mapping[str, Any],
) -> dict[str, Any]:
    """Return all fields of a problem, with a stop and a visit for each route that is out."""
    out = [number for number, key in enumerate(routes) if key in begun and begun[key].out]
    if not out:
        return dict(fields)
    own = _own(scenario, travel, [routes[number] for number in out], begun)
    size = len(out)
    first_visit, first_stop = len(fields["stops"]) - 1, len(fields["visit"])
    own["visit"] = first_visit + np.arange(size)
    own["stops"] = first_stop + 1 + np.arange(size)
    own["allowed"] = fields["allowed"][-1] + 1 + np.arange(size)
    more = dict(fields)
    for name in fields.keys() | own.keys():
        column = schema()[name]
        axis, old = column.axes[0], fields[name]
        if axis not in (Axis.STOP, Axis.VISIT, Axis.ALLOWED):
            continue
        if name in own:
            rows = own[name]
        elif column.rows is not None:
            rows = np.full(size, old[-1])  # an empty row each
        else:
            rows = np.full((size, *old.shape[1:]), column.default)
        more[name] = np.concatenate([old, rows.astype(old.dtype)])
    more["eligible"][first_stop + np.arange(size), out] = 1
    return more


def _own(
    scenario: Scenario, travel: TravelTimes, out: list[tuple[str, int]], begun: BegunRoutes
) -> dict[str, Ints]:
    """Return the fields of the stops and visits that are not as by default."""
    of_client = {client.id: k for k, client in enumerate(scenario.clients)}
    bit = {pool.id: 1 << k for k, pool in enumerate(kits(scenario))}
    point, client, brings = [], [], []
    for name, index in out:
        caregiver = scenario.caregiver[name]
        shift = caregiver.shifts[index]
        state = shift.out
        assert state is not None
        point.append(travel.index(start_place(scenario, caregiver, shift)))
        client.append(NO_CLIENT if state.client is None else of_client[state.client])
        brings.append(sum(bit[pool] for pool in {*state.kits} if pool in bit))
    departures = np.array([begun[key].departure for key in out], dtype=np.int64)
    return {
        "point_in": np.array(point, dtype=np.int64),
        "point_out": np.array(point, dtype=np.int64),
        "client": np.array(client, dtype=np.int64),
        "brings": np.array(brings, dtype=np.int64),
        "begun": np.ones(len(out), dtype=np.int64),
        "allowed_from": departures,
        "allowed_to": departures,
    }
