"""Cells of tables: nothing is run, all is read as it was, and widths are those of a screen."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch.scenario.spreadsheet import csv_bytes, runs, width, wild

TEXTS = st.text(st.sampled_from("='+-@＝＋－＠\t\r\n a5\u200b，\""), max_size=6)


def cells(raw: bytes) -> list[str]:
    return [row[0] for row in csv.reader(StringIO(raw.decode("utf-8-sig"), newline=""))]


@given(TEXTS)
@example("'\t=1")
@example("\u200b=1")
def test_what_is_written_is_read_again_and_runs_nothing(text: str) -> None:
    (_, written) = cells(csv_bytes([["x"], [text]])) if text else (0, "")
    assert wild(written) == text
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", ["=1", "+86 138", "-1", "@x", "\tx", "\rx", " =1", "＝1", "'=1"])
def test_formulas_run(text: str) -> None:
    assert runs(text)


@pytest.mark.parametrize("text", ["", "a=1", "'tis", "1-1", "王", " 5"])
def test_other_text_does_not(text: str) -> None:
    assert not runs(text)
    assert wild(text) == text


def test_numbers_are_written_as_they_are_and_spreadsheets_know_the_code() -> None:
    assert csv_bytes([["a", -1, -0.5, None]]) == b"\xef\xbb\xbfa,-1,-0.5,\r\n"


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert width("a王，") == 5
