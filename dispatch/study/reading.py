"""Reading of studies, with the scenarios that they name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dispatch.errors import Fault, InputError, Nearest, fault, told
from dispatch.roads import travel_times
from dispatch.scenario import Scenario
from dispatch.scenario.reading import fields_of, in_order, model_of
from dispatch.scenario.source import read
from dispatch.study.days import scenarios_of
from dispatch.study.exact import AIMS, MOST_VISITS, pairs_of
from dispatch.study.measured import names_of
from dispatch.study.study import Study
from dispatch.study.weightings import weighted


@dataclass(frozen=True)
class Asked:
    """A study and its scenarios.

    Attributes
    ----------
    study : Study
    scenarios : mapping of (str, str) to Scenario
        Each scenario with the policy of each weighting, by the names of both.
    file : str
        The name of the file of the study, without its folder.
    """

    study: Study
    scenarios: Mapping[tuple[str, str], Scenario]
    file: str


def load_study(file: str | os.PathLike[str]) -> Asked:
    """Read a study from a file of YAML 1.2 or JSON, and its scenarios.

    Parameters
    ----------
    file
        The file; the names of scenario files in it start from its folder.

    Raises
    ------
    InputError
        With everything that is wrong in the file and in those of its scenarios.
    RoadsError
        If a map cannot be used.
    """
    document = read(os.fspath(file))
    data = fields_of(document, "thing-study", "name: Balance")
    if "visits" in data:
        raise InputError(*document.located(fault("scenario-not-study", "visits")))
    study = model_of(document, Study, data)
    scenarios: dict[tuple[str, str], Scenario] = {}
    faults: list[Fault] = []
    for each in _found(study, Path(file).parent, scenarios):
        faults += [each] if each.file else document.located(each)
    faults = faults or document.located(*_faults_of_measures(study, scenarios))
    if faults:
        raise InputError(*told(in_order(faults)))
    return Asked(study, scenarios, Path(file).name)


def _is_table(file: Path) -> bool:
    return file.is_dir() or file.suffix.lower() in (".xlsx", ".csv")


def _found(
    study: Study, folder: Path, scenarios: dict[tuple[str, str], Scenario]
) -> Iterator[Fault]:
    """Find the scenarios of a study, and yield what is wrong with them."""
    changes, names = study.changes, set[str]()
    for place, days in enumerate(study.scenarios):
        where = f"scenarios[{place}]"
        if days.file is not None and _is_table(folder / days.file):
            yield fault("study-table", where, file=days.file)
            continue
        if days.file is not None and not (folder / days.file).is_file():
            yield fault("study-no-file", where, file=days.file)
            continue
        try:
            for name, scenario in scenarios_of(days, folder):
                if name in names:
                    yield fault("study-name-twice", where, name=name)
                if study.exact and len(scenario.open_visits) > MOST_VISITS:
                    size = len(scenario.open_visits)
                    yield fault("study-too-large", where, name=name, size=size, most=MOST_VISITS)
                names.add(name)
                for weighting, change in changes.items():
                    try:
                        scenarios[name, weighting] = weighted(scenario, change)
                    except InputError as error:
                        at, why = f"weightings.{weighting}", error.faults[0].what
                        yield fault("study-misfit", at, scenario=name, why=why)
        except InputError as error:
            yield from error.faults


def _faults_of_measures(
    study: Study, scenarios: Mapping[tuple[str, str], Scenario]
) -> Iterator[Fault]:
    """Yield what is wrong with the names of measures, given scenarios without a fault."""
    known: set[str] = set()
    for (_, weighting), scenario in scenarios.items():
        if weighting == study.plain:
            known |= names_of(scenario, travel_times(scenario))
    nearest = Nearest()
    for place, asked in enumerate(study.measures):
        if asked.name not in known:
            near = nearest(asked.name, known)
            yield fault("study-measure", f"measures[{place}]", name=asked.name, near=near)
    pairs = pairs_of(study) if study.exact else ()
    if study.exact and not pairs:
        yield fault("study-exact", "exact", known=tuple(AIMS))
    for place, asked in enumerate(study.measures):
        if asked.better == "more" and any(asked.name in pair for pair in pairs):
            yield fault("study-exact-more", f"measures[{place}].better", name=asked.name)
