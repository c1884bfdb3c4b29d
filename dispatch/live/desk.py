"""The desk that a backend holds: offers in milliseconds, and the plan that follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from dispatch.explanations import Explanation, explain
from dispatch.live.day import Day
from dispatch.live.events import Event
from dispatch.live.foresight import Futures, futures_of
from dispatch.live.offering import WithVisit, accepted, answer, lost
from dispatch.live.repair import Repair, budget_of, repaired, told_day
from dispatch.live.request import Asked, Request, asked_of
from dispatch.live.state import State, Told
from dispatch.live.terms import HALF_AN_HOUR, Length, Terms, events_of, terms_of
from dispatch.plan import Answer, Offer, Plan, Unserved
from dispatch.roads import slowed, usual
from dispatch.scenario import Client, Scenario
from dispatch.scenario.base import Moment
from dispatch.scenario.clock_checks import clock_time

if TYPE_CHECKING:
    from dispatch.engine import Stop
    from dispatch.roads import TravelTimes


@dataclass(frozen=True)
class Acceptance:
    """What an accepted offer changes.

    Attributes
    ----------
    scenario : Scenario
        The scenario with the visit and its promise.
    plan : Plan
        The plan with the visit.
    offer : Offer
        The offer as it is kept. If the day had changed since it was made, other people may come.
    gone : tuple of Offer
        The offers that the desk has made, that are still valid, and that cannot be kept any more.
    """

    scenario: Scenario
    plan: Plan
    offer: Offer
    gone: tuple[Offer, ...]


class Desk:
    """A planned day that answers requests.

    Several threads may ask at once. Those that change the day wait for each other, and those that
    ask see the day before or after a change, never in between. A desk holds nothing of its own but
    the offers that are still valid, the visit that was asked about last, to answer sooner, and from
    `tell` to `replan` the plan that clients know: made anew from its scenario and its plan, it
    answers the same. Pickled and read again, it also keeps the offers and the plan that they know.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan that keeps every rule. Its times become those that the solver gives its decisions,
        which changes nothing in a plan of `solve`.
    travel
        The scenario's travel times, if they are available.

    Raises
    ------
    BrokenRule
        If the plan breaks a rule.
    RoadsError
        If travel times cannot be found.

    Examples
    --------
    >>> from dispatch import Desk, load_scenario, solve
    >>> day = load_scenario("scenarios/hello.yaml")
    >>> desk = Desk(day, solve(day, time_limit=1))
    >>> answer = desk.offers({"client": "wu", "service": "injection"})
    """

    def __init__(self, scenario: Scenario, plan: Plan, travel: TravelTimes | None = None) -> None:
        self._start(State.of(scenario, plan, travel), ())

    def _start(self, state: State | Told, open_offers: Iterable[Offer]) -> None:
        self._hold(state)
        self._open = [*open_offers]
        self._changing, self._noting = Lock(), Lock()

    def _hold(self, state: State | Told) -> None:
        """Go on with a state, and forget which visit was asked about last."""
        self._held: State | Told = state
        self._asked: WithVisit | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the numbers, which follow from the words."""
        state = self._state
        return {
            "scenario": state.scenario,
            "plan": state.plan,
            "travel": state.encoded.travel,
            "before": state.before,
            "open": [*self._open],
        }

    def __setstate__(self, kept: dict[str, Any]) -> None:
        state = State.of(kept["scenario"], kept["plan"], kept["travel"], kept["before"])
        self._start(state, kept["open"])

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is now."""
        return self._held.scenario

    @property
    def plan(self) -> Plan:
        """The plan as it is now: of what was told to have happened, what can be kept."""
        return self._state.plan

    @property
    def travel(self) -> TravelTimes:
        """The travel times of the day as it is now."""
        return self._held.travel

    @property
    def _state(self) -> State:
        return self._held.state

    def tell(self, events: Iterable[Event], now: Moment) -> None:
        """Let the day go on to a moment.

        The plan keeps what it can; `replan` repairs it. The next question takes longer: it computes
        the numbers of the day anew. Events that are told without a question in between have the
        same effect as if they were told together.

        Parameters
        ----------
        events
            What has happened; see `dispatch.live.events`. Their order does not matter.
        now
            The moment, such as ``10:20``.

        Raises
        ------
        InputError
            If `now` is no clock time of the day, or events do not fit the day, or contradict it or
            one another; each is listed, and the desk does not change.
        RoadsError
            If a place that an event mentions is too far from any road.
        """
        news = events_of(events)
        with self._changing:
            held = self._held
            day, travel = told_day(held.scenario, held.day.plan, held.travel, now, news)
            self._hold(Told(day, held.seen, travel, held.latest))

    def replan(
        self,
        *,
        time_limit: float | None = None,
        iterations: int | None = None,
        deadline: float | None = None,
        seed: int = 0,
        threads: int = 1,
        reasons: bool = False,
        stop: Stop | None = None,
        futures: Futures = (),
    ) -> Repair:
        """Repair the plan as it is now; see `dispatch.replan`.

        Meanwhile others may ask for offers, and those that change the day wait.

        Parameters
        ----------
        time_limit, iterations, deadline, seed, threads, reasons, stop
            As for `dispatch.replan`.
        futures
            Several ways in which the day may go on: for each, visits that may yet be asked for,
            with windows that open no sooner. The plan leaves room for them, and contains none.
            What limits the search is shared evenly by as many searches as there are futures and one
            without any. The ids of all these visits are new and differ.

        Raises
        ------
        InputError
            If arguments are out of range, or a visit of a future does not fit the day; each is
            listed.
        RoadsError
            If a visit of a future ends at a place that is new to the desk.
        NoPlan
            If not even what has begun has a plan, or the deadline passes first.
        """
        budget = budget_of(time_limit, iterations, deadline, stop, seed, threads)
        with self._changing:
            held = self._held
            futures = futures_of(held.scenario, futures)
            found, encoded = repaired(
                held.day, held.seen, held.travel, budget, held.latest, held.found, seed=seed,
                threads=threads, reasons=reasons, futures=futures,
            )  # fmt: skip
            day, travel = Day(found.scenario, found.plan), held.travel
            if found.scenario is not held.scenario:  # pins are released
                travel = slowed(day.scenario, usual(travel))
            self._hold(Told(day, found.plan, travel, encoded))
        return found

    def offers(
        self,
        request: Request,
        count: int = 3,
        client: Client | Mapping[str, Any] | None = None,
        *,
        caregivers: Collection[str] = (),
        blocked: int = 0,
        tolerance: Length = HALF_AN_HOUR,
        apart: Length = HALF_AN_HOUR,
        now: Moment | None = None,
        until: Moment | None = None,
        hold: Length = HALF_AN_HOUR,
    ) -> Answer:
        """Offer the cheapest slots for one more visit, all other visits left with their people.

        Lengths of time are read as in scenarios: a number is minutes.

        Parameters
        ----------
        request
            The visit, or those of its fields that are known.
        count
            The largest number of offers.
        client
            The client, if the scenario does not know her yet.
        caregivers
            The ids of those who may come, such as whom the client asks for; anybody if empty. Why
            they cannot is not told.
        blocked
            The largest number of blocked starts, by anybody, to explain. Each takes about twice as
            long as the offers.
        tolerance
            How much earlier or later than expected the visit may start by the promise.
        apart
            The least distance between two offered starts.
        now
            The time on the desk's clock: nothing starts earlier.
        until
            The last start to offer; why there is none by then is not told.
        hold
            How long the offers are valid from `now`. So long the desk knows them, and an
            acceptance tells which of them are gone.

        Raises
        ------
        InputError
            With everything that is wrong in the other arguments, or else in the request.
        RoadsError
            If a place of the request is too far from any road.
        """
        state = self._state
        terms = terms_of(
            state.scenario, count=count, blocked=blocked, tolerance=tolerance, apart=apart, now=now,
            until=until, hold=hold, caregivers=caregivers,
        )  # fmt: skip
        asked = asked_of(state.scenario, request, client)
        if isinstance(asked, tuple):
            return Answer(missing=asked)
        found = answer(self._with(state, asked), terms)
        if terms.now is not None:
            with self._noting:
                again = {_promise_of(each) for each in found.offers}
                known = self._valid(state, terms.now)
                others = (each for each in known if _promise_of(each) not in again)
                self._open = [*others, *found.offers]
        return found

    def explain(
        self, request: Request, client: Client | Mapping[str, Any] | None = None
    ) -> Explanation | None:
        """Explain what would have to give way for a request; see `dispatch.explain`.

        It takes seconds where offers take milliseconds: ask it where there are none.

        Parameters
        ----------
        request, client
            As for `offers`.

        Returns
        -------
        Explanation or None
            None if fields of the request are missing.

        Raises
        ------
        InputError, RoadsError
            As for `offers`.
        """
        state = self._state
        asked = asked_of(state.scenario, request, client)
        if isinstance(asked, tuple):
            return None
        day = self._with(state, asked)
        left_out = Unserved(visit=asked.visit.id, mandatory=asked.visit.binding)
        plan = state.plan.model_copy(update={"unserved": (*state.plan.unserved, left_out)})
        return explain(day.scenario, plan, asked.visit.id, travel=day.free.encoded.travel)

    def offers_for(
        self, requests: Iterable[Request], count: int = 1, *, reasons: bool = False
    ) -> list[Answer]:
        """Answer many requests, each as if the first offers of all before had been accepted.

        The desk does not change. The offers can be accepted in the same order.

        Parameters
        ----------
        requests
            The requests, of which each may have its new client.
        count
            The largest number of offers for each.
        reasons
            Whether to find out why nothing can be offered, which takes longer than the offers.

        Raises
        ------
        InputError
            With everything that is wrong in the first request that is wrong.
        """
        state, answers = self._state, []
        for request in requests:
            asked = asked_of(state.scenario, request)
            if isinstance(asked, tuple):
                answers.append(Answer(missing=asked))
                continue
            found = answer(WithVisit(state, asked), Terms(count=count, reasons=reasons))
            answers.append(found)
            if found.offers:
                state, _ = accepted(state, found.offers[0])
        return answers

    def accept(self, offer: Offer, *, now: Moment | None = None) -> Acceptance:
        """Add the visit of an offer to the day, with its promise.

        Parameters
        ----------
        offer
            An offer of this desk, or of one with the same day. If the day has changed since it was
            made, it is kept within its tolerance if that is possible.
        now
            The time on the desk's clock: nothing is accepted whose latest start is past, and offers
            that are not valid any more are forgotten.

        Raises
        ------
        InputError
            If `now` is no clock time of the day, or something is wrong in the offer. The desk does
            not change.
        OfferGone
            If the offer cannot be kept any more. The desk does not change.
        """
        offer = Offer.model_validate(offer)
        with self._changing:
            before = self._state
            now = None if now is None else clock_time(before.scenario, "now", now)
            state, kept = accepted(before, offer, now)
            self._hold(state)
        with self._noting:
            others = [each for each in self._valid(state, now) if each.visit.id != kept.visit.id]
            self._open = others
        gone = tuple(lost(state, (each for each in others if _meet(before, state, kept, each))))
        with self._noting:
            self._open = [each for each in self._open if each not in gone]
        return Acceptance(state.scenario, state.plan, kept, gone)

    def _with(self, state: State, asked: Asked) -> WithVisit:
        """Return the day with a visit; many ask about one for one caregiver after the other."""
        day = self._asked
        if day is None or day.state is not state or day.asked != asked:
            self._asked = day = WithVisit(state, asked)
        return day

    def _valid(self, state: State, now: Moment | None) -> Iterator[Offer]:
        """Yield the offers that are valid, by the clock."""
        at = 0 if now is None else state.scenario.at(now)
        for each in self._open:
            if each.valid_until is not None and at < state.scenario.at(each.valid_until):
                yield each


def _promise_of(offer: Offer) -> tuple[object, ...]:
    """Return what an offer promises: the same, whenever it is asked for."""
    return offer.visit.id, offer.start, offer.tolerance, offer.caregivers


def _meet(before: State, after: State, kept: Offer, other: Offer) -> bool:
    """Return whether two offers share anything by which one can change the other."""
    services = [after.scenario.service[each.visit.service] for each in (kept, other)]
    linked = any(each.visit.gaps or each.visit.group for each in (kept, other))
    shared = {*services[0].equipment} & {*services[1].equipment}
    if linked or shared or kept.visit.client == other.visit.client:
        return True
    same = {id(route) for route in before.plan.routes}
    changed = {route.caregiver for route in after.plan.routes if id(route) not in same}
    moved = {each.visit for each in other.moves}
    people = {
        route.caregiver
        for route in before.plan.routes
        if any(stop.visit in moved for stop in route.stops)
    }
    return not changed.isdisjoint({*other.caregivers, *people})


def offers(
    scenario: Scenario,
    plan: Plan,
    request: Request,
    count: int = 3,
    client: Client | Mapping[str, Any] | None = None,
    *,
    travel: TravelTimes | None = None,
    **terms: Any,
) -> Answer:
    """Offer the cheapest slots for one more visit; see `Desk` and `Desk.offers`."""
    return Desk(scenario, plan, travel).offers(request, count, client, **terms)
