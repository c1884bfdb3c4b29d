"""What a day comes to for a caregiver: time offered, worked, travelled and paid."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.rules import shift_of
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
        at, busy, paid, overtime, travel = self.truth.scenario.at, 0, 0, 0, 0
        meals: list[int] = []
        for shift in self.truth.scenario.caregiver[caregiver.id].shifts:
            state = shift.under_way
            if state is None:
                continue
            departed, returned, rested = at(state.departed), at(state.returned or state.free), 0
            if state.break_start is not None and state.break_end is not None:
                begins, ends = at(state.break_start), at(state.break_end)
                rested = max(0, min(ends, returned) - max(begins, departed))  # not at home
                meals.append(begins + self.day * DAY)
            busy += state.travelled + state.worked
            paid += max(0, returned - departed - rested)
            overtime += max(0, returned - at(shift.end))
            travel += state.travelled
        return CaregiverRecord(
            day=self.day,
            caregiver=caregiver.id,
            offered=self._offered(caregiver),
            busy=busy,
            paid=paid,
            overtime=overtime,
            travel=travel,
            heavy_points=self._heavy_points(caregiver.id),
            meal=min(meals, default=None),
        )

    def _offered(self, caregiver: Caregiver) -> int:
        """Return the length of the shifts of a caregiver, as long as she is not absent."""
        scenario, at = self.truth.scenario, self.truth.scenario.at
        gone = {
            shift_of(scenario, caregiver, known): known
            for known in self.nature.absences(caregiver.id, self.day)
        }
        return sum(
            max(0, min(at(shift.end), gone.get(number, at(shift.end))) - at(shift.start))
            for number, shift in enumerate(caregiver.shifts)
        )

    def _heavy_points(self, caregiver: str) -> int:
        scenario = self.truth.scenario
        return sum(
            scenario.service[scenario.visit[name].service].heavy_points
            for name, trace in self.traces.of.items()
            if caregiver in trace.caregivers and trace.outcome == "served"
        )
