"""A table for people as CSV and as a workbook that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from typing import Final
from unicodedata import east_asian_width

from dispatch.report.sheets.run_sheet import Table

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet takes for a formula."""
_WIDEST: Final = 44
_NARROWEST: Final = 6
_LONGEST_HEADER: Final = 100
"""Excel refuses a header of more than 255 characters."""


def csv_of(table: Table) -> bytes:
    """Write a table as CSV in UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_harmless(cell) for cell in row] for row in (table.header, *table.rows))
    return text.getvalue().encode("utf-8-sig")


def workbook_of(table: Table) -> bytes:
    """Write a table as a workbook (XLSX): a frozen header that is printed on each page, A4 across.

    Every cell is text, so none is a formula.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate((table.header, *table.rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, _printable(text))
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(_RUNS)
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for column, cells in enumerate(zip(table.header, *table.rows, strict=True), 1):
        width = min(max(map(_width, cells), default=0) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = max(width, _NARROWEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert footer is not None
    header.center.text = table.title[:_LONGEST_HEADER].replace("&", "&&")
    footer.right.text = "&P / &N"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def _printable(text: str) -> str:
    """Leave out what XML, and so a workbook, cannot hold."""
    return "".join(
        letter for letter in text if letter in "\t\n" or " " <= letter not in "\ufffe\uffff"
    )


def _width(text: str) -> int:
    """Return how many columns a text takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
