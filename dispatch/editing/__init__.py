"""Changes by hand: what becomes of a plan that somebody changes, what it breaks and what it costs.

Every function takes a day and its plan and returns an `Edited`: the changed plan, in times of the
solver's own timetable, with the referee's judgement. Caregivers whose routes do not change keep
their times, as long as nobody whom they wait for comes later. Where a change leaves a choice of
places in the routes, that one is taken which is nearest to the time that was asked for, if one was;
then the one at which the plan breaks the fewest rules, by the smallest amount, and costs least.

A plan is also made if it breaks a rule: a person decides. The scenario of an `Edited` has what was
decided as pins, so that the next plan keeps it.
"""

from dispatch.editing.changes import assign, move_break, pin, swap, unassign
from dispatch.editing.edited import Edited

__all__ = ["Edited", "assign", "move_break", "pin", "swap", "unassign"]
