"""The visits of a small scenario, and their facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.generate.small.catalogue import length
from dispatch.generate.small.setting import SPAN, Fields, Setting, clock
from dispatch.generate.streams import Stream


def visits(
    setting: Setting, services: Mapping[str, Fields], team: dict[str, Fields]
) -> list[Fields]:
    """Draw the visits; a running one may move the shift of the caregiver who is there."""
    drawing = _Visits(setting, services)
    made = [drawing.visit(index) for index in range(len(setting.visits))]
    if setting.running:
        _happen(setting, made, team, setting.stream.of("facts"))
    return made


class _Visits:
    """Draw the visits one by one; gaps refer to earlier ones."""

    def __init__(self, setting: Setting, services: Mapping[str, Fields]) -> None:
        self.setting = setting
        self.services = services
        self.windows: list[list[Fields]] = []
        self.stretch = [
            setting.stream.of("stretch", name).pick(setting.stretches) for name in setting.visits
        ]

    def visit(self, index: int) -> Fields:
        """Draw all fields of a visit except its facts."""
        draw, begin = self.setting.stream.of("visit", index), self.stretch[index]
        name = draw.pick((*("plain",) * 9, "skilled", *self.services))
        service, duration = self.services[name], draw.whole(2, 12) * 5
        whole = length(service, service.get("crew", [{}]), duration)
        fields: Fields = {
            "id": self.setting.visits[index],
            "client": draw.pick(self.setting.clients),
            "service": name,
            "duration": duration,
            "windows": _windows(draw, begin, whole),
            "mandatory": draw.chance(0.15),
            "priority": draw.pick((None, None, None, None, 0, 0.333, 1, 2.5)),
            "gaps": self._gaps(draw, index),
        }
        if draw.chance(0.3):
            fields["preferred_start"] = self.setting.hour(draw, begin)
        if draw.chance(0.25):
            fields["requested"] = clock(begin + draw.whole(-6, 20) * 10)
            if draw.chance(0.4):
                fields["earliest_acceptable"] = self.setting.hour(draw, begin)
        if draw.chance(0.05):
            fields["pinned_start"] = self.setting.hour(draw, begin)
        if draw.chance(0.08):
            crew = self.setting.crew[name]
            fields["pinned_caregivers"] = draw.some(self.setting.team, crew)
        fields["group"] = draw.of("group").pick((*(None,) * 8, "one", "one", "other"))
        fields |= self._medication(draw.of("exact"), begin, fields["windows"])
        self._link(draw.of("link"), fields)
        self.windows.append(fields["windows"])
        fields |= self._promise(draw.of("promise"), begin, fields)
        fields |= self._announced(draw.of("announced"), begin)
        return fields | self._escort(draw.of("escort"))

    def _link(self, draw: Stream, visit: Fields) -> None:
        """Let some visits start in the same window as the other of a gap, or in any order."""
        for gap in visit["gaps"]:
            other = self.windows[self.setting.visits.index(gap["after"])]
            if draw.chance(0.5) and "exact_start" not in visit:
                visit["windows"], gap["window"] = other, "same"
            if draw.chance(0.4):
                for distance in ("minimum", "maximum", "measured_from"):
                    gap.pop(distance, None)
                gap["order"] = "any"

    def _medication(self, draw: Stream, begin: int, windows: Sequence[Fields]) -> Fields:
        """Draw an exact start, if any; it replaces hard windows."""
        if not draw.chance(0.08):
            return {}
        soft = [window for window in windows if not window["hard"]]
        return {"exact_start": self.setting.hour(draw, begin), "windows": soft}

    def _promise(self, draw: Stream, begin: int, visit: Fields) -> Fields:
        """Draw a promise, if any: mostly of a time in a window, else of any time."""
        if not draw.chance(0.12):
            return {}
        asked = [visit.get("exact_start"), *(window["open"] for window in visit["windows"])]
        known = [time for time in asked if time] if draw.chance(0.85) else []
        promise = {
            "start": known[0] if known else self.setting.hour(draw, begin),
            "tolerance": draw.pick((0, 10, 30, 60)),
            "caregivers": draw.some(self.setting.team, draw.pick((0, 0, 1, 2))),
        }
        return {"promise": promise}

    def _announced(self, draw: Stream, begin: int) -> Fields:
        """Draw what an earlier plan told the client, if anything."""
        if not draw.chance(0.25):
            return {}
        announced = {
            "start": self.setting.hour(draw, begin),
            "tolerance": draw.pick((0, 15, 30)),
            "caregivers": draw.some(self.setting.team, draw.pick((0, 1, 1, 2))),
        }
        return {"announced": announced}

    def _escort(self, draw: Stream) -> Fields:
        """Draw another place where the visit ends, if any."""
        if not draw.chance(0.12):
            return {}
        other = self.setting.place(draw.pick(self.setting.clients))
        return {"end_place": draw.pick(("station", other))}

    def _gaps(self, draw: Stream, index: int) -> list[Fields]:
        """Draw a gap to an earlier visit of the list, if any, so that there are no circles."""
        own = self.stretch[index]
        before = [other for other in range(index) if self.stretch[other] <= own]
        if not before or not draw.chance(0.3):
            return []
        after = draw.pick(before)
        least = draw.pick((0, 0, 15, 60, 120))
        gap: Fields = {
            "after": self.setting.visits[after],
            "minimum": least,
            "measured_from": draw.pick(("start", "end")),
            "caregiver": draw.pick(("any", "any", "same", "different")),
        }
        if draw.chance(0.6):
            gap["maximum"] = own - self.stretch[after] + least + draw.pick((0, 10, 45, 120))
        return [gap]


def _windows(draw: Stream, begin: int, length: int) -> list[Fields]:
    """Draw windows: none, one, or a few that do not overlap; hard, soft or both."""
    windows = []
    hard_share = draw.pick((0.0, 1.0, 1.0, 0.5))
    opens = begin + draw.whole(0, 24) * 10
    for _ in range(draw.pick((0, 0, 1, 1, 1, 2, 3))):
        applies_to = draw.pick(("start", "start", "end", "whole"))
        closes = opens + draw.whole(0, 18) * 10 + (length if applies_to == "whole" else 0)
        windows.append(
            {
                "open": clock(opens),
                "close": clock(closes),
                "applies_to": applies_to,
                "hard": draw.chance(hard_share),
            }
        )
        opens = closes + draw.whole(0, 12) * 10
    return windows


def _happen(setting: Setting, made: list[Fields], team: dict[str, Fields], draw: Stream) -> None:
    """Let the first morning be under way: some visits are over, and one may be running."""
    begin = setting.stretches[0]
    for index, visit in enumerate(made):
        own = draw.of(index)
        if own.chance(0.3):
            if own.chance(0.7):
                crew = setting.crew[visit["service"]]
                visit["pinned_caregivers"] = own.some(setting.team, crew)
            visit["facts"] = _over(own, begin)
    left = [visit for visit in made if "facts" not in visit]
    if left and draw.chance(0.7):
        _run(setting, draw.pick(left), team, draw.of("run"))


def _over(draw: Stream, begin: int) -> Fields:
    """Draw facts: given, broken off, or nobody at home."""
    first = begin + draw.whole(0, SPAN // 30) * 10
    last = clock(first + draw.whole(1, 8) * 5)
    started = {"started": clock(first)}
    choices = (
        started | {"ended": last}, started | {"ended": last}, started | {"aborted": last},
        {"not_home": clock(first)},
    )  # fmt: skip
    return draw.pick(choices)


def _run(setting: Setting, visit: Fields, team: dict[str, Fields], draw: Stream) -> None:
    """Let a visit be running, mostly with its crew there as their shifts begin."""
    here = draw.some(setting.team, setting.crew[visit["service"]])
    off_duty = any(not team[name]["shifts"] for name in here)
    if off_duty or len(here) < setting.crew[visit["service"]]:
        return
    visit["pinned_caregivers"] = here
    shifts = [team[name]["shifts"][0] for name in here]
    begins = max(shift["start"] for shift in shifts)
    hours, minutes = begins.split(":")
    started = int(hours) * 60 + int(minutes) + draw.pick((5, 5, 15))
    visit["facts"] = {"started": clock(started)}
    for shift in shifts:
        if draw.chance(0.8):
            shift["start_place"] = setting.place(visit["client"])
