"""VRPTW files: VRPLIB's form and Solomon's classic text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from dispatch.formats.lines import Lines

UNREAD: Final = 0
"""The line of a value that could not be read; its fault is already noted."""


@dataclass(frozen=True)
class Site:
    """The depot or a customer, in the file's own units."""

    name: str
    """The number of a customer in solutions."""
    lines: Mapping[str, int]
    """The lines of its demand, window and service; `UNREAD` if they could not be read."""
    x: Decimal
    y: Decimal
    demand: Decimal
    opens: Decimal
    closes: Decimal
    service: Decimal


@dataclass(frozen=True)
class Published:
    """A file; the depot is the first of the sites."""

    name: str
    vehicles: int
    capacity: Decimal
    sites: tuple[Site, ...]


def is_solomon(lines: Lines) -> bool:
    """Whether a text begins like Solomon's."""
    words = [text.upper() for _, text in lines]
    return len(words) > 2 and words[1] == "VEHICLE" and "CUSTOMER" in words


def is_vrplib(lines: Lines) -> bool:
    """Whether a text is VRPLIB's, of type VRPTW or CVRPTW."""
    heads = (re.fullmatch(r"TYPE\s*:\s*C?VRPTW", text, re.IGNORECASE) for _, text in lines)
    return any(heads)


def refuse_other_types(lines: Lines) -> None:
    """Refuse VRPLIB's (or TSPLIB's) text of another type, such as CVRP or TSP.

    Raises
    ------
    InputError
        With the line of the type.
    """
    heads = {
        name: (number, value)
        for number, text in lines
        for name, value in re.findall(r"^(TYPE|DIMENSION)\s*:\s*(\S+)", text)
    }
    if len(heads) == 2:
        line, name = heads["TYPE"]
        lines.note(line, "formats-type", name=name)
        lines.done()


_COLUMNS: Final = ("number", "x", "y", "demand", "ready time", "due date", "service time")


def solomon(lines: Lines) -> Published:
    """Read Solomon's text; faults are noted in the lines."""
    texts = list(lines)
    fleet: list[tuple[int, Decimal]] = []
    sites: list[Site] = []
    part = ""
    for number, text in texts[1:]:
        words = text.split()
        if text.upper() in ("VEHICLE", "CUSTOMER"):
            part = text.upper()
        elif words[0][0].isalpha():
            continue  # the heading of the columns
        elif part == "VEHICLE" and _fits(lines, number, words, ("number", "capacity")):
            fleet.append((_whole(lines, number, words[0]), lines.amount(number, words[1])))
        elif part == "CUSTOMER" and _fits(lines, number, words, _COLUMNS):
            sites.append(_solomon_site(lines, number, words))
    if not fleet:
        lines.note(0, "formats-lacking", name="VEHICLE")
    if len(sites) < 2:
        lines.note(0, "formats-lacking", name="CUSTOMER")
    names = [site.name for site in sites]
    for name in sorted({name for name in names if names.count(name) > 1}):
        lines.note(0, "formats-node-twice", name=name)
    vehicles, capacity = fleet[0] if fleet else (1, Decimal(0))
    return Published(texts[0][1], vehicles, capacity, tuple(sites))


def _solomon_site(lines: Lines, number: int, words: list[str]) -> Site:
    known = len(lines.faults)
    if not (words[0].isascii() and words[0].isdigit()):
        lines.note(number, "formats-number", value=words[0])
    values = lines.numbers(number, words[1:])
    line = number if len(lines.faults) == known else UNREAD
    return Site(words[0], dict.fromkeys(_PARTS, line), *values)


def _fits(lines: Lines, number: int, words: list[str], columns: tuple[str, ...]) -> bool:
    if len(words) == len(columns):
        return True
    wanted = len(columns)
    lines.note(number, "formats-row", number=len(words), wanted=wanted, columns=tuple(columns))
    return False


def _whole(lines: Lines, line: int, text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 10**6:
        return int(text)
    lines.note(line, "formats-not-whole", value=text)
    return 1


_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "NODE_COORD_SECTION": ("node", "x", "y"),
    "DEMAND_SECTION": ("node", "demand"),
    "TIME_WINDOW_SECTION": ("node", "open", "close"),
    "SERVICE_TIME_SECTION": ("node", "service time"),
    "DEPOT_SECTION": ("node",),
}
_HEADS: Final = (
    "NAME", "COMMENT", "TYPE", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME",
    "EDGE_WEIGHT_TYPE", "EDGE_WEIGHT_FORMAT", "NODE_COORD_TYPE",
)  # fmt: skip


@dataclass
class _Vrplib:
    """Return the heads and the rows of each section, with their lines."""

    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, tuple[int, tuple[Decimal, ...]]]] = field(default_factory=dict)

    def head(self, name: str, default: str) -> tuple[int, str]:
        line, value = self.heads.get(name, (0, ""))
        return line, value or default


