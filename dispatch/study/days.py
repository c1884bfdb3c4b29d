"""The scenarios of a study: read, made up, and short of caregivers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dispatch.generate import Dials, generate
from dispatch.generate.streams import Stream
from dispatch.scenario import Caregiver, Scenario, load_scenario
from dispatch.study.study import Days


def scenarios_of(days: Days, folder: Path) -> Iterator[tuple[str, Scenario]]:
    """Yield the scenarios that an entry of a study stands for, with their names.

    Parameters
    ----------
    days
        The entry.
    folder
        The folder of the study.

    Raises
    ------
    InputError
        If a file is missing or wrong.
    """
    for name, scenario in _whole(days, folder):
        if not days.short_of:
            yield name, scenario
        else:
            short = short_of(scenario, days.short_of, days.absent_seed)
            yield (name if days.name else f"{name}-short-{days.short_of:g}"), short


def _whole(days: Days, folder: Path) -> Iterator[tuple[str, Scenario]]:
    if days.file is not None:
        yield days.name or Path(days.file).stem, load_scenario(folder / days.file)
        return
    made = days.generate
    assert made is not None
    given: dict[str, Any] = made.dials
    stem, dials = days.name or f"made-{made.visits}", Dials(**given)
    for seed in made.seeds:
        scenario = generate(visits=made.visits, caregivers=made.caregivers, seed=seed, dials=dials)
        yield f"{stem}-{seed}", scenario


def short_of(scenario: Scenario, share: float, seed: int) -> Scenario:
    """Return a scenario in which a share of the caregivers on duty is absent.

    Those to whom a visit is pinned, and those who have set out, are there. With a larger share the
    same caregivers are absent, and others.

    Parameters
    ----------
    scenario
        The scenario.
    share
        The share of all on duty, rounded to whole caregivers; fewer if too many have to be there.
    seed
        The seed that draws them.
    """
    pinned = {name for visit in scenario.visits for name in visit.pinned_caregivers}
    free = [each.id for each in scenario.on_duty if each.id not in pinned and not _has_left(each)]
    number = round(share * len(scenario.on_duty))
    absent = {*Stream(seed, "absent").some(free, number)}
    return scenario.model_copy(
        update={
            "caregivers": tuple(
                each.model_copy(update={"shifts": ()}) if each.id in absent else each
                for each in scenario.caregivers
            )
        }
    )


def _has_left(caregiver: Caregiver) -> bool:
    return any(shift.under_way is not None for shift in caregiver.shifts)
