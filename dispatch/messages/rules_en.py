"""The catalogue in English of rules and of the referee: what is refused, reasons, violations."""

from __future__ import annotations

REFUSED = {
    "refused-several-dates": "a scenario of several dates is not planned yet",
    "refused-several-dates.todo": "Plan one date at a time.",
    "refused-several-shifts": "more than one shift of a caregiver is not planned yet",
    "refused-several-shifts.todo": "Leave one shift.",
    "refused-registered-institution": (
        "a certificate that counts only with registered institutions is not looked at yet"
    ),
    "refused-registered-institution.todo": (
        "Take it from this caregiver, or registered_institutions_only from its kind."
    ),
    "refused-intimate-gender": (
        "the rule that intimate services are given by the client's own gender is not kept yet"
    ),
    "refused-intimate-gender.todo": (
        "Say which gender the client requires or prefers, or set policy.rules.intimate_gender "
        "to 'off'."
    ),
    "refused-rating-floor": "a rating floor is not kept yet",
    "refused-rating-floor.todo": "Leave it out.",
    "refused-contract-services": "a contract for some services only is not kept yet",
    "refused-contract-services.todo": (
        "Leave it out, and let the other services require a course."
    ),
    "refused-volunteer": "the limit of volunteers to services of low risk is not kept yet",
    "refused-volunteer.todo": "Leave the volunteers out, or mark the services as low_risk.",
    "refused-paid-hours-cap": "a cap on the paid time of a day is not kept yet",
    "refused-paid-hours-cap.todo": "Shorten the shift instead.",
    "refused-weekly-cap": "a cap on the paid time of a week is not kept yet",
    "refused-weekly-cap.todo": "Shorten the shift instead.",
    "refused-probation-cap": "a cap on the visits of a day is not kept yet",
    "refused-probation-cap.todo": "Shorten the shift instead.",
    "refused-carrying-limit": "a carrying limit is not kept yet",
    "refused-carrying-limit.todo": "Leave it out.",
    "refused-load-so-far": "the load so far is not balanced yet",
    "refused-load-so-far.todo": "Leave it out, or set policy.weights.balance to 0.",
    "refused-entitled-week": "the visits ask for more than the week's entitlement, no cap yet",
    "refused-entitled-week.todo": "Leave some of the visits out, or the entitlement.",
    "refused-blackout": "a blackout is not kept yet",
    "refused-blackout.todo": "Give the visits hard windows with applies_to 'whole' around it.",
    "refused-exact-start": "an exact start is not kept yet",
    "refused-exact-start.todo": "Give the visit a hard window with one instant.",
    "refused-escort": "a visit that ends at another place is not planned yet",
    "refused-escort.todo": "Leave end_place out.",
    "refused-facts": "what has happened on a running day is not taken up yet",
    "refused-facts.todo": "Leave the facts out.",
    "refused-promise": "a promise is not kept yet",
    "refused-promise.todo": "Give the visit a hard window around the promised start.",
    "refused-equipment": "equipment is not counted yet",
    "refused-equipment.todo": "Leave it out of the service.",
    "refused-pre-check": "a check before the service is not planned yet",
    "refused-pre-check.todo": "Count it in the duration.",
    "refused-post-check": "a check after the service is not planned yet",
    "refused-post-check.todo": "Count it in the duration.",
    "refused-crew-offset": "a role that begins later than the visit is not planned yet",
    "refused-crew-offset.todo": "Let the crew begin together.",
    "refused-role-duration": "a role with a duration of its own is not planned yet",
    "refused-role-duration.todo": "Leave it out.",
    "refused-large-crew": "a crew of more than two is not planned yet",
    "refused-large-crew.todo": "Leave two roles.",
}

REASONS = {
    "certificate_missing": "{caregiver} has no certificate that {visit} requires",
    "certificate_expired": "the certificate of {caregiver} for {visit} is not valid on that date",
    "course_missing": "{caregiver} has not taken a course that {visit} requires",
    "examination_missing": "{caregiver} has not passed the examination for {visit}",
    "gender_required": "the client of {visit} requires a caregiver of another gender",
    "caregiver_excluded": "the client of {visit} excludes {caregiver}",
    "area_not_served": "{caregiver} does not serve the area of {visit}",
    "pinned_caregiver": "{visit} is pinned to another caregiver than {caregiver}",
    "no_allowed_start": "the windows and hours of {visit} leave no instant at which it may start",
    "shift_outside_window": "no allowed start of {visit} lies in the shift of {caregiver}",
    "no_time_left": "{caregiver} could serve {visit}, but for the other visits of the plan",
    "crew_unavailable": "nobody can complete the crew of {visit}",
}

VIOLATIONS = {
    "unknown_visit": "the scenario has no visit {visit}",
    "unknown_caregiver": "the scenario has no caregiver {caregiver}",
    "unknown_shift": "{caregiver} has no shift {shift}, counted from 0",
    "unknown_role": "{visit} has no role {role}, which {caregiver} is to take",
    "visit_twice": "{visit} stands in the plan {amount:g} times too often",
    "visit_unaccounted": "{visit} must be either served or listed as unserved",
    "shift_twice": "one shift of {caregiver} has {amount:g} routes too many",
    "stops_overlap": "{visit} begins while {caregiver} is elsewhere for another {amount:g} minutes",
    "stops_overlap-route": "{caregiver} is in two places for {amount:g} minutes",
    "crew_incomplete": "{visit} lacks {amount:g} of its crew",
    "crew_not_together": "the crew of {visit} begins {amount:g} minutes apart",
    "same_caregiver_twice": "{caregiver} has two roles in {visit}",
    "window_missed": "{visit} lies {amount:g} minutes outside its windows",
    "too_early": "{visit} begins {amount:g} minutes too early",
    "pinned_start": "{visit} begins {amount:g} minutes away from its pinned start",
    "wrong_duration": "the service of {visit} is {amount:g} minutes too long or too short",
    "gap_too_short": "{visit} comes {amount:g} minutes too soon after {after}",
    "gap_too_long": "{visit} comes {amount:g} minutes too late after {after}",
    "same_caregiver_required": "{visit} must be served by those who serve {after}",
    "different_caregiver_required": "{visit} must be served by others than {after}",
    "before_shift": "{caregiver} begins {amount:g} minutes before the shift",
    "overtime_limit": "{caregiver} returns {amount:g} minutes after the limit of overtime",
    "travel_too_short": "{caregiver} has {amount:g} minutes too few before {visit}",
    "travel_too_short-route": "{caregiver} has {amount:g} minutes too few for the way back",
    "break_missing": "{caregiver} has no meal break",
    "break_outside_window": "the break of {caregiver} begins {amount:g} minutes off its window",
    "break_too_short": "the break of {caregiver} is {amount:g} minutes too short",
}
