"""The page about tables has every table and column, as the code has them."""

from __future__ import annotations

from pathlib import Path

from dispatch.tables.columns import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"


def columns_in_markdown():
    """The chapter of columns, as it should be."""
    parts = []
    for table in TABLES:
        english, chinese = table.title
        lines = [
            f"### {english} · {chinese}",
            "",
            f"{table.about.en}{' Needed.' if table.needed else ''} File: "
            f"`{english.lower().replace(' ', '-')}.csv`.",
            "",
            "| heading | 表头 | what is typed | what it means |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            name = f"**{column.title.en}**" if column.needed else column.title.en
            form = column.kind.form.en
            lines.append(f"| {name} | {column.title.zh} | {form} | {column.help.en} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def test_the_page_has_every_column():
    text = PAGE.read_text(encoding="utf-8")
    written = text[text.index("### Day") :].rstrip("\n")
    assert written == columns_in_markdown(), (
        "replace the chapter by what `columns_in_markdown` says"
    )
