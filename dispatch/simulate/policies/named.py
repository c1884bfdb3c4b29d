"""The policies of the comparison by name, and those of others by module and class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from dispatch.errors import InputError, fault
from dispatch.simulate.policies.first_come import FirstCome
from dispatch.simulate.policies.optimising import Optimiser
from dispatch.simulate.policies.policy import Policy
from dispatch.simulate.policies.posts import Posts

POLICIES: Final[Mapping[str, Callable[[], Policy]]] = {
    "BL0": lambda: FirstCome("BL0", "last", pooled=False, when_free=False),
    "BL1": lambda: FirstCome("BL1", "nearest", pooled=False),
    "BL2": lambda: FirstCome("BL2", "nearest", pooled=False, borrows=True),
    "BL3": lambda: FirstCome("BL3", "nearest", pooled=True),
    "BL4": lambda: FirstCome("BL4", "cheapest", pooled=True),
    "BL5": lambda: Optimiser("BL5", pooled=False),
    "P1": lambda: Optimiser("P1", pooled=True),
    "P1w": lambda: Optimiser("P1w", pooled=True, wait="here"),
    "P1r": lambda: Optimiser("P1r", pooled=True, posts=Posts()),
    "P1f": lambda: Optimiser("P1f", pooled=True, futures=5),
    "P2": lambda: Optimiser("P2", pooled=True, wait="here", posts=Posts()),
    "P3": lambda: Optimiser("P3", pooled=True, wait="here", posts=Posts(), futures=5),
}
"""What each stands for is told in ``docs/response-time.md``."""


def policy_of(name: str) -> Policy:
    """Return a policy.

    Parameters
    ----------
    name
        A key of `POLICIES`, or ``module:Class`` of a class whose instances are policies and that
        needs no arguments.

    Raises
    ------
    InputError
        If there is no such policy, or if the class lacks something of `Policy`.
    """
    if name in POLICIES:
        return POLICIES[name]()
    module, _, kind = name.partition(":")
    try:
        made: Policy = getattr(import_module(module), kind)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        known = ", ".join(POLICIES)
        raise InputError(fault("policy-unknown", name, known=known, why=str(error))) from None
    asked = (each for each in vars(Policy) if not each.startswith("_"))
    if lacking := [each for each in asked if not hasattr(made, each)]:
        raise InputError(fault("policy-lacks", name, lacking=tuple(lacking)))
    return made
