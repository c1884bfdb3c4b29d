"""Bring the Chinese catalogue in line with the English texts, and list what is to be translated.

``python tests/messages/translations.py`` adds an empty entry for each new text, marks the
translation of a changed one as fuzzy (a guess, which is not used), and drops those that are left
over. Fill in ``msgstr`` of the entries that it lists, delete their line ``#, fuzzy``, and run it
again. It ends with exit code 1 while anything is to be translated.
"""

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from pydantic import BaseModel

import dispatch
from dispatch.cli import main
from dispatch.cli.speaking import help_text
from dispatch.messages.en import SENTENCES
from dispatch.scenario.field_faults import purpose_of
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.page import described
from dispatch.simulate.world import World

ROOMS = ("scenario", "plan", "live", "simulate", "study", "report", "formats")
"""The rooms with models of files."""

FILE = Path(dispatch.__file__).parent / "messages/locale/zh_CN/LC_MESSAGES/dispatch.po"


def help_texts(command=main):
    """The texts of a command and its commands that people read, as the catalogue has them."""
    yield help_text(command.help)
    for each in command.params:
        if isinstance(each, click.Option):
            yield from filter(None, (help_text(each.help or ""), each.metavar))
    for each in getattr(command, "commands", {}).values():
        yield from help_texts(each)


@cache
def purposes():
    """What the faults of a file tell of the fields that it must have."""
    return (*dict.fromkeys(required()),)


def required():
    """The descriptions of all fields that a file must have."""
    rooms = tuple(f"dispatch.{room}" for room in ROOMS)
    for room in map(import_module, rooms):
        for module in walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    models, left = set(), [BaseModel]
    while left:
        models |= {*(found := left.pop().__subclasses__())}
        left += found
    for model in sorted(models, key=str):
        if not model.__module__.startswith(rooms):
            continue
        described = model.model_json_schema().get("properties", {})
        for name, field in model.model_fields.items():
            if field.is_required() and (about := described.get(name, {}).get("description")):
                yield str(purpose_of(about))


def assumptions():
    """What the assumptions of simulated worlds, and of recorded days, mean."""
    for world in (Assumptions, World):
        yield from described(world).values()


def read():
    """The catalogue as it is in the file."""
    with FILE.open("rb") as file:
        return read_po(file, locale="zh_CN")


def brought_up_to_date(old):
    """The catalogue with an entry for each text: what is new is empty, what has changed fuzzy."""
    by_context = {entry.context: entry for entry in old if entry.id}
    new = Catalog(
        locale="zh_CN", header_comment="# The words of caregiver-dispatch in Simplified Chinese.",
        project="caregiver-dispatch", version="1", fuzzy=False,
        creation_date=old.creation_date, revision_date=old.revision_date,
        last_translator=old.last_translator, language_team=old.language_team,
        msgid_bugs_address=old.msgid_bugs_address,
    )  # fmt: skip
    texts = [*SENTENCES.items(), *(("help", text) for text in dict.fromkeys(help_texts()))]
    texts += [("field", text) for text in dict.fromkeys([*purposes(), *assumptions()])]
    texts += [("click", str(entry.id)) for entry in old if entry.context == "click"]
    for context, text in texts:
        kept = old.get(text, context)
        guess = None if kept or context in {"help", "field"} else by_context.get(context)
        string = kept.string if kept else guess.string if guess else ""
        fuzzy = kept.fuzzy if kept else bool(guess)
        new.add(text, string, context=context, flags=["fuzzy"] if fuzzy else [])
    return new


def to_translate(catalogue):
    """The context and text of each entry that has no translation yet."""
    return [(e.context, e.id) for e in catalogue if e.id and (e.fuzzy or not e.string)]


if __name__ == "__main__":
    catalogue = brought_up_to_date(read())
    with FILE.open("wb") as file:
        write_po(file, catalogue, width=100)
    left = to_translate(catalogue)
    for context, text in left:
        sys.stdout.write(f"{context}: {text}\n")
    sys.exit(bool(left))
