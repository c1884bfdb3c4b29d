"""The providers of a generated day, and the equipment."""

from __future__ import annotations

from math import ceil
from typing import Final

from dispatch.generate.catalogue import BATH_KIT, DOCTOR, SERVICES, STAIR_CLIMBER
from dispatch.generate.dials import Dials
from dispatch.generate.sites import Sites
from dispatch.scenario import Duration, EquipmentPool, Provider

HEALTH_CENTRE: Final = "health-centre"
ASSOCIATION: Final = "neighbours"
_AREAS_A_COMPANY: Final = 2


def providers(sites: Sites) -> tuple[Provider, ...]:
    """List a registered institution for all areas, companies for two or three, and the neighbours.

    Each company is based in two areas and serves one more, in which another company is based.
    """
    areas = [area.id for area in sites.areas]
    care = tuple(one.id for one in SERVICES if one.category != "护士上门")
    companies = [
        Provider(
            id=company_of(sites, areas[first]), name=f"护理站 {first // _AREAS_A_COMPANY + 1}",
            areas=tuple(areas[max(0, first - 1) : first + _AREAS_A_COMPANY]), services=care,
        )
        for first in range(0, len(areas), _AREAS_A_COMPANY)
    ]  # fmt: skip
    free = tuple(one.id for one in SERVICES if one.low_risk)
    return (
        Provider(id=HEALTH_CENTRE, name="社区卫生服务中心"),
        *companies,
        Provider(id=ASSOCIATION, name="时间银行", services=free),
    )


def company_of(sites: Sites, area: str) -> str:
    """Return the name of the company that is based in an area."""
    index = [one.id for one in sites.areas].index(area)
    return f"company-{index // _AREAS_A_COMPANY + 1}"


def equipment(sites: Sites, visits: int, dials: Dials) -> tuple[EquipmentPool, ...]:
    """List the equipment at the station of the largest area; there is too little of everything.

    Kits and stair climbers travel on an e-bike with a trailer. A member of the crew brings a kit, a
    courier the climbers, which serve only areas whose houses have stairs. The doctors who watch by
    video do not travel.
    """
    largest = max(sites.weights, key=lambda area: sites.weights[area])
    station = next(one.id for one in sites.stations if one.area == largest)
    storeys = tuple(area.id for area in sites.areas if area.kind != "rural")
    minutes = Duration.of_minutes
    return (
        EquipmentPool(
            id=BATH_KIT, name="便携式助浴设备", count=ceil(visits / dials.visits_per_kit),
            station=station, carried=True, modes=("e_bike",), set_up=minutes(10),
            turn_round=minutes(15),
        ),
        EquipmentPool(
            id=STAIR_CLIMBER, name="爬楼机", count=ceil(visits / (2 * dials.visits_per_kit)),
            station=station, carried=True, carried_by="courier", mode="e_bike", set_up=minutes(5),
            turn_round=minutes(10), areas=storeys,
        ),
        EquipmentPool(
            id=DOCTOR, name="远程会诊医生", count=ceil(visits / dials.visits_per_kit),
            station=station, turn_round=minutes(5),
        ),
    )  # fmt: skip
