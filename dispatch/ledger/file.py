"""The file of the ledger: SQLite, with an entry for each day of each desk.

Every change is one transaction that locks the file: concurrent writers wait for one another, and
whoever is ended in the middle has changed nothing. The journal is deleted afterwards, so that the
ledger is one file; a write-ahead log would be two more, and fails on network drives.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from dispatch.errors import Fault, InputError, fault
from dispatch.ledger.entry import Asked, Came, Entry, Worked
from dispatch.scenario.spot import refuse

VERSION: Final = 1
"""The version of the schema (``user_version``)."""
APPLICATION: Final = 0x43474C31
"""What marks an SQLite file as a ledger (``application_id``)."""
PATIENCE: Final = 60.0
"""Seconds for which a writer waits for others."""

_ROWS: Final[Mapping[str, type[Worked | Asked | Came]]] = {
    "caregivers": Worked,
    "visits": Asked,
    "stops": Came,
}
"""The tables of a day, and what a row of each is; its desk and its date follow."""

_OF_DAY: Final = (
    "desk TEXT, date TEXT, "
    "FOREIGN KEY (desk, date) REFERENCES days ON DELETE CASCADE, PRIMARY KEY (desk, date, "
)
_SCHEMA: Final = (
    "CREATE TABLE days (desk TEXT, date TEXT, name TEXT, scenario TEXT, digest TEXT, "
    "PRIMARY KEY (desk, date)) WITHOUT ROWID",
    "CREATE TABLE caregivers (caregiver TEXT, paid INTEGER, overtime INTEGER, travel INTEGER, "
    f"heavy_points INTEGER, stops INTEGER, {_OF_DAY} caregiver)) WITHOUT ROWID",
    "CREATE TABLE visits (visit TEXT, client TEXT, service TEXT, counts_on TEXT, kind TEXT, "
    f"start TEXT, care INTEGER, {_OF_DAY} visit)) WITHOUT ROWID",
    "CREATE TABLE stops (visit TEXT, role TEXT, caregiver TEXT, start TEXT, "
    f"{_OF_DAY} visit, role)) WITHOUT ROWID",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)


class Added(NamedTuple):
    """What became of an entry that was added."""

    entry: Entry
    what: Literal["added", "replaced", "unchanged"]


@dataclass(frozen=True)
class Ledger:
    """A ledger in a file. Several processes and threads may use it at once.

    Attributes
    ----------
    file : str or path
        The file; `add` makes it if it is not there.

    Examples
    --------
    >>> from dispatch import Ledger, load_scenario, remembered
    >>> day = remembered(load_scenario("tuesday.yaml"), Ledger("ledger.db"))  # doctest: +SKIP
    """

    file: str | os.PathLike[str]

    def add(self, entries: Iterable[Entry], *, replace: bool = False) -> tuple[Added, ...]:
        """Add days, all or none. A day that is there counts once; a corrected one replaces it.

        Parameters
        ----------
        entries
            The days, from `entries_of`.
        replace
            Replace also days that come from a scenario with another name.

        Raises
        ------
        InputError
            If the file is no ledger or cannot be written; if a day of this desk comes from a
            scenario with another name; if the same day is there as that of another desk.
        """
        with self._opened("rwc") as book:
            book.execute("BEGIN IMMEDIATE")
            self._begin(book)
            compared = [_compared(book, entry, replace) for entry in entries]
            if faults := [found for _, several in compared for found in several]:
                raise InputError(*faults)
            added = tuple(each for each, _ in compared)
            for entry, what in added:
                if what != "unchanged":
                    _write(book, entry)
            book.execute("COMMIT")
        return added

    def entries(self, since: date | None = None, before: date | None = None) -> tuple[Entry, ...]:
        """Read the days in the order of their dates and desks.

        Parameters
        ----------
        since, before
            The first date, and the date before which the last one lies; no bounds if not given.

        Raises
        ------
        InputError
            If the file is not there, or no ledger, or damaged.
        """
        bounds = (since or date.min).isoformat(), (before or date.max).isoformat()
        with self._opened("rw") as book:
            book.execute("BEGIN")  # everything that follows is of one moment
            self._known(book)
            days = book.execute(
                "SELECT desk, date, name, scenario, digest FROM days "
                "WHERE date >= ? AND date < ? ORDER BY date, desk",
                bounds,
            ).fetchall()
            return tuple(self._entry(book, *day) for day in days)

    @contextmanager
    def _opened(self, mode: str) -> Iterator[sqlite3.Connection]:
        path = Path(self.file).resolve()
        if path.is_dir():
            refuse(os.fspath(self.file), (0, 0), "file-folder")
        if mode == "rw" and not path.exists():
            refuse(os.fspath(self.file), (0, 0), "ledger-missing")
        address = f"{path.as_uri()}?mode={mode}"
        try:
            with closing(
                sqlite3.connect(address, PATIENCE, isolation_level=None, uri=True)
            ) as book:
                book.execute("PRAGMA foreign_keys = ON")
                yield book
        except sqlite3.Error as reason:
            refuse(os.fspath(self.file), (0, 0), "ledger-unusable", reason=reason)

    def _begin(self, book: sqlite3.Connection) -> None:
        """Make the tables of a new ledger; make sure that an old one is known."""
        if book.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            self._known(book)
            return
        for statement in _SCHEMA:
            book.execute(statement)

    def _known(self, book: sqlite3.Connection) -> None:
        if book.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
            refuse(os.fspath(self.file), (0, 0), "ledger-none")
        (version,) = book.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            refuse(os.fspath(self.file), (0, 0), "ledger-version", version=version, known=VERSION)

    def _entry(
        self, book: sqlite3.Connection, desk: str, day: str, name: str, scenario: str, digest: str
    ) -> Entry:
        rows: dict[str, Any] = {
            table: tuple(
                row(*values)
                for values in book.execute(
                    f"SELECT {', '.join(row._fields)} FROM {table} "
                    "WHERE desk = ? AND date = ? ORDER BY 1, 2",
                    (desk, day),
                )
            )
            for table, row in _ROWS.items()
        }
        try:
            entry = Entry(desk, date.fromisoformat(day), name, scenario, **rows)
        except ValueError:
            entry = None
        if entry is None or entry.digest != digest:
            refuse(os.fspath(self.file), (0, 0), "ledger-damaged", date=day, desk=desk)
        return entry


def _compared(book: sqlite3.Connection, entry: Entry, replace: bool) -> tuple[Added, list[Fault]]:
    """Compare a day with the ledger; find what would be lost, or count twice, unnoticed."""
    day = entry.date.isoformat()
    known = book.execute(
        "SELECT digest, name FROM days WHERE desk = ? AND date = ?", (entry.desk, day)
    ).fetchone()
    copies = book.execute(
        "SELECT desk FROM days WHERE date = ? AND digest = ? AND desk <> ?",
        (day, entry.digest, entry.desk),
    )
    fields = {"date": day, "desk": entry.desk}
    faults = [
        fault("ledger-twice", other=other, **fields)
        for (other,) in copies
        if entry.visits  # two desks may well have nothing to do
    ]
    if known is None:
        return Added(entry, "added"), faults
    digest, name = known
    if digest == entry.digest:
        return Added(entry, "unchanged"), faults
    if name != entry.name and not replace:
        faults.append(fault("ledger-other-day", known=name, name=entry.name, **fields))
    return Added(entry, "replaced"), faults


def _write(book: sqlite3.Connection, entry: Entry) -> None:
    key = entry.desk, entry.date.isoformat()
    book.execute("DELETE FROM days WHERE desk = ? AND date = ?", key)
    day = (*key, entry.name, entry.scenario, entry.digest)
    book.execute("INSERT INTO days VALUES (?, ?, ?, ?, ?)", day)
    for table, row in _ROWS.items():
        places = ", ".join("?" * (len(row._fields) + 2))
        rows = ((*values, *key) for values in getattr(entry, table))
        book.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
