"""Broken scenarios of up to 10 MB, each made to take as much time or memory as such a text can."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

_DAY: Final[dict[str, Any]] = {
    "name": "Broken",
    "dates": ["2026-11-23"],
    "services": [{"id": "bath", "duration": 30}],
    "caregivers": [{"id": "ann", "gender": "woman", "mode": "walk", "start": [121.2, 31.0],
                    "shifts": [{"start": "08:00", "end": "17:00"}]}],
    "clients": [{"id": "li", "place": [121.2, 31.0]}],
    "visits": [{"id": "a", "client": "li", "service": "bath"}],
    "nonsense": 1,
}  # fmt: skip
"""A day with an unknown field, so that whatever is added to it is refused."""


def _text(**fields: object) -> str:
    return json.dumps({**_DAY, **fields})


def _visits(count: int, **fields: object) -> list[dict[str, object]]:
    return [{"id": f"v{k}", "client": "li", "service": "bath", **fields} for k in range(count)]


def _unknown(count: int) -> list[dict[str, object]]:
    return [{"id": f"v{k}", "client": f"nobody-{k}", "service": "bath"} for k in range(count)]


def _in_circles(count: int, gaps: int) -> list[dict[str, object]]:
    visits = _visits(count)
    for k, visit in enumerate(visits):
        visit["gaps"] = [{"after": f"v{(k + step + 1) % count}"} for step in range(gaps)]
    return visits


def _preferring(count: int, names: int) -> list[dict[str, object]]:
    preferred = [f"nobody-{k}" for k in range(names)]
    return [{"id": f"c{k}", "place": [121, 31], "preferred": preferred} for k in range(count)]


def _bomb() -> str:
    lines, before = ["a: &a [x,x,x,x,x,x,x,x,x,x]"], "a"
    for name in "bcdef":
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]")
        before = name
    return "\n".join(lines)


def _matrix(minutes: object, points: int = 1) -> dict[str, object]:
    return {"kind": "matrix", "points": [f"p{k}" for k in range(points)], "minutes": minutes}


KINDS: Final[dict[str, Callable[[], str]]] = {
    "numbers for visits": lambda: '{"visits":[' + "1," * 4_999_990 + "1]}",
    "20,000 numbers for visits": lambda: _text(visits=[1] * 20_000),
    "mappings for visits": lambda: '{"visits":[' + "{}," * 3_333_320 + "{}]}",
    "unknown keys": lambda: '{"visits":[{' + ",".join(f'"k{k}":1' for k in range(800_000)) + "}]}",
    "repeated keys": lambda: "{" + '"k":1,' * 1_600_000 + '"k":1}',
    "deep lists": lambda: "[" * 5_000_000 + "]" * 5_000_000,
    "a long key": lambda: json.dumps({"n" * 9_999_990: 1}),
    "a long number": lambda: '{"name":' + "9" * 9_999_980 + "}",
    "a long time": lambda: _text(visits=_visits(1, requested="1:" * 4_990_000)),
    "a long duration": lambda: _text(services=[{"id": "bath", "duration": "1h" * 4_990_000}]),
    "unknown clients": lambda: _text(visits=_unknown(20_000)),
    "unknown caregivers": lambda: _text(clients=_preferring(3_800, 150)),
    "misspelt keys": lambda: _text(visits=_visits(20_000, clyent="li")),
    "empty windows": lambda: _text(visits=_visits(1_900, windows=[{}] * 300)),
    "windows of numbers": lambda: _text(visits=_visits(180, windows=[1] * 18_000)),
    "many windows": lambda: _text(
        visits=_visits(900, windows=[{"open": "08:00", "close": "09:00"}] * 200)
    ),
    "circles of gaps": lambda: _text(visits=_in_circles(1_300, 150)),
    "one circle of gaps": lambda: _text(visits=_in_circles(20_000, 2)),
    "equal ids": lambda: _text(visits=_visits(1) * 20_000),
    "a negative matrix": lambda: _text(roads=_matrix([[-1] * 19_000] * 130)),
    "a matrix of text": lambda: _text(roads=_matrix([["x"] * 1000] * 590)),
    "a matrix with a gap": lambda: _text(roads=_matrix([[1] * 1499] * 1500, 1500)),
    "halves of characters": lambda: '{"q":"' + "\\ud800" * 1_600_000 + '"}',
    "JSON without an end": lambda: '{"q":[' + "1," * 4_999_990,
    "YAML without an end": lambda: "visits:\n" + "- {id: a, client: b}\n" * 470_000 + "- [\n",
    "YAML in flow style": lambda: "{visits: [" + "{id: a}, " * 1_100_000 + "}",
    "YAML, repeated keys": lambda: "name: x\n" + "a: 1\n" * 1_990_000,
    "YAML, numbers for visits": lambda: "visits:\n" + "- 1\n" * 2_490_000,
    "YAML, anchors": lambda: "".join(f"a{k}: &b{k} [1]\n" for k in range(500_000)),
    "YAML, full-width colons": lambda: "name: x\n" + "visits： 1\n" * 760_000,
    "YAML, another hyphen": lambda: "name: x\n" + "－ id： v\n" * 760_000,
    "YAML, a quote without an end": lambda: 'name: "' + "x\n" * 4_990_000,
    "YAML, aliases of aliases": _bomb,
}
"""What is broken, and how to make the text."""
