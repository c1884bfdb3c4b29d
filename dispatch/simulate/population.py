"""The people of a replication: clients with their series, caregivers with their home streets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from dispatch.generate.caregivers import hired, is_nurse, posts
from dispatch.generate.catalogue import CERTIFICATES, POLICY
from dispatch.generate.clients import acquainted, client
from dispatch.generate.day import MODES
from dispatch.generate.dials import Dials
from dispatch.generate.sites import GraphSites, PlaneSites, Sites
from dispatch.generate.streams import Stream, evenly, every, key_at, of_the_rest
from dispatch.generate.visits import Demand
from dispatch.rules import needs_nurse
from dispatch.scenario import Area, Caregiver, Client, Graph, Provider, Scenario, Visit
from dispatch.simulate.catalogue import (
    for_the_bedridden,
    kits,
    series_needs,
    services,
)
from dispatch.simulate.series import Series, series_of
from dispatch.simulate.world import World

_LEAST_STAFF: Final = 0.35
"""The demand of the quietest street as a share of the busiest one, when caregivers are placed.

By the divisors of Sainte-Laguë no street has a second nurse before each has one if that is more
than a third.
"""


@dataclass(frozen=True)
class Population:
    """Who lives and works in a world; it depends on the seed, not on the load.

    Attributes
    ----------
    scenario : Scenario
        Everything but the visits, on the first date. It has all clients who may ever ask, so travel
        times computed for it serve the whole week.
    home : Mapping of str to str
        By the id of a caregiver, the street that she works in while streets keep to themselves. Her
        contract covers all streets of her provider.
    series : tuple of Series
        The series of the clients who have some, in the order in which they are scheduled.
    """

    scenario: Scenario
    home: Mapping[str, str]
    series: tuple[Series, ...]

    def pre_booked(self, world: World, day: int) -> tuple[Visit, ...]:
        """List the pre-booked visits of a day: as many as the world says.

        Clients have their visits in the order of the roll; those near its end do without them on
        some days. The visits of a client are the same on all her days but for their ids.

        Parameters
        ----------
        day
            The day, counted from 0.
        """
        weekday = (world.begins.weekday() + day) % 7
        due = [visit for one in self.series if weekday in one.days for visit in one.visits]
        return tuple(_on(visit, day) for visit in due[: world.pre_booked])


def populate(world: World, seed: int) -> Population:
    """Make up the people of a replication.

    Raises
    ------
    RoadsError
        If the road graph of the world cannot be read or used.
    """
    stream, dials = Stream(seed, "world"), _dials(world)
    sites = _sites(world, stream)
    series, others = _roll(world, sites, stream, dials)
    work = Counter(dict.fromkeys(sites.weights, 0))
    for one in series:
        work[one.client.area or ""] += len(one.days) * len(one.visits)
    team, home = _team(world, sites, work, stream.of("caregiver"), dials)
    nursed = _nursed(world, series)
    known = [
        acquainted(who, _candidates(who, who.id in nursed, team, home), own.of(who.id), dials)
        for own in (stream.of("acquainted"),)
        for who in (*(one.client for one in series), *others)
    ]
    scenario = Scenario(
        name=world.name,
        description=f"{len(known)} clients and {len(team)} caregivers in {len(sites.areas)} "
        f"streets, seed {seed}. Every share is an assumption.",
        source="made for this project: simulated world",
        dates=(world.begins,),
        roads=world.roads,
        modes=MODES,
        areas=sites.areas,
        stations=sites.stations,
        certificates=CERTIFICATES,
        services=services(world),
        equipment=(kits(world),),
        providers=_providers(world, sites.areas),
        caregivers=team,
        clients=tuple(known),
        visits=(),
        policy=POLICY,
    )
    return Population(scenario.beside(world.folder), home, tuple(series))


def _dials(world: World) -> Dials:
    """Return what the generator is told: papers are in order, and nobody works at night."""
    return Dials(
        nurses=world.nurses, women=world.women, disabled=world.disabled, solitary=world.solitary,
        low_income=world.low_income, by_phone=world.by_phone, woman_required=world.woman_required,
        volunteers=0.0, newcomers=0.0, evening_nurses=0.0, night_workers=0.0, split_shifts=0.0,
        certificates_expired=0.0, certificates_expiring=0.0, registered=1.0, insured=0.0,
        evening_visits=0.0, overnight=0.0, on_demand=0.0, stairs=0.0, escorts_stay=0.0,
    )  # fmt: skip


def _sites(world: World, stream: Stream) -> Sites:
    each = [group for group in world.streets for _ in range(group.count)]
    if isinstance(world.roads, Graph):
        from dispatch.roads.files import load_graph

        graph = load_graph(Path(world.folder) / world.roads.file)
        return GraphSites.of(graph, len(each), stream.of("sites"))
    widths = [1000 * street.square_kilometres**0.5 for street in each]
    people = [street.people for street in each]
    return PlaneSites.of([street.kind for street in each], widths, people)


def _roll(
    world: World, sites: Sites, stream: Stream, dials: Dials
) -> tuple[list[Series], list[Client]]:
    """Make up clients until every day has its visits, and then those who have no series."""
    offset = stream.of("needs").share()
    needs = series_needs(world)
    catalogue = {one.id: one for one in services(world)}
    bedridden = sum(share for name, share in needs.items() if for_the_bedridden(name))
    others = of_the_rest(max(0.0, world.disabled - bedridden), bedridden)
    largest = max(sites.weights, key=lambda area: sites.weights[area])
    hospital = sites.home(largest, stream.of("hospital"), 0.0)
    demand = Demand(dials, hospital, frozenset(), offset)
    series: list[Series] = []
    booked: Counter[int] = Counter()
    without: list[Client] = []
    for number in count(1):
        own, need = stream.of("client", number), key_at(needs, evenly(number, offset))
        disabled = 1.0 if for_the_bedridden(need) else others
        who = client(sites, f"c{number:04d}", world.begins, own, dials, disabled=disabled)
        who = who.model_copy(update={"access": world.access})
        if min(booked[day] for day in range(7)) < world.pre_booked:
            wished = demand.of(who, need, own.of("visits"))
            series.append(series_of(world, catalogue, who, wished, own.of("series")))
            booked.update({day: len(series[-1].visits) for day in series[-1].days})
        elif len(without) < world.without_series * len(series):
            without.append(who)
        else:
            break
    return series, without


def _team(
    world: World, sites: Sites, work: Mapping[str, int], stream: Stream, dials: Dials
) -> tuple[tuple[Caregiver, ...], dict[str, str]]:
    """Hire caregivers for the streets with the most work; each street has a nurse if possible."""
    least = _LEAST_STAFF * max(work.values())
    demand = {area: max(float(number), least) for area, number in work.items()}
    provider_of = {area: one.id for one in _providers(world, sites.areas) for area in one.areas}
    early_from = {kind: stream.of("early", int(kind)).share() for kind in (False, True)}
    team: list[Caregiver] = []
    home: dict[str, str] = {}
    for index, post in enumerate(posts(demand, world.caregivers, stream, dials)):
        early = every(world.early, post.number, early_from[post.nurse])
        update = {
            "provider": provider_of[post.area],
            "areas": (),
            "shifts": (world.shifts[0 if early else 1],),
            "paid_hours_cap": None,
            "weekly_cap": None,
        }
        one = hired(sites, index, post, world.begins, stream, dials).model_copy(update=update)
        team.append(one)
        home[one.id] = post.area
    return tuple(team), home


def _providers(world: World, areas: Sequence[Area]) -> tuple[Provider, ...]:
    """List the providers with the streets that their contracts cover."""
    covered: dict[str, list[str]] = {}
    each = [group.provider for group in world.streets for _ in range(group.count)]
    for provider, area in zip(each, areas, strict=False):  # a small map has fewer areas
        covered.setdefault(provider, []).append(area.id)
    return tuple(Provider(id=name, areas=tuple(listed)) for name, listed in covered.items())


def _nursed(world: World, series: Sequence[Series]) -> set[str]:
    """Return the clients to whom a nurse comes."""
    nurses = POLICY.nurse_certificates
    by_nurse = {one.id for one in services(world) if needs_nurse(one, nurses)}
    return {visit.client for one in series for visit in one.visits if visit.service in by_nurse}


def _candidates(
    who: Client, nursed: bool, team: Sequence[Caregiver], home: Mapping[str, str]
) -> list[Caregiver]:
    """List whom a client may know: the nurses or the care workers of her street."""
    return [one for one in team if home[one.id] == who.area and is_nurse(one) == nursed]


def _on(visit: Visit, day: int) -> Visit:
    """Return a visit of a series with the ids of one day."""
    gaps = tuple(gap.model_copy(update={"after": f"{gap.after}-d{day}"}) for gap in visit.gaps)
    return visit.model_copy(update={"id": f"{visit.id}-d{day}", "gaps": gaps})
