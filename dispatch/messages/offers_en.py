"""The English catalogue of offers and of the desk that makes them."""

from __future__ import annotations

OFFERS = {
    "desk-broken": "the plan breaks rules, so nothing can be offered beside it",
    "request-begun": "a visit that has begun cannot be asked for",
    "request-begun.todo": "Leave out its facts.",
    "request-other-client": "it is not {client}, the client who is given beside the visit",
    "request-other-client.todo": "Name this client, or leave one of them out.",
    "offer-past": "{visit} had to start by {latest}, and it is {now} now",
    "offer-past.todo": "Ask for offers again.",
    "offer-gone": "{visit} at {start} cannot be kept any more: the day has changed since it was "
    "offered",
    "offer-gone.todo": "Ask for offers again.",
    "thing-request": "request",
    "offer-missing": "Nothing can be offered without: {fields}",
    "offer-line": "{start} ({earliest} to {latest}): {people}, cost {cost:+.1f}",
    "offer-familiar": "{caregiver} (familiar)",
    "offer-moves": "{visit} moves from {start} to {to}",
    "offer-blocked": "Not from {opens} to {closes}:",
    "offer-none": "Nothing can be offered:",
}
