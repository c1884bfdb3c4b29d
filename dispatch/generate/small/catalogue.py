"""The services of a small scenario, what they need, and the contracts of providers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dispatch.generate.small.setting import AREAS, COURSES, GRADES, Fields, Setting
from dispatch.generate.streams import Stream

_POOLS: Final = ("kit", "lift")


def certificates(setting: Setting) -> list[Fields]:
    """Draw the kinds of certificate: one that may need an institution, one with grades."""
    only = setting.stream.of("kind").chance(0.4)
    return [
        {"id": "licence", "registered_institutions_only": only},
        {"id": "care", "grades": GRADES},
    ]


def services(setting: Setting) -> dict[str, Fields]:
    """Draw the services, by id."""
    return {
        name: _service(setting, name, size, setting.stream.of("service", name))
        for name, size in setting.crew.items()
    }


def length(service: Mapping[str, int], crew: Sequence[Mapping[str, int]], duration: int) -> int:
    """Return the minutes from a visit's start until the last of its crew ends."""
    usual = service["pre_check"] + duration + service["post_check"]
    return max(role.get("offset", 0) + role.get("duration", usual) for role in crew)


def pools(setting: Setting) -> list[Fields]:
    """Draw a pool of carried kits, and a pool of lifts, which mostly are not carried."""
    return [_pool(name, carried, setting) for name, carried in zip(_POOLS, (0.9, 0.3), strict=True)]


def _pool(name: str, carried: float, setting: Setting) -> Fields:
    """Draw a pool: not carried, carried by couriers or by crews."""
    draw = setting.stream.of("pool", name)
    fields: Fields = {
        "id": name,
        "count": draw.pick((0, *(1,) * 19, *(2,) * 10)),
        "station": "station",
        "carried": draw.chance(carried),
    }
    mode = draw.pick((None, "bicycle", "e_bike"))
    fields |= {
        "set_up": draw.pick((0, 0, 5, 15)),
        "turn_round": draw.pick((0, 0, 10, 30)),
        "areas": draw.some(AREAS, draw.pick((*(0,) * 8, 1, 2))),
    }
    if fields["carried"] and draw.of("by").chance(0.6):
        own = draw.of("modes")
        return fields | {"modes": own.some(("walk", "bicycle", "e_bike"), own.pick((0, 0, 2)))}
    return fields | {"carried_by": "courier", "mode": mode}


def providers(setting: Setting) -> list[Fields]:
    """Draw two providers: one for the whole city, one whose contract may be narrow."""
    draw = setting.stream.of("provider")
    narrow = draw.some(tuple(setting.crew), 4) if draw.chance(0.5) else []
    areas = draw.some(AREAS, draw.pick((0, 1)))
    return [{"id": "city"}, {"id": "street", "areas": areas, "services": narrow}]


def _service(setting: Setting, name: str, size: int, draw: Stream) -> Fields:
    pools = draw.of("pools").pick((0, 0, 0, 1, 1, 2)) if setting.has("equipment") else 0
    fields: Fields = {
        "id": name,
        "duration": draw.whole(2, 12) * 5,
        "documentation": draw.pick((0, 0, 5)),
        "heavy_points": draw.whole(0, 5),
        "low_risk": draw.of("risk").chance(0.6),
        "needs_client": draw.of("client").chance(0.8),
        "intimate": setting.has("wishes") and draw.of("intimate").chance(0.4),
        "load": draw.of("load").pick((0, 0, 0, 0.5, 1, 1.25)),
        "equipment": draw.of("equipment").some(_POOLS, pools),
    }
    if name == "skilled" and setting.has("papers"):
        fields |= {"requires": _needs(draw), "examination": draw.chance(0.4)}
    if size > 1:
        fields["crew"] = [{"id": role} for role in ("one", "two", "three", "four")[:size]]
        if draw.of("brings").chance(0.3):
            fields["crew"][1]["brings_equipment"] = True
    if name == "mixed" and setting.has("papers"):
        fields["crew"][draw.whole(0, 1)]["requires"] = _needs(draw)
    if name in ("mixed", "team"):
        for role in fields["crew"]:
            role |= _own_times(draw.of("role", role["id"]))
    return fields | {
        check: draw.of(check).pick((0, 0, 0, 5, 10)) for check in ("pre_check", "post_check")
    }


def _needs(draw: Stream) -> Fields:
    """Draw a requirement: possibly a certificate of one or either kind, possibly courses."""
    licence, care = {"certificate": "licence"}, {"certificate": "care"}
    graded = {"certificate": "care", "grade": draw.pick(GRADES)}
    choices: Sequence[list[list[Fields]]] = (
        [[licence]],
        [[graded]],
        [[licence, graded]],
        [[care], [licence]],
        [],
        [],
    )
    return {
        "certificates": draw.pick(choices),
        "courses": draw.some(COURSES, draw.pick((0, 0, 0, 1, 2))),
    }


def _own_times(draw: Stream) -> Fields:
    """Draw roles, possibly with an offset, possibly with a duration of their own."""
    later = {"offset": draw.pick((5, 15, 40))} if draw.chance(0.3) else {}
    return later | ({"duration": draw.whole(1, 10) * 5} if draw.chance(0.3) else {})
