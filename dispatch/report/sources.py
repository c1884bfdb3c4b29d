"""Rows of a drawing, collected one by one and passed on as columns of Bokeh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bokeh.models import ColumnDataSource


class Rows:
    """Columns that grow row by row."""

    def __init__(self) -> None:
        self.columns: dict[str, list[Any]] = {}

    def add(self, **row: Any) -> None:
        """Add a row; all rows have the same names."""
        for name, value in row.items():
            self.columns.setdefault(name, []).append(value)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def source(self, name: str, alpha: float = 1.0) -> ColumnDataSource:
        """Return a named source with these columns and one more, ``alpha``, the opacity."""
        from bokeh.models import ColumnDataSource

        return ColumnDataSource({**self.columns, "alpha": [alpha] * len(self)}, name=name)
