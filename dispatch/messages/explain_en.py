"""The English catalogue of explanations, due lists and call-backs."""

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
    "explain-several": "{phrase}: {names}",
    "explain-more": "{names} and {count} more",
    "explain-ways": "{visit} could be served by:",
    "explain-no-way": "Dropping one or two rules, or moving another visit, makes no room for it",
    "explain-comes": "{caregivers} at {start}",
    "explain-as-it-is": "no rule is broken, nothing else moves",
    "explain-like": "with one more caregiver like {like}",
    "explain-piece": "with one more piece of {equipment}",
    "explain-together": "{visit} is served with it: {caregivers} at {start}",
    "explain-moved": "{visit} is moved: {caregivers} at {start}",
    "explain-moved-break": "the break of {caregiver} moves to {start}",
    "explain-way": "{comes}: {told} ({cost})",
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
    "due-entitled": "{client} is entitled to {minutes:time} more, which the plan leaves out",
}

CALLS = {
    "call-back-overdue": "Call {client} back now: alarm {alarm} came in at {at}, and the call-back "
    "was due at {deadline}, {late:time} ago",
    "call-back-due": "Call {client} back by {deadline}: alarm {alarm} came in at {at}",
    "call-back-in-time": "{client} was called back at {answered}, in time: alarm {alarm} came in "
    "at {at}",
    "call-back-late": "{client} was called back at {answered}, {late:time} late: alarm {alarm} "
    "came in at {at}",
}
