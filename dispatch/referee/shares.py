"""How evenly work, burdens and earnings are shared among the caregivers on duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from dispatch.referee.able import Able
from dispatch.referee.cost import workload
from dispatch.referee.envy import Exchanges
from dispatch.referee.inequality import Spread, decomposed, kappa_of, spread
from dispatch.referee.measures import CaregiverMeasures
from dispatch.referee.reading import Call, Reading
from dispatch.referee.visits import minutes
from dispatch.rules import PRIOR_REVIEWS, begun_and_over, done_today, pools, workload_factor
from dispatch.scenario import Caregiver, Scenario

RESOURCES: Final = ("paid", "travel", "workload", "heavy_points", "visits", "earnings")
_GOODS: Final = frozenset({"earnings"})
"""Of these, more is better; of all others, less."""


@dataclass(frozen=True)
class Shares:
    """How one resource is shared, scaled to full-time contracts.

    Attributes
    ----------
    amounts : mapping of str to float
        What each caregiver on duty has.
    all : Spread
        Over all of them.
    pools : mapping of str to Spread
        Over the caregivers of each pool, who qualify for the same work.
    newcomers : Spread
        Over those with fewer reviews than the prior of shrunk ratings counts for.
    kappa : float or None
        The parameter of every `ede` here; None if all amounts are 0.
    within, between : float or None
        What of the difference between ``all.ede`` and ``all.mean`` lies within the pools, and what
        between them.
    envy_by_eligibility : int or None
        Ordered pairs of caregivers of one pool of whom the first has more and could, by the rules
        of who may do what, give the second a visit or exchange one, so that both have less than she
        had. None for travel: a visit has no way of its own.
    """

    amounts: Mapping[str, float]
    all: Spread
    pools: Mapping[str, Spread]
    newcomers: Spread
    kappa: float | None
    within: float | None
    between: float | None
    envy_by_eligibility: int | None


@dataclass(frozen=True)
class Resource:
    """How one resource is shared, of the dates of the scenario alone and with what came before."""

    today: Shares
    """What has been done on these dates and what is planned."""
    week: Shares
    """The same, and what caregivers had before (``so_far``)."""


class _Had(NamedTuple):
    """What a caregiver has of a resource, not scaled."""

    before: float
    today: float


def caregiver_shares(
    scenario: Scenario, reading: Reading, measured: Mapping[str, CaregiverMeasures], able: Able
) -> dict[str, Resource]:
    """Return how each of `RESOURCES` is shared; earnings only if a rate or an allowance is given.

    Parameters
    ----------
    scenario, reading
        The question, and the plan as it was read.
    measured
        The measures of each caregiver.
    able
        Who could take which visit, for envy.
    """
    team = scenario.on_duty
    sharing = _Sharing(scenario, reading, able)
    had = {one.id: _had(scenario, reading, one, measured[one.id]) for one in team}
    earns = scenario.policy.heavy_allowance or any(one.cost_per_hour for one in team)
    found = {}
    for name in (each for each in RESOURCES if earns or each != "earnings"):
        today = {one: each[name].today for one, each in had.items()}
        week = {one: each[name].before + each[name].today for one, each in had.items()}
        found[name] = Resource(sharing.of(name, today), sharing.of(name, week))
    return found


class _Sharing:
    """Who shares, and what may change hands."""

    def __init__(self, scenario: Scenario, reading: Reading, able: Able) -> None:
        self._policy, self._pools = scenario.policy, pools(scenario)
        self._exchanges = Exchanges(scenario, reading, able)
        self._newcomers = [one.id for one in scenario.on_duty if one.reviews < PRIOR_REVIEWS]
        self._scale = {one.id: workload_factor(scenario, one) / 1000 for one in scenario.on_duty}

    def of(self, resource: str, had: Mapping[str, float]) -> Shares:
        """Describe how amounts, not scaled, are shared."""
        amounts = {one: self._scale[one] * amount for one, amount in had.items()}
        kappa = kappa_of([*amounts.values()], good=resource in _GOODS)
        groups = {name: [amounts[one] for one in pool] for name, pool in self._pools.items()}
        parts = decomposed(groups, kappa)
        return Shares(
            amounts=amounts,
            all=spread([*amounts.values()], kappa),
            pools={name: spread(each, kappa) for name, each in groups.items()},
            newcomers=spread([amounts[one] for one in self._newcomers], kappa),
            kappa=kappa,
            within=parts.within,
            between=parts.between,
            envy_by_eligibility=None if resource == "travel" else self._envy(resource, amounts),
        )

    def _envy(self, resource: str, amounts: Mapping[str, float]) -> int:
        def part(call: Call, caregiver: Caregiver) -> float:
            return self._scale[caregiver.id] * self._part(resource, call, caregiver)

        return self._exchanges.envy(self._pools.values(), amounts, part)

    def _part(self, resource: str, call: Call, caregiver: Caregiver) -> float:
        """Return what a part in a visit adds for a caregiver, ways and waiting aside."""
        match resource:
            case "visits":
                return 1
            case "heavy_points":
                return call.service.heavy_points
            case "earnings":
                heavy = self._policy.heavy_allowance * call.service.heavy_points
                return _wage(caregiver, minutes(call.work)) + heavy
            case _:
                return minutes(call.work)


def _had(
    scenario: Scenario, reading: Reading, caregiver: Caregiver, measured: CaregiverMeasures
) -> dict[str, _Had]:
    """Return what a caregiver has of each resource."""
    before, allowance = caregiver.so_far, scenario.policy.heavy_allowance
    paid_for = minutes(before.paid)
    done = done_today(scenario, caregiver, reading.begun)
    paid = measured.paid + minutes(done.paid)
    heavy = measured.heavy_points + done.heavy_points
    visits = measured.stops + len(begun_and_over(scenario, caregiver))
    return {
        "paid": _Had(paid_for, paid),
        "travel": _Had(minutes(before.travel), measured.travel + minutes(done.travel)),
        "workload": _Had(paid_for, minutes(workload(reading, caregiver)) - paid_for),
        "heavy_points": _Had(before.heavy_points, heavy),
        "visits": _Had(before.visits, visits),
        "earnings": _Had(
            _wage(caregiver, paid_for) + allowance * before.heavy_points,
            _wage(caregiver, paid) + allowance * heavy,
        ),
    }


def _wage(caregiver: Caregiver, paid: float) -> float:
    """Return what a caregiver earns in some minutes, allowances aside."""
    return caregiver.cost_per_hour * paid / 60
