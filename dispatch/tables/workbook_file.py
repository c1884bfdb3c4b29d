"""Writing of workbooks: drop-down lists, comments on headings, and a page of explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from dispatch.errors import InputError, fault
from dispatch.messages import say
from dispatch.scenario.spreadsheet import runs, width
from dispatch.tables.cells import folded
from dispatch.tables.columns import EXPLANATIONS, Column
from dispatch.tables.kinds import Language
from dispatch.tables.sheets import Sheet, Value

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LAST: Final = 2000
"""The last row with drop-down lists."""
_NEEDED, _OTHER = "FFE699", "DDEBF7"
"""The colours of headings: of columns that every row needs, and of others."""


def workbook_bytes(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Return a workbook (XLSX) with a page of explanations and a sheet for each table.

    Text is written as text, also if it begins like a formula.

    Raises
    ------
    InputError
        If a text has a control character, which no workbook can contain.
    """
    from openpyxl import Workbook

    book = Workbook()
    titles = {sheet.table.name: sheet for sheet in sheets}
    page = book.active
    assert page is not None
    page.title = EXPLANATIONS.of(language)
    _explain(page, sheets, language)
    for sheet in sheets:
        _write(book, sheet, titles)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, sheet: Sheet, sheets: Mapping[str, Sheet]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    page = book.create_sheet(sheet.title)
    page.freeze_panes = "B2"
    for at, column in enumerate(sheet.columns, 1):
        heading = page.cell(1, at)
        _put(heading, sheet.headings[at - 1])
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", start_color=_NEEDED if column.needed else _OTHER)
        heading.comment = Comment(_told(column, sheet.language), "dispatch", 120, 260)
        shape = page.column_dimensions[heading.column_letter]
        shape.width = max(10, min(40, 3 + _width(sheet, at)))
        if column.kind.is_text:
            shape.number_format = "@"  # a spreadsheet leaves what is typed as it is
        _offer(page, column, heading.column_letter, sheet, sheets)
    for number, row in enumerate(sheet.rows, 2):
        for at, value in enumerate(row, 1):
            if value != "":
                _put(page.cell(number, at), value)


def _put(cell: Any, value: Value) -> None:
    """Write a value; text stays text, whatever it begins with."""
    from openpyxl.utils.exceptions import IllegalCharacterError

    try:
        cell.value = value
    except IllegalCharacterError:
        raise InputError(fault("tables-control", cell=cell.coordinate)) from None
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = runs(value)


def _width(sheet: Sheet, at: int) -> int:
    texts = [sheet.headings[at - 1], *(str(row[at - 1]) for row in sheet.rows)]
    return max(map(width, texts))


def _offer(
    page: Worksheet, column: Column, letter: str, sheet: Sheet, sheets: Mapping[str, Sheet]
) -> None:
    """Offer a drop-down list: of a few words, or of the names in another table."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.kind.options:
        words = ",".join(each.of(sheet.language) for each in column.kind.options)
        source = f'"{words}"'
    elif column.of in sheets:
        source = f"='{sheets[column.of].title}'!$A$2:$A${_LAST}"
    else:
        return
    offered = DataValidation(type="list", formula1=source, allow_blank=True)
    offered.showErrorMessage = False  # lists and other forms may be typed
    offered.add(f"{letter}2:{letter}{_LAST}")
    page.add_data_validation(offered)


def _told(column: Column, language: Language) -> str:
    form = column.kind.form.of(language)
    needed = say(f"tables-needed-{language}" if column.needed else f"tables-optional-{language}")
    return f"{column.help.of(language)}\n{form}\n{needed}"


def _explain(page: Worksheet, sheets: Sequence[Sheet], language: Language) -> None:
    from openpyxl.styles import Alignment, Font

    row = 1
    for line in say(f"tables-introduction-{language}").splitlines():
        _put(page.cell(row, 1), line)
        row += 1
    for sheet in sheets:
        row += 1
        _put(page.cell(row, 1), sheet.title)
        page.cell(row, 1).font = Font(bold=True)
        _put(page.cell(row, 2), sheet.table.about.of(language))
        for column in sheet.table.columns:
            row += 1
            parts = column.title.of(language), column.help.of(language)
            needed = say(f"tables-needed-{language}") if column.needed else ""
            for at, text in enumerate((*parts, column.kind.form.of(language), needed), 1):
                if folded(text):
                    _put(page.cell(row, at), text)
        row += 1
    for letter, columns in zip("ABCD", (24, 60, 60, 12), strict=True):
        page.column_dimensions[letter].width = columns
    for row_of_cells in page.iter_rows(min_col=2):
        for cell in row_of_cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
