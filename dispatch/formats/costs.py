"""What the authors of an instance would say that a plan costs, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from dispatch.formats.instance import Instance, refuse_left_out
from dispatch.formats.uhhc import costs as uhhc_costs
from dispatch.plan import Plan

if TYPE_CHECKING:
    from dispatch.referee import Judgement

_GRAIN: Final = 60_000_000
"""What terms of the cost are whole numbers of, by the unit."""

_THIRD: Final = Fraction(1, 3)

_SHARES: Final[Mapping[str, Mapping[str, tuple[str, Fraction]]]] = {
    "hhcrsp": {
        "travel_time": ("travel", _THIRD),
        "total_tardiness": ("tardiness", _THIRD),
        "highest_tardiness": ("largest_tardiness", _THIRD),
    },
    "vrptw": {"distance": ("travel", Fraction(1))},
}
"""For each component the term of the model, and how much of it counts."""


def published_components(
    instance: Instance, judgement: Judgement, plan: Plan
) -> dict[str, Fraction]:
    """Find what each component adds to the cost that the authors of an instance would find.

    HHCRSP: a third each of travel, total tardiness and largest tardiness, in minutes. UHHC: each
    component times its weight. VRPTW: distance.

    Parameters
    ----------
    instance
        What was asked.
    judgement
        The referee's, of the plan; whether rules are broken is said there.
    plan
        A plan for ``instance.scenario``.

    Raises
    ------
    NoPlan
        Where visits are left out that have to be served, as then there is no such cost.
    """
    refuse_left_out([True] * judgement.cost.mandatory_unserved)
    terms = {
        name: Fraction(round(amount * _GRAIN), _GRAIN) / instance.unit
        for name, amount in judgement.cost.components.items()
    }
    if instance.family == "uhhc":
        return uhhc_costs.components(instance, terms, plan)
    shares = _SHARES[instance.family]
    return {component: terms[term] * share for component, (term, share) in shares.items()}


def published_cost(instance: Instance, judgement: Judgement, plan: Plan) -> Fraction:
    """Find what the authors of an instance would say that a plan costs: all components together.

    Parameters and errors are those of `published_components`.
    """
    return sum(published_components(instance, judgement, plan).values(), Fraction(0))
