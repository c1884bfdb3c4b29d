"""Offers of slots, and what becomes of a day when one is accepted: functions of a state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final, TypeAlias

from dispatch.encoding import meeting
from dispatch.errors import OfferGone, fault
from dispatch.live.asking import Asking, Found, Opening
from dispatch.live.request import Asked, checked
from dispatch.live.state import State
from dispatch.live.terms import Terms
from dispatch.plan import Answer, Blocked, Offer
from dispatch.scenario import Promise, Scenario, Window
from dispatch.scenario.base import Moment

Span: TypeAlias = tuple[int, int]
"""First and last start, in milliseconds."""

_MOST_MOVES: Final = 8
"""How often a start is promised anew because a later departure would move it."""


@dataclass(frozen=True)
class WithVisit:
    """A planned day with the visit of a request, which its plan does not contain yet.

    Attributes
    ----------
    state : State
        The planned day.
    asked : Asked
        The request.
    """

    state: State
    asked: Asked

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with the visit behind the others."""
        return self.asked.added(self.state.scenario)

    @cached_property
    def free(self) -> Asking:
        """The day with nothing that keeps the visit apart."""
        return Asking.of(self.state, self.scenario, apart=False)

    @cached_property
    def apart(self) -> Asking:
        """The day with the client's visits kept apart."""
        return Asking.of(self.state, self.scenario)

    @cached_property
    def meeting(self) -> tuple[Span, ...]:
        """The starts with which the visit would meet another one of its client."""
        return meeting(self.scenario, self.free.encoded.travel, self.scenario.visits[-1])


class _Question:
    """A request, and the day with its visit: as it is, or with its client's visits kept apart.

    What keeps visits apart also binds the times of the client's other visits to each other, so it
    is asked for only where they could meet.
    """

    def __init__(
        self, day: WithVisit, tolerance: int, caregivers: frozenset[str] = frozenset()
    ) -> None:
        self._day, self._tolerance, self._caregivers = day, tolerance, caregivers

    def of(self, first: int, last: int) -> Asking:
        """Return the day for starts in an interval, and for promises of them."""
        return self.apart if self.meets(first, last) else self.free

    def meets(self, first: int, last: int) -> bool:
        """Return whether the visit could meet another one of its client."""
        first, last = first - self._tolerance, last + self._tolerance
        return any(before < last and first < after for before, after in self._day.meeting)

    @cached_property
    def free(self) -> Asking:
        """The day with nothing that keeps the visit apart."""
        return self._day.free.by(self._caregivers)

    @cached_property
    def apart(self) -> Asking:
        """The day with the client's visits kept apart."""
        return self._day.apart.by(self._caregivers)


def answer(day: WithVisit, terms: Terms) -> Answer:
    """Answer a complete request."""
    state, asked = day.state, day.asked
    question = _Question(day, terms.tolerance, frozenset(terms.caregivers))
    scenario = state.scenario
    since = 0 if terms.now is None else scenario.at(terms.now)
    until = scenario.horizon if terms.until is None else scenario.at(terms.until)
    spans = question.free.spans(terms.apart, since, until)
    valid_until = None if terms.now is None else scenario.moment(since + terms.hold)
    offers = tuple(_offers(question, spans, terms, valid_until))
    blocked = tuple(_blocked(state, asked, question, spans, terms.blocked))
    if offers or not terms.reasons or terms.caregivers or terms.until:
        return Answer(offers=offers, blocked=blocked)
    reasons, told = _only(state, asked, spans).reasons()
    return Answer(blocked=blocked, reasons=reasons, told=told)


