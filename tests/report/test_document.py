"""Templates show whatever they are handed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import dispatch

HERE = Path(dispatch.__file__).parent
TEMPLATES = {file.name: file.read_text(encoding="utf-8") for file in HERE.glob("*/assets/*.html")}


def whole(name: str) -> str:
    """A template with all that it extends, includes and imports."""
    text = TEMPLATES[name]
    parts = re.findall(r'(?:extends|include|from) "([\w.]+\.html)"', text)
    return text + "".join(map(whole, parts))


def calls() -> dict[str, set[str]]:
    """The fields of each call of `rendered` by its template."""
    return {
        node.args[0].value: {each.arg for each in node.keywords if each.arg} - {"rooms"}
        for file in HERE.glob("*/**/*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "rendered"
    }


@pytest.mark.parametrize("name", ["page.html", "compare.html", "sheets.html", "comparison.html",
                                  "study.html", "staffing.html", "reach.html"])  # fmt: skip
def test_every_field_is_shown(name: str) -> None:
    fields, text = calls()[name], whole(name)
    assert {each for each in fields if not re.search(rf"\b{each}\b", text)} == set()


def test_every_page_is_looked_at() -> None:
    assert len(calls()) == 7
