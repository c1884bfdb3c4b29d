"""Pseudonymous scenarios, plans and events: a walk over their models by `DECISIONS`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dispatch.live.events import Event
from dispatch.plan import Plan
from dispatch.privacy.decisions import DECISIONS, Decision
from dispatch.privacy.key import pseudonym
from dispatch.privacy.moves import Moves
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.base import Model

if TYPE_CHECKING:
    from dispatch.roads import RoadGraph

M = TypeVar("M", bound=Model)

_BAND: Final = 5
_OLDEST: Final = 90
"""Ages are told by the first year of a band of five years, and 90 stands for all from 90 on: the
groups by age of the measures stay as they are."""
_ROADS: Final = "roads.graphml.gz"
"""The road file, which is written anew: its name, and what else is in it, may tell whose it is."""


class Pseudonyms:
    """Turns a scenario and what belongs to it into what may be shown to others.

    Parameters
    ----------
    key
        The secret: the same key gives the same ids.
    scenario
        The scenario as it is.
    graph
        Its road graph, if it has one: places then move to streets.
    """

    def __init__(self, key: bytes, scenario: Scenario, graph: RoadGraph | None = None) -> None:
        self._key, self._asked = key, scenario
        self.moves = Moves(scenario.coordinates, graph)
        self.scenario = self._model(scenario)
        """The pseudonymous scenario."""

    def plan(self, plan: Plan) -> Plan:
        """Return a plan for the pseudonymous scenario; its times stay as they are."""
        return self._model(plan)

    def events(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Return events of the pseudonymous day."""
        return tuple(map(self._model, events))

    def _model(self, model: M) -> M:
        values = {name: getattr(model, name) for name in type(model).model_fields}
        return model.model_copy(update=self._fields(values, DECISIONS.get(type(model), {})))

    def _fields(
        self, values: Mapping[str, Any], decisions: Mapping[str, Decision]
    ) -> dict[str, Any]:
        return {name: self._value(value, decisions.get(name)) for name, value in values.items()}

    def _value(self, value: Any, decision: Decision | None) -> Any:
        """Return what stands in place of the value of a field."""
        if isinstance(value, Model):
            return self._model(value)
        if value is None or decision == "kept":
            return value
        if decision == "fields":
            return self._fields(value, DECISIONS[Visit])
        if isinstance(value, tuple):
            if decision == "position":
                return self.moves(value)
            return tuple(self._value(each, decision) for each in value)
        if decision == "age":
            return min(value // _BAND * _BAND, _OLDEST)
        return value if decision is None else self._text(value, decision)

    def _text(self, text: str, decision: Decision) -> str:
        if decision == "gone":
            return ""
        if decision == "map":
            return _ROADS
        if decision == "detail":
            return self._detail(text)
        if decision == "fingerprint" and text == self._asked.fingerprint:
            return self.scenario.fingerprint
        kind = {"position": "place", "title": "day", "fingerprint": "day"}.get(decision, decision)
        return pseudonym(self._key, kind, text) if text else ""

    def _detail(self, text: str) -> str:
        """Return what a reason tells besides: ids of equipment, which stay, or of visits."""
        told = text.split(", ") if text else []
        return ", ".join(
            each if each in self._asked.pool else pseudonym(self._key, "visit", each)
            for each in told
        )
