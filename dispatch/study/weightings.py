"""Weightings: changes of a desk's policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dispatch.errors import Fault, InputError
from dispatch.scenario import Policy, Scenario


def weighted(scenario: Scenario, change: Mapping[str, Any]) -> Scenario:
    """Return a scenario with a changed policy.

    Parameters
    ----------
    scenario
        The scenario.
    change
        The fields of the policy that differ, nested as in a file.

    Raises
    ------
    InputError
        If the changed policy is not valid, or does not fit the scenario.
    """
    if not change:
        return scenario
    return scenario.model_copy(update={"policy": _changed(scenario.policy, change)})


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted names as nested fields."""
    whole: dict[str, Any] = {}
    for path, value in values.items():
        for name in reversed(path.split(".")):
            value = {name: value}
        whole = _merged(whole, value)
    return whole


def faults_of_change(change: Mapping[str, Any], where: str) -> Iterator[Fault]:
    """Yield what is wrong in a change of a policy, whatever the scenario.

    Parameters
    ----------
    change
        The change.
    where
        Where it stands.
    """
    try:
        _changed(Policy(), change)
    except InputError as error:
        yield from (replace(each, where=f"{where}.{each.where}") for each in error.faults)


def _changed(policy: Policy, change: Mapping[str, Any]) -> Policy:
    return Policy.model_validate(_merged(policy.model_dump(mode="json"), change))


def _merged(fields: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with a change; mappings are merged, anything else is replaced."""
    return {
        **fields,
        **{
            name: _merged(before, value)
            if isinstance(value, Mapping) and isinstance(before := fields.get(name), Mapping)
            else value
            for name, value in change.items()
        },
    }
