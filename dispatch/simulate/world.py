"""Simulated worlds: their streets, their sizes, and every assumption behind them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import Field, PrivateAttr, StrictFloat, StrictInt

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario import Duration, Graph, StraightLine
from dispatch.scenario.base import Date, Id, Model, Number
from dispatch.scenario.reading import fields_of, model_of
from dispatch.scenario.source import read
from dispatch.simulate.assumptions import SERVICE_VARIATIONS, Assumptions

Load: TypeAlias = Literal["low", "mid", "high"]
"""How many requests come in."""

SHIPPED: Final = ("S", "M", "L")
"""The worlds that come with the program, in ``scenarios/worlds`` of a checkout."""

DIALS: Final = (
    "caregivers", "pre_booked", "duration_scale", "early", "urgent", "short_notice",
    "overdispersion", "notice", "disabled", "solitary", "low_income", "by_phone", "woman_required",
    "nurse_needed", "two_caregivers", "equipment_needed", "escorted", "without_series", "nurses",
    "women", "visits_per_kit", "tolerance", "on_time", "borrowing_delay", "decision",
    "service_variations", "broken_off", "check", "not_home", "door_wait", "absent",
    "travel_variation", "rush", "access_least", "access_most",
)  # fmt: skip
"""The numbers that `World.dialled` turns; the load turns the number of requests."""

_WORLDS: Final = (
    Path(__file__).parents[2] / "scenarios" / "worlds",
    Path(__file__).with_name("worlds"),
)
"""Where the shipped worlds are: in a checkout, or else in the installed package."""


class Streets(Model):
    """Several streets of one kind."""

    kind: Literal["new_town", "old_town", "rural"]
    """The kind of area."""
    count: Annotated[StrictInt, Field(ge=1, le=1000)] = 1
    """How many there are."""
    square_kilometres: Annotated[StrictFloat, Field(gt=0, le=10_000, allow_inf_nan=False)]
    """The size of each; not used with a road graph, whose areas are as large as they are."""
    people: Annotated[StrictFloat, Field(gt=0, le=1e6, allow_inf_nan=False)] = 1.0
    """The relative number of clients in each; a road graph has its own."""
    provider: Id = "care"
    """The provider whose contract covers them; nobody else may serve them."""


class Loads(Model):
    """The mean number of requests a day at each load."""

    low: Number
    """At low load."""
    mid: Number
    """At middle load."""
    high: Number
    """At high load."""


class World(Assumptions):
    """A made-up district with its weeks.

    Whatever the world does not say is as in `dispatch.generate.Dials`: the generator makes the
    homes, the people and the series of visits.
    """

    format: Literal["caregiver-dispatch world 1"] = "caregiver-dispatch world 1"
    """The format of the file, with its version."""
    name: Annotated[str, Field(min_length=1)]
    """A name for people."""
    description: str = ""
    """What the world is for."""
    source: str = ""
    """The source of its numbers."""
    streets: Annotated[tuple[Streets, ...], Field(min_length=1)]
    """The streets, by which work is organised, from west to east and from south to north."""
    roads: Annotated[StraightLine | Graph, Field(discriminator="kind")] = StraightLine()
    """Straight lines between homes on a made-up plane, or a road graph in a file, which is cut into
    as many areas as there are streets; these have the kinds that the map suggests."""
    caregivers: Annotated[StrictInt, Field(ge=1, le=5000)]
    """Caregivers at work on each day, always the same ones: days off and their relief are left out,
    and each day is a full one."""
    pre_booked: Annotated[StrictInt, Field(ge=1, le=15_000)]
    """Pre-booked visits on each day."""
    on_demand: Loads
    """Requests a day on the mean over the week, at each load."""
    begins: Date = date(2026, 11, 23)
    """The first day; a Monday in the weeks that are shipped."""
    days: Annotated[StrictInt, Field(ge=1, le=7)] = 7
    """The days of a replication; the first one is to warm up."""
    duration_scale: Annotated[StrictFloat, Field(gt=0, le=10, allow_inf_nan=False)] = 1.0
    """The factor for the length of every service, by which the utilisation is set."""

    _folder: str = PrivateAttr(default="")

    def model_post_init(self, context: object, /) -> None:
        """Check what concerns several fields."""
        super().model_post_init(context)
        if found := [*_contradictions(self)]:
            raise InputError(*found)

    @property
    def folder(self) -> str:
        """The folder where the name of the road graph starts; empty for the working folder."""
        return self._folder

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with any field; results carry them.

        A road graph counts with its name and its content, if there is such a file.
        """
        digest = hashlib.sha256(self.model_dump_json().encode())
        if isinstance(self.roads, Graph):
            with suppress(OSError):  # told when the roads are read
                digest.update(Path(self.folder, self.roads.file).read_bytes())
        return digest.hexdigest()[:12]

    def dialled(self, name: str, factor: float) -> World:
        """Return the world with one number turned up or down; shares stop at 1.

        Parameters
        ----------
        name
            One of `DIALS`.
        factor
            The factor, such as 0.5 or 2. If the dial is a mapping, it multiplies each number.

        Raises
        ------
        InputError
            If there is no such dial, or the world with it contradicts itself.
        """
        if name not in DIALS:
            raise InputError(fault("world-not-dial", name=name))
        most = 1.0 if _is_share(name) else float("inf")
        return self.model_copy(update={name: _turned(getattr(self, name), factor, most)})

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        """Copy the world; with `update`, the changed world is checked like any other."""
        same = super().model_copy(update=update, deep=deep)
        same._folder = self._folder
        same.__dict__.pop("fingerprint", None)
        return same


