"""Who gains and who loses from one plan to another: clients by their visits, caregivers by days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

from dispatch.messages import listed, say
from dispatch.plan import Plan, crews
from dispatch.referee import Judgement
from dispatch.referee.amounts import response, tardiness
from dispatch.report.figures import hours, whole_minutes
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

Kind: TypeAlias = Literal["served", "left_out", "nearer", "farther", "familiar", "unfamiliar"]
"""What changes for a client: for the better and for the worse in turn."""

_MOST: Final = 12
"""How many clients, and how many caregivers, are listed."""


@dataclass(frozen=True)
class ForClient:
    """What changes for a client with one of her visits.

    Attributes
    ----------
    client, visit : str
        Their ids.
    kind : str
        Whether the visit is served or left out, starts nearer to what was promised or asked for or
        farther from it, or is made by more familiar caregivers or by fewer.
    before, after : float
        Minutes from what was asked for, or familiar caregivers; 0 for a visit left out.
    """

    client: str
    visit: str
    kind: Kind
    before: float = 0
    after: float = 0

    @property
    def gains(self) -> bool:
        """Whether it is for the better."""
        return self.kind in ("served", "nearer", "familiar")

    @property
    def told(self) -> str:
        """The change in words."""
        return say(f"gain-{self.kind}", before=self.before, after=self.after)


@dataclass(frozen=True)
class ForCaregiver:
    """What changes in a caregiver's day; each pair is before and after.

    Attributes
    ----------
    caregiver : str
        The id.
    paid, travel, overtime : tuple of float
        Minutes.
    heavy : tuple of float
        Points of heavy and dirty work.
    """

    caregiver: str
    paid: tuple[float, float]
    travel: tuple[float, float]
    overtime: tuple[float, float]
    heavy: tuple[float, float]

    @property
    def gains(self) -> bool | None:
        """Whether burdens only fall; None if some fall and others rise, or only paid time changes.

        Paid time is told and not judged: more of it is more pay, and more work.
        """
        pairs = (self.travel, self.overtime, self.heavy)
        falls = any(after < before for before, after in pairs)
        rises = any(after > before for before, after in pairs)
        return None if falls == rises else falls

    @property
    def told(self) -> str:
        """The change in words."""
        times = {"paid": self.paid, "travel": self.travel, "overtime": self.overtime}
        told = [
            say(f"gain-{name}", before=hours(before), after=hours(after))
            for name, (before, after) in times.items()
            if before != after
        ]
        before, after = self.heavy
        if before != after:
            told.append(say("gain-heavy", before=before, after=after))
        return listed(told, "phrase-separator")


@dataclass(frozen=True)
class Gains:
    """Who gains and who loses. Made by `gains`."""

    clients: tuple[ForClient, ...]
    caregivers: tuple[ForCaregiver, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        return {
            name: [{**asdict(each), "gains": each.gains} for each in rows]
            for name, rows in (("clients", self.clients), ("caregivers", self.caregivers))
        }

    def lines(self) -> list[str]:
        """Write who gains and who loses: counts, and the most changed ones of each."""
        found = []
        for gains, code in ((True, "gains"), (False, "losses"), (None, "mixed")):
            clients = [each for each in self.clients if each.gains is gains]
            people = [each for each in self.caregivers if each.gains is gains]
            if clients:
                found.append(say(f"{code}-clients", count=len({each.client for each in clients})))
                found += _listed([
                    say("gain-client", client=each.client, visit=each.visit, told=each.told)
                    for each in clients
                ])  # fmt: skip
            if people:
                found.append(say(f"{code}-caregivers", count=len(people)))
                found += _listed([
                    say("gain-caregiver", caregiver=each.caregiver, told=each.told)
                    for each in people
                ])  # fmt: skip
        return found


def gains(
    scenario: Scenario, before: tuple[Plan, Judgement], after: tuple[Plan, Judgement]
) -> Gains:
    """Find who gains and who loses from one plan to another.

    A visit counts by its distance from what was promised or announced; otherwise by how late it
    comes after the request, by its distance from the accustomed start, or by its tardiness. Changes
    of less than a minute do not count.

    Parameters
    ----------
    scenario
        The day.
    before, after
        Plans for it, with their judgements.
    """
    clients = [*_of_clients(scenario, before[0], after[0])]
    clients.sort(key=lambda each: (each.kind not in ("served", "left_out"), -_size(each)))
    caregivers = [*_of_caregivers(before[1], after[1])]
    caregivers.sort(key=lambda each: -abs(each.travel[1] - each.travel[0]))
    return Gains(tuple(clients), tuple(caregivers))


def _size(change: ForClient) -> float:
    return abs(change.after - change.before)


def _listed(lines: Sequence[str]) -> list[str]:
    more = [say("diff-more", count=len(lines) - _MOST)] if len(lines) > _MOST else []
    return [f"  {line}" for line in [*lines[:_MOST], *more]]


def away(scenario: Scenario, visit: Visit, start: int) -> float:
    """Return by how many minutes a start is away from what was promised, announced or asked for."""
    told = visit.promise or visit.announced
    if told is not None:
        off = abs(start - scenario.at(told.start))
    elif visit.requested is not None:
        off = response(scenario, visit, start) or 0
    elif visit.preferred_start is not None:
        off = abs(start - scenario.at(visit.preferred_start))
    else:
        off = tardiness(scenario, visit, start)
    return off / MILLISECONDS_A_MINUTE


def _of_clients(scenario: Scenario, before: Plan, after: Plan) -> Iterator[ForClient]:
    first, second = crews(scenario, before), crews(scenario, after)
    for visit in scenario.open_visits:
        one, other = first.get(visit.id), second.get(visit.id)
        if (one is None) != (other is None):
            kind: Kind = "served" if one is None else "left_out"
            yield ForClient(visit.client, visit.id, kind)
        if one is None or other is None:
            continue
        off = round(away(scenario, visit, one[1])), round(away(scenario, visit, other[1]))
        if off[0] != off[1]:
            kind = "nearer" if off[1] < off[0] else "farther"
            yield ForClient(visit.client, visit.id, kind, *off)
        known = {*scenario.client[visit.client].preferred}
        faces = len(known & {*one[0]}), len(known & {*other[0]})
        if faces[0] != faces[1]:
            kind = "familiar" if faces[1] > faces[0] else "unfamiliar"
            yield ForClient(visit.client, visit.id, kind, *faces)


def _of_caregivers(before: Judgement, after: Judgement) -> Iterator[ForCaregiver]:
    second = after.measures.caregivers
    for name, one in before.measures.caregivers.items():
        other = second[name]
        made = ForCaregiver(
            name,
            paid=_minutes(one.paid, other.paid),
            travel=_minutes(one.travel, other.travel),
            overtime=_minutes(one.overtime, other.overtime),
            heavy=(one.heavy_points, other.heavy_points),
        )
        if any(b != a for b, a in (made.paid, made.travel, made.overtime, made.heavy)):
            yield made


def _minutes(before: float, after: float) -> tuple[float, float]:
    return whole_minutes(before), whole_minutes(after)
