"""What can be given up for one visit, each as a function from a scenario to a looser one.

Only wishes of clients and decisions of the desk are on the list. Papers, contracts, travel times
and the law's rules are never given up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from dispatch.rules import break_due, client_reasons, eligibility, service_reasons
from dispatch.scenario import Area, Caregiver, Client, Scenario, Visit
from dispatch.scenario.base import Duration

MORE_OVERTIME: Final = Duration.of_minutes(60)
"""How much longer than their limit caregivers may be asked to work, at the most."""

OF_ANOTHER: Final = "another-"
"""What the id of one more caregiver begins with; the id of whom it is a copy of follows."""

Loosen: TypeAlias = Callable[[Scenario, Visit, Collection[str]], Scenario]


@dataclass(frozen=True)
class Relaxation:
    """One entry of the closed list.

    Attributes
    ----------
    code : str
        Its name.
    kinds : frozenset of str
        What a plan may break of the original scenario, in the referee's words.
    applies : function of scenario and visit
        Whether there is anything to give up.
    loosen : function of scenario, visit and caregivers
        Makes the looser scenario; rules of caregivers are given up for the named ones only.
    """

    code: str
    kinds: frozenset[str]
    applies: Callable[[Scenario, Visit], bool]
    loosen: Loosen


def applicable(scenario: Scenario, visit: Visit) -> list[Relaxation]:
    """List the relaxations that change anything for `visit`, in the list's order."""
    return [each for each in RELAXATIONS if each.applies(scenario, visit)]


def loosened(
    scenario: Scenario,
    visit: str,
    relaxations: Collection[Relaxation],
    caregivers: Collection[str] | None = None,
) -> Scenario:
    """Apply relaxations one after the other.

    Parameters
    ----------
    scenario
        What is asked.
    visit
        The id of the visit that they are made for.
    relaxations
        Of the closed list `RELAXATIONS`.
    caregivers
        For whom rules of caregivers are given up; everybody where not given.
    """
    whom = scenario.caregiver.keys() if caregivers is None else caregivers
    for relaxation in relaxations:
        scenario = relaxation.loosen(scenario, scenario.visit[visit], whom)
    return scenario


def bars(scenario: Scenario, visit: Visit) -> set[str]:
    """Which codes of `dispatch.rules.eligibility` stand in anybody's way."""
    crew = range(len(scenario.service[visit.service].crew))
    return {
        code
        for caregiver in scenario.caregivers
        for k in crew
        for code in eligibility(scenario, visit, k, caregiver, scenario.dates[0])
    }


def _bars(*codes: str) -> Callable[[Scenario, Visit], bool]:
    return lambda scenario, visit: not bars(scenario, visit).isdisjoint(codes)


def _with_visit(scenario: Scenario, visit: Visit, **changes: object) -> Scenario:
    changed = visit.model_copy(update=changes)
    return scenario.model_copy(
        update={"visits": tuple(changed if v.id == visit.id else v for v in scenario.visits)}
    )


def _with_caregivers(scenario: Scenario, change: Callable[[Caregiver], Caregiver]) -> Scenario:
    return scenario.model_copy(update={"caregivers": tuple(map(change, scenario.caregivers))})


def _with_client(scenario: Scenario, visit: Visit, **changes: object) -> Scenario:
    """Give the visit a client of its own, so that the client's other visits stay as they are."""
    client = scenario.client[visit.client]
    own = client.model_copy(update={"id": _fresh(client.id, scenario.client), **changes})
    clients: tuple[Client, ...] = (*scenario.clients, own)
    return _with_visit(scenario.model_copy(update={"clients": clients}), visit, client=own.id)


def _fresh(name: str, taken: Collection[str]) -> str:
    fresh = OF_ANOTHER + name
    while fresh in taken:
        fresh = OF_ANOTHER + fresh
    return fresh


def _has_window(scenario: Scenario, visit: Visit) -> bool:
    del scenario
    return visit.exact_start is not None or any(window.hard for window in visit.windows)


