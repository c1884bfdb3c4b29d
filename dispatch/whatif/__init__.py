"""What if: what one more caregiver of each kind would bring, and who lives within reach.

`staffing` searches plans of larger teams, with the same seeds, and tells gains from the noise of
the search; `reach` searches nothing.
"""

from dispatch.whatif.kinds import Kind, kinds_of, with_more
from dispatch.whatif.reach import reach
from dispatch.whatif.reach_answer import Candidate, Group, Home, Reach
from dispatch.whatif.staffing import staffing
from dispatch.whatif.staffing_answer import Curve, Gain, Point, Staffing, Step

__all__ = [
    "Candidate", "Curve", "Gain", "Group", "Home", "Kind", "Point", "Reach", "Staffing", "Step",
    "kinds_of", "reach", "staffing", "with_more",
]  # fmt: skip
