"""Reading and writing of published files; the content decides the family."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from dispatch.errors import InputError, fault
from dispatch.formats.hhcrsp import file as hhcrsp_file
from dispatch.formats.hhcrsp import scenario as hhcrsp_scenario
from dispatch.formats.hhcrsp import solution as hhcrsp_solution
from dispatch.formats.instance import FAMILIES, Family, Instance, refuse_unwritable
from dispatch.formats.lines import Lines, read_lines
from dispatch.formats.uhhc import file as uhhc_file
from dispatch.formats.uhhc import scenario as uhhc_scenario
from dispatch.formats.uhhc import solution as uhhc_solution
from dispatch.formats.vrptw import file as vrptw_file
from dispatch.formats.vrptw import scenario as vrptw_scenario
from dispatch.formats.vrptw import solution as vrptw_solution
from dispatch.plan import Plan
from dispatch.scenario import Scenario, load_scenario
from dispatch.scenario.reading import scenario_of
from dispatch.scenario.source import Document, read
from dispatch.scenario.writing import write_whole


def load_question(
    file: str | os.PathLike[str], family: Family | None = None
) -> Scenario | Instance:
    """Read a published instance or a scenario.

    Parameters
    ----------
    file
        The name of an instance ends in ``.json``, ``.vrp`` or ``.txt``. Instances of a kind that is
        known but not read, such as ``.tsp``, are named.
    family
        One of `FAMILIES` if the file is known to be an instance; recognised from the file if not
        given.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    if family is not None:
        return load_instance(file, family)
    opened = _opened(file)
    if opened is not None and (found := _family(opened)) is not None:
        return _instance(opened, found, os.fspath(file))
    return scenario_of(opened) if isinstance(opened, Document) else load_scenario(file)


def load_instance(file: str | os.PathLike[str], family: Family | None = None) -> Instance:
    """Read a published instance.

    Parameters
    ----------
    file
        The file.
    family
        One of `FAMILIES`; recognised from the file if not given.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    if family is not None and family not in FAMILIES:
        known = tuple(FAMILIES)
        raise InputError(fault("formats-family", name=family, known=known))
    opened = _opened(file)
    if family is None and opened is not None:
        family = _family(opened)
    return _instance(opened, family, os.fspath(file))


def _instance(opened: Document | Lines | None, family: Family | None, file: str) -> Instance:
    try:
        return _read_as(family, opened, Path(file).stem)
    except InputError as error:
        raise InputError(*(replace(each, file=file) for each in error.faults)) from None


def _read_as(family: Family | None, opened: Document | Lines | None, name: str) -> Instance:
    if isinstance(opened, Document) and family == "hhcrsp":
        return hhcrsp_scenario.instance_of(name, hhcrsp_file.published(opened))
    if isinstance(opened, Document) and family == "uhhc":
        return uhhc_scenario.instance_of(name, uhhc_file.published(opened))
    if isinstance(opened, Lines) and family == "vrptw":
        read_as = vrptw_file.solomon if vrptw_file.is_solomon(opened) else vrptw_file.vrplib
        return vrptw_scenario.instance_of(read_as(opened), opened)
    raise InputError(fault("formats-unknown"))


def solution_text(instance: Instance, plan: Plan) -> str:
    """Return a plan in the form of the instance's authors.

    HHCRSP and UHHC: JSON with an entry for every caregiver. VRPTW: VRPLIB's ``.sol``. The referee,
    or the authors' own checker, judges whether the plan keeps every rule.

    Parameters
    ----------
    instance
        The instance.
    plan
        A plan for ``instance.scenario``.

    Raises
    ------
    InputError
        If the plan is for another scenario.
    NoPlan
        If visits are left out that must be served.
    """
    refuse_unwritable(instance, plan)
    return _solutions(instance).text(instance, plan)


def dump_solution(instance: Instance, plan: Plan, file: str | os.PathLike[str]) -> None:
    """Write the `solution_text` of a plan to a file, completely or not at all.

    Raises
    ------
    InputError
        If the plan is for another scenario, or the file cannot be written.
    NoPlan
        If visits are left out that must be served.
    """
    write_whole(file, solution_text(instance, plan))


def load_solution(instance: Instance, file: str | os.PathLike[str]) -> Plan:
    """Read a published solution, valid or not, as a plan that the referee can judge.

    Parameters
    ----------
    instance
        The instance.
    file
        The solution in the form that `dump_solution` writes.

    Raises
    ------
    InputError
        With everything in the file that the instance lacks.
    """
    return _solutions(instance).load(instance, file)


class _Solutions(Protocol):
    """A module that writes and reads the solutions of a family."""

    def text(self, instance: Instance, plan: Plan) -> str: ...

    def load(self, instance: Instance, file: str | os.PathLike[str]) -> Plan: ...


def _solutions(instance: Instance) -> _Solutions:
    known: dict[Family, _Solutions] = {
        "hhcrsp": hhcrsp_solution,
        "uhhc": uhhc_solution,
        "vrptw": vrptw_solution,
    }
    return known[instance.family]


def _opened(file: str | os.PathLike[str]) -> Document | Lines | None:
    ending = Path(file).suffix.lower()
    if ending == ".json":
        return read(os.fspath(file))
    return read_lines(file) if ending in (".vrp", ".txt", ".tsp") else None


def _family(opened: Document | Lines) -> Family | None:
    """Recognise a family.

    Raises
    ------
    InputError
        If the file is an instance of a kind that is known but not read.
    """
    if isinstance(opened, Lines):
        if vrptw_file.is_solomon(opened) or vrptw_file.is_vrplib(opened):
            return "vrptw"
        vrptw_file.refuse_other_types(opened)
        return None
    fields = opened.data if isinstance(opened.data, dict) else {}
    if {"patients", "departing_points"} <= fields.keys():
        raise InputError(*opened.located(fault("formats-extended", "departing_points")))
    if {"patients", "central_offices"} <= fields.keys():
        return "hhcrsp"
    return "uhhc" if {"patients", "terminal_points"} <= fields.keys() else None
