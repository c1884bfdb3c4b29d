"""The exact cost of a plan by the definition of an instance's authors."""

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
"""The unit of which terms of the cost are whole numbers."""

_THIRD: Final = Fraction(1, 3)

_SHARES: Final[Mapping[str, Mapping[str, tuple[str, Fraction]]]] = {
    "hhcrsp": {
        "travel_time": ("travel", _THIRD),
        "total_tardiness": ("tardiness", _THIRD),
        "highest_tardiness": ("largest_tardiness", _THIRD),
    },
    "vrptw": {"distance": ("travel", Fraction(1))},
}
"""For each component the term of the model, and its share."""


def published_components(
    instance: Instance, judgement: Judgement, plan: Plan
) -> dict[str, Fraction]:
    """Return what each component adds to the cost as the authors of an instance define it.

    HHCRSP: a third each of travel, total tardiness and largest tardiness, in minutes. UHHC: each
    component times its weight. VRPTW: distance.

    Parameters
    ----------
    instance
        The instance.
    judgement
        The referee's judgement of the plan; it also names broken rules.
    plan
        A plan for ``instance.scenario``.

    Raises
    ------
    NoPlan
        If visits are left out that must be served: then this cost is not defined.
    """
    refuse_left_out(instance.scenario, plan)
    terms = {
        name: Fraction(round(amount * _GRAIN), _GRAIN) / instance.unit
        for name, amount in judgement.cost.components.items()
    }
    if instance.family == "uhhc":
        return uhhc_costs.components(instance, terms, plan)
    shares = _SHARES[instance.family]
    return {component: terms[term] * share for component, (term, share) in shares.items()}


def published_cost(instance: Instance, judgement: Judgement, plan: Plan) -> Fraction:
    """Return the cost of a plan as the authors of an instance define it: all components together.

    Parameters and errors are those of `published_components`.
    """
    return sum(published_components(instance, judgement, plan).values(), Fraction(0))
