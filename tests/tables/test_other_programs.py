"""Workbooks as Excel and LibreOffice write them, as XML by hand: all are read alike."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import date
from typing import ClassVar
from xml.sax.saxutils import escape, quoteattr

import pytest
from openpyxl.utils import get_column_letter

from dispatch.tables import load_tables, write_templates
from dispatch.tables.example import example_day

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DATE, TIME = 1, 2
"""The styles of dates and times; 0 is plain."""
LIBRE_ROW = {
    "customFormat": "false", "ht": "12.8", "hidden": "false", "customHeight": "false",
    "outlineLevel": "0", "collapsed": "false",
}  # fmt: skip
"""What LibreOffice says of every row."""


def tag(kind, /, *inside, **given):
    """An element of XML; an underscore in an attribute is a colon."""
    written = "".join(f" {key.replace('_', ':')}={quoteattr(text)}" for key, text in given.items())
    return f"<{kind}{written}>{''.join(inside)}</{kind}>"


def relation(number, kind, target):
    return tag("Relationship", Id=f"r{number}", Type=f"{OFFICE}/{kind}", Target=target)


def relations(*each):
    return tag("Relationships", *each, xmlns=f"{PACKAGE}/relationships")


def part(name, kind):
    return tag("Override", PartName=f"/xl/{name}", ContentType=f"{KIND}{kind}+xml")


def run_of(text):
    return tag("t", escape(text), xml_space="preserve")


class Excel:
    """Writes a workbook as Excel does.

    Parameters
    ----------
    shared
        Whether text is in the table of shared strings, in two runs, as where a part of a cell is
        bold; or in the cells.
    since
        The year from which days are counted: 1900 or 1904.
    """

    formats: ClassVar = {DATE: 14, TIME: 20}
    """Formats that every program knows: m/d/yyyy and h:mm."""
    own_formats = ""
    properties: ClassVar[dict[str, str]] = {}

    def __init__(self, *, shared=True, since=1900):
        self.shared, self.since, self.strings = shared, since, []

    def cell(self, at, text):
        number, style = self.number(text)
        if number is not None:
            return tag("c", tag("v", number), r=at, s=str(style))
        if not self.shared:
            return tag("c", tag("is", run_of(text)), r=at, t="inlineStr")
        return self.string(at, tag("r", run_of(text[:2])), tag("r", run_of(text[2:])))

    def string(self, at, *inside, **more):
        self.strings.append(tag("si", *inside))
        return tag("c", tag("v", str(len(self.strings) - 1)), r=at, t="s", **more)

    def number(self, text):
        """The number that a date, a time or a number is stored as, with its style."""
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            first = date(1904, 1, 1) if self.since == 1904 else date(1899, 12, 30)
            return str((date.fromisoformat(text) - first).days), DATE
        if re.fullmatch(r"\d\d:\d\d", text):
            hours, minutes = map(int, text.split(":"))
            return repr((60 * hours + minutes) / 1440), TIME
        return (text, 0) if re.fullmatch(r"[1-9]\d*(\.\d+)?", text) else (None, 0)

    def row(self, at, cells):
        return tag("row", *cells, r=str(at))

    def sheet(self, rows):
        written = [
            self.row(
                at,
                [
                    self.cell(f"{get_column_letter(k)}{at}", text)
                    for k, text in enumerate(row, 1)
                    if text
                ],
            )
            for at, row in enumerate(rows, 1)
        ]
        return tag("worksheet", tag("sheetData", *written, *self.after()), xmlns=MAIN)

    def after(self):
        return []

    def styles(self):
        formats = [0, self.formats[DATE], self.formats[TIME]]
        each = [tag("xf", numFmtId=str(number), applyNumberFormat="1") for number in formats]
        return tag(
            "styleSheet",
            self.own_formats,
            tag("fonts", tag("font"), count="1"),
            tag("fills", tag("fill", tag("patternFill", patternType="none")), count="1"),
            tag("borders", tag("border"), count="1"),
            tag("cellStyleXfs", tag("xf", numFmtId="0"), count="1"),
            tag("cellXfs", *each, count="3"),
            xmlns=MAIN,
        )

    def save(self, path, sheets):
        parts = {f"sheet{k}.xml": self.sheet(rows) for k, rows in enumerate(sheets.values(), 1)}
        listed = [
            tag("sheet", name=title, sheetId=str(k), r_id=f"r{k}")
            for k, title in enumerate(sheets, 1)
        ]
        inside = [relation(k, "worksheet", name) for k, name in enumerate(parts, 1)]
        inside += [
            relation("s", "sharedStrings", "strings.xml"),
            relation("f", "styles", "styles.xml"),
        ]
        counted = {"date1904": "1"} if self.since == 1904 else {}
        contents = {
            "[Content_Types].xml": tag(
                "Types",
                tag("Default", Extension="rels", ContentType=f"{KIND}relationships+xml"),
                part("workbook.xml", "sheet.main"),
                part("strings.xml", "sharedStrings"),
                part("styles.xml", "styles"),
                *(part(name, "worksheet") for name in parts),
                xmlns=f"{PACKAGE}/content-types",
            ),
            "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": relations(*inside),
            "xl/workbook.xml": tag(
                "workbook", tag("workbookPr", **self.properties, **counted), tag("sheets", *listed),
                xmlns=MAIN, xmlns_r=OFFICE,
            ),
            "xl/strings.xml": tag("sst", *self.strings, xmlns=MAIN),
            "xl/styles.xml": self.styles(),
            **{f"xl/{name}": text for name, text in parts.items()},
        }  # fmt: skip
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in contents.items():
                archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


class LibreOffice(Excel):
    """Writes as LibreOffice Calc does: own formats, false where it could be left out, rows of
    formats alone after the last one, and results of formulas as text or numbers."""

    formats: ClassVar = {DATE: 164, TIME: 165}
    own_formats = tag(
        "numFmts",
        tag("numFmt", numFmtId="164", formatCode="yyyy\\-mm\\-dd"),
        tag("numFmt", numFmtId="165", formatCode="[hh]:mm"),
        count="2",
    )
    properties: ClassVar = {"backupFile": "false", "showObjects": "all"}

    def cell(self, at, text):
        number, style = self.number(text)
        if number is None:
            if text in ("no", "woman"):  # filled in by a formula
                formula = tag("f", f'"{text}"', aca="false")
                return tag("c", formula, tag("v", text), r=at, s="0", t="str")
            return self.string(at, run_of(text), s="0")
        return tag("c", tag("v", number), r=at, s=str(style), t="n")

    def row(self, at, cells):
        return tag("row", *cells, tag("c", r=f"AZ{at}", s="1"), r=str(at), **LIBRE_ROW)

    def after(self):
        return [tag("row", r=str(row), **LIBRE_ROW) for row in (40, 1_048_575, 1_048_576)]


@pytest.mark.parametrize(
    "program",
    [
        Excel(), Excel(shared=False), Excel(since=1904), Excel(shared=False, since=1904),
        LibreOffice(), LibreOffice(since=1904),
    ],
    ids=lambda each: f"{type(each).__name__}-{each.since}-{'shared' if each.shared else 'inline'}",
)  # fmt: skip
def test_workbooks_of_either_program_are_read_alike(folder, tmp_path, program):
    names = sorted(path.stem for path in folder.path.iterdir())
    sheets = {name: folder.rows(name) for name in names}
    written = [text for rows in sheets.values() for row in rows for text in row]
    assert {program.number(text)[1] for text in written} == {0, DATE, TIME}
    program.save(tmp_path / "hand.xlsx", sheets)
    read = load_tables(tmp_path / "hand.xlsx")
    assert read.scenario == example_day("en")
    assert read.notes == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_template_that_libreoffice_saved_is_the_same_day(tmp_path, language):
    write_templates(tmp_path, language)
    profile, saved = (tmp_path / "profile").as_uri(), tmp_path / "saved"
    office = ["soffice", f"-env:UserInstallation={profile}", "--headless"]
    asked = ["--convert-to", "xlsx", "--outdir", str(saved), str(tmp_path / "day.xlsx")]
    subprocess.run([*office, *asked], check=True, capture_output=True)
    assert load_tables(saved / "day.xlsx").scenario == example_day(language)