def _without_window(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    del whom
    soft = tuple(window for window in visit.windows if not window.hard)
    return _with_visit(scenario, visit, windows=soft, exact_start=None)


def _more_overtime(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    del visit

    def change(caregiver: Caregiver) -> Caregiver:
        if caregiver.id not in whom:
            return caregiver
        limit = Duration(caregiver.overtime_limit + MORE_OVERTIME)
        return caregiver.model_copy(update={"overtime_limit": limit})

    return _with_caregivers(scenario, change)


def _has_break(scenario: Scenario, visit: Visit) -> bool:
    del visit
    return any(break_due(scenario, shift) for each in scenario.caregivers for shift in each.shifts)


def _without_break(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    del visit

    def change(caregiver: Caregiver) -> Caregiver:
        if caregiver.id not in whom:
            return caregiver
        shifts = tuple(shift.model_copy(update={"meal_break": None}) for shift in caregiver.shifts)
        return caregiver.model_copy(update={"shifts": shifts})

    return _with_caregivers(scenario, change)


def _any_gender(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    del whom
    return _with_client(scenario, visit, gender_required=None, gender=None)


def _nobody_excluded(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    del whom
    return _with_client(scenario, visit, excluded=())


def _from_any_area(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    """Move the visit's client to an area of its own, which everybody serves."""
    del whom
    own = Area(id=_fresh(visit.id, scenario.area))

    def change(caregiver: Caregiver) -> Caregiver:
        if not caregiver.areas:
            return caregiver
        return caregiver.model_copy(update={"areas": (*caregiver.areas, own.id)})

    wider = scenario.model_copy(
        update={
            "areas": (*scenario.areas, own),
            "caregivers": tuple(map(change, scenario.caregivers)),
        }
    )
    return _with_client(wider, visit, area=own.id)


def _is_pinned(scenario: Scenario, visit: Visit) -> bool:
    del scenario
    return bool(visit.pinned_caregivers) or visit.pinned_start is not None


def _unpinned(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    del whom
    return _with_visit(scenario, visit, pinned_caregivers=(), pinned_start=None)


def _able(scenario: Scenario, visit: Visit) -> Iterator[Caregiver]:
    """Find those who could serve the visit, but for their time and a pin."""
    client, service = scenario.client[visit.client], scenario.service[visit.service]
    for caregiver in scenario.caregivers:
        if not client_reasons(scenario, client, service, caregiver) and not all(
            service_reasons(scenario, service, role, caregiver, scenario.dates[0])
            for role in service.crew
        ):
            yield caregiver


def _can_have_more(scenario: Scenario, visit: Visit) -> bool:
    return not visit.pinned_caregivers and next(_able(scenario, visit), None) is not None


def _one_more(scenario: Scenario, visit: Visit, whom: Collection[str]) -> Scenario:
    """Add a copy of each named caregiver who is able to serve the visit."""
    return with_copies(
        scenario,
        {
            _fresh(caregiver.id, scenario.caregiver): caregiver.id
            for caregiver in _able(scenario, visit)
            if caregiver.id in whom
        },
    )


def with_copies(scenario: Scenario, copies: Mapping[str, str]) -> Scenario:
    """Add caregivers, each by a new id and the id of whom they are a copy of."""
    if not copies:
        return scenario
    more = (scenario.caregiver[old].model_copy(update={"id": new}) for new, old in copies.items())
    return scenario.model_copy(update={"caregivers": (*scenario.caregivers, *more)})


def original_of(scenario: Scenario, caregiver: str) -> str:
    """Find of whom a caregiver is a copy: themselves, where the scenario has them."""
    while caregiver not in scenario.caregiver:
        caregiver = caregiver.removeprefix(OF_ANOTHER)
    return caregiver


RELAXATIONS: Final = (
    Relaxation(
        "window", frozenset({"window_missed", "exact_start_missed"}), _has_window, _without_window
    ),
    Relaxation("overtime", frozenset({"overtime_limit"}), lambda *_: True, _more_overtime),
    Relaxation("break", frozenset({"break_missing"}), _has_break, _without_break),
    Relaxation(
        "gender",
        frozenset({"gender_required", "intimate_gender"}),
        _bars("gender_required", "intimate_gender"),
        _any_gender,
    ),
    Relaxation(
        "excluded", frozenset({"caregiver_excluded"}), _bars("caregiver_excluded"), _nobody_excluded
    ),
    Relaxation("area", frozenset({"area_not_served"}), _bars("area_not_served"), _from_any_area),
    Relaxation("pin", frozenset({"pinned_caregiver", "pinned_start"}), _is_pinned, _unpinned),
    Relaxation("caregiver", frozenset(), _can_have_more, _one_more),
)
"""The closed list, in the order in which they are tried."""
