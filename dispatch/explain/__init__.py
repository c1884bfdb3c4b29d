"""Why a visit is not served, and what would have to give way for it."""

from dispatch.explain.explanation import Explanation, Lacking, Moved, MovedBreak, Way
from dispatch.explain.why import explain

__all__ = ["Explanation", "Lacking", "Moved", "MovedBreak", "Way", "explain"]
