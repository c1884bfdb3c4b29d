"""A scenario as tables: the rows and columns of each, in one of the languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from dispatch.messages import Language
from dispatch.scenario import Scenario
from dispatch.tables.columns import TABLES, Column, Table
from dispatch.tables.headings import partner
from dispatch.tables.kinds import KINDS

Places: TypeAlias = Mapping[str, tuple[float, float]]
"""Longitude and latitude of places, by their names."""
Value: TypeAlias = str | int | float


@dataclass(frozen=True)
class Sheet:
    """A table to be written."""

    table: Table
    language: Language
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    """The cells of each row, in the order of the columns; empty text if there is nothing."""

    @property
    def title(self) -> str:
        """The title, in the language of the headings."""
        return self.table.title.of(self.language)

    @property
    def headings(self) -> list[str]:
        """The headings of the columns."""
        return [column.title.of(self.language) for column in self.columns]


def sheets_of(
    scenario: Scenario, language: Language, places: Places | None = None, *, template: bool = False
) -> list[Sheet]:
    """Return a scenario as tables; what they cannot say is left out.

    Parameters
    ----------
    scenario
        The scenario.
    language
        The language of titles, headings and choices.
    places
        The places that tables may name.
    template
        Whether tables and usual columns are there although nothing is in them.
    """
    places = places or {}
    data = scenario.model_dump(mode="json", exclude_defaults=True)
    made = []
    for table in TABLES:
        known: dict[tuple[float, ...], str] = {
            place: name for name, place in reversed([*places.items()])
        }
        if table.name != "stations":  # elsewhere this name is the station's
            known = {place: name for place, name in known.items() if name not in scenario.station}
        entries = [*_entries(table, data, places)]
        found = {
            column.path: [_value(entry, column, table, known) for entry in entries]
            for column in table.columns
        }
        columns = [
            column
            for column in table.columns
            if column.needed
            or (template and not column.rare)
            or any(value is not None for value in found[column.path])
        ]
        columns = [each for each in table.columns if each in columns or _joined(each, columns)]
        rows = [
            [
                "" if value is None else column.kind.write(value, language)
                for column in columns
                for value in [found[column.path][number]]
            ]
            for number in range(len(entries))
        ]
        if rows or template or table.needed:
            made.append(Sheet(table, language, columns, rows))
    return made


def _joined(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column is there because its longitude or latitude is."""
    return partner(column) in [each.path for each in columns]


def _entries(table: Table, data: dict[str, Any], places: Places) -> Iterator[dict[str, Any]]:
    """Yield what the rows of a table are about; the owner's id of rows within one has no name."""
    if table.name == "places":
        yield from ({"id": name, "place": [*place]} for name, place in places.items())
    elif table.name == "day":
        yield data
    elif table.single:
        yield from [data[table.name]] if table.name in data else []
    elif table.inside[0]:
        holder, name = table.inside
        first = 1 if name == "shifts" else 0  # the first shift stands beside its caregiver
        for owner in data.get(holder, []):
            yield from ({**each, "": owner["id"]} for each in owner.get(name, [])[first:])
    else:
        yield from data.get(table.name, [])


def _value(
    entry: dict[str, Any], column: Column, table: Table, known: Mapping[tuple[float, ...], str]
) -> Any:
    """Return what the cell of a column says, as in the scenario; None if it says nothing.

    The name of a client's place is her address, if none is written beside it.
    """
    if table.name == "clients" and isinstance(entry["place"], list):
        name, address = known.get(tuple(entry["place"])), entry.get("address", "")
        known = known if address else {}
        if column.path == ("address",):
            return None if address in ("", name) else address
    value: Any = entry
    for step in column.path or ("",):
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            return None
    if table.name == "places":
        return value
    if partner(column) is not None:
        return None if tuple(entry["place"]) in known else value
    if column.kind is KINDS["place"] and isinstance(value, list):
        is_split = (*column.path, 0) in table.column
        return known.get(tuple(value), None if is_split else value)
    return value
