"""The tables and their columns, in both languages.

`columns.csv` has a row for each column: the field of the scenario that it gives, what its cells
contain, its headings and what they mean. Headings, comments, drop-down lists, reading, writing and
the documentation come from it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from dispatch.scenario.spot import Step
from dispatch.tables.cells import folded
from dispatch.tables.kinds import KINDS, Kind, Words

EXPLANATIONS: Final = Words("Read me", "说明")
"""The title of the sheet that explains the others; it is not read."""
REMARKS: Final = Words("Remarks", "备注")
"""The heading of a column, or the title of a sheet, that is not read."""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    field: str
    """The field, from the entry on: ``windows.0.open`` is that of the first window. Empty if the
    column names the entry of another table that the row belongs to."""
    kind: Kind
    title: Words
    help: Words
    needed: bool
    """Whether every row has a value."""
    rare: bool
    """Whether templates leave it out; it is written if something is in it."""
    of: str
    """The table whose names its cells contain, if any."""

    @cached_property
    def path(self) -> tuple[Step, ...]:
        """The steps to the field."""
        steps = filter(None, self.field.split("."))
        return tuple(int(step) if step.isdigit() else step for step in steps)


@dataclass(frozen=True)
class Table:
    """A table: a sheet of a workbook, or a file of CSV."""

    name: str
    """Of a table with a row for each entry of a list of the scenario, the list's name."""
    title: Words
    about: Words
    needed: bool = False
    inside: tuple[str, str] = ("", "")
    """Of rows that belong to entries of another table: its name, and the list in each entry."""
    single: bool = False
    """Whether it has one row, with fields of the scenario itself or of its policy."""
    also: tuple[str, ...] = ()
    """Other titles that are read."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        return _columns()[self.name]

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """The columns by their headings in both languages, as `key` has them."""
        return {key(title): column for column in self.columns for title in column.title}

    @cached_property
    def column(self) -> Mapping[tuple[Step, ...], Column]:
        """The columns by the steps to their fields."""
        return {column.path: column for column in self.columns}


TABLES: Final = (
    Table(
        "day",
        Words("Day", "当天"),
        Words("The day that is planned: one row.", "要排的这一天：只有一行。"),
        needed=True,
        single=True,
    ),
    Table(
        "visits",
        Words("Visits", "服务单"),
        Words("The work: one row for each visit.", "要做的工作：每张服务单一行。"),
        needed=True,
        also=("上门服务",),
    ),
    Table(
        "clients",
        Words("Clients", "服务对象"),
        Words("The elders who are cared for.", "接受服务的老人。"),
        needed=True,
    ),
    Table(
        "caregivers",
        Words("Staff", "护理员"),
        Words("The people who give care, with their first shift.", "护理员，含第一个班次。"),
        needed=True,
    ),
    Table(
        "shifts",
        Words("Shifts", "班次"),
        Words(
            "Further shifts, after the one in Staff: one row each.",
            "“护理员”表所填班次之后的班次：每个一行。",
        ),
        inside=("caregivers", "shifts"),
    ),
    Table(
        "held",
        Words("Certificates held", "持证"),
        Words("Who holds which certificate: one row each.", "谁持有什么证书：每本一行。"),
        inside=("caregivers", "certificates"),
    ),
    Table(
        "services",
        Words("Services", "服务项目"),
        Words("What is done, how long it takes, what it needs.", "做什么、多长时间、需要什么。"),
        needed=True,
    ),
    Table(
        "crews",
        Words("Crews", "岗位"),
        Words(
            "Of services that need several people: one row for each of the crew.",
            "需要几人的服务：每个岗位一行。",
        ),
        inside=("services", "crew"),
    ),
    Table(
        "certificates",
        Words("Certificates", "证书"),
        Words("The kinds of certificate.", "证书的种类。"),
    ),
    Table(
        "places",
        Words("Places", "地点"),
        Words("Places that other tables name.", "供其他表引用的地点。"),
    ),
    Table(
        "stations",
        Words("Stations", "站点"),
        Words("Where caregivers start and equipment is kept.", "护理员出发、设备存放的地方。"),
    ),
    Table(
        "equipment",
        Words("Equipment", "设备"),
        Words("Equal pieces: one row for each kind.", "同种设备一行。"),
    ),
    Table(
        "modes",
        Words("Modes", "出行方式"),
        Words("How people travel, and how fast.", "如何出行、多快。"),
    ),
    Table("areas", Words("Areas", "区域"), Words("Streets, towns, districts.", "街道、镇或片区。")),
    Table(
        "providers",
        Words("Providers", "机构"),
        Words("Who employs caregivers.", "护理员所属的机构。"),
    ),
    Table(
        "policy",
        Words("Weights", "权重"),
        Words(
            "What costs how much; a minute of travel is 1. One row.",
            "各项成本的权重，路上一分钟为1。只有一行。",
        ),
        single=True,
    ),
)
"""All tables, in the order of a workbook."""


@cache
def _columns() -> Mapping[str, tuple[Column, ...]]:
    text = files("dispatch.tables").joinpath("columns.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Column, ...]] = {table.name: () for table in TABLES}
    for row in csv.DictReader(text.splitlines()):
        column = Column(
            field=row["field"],
            kind=KINDS[row["kind"]],
            title=Words(row["en"], row["zh"]),
            help=Words(row["help_en"], row["help_zh"]),
            needed=row["use"] == "needed",
            rare=row["use"] == "rare",
            of=row["of"],
        )
        found[row["table"]] += (column,)
    return found


def key(heading: str) -> str:
    """Return a heading or a title as it is compared: without case, odd characters and marks."""
    return re.sub(r"[\s_-]+", " ", folded(heading).casefold()).strip(" *:")


@cache
def by_title() -> Mapping[str, Table]:
    """Return the tables by the titles that are read, as `key` has them."""
    return {key(title): table for table in TABLES for title in (*table.title, *table.also)}


def is_ignored(title: str) -> bool:
    """Whether a sheet or a column is for people alone: remarks, or marked with a #."""
    return folded(title).startswith("#") or key(title) in map(key, (*EXPLANATIONS, *REMARKS))
