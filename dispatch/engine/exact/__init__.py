"""The proven optimum of small problems, by OR-Tools CP-SAT; all of OR-Tools is in this folder."""

from dispatch.engine.exact.solve import exact

__all__ = ["exact"]
