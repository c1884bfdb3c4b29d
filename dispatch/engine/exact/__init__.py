"""Proven optima of small problems by OR-Tools CP-SAT; only this package uses OR-Tools."""

from dispatch.engine.exact.solve import exact

__all__ = ["exact"]
