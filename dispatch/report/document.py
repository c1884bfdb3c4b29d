"""What pages consist of: templates, assets, the drawing library, and drawings as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import Any, Final

from dispatch.messages import say
from dispatch.scenario import Graph, NamedPlace, Scenario

_DOCUMENT: Final = "day"


def rendered(template: str, *, rooms: Sequence[str] = (), **fields: object) -> str:
    """Fill in a template of this room, or of others that build on it; `say` is always known.

    A whole page extends ``document.html`` and includes its own style and script there.

    Parameters
    ----------
    template
        The name of the template.
    rooms
        Rooms whose assets are looked at before this one's, such as ``"study"``.
    **fields
        What the template shows.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader

    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader(f"dispatch.{room}", "assets") for room in (*rooms, "report")]
        ),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(template).render(say=say, **fields)


def dates(scenario: Scenario) -> str:
    """Return the dates of a scenario, from the first to the last."""
    first, last = scenario.dates[0], scenario.dates[-1]
    return f"{first}" if first == last else f"{first}–{last}"


def attribution(scenario: Scenario) -> str:
    """Return the source of the roads; a graph in a file may or may not be from OpenStreetMap."""
    if isinstance(scenario.roads, NamedPlace):
        return say("report-roads-place", name=scenario.roads.name)
    if isinstance(scenario.roads, Graph):
        return say("report-roads-file", file=PurePath(scenario.roads.file).name)
    return ""


def asset(name: str) -> str:
    """Return the text of an asset of the room."""
    return files("dispatch.report").joinpath("assets", name).read_text(encoding="utf-8")


def bokeh() -> str:
    """Return the core of BokehJS, without widgets, tables, WebGL and mathematics."""
    from bokeh.resources import Resources

    return "\n".join(Resources(mode="inline", components=["bokeh"], minified=True).js_raw)


def embedded(drawings: Mapping[str, Any]) -> str:
    """Write the drawings as JSON for a script element.

    Bokeh numbers its models by a counter of the process. This function numbers them by document, so
    that a page depends only on its input.
    """
    from bokeh.document import Document

    document = Document()
    for drawing in drawings.values():
        document.add_root(drawing)
    numbers: dict[str, str] = {}
    content = _renumbered(document.to_json(deferred=False), numbers)
    roots = {numbers[drawing.id]: f"drawing-{name}" for name, drawing in drawings.items()}
    data = {
        "documents": {_DOCUMENT: content},
        "items": [{"docid": _DOCUMENT, "roots": roots, "root_ids": list(roots)}],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _renumbered(content: Any, numbers: dict[str, str]) -> Any:
    """Copy a document's JSON with the ids of models, and references to them, numbered from 1."""
    if isinstance(content, list | tuple):
        return [_renumbered(entry, numbers) for entry in content]
    if not isinstance(content, dict):
        return content
    return {
        key: numbers.setdefault(value, f"m{len(numbers) + 1}")
        if key == "id"
        else _renumbered(value, numbers)
        for key, value in content.items()
    }
