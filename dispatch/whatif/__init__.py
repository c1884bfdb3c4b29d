"""What if: what one more caregiver of each kind would bring, and who lives within reach.

`staffing` searches plans of larger teams, with the same seeds, and tells gains from the noise of
the search; `reach` searches nothing.
"""

from dispatch.whatif.kinds import Kind, kinds_of, with_more
from dispatch.whatif.reach import Candidate, Group, Home, Reach, reach
from dispatch.whatif.staffing import Curve, Point, Staffing, Step, staffing

__all__ = [
    "Candidate", "Curve", "Group", "Home", "Kind", "Point", "Reach", "Staffing", "Step", "kinds_of",
    "reach", "staffing", "with_more",
]  # fmt: skip
