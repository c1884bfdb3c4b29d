"""The run sheet of the desk: its rows by hand, and files that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.plan import Plan
from dispatch.report.sheets import run_sheet, run_sheet_lines
from dispatch.report.sheets.run_sheet import Table
from dispatch.report.sheets.tables import csv_of, workbook_of

BOM = "﻿".encode()


def test_every_stop_and_every_way_of_a_courier_has_a_row(example, busy, sheets_of):
    sheets = sheets_of(example, busy)
    table = run_sheet(sheets.day, sheets.people)
    assert table.header == (
        "Date", "Arrives", "Starts", "Ends", "Caregiver", "Client", "Service", "Place",
        "Together with", "Equipment", "Remarks", "Visit",
    )  # fmt: skip
    date = "2026-11-23"
    assert table.rows[:4] == (
        (date, "08:45", "08:45", "10:15", "lin", "han", "陪诊", "121.2331, 31.0255", "",
         "wheelchair", "ends 10:00–11:00", "han-escort"),
        (date, "08:45", "08:45", "", "a courier", "han", "Brings equipment", "121.2331, 31.0255",
         "", "wheelchair", "leaves 综合为老服务中心 at 08:42", "han-escort"),
        (date, "09:00", "09:00", "10:10", "wu", "luo", "卧床助浴", "121.2225, 31.0345", "he",
         "助浴设备", "within 09:00–12:00", "luo-bath"),
        (date, "08:50", "09:00", "10:10", "he", "luo", "卧床助浴", "121.2225, 31.0345", "wu",
         "助浴设备", "within 09:00–12:00", "luo-bath"),
    )  # fmt: skip
    assert len(table.rows) == 9 + 2
    remarks = {row[-1]: row[-2] for row in table.rows}
    assert remarks["shen-meal"] == "New face; starts 11:00–11:45 if possible"


def test_rows_may_come_by_caregiver(example, busy, sheets_of):
    sheets = sheets_of(example, busy)
    by_time = run_sheet(sheets.day, sheets.people, "time").rows
    by_caregiver = run_sheet(sheets.day, sheets.people, "caregiver").rows
    assert sorted(by_time) == sorted(by_caregiver)
    assert [row[4] for row in by_caregiver] == (
        ["chen"] * 2 + ["lin"] * 5 + ["wu", "he"] + ["a courier"] * 2
    )
    assert [row[2] for row in by_caregiver[2:7]] == ["08:45", "10:30", "11:00", "11:22", "13:00"]


def test_a_courier_who_leaves_before_midnight_has_the_date_on_which_the_piece_is_there(
    small, sheets_of
):
    """Ten minutes from the depot to Zhou: from 23:53 to 0:03."""
    pump = {"id": "pump", "count": 1, "station": "hub", "carried": True, "carried_by": "courier"}
    day = small(
        dates=["2026-11-23", "2026-11-24"],
        stations=[{"id": "hub", "place": "D"}],
        equipment=[pump],
        service={"equipment": ["pump"]},
        visit={"windows": [{"open": "2026-11-24T00:03", "close": "2026-11-24T00:03"}]},
        amy={"shifts": [{"start": "23:00", "end": "2026-11-24T06:00"}]},
    )
    start, end = "2026-11-24T00:03", "2026-11-24T00:33"
    plan = Plan.model_validate(
        {
            "scenario": day.fingerprint,
            "routes": [
                {
                    "caregiver": "amy", "departure": "23:53", "returned": "2026-11-24T00:43",
                    "stops": [{"visit": "v", "role": "caregiver", "arrival": start,
                               "start": start, "end": end}],
                }
            ],
            "equipment": [
                {"equipment": "pump", "piece": 1,
                 "uses": [{"visit": "v", "taken": start, "free": end}]}
            ],
        }
    )  # fmt: skip
    sheets = sheets_of(day, plan)
    rows = run_sheet(sheets.day, sheets.people).rows
    brings = next(row for row in rows if row[4] == "a courier")
    assert brings[:3] == ("2026-11-24", "00:03", "00:03")
    assert "2026-11-23 23:53" in brings[10]


def test_the_first_lines(two):
    assert run_sheet_lines(two.day, most=2) == [
        "First on the run sheet, 2 of 4 (dispatch sheets writes all):",
        "  09:00 ai to elder-1: 居家照护",
        "  11:10 ai to elder-2: 卧床助浴",
    ]
    assert run_sheet_lines(two.day, most=4)[0] == "On the run sheet (dispatch sheets writes it):"
    assert run_sheet_lines(two.day, most=4)[3] == "  11:10 bo to elder-2: 卧床助浴"


def test_no_line_of_a_day_without_routes(scenario, plan, sheets_of):
    nothing = sheets_of(scenario, plan.model_copy(update={"routes": ()}))
    assert run_sheet_lines(nothing.day, most=8) == []


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
cells = st.one_of(st.text(max_size=12), st.sampled_from(DANGEROUS))
rows = st.lists(st.tuples(cells, cells), max_size=6)


@given(rows)
def test_a_spreadsheet_runs_nothing_of_the_csv(rows):
    written = csv_of(Table("x", "x", ("A", "B"), tuple(rows)))
    assert written.startswith(BOM)
    header, *read = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    assert header == ["A", "B"]
    assert len(read) == len(rows)
    for given_row, row in zip(rows, read, strict=True):
        for given_cell, cell in zip(given_row, row, strict=True):
            assert cell in (given_cell, f"'{given_cell}")
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(rows)
def test_every_cell_of_the_workbook_is_text(rows):
    table = Table("x", "x", ("A", "B"), tuple(rows))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(table)))["x"]
    found = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in found if cell.value is not None} <= {"s"}
    asked = [cell for row in rows for cell in row]
    plain = [cell for cell in asked if cell.isprintable()]
    assert [
        cell.value or "" for cell, text in zip(found, asked, strict=True) if text.isprintable()
    ] == plain


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_stays_text_if_it_is_edited(text):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(Table("x", "x", ("A",), ((text,),)))))
    assert book.active["A2"].quotePrefix


def test_the_workbook_is_made_for_paper(example, busy, sheets_of):
    sheets = sheets_of(example, busy)
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_of(run_sheet(sheets.day, sheets.people)._replace(title="A & B" * 99)))
    )
    sheet = book.active
    assert sheet.title == "Run sheet"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert 6 <= sheet.column_dimensions["B"].width < sheet.column_dimensions["H"].width <= 44
    assert len(sheet.oddHeader.center.text) < 255
