"""The services of simulated worlds, and who needs which.

They are the services of generated days with four changes. Who comes in a pair begins together: the
visit starts when the later one is there. Portable bath kits stand ready in every
street: there are few of them, but nobody fetches them and no courier drives. Doctors on video and
stair climbers do not occur. After a fall, one or two caregivers come.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dispatch.generate.catalogue import BATH_KIT, BEDRIDDEN, OTHER_VISITS, SERVICES
from dispatch.scenario import (
    CertificateNeed,
    Duration,
    EquipmentPool,
    Requirement,
    Role,
    Service,
)
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.records import ResponseClass
from dispatch.simulate.world import World

FALL: Final = "fall"
FALL_LIFT: Final = "fall-lift"

_LEFT_OUT: Final = frozenset({"bed-bathing-three", "stairs-escort"})
_NURSED: Final[Mapping[str, float]] = MappingProxyType(
    {"injection": 0.4, "wound-care": 0.4, "tube-care": 0.2}
)
"""The shares of the visits by one nurse."""
_ASKED: Final[Mapping[str, float]] = MappingProxyType(
    {"home-care": 0.5, "assisted-bathing": 0.2, "vital-signs": 0.15, "companionship": 0.15}
)
"""The shares of the requests that one care worker can meet."""
_CARE: Final = tuple(
    CertificateNeed(certificate=kind) for kind in ("elderly-care-worker", "medical-care-worker")
)


def services(world: World) -> tuple[Service, ...]:
    """List the services, their lengths multiplied by `World.duration_scale`.

    Checks before and after a service and documentation keep their lengths.
    """
    after_a_fall = {
        "category": "六助", "duration": 30, "documentation": 10, "heavy_points": 2,
        "requires": Requirement(certificates=(_CARE,)),
    }  # fmt: skip
    lift = (Role(id="caregiver"), Role(id="lifter"))
    listed = (
        *(one for one in SERVICES if one.id not in _LEFT_OUT),
        Service.model_validate({"id": FALL, "name": "跌倒探视", **after_a_fall}),
        Service.model_validate({"id": FALL_LIFT, "name": "跌倒扶起", "crew": lift, **after_a_fall}),
    )
    return tuple(_scaled(one, world.duration_scale) for one in listed)


def kits(world: World) -> EquipmentPool:
    """Return the pool of portable bath kits."""
    ten, quarter = Duration.of_minutes(10), Duration.of_minutes(15)
    count = max(1, round(world.pre_booked / world.visits_per_kit))
    return EquipmentPool(
        id=BATH_KIT, name="便携式助浴设备", count=count, set_up=ten, turn_round=quarter
    )


def series_needs(world: World) -> dict[str, float]:
    """Return the shares of clients by the service that their series begins with."""
    return _needs(world, OTHER_VISITS)


def request_needs(world: Assumptions) -> dict[ResponseClass, dict[str, float]]:
    """Return the shares of services among the requests of each class.

    Each class needs nurses and pairs as often as the dials say. Nobody asks urgently for a bath or
    for an escort; pairs then help up those who fell.
    """
    pair, nurse = max(world.two_caregivers, world.equipment_needed), world.nurse_needed
    urgent = {"tube-care": nurse, FALL_LIFT: pair, FALL: max(0.0, 1 - nurse - pair)}
    soon = _needs(world, _ASKED)
    return {"urgent": urgent, "same_day": soon, "short_notice": soon}


def for_the_bedridden(service: str) -> bool:
    """Whether only the fully disabled ask for a service."""
    return service in BEDRIDDEN


def _needs(world: Assumptions, others: Mapping[str, float]) -> dict[str, float]:
    """Return shares in which nurses, pairs, kits and escorts have those of the dials.

    Kits need two caregivers. The other pairs are a nurse and a care worker who change tubes.
    """
    kit, nurse = world.equipment_needed, world.nurse_needed
    change = min(nurse, max(0.0, world.two_caregivers - kit))
    rest = max(0.0, 1 - kit - nurse - world.escorted)
    return {
        "bed-bathing": kit,
        "tube-change": change,
        **_parts(_NURSED, nurse - change),
        "hospital-escort": world.escorted,
        **_parts(others, rest),
    }


def _parts(weights: Mapping[str, float], share: float) -> dict[str, float]:
    whole = sum(weights.values())
    return {name: share * weight / whole for name, weight in weights.items()}


def _scaled(service: Service, scale: float) -> Service:
    whole = {"offset": Duration.zero(), "duration": None}
    crew = tuple(role.model_copy(update=whole) for role in service.crew)
    equipment = tuple(name for name in service.equipment if name == BATH_KIT)
    update = {"duration": _seconds(service.duration, scale), "crew": crew, "equipment": equipment}
    return service.model_copy(update=update)


def _seconds(length: Duration, scale: float) -> Duration:
    """Scale to whole seconds, finer than which no time of a day is."""
    return Duration(round(length * scale / 1000) * 1000)
