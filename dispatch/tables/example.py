"""A small day that shows how the tables are filled in, in either language."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from dispatch.messages import Language
from dispatch.scenario import Scenario

PLACES: Final[dict[str, tuple[str, float, float]]] = {
    "Station": ("站点", 121.229, 31.033),
    "Park Estate 12": ("公园新村12号", 121.2352, 31.0301),
    "Bridge Road 5": ("桥头路5号", 121.2318, 31.0372),
    "River Court 3": ("河畔苑3号", 121.2225, 31.0345),
    "Hospital": ("中心医院", 121.2196, 31.024),
}
"""The places of the example that its tables name: the Chinese name, longitude, latitude."""


def example_places(language: Language) -> dict[str, tuple[float, float]]:
    """Return the places that the tables of the example name."""
    return {
        zh if language == "zh" else en: (longitude, latitude)
        for en, (zh, longitude, latitude) in PLACES.items()
    }


@cache
def example_day(language: Language) -> Scenario:
    """Return the day with which templates are filled."""

    def w(en: str, zh: str) -> str:
        return zh if language == "zh" else en

    at = {en: [longitude, latitude] for en, (_, longitude, latitude) in PLACES.items()}

    def home(place: str) -> dict[str, Any]:
        return {"place": at[place], "address": w(place, PLACES[place][0])}

    hub, nurse, care, medical = (
        w("hub", "综合为老服务中心"), w("nurse licence", "护士执业证"),
        w("care worker", "养老护理员"), w("medical care worker", "医疗护理员"),
    )  # fmt: skip
    junior, middle, senior = w("junior", "初级"), w("middle", "中级"), w("senior", "高级")
    injection, bath, meal, escort, cleaning = (
        w("injection", "注射"), w("bed bath", "卧床助浴"), w("meal", "助餐"),
        w("escort", "陪诊"), w("cleaning", "助洁"),
    )  # fmt: skip
    course, kit, e_bike, walk = (
        w("bath attendant", "助浴培训"), w("bath kit", "助浴设备"), w("e-bike", "电动自行车"),
        w("on foot", "步行"),
    )  # fmt: skip
    chen, lin, wu, he = w("chen", "陈洁"), w("lin", "林芳"), w("wu", "吴强"), w("he", "何敏")
    gu, ma, luo, shen, han = (
        w("gu", "顾奶奶"), w("ma", "马爷爷"), w("luo", "罗奶奶"), w("shen", "沈爷爷"),
        w("han", "韩奶奶"),
    )  # fmt: skip
    rest = {"duration": 30, "earliest": "11:00", "latest": "13:30"}

    def needs(*any_of: tuple[str, str]) -> dict[str, Any]:
        options = [{"certificate": name, "grade": grade or None} for name, grade in any_of]
        return {"certificates": [options]}

    return Scenario.from_dict(
        {
            "name": w("Example day", "示例：一天"),
            "dates": ["2026-11-23"],
            "modes": [
                {"id": e_bike, "network": "e_bike", "speed_kmh": 15, "handling": 2},
                {"id": walk, "network": "walk", "speed_kmh": 4.5},
            ],
            "stations": [{"id": hub, "place": at["Station"]}],
            "certificates": [
                {"id": nurse},
                {"id": care, "grades": [junior, middle, senior]},
                {"id": medical},
            ],
            "equipment": [
                {
                    "id": kit, "count": 1, "station": hub, "carried": True,
                    "set_up": 10, "turn_round": 15,
                },
            ],
            "services": [
                {
                    "id": injection, "duration": 20, "documentation": 5,
                    "requires": needs((nurse, "")),
                },
                {
                    "id": bath, "duration": 60, "intimate": True, "heavy_points": 4,
                    "equipment": [kit], "requires": needs((care, junior), (medical, "")),
                    "crew": [
                        {"id": w("attendant", "主浴"), "requires": {"courses": [course]}},
                        {"id": w("helper", "助手")},
                    ],
                },
                {"id": meal, "duration": 10},
                {"id": escort, "duration": 90},
                {"id": cleaning, "duration": 60},
            ],
            "caregivers": [
                {
                    "id": chen, "gender": "woman", "start": hub, "mode": e_bike,
                    "certificates": [{"certificate": nurse, "valid_until": "2028-03-31"}],
                    "shifts": [{"start": "08:00", "end": "16:00", "meal_break": rest}],
                },
                {
                    "id": lin, "gender": "woman", "start": hub, "mode": e_bike,
                    "courses": [course], "certificates": [{"certificate": care, "grade": senior}],
                    "shifts": [{"start": "08:00", "end": "16:30", "meal_break": rest}],
                },
                {
                    "id": he, "gender": "woman", "start": hub, "mode": e_bike,
                    "certificates": [{"certificate": medical}],
                    "shifts": [{"start": "08:00", "end": "13:00"}],
                },
                {
                    "id": wu, "gender": "man", "start": at["River Court 3"], "mode": walk,
                    "shifts": [
                        {"start": "08:30", "end": "12:30"}, {"start": "14:00", "end": "18:00"},
                    ],
                },
            ],
            "clients": [
                {
                    "id": gu, **home("Park Estate 12"), "gender": "woman", "age": 84,
                    "care_level": 5, "solitary": True, "access": 3, "preferred": [chen],
                },
                {
                    "id": ma, **home("Bridge Road 5"), "gender": "man", "age": 79,
                    "excluded": [he],
                },
                {
                    "id": luo, **home("River Court 3"), "gender": "woman", "age": 90,
                    "care_level": 6, "disabled": True,
                    "blackouts": [{"start": "12:00", "end": "13:30"}],
                },
                {"id": shen, "place": [121.2271, 31.038], "gender_preferred": "man"},
                {"id": han, "place": [121.2331, 31.0255], "gender_required": "woman"},
            ],
            "visits": [
                {
                    "id": "1", "client": gu, "service": injection, "mandatory": True,
                    "windows": [{"open": "09:00", "close": "10:00"}],
                },
                {
                    "id": "2", "client": gu, "service": injection,
                    "gaps": [{"after": "1", "minimum": 240, "maximum": 360}],
                },
                {
                    "id": "3", "client": luo, "service": bath,
                    "windows": [{"open": "09:00", "close": "11:00"}],
                },
                {
                    "id": "4", "client": shen, "service": meal,
                    "windows": [{"open": "11:00", "close": "11:45", "hard": False}],
                },
                {"id": "5", "client": ma, "service": cleaning, "preferred_start": "14:30"},
                {
                    "id": "6", "client": han, "service": escort, "end_place": at["Hospital"],
                    "windows": [{"open": "13:00", "close": "14:00"}],
                },
            ],
        }
    )  # fmt: skip


def is_example(scenario: Scenario) -> bool:
    """Whether a scenario is the example in one of the languages, as templates are filled."""
    return scenario in (example_day("en"), example_day("zh"))
