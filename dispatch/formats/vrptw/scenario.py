"""A VRPTW instance as a scenario.

Travel times are the Euclidean distances, truncated to one decimal (the convention of the DIMACS
challenge). A vehicle is a caregiver whose shift is the depot's window and who carries the
customers' demands. A shift lasts at most 24 hours; if the depot is open for longer, one unit
becomes a tenth or a hundredth of a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import isqrt, lcm

from dispatch.formats.frame import DAY, clock, depot_and, scenario_of, worker
from dispatch.formats.instance import Instance
from dispatch.formats.lines import Lines
from dispatch.formats.vrptw.file import UNREAD, Published, Site
from dispatch.scenario import Client, Duration, Service, Shift, Visit, Window
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

_UNITS = (Fraction(1), Fraction(1, 10), Fraction(1, 100))


def instance_of(read: Published, lines: Lines) -> Instance:
    """Make the scenario of an instance.

    Raises
    ------
    InputError
        With everything that is wrong in the lines of the instance.
    """
    unit = _unit(read, lines)
    _check(read, unit, lines)
    lines.done()
    depot, *customers = read.sites
    shift = Shift(start=clock(_time(depot.opens, unit)), end=clock(_time(depot.closes, unit)))
    places = [f"c{customer.name}" for customer in customers]
    demands = sorted({customer.demand for customer in customers})
    scenario = scenario_of(
        read.name,
        depot_and(places),
        _ways(read.sites, unit),
        services=[
            Service(id=_service(demand), duration=Duration(0), load=float(demand))
            for demand in demands
        ],
        caregivers=[
            worker(f"v{number}", shift, 0, limit=float(read.capacity))
            for number in range(1, read.vehicles + 1)
        ],
        clients=[Client(id=place, place=place) for place in places],
        visits=[_visit(customer, depot, unit) for customer in customers],
        weights={"travel": 1.0},
    )
    return Instance(read.name, "vrptw", scenario, unit)


def _unit(read: Published, lines: Lines) -> Fraction:
    """Return the longest unit in which the depot's window fits into a day."""
    if not read.sites:
        return _UNITS[0]
    depot = read.sites[0]
    for unit in _UNITS:
        if Fraction(depot.closes) * unit * MILLISECONDS_A_MINUTE <= DAY:
            return unit
    lines.note(depot.lines["window"], "formats-long", close=depot.closes)
    return _UNITS[-1]


def _check(read: Published, unit: Fraction, lines: Lines) -> None:
    for index, site in enumerate(read.sites):
        at = site.lines
        lines.check(at["demand"], site.demand)
        lines.check(at["service"], site.service, unit)
        lines.check(at["window"], site.opens, unit)
        lines.check(at["window"], site.closes, unit)
        opens, closes = site.opens, site.closes
        beyond = read.sites[0].closes
        if at["window"] == UNREAD:
            continue
        if closes < opens or (index == 0 and closes == opens):
            lines.note(at["window"], "formats-window", open=opens, close=closes)
        elif read.sites[0].lines["window"] != UNREAD and opens > beyond:
            lines.note(at["window"], "formats-window-beyond", open=opens, close=beyond)


def _time(value: Decimal, unit: Fraction) -> int:
    return int(Fraction(value) * unit * MILLISECONDS_A_MINUTE)


def _ways(sites: Sequence[Site], unit: Fraction) -> list[list[int]]:
    """Return the milliseconds from each site to each, from distances in whole tenths."""
    points = [(Fraction(site.x), Fraction(site.y)) for site in sites]
    finest = lcm(*(part.denominator for point in points for part in point))
    whole = [(int(x * finest), int(y * finest)) for x, y in points]
    tenth = int(unit * MILLISECONDS_A_MINUTE) // 10
    return [
        [isqrt(100 * ((x - u) ** 2 + (y - v) ** 2) // finest**2) * tenth for u, v in whole]
        for x, y in whole
    ]


def _service(demand: Decimal) -> str:
    return f"load {demand.normalize():f}"


def _visit(customer: Site, depot: Site, unit: Fraction) -> Visit:
    """Make a visit; its window ends when the depot closes, because nothing starts after that."""
    opens = clock(_time(customer.opens, unit))
    closes = clock(_time(min(customer.closes, depot.closes), unit))
    return Visit(
        id=f"c{customer.name}",
        client=f"c{customer.name}",
        service=_service(customer.demand),
        windows=(Window(open=opens, close=closes),),
        priority=1.0,
        mandatory=True,
        duration=Duration(_time(customer.service, unit)),
    )
