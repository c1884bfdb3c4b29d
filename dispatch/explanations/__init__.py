"""Explanations: why a visit is not served, and which rules would have to be relaxed for it."""

from dispatch.explanations.explanation import Explanation, Lacking, Moved, MovedBreak, Way
from dispatch.explanations.why import explain

__all__ = ["Explanation", "Lacking", "Moved", "MovedBreak", "Way", "explain"]
