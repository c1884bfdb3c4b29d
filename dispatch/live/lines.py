"""Answers to requests in words, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dispatch.messages import listed, say
from dispatch.plan import Answer, Offer
from dispatch.report.tips import called
from dispatch.scenario import Scenario


def answer_lines(scenario: Scenario, answer: Answer) -> Iterator[str]:
    """Yield the lines of an answer about a day."""
    if answer.missing:
        yield say("offer-missing", fields=listed(answer.missing))
    for offer in answer.offers:
        yield from _offer_lines(scenario, offer)
    for blocked in answer.blocked:
        yield say("offer-blocked", opens=_clock(blocked.opens), closes=_clock(blocked.closes))
        yield from (f"  {line}" for line in blocked.told)
    if answer.told:
        yield say("offer-none")
        yield from (f"  {line}" for line in answer.told)


def _offer_lines(scenario: Scenario, offer: Offer) -> Iterator[str]:
    people = listed(
        say("offer-familiar", caregiver=each.caregiver) if each.familiar else each.caregiver
        for each in offer.people
    )
    yield say(
        "offer-line",
        start=_clock(offer.start),
        earliest=_clock(offer.earliest),
        latest=_clock(offer.latest),
        people=people,
        cost=offer.cost,
    )
    for each in offer.moves:
        visit, start, to = scenario.visit[each.visit], _clock(each.start), _clock(each.to)
        yield f"  {say('offer-moves', visit=called(scenario, visit), start=start, to=to)}"


def _clock(moment: str) -> str:
    """Return a moment with a space instead of "T", in whole minutes."""
    return re.sub(r"(\d\d:\d\d):\d\d(\.\d+)?", r"\1", moment.replace("T", " "), count=1)
