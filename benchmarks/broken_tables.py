"""Checks that mutated tables are read as a scenario, or refused with what is wrong in them.

    python benchmarks/broken_tables.py [--mutants N] [--seed S]

Each mutant is a template with up to four changes of cells, headings, rows and tables, or of bytes;
as a folder of CSV in some encoding, or as a workbook. It must be read, and then be written and read
again as the same scenario, or raise an `InputError` whose faults name their file, within `SECONDS`
and without a warning. Prints how many of each there are, and the findings, and exits with 1 if
there are any.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook

from dispatch.errors import InputError
from dispatch.tables import dump_tables, load_tables
from dispatch.tables.example import example_day, example_places
from dispatch.tables.sheets import sheets_of

Rows = list[list[Any]]
Sheets = dict[str, Rows]
Typed = tuple[object, ...]

SECONDS = 20
"""What a mutant may take."""

TYPED = (
    "", " ", "　", "0", "1", "-1", "9", "9:5", "25:00", "9：30", "9:00-10:00", "3点",
    "下午三点半", "十二点", "24:30", "99:99", "1:30", "0.375", "1.5小时", "半小时", "半",
    "一十百", "PT", "P1D", "1e9", "inf", "nan", "1,5", "1，000", "½", "²", "٣", "2026-11-23",
    "2026/11/23", "2026年11月31日", "46349", "11/23", "26-1-1", "是", "否", "maybe", "男", "女",
    "chen", "CHEN", "chen、lin", "chen,,lin", "gu", "guu", "=cmd()", "'=1", "+1", "@x", "-", "/",
    "a/b", "a / ", "(x)", "care (", "121.2, 31.0", "31.0, 121.2", "121.2,", "999, 999", "Station",
    "hub", "\n", "a\nb", "\t", '"', "'", "\u200b", "\ufeff", "\u202e", "😀", "x" * 200,
    "x" * 40_000, "＃", "#", "null", "None", "True", "{}", "[]", "[1, 2]", ":", "：：", "年月日",
    "点", "上午", "下午", "12:60", "00:00:00", "1h", "h", "1h1h", "１２", "一",
)  # fmt: skip
"""What people might type, and what nobody would."""

NUMBERS = (
    0, 1, -1, 7, 1.5, 0.375, 0.9999999, 1.0208, 46349, 46349.5, 1e300, 10**18, -0.5, True, False,
    datetime(2026, 11, 23), datetime(2026, 11, 23, 9, 30), date(2026, 11, 23), timedelta(hours=26),
    datetime(1900, 1, 1, 0, 30).time(), "=1+1", "=A1", "#N/A",
)  # fmt: skip
"""What a workbook may contain besides."""


def mutated(seed: int) -> tuple[list[str], Callable[[Path], Path]]:
    """Make a mutant.

    Returns
    -------
    story : list of str
        What was changed.
    write : callable
        Writes the mutant into a folder, and returns the name to be read.
    """
    draw = random.Random(seed)
    language = draw.choice(["en", "zh"])
    day, places = example_day(language), example_places(language)
    made = sheets_of(day, language, places, template=True)
    sheets: Sheets = {each.title: [each.headings, *map(list, each.rows)] for each in made}
    as_book = draw.random() < 0.4
    story = [f"{seed} {language} {'workbook' if as_book else 'files'}"]
    typed = TYPED + NUMBERS if as_book else TYPED
    changes = draw.choices(_CHANGES, k=draw.choice([0, 1, 1, 1, 1, 2, 4]))
    story += [change(sheets, draw, typed) for change in changes]
    damage = draw.random() < 0.15
    if damage:
        story.append("damage")
    if as_book:
        return story, lambda folder: _write_book(folder, sheets, draw, damage)
    return story, lambda folder: _write_files(folder, sheets, draw, damage)


def _some(sheets: Sheets, draw: random.Random) -> tuple[str, Rows]:
    title = draw.choice([title for title, rows in sheets.items() if rows])
    return title, sheets[title]


def _cell(sheets: Sheets, draw: random.Random, typed: Typed) -> str:
    title, rows = _some(sheets, draw)
    row = draw.randrange(len(rows))
    if not rows[row]:
        return "nothing"
    at = draw.randrange(len(rows[row]))
    rows[row][at] = draw.choice(typed)
    return f"{title} {row + 1} {at + 1}: {rows[row][at]!r:.60}"


def _filled(sheets: Sheets, draw: random.Random, typed: Typed) -> str:
    """Change a cell that says something, below the headings."""
    full = [
        (title, row, at)
        for title, rows in sheets.items()
        for row, cells in enumerate(rows[1:], 1)
        for at, value in enumerate(cells)
        if value != ""
    ]
    if not full:
        return "nothing"
    title, row, at = draw.choice(full)
    sheets[title][row][at] = draw.choice(typed)
    return f"{title} {row + 1} {at + 1}: {sheets[title][row][at]!r:.60}"


def _letter(sheets: Sheets, draw: random.Random, _: Typed) -> str:
    """Change a letter of a heading or a text."""
    title, rows = _some(sheets, draw)
    row = draw.choice(rows)
    at = draw.randrange(len(row)) if row else 0
    if not row or not isinstance(row[at], str) or not row[at]:
        return "nothing"
    letter = draw.randrange(len(row[at]))
    row[at] = row[at][:letter] + draw.choice("x是， ：=\n") + row[at][letter + draw.randrange(2) :]
    return f"{title}: {row[at]!r}"


def _row(sheets: Sheets, draw: random.Random, _: Typed) -> str:
    """Take a row away, write it twice, or put an empty one or a title before it."""
    title, rows = _some(sheets, draw)
    at = draw.randrange(len(rows)) if rows else 0
    how = draw.choice(["delete", "twice", "empty", "title", "stray"])
    if not rows or how == "delete":
        del rows[at : at + 1]
    elif how == "stray":
        rows[at] = [*rows[at], "stray"]
    else:
        rows.insert(at, {"twice": [*rows[at]], "empty": [], "title": ["Monday"]}[how])
    return f"{title} {at + 1}: {how}"


def _column(sheets: Sheets, draw: random.Random, _: Typed) -> str:
    """Take a column away, write it twice, or put a new one beside it."""
    title, rows = _some(sheets, draw)
    at = draw.randrange(max(map(len, rows), default=1) or 1)
    how = draw.choice(["delete", "twice", "new"])
    for row in rows:
        if at < len(row):
            row[at : at + 1] = {"delete": [], "twice": [row[at]] * 2, "new": [row[at], "new"]}[how]
    return f"{title} column {at + 1}: {how}"


def _table(sheets: Sheets, draw: random.Random, _: Typed) -> str:
    """Take a table away, rename it, or empty it."""
    title, rows = _some(sheets, draw)
    how = draw.choice(["delete", "rename", "empty", "other"])
    if how == "empty":
        rows.clear()
    else:
        del sheets[title]
        if how == "rename":
            sheets[title[:-1] + draw.choice("xs表")] = rows
        elif how == "other":
            sheets[f"#{title}"] = rows
    return f"{title}: {how}" if sheets else "nothing is left"


_CHANGES = (_cell, _cell, _filled, _filled, _filled, _letter, _row, _column, _table)


def _write_files(folder: Path, sheets: Sheets, draw: random.Random, damage: bool) -> Path:
    encoding = draw.choice(["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    delimiter = draw.choice(",,;\t，")
    hurt = draw.choice([*sheets]) if damage and sheets else ""
    for title, rows in sheets.items():
        out = StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerows(rows)
        raw = out.getvalue().encode(encoding, errors="replace")
        (folder / f"{title}.csv").write_bytes(_damaged(raw, draw) if title == hurt else raw)
    return folder


def _write_book(folder: Path, sheets: Sheets, draw: random.Random, damage: bool) -> Path:
    book = Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([value if value != "" else None for value in row])
        if draw.random() < 0.02 and sheet.max_row > 2:
            sheet.merge_cells(f"A2:{draw.choice('AB')}{draw.choice('23')}")
        if draw.random() < 0.1:
            sheet.row_dimensions[draw.randrange(1, 5)].hidden = True
    del book["Sheet"]
    if not book.worksheets:
        book.create_sheet("x")
    out = BytesIO()
    book.save(out)
    raw = _damaged(out.getvalue(), draw) if damage else out.getvalue()
    (folder / "day.xlsx").write_bytes(raw)
    return folder / "day.xlsx"


def _damaged(raw: bytes, draw: random.Random) -> bytes:
    """Change some bytes, or lose the end."""
    if draw.random() < 0.3:
        return raw[: draw.randrange(len(raw) + 1)]
    bad = bytearray(raw)
    for _ in range(draw.choice([1, 3, 30])):
        if bad:
            bad[draw.randrange(len(bad))] = draw.randrange(256)
    return bytes(bad)


def outcome_of(seed: int) -> tuple[str, str]:
    """Try a mutant; return whether it is read or refused, and what breaks the promise, if any."""
    story, write = mutated(seed)
    began = time.perf_counter()
    outcome, found = "", ""
    with tempfile.TemporaryDirectory() as temporary, warnings.catch_warnings():
        warnings.simplefilter("error")
        folder = Path(temporary, "day")
        folder.mkdir()
        try:
            outcome, found = _tried(write(folder), Path(temporary))
        except Exception:
            found = traceback.format_exc(limit=-6)
    if time.perf_counter() - began > SECONDS:
        found += f"more than {SECONDS} seconds"
    return outcome, f"mutant {'; '.join(story)}\n{found}" if found else ""


def _tried(file: Path, folder: Path) -> tuple[str, str]:
    before = sorted(folder.rglob("*"))
    try:
        read = load_tables(file)
    except InputError as error:
        nowhere = [str(each) for each in error.faults if not each.file]
        nowhere = [each for each in nowhere if "more faults are not listed" not in each]
        told = "" if error.faults and not nowhere else f"without a place: {nowhere}"
        return "refused", told if sorted(folder.rglob("*")) == before else "something was written"
    try:
        dump_tables(read.scenario, folder / "again.xlsx", "zh", read.places)
    except InputError as error:
        left = [] if not (folder / "again.xlsx").exists() else ["half written"]
        return "read, not written", "\n".join(left) if "tables" in str(error) else str(error)
    again = load_tables(folder / "again.xlsx").scenario
    return "read", "" if again == read.scenario.moved_to(folder) else "not the same again"


@click.command()
@click.option("--mutants", default=1000, show_default=True, help="How many.")
@click.option("--seed", default=0, show_default=True, help="The seed of the first.")
def main(mutants: int, seed: int) -> None:
    """Try mutants of tables and look for broken promises."""
    tried = [outcome_of(each) for each in range(seed, seed + mutants)]
    for _, found in tried:
        if found:
            print(found)
    print(dict(Counter(outcome for outcome, _ in tried)))
    sys.exit(any(found for _, found in tried))


if __name__ == "__main__":
    main()
