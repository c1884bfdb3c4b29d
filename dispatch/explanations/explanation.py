"""Results of an explanation: why a visit is not served, and how it could be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from dispatch.explanations.fields import FieldChange
from dispatch.explanations.nearest import Near
from dispatch.messages import listed, say
from dispatch.plan import Plan, Reason
from dispatch.referee import Violation
from dispatch.rules.told import dated_clock

NEVER_GIVES_WAY: Final = {
    "entitlement_used": "entitlement",
    "entitlement_shared": "entitlement",
    "unreachable": "unreachable",
    "no_caregivers": "nobody",
}
"""Reasons with which the search for ways ends before it begins, each with what it is a matter of.
"""


@dataclass(frozen=True)
class Lacking:
    """A paper that a role of the visit requires and that nobody has on the date.

    Attributes
    ----------
    code : str
        ``certificate_missing``, ``course_missing`` or ``examination_missing``.
    paper : str
        The certificates, any of which is enough, the course, or the service.
    role : str or None
        The role of the crew that requires it; None for all roles.
    date : str
        The dates on which the visit may take place.
    """

    code: str
    paper: str
    role: str | None
    date: str

    def __str__(self) -> str:
        return say(f"explain-nobody-{self.code}", paper=self.paper, date=self.date)


@dataclass(frozen=True)
class Moved:
    """Another visit that makes room or is served as well: by whom, and when.

    Caregivers are in the order of the crew.
    """

    visit: str
    caregivers: tuple[str, ...]
    start: str


@dataclass(frozen=True)
class MovedBreak:
    """A meal break at another place of its route: whose, and when it begins."""

    caregiver: str
    start: str


@dataclass(frozen=True)
class Way:
    """A way to serve the visit, proved by its plan.

    Attributes
    ----------
    relaxed : tuple of str
        Codes of the relaxations from the closed list; empty if none is needed.
    caregivers : tuple of str
        Who comes, in the order of the crew; an additional caregiver has a new id.
    start : str
        When the visit starts.
    like : tuple of str
        Originals of the additional caregivers, who are copies.
    pieces : tuple of str
        Pools of which an additional piece of equipment is used.
    together : tuple of Moved
        The other visits of its group, which are served with it.
    moved : Moved or None
        Another visit that moves to another place in the plan, with its new place.
    moved_break : MovedBreak or None
        A meal break that moves before or after other visits.
    violations : tuple of Violation
        All violations of the original scenario by the plan, with their amounts.
    changes : tuple of FieldChange
        What would have to be in the scenario for the broken rules about times to be kept.
    cost : float
        Rise of the plan's cost; below 0 it falls.
    plan : Plan
        The whole plan; the referee finds no other violations.
    """

    relaxed: tuple[str, ...]
    caregivers: tuple[str, ...]
    start: str
    like: tuple[str, ...]
    pieces: tuple[str, ...]
    together: tuple[Moved, ...]
    moved: Moved | None
    moved_break: MovedBreak | None
    violations: tuple[Violation, ...]
    changes: tuple[FieldChange, ...]
    cost: float
    plan: Plan

    @property
    def comes(self) -> str:
        """Who comes when, in words."""
        names = listed(self.caregivers)
        return say("explain-comes", caregivers=names, start=dated_clock(self.start))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts and lists, ready for JSON."""
        return {
            "relaxed": list(self.relaxed),
            "caregivers": list(self.caregivers),
            "start": self.start,
            "like": list(self.like),
            "pieces": list(self.pieces),
            "together": [asdict(each) for each in self.together],
            "moved": None if self.moved is None else asdict(self.moved),
            "moved_break": None if self.moved_break is None else asdict(self.moved_break),
            "violations": [each.as_dict() for each in self.violations],
            "changes": [each.as_dict() for each in self.changes],
            "cost": self.cost,
            "plan": self.plan.model_dump(mode="json", exclude_defaults=True),
            "sentence": str(self),
        }

    def __str__(self) -> str:
        return self.told()

    def told(self, place: Callable[[str], str] = str) -> str:
        """Return a sentence that says who comes when, and what is relaxed.

        `place` says where people find a field of the scenario.
        """
        asks = [str(violation) for violation in self.violations]
        asks += [change.told(place) for change in self.changes]
        asks += [say("explain-like", like=name) for name in self.like]
        asks += [say("explain-piece", equipment=name) for name in self.pieces]
        for each in self.together:
            who, when = listed(each.caregivers), dated_clock(each.start)
            asks.append(say("explain-together", visit=each.visit, caregivers=who, start=when))
        if self.moved is not None:
            who, when = listed(self.moved.caregivers), dated_clock(self.moved.start)
            asks.append(say("explain-moved", visit=self.moved.visit, caregivers=who, start=when))
        if self.moved_break is not None:
            whose, when = self.moved_break.caregiver, dated_clock(self.moved_break.start)
            asks.append(say("explain-moved-break", caregiver=whose, start=when))
        told = listed(asks, "clause-separator") or say("explain-as-it-is")
        cost = say("explain-cost", amount=self.cost)
        return say("explain-way", comes=self.comes, told=told, cost=cost)


