"""A table for people as CSV and as a workbook that no spreadsheet runs."""

from __future__ import annotations

import io
from typing import Final

from dispatch.report.sheets.run_sheet import Table
from dispatch.scenario.spreadsheet import csv_bytes, runs, width

_WIDEST: Final = 44
_NARROWEST: Final = 6
_LONGEST_HEADER: Final = 100
"""Excel refuses a header of more than 255 characters."""


def csv_of(table: Table) -> bytes:
    """Write a table as CSV in UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    return csv_bytes((table.header, *table.rows))


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
    sheet.title = table.name
    for number, row in enumerate((table.header, *table.rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, _printable(text))
            cell.data_type = "s"
            cell.quotePrefix = runs(text)
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for column, cells in enumerate(zip(table.header, *table.rows, strict=True), 1):
        columns = min(max(map(width, cells), default=0) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = max(columns, _NARROWEST)
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


def _printable(text: str) -> str:
    """Leave out what XML, and so a workbook, cannot hold."""
    return "".join(
        letter for letter in text if letter in "\t\n" or " " <= letter not in "\ufffe\uffff"
    )
