"""The page, the PDF and all files together: what is in them, and whose name is not."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from dispatch.plan import Plan
from dispatch.report.sheets import not_in_pdf, sheet_files
from dispatch.report.sheets.page import page_of
from dispatch.report.sheets.pdf import pdf_of
from dispatch.report.sheets.run_sheet import run_sheet

MADE = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
PRIVATE = ("name", "phone", "address", "note")


@pytest.fixture(scope="module")
def private(example):
    """The example day in which everybody has a name, a number and a note of her own."""

    def told(one):
        fields = [field for field in PRIVATE if field in type(one).model_fields]
        return one.model_copy(update={field: f"{field}#{one.id}#" for field in fields})

    people = {
        "clients": [*map(told, example.clients)],
        "caregivers": [*map(told, example.caregivers)],
    }
    return example.model_copy(update=people)


def words(name, content):
    """All the text of a file, also of what is compressed."""
    if name.endswith(".pdf"):
        reader = PdfReader(io.BytesIO(content))
        pages = "".join(page.extract_text() for page in reader.pages)
        return f"{pages}{reader.metadata}".replace("\n", "")
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(part).decode() for part in book.namelist())
    text = content if isinstance(content, str) else content.decode()
    return text.replace("\r\n ", "")


def pages_of(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def files_of(sheets, order="time"):
    return sheet_files(sheets.day, sheets.made, sheets.people, order=order, made=MADE)


def test_no_name_without_being_asked(private, busy, sheets_of):
    files = files_of(sheets_of(private, busy))
    secrets = re.compile("(name|phone|address|note)#")
    assert [name for name, content in files.items() if secrets.search(words(name, content))] == []


def test_names_are_in_every_file_if_asked_for(private, busy, sheets_of):
    files = files_of(sheets_of(private, busy, names=True))
    assert len(files) == 8
    for name, content in files.items():
        text = words(name, content)
        number = {"calendars/03-wu.ics": "luo", "calendars/04-he.ics": "luo"}.get(name, "tang")
        assert f"name#{number}# ({number})" in text, name
        assert f"phone#{number}#" in text, name
    assert "note#luo#" in words("x.pdf", files["route-sheets.pdf"])
    assert "note#luo#" in files["route-sheets.html"]
    assert "address#luo#" in files["route-sheets.html"]
    assert "note#" not in words("x.csv", files["run-sheet.csv"])


def test_files_have_their_names_and_are_the_same_again(example, busy, sheets_of):
    files = files_of(sheets_of(example, busy))
    assert [*files] == [
        "route-sheets.html", "route-sheets.pdf", "run-sheet.csv", "run-sheet.xlsx",
        "calendars/01-chen.ics", "calendars/02-lin.ics", "calendars/03-wu.ics",
        "calendars/04-he.ics",
    ]  # fmt: skip
    again = files_of(sheets_of(example, busy))
    assert [name for name in files if files[name] != again[name] and name[-4:] != "xlsx"] == []


def test_strange_ids_make_names_of_files_that_every_system_allows(example, busy, sheets_of):
    ids = {"chen": "Wu?", "lin": "王:" + "x" * 99, "wu": "WU?", "he": ".."}
    asked = re.sub(
        r'"(chen|lin|wu|he)"', lambda found: f'"{ids[found[1]]}"', example.model_dump_json()
    )
    plan = re.sub(r'"(chen|lin|wu|he)"', lambda found: f'"{ids[found[1]]}"', busy.model_dump_json())
    sheets = sheets_of(type(example).model_validate_json(asked), Plan.model_validate_json(plan))
    assert [*files_of(sheets)][4:] == [
        "calendars/01-Wu_.ics", f"calendars/02-王_{'x' * 38}.ics", "calendars/03-WU_.ics",
        "calendars/04-__.ics",
    ]  # fmt: skip


class _Tags(HTMLParser):
    """Counts tags, and knows which are open."""

    def __init__(self):
        super().__init__()
        self.counted = {}
        self.open = []

    def handle_starttag(self, tag, attributes):
        self.counted[tag] = self.counted.get(tag, 0) + 1
        if tag not in ("meta", "col"):
            self.open.append(tag)
        assert not {"src", "href", "onload"} & dict(attributes).keys()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_has_a_sheet_for_each_caregiver(example, busy, sheets_of):
    page = page_of(example, sheets_of(example, busy).made)
    tags = _Tags()
    tags.feed(page)
    assert tags.open == []
    assert (tags.counted["section"], tags.counted["h2"]) == (4, 9)
    assert tags.counted["i"] == 9 + 2  # boxes: visits, and the kit that is fetched and brought back
    assert "<script" not in page
    assert "url(" not in page


def test_papers_of_a_running_day_tell_how_far_it_has_run(example, busy, sheets_of):
    """In the hand of a caregiver the sheets of the morning and of a repair look the same."""
    running = example.model_copy(update={"now": f"{example.dates[0]}T10:20:00"})
    sheets = sheets_of(example, busy)
    assert "as of" not in page_of(example, sheets.made)
    assert f"{example.name}, as of 10:20<" in page_of(running, sheets.made)
    assert f"{example.name}, as of 10:20\n" in pages_of(pdf_of(running, sheets.made))[0]
    day = replace(sheets.day, scenario=running)
    assert run_sheet(day, sheets.people).title.endswith(f"{example.dates[0]}, as of 10:20")


def test_a_name_is_no_markup(example, busy, sheets_of):
    client = example.client["tang"].model_copy(update={"name": "<script>&\x00\x0b"})
    clients = [client if each.id == "tang" else each for each in example.clients]
    asked = example.model_copy(update={"clients": clients})
    sheets = sheets_of(asked, busy, names=True)
    assert "<script>" not in page_of(asked, sheets.made)
    assert "<script>&" in words("x.pdf", pdf_of(asked, sheets.made))


def test_the_pdf_holds_chinese_and_begins_each_sheet_on_a_page(example, busy, sheets_of):
    pages = pages_of(pdf_of(example, sheets_of(example, busy).made))
    titles = [page.split("\n")[0] for page in pages if "Visits:" in page]
    assert titles == ["chen", "lin", "wu", "he"]
    assert "卧床助浴, 70 min" in pages[-1]
    assert "Fetch 助浴设备 at 综合为老服务中心" in pages[-1].replace("\n", " ")
    later = [page for page in pages if "Visits:" not in page]
    assert later
    assert all(page.startswith("lin · 2026-11-23") for page in later)


@pytest.mark.parametrize("text", ["W" * 9_000, " x" * 4_000, "门" * 4_000, "\nx" * 900])
@pytest.mark.parametrize("field", ["name", "address", "note"])
def test_a_very_long_text_goes_on_on_the_next_page(example, busy, sheets_of, field, text):
    client = example.client["gu"].model_copy(update={field: text})
    asked = example.model_copy(update={"clients": [client, *example.clients[1:]]})
    pages = pages_of(pdf_of(asked, sheets_of(asked, busy, names=True).made))
    plain = pages_of(pdf_of(example, sheets_of(example, busy).made))
    assert len(plain) < len(pages) < len(plain) + 50
    assert "".join(pages).count(text[-1]) >= text.count(text[-1])


def test_letters_that_the_fonts_lack_are_told(example, busy, sheets_of):
    assert not_in_pdf(example, sheets_of(example, busy, names=True).made) == ""
    client = example.client["gu"].model_copy(update={"name": "𠮷 Ñandú 顾"})
    asked = example.model_copy(update={"clients": [client, *example.clients[1:]]})
    assert not_in_pdf(asked, sheets_of(asked, busy, names=True).made) == "𠮷"
    assert not_in_pdf(asked, sheets_of(asked, busy).made) == ""
    named = asked.model_copy(update={"name": "𠮷田"})  # it stands on every sheet
    assert not_in_pdf(named, sheets_of(named, busy).made) == "𠮷"


def test_a_day_without_routes_says_so(example, sheets_of):
    nothing = sheets_of(example, Plan(scenario=example.fingerprint, routes=()))
    files = files_of(nothing)
    assert "Nobody has a route." in files["route-sheets.html"]
    assert "Nobody has a route." in words("x.pdf", files["route-sheets.pdf"])
    assert words("x.csv", files["run-sheet.csv"]).count("\n") == 1
