"""What would help the most of several visits that are left out, tried and proved by a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from dispatch.encoding import Encoded, changed, decode, encode, encode_plan
from dispatch.engine import Solution
from dispatch.engine.aims import least_miss, travel_only
from dispatch.explanations.looser import (
    able,
    in_pools_areas,
    starts_by_gaps,
    wanted_starts,
    with_one_more,
)
from dispatch.explanations.more import with_pieces
from dispatch.explanations.papers import lacks_only_papers, with_papers
from dispatch.explanations.placed import concerns, served_by, spans_of
from dispatch.explanations.proposed import in_desk_hours, is_proposable
from dispatch.explanations.relaxations import RELAXATIONS, Relaxation
from dispatch.plan import Plan
from dispatch.referee import Violation, judge
from dispatch.rules import groups
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.engine.standing import Standing
    from dispatch.roads import TravelTimes

_MOST_PEOPLE: Final = 2
"""How many caregivers are tried as models of another one, and how many with more papers."""

_FAR: Final = 120
"""Minutes by which no client likes to be moved: whatever else lets in any is better."""

_BY_CODE: Final = {each.code: each for each in RELAXATIONS}

_TIMES: Final = ("nap", "earliest", "window")
BY_CAUSE: Final = {
    "busy": ("worth", *_TIMES, "gap", "pin", "overtime", "certificate", "caregiver"),
    "shift": (*_TIMES, "pin", "overtime", "certificate", "caregiver"),
    "cap": ("pin", "certificate", "caregiver"),
    "load": ("caregiver",),
    "crew": ("certificate", "caregiver"),
    "gap": ("gap", "caregiver"),
    "client": (*_TIMES, "gap"),
    "hours": _TIMES,
    "equipment": ("window", "kit"),
    "paper": ("certificate", "caregiver"),
    "course": ("certificate", "caregiver"),
    "examination": ("certificate", "caregiver"),
    "gender": ("gender", "caregiver"),
    "excluded": ("excluded", "caregiver"),
    "area": ("area", "caregiver"),
    "contract": ("caregiver",),
    "pin": ("pin",),
    "room": ("room",),
    "worth": ("worth",),
}
"""What may help against each cause; the mildest comes first."""


@dataclass(frozen=True)
class Help:
    """Something that lets visits in, proved by a plan that contains them all.

    Attributes
    ----------
    code : str
        A code of the relaxations; ``certificate`` for papers; ``room`` or ``worth`` if they fit as
        it is.
    detail : str
        Whom or what it concerns: a caregiver, a pool of equipment.
    papers : tuple of str
        The papers that the caregiver has more, in words.
    visits : tuple of str
        The visits that the plan then serves besides, all others where they were.
    tried : tuple of str
        The visits that were asked about; `visits` may have others of their groups.
    minutes : float or None
        By how many minutes at most a time of one visit, or an overtime limit, would change.
    scenario : Scenario
        The day with it, as far as it is no change of a visit's rules.
    violations : tuple of Violation
        The rules of the visits that give way.
    plan : Plan
        The whole plan; the referee finds nothing else broken in `scenario`.
    """

    code: str
    detail: str
    papers: tuple[str, ...]
    visits: tuple[str, ...]
    tried: tuple[str, ...]
    minutes: float | None
    scenario: Scenario
    violations: tuple[Violation, ...]
    plan: Plan

    @property
    def served(self) -> int:
        """How many of the visits that were asked about it lets in."""
        return len({*self.tried} & {*self.visits})

    @property
    def rank(self) -> tuple[bool, int]:
        """Sort key: whether nobody's time changes by hours, then how many visits it lets in."""
        return (self.minutes or 0) <= _FAR, self.served


@dataclass(frozen=True)
class _Candidate:
    """Something to try: the day with it, and the rule that gives way for each of the visits."""

    code: str
    detail: str
    shared: Scenario
    relaxation: Relaxation | None = None
    papers: tuple[str, ...] = ()


def best_help(
    scenario: Scenario, travel: TravelTimes, plan: Plan, visits: Sequence[Visit], cause: str
) -> Help | None:
    """Return what lets in the most of some visits, of the mildest kind; None if nothing does.

    Parameters
    ----------
    scenario, travel, plan
        The day, and a plan that keeps every rule.
    visits
        Visits that are left out, for the same cause.
    cause
        The code of the cause.
    """
    best: Help | None = None
    for candidate in _candidates(scenario, visits, cause):
        found = _tried(scenario, travel, plan, visits, candidate)
        if found.visits and (best is None or found.rank > best.rank):
            best = found
    return best


def _candidates(scenario: Scenario, visits: Sequence[Visit], cause: str) -> Iterator[_Candidate]:
    for code in BY_CAUSE.get(cause, ()):
        if code == "caregiver":
            yield from _more_people(scenario, visits)
        elif code == "certificate":
            yield from _more_papers(scenario, visits)
        elif code == "kit":
            needed = Counter(
                pool for visit in visits for pool in scenario.service[visit.service].equipment
            )
            for pool in needed:
                everywhere = partial(in_pools_areas, pools=(pool,))
                relaxation = replace(_BY_CODE[code], loosen=everywhere)
                yield _Candidate(code, pool, with_pieces(scenario, (pool,)), relaxation)
        elif code == "overtime":
            everybody = {(each.id, 0) for each in scenario.caregivers}
            yield _Candidate(code, "", _BY_CODE[code].loosen(scenario, visits[0], everybody))
        elif code in ("room", "worth"):
            yield _Candidate(code, "", scenario)
        elif any(_BY_CODE[code].applies(scenario, visit) for visit in visits):
            yield _Candidate(code, "", scenario, _BY_CODE[code])


