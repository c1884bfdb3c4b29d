"""Scenario files out, as YAML or JSON, and the schema that describes them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from dispatch.scenario.scenario import Scenario
from dispatch.scenario.spot import refuse
from dispatch.scenario.yaml12 import plain

_LINE = 96


def dump_scenario(scenario: Scenario, file: str | os.PathLike[str]) -> None:
    """Write a scenario; what is as it is by default is left out.

    Parameters
    ----------
    scenario
        What is written.
    file
        Ends in ``.yaml``, ``.yml`` or ``.json``. It is written whole or not at all.

    Raises
    ------
    InputError
        When the ending is another one or the file cannot be written.
    """
    fields = scenario.model_dump(mode="json", exclude_defaults=True)
    if "roads" in fields:  # which kind they are is told by a field that is always at its default
        fields["roads"] = {"kind": scenario.roads.kind, **fields["roads"]}
    ending = Path(file).suffix.lower()
    if ending == ".json":
        text = json_text(fields)
    elif ending in (".yaml", ".yml"):
        text = yaml.dump(fields, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_LINE)
    else:
        refuse(os.fspath(file), (0, 0), "file-ending", ending=ending)
    write_whole(file, text)


def json_text(fields: dict[str, Any]) -> str:
    """JSON with one space of indentation and a line break at its end; the same for the same."""
    return json.dumps(fields, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_whole(file: str | os.PathLike[str], text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    path = Path(file).resolve()
    if path.is_dir():
        refuse(os.fspath(file), (0, 0), "file-folder")
    beside = path.with_name(f".{path.name[:80]}.{uuid4().hex}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        try:
            with beside.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as reason:
        refuse(
            os.fspath(file), (0, 0), "file-unwritable", reason=getattr(reason, "strerror", reason)
        )


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file, with what every field means."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Scenario.model_json_schema(),
    }


class _Dumper(yaml.SafeDumper):
    """Block style outside, one line for what fits in one."""

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
    """Quote what YAML 1.2 would not read as this text; PyYAML itself minds YAML 1.1 only."""
    style = None if plain(data) == data else "'"
    if not data.replace("\n", "").isprintable():
        style = '"'  # alone it escapes what YAML takes for a line break, such as U+0085
    elif "\n" in data:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(str, _text)
