"""What a day comes to for a caregiver: time offered, worked, travelled and paid."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dispatch.scenario import Caregiver
from dispatch.simulate.nature import Nature
from dispatch.simulate.records import DAY, CaregiverRecord
from dispatch.simulate.traces import Traces
from dispatch.simulate.truth import Truth


@dataclass(frozen=True)
class Worked:
    """The work of a day that is over.

    Attributes
    ----------
    truth : Truth
        The day as it happened.
    traces : Traces
        What became of its visits.
    nature : Nature
        What happens, such as absences.
    day : int
        The day, counted from 0.
    """

    truth: Truth
    traces: Traces
    nature: Nature
    day: int

    def of(self, caregiver: Caregiver) -> CaregiverRecord:
        """Return what a caregiver's day came to."""
        at, shift = self.truth.scenario.at, self.truth.shift(caregiver.id)
        absent = self.nature.absence(caregiver.id, self.day) is not None
        none = CaregiverRecord(
            day=self.day,
            caregiver=caregiver.id,
            offered=0 if absent else at(shift.end) - at(shift.start),
            busy=0,
            paid=0,
            overtime=0,
            travel=0,
            heavy_points=self._heavy_points(caregiver.id),
        )
        state = shift.under_way
        if state is None:
            return none
        returned, rested, meal = at(state.returned or state.free), 0, None
        if state.break_start is not None and state.break_end is not None:
            rested = at(state.break_end) - at(state.break_start)
            meal = at(state.break_start) + self.day * DAY
        return replace(
            none,
            busy=state.travelled + state.worked,
            paid=max(0, returned - at(state.departed) - rested),
            overtime=max(0, returned - at(shift.end)),
            travel=int(state.travelled),
            meal=meal,
        )

    def _heavy_points(self, caregiver: str) -> int:
        scenario = self.truth.scenario
        return sum(
            scenario.service[scenario.visit[name].service].heavy_points
            for name, trace in self.traces.of.items()
            if caregiver in trace.caregivers and trace.outcome == "served"
        )
