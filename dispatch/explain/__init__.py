"""Explanations: why a visit is not served, and which rules would have to be relaxed for it."""

from dispatch.explain.explanation import Explanation, Lacking, Moved, MovedBreak, Way
from dispatch.explain.why import explain

__all__ = ["Explanation", "Lacking", "Moved", "MovedBreak", "Way", "explain"]
