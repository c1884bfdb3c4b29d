"""The file of a study: what is compared, on which days, and by which measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import combinations, islice, product
from math import prod
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from dispatch.errors import Fault, InputError, Nearest, fault, shown
from dispatch.generate import Dials
from dispatch.generate.dials import faults_of_dials
from dispatch.planner import LARGEST_SEED
from dispatch.scenario.base import Model
from dispatch.scenario.forms import refusal
from dispatch.scenario.names import id_of
from dispatch.study.rows import Measure
from dispatch.study.weightings import faults_of_change, nested

PLAIN: Final = "plain"
"""The weighting without a change."""
MOST_SEEDS: Final = 10_000
MOST_COMBINATIONS: Final = 1000
_IN_FRONTS: Final = 4
"""How many of the first measures make fronts with each other, if the study does not say which."""


def _name(value: object) -> object:
    return value if (name := id_of(value)) is None else name


def _as_file(value: object, check: ValidatorFunctionWrapHandler) -> object:
    """Check a name, and refuse what cannot name a file as a name and not as an id."""
    try:
        return check(value)
    except ValidationError as error:
        if error.errors()[0]["type"] != "string_pattern_mismatch":
            raise
        raise refusal("study-name", name=value) from error


def _seeds(value: object) -> object:
    """Accept one seed, and ``{from: 1, count: 10}``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    if not isinstance(value, Mapping):
        return value
    first, count = value.get("from"), value.get("count")
    if {*value} != {"from", "count"} or type(first) is not int or type(count) is not int:
        raise refusal("study-seeds", value=shown(dict(value)), most=MOST_SEEDS)
    if not 1 <= count <= MOST_SEEDS:
        raise refusal("study-seeds", value=shown(count), most=MOST_SEEDS)
    return tuple(range(first, first + count))


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _in_file(value: object) -> object:
    return {"file": value} if isinstance(value, str) else value


_LONGEST: Final = 100
_PATTERN: Final = r"^\w([\w .,=+-]*[\w=+-])?$"
Name: TypeAlias = Annotated[
    str,
    Field(max_length=_LONGEST, pattern=_PATTERN),
    WrapValidator(_as_file),
    BeforeValidator(_name),
]
"""A name that every system accepts as that of a file."""
Seed: TypeAlias = Annotated[StrictInt, Field(ge=0, le=LARGEST_SEED)]
Seeds: TypeAlias = Annotated[
    tuple[Seed, ...], Field(min_length=1, max_length=MOST_SEEDS), BeforeValidator(_seeds)
]
"""A list of seeds; one alone needs no list, and ``{from: 1, count: 10}`` counts on."""


class Made(Model):
    """Days that the generator makes up, on a plane without a map."""

    visits: Annotated[StrictInt, Field(ge=1, le=5000)] = 120
    """The number of visits."""
    caregivers: Annotated[StrictInt, Field(ge=1, le=5000)] | None = None
    """The number of caregivers; by the dials if not given."""
    seeds: Seeds
    """A day for each of these seeds: a list, or {from: 1, count: 20}."""
    dials: dict[str, StrictInt | StrictFloat] = Field(default_factory=dict)
    """Assumptions of the generator that are to be different, by the name in
    `dispatch.generate.Dials`."""


