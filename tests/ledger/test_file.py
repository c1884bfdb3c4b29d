"""The file of the ledger: what is written twice, at the same time, in part, or by others."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.ledger import Asked, Came, Entry, Ledger, Worked

FIRST = date(2026, 11, 23)
WATCHDOG = 300
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def entry(day: int = 0, paid: int = 1, desk: str = "desk", name: str = "north") -> Entry:
    on = str(FIRST + timedelta(days=day))
    return Entry(
        desk=desk,
        date=FIRST + timedelta(days=day),
        name=name,
        scenario="1a2b3c4d5e6f",
        caregivers=(Worked("amy", paid, 2, 3, 4, 5), Worked("张", 0, 0, 0, 0, 0)),
        visits=(
            Asked("a", "zhou", "bath", on, "served", f"{on}T09:00:00", 1_800_000),
            Asked("b", "li", "bath", on, "unserved", None, 0),
        ),
        stops=(Came("a", "caregiver", "amy", f"{on}T09:00:00"),),
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger with a name?.db")


def what(ledger: Ledger, *entries: Entry, **options: bool) -> list[str]:
    return [each.what for each in ledger.add(entries, **options)]


def test_what_is_written_is_read(ledger: Ledger) -> None:
    days = entry(1), entry(0), entry(0, desk="south", paid=7)
    assert what(ledger, *days) == ["added"] * 3
    assert ledger.entries() == (days[1], days[2], days[0])
    assert ledger.entries(FIRST, FIRST + timedelta(days=1)) == (days[1], days[2])
    assert ledger.entries(FIRST + timedelta(days=1)) == (days[0],)
    assert [*Path(ledger.file).parent.iterdir()] == [ledger.file]  # one file and nothing beside it


def test_twice_is_once_and_a_corrected_day_replaces_the_old_one(ledger: Ledger) -> None:
    assert what(ledger, entry(), entry(1)) == ["added", "added"]
    before = Path(ledger.file).read_bytes()
    assert what(ledger, entry()) == ["unchanged"]
    assert Path(ledger.file).read_bytes() == before
    fewer = replace(entry(paid=9), visits=(), stops=())
    assert what(ledger, fewer) == ["replaced"]
    assert ledger.entries() == (fewer, entry(1))


days = st.builds(
    entry, st.integers(0, 3), st.integers(0, 3), st.sampled_from(["north", "south", "it's"])
)


@given(st.lists(st.lists(days, max_size=3), max_size=8), st.randoms(use_true_random=False))
def test_the_ledger_has_the_latest_of_each_day(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Entry]], draw: random.Random
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "l.db")
    latest: dict[tuple[date, str], Entry] = {}
    for batch in batches:
        unique = {(each.date, each.desk): each for each in batch}
        # a day may be copied to another desk only if it differs
        told = [replace(each, caregivers=(Worked(each.desk, *each.caregivers[0][1:]),))
                for each in unique.values()]  # fmt: skip
        for _ in range(draw.choice((1, 2))):
            ledger.add(told)
        latest |= {(each.date, each.desk): each for each in told}
        assert ledger.entries() == tuple(latest[key] for key in sorted(latest))


def test_another_days_name_needs_a_word(ledger: Ledger) -> None:
    ledger.add([entry()])
    other = entry(paid=2, name="south")
    with pytest.raises(
        InputError, match="the name 'north', but this day is called 'south'"
    ) as caught:
        ledger.add([entry(1), other])
    assert [each.code for each in caught.value.faults] == ["ledger-other-day"]
    assert ledger.entries() == (entry(),)  # not even the day that fits
    assert what(ledger, entry(name="renamed")) == ["unchanged"]
    assert what(ledger, other, replace=True) == ["replaced"]
    assert ledger.entries() == (other,)


def test_a_copy_for_another_desk_does_not_count_twice(ledger: Ledger) -> None:
    ledger.add([entry()])
    with pytest.raises(InputError, match="is already in the ledger, as a day of 'desk'"):
        ledger.add([entry(desk="south")])
    idle = replace(entry(), visits=(), stops=())
    assert what(ledger, idle, replace(idle, desk="south")) == ["replaced", "added"]


ADDS = """
import sys
from datetime import date, timedelta
from dispatch.ledger import Entry, Ledger, Worked
desk = sys.argv[2]
for day in range(20):
    on = date(2026, 11, 23) + timedelta(days=day)
    row = Worked(desk, day, 0, 0, 0, 0)
    Ledger(sys.argv[1]).add([Entry(desk, on, desk, "", (row,), (), ())])
