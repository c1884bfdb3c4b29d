"""The group of commands, and how it reports errors."""

from __future__ import annotations

import gc
import io
import os
import select
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import click

from dispatch.cli.speaking import in_language, spoken
from dispatch.errors import DispatchError, Fault, InputError
from dispatch.messages import say

INTERRUPTED = 130
"""The exit code after Ctrl-C, as in shells: 128 plus the number of the signal."""

UNREAD = 141
"""The exit code when the reader of the output has closed it, as in shells: 128 plus the signal."""

_KEPT = "dispatch.kept"
"""Where a command notes the folder in which it keeps what is done."""

_LOCATED = "dispatch.located"
"""Where a command notes what gives faults of its day the places that they come from."""


class _Family(click.Group):
    """Turns errors into messages and fixed exit codes."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        with spoken(self, sys.argv[1:] if args is None else args) as command:
            try:
                return super(_Family, command).main(args, *rest, **more)
            except OSError as error:
                reason, file = error.strerror, error.filename
                told = f"{file}: {reason}" if file else say("cli-output-unwritable", reason=reason)
                tell(told)
                sys.exit(InputError.exit_code)

    def make_context(self, *given: Any, **more: Any) -> click.Context:
        with _while_read():  # help and version are printed while options are read
            return super().make_context(*given, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _while_read(), warnings.catch_warnings(), _interrupts() as interrupted:
            warnings.showwarning = _show_warning
            try:
                return super().invoke(ctx)
            except DispatchError as error:
                located = ctx.meta.get(_LOCATED, tuple)
                tell("\n".join(map(str, located(error.faults))))
                ctx.exit(error.exit_code)
            except click.NoSuchOption as error:
                if error.option_name.startswith("--"):
                    raise
                message = say("cli-dash", told=error.message)
                raise click.NoSuchOption(error.option_name, message, ctx=error.ctx) from None
            except BaseException:
                if not interrupted():
                    raise
                kept = ctx.meta.get(_KEPT)
                tell(
                    say("planner-interrupted")
                    if kept is None or not kept.exists()  # nothing is done yet
                    else say("cli-interrupted-kept", folder=kept)
                )
                ctx.exit(INTERRUPTED)


@contextmanager
def _while_read() -> Iterator[None]:
    """End with a code of its own, and quietly, if the reader of the output has closed it."""
    try:
        yield
    except OSError:
        if not _is_unread():
            raise  # for `main`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(UNREAD) from None


def _is_unread() -> bool:
    """Return whether the output is a pipe whose reader has closed it."""
    with suppress(AttributeError, OSError):  # no output, none with a number, no such call
        pipe = select.poll()
        pipe.register(sys.stdout.fileno(), 0)
        return any(event & select.POLLERR for _, event in pipe.poll(0))
    return False


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Remember that Ctrl-C was pressed: packages may turn it into errors of their own."""
    seen = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal seen
        del number, frame
        seen = True
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # otherwise the caller ignores or handles it
        signal.signal(signal.SIGINT, note)
    try:
        yield lambda: seen
    finally:
        signal.signal(signal.SIGINT, before)


def keeps(folder: Path | None) -> None:
    """From now on, Ctrl-C leaves what is done in a folder, and the same command goes on there."""
    click.get_current_context().meta[_KEPT] = folder


def comes_from(located: Callable[..., Sequence[Fault]]) -> None:
    """From now on, faults of the day that a command ends with are told with their cells."""
    click.get_current_context().meta[_LOCATED] = lambda faults: located(*faults)


def tell(text: str) -> None:
    """Print a text to the error stream, line by line; if that is full, the exit code must do."""
    for line in text.splitlines():
        with suppress(OSError):
            click.echo(f"dispatch: {line}", err=True)


def _show_warning(message: Warning | str, *where: object, **more: object) -> None:
    del where, more
    tell(say("cli-warning", told=message))


@click.group(cls=_Family, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="caregiver-dispatch", prog_name="dispatch", message="%(prog)s %(version)s",
    help="Show the version and exit.",
)  # fmt: skip
@in_language
def main() -> None:
    """Decide which caregiver visits which elder, when and in what order.

    Exit codes: 0 success, 1 a bug in the program, 2 wrong input, 3 no travel times, 4 no plan,
    5 a broken rule, 130 interrupted by Ctrl-C, 141 nobody reads the output any more.
    """
    before = gc.get_threshold()
    click.get_current_context().call_on_close(lambda: gc.set_threshold(*before))
    gc.set_threshold(100_000)  # a command keeps most of its objects: there is little to collect
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 in files and pipes, in every locale
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
