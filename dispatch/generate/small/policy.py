"""The policy of a small scenario."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.generate.small.setting import Fields
from dispatch.generate.streams import Stream
from dispatch.scenario import Weights

_TOLD = ("broken_promise", "announced_start", "announced_caregiver")
_SHARED = (
    "shared_paid_time", "shared_travel", "shared_heavy_points", "group_response",
    "group_tardiness", "group_unserved", "client_care",
)  # fmt: skip
"""Weights that are drawn apart, so that the others stay what they are."""


def policy(draw: Stream) -> Fields:
    """Draw weights, sometimes the default ones and sometimes any, and rules."""
    some: Sequence[float] = (0, 0.1, 0.333, 1, 2, 5)
    apart = ("unserved", *_TOLD, *_SHARED)
    names = [name for name in Weights.model_fields if name not in apart]
    weights = {name: draw.pick(some) for name in names if draw.chance(0.4)}
    told = draw.of("told")
    weights |= {name: told.pick(some) for name in _TOLD if told.chance(0.4)}
    fair = _fairness(draw.of("shared"), some)
    weights |= fair.pop("weights", {})
    weights["unserved"] = draw.pick((50, 200, 500, 1000, 1000))
    return {
        "weights": weights,
        "rules": {
            "areas": draw.pick(("hard", "off", "off")),
            "continuity": draw.pick(("soft", "soft", "off")),
            "gender_preference": draw.pick(("soft", "soft", "off")),
            "exclusion": draw.of("exclusion").pick(("hard", "soft")),
            "promise": draw.of("promise").pick(("hard", "soft")),
            "client_overlap": draw.of("overlap").pick(("hard", "hard", "hard", "off")),
            "meal_break": draw.of("break").pick(("hard", "soft")),
            "break_after_return": draw.of("after return").chance(0.6),
            "break_place": draw.of("place").pick(("door", "door", "arrival", "base")),
            "intimate_gender": draw.of("intimate").pick(("hard", "soft", "off")),
            "rating_floor": draw.of("floor").pick((None, None, None, 3.5, 3.95)),
        },
        **fair,
        "buffers": {"service": draw.of("buffers").pick((0, 0, 0.1, 0.5))},
        "client_mode": draw.of("client mode").pick((None, "walk", "e_bike")),
        "break_due_from": draw.pick((360, 240, 0)),
    }


def _fairness(draw: Stream, some: Sequence[float]) -> Fields:
    """Draw what compares caregivers and clients; by default four times of ten."""
    if draw.chance(0.4):
        return {}
    return {
        "weights": {name: draw.pick(some) for name in _SHARED if draw.chance(0.2)},
        "sharing": {
            "week": draw.chance(0.5),
            "paid_time": {"at": draw.pick((30, 480)), "doubling": draw.pick((1, 7, 60))},
            "travel": {"at": draw.pick((5, 120)), "doubling": draw.pick((3, 30))},
            "heavy_points": {"at": draw.pick((0.0, 6.0)), "doubling": draw.pick((0.5, 2.0))},
        },
        "bounds": [
            {
                "share": draw.pick(("paid_time", "travel", "heavy_points")),
                "measure": measure,
                "most": draw.pick((0.0, 0.3) if measure == "gini" else (0.0, 20.0, 90.0)),
                "weight": draw.pick((0.1, 1.0, 5.0)),
            }
            for measure in ("range", "gini", "kolm_pollak")
            if draw.chance(0.1)
        ],
        "care": {"alpha": draw.pick((0.0, 0.5, 1.0, 2.0))},
    }
