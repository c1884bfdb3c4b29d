"""Plans of one day side by side: figures with the best marked, and who gains and who loses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

from dispatch.messages import say
from dispatch.plan import Plan
from dispatch.referee import Judgement
from dispatch.report.figures import hours, percent
from dispatch.report.gains import Gains, gains
from dispatch.scenario import Scenario
from dispatch.scenario.spreadsheet import aligned

Amount: TypeAlias = Callable[[Judgement], float | None]

_LESS, _UNJUDGED, _MORE = -1, 0, 1

FIGURES: Final[tuple[tuple[str, Amount, Callable[[float], str], int], ...]] = (
    ("broken", lambda j: len(j.violations), "{:g}".format, _LESS),
    ("mandatory", lambda j: j.measures.visits.mandatory_unserved, "{:g}".format, _LESS),
    ("served", lambda j: j.measures.visits.served, "{:g}".format, _MORE),
    ("cost", lambda j: j.cost.total, "{:.1f}".format, _LESS),
    ("promises", lambda j: len(j.measures.broken_promises), "{:g}".format, _LESS),
    ("on-time", lambda j: j.measures.visits.on_time, percent, _MORE),
    ("tardiness", lambda j: j.measures.visits.tardiness, hours, _LESS),
    ("response", lambda j: j.measures.visits.response_mean, hours, _LESS),
    ("familiar", lambda j: j.measures.visits.familiar, percent, _MORE),
    ("travel", lambda j: j.measures.travel, hours, _LESS),
    ("waiting", lambda j: j.measures.waiting, hours, _LESS),
    ("overtime", lambda j: j.measures.overtime, hours, _LESS),
    ("paid", lambda j: j.measures.paid, hours, _UNJUDGED),
    ("longest-paid", lambda j: _largest(j, "paid"), hours, _LESS),
    ("longest-travel", lambda j: _largest(j, "travel"), hours, _LESS),
    ("heaviest", lambda j: _largest(j, "heavy_points"), "{:g}".format, _LESS),
)
"""The figures: name, amount, how it is written, and whether less or more is better, if either is.

More paid time is more pay and more work."""


def _largest(judgement: Judgement, what: str) -> float:
    """Return the largest amount of a caregiver."""
    return max((getattr(one, what) for one in judgement.measures.caregivers.values()), default=0)


class Row(NamedTuple):
    """A figure of every plan."""

    name: str
    values: tuple[str, ...]
    best: tuple[bool, ...]
    """Which plans are best in it; none if all are alike."""


@dataclass(frozen=True)
class Comparison:
    """Plans of one day. Who gains and who loses is told against the first.

    Attributes
    ----------
    scenario : Scenario
        The day.
    names : tuple of str
        What the plans are called.
    plans : tuple of (Plan, Judgement)
        The plans, each with its judgement.
    """

    scenario: Scenario
    names: tuple[str, ...]
    plans: tuple[tuple[Plan, Judgement], ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The figures, without those that no plan has, or that are 0 in all."""
        return tuple(self._rows())

    @cached_property
    def gains(self) -> tuple[Gains, ...]:
        """Who gains and who loses in each plan but the first."""
        first, *others = self.plans
        return tuple(gains(self.scenario, first, other) for other in others)

    def _rows(self) -> Iterator[Row]:
        for name, amount, written, sign in FIGURES:
            amounts = [amount(judgement) for _, judgement in self.plans]
            known = [each for each in amounts if each is not None]
            if not known or (not any(known) and name != "broken"):
                continue
            values = tuple("–" if each is None else written(each) for each in amounts)
            best = written(max(known, key=lambda each: sign * each))
            judged = sign != _UNJUDGED and len({*values}) > 1
            marks = tuple(judged and value == best for value in values)
            yield Row(say(f"compare-{name}"), values, marks)

    def lines(self) -> list[str]:
        """Write the table of figures, the best marked, and who gains and who loses."""
        table = [("", *(f"{name}  " for name in self.names))]
        for row in self.rows:
            cells = (
                f"{value} {'*' if best else ' '}"
                for value, best in zip(row.values, row.best, strict=True)
            )
            table.append((row.name, *cells))
        lines = [*aligned(table), say("compare-best")]
        for name, found in zip(self.names[1:], self.gains, strict=True):
            told = found.lines() or [say("compare-same")]
            lines += ["", say("compare-against", name=name, first=self.names[0])]
            lines += [f"  {line}" for line in told]
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        return {
            "plans": [
                {
                    "name": name,
                    "violations": [each.as_dict() for each in judgement.violations],
                    "figures": {key: amount(judgement) for key, amount, _, _ in FIGURES},
                    "cost": judgement.cost.as_dict(),
                }
                for name, (_, judgement) in zip(self.names, self.plans, strict=True)
            ],
            "gains": {
                name: found.as_dict()
                for name, found in zip(self.names[1:], self.gains, strict=True)
            },
        }