@dataclass(frozen=True)
class Explanation:
    """Why a visit is not served, and which rules would have to be relaxed for it.

    Attributes
    ----------
    visit : str
        The visit's id.
    caregivers : tuple of str
        Who serves it, in the order of the crew; empty if nobody does.
    start : str or None
        When it starts; None if it is not served.
    lacking : tuple of Lacking
        Papers that nobody has; if there are any, no way is searched.
    reasons : tuple of Reason
        What prevents each caregiver.
    sentences : tuple of str
        Each reason in words.
    near : tuple of Near
        The caregivers who came nearest to serving it, the nearest first.
    told : tuple of str
        The reasons in words: those who came nearest, then one line for all who share a reason.
    ways : tuple of Way
        How it could be served, the least intrusive way first.
    """

    visit: str
    caregivers: tuple[str, ...] = ()
    start: str | None = None
    lacking: tuple[Lacking, ...] = ()
    reasons: tuple[Reason, ...] = ()
    sentences: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    told: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists and None, ready for JSON."""
        return {
            "visit": self.visit,
            "caregivers": list(self.caregivers),
            "start": self.start,
            "lacking": [{**asdict(each), "sentence": str(each)} for each in self.lacking],
            "reasons": [
                {"caregiver": each.caregiver, "role": each.role, "code": each.code,
                 "detail": each.detail, "figures": dict(each.figures), "sentence": sentence}
                for each, sentence in zip(self.reasons, self.sentences, strict=True)
            ],
            "near": [asdict(each) for each in self.near],
            "ways": [way.as_dict() for way in self.ways],
        }  # fmt: skip

    def lines(self, place: Callable[[str], str] = str) -> Iterator[str]:
        """Yield the lines of a text for the terminal.

        `place` says where people find a field of the scenario.
        """
        if self.start is not None:
            names = listed(self.caregivers)
            yield say(
                "explain-served", visit=self.visit, caregivers=names, start=dated_clock(self.start)
            )
            return
        yield say("explain-unserved", visit=self.visit)
        for lacking in self.lacking:
            yield f"  {lacking}"
        for line in self.told:
            yield f"  {line}"
        yield from self.lines_of_ways(place)

    def lines_of_ways(self, place: Callable[[str], str] = str) -> Iterator[str]:
        """Yield the lines that say how the visit could be served."""
        if self.ways:
            yield say("explain-ways", visit=self.visit)
            for way in self.ways:
                yield f"  {way.told(place)}"
        elif never := [*filter(None, (NEVER_GIVES_WAY.get(each.code) for each in self.reasons))]:
            yield say(f"overview-no-help-{never[0]}")
        elif not self.lacking:
            yield say("explain-no-way", visit=self.visit)
