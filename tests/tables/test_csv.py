"""Files of CSV as people have them."""

from __future__ import annotations

import pytest

from dispatch.scenario.spreadsheet import csv_bytes
from dispatch.tables.columns import TABLES
from dispatch.tables.csv_files import read_csv
from dispatch.tables.example import example_day

VISITS = next(table for table in TABLES if table.name == "visits")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_encodings_and_separators_are_recognised(folder, encoding, delimiter):
    folder.put("clients", 2, "Name", "顾奶奶")
    for path in [*folder.path.glob("*.csv")]:
        folder.write(path.stem, folder.rows(path.stem), encoding, delimiter)
    clients = folder.read().scenario.clients
    assert clients[0].name == "顾奶奶"
    assert len(clients) == 5


def test_utf_16_without_a_mark_is_recognised(folder):
    rows = folder.rows("visits")
    for encoding in ("utf-16-le", "utf-16-be"):
        folder.write("visits", rows, encoding)
        assert folder.read().scenario == example_day("en")


def test_a_line_that_names_the_separator_counts_as_a_row(folder):
    text = (folder.path / "visits.csv").read_text(encoding="utf-8-sig").replace(",", "|")
    (folder.path / "visits.csv").write_text(f"sep=|\n{text}", encoding="utf-8", newline="")
    assert len(folder.read().scenario.visits) == 6
    broken = text.replace("09:00", "9:5")
    (folder.path / "visits.csv").write_text(f"sep=|\n{broken}", encoding="utf-8", newline="")
    assert folder.faults()[0].startswith("visits.csv: row 3, From: the minutes of '9:5'")


def test_damaged_text_is_named_with_its_row(folder):
    raw = (folder.path / "clients.csv").read_bytes().decode("utf-8-sig").replace("shen", "沈爷爷家")
    damaged = raw.encode().replace("爷".encode(), "爷".encode()[:2], 1)
    (folder.path / "clients.csv").write_bytes(damaged)
    assert folder.faults()[0] == (
        "clients.csv: row 5: this is not text in UTF-8, UTF-16 or GB18030. Save it as CSV in UTF-8."
    )


def test_an_open_quotation_mark_is_named_with_its_row(folder):
    raw = (folder.path / "visits.csv").read_bytes()
    (folder.path / "visits.csv").write_bytes(raw.replace(b"4,shen", b'"4,shen'))
    assert folder.faults() == [
        "visits.csv: row 5: a quotation mark is in a wrong place or not closed. Write a quotation "
        "mark within a cell twice."
    ]


def test_an_unquoted_comma_is_named(folder):
    raw = (folder.path / "visits.csv").read_bytes()
    (folder.path / "visits.csv").write_bytes(
        raw.replace(b"4,shen,meal", b"4,shen,meal,,,,,,,,,,,,,,,x")
    )
    assert "visits.csv: row 5: column 18 has a value but no heading" in folder.faults()[0]


@pytest.mark.parametrize("cell", ["=cmd()", "+1+1", "-2+3", "@sum", "＝1+1", " =1", "'=1", "''@x"])
def test_nothing_that_a_spreadsheet_would_run_is_written(cell):
    text = csv_bytes([["Visit"], [cell], ["plain"]]).decode("utf-8-sig")
    (_, written, plain) = text.splitlines()
    assert written == f"'{cell}"
    assert plain == "plain"
    grid = read_csv("visits.csv", text.encode(), VISITS)
    assert grid.rows[2] == {1: cell}


def test_numbers_and_other_text_stay_as_they_are():
    rows = [["Visit"], [-0.5], ["'tis"], ["a=b"]]
    text = csv_bytes(rows).decode("utf-8-sig")
    assert text.splitlines() == ["Visit", "-0.5", "'tis", "a=b"]
    assert [row[1] for row in read_csv("x.csv", text.encode(), VISITS).rows.values()] == (
        ["Visit", "-0.5", "'tis", "a=b"]
    )


def test_csv_for_people_has_a_mark(folder):
    raw = (folder.path / "visits.csv").read_bytes()
    folder.write("visits", folder.rows("visits"))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert folder.read().scenario == example_day("en")
