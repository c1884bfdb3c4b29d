"""The services of a generated day, the papers they need, and how often they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dispatch.scenario import (
    CertificateKind,
    CertificateNeed,
    Duration,
    Requirement,
    Role,
    Service,
)

CERTIFICATES: Final = (
    CertificateKind(id="nurse-licence", name="护士执业证"),
    CertificateKind(
        id="elderly-care-worker", name="养老护理员", grades=("junior", "middle", "senior")
    ),
    CertificateKind(
        id="medical-care-worker", name="医疗护理员", grades=("junior", "middle", "senior")
    ),
)

BATH_COURSE: Final = "bath-attendant"
REHABILITATION: Final = "rehabilitation"


def _care(grade: str) -> tuple[tuple[CertificateNeed, ...], ...]:
    """Either care worker's certificate at a grade."""
    kinds = ("elderly-care-worker", "medical-care-worker")
    return (tuple(CertificateNeed(certificate=kind, grade=grade) for kind in kinds),)


_NURSE = Requirement(certificates=((CertificateNeed(certificate="nurse-licence"),),))
_CARE = Requirement(certificates=_care("junior"))
_ATTENDANT = Requirement(courses=(BATH_COURSE,))


def _service(
    name_id: str, name: str, category: str, minutes: int, documentation: int, heavy: int,
    *, requires: Requirement, crew: tuple[Role, ...] = (Role(id="caregiver"),),
    examination: bool = False, low_risk: bool = False,
) -> Service:  # fmt: skip
    return Service(
        id=name_id, name=name, category=category, duration=Duration.of_minutes(minutes),
        documentation=Duration.of_minutes(documentation), heavy_points=heavy, requires=requires,
        crew=crew, examination=examination, low_risk=low_risk,
    )  # fmt: skip


_ANYBODY = Requirement()
_BATH_ALONE = Requirement(certificates=_care("junior"), courses=(BATH_COURSE,))
_MIDDLE = Requirement(certificates=_care("middle"))
_PAIR = (Role(id="attendant", requires=_ATTENDANT), Role(id="helper"))

SERVICES: Final = (
    _service("bed-bathing", "卧床助浴", "卧床助浴", 75, 10, 5, requires=_CARE, crew=_PAIR),
    _service("assisted-bathing", "浴室助浴", "六助", 45, 5, 3, requires=_BATH_ALONE),
    _service("injection", "注射", "护士上门", 20, 10, 0, requires=_NURSE),
    _service("wound-care", "伤口护理", "护士上门", 40, 10, 1, requires=_NURSE),
    _service("tube-care", "管路护理", "护士上门", 30, 10, 1, requires=_NURSE),
    _service(REHABILITATION, "康复训练", "康复指导", 45, 10, 1, requires=_MIDDLE, examination=True),
    _service("home-care", "居家照护", "居家照护", 60, 5, 2, requires=_CARE),
    _service("medication", "服药协助", "居家照护", 15, 5, 0, requires=_CARE),
    _service("turning", "翻身叩背", "居家照护", 20, 5, 2, requires=_CARE),
    _service("vital-signs", "生命体征监测", "健康养生", 15, 5, 0, requires=_CARE),
    _service("meal", "助餐", "六助", 20, 0, 0, requires=_ANYBODY, low_risk=True),
    _service("cleaning", "助洁", "六助", 75, 0, 2, requires=_ANYBODY, low_risk=True),
    _service("companionship", "陪伴", "居家照护", 60, 0, 0, requires=_ANYBODY, low_risk=True),
)

NURSE_VISITS: Final[Mapping[str, float]] = MappingProxyType(
    {"injection": 0.4, "wound-care": 0.4, "tube-care": 0.2}
)
"""How nurse visits are divided."""

OTHER_VISITS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "home-care": 0.34, "medication": 0.13, "assisted-bathing": 0.12, "rehabilitation": 0.08,
        "cleaning": 0.09, "meal": 0.08, "companionship": 0.07, "vital-signs": 0.06, "turning": 0.03,
    }
)  # fmt: skip
"""How the visits of one care worker are divided. Turning comes as two or three visits."""
