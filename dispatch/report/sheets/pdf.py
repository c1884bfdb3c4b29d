"""The route sheets as PDF, for Latin and Chinese text, without a browser and without a font file.

Chinese text is set in STSong-Light, one of the standard fonts of Adobe's Chinese language pack: the
file names it, and the program that shows the file has it or takes another one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from dispatch.messages import say
from dispatch.report.sheets.notes import Note
from dispatch.report.sheets.route_sheet import Part, RouteSheet, Step
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from reportlab.platypus import Flowable, Paragraph, Table

_CHINESE: Final = "STSong-Light"
_MM: Final = 72 / 25.4
_WIDTHS: Final = (36 * _MM, 133 * _MM, 13 * _MM)
"""Of the columns: the clock, what is to do, the box."""
_SHORT_LINE: Final = 13
"""The fewest characters that fill a line."""
_SAFE_LINES: Final = 25
"""So many lines fit on any page."""


def pdf_of(scenario: Scenario, sheets: Sequence[RouteSheet]) -> bytes:
    """Write route sheets as PDF, each beginning on a new page; equal sheets give equal files."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    file, margin = io.BytesIO(), 14 * _MM
    document = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=margin, rightMargin=margin, topMargin=margin,
        bottomMargin=margin, title=say("sheet-title", name=scenario.name), author="", subject="",
        creator="caregiver-dispatch", invariant=1,
    )  # fmt: skip
    story: list[Flowable] = []
    for sheet in sheets:
        story += [PageBreak()] if story else []
        story += _sheet(scenario, sheet)
    if not story:
        story = [_text(say("sheet-nobody"), 16)]
    document.build(story)
    return file.getvalue()


def not_in_pdf(sheets: Sequence[RouteSheet]) -> str:
    """Return the characters of route sheets that the Chinese font of the PDF lacks, sorted."""
    told = (
        text
        for sheet in sheets
        for text in (
            sheet.called,
            *(f"{step.title}{step.who}{step.place}" for step in sheet.steps),
            *(note.text for step in sheet.steps for note in step.notes),
        )
    )
    return "".join(sorted({letter for letter in "".join(told) if not _has(letter, "gbk")}))


def _sheet(scenario: Scenario, sheet: RouteSheet) -> Iterator[Flowable]:
    from reportlab.platypus import Spacer

    yield _text(sheet.called, 28, bold=True)
    yield _text(scenario.name, 13)
    figures = [f"{each.name}: {each.value} {each.unit}".strip() for each in sheet.figures]
    yield _text(" · ".join(figures), 16)
    for part in sheet.parts:
        yield Spacer(1, 4 * _MM)
        yield _part(sheet, part)


def _part(sheet: RouteSheet, part: Part) -> Flowable:
    """Lay out a shift; its heading is repeated on each page, and a way stays with its visit."""
    heading = _text(f"{sheet.called} · {part.heading}", 13, bold=True)
    rows: list[list[Any]] = [[[heading], "", ""]]
    style: list[tuple[Any, ...]] = [
        ("SPAN", (0, 0), (-1, 0)),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    for number, step in enumerate(part.steps, 1):
        visit = step.kind == "visit"
        rows.append(
            [*((_visit_clock(step), _visit(step)) if visit else (_clock(step), _line(step))), []]
        )
        if step.kind in ("visit", "fetch", "return"):
            rows[-1][2] = [_box(9 if visit else 5)]
        style.append(("LINEABOVE", (0, number), (-1, number), 1.5 if visit else 0.5, "black"))
        if step.kind == "way":
            style.append(("NOSPLIT", (0, number), (0, number + 1)))
    return _table(rows, _WIDTHS, *style, repeated=1, split=any(map(_is_long, part.steps)))


def _is_long(step: Step) -> bool:
    """Return whether a step may take more than a page, so that its row has to be split."""
    texts = [step.who, step.place, step.title, *(note.text for note in step.notes)]
    return sum(1 + len(text) // _SHORT_LINE for text in texts) > _SAFE_LINES


def _visit_clock(step: Step) -> list[Flowable]:
    return [
        _text(step.clock, 24, bold=True),
        _text(say("sheet-arrive", at=step.arrival), 13),
        _text(say("sheet-until", until=step.until), 13),
    ]


def _visit(step: Step) -> list[Flowable]:
    told = [
        _text(f"{step.number}   {step.who}", 18, bold=True),
        _text(step.place, 15),
        _text(step.title, 15, bold=True),
    ]
    notes = [_note(note) for note in step.notes]
    return [*told, *notes, _writing_line()]


def _note(note: Note) -> Flowable:
    frame = [
        ("LINEABOVE", (0, 0), (-1, 0), 1.5, "black"),
        ("LINEBELOW", (0, 0), (-1, 0), 1.5, "black"),
    ]
    return _table(
        [[_text(note.label, 13, bold=True), _text(note.text, 13, bold=note.urgent)]],
        (34 * _MM, _WIDTHS[1] - 38 * _MM),
        *(frame if note.urgent else []),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2 if note.urgent else 0),
    )


def _clock(step: Step) -> list[Flowable]:
    return [_text("–".join(filter(None, [step.clock, step.until])), 14)]


def _line(step: Step) -> list[Flowable]:
    text = ", ".join(filter(None, [step.title, step.place]))
    return [_text(text, 14, bold=step.kind not in ("way", "back"))]


def _box(size: float) -> Flowable:
    """Draw a box to tick."""
    side = size * _MM
    return _table([[""]], (side,), ("BOX", (0, 0), (-1, -1), 1.5, "black"), heights=(side,))


def _writing_line() -> Flowable:
    return _table(
        [[_text(say("sheet-remarks"), 10)]],
        (_WIDTHS[1],),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"),
        heights=(28,),
    )


def _table(
    cells: list[list[Any]],
    widths: Sequence[float],
    *styles: tuple[Any, ...],
    heights: Sequence[float] | None = None,
    repeated: int = 0,
    split: bool = False,
) -> Table:
    from reportlab.lib.colors import black
    from reportlab.platypus import Table

    plain = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
    ]
    drawn = [tuple(black if part == "black" else part for part in style) for style in styles]
    return Table(
        cells,
        colWidths=widths,
        rowHeights=heights,
        repeatRows=repeated,
        splitInRow=int(split),
        splitByRow=1,
        hAlign="LEFT",
        style=[*plain, *drawn],
    )


def _text(text: str, size: float, *, bold: bool = False) -> Paragraph:
    """Set a paragraph: Latin letters in Helvetica, all others in the Chinese font."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    font = "Helvetica-Bold" if bold else "Helvetica"
    style = ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.3)
    chinese = sum(not _has(letter, "cp1252") for letter in text)
    if 2 * chinese > len(text):
        style.wordWrap = "CJK"  # it has no spaces to break lines at
    runs = [
        escape(part) if latin else f'<font name="{_CHINESE}">{escape(part)}</font>'
        for latin, letters in groupby(text, lambda letter: _has(letter, "cp1252"))
        if (part := "".join(letters))
    ]
    return Paragraph("".join(runs).replace("\n", "<br/>"), style)


def _has(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
