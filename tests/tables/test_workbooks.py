"""Workbooks of other programs, by Excel's own rules, and what people do in them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dispatch.errors import InputError
from dispatch.tables import dump_tables, load_tables
from dispatch.tables.example import example_day
from dispatch.tables.workbooks import read_workbook


def test_times_dates_and_numbers_of_a_spreadsheet_are_read(book):
    book.put("Visits", 2, "From", time(9))
    book.put("Visits", 2, "To", 10 / 24)
    book.put("Visits", 3, "Gap at least", timedelta(hours=4))
    book.put("Visits", 3, "Gap at most", time(6))
    book.put("Day", 2, "Date", datetime(2026, 11, 23)).number_format = "yyyy-mm-dd"
    book.put("Staff", 2, "Shift from", time(8)).number_format = "h:mm"
    book.put("Clients", 2, "Alone", True)
    book.put("Certificates held", 2, "Valid until", date(2028, 3, 31))
    for row in range(2, 8):
        cell = book.put("Visits", row, "Visit", row - 1)
    assert cell.data_type == "n"
    assert book.read().scenario == example_day("en")


def test_dates_counted_from_1904_are_read_alike(book):
    book.book.epoch = CALENDAR_MAC_1904
    book.put("Day", 2, "Date", datetime(2026, 11, 23)).number_format = "yyyy-mm-dd"
    book.put("Visits", 2, "From", time(9)).number_format = "h:mm"
    book.put("Staff", 2, "Shift to", 1 + 1 / 48).number_format = "yyyy-mm-dd h:mm"
    read = book.read().scenario
    assert load_workbook(book.path).epoch == CALENDAR_MAC_1904
    assert read.dates == (date(2026, 11, 23),)
    assert read.visits[0].windows[0].open == "09:00"
    assert read.caregiver["chen"].shifts[0].end == "24:30"


def test_hours_beyond_24_are_read_in_either_format(book):
    book.put("Staff", 2, "Shift to", 1 + 1 / 48).number_format = "[h]:mm"
    book.put("Staff", 3, "Shift to", 1 + 1 / 48).number_format = "yyyy-mm-dd h:mm"
    caregivers = book.read().scenario.caregivers
    assert [each.shifts[0].end for each in caregivers[:2]] == ["24:30", "24:30"]


def test_numbers_stored_as_text_and_shown_with_zeros_are_read(book):
    book.put("Clients", 2, "Age", "84").data_type = "s"
    for sheet, row, heading in [
        ("Clients", 2, "Client"),
        ("Visits", 2, "Client"),
        ("Visits", 3, "Client"),
    ]:
        book.put(sheet, row, heading, 7).number_format = "000"
    clients = book.read().scenario.clients
    assert (clients[0].id, clients[0].age) == ("007", 84)


def test_an_id_that_became_a_date_is_named(book):
    book.put("Visits", 4, "Visit", datetime(2026, 3, 1)).number_format = "m-d"
    assert book.faults() == [
        "day.xlsx: Visits, row 4, Visit: the spreadsheet program has changed what was typed here "
        "to '2026-03-01 00:00:00'. Format the cell as text, and type it again."
    ]


def test_a_formula_counts_with_its_stored_result(book, tmp_path):
    book.put("Visits", 2, "Duration", "=10*2")
    (found,) = book.faults()
    assert found == (
        "day.xlsx: Visits, row 2, Duration: the formula in K2 has no stored result. Open the "
        "workbook in a spreadsheet program and save it, or type the value."
    )
    _edit(book.path, "<f>10*2</f><v></v>", "<f>10*2</f><v>25</v>")
    assert load_tables(book.path).scenario.visits[0].duration == 25 * 60_000
    _edit(book.path, "><f>10*2</f><v>25</v>", ' t="str"><f>10*2</f><v></v>')
    assert load_tables(book.path).scenario.visits[0].duration is None  # it shows an empty cell
    _edit(book.path, ' t="str"><f>10*2</f><v></v>', "><f>10*2</f><v>25</v>")
    _edit(book.path, "><f>10*2</f><v>25</v>", ' t="e"><f>10*2</f><v>#DIV/0!</v>')
    with pytest.raises(InputError, match=r"Visits, row 2, Duration: the cell shows #DIV/0!"):
        load_tables(book.path)


def _edit(path, old, new):
    """Change the text of the parts of a workbook."""
    with zipfile.ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    plain = {name: raw.replace(old.encode(), new.encode()) for name, raw in contents.items()}
    plain = {
        name: raw.replace(old.replace("<v></v>", "<v />").encode(), new.encode())
        for name, raw in plain.items()
    }
    assert plain != contents
    with zipfile.ZipFile(path, "w") as parts:
        for name, raw in plain.items():
            parts.writestr(name, raw)


def test_merged_cells_of_a_column_give_each_row_their_value(book):
    book.book["Visits"].merge_cells("B2:B3")
    assert book.read().scenario == example_day("en")


def test_cells_merged_across_columns_are_named(book):
    book.book["Visits"].merge_cells("D2:E2")
    (found,) = book.faults()
    assert found == (
        "day.xlsx: Visits, row 2, From: the cells D2:E2 are merged across columns. Split them and "
        "fill in each one."
    )


def test_a_merged_title_above_the_headings_is_passed_over(book):
    sheet = book.sheet("Visits")
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Monday"
    sheet.merge_cells("A1:H1")
    assert book.read().scenario == example_day("en")


def test_hidden_rows_are_read_and_told(book):
    for row in (3, 4, 6, 100):
        book.sheet("Visits").row_dimensions[row].hidden = True
    read = book.read()
    assert read.scenario == example_day("en")
    assert [str(each) for each in read.notes] == [
        f"{book.path}: Visits: hidden rows are read as well: 3-4, 6. Delete the rows that you do "
        "not mean."
    ]


def test_a_stray_format_in_the_last_row_does_no_harm(book):
    book.sheet("Visits").cell(1_048_576, 16_384).number_format = "0.00"
    assert book.read().scenario == example_day("en")


def test_unknown_and_doubled_sheets_are_named(book):
    book.book.create_sheet("Sheet1")
    book.book.create_sheet("#notes")["A1"] = "x"
    assert book.read().scenario == example_day("en")
    book.book.create_sheet("Visit")["A1"] = "x"
    book.book.create_sheet("服务项目")["A1"] = "x"
    assert book.faults()[:2] == [
        "day.xlsx: there is no table 'Visit'. Did you mean 'Visits'?",
        "day.xlsx: 服务项目: this table exists twice: also as Services. Delete one of the two.",
    ]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "not an Excel workbook"), (b"PK\x03\x04 and nothing", "not an Excel workbook"),
        (b"Visit,Client\n", "not an Excel workbook"), (b"\xd0\xcf\x11\xe0\xa1", "password"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(raw, told):
    with pytest.raises(InputError, match=told):
        read_workbook("day.xlsx", raw)


def test_nothing_is_written_as_a_formula(tmp_path):
    """The names begin as formulas do; a workbook keeps them as text, a file of CSV marks them."""
    day = example_day("en")
    client = day.clients[0].model_copy(update={"name": "=cmd()"})
    caregiver = day.caregivers[0].model_copy(update={"name": "@SUM(A1)"})
    day = day.model_copy(
        update={
            "clients": [client, *day.clients[1:]],
            "caregivers": [caregiver, *day.caregivers[1:]],
        }
    )
    dump_tables(day, tmp_path / "day.xlsx")
    cells = [c for sheet in load_workbook(tmp_path / "day.xlsx") for row in sheet for c in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.quotePrefix for cell in cells if cell.value == "=cmd()"] == [True]
    dump_tables(day, tmp_path / "day")
    texts = [path.read_text("utf-8-sig") for path in (tmp_path / "day").iterdir()]
    assert sum("'=cmd()" in text for text in texts) == 1
    assert not any(",=" in text or ",@" in text for text in texts)
    for target in ("day", "day.xlsx"):
        assert load_tables(tmp_path / target).scenario == day


def test_templates_offer_choices_names_and_comments(book):
    sheet = book.sheet("Visits")
    offered = {
        str(each.sqref).split("2:")[0]: each.formula1
        for each in sheet.data_validations.dataValidation
    }
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    assert offered[letters["Strict"]] == '"yes,no"'
    assert offered[letters["Client"]] == "='Clients'!$A$2:$A$2000"
    assert all(cell.comment is not None for cell in sheet[1])
    assert sheet["A1"].comment.text == "A name of its own.\na name or number of yours\nneeded"
    assert sheet.column_dimensions["A"].number_format == "@"
    assert "The column Remarks" in str(book.sheet("Read me")["A3"].value)


def test_a_workbook_of_one_foreign_sheet_says_what_is_missing(tmp_path):
    book = Workbook()
    book.active["A1"] = "anything"
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(InputError) as refused:
        load_tables(tmp_path / "x.xlsx")
    codes = [each.code for each in refused.value.faults]
    assert codes == ["tables-unknown", *["tables-table-missing"] * 5]