def _more_people(scenario: Scenario, visits: Sequence[Visit]) -> Iterator[_Candidate]:
    """Yield the day with a copy of each caregiver who is able to serve the most visits."""
    counted = Counter(each.id for visit in visits for each in able(scenario, visit))
    for name, _ in counted.most_common(_MOST_PEOPLE):
        visit = next(v for v in visits if any(each.id == name for each in able(scenario, v)))
        yield _Candidate("caregiver", name, with_one_more(scenario, visit, {(name, 0)}))


def _more_papers(scenario: Scenario, visits: Sequence[Visit]) -> Iterator[_Candidate]:
    """Yield the day with more papers for each caregiver who lacks only these, for most visits."""
    counted = Counter(name for visit in visits for name in lacks_only_papers(scenario, visit))
    for name, _ in counted.most_common(_MOST_PEOPLE):
        services = {visit.service for visit in visits if name in lacks_only_papers(scenario, visit)}
        shared, papers = with_papers(scenario, name, services)
        yield _Candidate("certificate", name, shared, papers=papers)


def _tried(
    scenario: Scenario,
    travel: TravelTimes,
    plan: Plan,
    visits: Sequence[Visit],
    candidate: _Candidate,
) -> Help:
    """Insert as many of the visits as fit, one after the other, all others unmoved."""
    from dispatch.engine.standing import Standing

    shared, relaxation = candidate.shared, candidate.relaxation
    looser, names = shared, tuple(visit.id for visit in visits)
    for visit in visits:
        if relaxation is not None:
            looser = relaxation.loosen(looser, looser.visit[visit.id], ())
        looser = in_desk_hours(scenario, looser, visit.id)
    encoded = _encoded(scenario, looser, travel)
    kinds = frozenset() if relaxation is None else relaxation.kinds
    found = Help(
        candidate.code, candidate.detail, candidate.papers, (), names, None, shared, (), plan
    )
    standing = Standing(encoded.problem, encode_plan(encoded, plan))
    group_of = {name: group for group in groups(scenario) for name in group}
    for visit in visits:
        more = None
        if visit.id not in found.visits:
            more = _inserted(scenario, encoded, standing, found.plan, visit, candidate.code)
        if more is None:
            continue
        group = group_of.get(visit.id, (visit.id,))
        made = decode(encoded, more)
        left_out = tuple(each for each in found.plan.unserved if each.visit not in group)
        made = made.model_copy(update={"scenario": shared.fingerprint, "unserved": left_out})
        broken = judge(shared, travel, made).violations
        starts = {name: served_by(scenario, made, name)[1] for name in group}
        if all(each.kind in kinds and concerns(each, names) for each in broken) and all(
            is_proposable(scenario, name, start) for name, start in starts.items()
        ):
            standing, served = Standing(encoded.problem, more), (*found.visits, *group)
            found = replace(found, visits=served, plan=made, violations=broken)
    return replace(found, minutes=_minutes(scenario, travel, found))


def _encoded(scenario: Scenario, looser: Scenario, travel: TravelTimes) -> Encoded:
    """Encode a looser scenario; its separate clients are still in one visit at a time.

    It is encoded as if a rule gave way for all visits of a client, and then for some of them alone.
    """
    client_of = {visit.id: visit.client for visit in scenario.visits}
    separate = {
        client_of[visit.id]: looser.client[visit.client]
        for visit in looser.visits
        if visit.client != client_of[visit.id]
    }
    if not separate:
        return encode(looser, travel)
    clients = (separate.get(each.id, each).model_copy(update={"id": each.id})
               for each in scenario.clients)  # fmt: skip
    visits = (visit.model_copy(update={"client": client_of[visit.id]}) for visit in looser.visits)
    whole = looser.unchecked(clients=tuple(clients), visits=tuple(visits))
    return changed(encode(whole, travel), looser)


def _inserted(
    scenario: Scenario, encoded: Encoded, standing: Standing, plan: Plan, visit: Visit, code: str
) -> Solution | None:
    """Insert a visit, at a start as near as possible to those that the rules ask for."""
    number = [each.id for each in encoded.scenario.open_visits].index(visit.id)
    problem, tick = encoded.problem, encoded.tick
    able_to = problem.eligible[problem.stops[number] : problem.stops[number + 1]].any(axis=1)
    if not able_to.all() or problem.allowed[number] == problem.allowed[number + 1]:
        return None
    asked = wanted_starts(scenario, visit, {code})
    if code == "gap":
        asked = starts_by_gaps(scenario, visit, spans_of(scenario, plan))
    wanted = [(first // tick, last // tick) for first, last in asked]
    rules = travel_only(problem) if wanted else None
    aims = [*least_miss(problem, number, wanted)]
    return standing.addition(number, rules, aims).in_place()


def _minutes(scenario: Scenario, travel: TravelTimes, found: Help) -> float | None:
    """Return by how many minutes at most a time would change; None if it is no matter of time."""
    broken = found.violations
    if found.code == "overtime":
        plan = found.plan.model_copy(update={"scenario": scenario.fingerprint})
        broken = judge(scenario, travel, plan).violations
    elif found.code not in (*_TIMES, "gap"):
        return None
    return max((each.amount for each in broken), default=None)
