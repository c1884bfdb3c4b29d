"""The English catalogue of rules and of the referee: pins, reasons, violations."""

from __future__ import annotations

PINS = {
    "pin-start": "the visit is pinned to {start}, but its other times do not allow this start",
    "pin-start.todo": "Change the pin, or plan with dispatch solve --release-pins.",
    "pin-caregiver": "the pin breaks a rule: {reason}",
    "pin-caregiver.todo": "Change the pin, or plan with dispatch solve --release-pins.",
}

REASONS = {
    "certificate_missing": "{caregiver} has no certificate that {visit} requires",
    "certificate_expired": "the certificate of {caregiver} for {visit} is not valid on that date",
    "institution_not_registered": (
        "the certificate of {caregiver} for {visit} counts only with a registered institution"
    ),
    "course_missing": "{caregiver} has not taken a course that {visit} requires",
    "examination_missing": "{caregiver} has not passed the examination for {visit}",
    "service_not_in_contract": "the contract of {caregiver} does not cover the service of {visit}",
    "volunteer_service": "{caregiver} is a volunteer, but {visit} is not a service of low risk",
    "rating_too_low": "the rating of {caregiver} is too low for {visit}",
    "equipment_mode": "{caregiver} cannot carry the equipment of {visit} in this travel mode",
    "gender_required": (
        "the client of {visit} requires a caregiver of another gender than {caregiver}"
    ),
    "intimate_gender": "{visit} is intimate, but {caregiver} is not of the client's gender",
    "caregiver_excluded": "the client of {visit} excludes {caregiver}",
    "area_not_served": "{caregiver} does not serve the area of {visit}",
    "no_way": "{caregiver} has no way to {visit} and back",
    "pinned_caregiver": "{visit} is pinned to another caregiver, not to {caregiver}",
    "same_caregiver_required": "{visit} must be served by those who came before, not {caregiver}",
    "different_caregiver_required": "{visit} must not be served by {caregiver}, who came before",
    "shift_outside_window": "no allowed start of {visit} lies in the shift of {caregiver}",
    # with nothing else in her shifts
    "too_far": "{caregiver} is too far from {visit}: the visit takes {needs} min, including {way} "
    "min for the way there and back, but the shift is {has} min long",
    "cannot_arrive_in_time": "{caregiver} can start {visit} at {needs} at the earliest, but its "
    "last start is {has}",
    "returns_too_late": "{caregiver} would be back from {visit} at {needs} at the earliest, but "
    "has to be back by {has}",
    "no_return_before_next_shift": "{caregiver} would be back from {visit} at {needs} at the "
    "earliest, but the next shift begins at {has}",
    "meal_break_in_the_way": "the meal break of {caregiver}, which has to begin between {needs} "
    "and {has}, leaves no time for {visit}",
    "day_too_short": "{visit} takes {needs} min of paid time for {caregiver}, who may have {has} "
    "min in a day",
    "week_used_up": "{visit} takes {needs} min of paid time for {caregiver}, who has {has} min "
    "left in the week",
    "no_visit_on_probation": "{caregiver} is on probation and may not serve even {visit} alone",
    "too_heavy": "{visit} has a load of {needs}, but {caregiver} may carry only {has}",
    "crew_unavailable": "nobody can complete the crew of {visit} with {caregiver}",
    "equipment_too_late": "no piece of {equipment} can be at {visit} together with {caregiver}",
    "not_worth_its_way": "{visit} by {caregiver} costs {cost}, and leaving it out costs {worth}",
    # beside the other visits of the plan
    "room_left": "{caregiver} has room for {visit} in this plan: it costs {cost}, and leaving it "
    "out costs {worth}",
    "no_time_left": "{caregiver} has no time for {visit} beside the other visits of the plan",
    "crew_busy": "{caregiver} could serve {visit}, but no whole crew has time beside the other "
    "visits of the plan",
    "equipment_busy": "{caregiver} could serve {visit}, but no piece of {equipment} is free",
    "paid_hours_cap-reason": "{caregiver} could serve {visit}, but would exceed the paid time "
    "allowed in a day",
    "weekly_cap-reason": "{caregiver} could serve {visit}, but would exceed the paid time "
    "allowed in a week",
    "probation_cap-reason": "{caregiver} could serve {visit}, but already has all visits allowed "
    "in a day",
    "carrying_limit-reason": "{caregiver} could serve {visit}, but cannot carry more",
    # for all caregivers
    "unreachable": "no road leads to the place of {visit}",
    "client_elsewhere": "{caregiver} could serve {visit}, but the client is occupied by {other} "
    "then",
    "client_occupied": "the client is occupied by {other} at every start that {visit} allows",
    "no_allowed_start": "the windows and hours of {visit} allow no start",
    "no_caregivers": "there are no caregivers to serve {visit}",
    "equipment_no_way": "{equipment} has no way to {visit} and back",
    "equipment_none": "there is no piece of {equipment}, which {visit} needs",
    "entitlement_used": "{visit} takes {needs} min, but only {has} min of the client's weekly "
    "entitlement are left",
    "entitlement_shared": "{visit} takes {needs} min, but the other visits of the plan leave only "
    "{has} min of the client's weekly entitlement",
    "paper-grade": "{certificate} ({grade})",
    "reason-role": "{text} (as {role})",
}