"""


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    words = [sys.executable, "-c", ADDS, str(file)]
    with ThreadPoolExecutor() as pool:
        done = pool.map(
            lambda desk: subprocess.run([*words, desk], check=False, timeout=WATCHDOG),
            ("north", "south"),
        )
    assert [each.returncode for each in done] == [0, 0]
    found = {(each.desk, (each.date - FIRST).days): each for each in Ledger(file).entries()}
    assert found.keys() == {(desk, day) for desk in ("north", "south") for day in range(20)}
    assert all(found[key].caregivers[0][:2] == key for key in found)


DIES = """
import os, signal, sys
from dispatch.ledger import file
sys.path.insert(0, sys.argv[2])
from test_file import entry
write = file._write
def dies(book, each):
    write(book, each)
    book.execute("PRAGMA cache_spill = 1")
    if each.date.day == 25:
        os.kill(os.getpid(), signal.SIGKILL)
file._write = dies
file.Ledger(sys.argv[1]).add([entry(0, paid=9), entry(1), entry(2), entry(3)])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("days", [0, 1])
def test_who_is_killed_in_the_middle_has_changed_nothing(ledger: Ledger, days: int) -> None:
    before = [entry(day) for day in range(days)]
    if before:
        ledger.add(before)
    folder = Path(__file__).parent
    words = [sys.executable, "-c", DIES, str(ledger.file), str(folder)]
    assert subprocess.run(words, check=False, timeout=WATCHDOG).returncode == -9
    if before:
        assert ledger.entries() == tuple(before)
    assert what(ledger, entry(7)) == ["added"]
    assert ledger.entries() == (*before, entry(7))


def test_who_waits_too_long_for_others_is_told(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.add([entry()])
    monkeypatch.setattr("dispatch.ledger.file.PATIENCE", 0.01)
    other = sqlite3.connect(ledger.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(InputError, match="database is locked"):
        ledger.add([entry(1)])
    assert ledger.entries() == (entry(),)  # whoever only reads need not wait
    other.close()
    assert what(ledger, entry(1)) == ["added"]


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    def refused(file: Path) -> str:
        said = []
        for use in (Ledger(file).entries, lambda: Ledger(file).add([entry()])):
            with pytest.raises(InputError) as caught:
                use()
            [found] = caught.value.faults
            assert found.file == str(file)
            said.append(found.code)
        return said[0] if len({*said}) == 1 else f"{said}"

    text = tmp_path / "text"
    text.write_text("caregiver,paid\n" * 100, encoding="utf-8")
    assert refused(text) == "ledger-unusable"
    assert text.read_text(encoding="utf-8").startswith("caregiver")
    other = tmp_path / "other.gpkg"
    with sqlite3.connect(other) as book:
        book.execute("CREATE TABLE days (id)")
    book.close()
    assert refused(other) == "ledger-none"
    newer = tmp_path / "newer.db"
    Ledger(newer).add([entry()])
    book = sqlite3.connect(newer)
    book.execute("PRAGMA user_version = 2")
    book.close()
    assert refused(newer) == "ledger-version"
    assert refused(tmp_path) == "file-folder"
    with pytest.raises(InputError, match=r"there is no such ledger. `dispatch ledger add`"):
        Ledger(tmp_path / "missing").entries()
    assert not (tmp_path / "missing").exists()
    with pytest.raises(InputError, match="unable to open"):
        Ledger(tmp_path / "no folder" / "ledger").add([entry()])


def test_an_empty_file_becomes_a_ledger_when_a_day_is_added(tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.touch()
    with pytest.raises(InputError, match="this file is not a ledger"):
        Ledger(file).entries()
    assert file.read_bytes() == b""
    assert what(Ledger(file), entry()) == ["added"]


def test_damage_is_found_wherever_it_is(ledger: Ledger) -> None:
    ledger.add([entry(day) for day in range(5)])
    whole, known = Path(ledger.file).read_bytes(), ledger.entries()
    draw = random.Random(5)
    refused = 0
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        Path(ledger.file).write_bytes(damaged)
        try:
            found = Ledger(ledger.file).entries()
        except InputError:
            refused += 1
        else:  # in a place that means nothing, or in the name or fingerprint of a day
            same = {(each.desk, each.digest) for each in found} <= {
                (each.desk, each.digest) for each in known
            }
            assert same
    assert refused > 20
    Path(ledger.file).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError):
        ledger.entries()
