"""What a plan bears under noise, as files and pages show it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, StrictFloat, StrictInt

from dispatch.errors import InputError, fault
from dispatch.plan import Plan, crews
from dispatch.scenario import Scenario
from dispatch.scenario.base import Id, Model, Moment
from dispatch.scenario.reading import fields_of, model_of
from dispatch.scenario.source import read
from dispatch.scenario.writing import json_text, write_whole

FRAGILE: Final = 0.9
"""Visits that start in time less often are fragile."""

_Share = Annotated[StrictFloat, Field(ge=0, le=1)]
_Minutes = Annotated[StrictFloat, Field(ge=0, allow_inf_nan=False)]


Kind: TypeAlias = Literal["sooner", "moved", "other"]


class Remedy(Model):
    """A change of the plan after which a fragile visit starts in time more often, by trial."""

    kind: Kind
    """What changes: her caregivers set out sooner, and whatever lies before the visit begins as
    soon as it can; the visit gets another place in the routes of the same caregivers; or others
    come."""
    caregivers: tuple[Id, ...]
    """Who comes."""
    start: Moment
    """When the visit is then planned to start."""
    minutes: StrictInt = 0
    """By how many minutes the caregivers set out sooner, at the most."""
    in_time: _Share
    """How often the visit then starts in time."""
    before: _Share
    """How often it does without the change, in the same days."""
    all_in_time: _Share
    """How often all visits then start in time."""
    all_before: _Share
    """How often they do without the change."""


class StressedVisit(Model):
    """A visit under noise."""

    start: Moment
    """The planned start."""
    latest: Moment
    """The latest start that is in time: by its hard windows, its promise, what was announced and
    the soft window that counts, or else a quarter of an hour after the planned one."""
    in_time: _Share
    """How often it starts in time, to the minute, if nobody plans anew."""
    late: _Minutes
    """The mean lateness in whole minutes, 0 when in time."""
    slack: _Minutes | None
    """By how many more minutes it would have to be allowed to start later to be in time nine times
    in ten; 0 if it is, and None if no time is enough."""
    repaired_in_time: _Share | None = None
    """How often it starts in time if the plan is repaired during the day, if that was lived."""
    repaired_late: _Minutes | None = None
    """The mean lateness then, when it is given."""
    repaired_missed: _Share | None = None
    """How often it is then not given at all, because its windows could not be kept any more."""
    remedies: tuple[Remedy, ...] = ()
    """What helps, the best first, if that was looked for."""


class Sums(Model):
    """What all visits and caregivers together bear."""

    runs: Annotated[StrictInt, Field(ge=1)]
    """How often the day was lived."""
    in_time: _Share
    """The share of starts that are in time."""
    late: _Minutes
    """The mean lateness of a visit that is given, in minutes."""
    missed: _Share
    """The share of visits that are not given at all."""
    overtime: _Minutes
    """The mean overtime of all caregivers together, in minutes."""


class Stress(Model):
    """A plan under noise."""

    format: Literal["caregiver-dispatch stress 1"] = "caregiver-dispatch stress 1"
    """The format of the file, with its version."""
    scenario: str
    """The fingerprint of the scenario."""
    kept: Sums
    """If the plan is kept as it is."""
    repaired: Sums | None = None
    """If it is repaired during the day, if that was lived: over the first of the same days."""
    beside: Sums | None = None
    """If it is kept as it is, over those first days only."""
    planned_overtime: _Minutes
    """The overtime if everything takes as long as planned."""
    visits: dict[Id, StressedVisit]
    """By the id of a planned visit, those that start in time least often first."""

    @property
    def fragile(self) -> Mapping[str, StressedVisit]:
        """The visits that start in time less often than nine times in ten."""
        return {name: each for name, each in self.visits.items() if each.in_time < FRAGILE}


def dump_stress(stress: Stress, file: str | os.PathLike[str]) -> None:
    """Write what a plan bears to a file of JSON, completely or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_whole(file, dumps_stress(stress))


def dumps_stress(stress: Stress) -> str:
    """Return what a plan bears as JSON."""
    given = stress.model_dump(mode="json", exclude_defaults=True)
    return json_text({"format": stress.format, **given})


def load_stress(file: str | os.PathLike[str], scenario: Scenario, plan: Plan) -> Stress:
    """Read what a plan bears.

    Parameters
    ----------
    file
        A file of `dump_stress`.
    scenario, plan
        The day and the plan that it has to be of.

    Raises
    ------
    InputError
        With everything that is wrong in the file, or if it is of another scenario or plan.
    """
    document = read(os.fspath(file))
    found = model_of(document, Stress, fields_of(document, "thing-stress", "visits: {}"))
    planned = {
        name: scenario.moment(start)
        for name, (_, start) in crews(scenario, plan).items()
        if not scenario.visit[name].has_begun
    }
    of = {name: each.start for name, each in found.visits.items()}
    if (found.scenario, of) != (scenario.fingerprint, planned):
        raise InputError(fault("stress-of-another", f"{file}"))
    return found
