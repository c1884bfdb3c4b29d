"""What a scenario has and a published instance has not: a date, a zone, a way to travel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from dispatch.formats.instance import DEPOT
from dispatch.scenario import (
    Caregiver,
    Certificate,
    CertificateKind,
    Client,
    Duration,
    Matrix,
    Policy,
    Scenario,
    Service,
    Shift,
    TravelMode,
    Visit,
    Weights,
)
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

DAY: Final = 86_400_000
_DATE: Final = date(2000, 1, 3)  # no published instance depends on it
_MODE: Final = TravelMode(id="given", network="drive", speed_kmh=25.0)


def clock(milliseconds: int) -> str:
    """Write a time of the day, as ``09:30`` or ``09:30:12.340``."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}.{rest:03d}" if seconds or rest else text


def worker(
    name: str,
    shift: Shift,
    overtime: int,
    abilities: Sequence[str] = (),
    limit: float | None = None,
) -> Caregiver:
    """Somebody who works from the depot; a gender must be given and is never asked for."""
    return Caregiver(
        id=name,
        gender="woman",
        certificates=tuple(Certificate(certificate=ability) for ability in abilities),
        shifts=(shift,),
        start=DEPOT,
        mode=_MODE.id,
        overtime_limit=Duration(overtime),
        carrying_limit=limit,
    )


def scenario_of(
    name: str,
    ways: Sequence[Sequence[int]],
    *,
    services: Sequence[Service],
    caregivers: Sequence[Caregiver],
    places: Sequence[str],
    visits: Sequence[Visit],
    tardiness: float,
    certificates: Sequence[str] = (),
) -> Scenario:
    """Make a scenario in which travel costs 1 a minute, and both kinds of tardiness as given.

    Parameters
    ----------
    name
        The instance's.
    ways
        Milliseconds between the depot and the places, the depot first.
    services, caregivers, visits, certificates
        What there is.
    places
        The ids of the clients, each of which is a point of its own.
    tardiness
        What a minute of all, and of the largest, costs.
    """
    nothing = dict.fromkeys(Weights.model_fields, 0.0)
    weights = {"travel": 1.0, "tardiness": tardiness, "largest_tardiness": tardiness}
    return Scenario(
        name=name,
        zone="UTC",
        dates=(_DATE,),
        roads=Matrix(
            points=(DEPOT, *places),
            minutes=tuple(tuple(way / MILLISECONDS_A_MINUTE for way in row) for row in ways),
        ),
        modes=(_MODE,),
        certificates=tuple(CertificateKind(id=kind) for kind in certificates),
        services=tuple(services),
        caregivers=tuple(caregivers),
        clients=tuple(Client(id=place, place=place) for place in places),
        visits=tuple(visits),
        policy=Policy(weights=Weights(**{**nothing, **weights})),
    )
