"""Engines, which turn a `Problem` into a `Solution`; they handle numbers only.

Every engine is called the same way::

    engine(problem, *, initial=None, seed=0, stop, progress=None) -> Solution
"""

from dispatch.engine.problem import Problem, Solution
from dispatch.engine.stop import AnyOf, Iterations, Progress, Seconds, Stop

__all__ = ["AnyOf", "Iterations", "Problem", "Progress", "Seconds", "Solution", "Stop"]
