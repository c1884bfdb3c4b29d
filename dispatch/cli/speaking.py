"""The language of a command: which one is asked for, and help and Click's own words in it."""

from __future__ import annotations

import gettext
import inspect
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from typing import Any, TypeVar, get_args

import click

from dispatch.messages import Language, language, speaking, translated

_Command = TypeVar("_Command", bound=click.Command)
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""What names the locale of messages: the first of these that is not empty."""

in_language = click.option(
    "--lang", type=click.Choice(get_args(Language)), envvar="DISPATCH_LANG", expose_value=False,
    help="The language of help, messages, reports and sheets: English or Chinese. If not given, "
    "that of DISPATCH_LANG, or else of the locale.",
)  # fmt: skip


@contextmanager
def spoken(command: _Command, arguments: Sequence[str]) -> Iterator[_Command]:
    """Speak the language that is asked for; yield the command with its help in that language."""
    with speaking(_wanted(arguments)):
        if language() != "en":
            _teach_click()
        yield _in_words(command)


def _wanted(arguments: Sequence[str]) -> Language:
    """Find the language before the arguments are parsed, so that their errors are told in it."""
    scout = in_language(click.Command("", add_help_option=False))
    scout.params[0].expose_value = True
    scout.ignore_unknown_options = scout.allow_extra_args = True
    scout.allow_interspersed_args = False  # as in a group, options after a command are its own
    found = scout.make_context("", list(arguments), resilient_parsing=True).params["lang"]
    locale = next(filter(None, map(os.environ.get, _LOCALE)), "")
    return found or ("zh" if locale.startswith("zh") else "en")


@cache
def _teach_click() -> None:
    """Let Click find its words in our catalogue: it asks gettext for them, by their English.

    This stays, because several threads may speak at once: where English is spoken, and for what the
    catalogue lacks, gettext answers as before.
    """
    one, one_of_several = gettext.dgettext, gettext.dngettext

    def dgettext(domain: str, message: str) -> str:
        told = translated(message, "click")
        return one(domain, message) if told == message else told

    def dngettext(domain: str, msgid1: str, msgid2: str, n: int) -> str:
        told = translated(msgid1, "click")
        return one_of_several(domain, msgid1, msgid2, n) if told == msgid1 else told

    gettext.dgettext, gettext.dngettext = dgettext, dngettext


def help_text(written: str) -> str:
    """Return a docstring or a help as the catalogue has it: one line for each paragraph."""
    paragraphs = inspect.cleandoc(written).split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)


def _in_words(command: _Command) -> _Command:
    """Copy a command with its help in the language spoken; Click keeps some of it in the copy."""
    copied = copy(command)
    copied.context_class = _Context
    if language() != "en":
        copied.help = _told(command.help)
        copied.short_help = (copied.help or "").partition("。")[0]
    copied.options_metavar = translated(command.options_metavar or "", "click")
    copied.params = [copy(each) for each in command.params]
    for each in copied.params:
        if isinstance(each, click.Option):
            each.help = _told(each.help)
            value = each.make_metavar(click.Context(command))
            each.metavar = translated(value, "help" if each.metavar else "click")
        each.type = _named(each.type)
    if isinstance(copied, click.Group):
        copied.subcommand_metavar = translated(copied.subcommand_metavar, "click")
        copied.commands = {name: _in_words(each) for name, each in copied.commands.items()}
    return copied


def _named(kind: click.ParamType[Any, Any]) -> click.ParamType[Any, Any]:
    """Copy a type of numbers or paths with its name in the language spoken: errors tell it."""
    if isinstance(kind, click.Tuple):
        several = copy(kind)
        several.types = [_named(each) for each in kind.types]
        return several
    if isinstance(kind, (click.types.IntParamType, click.types.FloatParamType, click.Path)):
        kind = copy(kind)
        kind.name = translated(kind.name, "click")
    return kind


def _told(text: str | None) -> str | None:
    if not text or language() == "en":
        return text
    return translated(help_text(text), "help")


_GLUE = "\u200b"
_CLOSING, _OPENING = "，。、；：？！）】》”…", "（【《"


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _spaced(text: str) -> str:
    """Let each wide character take two columns, and lines break behind it where they may.

    A blank follows it, or a glue without width where punctuation must stay with it.
    """
    return "".join(
        one if not _is_wide(one) else one + (_GLUE if one in _OPENING or two in _CLOSING else " ")
        for one, two in zip(text, text[1:] + "\n", strict=True)
    )


def _closed(text: str) -> str:
    """Undo `_spaced`."""
    return re.sub(f"(.)[ {_GLUE}]", lambda pair: pair[_is_wide(pair[1])], text)


class _Formatter(click.HelpFormatter):
    """Breaks lines by columns, of which a Chinese character takes two."""

    def write_heading(self, heading: str) -> None:
        told = translated("{heading}:", "click").format(heading=heading)
        self.write(f"{'':{self.current_indent}}{told}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _spaced(args), prefix)

    def write_text(self, text: str) -> None:
        super().write_text(_spaced(text))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl([(_spaced(one), _spaced(two)) for one, two in rows], col_max, col_spacing)

    def getvalue(self) -> str:
        return _closed(super().getvalue())


class _Context(click.Context):
    formatter_class = _Formatter
