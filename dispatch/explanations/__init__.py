"""Explanations: why visits are not served, and what would have to change for them."""

from dispatch.explanations.explanation import Explanation, Lacking, Moved, MovedBreak, Way
from dispatch.explanations.instead import Instead, instead_of
from dispatch.explanations.overview import Overview, explain_all
from dispatch.explanations.why import explain

__all__ = [
    "Explanation",
    "Instead",
    "Lacking",
    "Moved",
    "MovedBreak",
    "Overview",
    "Way",
    "explain",
    "explain_all",
    "instead_of",
]
