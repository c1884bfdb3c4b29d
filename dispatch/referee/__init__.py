"""The referee: recomputes broken rules, cost and measures from a plan; knows no engine."""

from dispatch.referee.cost import Cost
from dispatch.referee.judge import Judgement, broken, judge
from dispatch.referee.measures import (
    CaregiverMeasures,
    Continuity,
    Measures,
    Spread,
    VisitMeasures,
)
from dispatch.referee.violation import Kind, Violation

__all__ = [
    "CaregiverMeasures", "Continuity", "Cost", "Judgement", "Kind", "Measures", "Spread",
    "Violation", "VisitMeasures", "broken", "judge",
]  # fmt: skip
