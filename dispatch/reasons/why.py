"""Why visits are left out: the one answer for plans, explanations and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from dispatch.encoding import Encoded, without_slack
from dispatch.engine import Solution
from dispatch.engine.alone import Placement
from dispatch.plan import Reason
from dispatch.reasons.alone import Crew, InShifts
from dispatch.reasons.beside import CODES, BesideOthers
from dispatch.rules import (
    Bars,
    groups,
    is_unreachable,
    pool_way_reason,
    pools_apart,
    way_reasons,
)
from dispatch.scenario import Scenario, Visit


def why_left_out(
    scenario: Scenario, encoded: Encoded, solution: Solution, visits: Iterable[Visit]
) -> Iterator[tuple[Reason, ...]]:
    """Find, for each visit and every caregiver, why the caregiver does not serve the visit.

    Parameters
    ----------
    scenario
        The scenario.
    encoded
        The scenario in numbers.
    solution
        The plan in numbers; its times are not read.
    visits
        Visits that the plan leaves out.

    Yields
    ------
    tuple of Reason
        For each visit, the reasons that bar all caregivers, if there are any. They name no
        caregiver: ``unreachable`` if no road leads there; those of `Bars.of_all`;
        ``equipment_no_way`` for couriers;
        ``client_occupied`` if other visits occupy the client at every allowed start;
        ``group_incomplete`` if reasons bar all caregivers from other visits of its group, with
        these visits as the detail.

        Otherwise, ``group_incomplete`` if the visit has a group, with its other visits as the
        detail, and reasons for each caregiver, found in this order:

        1. `Bars.of_each`: papers, wishes, contracts, hours; ``no_way`` to the visit and back.
        2. Her own shifts with nothing else in the plan: ``too_far``, ``cannot_arrive_in_time``,
           ``returns_too_late``, ``no_return_before_next_shift``, ``meal_break_in_the_way``, or what
           her caps have left: ``day_too_short``, ``week_used_up``, ``no_visit_on_probation``,
           ``too_heavy``; then ``crew_unavailable`` if nobody can complete a crew with her, and
           ``equipment_too_late`` if no equipment can come at the same time.
        3. The plan: ``room_left`` if the visit fits into it as it stands; ``not_worth_its_way`` if
           serving it costs no less than leaving it out; the caps, ``equipment_busy`` or
           ``client_elsewhere`` without which it would fit; or else ``no_time_left``, or
           ``crew_busy`` for a crew of several.

        Reasons name the role unless they hold for all of the crew.
    """
    why = _Why(scenario, encoded, solution)
    for visit in visits:
        yield why.left_out(visit)


class _Why:
    """The reasons why visits of a scenario are left out of a plan."""

    def __init__(self, scenario: Scenario, encoded: Encoded, solution: Solution) -> None:
        self._scenario, self._encoded = scenario, encoded
        self._bars = Bars(scenario)
        stops = encoded.stops
        nodes = (node for route in solution.routes for node in route)
        self._served = frozenset(stops[node][0] for node in nodes if node < len(stops))
        left_out = [k for k, v in enumerate(scenario.open_visits) if v.id not in self._served]
        bare = without_slack(encoded)  # slack is no rule, and bars nobody by herself
        self._in_shifts = InShifts(scenario, bare, np.array(left_out, dtype=np.int64))
        self._beside = BesideOthers(scenario, encoded, solution)
        self._group = {visit: group for group in groups(scenario) for visit in group}
        self._known: dict[str, tuple[Reason, ...]] = {}
        self._plain: dict[tuple[str, str], Reason] = {}

    def left_out(self, visit: Visit) -> tuple[Reason, ...]:
        """The reasons of a visit, including those of its group."""
        reasons = self._of(visit.id)
        group = self._group.get(visit.id, ())
        others = [other for other in group if other != visit.id and other not in self._served]
        if not others or not _could_be(reasons):
            return reasons
        barred = [other for other in others if not _could_be(self._of(other))]
        of_group = Reason(code="group_incomplete", detail=", ".join(barred or others))
        return (of_group,) if barred else (of_group, *reasons)

    def _of(self, name: str) -> tuple[Reason, ...]:
        """The reasons of a visit, without those of its group."""
        if name not in self._known:
            visit = self._scenario.visit[name]
            if is_unreachable(self._scenario, visit, self._encoded.travel.unreachable):
                of_all: tuple[Reason, ...] = (Reason(code="unreachable"),)
            else:
                of_all = self._bars.of_all(visit, self._served)
            if not of_all and (cut_off := self._cut_off_pools(visit)):
                of_all = tuple(Reason(code="equipment_no_way", detail=pool) for pool in cut_off)
            if not of_all and (others := self._beside.occupying(visit)):
                of_all = (Reason(code="client_occupied", detail=", ".join(others)),)
            self._known[name] = of_all or tuple(self._of_each(visit))
        return self._known[name]

    def _of_each(self, visit: Visit) -> Iterator[Reason]:
        """Yield the reasons of each caregiver."""
        service = self._scenario.service[visit.service]
        roles = [role.id for role in service.crew]
        stops = [self._encoded.stop_of[visit.id, k] for k in range(len(roles))]
        able, barred = self._able(visit, stops)
        pieces = [
            self._in_shifts.pieces(self._encoded.stop_of[visit.id, k], pool)
            for k, pool in enumerate(pools_apart(self._scenario, service), len(roles))
        ]
        for name, of_roles in barred.items():
            yield from _by_role(roles, of_roles)
            mine = [k for k in range(len(roles)) if name in able[k]]
            with_her = [[*able[:k], {name: able[k][name]}, *able[k + 1 :]] for k in mine]
            if not mine:
                continue
            if not any(_exists(crew) for crew in with_her):
                yield Reason(code="crew_unavailable", caregiver=name)
            elif not any(_exists([*crew, *pieces]) for crew in with_her):
                pools = ", ".join(service.equipment)
                yield Reason(code="equipment_too_late", caregiver=name, detail=pools)
            else:
                least = min(_least(crew, pieces) for crew in with_her)
                yield from self._beside.reasons(visit, name, [stops[k] for k in mine], least)

    def _able(
        self, visit: Visit, stops: Sequence[int]
    ) -> tuple[list[Crew], dict[str, list[list[Reason]]]]:
        """Return who could take each role, and what bars each caregiver from each role."""
        able: list[dict[str, list[Placement]]] = [{} for _ in stops]
        barred: dict[str, list[list[Reason]]] = {}
        for name, of_roles in self._bars.of_each(visit).items():
            barred[name] = []
            for k, codes in enumerate(of_roles):
                reasons = [self._barred_by(code, name) for code in codes]
                if not codes and self._is_cut_off(visit, name):
                    reasons = [self._barred_by("no_way", name)]
                elif not codes:
                    placements, reasons = self._in_shifts.caregiver(stops[k], name)
                    if placements:
                        able[k][name] = placements
                barred[name].append(reasons)
        return [*able], barred

    def _is_cut_off(self, visit: Visit, name: str) -> bool:
        """Return whether a caregiver has no way to a visit and back in any shift."""
        travel, caregiver = self._encoded.travel, self._scenario.caregiver[name]
        return travel.gaps and all(
            way_reasons(self._scenario, visit, caregiver, shift, travel.between)
            for shift, _ in enumerate(caregiver.shifts)
        )

    def _cut_off_pools(self, visit: Visit) -> list[str]:
        """Return the pools of couriers without a way to a visit and back."""
        scenario, travel = self._scenario, self._encoded.travel
        pools = pools_apart(scenario, scenario.service[visit.service]) if travel.gaps else ()
        return [
            name
            for name in pools
            if pool_way_reason(scenario, visit, scenario.pool[name], travel.between)
        ]

    def _barred_by(self, code: str, caregiver: str) -> Reason:
        """Return a reason; visits share it."""
        key = code, caregiver
        if key not in self._plain:
            self._plain[key] = Reason(code=code, caregiver=caregiver)
        return self._plain[key]


def _by_role(roles: Sequence[str], reasons: Sequence[Sequence[Reason]]) -> Iterator[Reason]:
    """Yield reasons with their roles; without, if a reason holds for all."""
    if len(roles) == 1:
        yield from reasons[0]
        return
    found: list[Reason] = []
    for each in (reason for of_role in reasons for reason in of_role):
        if each not in found:
            found.append(each)
    for each in found:
        whose = [role for role, of_role in zip(roles, reasons, strict=True) if each in of_role]
        if len(whose) == len(roles):
            yield each
        else:
            yield from (each.model_copy(update={"role": role}) for role in whose)


def _could_be(reasons: Iterable[Reason]) -> bool:
    """Whether the visit could be served if the plan were empty."""
    return any(reason.code in CODES or reason.code == "entitlement_shared" for reason in reasons)


def _least(crew: Sequence[Crew], pieces: Sequence[Crew]) -> int:
    """What the visit costs at least with nothing else in the plan.

    For a crew of one without equipment it is exact. Otherwise the terms of the visit are left out,
    because they depend on the common start.
    """
    alone = len(crew) == 1 and not pieces
    return sum(
        min(
            each.cost if alone else each.of_route
            for placements in who.values()
            for each in placements
        )
        for who in [*crew, *pieces]
    )


def _exists(crew: Sequence[Crew]) -> bool:
    """Whether there is a start at which every role can have a different caregiver or piece.

    More become free only where a placement begins, so these starts are enough to check. They are
    allowed starts, or else the next allowed start is one of them.
    """
    begins = {each.first for who in crew for placements in who.values() for each in placements}
    return any(
        _all_taken(
            [
                [
                    name
                    for name, placements in who.items()
                    if any(each.first <= at <= each.last for each in placements)
                ]
                for who in crew
            ]
        )
        for at in sorted(begins)
    )


def _all_taken(candidates: Sequence[Sequence[str]], taken: tuple[str, ...] = ()) -> bool:
    """Whether every role can have a different caregiver or piece."""
    if len(taken) == len(candidates):
        return True
    free = (name for name in candidates[len(taken)] if name not in taken)
    return any(_all_taken(candidates, (*taken, name)) for name in free)
