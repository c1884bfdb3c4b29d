"""The cost of a plan, in the terms of this program or of an instance's authors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dispatch.formats import Instance
    from dispatch.plan import Plan
    from dispatch.referee import Judgement


def cost_lines(instance: Instance | None, judgement: Judgement, plan: Plan) -> Iterator[str]:
    """Write the terms of the cost, or the components that an instance's authors would compute."""
    costs, name = judgement.cost.components, "cost"
    total = judgement.cost.total
    if instance is not None:
        if judgement.cost.mandatory_unserved:  # then a published solution has no cost
            return
        theirs = published(instance, judgement, plan)["published"]
        costs, total, name = theirs["components"], theirs["cost"], "published cost"
    for term, amount in costs.items():
        if amount:
            yield f"  {term:<20}{amount:>12.3f}"
    yield f"  {name:<20}{total:>12.3f}"


def published(instance: Instance | None, judgement: Judgement, plan: Plan) -> dict[str, Any]:
    """Return the cost of a plan as an instance's authors compute it; empty if they have none."""
    if instance is None or judgement.cost.mandatory_unserved:
        return {}
    from dispatch.formats import published_components

    costs = published_components(instance, judgement, plan)
    components = {component: float(cost) for component, cost in costs.items()}
    return {"published": {"cost": float(sum(costs.values())), "components": components}}
