"""What the documents say of studies can be run, and names what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def test_the_snippet_for_researchers_runs():
    page = (ROOT / "docs" / "researcher.md").read_text(encoding="utf-8")
    [snippet] = [
        each for each in re.findall("```python\n(.*?)```", page, re.DOTALL) if "answered" in each
    ]
    names = {}
    exec(snippet, names)
    assert names["price"].value == pytest.approx(40 / 602)
    assert names["price"].low is not None
