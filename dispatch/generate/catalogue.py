"""The services of a generated day, what they need, and how often clients ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dispatch.scenario import (
    CertificateKind,
    CertificateNeed,
    Duration,
    Policy,
    Requirement,
    Role,
    Rules,
    Service,
    Weights,
)

CERTIFICATES: Final = (
    CertificateKind(id="nurse-licence", name="护士执业证", registered_institutions_only=True),
    CertificateKind(
        id="elderly-care-worker", name="养老护理员", grades=("junior", "middle", "senior")
    ),
    CertificateKind(
        id="medical-care-worker", name="医疗护理员", grades=("junior", "middle", "senior"),
        registered_institutions_only=True,
    ),
)  # fmt: skip

BATH_COURSE: Final = "bath-attendant"
ESCORT_COURSE: Final = "escort"
REHABILITATION: Final = "rehabilitation"

BATH_KIT: Final = "bath-kit"
STAIR_CLIMBER: Final = "stair-climber"
DOCTOR: Final = "doctor-on-video"

POLICY: Final = Policy(
    weights=Weights(rating=1.0, balance=0.2),
    rules=Rules(intimate_gender="soft", rating_floor=3.6),
    client_mode="e_bike",
)
"""Clients come home from the hospital about as fast as an e-bike.

The gender of intimate services is soft here: 38 % of the clients and 12 % of the caregivers are
men, so a hard rule would leave most men without a bath.
"""


def _care(grade: str) -> tuple[tuple[CertificateNeed, ...], ...]:
    """Either certificate of care workers, at a grade."""
    kinds = ("elderly-care-worker", "medical-care-worker")
    return (tuple(CertificateNeed(certificate=kind, grade=grade) for kind in kinds),)


_NURSE = Requirement(certificates=((CertificateNeed(certificate="nurse-licence"),),))
_CARE = Requirement(certificates=_care("junior"))
_MIDDLE = Requirement(certificates=_care("middle"))
_ANYBODY = Requirement()
_BATH_ALONE = Requirement(certificates=_care("junior"), courses=(BATH_COURSE,))
_ESCORT = Requirement(certificates=_care("junior"), courses=(ESCORT_COURSE,))
_ATTENDANT = Role(id="attendant", requires=Requirement(courses=(BATH_COURSE,)))
_PAIR = (_ATTENDANT, Role(id="helper"))
_THREE = (*_PAIR, Role(id="lifter"))
_MINUTES = Duration.of_minutes
_NURSE_JOINS = (
    Role(id="care-worker", requires=_CARE),
    Role(id="nurse", requires=_NURSE, offset=_MINUTES(15), duration=_MINUTES(30)),
)
"""The care worker prepares and turns the client; the nurse comes a quarter of an hour later."""


def _service(
    name_id: str, name: str, category: str, minutes: int, documentation: int, heavy: int,
    requires: Requirement = _ANYBODY, crew: tuple[Role, ...] = (Role(id="caregiver"),),
    **fields: object,
) -> Service:  # fmt: skip
    return Service.model_validate(
        {
            "id": name_id, "name": name, "category": category, "duration": minutes,
            "documentation": documentation, "heavy_points": heavy, "requires": requires,
            "crew": crew, **fields,
        }
    )  # fmt: skip


_BATH: Final = {"intimate": True, "pre_check": 10, "post_check": 10, "equipment": (BATH_KIT,)}

SERVICES: Final = (
    _service("bed-bathing", "卧床助浴", "卧床助浴", 60, 10, 5, _CARE, _PAIR, **_BATH),
    _service("bed-bathing-three", "卧床助浴 (三人)", "卧床助浴", 70, 10, 6, _CARE, _THREE, **_BATH),
    _service("assisted-bathing", "浴室助浴", "六助", 45, 5, 3, _BATH_ALONE, intimate=True),
    _service("injection", "注射", "护士上门", 20, 10, 0, _NURSE),
    _service("wound-care", "伤口护理", "护士上门", 40, 10, 1, _NURSE, equipment=(DOCTOR,)),
    _service("tube-care", "管路护理", "护士上门", 30, 10, 1, _NURSE, pre_check=5),
    _service("tube-change", "管路更换", "护士上门", 45, 10, 2, crew=_NURSE_JOINS),
    _service(REHABILITATION, "康复训练", "康复指导", 45, 10, 1, _MIDDLE, examination=True),
    _service("hospital-escort", "陪诊陪检", "陪诊陪检", 150, 5, 1, _ESCORT),
    _service("stairs-escort", "陪诊陪检 (爬楼机)", "陪诊陪检", 170, 5, 3, _ESCORT,
             equipment=(STAIR_CLIMBER,)),
    _service("home-care", "居家照护", "居家照护", 60, 5, 2, _CARE),
    _service("medication", "服药协助", "居家照护", 15, 5, 0, _CARE),
    _service("turning", "翻身叩背", "居家照护", 20, 5, 2, _CARE),
    _service("vital-signs", "生命体征监测", "健康养生", 15, 5, 0, _CARE),
    _service("meal", "助餐", "六助", 20, 0, 0, low_risk=True, load=1),
    _service("cleaning", "助洁", "六助", 75, 0, 2, low_risk=True, needs_client=False),
    _service("companionship", "陪伴", "居家照护", 60, 0, 0, low_risk=True),
)  # fmt: skip

NURSE_VISITS: Final[Mapping[str, float]] = MappingProxyType(
    {"injection": 0.35, "wound-care": 0.35, "tube-care": 0.18, "tube-change": 0.12}
)
"""The shares of the nurse visits."""

BED_BATHS: Final[Mapping[str, float]] = MappingProxyType(
    {"bed-bathing": 0.85, "bed-bathing-three": 0.15}
)
"""The shares of the bed baths."""

OTHER_VISITS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "home-care": 0.32, "medication": 0.13, "assisted-bathing": 0.12, "rehabilitation": 0.08,
        "cleaning": 0.08, "meal": 0.11, "companionship": 0.07, "vital-signs": 0.06, "turning": 0.03,
    }
)  # fmt: skip
"""The shares of the visits by one care worker. Turning makes two or three visits."""

BEDRIDDEN: Final = frozenset({*BED_BATHS, "turning"})
"""The services that only the fully disabled ask for."""
