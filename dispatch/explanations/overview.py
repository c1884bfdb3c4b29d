"""All visits that a plan leaves out, by cause, with what would help the most of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from dispatch.encoding import encode, encode_plan
from dispatch.explanations.attempt import Attempt, Day
from dispatch.explanations.causes import Cause, cause_of, starts_on_clock
from dispatch.explanations.help import BY_CAUSE, Help, best_help
from dispatch.explanations.lacking import lacking
from dispatch.explanations.relaxations import RELAXATIONS
from dispatch.explanations.why import sound
from dispatch.messages import listed, say
from dispatch.plan import Plan, Reason
from dispatch.reasons import why_left_out
from dispatch.report.tips import called
from dispatch.roads import travel_times
from dispatch.rules.told import sentence
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes

MOST_GROUPS: Final = 7
"""How many causes are told on a screen: three lines each, and the first and the last line."""

MOST_TRIED: Final = 12
"""On how many visits of a cause help is tried."""

MOST_VISITS: Final = 60
"""On how many visits in all help is tried: on a large day that takes nearly all of the time."""

_MOST_NAMES: Final = 6
"""How many visits of a cause are named."""

_MOST_GAPS: Final = 20
"""For how many visits it is tried whether a gap alone is in the way."""

_NO_HELP: Final = (
    "entitlement", "unreachable", "nobody", "room", "group", "same", "contract",
)  # fmt: skip
"""The causes with a sentence of their own about what would help."""


@dataclass(frozen=True)
class LeftOut:
    """A visit that is left out: its id, what it is called, if it is mandatory, and why."""

    visit: str
    called: str
    mandatory: bool
    reasons: tuple[Reason, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Visits that are left out for the same cause.

    Attributes
    ----------
    cause : Cause
        The cause.
    told : str
        The cause in words.
    visits : tuple of LeftOut
        The visits; mandatory ones come first.
    help : Help or None
        What would let in the most of them; None if nothing that was tried does.
    sought : bool
        Whether help was looked for: until `MOST_VISITS` have been tried.
    """

    cause: Cause
    told: str
    visits: tuple[LeftOut, ...]
    help: Help | None
    sought: bool

    @property
    def mandatory(self) -> int:
        """The number of mandatory visits in it."""
        return sum(each.mandatory for each in self.visits)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists and None, ready for JSON."""
        helped = self.help
        return {
            "cause": self.cause.code,
            "detail": self.cause.detail,
            "part": self.cause.part,
            "sentence": self.told,
            "visits": [
                {
                    "visit": each.visit,
                    "mandatory": each.mandatory,
                    "reasons": [
                        reason.model_dump(mode="json") | {"sentence": told}
                        for reason, told in zip(each.reasons, each.sentences, strict=True)
                    ],
                }
                for each in self.visits
            ],
            "help_sought": self.sought,
            "help": None
            if helped is None
            else {
                "code": helped.code,
                "detail": helped.detail,
                "papers": list(helped.papers),
                "visits": list(helped.visits),
                "tried": len(helped.tried),
                "minutes": helped.minutes,
                "violations": [each.as_dict() for each in helped.violations],
                "plan": helped.plan.model_dump(mode="json", exclude_defaults=True),
                "sentence": self.help_told(),
            },
        }

    def lines(self, of: int) -> Iterator[str]:
        """Yield the lines for the terminal, given how many visits are left out in all."""
        yield say("overview-group", count=len(self.visits), of=of, cause=self.told)
        names = [
            say("overview-mandatory", visit=each.called) if each.mandatory else each.called
            for each in self.visits
        ]
        text, more = listed(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
        yield "  " + (say("explain-more", names=text, count=more) if more > 0 else text)
        yield "  " + self.help_told()

    def help_of(self, visit: str) -> str:
        """Tell what would let in the most of them, and whether that lets in this one."""
        told, helped = self.help_told(), self.help
        if helped is None or visit not in helped.tried or helped.served == len(helped.tried):
            return told
        return say("overview-this" if visit in helped.visits else "overview-not-this", told=told)

    def help_told(self) -> str:
        """Tell what would let in the most of them, or that nothing does."""
        helped = self.help
        if helped is None and self.cause.code in _NO_HELP:
            return say(f"overview-no-help-{self.cause.code}")
        if helped is None:
            return say("overview-no-help" if self.sought else "overview-not-sought")
        fields = {"detail": helped.detail, "minutes": ceil(helped.minutes or 0)}
        area = helped.code == "kit" and helped.violations
        what = say(
            "overview-help-kit-area" if area else f"overview-help-{helped.code}",
            papers=listed(helped.papers), **fields,
        )  # fmt: skip
        tried = len(helped.tried)
        code = "overview-helps" if tried == len(self.visits) else "overview-helps-some"
        return say(code, what=what, served=helped.served, tried=tried)


@dataclass(frozen=True)
class Overview:
    """Why a plan leaves visits out, by cause: mandatory visits first, then the most frequent cause.

    Attributes
    ----------
    visits : int
        The number of visits that a plan must account for.
    groups : tuple of Group
        The causes with their visits.
    """

    visits: int
    groups: tuple[Group, ...]

    @property
    def left_out(self) -> int:
        """The number of visits that are left out."""
        return sum(len(group.visits) for group in self.groups)

    @property
    def mandatory(self) -> int:
        """The number of mandatory visits that are left out."""
        return sum(group.mandatory for group in self.groups)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists and None, ready for JSON."""
        return {
            "visits": self.visits,
            "left_out": self.left_out,
            "mandatory": self.mandatory,
            "groups": [group.as_dict() for group in self.groups],
        }

    def lines(self) -> Iterator[str]:
        """Yield the lines of a text for one screen of a terminal."""
        counts = {"left_out": self.left_out, "visits": self.visits, "mandatory": self.mandatory}
        if not self.groups:
            yield say("overview-nothing", **counts)
            return
        yield say("overview-counts-mandatory" if self.mandatory else "overview-counts", **counts)
        for group in self.groups[:MOST_GROUPS]:
            yield from group.lines(self.left_out)
        rest = self.groups[MOST_GROUPS:]
        if rest:
            count = sum(len(group.visits) for group in rest)
            yield say("overview-more", count=count, causes=len(rest))


