"""A plausible day for any road graph, size and seed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from itertools import count
from math import ceil
from pathlib import Path

from dispatch.errors import InputError, fault
from dispatch.generate.arrangements import arranged
from dispatch.generate.caregivers import is_nurse, is_volunteer, team
from dispatch.generate.catalogue import BEDRIDDEN, CERTIFICATES, NURSE_VISITS, POLICY, SERVICES
from dispatch.generate.clients import acquainted, client
from dispatch.generate.contracts import equipment, providers
from dispatch.generate.dials import Dials
from dispatch.generate.layout import DISTRICT
from dispatch.generate.sites import GraphSites, PlaneSites, Sites
from dispatch.generate.streams import Stream, of_the_rest
from dispatch.generate.visits import Demand
from dispatch.scenario import (
    Caregiver,
    Client,
    Duration,
    Graph,
    Scenario,
    StraightLine,
    TravelMode,
    Visit,
)

MODES = (
    TravelMode(id="walk", network="walk", speed_kmh=4.5, padding=1.1),
    TravelMode(
        id="bicycle", network="bicycle", speed_kmh=12, padding=1.1, handling=Duration.of_minutes(1)
    ),
    TravelMode(
        id="e_bike", network="e_bike", speed_kmh=15, padding=1.1, handling=Duration.of_minutes(2)
    ),
)


def generate(
    roads: str | os.PathLike[str] | None = None,
    *,
    visits: int = 120,
    caregivers: int | None = None,
    seed: int = 0,
    name: str = "",
    day: date = date(2026, 11, 27),
    folder: str | os.PathLike[str] = "",
    dials: Dials = Dials(),  # noqa: B008
) -> Scenario:
    """Make up a day of home care as of seven in the morning; it uses every rule.

    Every draw belongs to one client or caregiver. With another number of caregivers the clients and
    their visits stay the same (except whom they know), and a larger day begins with the clients of
    a smaller one as long as the areas are the same.

    Parameters
    ----------
    roads
        A road graph file, relative to the working folder; without it, homes lie on a made-up plane
        and travel follows straight lines.
    visits
        The number of visits.
    caregivers
        The number of caregivers; ``visits / dials.visits_per_caregiver`` if not given, so that
        nearly all visits can be served.
    seed
        The same seed (and the same other arguments) gives the same scenario.
    name
        The name of the scenario.
    day
        Its date. The later in the week, the more of the weekly hours are used up.
    folder
        The folder for the scenario file: the path of the roads becomes relative to it.
    dials
        All assumptions.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        If there are no visits or no caregivers.
    RoadsError
        If the road graph cannot be read or used.
    """
    number = ceil(visits / dials.visits_per_caregiver) if caregivers is None else caregivers
    if visits < 1 or number < 1:
        raise InputError(fault("generate-empty"))
    stream = Stream(seed)
    sites = _sites(roads, max(1, round(visits / dials.visits_per_area)), stream)
    clients, asked = _clients(sites, visits, day, stream, dials)
    area_of = {one.id: one.area or "" for one in clients}
    demand = dict.fromkeys(sites.weights, 0.0)
    for visit in asked:
        demand[area_of[visit.client]] += 1
    hired = team(sites, demand, number, day, stream.of("caregiver"), dials)
    known = _acquainted(clients, asked, hired, stream.of("acquainted"), dials)
    where = "straight lines" if roads is None else Path(roads).name
    scenario = Scenario(
        name=name or f"A day of {visits} visits",
        description=f"A made-up day: {visits} visits to {len(clients)} clients, {number} "
        f"caregivers, {len(sites.areas)} areas, on {where}. Every share in it is an assumption.",
        source=f"made for this project: dispatch generate, seed {seed}",
        dates=(day,),
        roads=_roads(roads, folder),
        modes=MODES,
        areas=sites.areas,
        stations=sites.stations,
        certificates=CERTIFICATES,
        services=SERVICES,
        equipment=equipment(sites, visits, dials),
        providers=providers(sites),
        caregivers=hired,
        clients=known,
        visits=tuple(asked),
        policy=POLICY,
    )
    return arranged(scenario, stream.of("arranged"), dials).beside(os.fspath(folder))


def _sites(roads: str | os.PathLike[str] | None, areas: int, stream: Stream) -> Sites:
    if roads is None:
        kinds = DISTRICT * ceil(areas / len(DISTRICT))
        return PlaneSites.of(kinds[:areas])
    from dispatch.roads.files import load_graph

    return GraphSites.of(load_graph(Path(roads)), areas, stream.of("sites"))


def _roads(
    roads: str | os.PathLike[str] | None, folder: str | os.PathLike[str]
) -> Graph | StraightLine:
    if roads is None:
        return StraightLine()
    relative = os.path.relpath(roads, os.fspath(folder) or os.curdir)
    return Graph(file=Path(relative).as_posix())


def _clients(
    sites: Sites, visits: int, day: date, stream: Stream, dials: Dials
) -> tuple[list[Client], list[Visit]]:
    """Make up clients until they ask for enough visits."""
    largest = max(sites.weights, key=lambda area: sites.weights[area])
    hospital = sites.home(largest, stream.of("hospital"), 0.0)
    storeys = frozenset(area.id for area in sites.areas if area.kind != "rural")
    demand = Demand(dials, hospital, storeys, stream.of("kinds").share())
    clients: list[Client] = []
    asked: list[Visit] = []
    for number in count(1):
        own = stream.of("client", number)
        first = demand.first(number)
        # All bedridden clients are disabled, and as many others as the dial requires.
        others = of_the_rest(max(0.0, dials.disabled - demand.bedridden), demand.bedridden)
        disabled = 1.0 if first in BEDRIDDEN else others
        one = client(sites, f"c{number:03d}", day, own, dials, disabled=disabled)
        clients.append(one)
        asked += demand.of(one, first, own.of("visits"))[: visits - len(asked)]
        if len(asked) == visits:
            break
    return clients, asked


def _acquainted(
    clients: Sequence[Client],
    asked: Sequence[Visit],
    hired: Sequence[Caregiver],
    stream: Stream,
    dials: Dials,
) -> tuple[Client, ...]:
    """Add the caregivers whom clients know: nurses if one comes, else care workers of the area."""
    nursed = {visit.client for visit in asked if visit.service in NURSE_VISITS}
    nurses = [one for one in hired if is_nurse(one)]
    workers: dict[str | None, list[Caregiver]] = {one.area: [] for one in clients}
    for one in hired:
        for area in () if is_nurse(one) or is_volunteer(one) else one.areas:
            workers.setdefault(area, []).append(one)
    return tuple(
        acquainted(one, nurses if one.id in nursed else workers[one.area], stream.of(one.id), dials)
        for one in clients
    )
