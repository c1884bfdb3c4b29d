"""The English catalogue of explanations and due lists."""

from __future__ import annotations

EXPLAIN = {
    "explain-unknown-visit": "there is no visit '{name}'",
    "explain-unknown-visit.todo": "Name one of the scenario's visits.",
    "explain-over": "{visit} is over, so it is in no plan",
    "explain-over.todo": "Name a visit that is still open.",
    "explain-broken": "the plan itself breaks rules, so nothing can be proved from it",
    "explain-served": "{visit} is served by {caregivers} at {start}",
    "explain-unserved": "{visit} is not served",
    "explain-nobody-certificate_missing": "nobody holds {paper}, valid on {date}",
    "explain-nobody-course_missing": "nobody has taken the course {paper}",
    "explain-nobody-examination_missing": "nobody has passed the examination for {paper}",
    "explain-paid_hours_cap": "{caregiver} could serve {visit}, but would exceed the paid time "
    "allowed in a day",
    "explain-weekly_cap": "{caregiver} could serve {visit}, but would exceed the paid time "
    "allowed in a week",
    "explain-probation_cap": "{caregiver} could serve {visit}, but already has all visits allowed "
    "in a day",
    "explain-carrying_limit": "{caregiver} could serve {visit}, but cannot carry more",
    "client_elsewhere": "{other} occupies the client at every start that {visit} allows",
    "equipment_busy": "{caregiver} could serve {visit}, but no piece of {equipment} is free",
    "explain-role": "{text} (as {role})",
    "explain-ways": "{visit} could be served by:",
    "explain-no-way": "Dropping one or two rules, or moving another visit, makes no room for it",
    "explain-comes": "{caregivers} at {start}",
    "explain-as-it-is": "no rule is broken, nothing else moves",
    "explain-like": "with one more caregiver like {like}",
    "explain-piece": "with one more piece of {equipment}",
    "explain-together": "{visit} is served with it: {caregivers} at {start}",
    "explain-moved": "{visit} is moved: {caregivers} at {start}",
    "explain-moved-break": "the break of {caregiver} moves to {start}",
    "explain-cost": "cost {amount:+.1f}",
}

DUE = {
    "due-within": "Due within {days} days: {counts}",
    "due-certificates": "certificates: {count}",
    "due-reassessments": "reassessments: {count}",
    "due-examinations": "examinations: {count}",
    "due-entitlements": "clients owed care: {count}",
    "due-certificate": "the certificate {certificate} of {caregiver} expires on {date}",
    "due-certificate-expired": "the certificate {certificate} of {caregiver} expired on {date}",
    "due-reassessment": "{client} is to be reassessed by {date}",
    "due-examination": "{caregiver} lacks only the examination for {service}",
    "due-entitled": "{client} is entitled to {minutes:g} more minutes, which the plan leaves out",
}
