"""The referee: recomputes broken rules, cost and measures from a plan; knows no engine."""

from dispatch.referee.contrasts import Contrast, Inversions, TraitFairness
from dispatch.referee.cost import Cost
from dispatch.referee.fairness import Fairness
from dispatch.referee.inequality import Decomposition, Spread
from dispatch.referee.judge import Judgement, broken, judge
from dispatch.referee.measures import CaregiverMeasures, Continuity, Measures
from dispatch.referee.shares import Resource, Shares
from dispatch.referee.violation import Kind, Violation
from dispatch.referee.visits import VisitMeasures

__all__ = [
    "CaregiverMeasures", "Continuity", "Contrast", "Cost", "Decomposition", "Fairness",
    "Inversions", "Judgement", "Kind", "Measures", "Resource", "Shares", "Spread", "TraitFairness",
    "Violation", "VisitMeasures", "broken", "judge",
]  # fmt: skip