def _offers(
    question: _Question, spans: Sequence[Span], terms: Terms, valid_until: Moment | None
) -> Iterator[Offer]:
    """Yield the offers of the cheapest openings that are far enough from each other."""
    taken: list[int] = []
    latest = max((last for _, last in spans), default=0)

    def far(at: int) -> bool:
        return all(abs(at - other) >= max(terms.apart, 1) for other in taken)

    for each in _openings(question, spans) if terms.count else ():
        found = _expected(question, each, terms.tolerance) if far(each.at) else None
        if found is not None and found[1].at <= latest and far(found[1].at):
            taken.append(found[1].at)
            yield found[0].offer(found[1], terms.tolerance, valid_until)
        if len(taken) == terms.count:
            return


def _openings(question: _Question, spans: Sequence[Span]) -> Iterator[Opening]:
    """Yield an opening for each span of starts that has one, the cheapest first.

    To keep visits apart never makes an opening cheaper. So those that could meet another visit are
    asked about once the cheapest of them would be next.
    """
    found = zip(question.free.priced(spans), spans, strict=True)
    pairs = sorted(((each, span) for each, span in found if each), key=lambda pair: pair[0].order)
    for place, (opening, span) in enumerate(pairs):
        if question.meets(*span):
            left = pairs[place:]
            sure = [each for each, other in left if not question.meets(*other)]
            meeting_ones = [other for _, other in left if question.meets(*other)]
            kept = [each for each in question.apart.priced(meeting_ones) if each]
            yield from sorted([*sure, *kept], key=lambda each: each.order)
            return
        yield opening


def _expected(question: _Question, opening: Opening, tolerance: int) -> tuple[Asking, Found] | None:
    """Promise the start of an opening, or where a later departure then moves it.

    None if the promise cannot be kept.
    """
    at, people, kept = opening.at, opening.people, None
    for _ in range(_MOST_MOVES):
        asking = question.of(at, at)
        found = asking.found((at, at), at, tolerance, people) if people else None
        if found is None or not asking.proposes(found.start):
            break
        kept, at = (asking, found), found.start
        if at == found.at:
            break
    return kept


def _blocked(
    state: State, asked: Asked, question: _Question, spans: Sequence[Span], most: int
) -> Iterator[Blocked]:
    """Yield blocked starts with their reasons, the nearest to the wish first."""
    scenario, visit = state.scenario, asked.visit
    runs: list[Span] = []
    for first, last in _closed(question, spans) if most else ():
        if runs and first == runs[-1][1] + question.free.encoded.tick:
            runs[-1] = runs[-1][0], last
        else:
            runs.append((first, last))
    wish = visit.preferred_start or visit.earliest_acceptable
    at = 0 if wish is None else scenario.at(wish)
    runs.sort(key=lambda run: (max(run[0] - at, at - run[1], 0), run))
    told = 0
    for run in runs:
        if told == most:
            return
        asking = _only(state, asked, [run])
        ends = ((at, at) for at in run)
        if any(asking.priced([*asking.allowed_in(*run), *ends])):
            continue  # with fewer starts to choose from, a crew is found
        reasons, lines = asking.reasons()
        if all(each.code != "room_left" for each in reasons):
            told += 1
            opens, closes = map(scenario.moment, run)
            yield Blocked(opens=opens, closes=closes, reasons=reasons, told=lines)


