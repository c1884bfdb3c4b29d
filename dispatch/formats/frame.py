"""What a scenario has and a published instance lacks: a date, a zone, a travel mode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Rules,
    Scenario,
    Service,
    Shift,
    TravelMode,
    Visit,
    Weights,
)
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

DAY: Final = 86_400_000
_DATE: Final = date(2000, 1, 3)  # no published instance depends on the zone
_MODE: Final = TravelMode(id="given", network="drive", speed_kmh=25.0)


def clock(milliseconds: int) -> str:
    """Write a time of the day, as ``09:30`` or ``09:30:12.340``."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}.{rest:03d}" if seconds or rest else text


def depot_and(places: Sequence[str]) -> list[str]:
    """List the points of a matrix: the depot, then the places."""
    return [DEPOT, *places]


def worker(
    name: str,
    shift: Shift,
    overtime: int,
    abilities: Sequence[str] = (),
    *,
    limit: float | None = None,
    start: str = DEPOT,
    end: str | None = None,
) -> Caregiver:
    """Make a caregiver; a gender is necessary but never matters."""
    return Caregiver(
        id=name,
        gender="woman",
        certificates=tuple(Certificate(certificate=ability) for ability in abilities),
        shifts=(shift,),
        start=start,
        end=end,
        mode=_MODE.id,
        overtime_limit=Duration(overtime),
        carrying_limit=limit,
    )


def scenario_of(
    name: str,
    points: Sequence[str],
    ways: Sequence[Sequence[int]],
    *,
    services: Sequence[Service],
    caregivers: Sequence[Caregiver],
    clients: Sequence[Client],
    visits: Sequence[Visit],
    weights: Mapping[str, float],
    certificates: Sequence[str] = (),
    rules: Rules | None = None,
) -> Scenario:
    """Make a scenario in which only the given weights cost.

    Parameters
    ----------
    name
        The name of the instance.
    points
        The names of the places.
    ways
        Milliseconds between the points, in their order.
    services, caregivers, clients, visits, certificates
        The contents.
    weights
        Fields of `Weights`; all others are 0.
    rules
        The rules that are soft, if any. No published problem keeps the visits of a client apart.
    """
    nothing = dict.fromkeys(Weights.model_fields, 0.0)
    return Scenario(
        name=name,
        zone="UTC",
        dates=(_DATE,),
        roads=Matrix(
            points=tuple(points),
            minutes=tuple(tuple(way / MILLISECONDS_A_MINUTE for way in row) for row in ways),
        ),
        modes=(_MODE,),
        certificates=tuple(CertificateKind(id=kind) for kind in certificates),
        services=tuple(services),
        caregivers=tuple(caregivers),
        clients=tuple(clients),
        visits=tuple(visits),
        policy=Policy(
            weights=Weights(**{**nothing, **weights}),
            rules=(rules or Rules()).model_copy(update={"client_overlap": "off"}),
            break_due_from=Duration(0),
        ),
    )