def explain_all(scenario: Scenario, plan: Plan, *, travel: TravelTimes | None = None) -> Overview:
    """Explain all visits that a plan leaves out, and find what would help the most of them.

    Visits are in one group if they have the same cause: what most of those caregivers have in
    common who came nearest to serving them. For each group, what may help against its
    cause is tried on up to `MOST_TRIED` of its visits, one after the other, with all other visits
    unmoved, until `MOST_VISITS` have been tried in all; a plan proves what is told.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan that keeps every rule.
    travel
        The scenario's travel times, if they are available.

    Raises
    ------
    BrokenRule
        If the plan itself breaks a rule, so that nothing can be proved from it.
    RoadsError
        If travel times cannot be found.
    """
    travel = travel_times(scenario) if travel is None else travel
    cost = sound(scenario, travel, plan).cost.total
    served = {stop.visit for route in plan.routes for stop in route.stops}
    visits = [visit for visit in scenario.open_visits if visit.id not in served]
    encoded = encode(scenario, travel)
    every = why_left_out(scenario, encoded, encode_plan(encoded, plan), visits)
    by_gap = _ByGap(scenario, travel, plan, cost)
    groups: dict[Cause, list[tuple[Visit, LeftOut]]] = {}
    for visit, reasons in zip(visits, every, strict=True):
        cause = by_gap.cause(visit, _cause(scenario, visit, reasons))
        told = tuple(sentence(scenario, visit.id, reason) for reason in reasons)
        out = LeftOut(visit.id, called(scenario, visit), visit.binding, reasons, told)
        groups.setdefault(cause, []).append((visit, out))
    ranked = sorted(groups.items(), key=lambda item: _rank(out for _, out in item[1]))
    found = []
    left = MOST_VISITS
    for cause, pairs in ranked:
        pairs.sort(key=lambda pair: not pair[1].mandatory)
        asked = [visit for visit, _ in pairs]
        tried = asked[: min(MOST_TRIED, left)] if cause.code in BY_CAUSE else []
        helped = best_help(scenario, travel, plan, tried, cause.code) if tried else None
        left -= len(tried)
        left_out = tuple(out for _, out in pairs)
        found.append(Group(cause, _told(scenario, cause, asked), left_out, helped, bool(tried)))
    return Overview(len(scenario.open_visits), tuple(found))


def _rank(left_out: Iterable[LeftOut]) -> tuple[int, int]:
    """Return the sort key of a group: the most mandatory visits first, then the most visits."""
    mandatory = [each.mandatory for each in left_out]
    return -sum(mandatory), -len(mandatory)


def _cause(scenario: Scenario, visit: Visit, reasons: Sequence[Reason]) -> Cause:
    """Return the cause of a visit; if there is anybody, a paper that nobody has comes first."""
    nobody = next(lacking(scenario, visit), None)
    if nobody is None or not scenario.caregivers:
        return cause_of(scenario, visit, reasons)
    code = {"course_missing": "course", "examination_missing": "examination"}
    return Cause(code.get(nobody.code, "paper"), nobody.paper)


class _ByGap:
    """Finds the visits that gaps to other visits keep out, among those without time."""

    def __init__(self, scenario: Scenario, travel: TravelTimes, plan: Plan, cost: float) -> None:
        self._day = (scenario, travel, plan)
        self._cost, self._tried = cost, 0
        (self._gap,) = (each for each in RELAXATIONS if each.code == "gap")

    def cause(self, visit: Visit, cause: Cause) -> Cause:
        """Return the gap as the cause if the visit fits as soon as it gives way."""
        scenario, travel, plan = self._day
        if cause.code not in ("busy", "client") or not self._gap.applies(scenario, visit):
            return cause
        self._tried += 1
        if self._tried > _MOST_GAPS:
            return cause
        attempt = Attempt(Day(scenario, travel, plan, visit, self._cost), (self._gap,))
        return cause if attempt.in_place() is None else Cause("gap")


def _told(scenario: Scenario, cause: Cause, visits: Sequence[Visit]) -> str:
    """Return a cause in words, with the hours of its visits."""
    anybody = cause.code in ("busy", "shift") and not cause.detail
    family = "overview-anybody" if anybody else "overview-cause"
    text = say(f"{family}-{cause.code}", detail=cause.detail)
    clocks = [clock for visit in visits if (clock := starts_on_clock(scenario, visit))]
    if cause.part == "any" or not clocks:
        return text
    first, last = min(first for first, _ in clocks), max(last for _, last in clocks)
    at = scenario.clock.hours(first if cause.part == "afternoon" else last)
    return say(f"overview-{cause.part}", text=text, at=at)
