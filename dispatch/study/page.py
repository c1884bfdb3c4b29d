"""The report of a study: one page, its pictures, and every figure as a table."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Final, NamedTuple

from dispatch.messages import listed, say
from dispatch.report.document import rendered
from dispatch.scenario.writing import json_text, write_together
from dispatch.study import page_tables as tables
from dispatch.study.answer import Answer
from dispatch.study.canvas import Picture
from dispatch.study.methods import Methods, paragraph, sources
from dispatch.study.pictures import KINDS, pictures, shown
from dispatch.study.sentences import sentences
from dispatch.study.tidy import tidy

_SECTIONS: Final = (
    "answer", "table", "fronts", "prices", "groups", "stability", "methods", "files",
)  # fmt: skip


def write_report(
    folder: Path, answer: Answer, methods: Methods, files: Mapping[str, str] | None = None
) -> None:
    """Write the report into a folder, all files completely or none at all.

    That is ``page.html``, ``answer.json``, the tables of `dispatch.study.tidy` as CSV, and
    ``pictures/*.svg`` and ``*.pdf``. The same answer gives the same bytes.

    Parameters
    ----------
    files
        What else is in the folder, such as the rows of the runs: what each file has, by name.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    drawn, sheets = pictures(answer), tidy(answer)
    named = ["page.html", "answer.json", *sheets, "pictures"]
    listed = {**{name: say(f"answer-file-{name}") for name in named}, **(files or {})}
    contents: dict[str, str | bytes] = {
        "page.html": study_page(answer, methods, drawn, listed),
        "answer.json": json_text(answer.as_dict()),
        **sheets,
        **{f"pictures/{each.name}.svg": each.svg for each in drawn},
        **{f"pictures/{each.name}.pdf": each.pdf for each in drawn},
    }
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    write_together({folder / name: content for name, content in contents.items()})
    _forget(folder / "pictures", {each.name for each in drawn})


def _forget(folder: Path, drawn: Set[str]) -> None:
    """Remove the pictures of an earlier report that this one does not have."""
    for file in folder.iterdir():
        kind, _, number = file.stem.rpartition("-")
        if kind in KINDS and number.isdecimal() and file.stem not in drawn:
            file.unlink()


def study_page(
    answer: Answer, methods: Methods, drawn: Sequence[Picture], files: Mapping[str, str]
) -> str:
    """Write the page. It is complete, loads nothing and needs no scripts.

    Parameters
    ----------
    drawn
        The answer's pictures, as of `dispatch.study.pictures.pictures`.
    files
        What is in the folder of the page, by name.
    """
    only = shown(answer)
    return rendered(
        "study.html",
        rooms=("study", "simulate"),
        sections=_SECTIONS,
        title=methods.name,
        question=methods.question,
        answer=sentences(answer),
        only=say("answer-only", shown=len(only), all=len(answer.weightings))
        if len(only) < len(answer.weightings)
        else "",
        fronts=[
            (
                tables.front_table(answer, front),
                _left_out(front.left_out),
                tables.exact_table(answer, front),
            )
            for front in answer.fronts
        ],
        prices=tables.price_table(answer) if answer.prices else None,
        weightings=tables.weightings_table(answer),
        placebos=tables.placebo_table(answer) if answer.placebos else None,
        stability=tables.stability_table(answer),
        drawn=_by_kind(answer, drawn),
        method=paragraph(answer, methods),
        source=methods.source,
        sources=sources(answer),
        command=methods.command,
        lists=[tables.listed("weightings", methods.weightings),
               tables.listed("scenarios", methods.scenarios)],
        files=tables.listed("files", files),
    )  # fmt: skip


class _Shown(NamedTuple):
    source: str
    alternative: str
    caption: str
    name: str
    wide: bool


def _by_kind(answer: Answer, drawn: Sequence[Picture]) -> dict[str, list[_Shown]]:
    """The pictures as parts of the page, which loads nothing."""
    found: dict[str, list[_Shown]] = {}
    told = say("answer-weightings", names=listed(shown(answer)))
    for each in drawn:
        source = f"data:image/svg+xml;base64,{b64encode(each.svg.encode()).decode()}"
        alternative = say("answer-alternative", caption=each.caption, values=told)
        found.setdefault(each.kind, []).append(
            _Shown(source, alternative, each.caption, each.name, each.wide)
        )
    return found


def _left_out(weightings: Sequence[str]) -> str:
    return say("answer-left-out", weightings=listed(weightings)) if weightings else ""