class Days(Model):
    """A day in a file, or days that are made up."""

    name: Name | None = None
    """A name for people and files; the name of the file, or the number of visits, if not given.
    Days that are made up have their seed after it."""
    file: Annotated[str, Field(min_length=1)] | None = None
    """A scenario file, from the folder of the study."""
    generate: Made | None = None
    """The days to make up, instead of a file."""
    short_of: Annotated[StrictFloat, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.0
    """The share of the caregivers on duty who are absent; those to whom a visit is pinned, and
    those who have set out, are there."""
    absent_seed: Seed = 0
    """The seed that draws who is absent."""


class MeasureAsked(Model):
    """A measure that the study asks about."""

    name: Annotated[str, Field(min_length=1)]
    """Its dotted name, such as ``fairness.caregivers.paid.today.all.largest``; terms of the cost
    begin with ``cost.``."""
    label: str = ""
    """What people call it; its name if not given."""
    unit: str = ""
    """Its unit, for people."""
    better: Literal["less", "more"] = "less"
    """In which direction it is better."""

    @property
    def measure(self) -> Measure:
        """The measure, for those who evaluate rows."""
        return Measure(self.name, self.label or self.name, self.unit, self.better)


class Study(Model):
    """Weightings that are compared over scenarios and seeds."""

    format: Literal["caregiver-dispatch study 1"] = "caregiver-dispatch study 1"
    """The format of the file, with its version."""
    name: Annotated[str, Field(min_length=1)]
    """A name for people."""
    question: str = ""
    """What the study is to answer."""
    source: str = ""
    """Where its scenarios and its numbers come from."""
    scenarios: Annotated[
        tuple[Annotated[Days, BeforeValidator(_in_file)], ...], Field(min_length=1)
    ]
    """The days: files, or days that are made up; the name of a file alone is enough."""
    seeds: Seeds
    """The seeds of the search, a run each: a list, or {from: 1, count: 10}."""
    iterations: Annotated[StrictInt, Field(ge=0, le=10**12)]
    """The budget of each run, in moves of the search."""
    weightings: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    """By the name of a weighting, what it changes in the ``policy`` of each scenario."""
    grid: dict[str, Annotated[tuple[Any, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """By the dotted name of a field of ``policy``, its values; each combination is a weighting."""
    plain: Name = PLAIN
    """The weighting with which the others are compared. The weighting ``plain`` changes nothing,
    unless the study says what it changes."""
    measures: Annotated[
        tuple[Annotated[MeasureAsked, BeforeValidator(_named)], ...], Field(min_length=1)
    ]
    """What is compared; the name of a measure alone is enough."""
    pairs: tuple[Annotated[tuple[str, ...], Field(min_length=2, max_length=3)], ...] = ()
    """The pairs and triples of measures whose trade-off is shown; all pairs of the first four
    measures if not given."""
    reference: dict[str, StrictFloat] | None = None
    """For each measure of a front, the point up to which hypervolumes are counted, fixed before the
    runs; if not given, a tenth of the range beyond the worst mean."""
    exact: StrictBool = False
    """Whether to find the whole front of each pair that the exact engine can weigh, too; for small
    scenarios."""

    def model_post_init(self, context: object, /) -> None:
        """Check what concerns several fields."""
        super().model_post_init(context)
        if (size := prod(map(len, self.grid.values()))) > MOST_COMBINATIONS:
            raise InputError(fault("study-grid", "grid", size=size, most=MOST_COMBINATIONS))
        if found := [*_faults_of_days(self), *_faults_of_changes(self), *_faults_of_names(self)]:
            raise InputError(*found)

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """By the name of every weighting, what it changes in a policy; the plain one comes first.

        A weighting of the grid is named by its values, such as ``balance=0.5,travel=2``.
        """
        of_grid = {
            _combination(self.grid, values): nested(dict(zip(self.grid, values, strict=True)))
            for values in product(*self.grid.values())
            if self.grid
        }
        known = {PLAIN: {}, **self.weightings, **of_grid}
        if self.plain != PLAIN and PLAIN not in self.weightings:
            del known[PLAIN]
        first = {self.plain: known[self.plain]} if self.plain in known else {}
        return {**first, **known}

    @property
    def fronts(self) -> tuple[tuple[str, ...], ...]:
        """The names of the measures of each front."""
        names = [each.name for each in self.measures]
        return self.pairs or tuple(combinations(names[:_IN_FRONTS], 2))


def _combination(grid: Mapping[str, object], values: tuple[Any, ...]) -> str:
    """Name a combination by the last words of the fields, or by all if these are not unique."""
    short = [path.rpartition(".")[2] for path in grid]
    names = short if len({*short}) == len(short) else list(grid)
    return ",".join(
        f"{name}={str(value).lower() if isinstance(value, bool) else value}"
        for name, value in zip(names, values, strict=True)
    )


def _faults_of_days(study: Study) -> Iterator[Fault]:
    known, nearest = [field.name for field in fields(Dials)], Nearest()
    for place, days in enumerate(study.scenarios):
        where = f"scenarios[{place}]"
        if (days.file is None) is (days.generate is None):
            yield fault("study-days", where)
        dials = days.generate.dials if days.generate else {}
        for name in dials:
            if name not in known:
                at = f"{where}.generate.dials.{name}"
                yield fault("study-dial", at, name=name, near=nearest(name, known))
        yield from faults_of_dials(dials, f"{where}.generate.dials")
    yield from _twice("seeds", study.seeds)
    for place, days in enumerate(study.scenarios):
        if days.generate is not None:
            yield from _twice(f"scenarios[{place}].generate.seeds", days.generate.seeds)


def _faults_of_changes(study: Study) -> Iterator[Fault]:
    for name, change in study.weightings.items():
        yield from faults_of_change(change, f"weightings.{name}")
    for path, values in study.grid.items():
        for place, value in enumerate(values):
            faults = faults_of_change(nested({path: value}), "")
            yield from (
                Fault(each.code, each.fields, where=f"grid.{path}[{place}]") for each in faults
            )
        yield from _twice(f"grid.{path}", values)
    names = [_combination(study.grid, each) for each in product(*study.grid.values())]
    if not study.grid:
        return
    unfit = (each for each in names if len(each) > _LONGEST or not re.fullmatch(_PATTERN, each))
    for name in islice(unfit, 1):  # the others are like it
        yield fault("study-grid-name", "grid", name=name)
    for name in {*names} & {*study.weightings}:
        yield fault("study-twice", f"weightings.{name}", value=shown(name))


def _faults_of_names(study: Study) -> Iterator[Fault]:
    nearest, names = Nearest(), [each.name for each in study.measures]
    yield from _twice("measures", names)
    for place, pair in enumerate(study.pairs):
        for name in pair:
            if name not in names:
                near = nearest(name, names)
                yield fault("study-pair", f"pairs[{place}]", name=name, near=near)
        if len({*pair}) < len(pair):
            yield fault("study-twice", f"pairs[{place}]", value=shown(pair))
    for name in study.reference or ():
        if name not in names:
            yield fault("study-pair", f"reference.{name}", name=name, near=nearest(name, names))
    changes = study.changes
    if study.plain not in changes:
        yield fault("study-plain", "plain", name=study.plain, near=nearest(study.plain, changes))


def _twice(where: str, values: Iterable[Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for text, value in ((repr(value), value) for value in values):
        if text in seen:
            yield fault("study-twice", where, value=shown(value))
        seen.add(text)
