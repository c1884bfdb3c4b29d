"""The caregivers and clients of a small scenario."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dispatch.generate.small.setting import AREAS, COURSES, GRADES, SPAN, Fields, Setting, clock
from dispatch.generate.streams import Stream

_SHORTEST_WITH_A_BREAK = 180


def caregivers(setting: Setting) -> dict[str, Fields]:
    """Draw the caregivers, by id."""
    return {
        name: _caregiver(setting, name, setting.stream.of("caregiver", name))
        for name in setting.team
    }


def clients(setting: Setting) -> list[Fields]:
    """Draw the clients."""
    return [_client(setting, name, setting.stream.of("client", name)) for name in setting.clients]


def _caregiver(setting: Setting, name: str, draw: Stream) -> Fields:
    fields: Fields = {
        "id": name,
        "gender": draw.pick(("woman", "man")),
        "certificates": _certificates(setting, draw),
        "courses": draw.some(COURSES, draw.pick((0, 1, 2, 2))),
        "examinations": draw.some(["skilled"], draw.pick((0, 1, 1, 1))),
        "shifts": _shifts(setting, draw.of("shifts")),
        "start": draw.pick((setting.place(name), "station")),
        "mode": draw.pick(("walk", "bicycle", "e_bike")),
        "areas": draw.some(AREAS, draw.pick((0, 0, 1, 2, 2))),
        "rating": draw.pick((None, 3.0, 3.9, 4.25, 4.87, 5.0)),
        "reviews": draw.pick((0, 1, 7, 30, 200)),
        **_caps(setting, draw.of("caps")),
    }
    if setting.has("contracts"):
        fields |= _contract(draw.of("contract"))
    if draw.chance(0.2):
        fields["end"] = "station"
    return fields


def _shifts(setting: Setting, draw: Stream) -> list[Fields]:
    """Draw a shift in most stretches, sometimes split in two; none for some caregivers."""
    if draw.of("off duty").chance(0.08):
        return []
    worked = [begin for begin in setting.stretches if draw.chance(0.9)]
    made: list[Fields] = []
    for begin in worked or setting.stretches[:1]:
        start = begin + draw.pick((0, 0, 0, 30, 90))
        end = start + draw.pick((180, 360, 420, 480))
        spans = [(start, end)]
        if draw.chance(0.25):
            cut = start + draw.whole(6, 15) * 10
            spans = [(start, cut), (cut + draw.pick((0, 15, 45, 90)), end)]
        made += [_shift(setting, one, other, draw) for one, other in spans if one < other]
    return made


def _shift(setting: Setting, start: int, end: int, draw: Stream) -> Fields:
    shift: Fields = {"start": clock(start), "end": clock(end)}
    if end - start >= _SHORTEST_WITH_A_BREAK and draw.chance(0.6):
        opens = start + draw.whole(12, 24) * 5
        shift["meal_break"] = {
            "duration": draw.pick((20, 30)),
            "earliest": clock(opens),
            "latest": clock(opens + draw.pick((0, 15, 60))),
        }
    if draw.chance(0.15):
        shift["start_place"] = setting.place("hub")
    if draw.chance(0.15):
        shift["end_place"] = "station"
    return shift


def _contract(draw: Stream) -> Fields:
    """Draw the contract: possibly a volunteer, only some services, with a provider."""
    some: Sequence[Sequence[str]] = (("plain", "mixed"), ("skilled", "plain", "double"))
    return {
        "type": "time_bank_volunteer" if draw.chance(0.15) else "employee",
        "services": draw.pick(some) if draw.chance(0.15) else (),
        "provider": draw.pick((None, "city", "city", "street")),
        "registered_institution": draw.chance(0.8),
    }


def _caps(setting: Setting, draw: Stream) -> Fields:
    """Draw how much a caregiver may work or carry, and has worked this week."""
    so_far = draw.pick((0, 0, 90, 240, 400.5))
    caps: Fields = {
        "overtime_limit": draw.pick((0, 10, 60)),
        "contracted_week": draw.pick((2400, 2400, 1200, 1750, 0)),
        "so_far": {"paid": so_far},
    }
    if not setting.has("caps"):
        return caps
    if draw.chance(0.35):
        caps["paid_hours_cap"] = draw.pick((60, 120, 180, 240.25))
    if draw.chance(0.35):
        caps["weekly_cap"] = draw.pick((200, so_far + 100, so_far + 200, so_far + 300))
    if draw.chance(0.35):
        caps["probation_cap"] = draw.pick((0, 1, 2, 2, 3))
    if draw.chance(0.5):
        caps["carrying_limit"] = draw.pick((0.5, 1, 1.25, 2, 2.5))
    return caps


def _certificates(setting: Setting, draw: Stream) -> list[Fields]:
    """Draw certificates, some of which expire before, between or after the dates."""
    held: list[Fields] = []
    for kind in draw.some(("licence", "care"), draw.pick((0, 1, 2, 2, 2, 2))):
        days = draw.pick((-1, 0, 0, 1, 30, 700, 700, 700))
        paper: Fields = {
            "certificate": kind,
            "valid_until": setting.dates[0] + timedelta(days=days),
        }
        if kind == "care" and draw.chance(0.8):
            paper["grade"] = draw.pick(GRADES)
        held.append(paper)
    return held


def _client(setting: Setting, name: str, draw: Stream) -> Fields:
    wish = draw.pick((None, "gender_required", "gender_preferred", None))
    strangers = draw.some(setting.team, len(setting.team))
    fields: Fields = {
        "id": name,
        "place": setting.place(name),
        "area": draw.pick((*AREAS * 4, None)),
        "care_level": draw.whole(0, 6),
        "disabled": draw.chance(0.3),
        "solitary": draw.chance(0.3),
        "low_income": draw.chance(0.2),
        "age": draw.pick((None, 70, 79, 80, 91)),
        "access": draw.pick((0, 0, 3, 5)),
        "gender": draw.of("gender").pick((None, "woman", "man")),
        "excluded": strangers[:1] if draw.chance(0.1) else [],
        "preferred": strangers[1 : 1 + draw.pick((0, 0, 1, 2))],
        "earliest": clock(setting.stretches[0] + 10 * draw.whole(1, 20))
        if draw.chance(0.15)
        else None,
        "blackouts": _naps(setting, draw.of("naps")),
    }
    if setting.has("insurance") and draw.of("insured").chance(0.6):
        week = draw.of("week")
        fields |= {
            "entitled_week": week.pick((75, 90, 120, 180)),
            "received_week": week.pick((0, 0, 15, 30)),
        }
    if wish is not None and setting.has("wishes"):
        fields[wish] = draw.pick(("woman", "man"))
    return fields


def _naps(setting: Setting, draw: Stream) -> list[Fields]:
    """Draw up to two blackouts."""
    naps = []
    for _ in range(draw.pick((0, 0, 0, 0, 0, 1, 2))):
        start = draw.pick(setting.stretches) + draw.whole(3, SPAN // 10 - 6) * 10
        naps.append({"start": clock(start), "end": clock(start + draw.pick((5, 30, 90)))})
    return naps