def load_world(world: str | os.PathLike[str]) -> World:
    """Read a world from a file of YAML 1.2 or JSON.

    Parameters
    ----------
    world
        The file, or the name of a shipped world: S, M or L. The name of a road graph in the
        file starts from its folder.

    Raises
    ------
    InputError
        If there is no such world, or with everything that is wrong in the file, in the order of
        its lines.
    """
    file = _shipped(f"{world}.yaml".lower()) if world in SHIPPED else Path(world)
    if not file.exists():
        raise InputError(fault("world-missing", os.fspath(world), known=SHIPPED))
    document = read(os.fspath(file))
    data = fields_of(document, "thing-world", "name: Small")
    if "visits" in data:
        raise InputError(*document.located(fault("scenario-not-world", "visits")))
    made = model_of(document, World, data)
    made._folder = str(file.parent)
    return made


def _shipped(name: str) -> Path:
    """Return the file of a shipped world."""
    return next((folder / name for folder in _WORLDS if (folder / name).exists()), Path(name))


def _contradictions(world: World) -> Iterator[Fault]:
    if world.closes <= world.opens:
        yield fault("world-hours", "closes", opens=world.opens, closes=world.closes)
    classes = world.urgent + world.short_notice
    needs = world.nurse_needed + world.equipment_needed + world.escorted
    for field, total in (("urgent", classes), ("nurse_needed", needs)):
        if total > 1:
            yield fault("world-shares", field, total=f"{total:g}")
    if world.access_most < world.access_least:
        least, most = world.access_least.minutes, world.access_most.minutes
        yield fault("world-access", "access_most", least=least, most=most)
    if world.on_time > world.tolerance:
        times = {"on_time": world.on_time.minutes, "tolerance": world.tolerance.minutes}
        yield fault("world-on-time", "on_time", **times)
    if unknown := [*SERVICE_VARIATIONS.keys() - world.service_variations.keys()]:
        yield fault("world-variations", "service_variations", services=tuple(sorted(unknown)))


def _is_share(name: str) -> bool:
    bounds = World.model_fields[name].metadata
    return any(getattr(bound, "le", None) == 1 for bound in bounds)


def _turned(value: Any, factor: float, most: float) -> Any:
    if isinstance(value, dict):
        return {name: number * factor for name, number in value.items()}
    if isinstance(value, (Duration, int)):
        return type(value)(round(value * factor))
    return min(most, value * factor)
