"""The route sheets as PDF, for Latin and Chinese text, without a browser and without a font file.

Chinese text is set in STSong-Light, one of the standard fonts of Adobe's Chinese language pack: the
file names it, and the program that shows the file takes it or another Chinese font of its machine.
A font of the machine that writes the file is not embedded: equal sheets would give other files
elsewhere, and reportlab embeds no font with PostScript outlines, as Noto's are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from dispatch.messages import say
from dispatch.report.document import as_of
from dispatch.report.sheets.route_sheet import Part, RouteSheet, Step
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from reportlab.platypus import Flowable, Paragraph, Table

_CHINESE: Final = "STSong-Light"
_MM: Final = 72 / 25.4
_WIDTHS: Final = (36 * _MM, 133 * _MM, 13 * _MM)
"""Of the columns: the clock, what is to do, the box."""
_PIECE: Final = 200
"""The most characters of a block."""
_SHORT_LINE: Final = 18
"""The fewest characters that fill a line."""
_LINES: Final = 18
"""So many lines and a block more fit on any page."""


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


def not_in_pdf(scenario: Scenario, sheets: Sequence[RouteSheet]) -> str:
    """Return the characters of route sheets that neither font of the PDF has, sorted."""
    told = (
        text
        for sheet in sheets
        for text in (
            scenario.name,
            sheet.called,
            *(f"{step.title}{step.who}{step.place}" for step in sheet.steps),
            *(note.text for step in sheet.steps for note in step.notes),
        )
    )
    letters = sorted({*"".join(told)})
    return "".join(each for each in letters if not _has(each, "cp1252") and not _has(each, "gbk"))


def _sheet(scenario: Scenario, sheet: RouteSheet) -> Iterator[Flowable]:
    from reportlab.platypus import Spacer

    yield _text(sheet.called, 28, bold=True)
    yield _text(as_of(scenario, scenario.name), 13)
    figures = [
        say("sheet-figure", name=each.name, value=f"{each.value} {each.unit}".strip())
        for each in sheet.figures
    ]
    yield _text(" · ".join(figures), 16)
    for part in sheet.parts:
        yield Spacer(1, 4 * _MM)
        yield _part(sheet, part)


def _part(sheet: RouteSheet, part: Part) -> Flowable:
    """Lay out a shift; its heading is repeated on each page, and a way stays with its visit."""
    heading = _text(f"{sheet.called[:_PIECE]} · {part.heading}", 13, bold=True)
    rows: list[list[Any]] = [[heading, "", ""]]
    style: list[tuple[Any, ...]] = [
        ("SPAN", (0, 0), (-1, 0)),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    for step in part.steps:
        first = len(rows)
        thick = 1.5 if step.kind == "visit" else 0.5
        style.append(("LINEABOVE", (0, first), (-1, first), thick, "black"))
        if step.kind == "way":
            style.append(("NOSPLIT", (0, first), (0, first + 1)))
        rows += _rows(step)
    return _table(rows, _WIDTHS, *style, repeated=1)


def _rows(step: Step) -> Iterator[list[Any]]:
    """Lay out a step: one row, or several if it is long, because no row is split."""
    blocks = [*(_visit(step) if step.kind == "visit" else _line(step))]
    ends = accumulate(lines for lines, _ in blocks)
    beside = zip(ends, blocks, strict=True)
    for number, together in groupby(beside, lambda each: each[0] // _LINES):
        middle = [block for _, (_, block) in together]
        yield [_clock(step), middle, _box(step)] if number == 0 else ["", middle, ""]


def _clock(step: Step) -> list[Flowable]:
    if step.kind != "visit":
        return [_text("–".join(filter(None, [step.clock, step.until])), 14)]
    return [
        _text(step.clock, 24, bold=True),
        _text(say("sheet-arrive", at=step.arrival), 13),
        _text(say("sheet-until", until=step.until), 13),
    ]


def _visit(step: Step) -> Iterator[tuple[int, Flowable]]:
    """Yield what a visit tells, block by block, each with its lines."""
    yield from _blocks(f"{step.number}   {step.who}", 18, bold=True)
    yield from _blocks(step.place, 15)
    yield from _blocks(step.title, 15, bold=True)
    for note in step.notes:
        for number, (lines, text) in enumerate(_blocks(note.text, 13, bold=note.urgent)):
            yield lines, _note("" if number else note.label, text, urgent=note.urgent)
    remarks, line = _text(say("sheet-remarks"), 10), ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")
    yield 2, _table([[remarks]], (_WIDTHS[1],), line, heights=(28,))


def _line(step: Step) -> Iterator[tuple[int, Flowable]]:
    text = say("sheet-at", title=step.title, place=step.place) if step.place else step.title
    return _blocks(text, 14, bold=step.kind not in ("way", "back"))


def _blocks(text: str, size: float, *, bold: bool = False) -> Iterator[tuple[int, Flowable]]:
    """Cut a text into blocks that are shorter than a page, each with its lines at most."""
    for piece in wrap(text, _PIECE):
        yield 1 + len(piece) // _SHORT_LINE, _text(piece, size, bold=bold)


def _note(label: str, text: Flowable, *, urgent: bool) -> Flowable:
    edge = (0, 0), (-1, 0), 1.5, "black"
    frame = [("LINEABOVE", *edge), ("LINEBELOW", *edge), ("BOTTOMPADDING", (0, 0), (-1, 0), 3)]
    return _table(
        [[_text(label, 13, bold=True), text]],
        (34 * _MM, _WIDTHS[1] - 38 * _MM),
        *(frame if urgent else [("BOTTOMPADDING", (0, 0), (-1, 0), 0)]),
    )


def _box(step: Step) -> list[Flowable]:
    """Draw a box to tick, if there is something to do at a place."""
    if step.kind not in ("visit", "fetch", "return"):
        return []
    side = (9 if step.kind == "visit" else 5) * _MM
    return [_table([[""]], (side,), ("BOX", (0, 0), (-1, -1), 1.5, "black"), heights=(side,))]


def _table(
    cells: list[list[Any]],
    widths: Sequence[float],
    *styles: tuple[Any, ...],
    heights: Sequence[float] | None = None,
    repeated: int = 0,
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
    return Paragraph("".join(runs), style)


def _has(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
