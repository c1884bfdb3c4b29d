"""Writing of scenario files, YAML or JSON, and the schema that describes them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from dispatch.cache import write_files
from dispatch.scenario.base import Model
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.spot import refuse
from dispatch.scenario.yaml12 import plain

ENDINGS: Final = (".yaml", ".yml", ".json")
"""What names of scenario files end in."""
_LINE = 96


def dumps_scenario(scenario: Scenario) -> str:
    """Return a scenario as JSON, without the fields that have their default values."""
    return json_text(_fields(scenario))


def dump_scenario(scenario: Scenario, file: str | os.PathLike[str]) -> None:
    """Write a scenario without the fields that have their default values.

    Parameters
    ----------
    scenario
        The scenario to write.
    file
        A name that ends in ``.yaml``, ``.yml`` or ``.json``. The file is written completely or not
        at all.

    Raises
    ------
    InputError
        If the name ends differently or the file cannot be written.
    """
    dump_fields(_fields(scenario), file)


def scenario_text(scenario: Scenario, file: str | os.PathLike[str]) -> str:
    """Return what `dump_scenario` writes to a file.

    Raises
    ------
    InputError
        If the name ends with neither ``.yaml``, ``.yml`` nor ``.json``.
    """
    return _text_of(_fields(scenario), file)


def dump_fields(fields: dict[str, Any], file: str | os.PathLike[str]) -> None:
    """Write fields as YAML or JSON, by the ending of the file's name.

    Raises
    ------
    InputError
        If the name ends differently or the file cannot be written.
    """
    write_whole(file, _text_of(fields, file))


def _text_of(fields: dict[str, Any], file: str | os.PathLike[str]) -> str:
    ending = Path(file).suffix.lower()
    if ending not in ENDINGS:
        refuse(os.fspath(file), (0, 0), "file-ending", ending=ending)
    if ending == ".json":
        return json_text(fields)
    text: str = yaml.dump(fields, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_LINE)
    return text


def _fields(scenario: Scenario) -> dict[str, Any]:
    fields = scenario.model_dump(mode="json", exclude_defaults=True)
    if "roads" in fields:  # the field that names their kind always has its default value
        fields["roads"] = {"kind": scenario.roads.kind, **fields["roads"]}
    return fields


def json_text(fields: dict[str, Any]) -> str:
    """Return JSON, indented by one space, with a final line break; equal fields give equal text."""
    return json.dumps(fields, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_whole(file: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a file, completely or not at all; text is written in UTF-8. See `write_together`.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_together({file: content})


def write_together(contents: Mapping[str | os.PathLike[str], str | bytes]) -> None:
    """Write several files, all of them completely or none at all; text is written in UTF-8.

    A file that is there keeps its permissions. Pipes and devices are written to as they are.

    Raises
    ------
    InputError
        If one of them cannot be written.
    """
    raw = {
        Path(file): content.encode() if isinstance(content, str) else content
        for file, content in contents.items()
    }
    try:
        write_files(raw)
    except IsADirectoryError as error:
        refuse(error.filename, (0, 0), "file-folder")
    except OSError as error:
        refuse(error.filename, (0, 0), "file-unwritable", reason=error.strerror)


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of scenario files; it describes each field."""
    return schema_of(Scenario)


def schema_of(model: type[Model]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a model of whole files."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}


class _Dumper(yaml.SafeDumper):
    """Block style; lists and mappings that fit in one line use flow style."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _short(data: Any) -> bool:
    inner = data.values() if isinstance(data, dict) else data
    flat = not any(isinstance(item, dict) or _nested(item) for item in inner)
    return flat and len(str(data)) <= _LINE - 16


def _nested(item: Any) -> bool:
    return isinstance(item, list) and any(isinstance(part, (list, dict)) for part in item)


def _mapping(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=_short(data))


def _sequence(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=_short(data))


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    """Quote text that YAML 1.2 would read as something else; PyYAML knows only YAML 1.1."""
    style = None if plain(data) == data else "'"
    if not data.replace("\n", "").isprintable():
        style = '"'  # only this style escapes what YAML takes for a line break, such as U+0085
    elif "\n" in data:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(str, _text)
