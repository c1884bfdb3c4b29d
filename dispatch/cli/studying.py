"""The command that compares weightings over scenarios and seeds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.door import keeps
from dispatch.cli.options import existing_file, results_of, with_processes
from dispatch.cli.terminal import counted
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.study.answer import Answer


@click.command()
@click.argument("study", type=existing_file)
@click.option(
    "-o", "--output", type=results_of("study"), required=True,
    help="A folder for rows, plans and tables; a study that was stopped goes on.",
)  # fmt: skip
@with_processes
@click.option("--resume", is_flag=True, help="Only go on: refuse to begin in an empty folder.")
@click.option(
    "--add", is_flag=True,
    help="Go on with a study that has grown by seeds, weightings or scenarios.",
)  # fmt: skip
def study(study: Path, output: Path, processes: int | None, resume: bool, add: bool) -> None:
    """Compare the weightings of a STUDY over its scenarios and seeds.

    Finished runs stay: the same command goes on after Ctrl-C or a power cut, and the same seeds
    give the same rows.
    """
    from dispatch.study.exact import fronts_of
    from dispatch.study.folder import begin, write_fronts, write_rows
    from dispatch.study.reading import load_study
    from dispatch.study.report import reported
    from dispatch.study.runs import Runs, run
    from dispatch.study.sentences import attainments, sentences

    asked = load_study(study)
    runs = Runs(asked, output)
    begin(runs, resume=resume, add=add)
    keeps(output)
    at_once = processes or os.cpu_count() or 1
    with counted() as show:
        run(runs, at_once, show)
    rows = runs.rows()
    write_rows(runs, rows)
    exact = None
    if asked.study.exact:
        with counted() as show:
            exact = fronts_of(asked, at_once, show)
        write_fronts(runs, exact)
    answer = reported(runs, rows, exact)
    for line in (*_means(answer), *sentences(answer), *attainments(answer)):
        click.echo(line)
    click.echo(say("study-report", file=output / "page.html"))


def _means(answer: Answer) -> Iterator[str]:
    """Yield the means of measures, a line each, by weighting, written as on the page."""
    from dispatch.scenario.spreadsheet import aligned
    from dispatch.study.figures import amount, titled

    names = answer.weightings
    table = [[say("answer-measure"), *names]]
    for each in answer.measures:
        figures = (answer.figure(name, each.name) for name in names)
        table.append([titled(each), *(amount(figure.mean.value) for figure in figures)])
    yield from aligned(table)