VIOLATIONS = {
    "unknown_visit": "the scenario has no visit {visit}",
    "unknown_caregiver": "the scenario has no caregiver {caregiver}",
    "unknown_shift": "{caregiver} has no shift {shift}, counted from 0",
    "unknown_role": "{visit} has no role {role}, which {caregiver} is to take",
    "unknown_place": "the scenario has no place {place}, where {caregiver} is to have the meal "
    "break",
    "visit_twice": "{visit} is in the plan too often, by {amount:g}",
    "visit_unaccounted": "{visit} must be either served or listed as unserved",
    "shift_twice": "one shift of {caregiver} has too many routes, by {amount:g}",
    "stops_overlap": "{visit} begins while {caregiver} is elsewhere for another {amount:time}",
    "stops_overlap-route": "{caregiver} is in two places for {amount:time}",
    "crew_incomplete": "{visit} lacks {amount:g} of its crew",
    "group_incomplete": "{visit} must be served with {other} or not at all",
    "crew_not_together": "the crew of {visit} begins {amount:time} apart",
    "same_caregiver_twice": "{caregiver} has two roles in {visit}",
    "window_missed": "{visit} lies {amount:time} outside its windows",
    "too_early": "{visit} begins {amount:time} too early",
    "exact_start_missed": "{visit} begins {amount:time} away from its exact start",
    "blackout": "{visit} lies {amount:time} inside a blackout of its client",
    "pinned_start": "{visit} begins {amount:time} away from its pinned start",
    "promise_broken": "{visit} begins {amount:time} too far from its promised start",
    "fact_contradicted": "the plan contradicts what has happened to {visit}",
    "wrong_duration": "the service of {visit} is {amount:time} too long or too short",
    "gap_too_short": "{visit} comes {amount:time} too soon after {after}",
    "gap_too_long": "{visit} comes {amount:time} too late after {after}",
    "same_caregiver_required-gap": "{visit} must be served by those who serve {after}",
    "different_caregiver_required-gap": "{visit} must not be served by those who serve {after}",
    "window_not_shared": "{visit} and {after} start in different windows",
    "client_overlap": "{visit} and {other} occupy the same client at once for {amount:time}",
    "before_shift": "{caregiver} begins {amount:time} before the shift",
    "overtime_limit": "{caregiver} returns {amount:time} after the overtime limit",
    "no_way-leg": "{caregiver} has no way to {visit} from {after}",
    "travel_too_short": "{caregiver} needs {amount:time} more before {visit}",
    "travel_too_short-route": "{caregiver} needs {amount:time} more for the way back",
    "break_missing": "{caregiver} has no meal break",
    "break_outside_window": "the break of {caregiver} begins {amount:time} outside its window",
    "break_after_return": "{caregiver} has the meal break only after the return",
    "break_place": "{caregiver} has the meal break where the policy does not allow it",
    "break_too_short": "the break of {caregiver} is {amount:time} too short",
    "paid_hours_cap": "{caregiver} is paid for {amount:time} more than a day's cap",
    "weekly_cap": "{caregiver} is paid for {amount:time} more than a week's cap",
    "probation_cap": "{caregiver} exceeds the visits allowed in a day on probation by {amount:g}",
    "carrying_limit": "{caregiver} carries {amount:g} more than the limit",
    "entitlement_exceeded": "{client} has {amount:time} more than the week's entitlement",
    "equipment_missing": "{visit} lacks a piece of {equipment}",
    "equipment_area": "{equipment} does not serve the area of {visit}",
    "equipment_not_there": "piece {piece} of {equipment} needs {amount:time} more at or before "
    "{visit}",
    "equipment_short": "the plan uses more pieces of {equipment} at once than there are, by "
    "{amount:g}",
    "equipment_not_along": "{caregiver} is out without the equipment for {visit}",
    "equipment_bringer": "{equipment} comes to {visit} with another shift than its entry says",
    "unknown_equipment": "{visit} does not need piece {piece} of {equipment}",
    "unknown_equipment-route": "the scenario has no piece {piece} of equipment {equipment}",
}