def vrplib(lines: Lines) -> Published:
    """Read VRPLIB's form; faults are noted in the lines.

    If the number of vehicles is missing, there is one for each customer.
    """
    read = _parts(lines)
    for name in ("CAPACITY", "EDGE_WEIGHT_TYPE"):
        if name not in read.heads:
            lines.note(0, "formats-lacking", name=name)
    for name in _SECTIONS:
        if name not in read.rows and name != "SERVICE_TIME_SECTION":
            lines.note(0, "formats-lacking", name=name)
    line, weights = read.head("EDGE_WEIGHT_TYPE", "EUC_2D")
    if weights.upper() != "EUC_2D":
        lines.note(line, "formats-weights", name=weights)
    nodes = read.rows.get("NODE_COORD_SECTION", {})
    line, dimension = read.head("DIMENSION", str(len(nodes)))
    if dimension != str(len(nodes)):
        lines.note(line, "formats-dimension", given=dimension, nodes=len(nodes))
    sites = _sites(lines, read)
    line, vehicles = read.head("VEHICLES", str(max(1, len(sites) - 1)))
    capacity_at, capacity = read.head("CAPACITY", "0")
    return Published(
        name=read.head("NAME", "VRPTW")[1],
        vehicles=_whole(lines, line, vehicles),
        capacity=lines.amount(capacity_at, capacity),
        sites=sites,
    )


def _parts(lines: Lines) -> _Vrplib:
    read, section = _Vrplib(), ""
    for number, text in lines:
        head, colon, value = (part.strip() for part in text.partition(":"))
        name = head.upper()
        if name == "EOF":
            break
        if name in _SECTIONS and not value:
            section = name
            read.rows.setdefault(section, {})
        elif colon and name in _HEADS:
            read.heads[name] = number, value
        elif not re.match(r"[-+.\d]", text):
            section = ""
            lines.note(number, "formats-section", name=head)
        elif section:
            _row(lines, read.rows[section], section, number, text.split())
    return read


def _row(
    lines: Lines,
    rows: dict[str, tuple[int, tuple[Decimal, ...]]],
    section: str,
    number: int,
    words: list[str],
) -> None:
    columns = _SECTIONS[section]
    if section == "DEPOT_SECTION" and words == ["-1"]:
        return
    if words[0] in rows:
        lines.note(number, "formats-node-twice", name=words[0])
    known = len(lines.faults)
    values = (Decimal(0),) * (len(columns) - 1)
    if _fits(lines, number, words, columns):
        values = lines.numbers(number, words[1:])
    rows[words[0]] = number if len(lines.faults) == known else UNREAD, values


def _sites(lines: Lines, read: _Vrplib) -> tuple[Site, ...]:
    """Join the sections; solutions number the customers from 1, without the depot."""
    nodes = read.rows.get("NODE_COORD_SECTION", {})
    for rows in read.rows.values():
        for name, (line, _) in rows.items():
            if name not in nodes:
                lines.note(line, "formats-node", name=name)
    depots = [name for name in read.rows.get("DEPOT_SECTION", {}) if name in nodes]
    if "DEPOT_SECTION" in read.rows and len(depots) != 1:
        lines.note(0, "formats-depots", number=len(depots))
    depot = depots[0] if depots else next(iter(nodes), "")
    if "SERVICE_TIME_SECTION" not in read.rows:
        line, service = read.head("SERVICE_TIME", "0")
        everywhere = line, (lines.amount(line, service),)
        customers = {node: everywhere for node in nodes if node != depot}
        read.rows["SERVICE_TIME_SECTION"] = {depot: (line, (Decimal(0),)), **customers}
    order = [depot, *(node for node in nodes if node != depot)] if nodes else []
    return tuple(_site(lines, read, str(rank), node) for rank, node in enumerate(order))


def _site(lines: Lines, read: _Vrplib, name: str, node: str) -> Site:
    parts: list[Decimal] = []
    at = []
    for section in ("NODE_COORD_SECTION", *_PARTS.values()):
        nothing = UNREAD, (Decimal(0),) * (len(_SECTIONS[section]) - 1)
        rows = read.rows.get(section)
        line, values = nothing if rows is None else rows.get(node, nothing)
        if rows is not None and node not in rows:
            known = read.rows["NODE_COORD_SECTION"][node][0]
            lines.note(known, "formats-node-lacking", name=node, section=section)
        parts += values
        at.append(line)
    return Site(name, dict(zip(_PARTS, at[1:], strict=True)), *parts)


_PARTS: Final[Mapping[str, str]] = {
    "demand": "DEMAND_SECTION",
    "window": "TIME_WINDOW_SECTION",
    "service": "SERVICE_TIME_SECTION",
}