def _closed(question: _Question, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans of starts without an opening, in order."""
    for asking, group in groupby(spans, key=lambda span: question.of(*span)):
        few = [*group]
        yield from (
            span for span, each in zip(few, asking.priced(few), strict=True) if each is None
        )


def _only(state: State, asked: Asked, spans: Sequence[Span]) -> Asking:
    """Return the day with the visit restricted to some starts."""
    moment = state.scenario.moment
    windows = tuple(Window(open=moment(first), close=moment(last)) for first, last in spans)
    soft = tuple(window for window in asked.visit.windows if not window.hard)
    visit = asked.visit.model_copy(update={"windows": (*soft, *windows)}) if spans else asked.visit
    return Asking.of(state, replace(asked, visit=visit).added(state.scenario))


def accepted(state: State, offer: Offer, now: Moment | None = None) -> tuple[State, Offer]:
    """Add the visit of an offer to a planned day, with its promise.

    Parameters
    ----------
    state
        The planned day.
    offer
        The offer.
    now
        The time on the desk's clock: an offer whose latest start is past cannot be kept.

    Returns
    -------
    State, Offer
        The new state, and the offer as it is kept: if the day has changed since it was made, other
        people may come, and the visit may start at another time within the tolerance.

    Raises
    ------
    InputError
        If something is wrong in the offer.
    OfferGone
        If the offer cannot be kept any more.
    """
    if offer.visit.id in state.scenario.visit:
        raise gone(offer)
    asked = checked(state.scenario, _asked(state, offer))
    if now is not None and state.scenario.at(now) > state.scenario.at(offer.latest):
        fields = {"visit": offer.visit.id, "latest": offer.latest, "now": now}
        raise OfferGone(fault("offer-past", f"visits[{offer.visit.id}]", **fields))
    if offer.version != state.version:
        offer = _repriced(WithVisit(state, asked), offer)
    asking, found = _promised(state, offer)
    if found is None:
        offer = _repriced(WithVisit(state, asked), offer)
        asking, found = _promised(state, offer)
    if found is None:
        raise gone(offer)
    plan = found.plan.model_copy(update={"scenario": asking.scenario.fingerprint})
    solution = asking.held(found)
    return State(asking.scenario, plan, asking.encoded, solution, state.followed_by(plan)), offer


def lost(state: State, offers: Iterable[Offer]) -> Iterator[Offer]:
    """Yield the offers that cannot be kept in another state of the day than theirs."""
    for asked, same in groupby(offers, key=lambda each: _asked(state, each)):
        day = WithVisit(state, asked)
        for offer in same:
            try:
                _repriced(day, offer)
            except OfferGone:
                yield offer


def _repriced(day: WithVisit, offer: Offer) -> Offer:
    """Price an offer that was made for another state of the day.

    Raises
    ------
    OfferGone
        If it cannot be kept.
    """
    scenario = day.state.scenario
    if offer.visit.id in scenario.visit:
        raise gone(offer)
    at = scenario.at(offer.start)
    asking = _Question(day, offer.tolerance).of(at, at)
    for people in (offer.caregivers, ()):
        found = _within(asking, offer, people)
        if found is not None:
            now = asking.offer(found, offer.tolerance, offer.valid_until)
            told = ("start", "date", "earliest", "latest")
            return now.model_copy(update={name: getattr(offer, name) for name in told})
    raise gone(offer)


def gone(offer: Offer) -> OfferGone:
    """Return the error of an offer that cannot be kept."""
    where = f"visits[{offer.visit.id}]"
    return OfferGone(fault("offer-gone", where, visit=offer.visit.id, start=offer.start))


def _asked(state: State, offer: Offer) -> Asked:
    """Return what an offer is about; another visit may have brought its client meanwhile."""
    known = offer.client is not None and offer.client == state.scenario.client.get(offer.client.id)
    return Asked(offer.visit, None if known else offer.client)


def _promised(state: State, offer: Offer) -> tuple[Asking, Found | None]:
    """Put the visit with its promise where an offer says."""
    promise = Promise(start=offer.start, tolerance=offer.tolerance, caregivers=offer.caregivers)
    visit = offer.visit.model_copy(update={"promise": promise})
    asking = Asking.of(state, replace(_asked(state, offer), visit=visit).added(state.scenario))
    return asking, _within(asking, offer, offer.caregivers)


def _within(asking: Asking, offer: Offer, people: Sequence[str]) -> Found | None:
    """Put the visit at its start, or else as soon after it, or before it, as it fits."""
    at = asking.scenario.at(offer.start)
    for span in ((at, at), (at, at + offer.tolerance), (at - offer.tolerance, at)):
        found = asking.found(span, at, offer.tolerance, people)
        if found is not None:
            return found
    return None
