"""Templates to be changed as people would: a folder of CSV, and a workbook."""

from __future__ import annotations

import csv
import shutil
from io import StringIO

import pytest
from openpyxl import load_workbook

from dispatch.errors import InputError
from dispatch.tables import load_tables, write_templates


class Folder:
    """The files of CSV of a template, by their names without the ending."""

    def __init__(self, path):
        self.path = path

    def rows(self, name):
        text = (self.path / f"{name}.csv").read_text(encoding="utf-8-sig")
        return [*csv.reader(StringIO(text, newline=""))]

    def write(self, name, rows, encoding="utf-8", delimiter=","):
        out = StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerows(rows)
        (self.path / f"{name}.csv").write_bytes(out.getvalue().encode(encoding))

    def put(self, name, row, heading, value):
        """Type a value into a row of the file, counted from 1."""
        rows = self.rows(name)
        rows[row - 1][rows[0].index(heading)] = value
        self.write(name, rows)

    def faults(self):
        """What is said of each fault, with the name of the file and no folder."""
        return faults(self.path)

    def read(self):
        return load_tables(self.path)


def faults(path):
    with pytest.raises(InputError) as refused:
        load_tables(path)
    folder = path if path.is_dir() else path.parent
    return [str(each).replace(f"{folder}/", "") for each in refused.value.faults]


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """All templates in English; not to be changed."""
    path = tmp_path_factory.mktemp("templates")
    write_templates(path, "en")
    return path


@pytest.fixture
def folder(tmp_path, templates):
    """The files of CSV in English."""
    shutil.copytree(templates, tmp_path / "day")
    (tmp_path / "day" / "day.xlsx").unlink()
    return Folder(tmp_path / "day")


class Book:
    """A workbook that is changed and saved."""

    def __init__(self, path):
        self.path = path
        self.book = load_workbook(path)

    def sheet(self, title):
        return self.book[title]

    def put(self, title, row, heading, value):
        sheet = self.book[title]
        at = [cell.value for cell in sheet[1]].index(heading) + 1
        cell = sheet.cell(row, at)
        cell.value = value
        return cell

    def read(self):
        self.book.save(self.path)
        return load_tables(self.path)

    def faults(self):
        self.book.save(self.path)
        return faults(self.path)


@pytest.fixture
def book(tmp_path, templates):
    """The workbook in English, among the files of CSV."""
    shutil.copytree(templates, tmp_path / "day")
    return Book(tmp_path / "day" / "day.xlsx")
