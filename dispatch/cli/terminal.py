"""Shows the progress of a search, and lets Ctrl-C end it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.engine import Progress, Stop


@contextmanager
def interruptible() -> Iterator[Stop]:
    """Yield a stopping rule through which Ctrl-C ends a search once it has asked the rule.

    Before that, and if pressed again, Ctrl-C ends the program at once.
    """
    asked = begun = False
    before = signal.getsignal(signal.SIGINT)

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        del number, frame
        if asked:
            raise KeyboardInterrupt
        asked = True

    def rule(iterations: int) -> float:
        nonlocal begun
        del iterations
        if not begun:
            begun = True
            signal.signal(signal.SIGINT, ask)
        return float(asked)

    try:
        yield rule
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress_shown() -> Iterator[tuple[Callable[[str], None], Callable[[Progress], None] | None]]:
    """Show progress on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield (lambda _: None), None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(say("cli-reading"), total=1.0)

        def tell(sentence: str) -> None:
            bar.update(task, description=sentence, refresh=True)

        def show(progress: Progress) -> None:
            left = progress.mandatory_unserved
            code = "cli-progress-left-out" if left else "cli-progress"
            told = {"mandatory": left, "cost": progress.cost, "moves": progress.iterations / 1e6}
            text = say(code, **told)
            bar.update(task, completed=progress.fraction, description=text)

        yield tell, show


@contextmanager
def counted() -> Iterator[Callable[[int, int], None]]:
    """Show how much of a work is done, with the time that is left; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=20), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:

        def show(done: int, whole: int) -> None:
            if not bar.task_ids:  # what was done before says nothing of how long the rest takes
                bar.add_task("", total=whole, completed=done)
            bar.update(bar.task_ids[0], completed=done, total=whole)

        yield show
