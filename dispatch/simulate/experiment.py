"""Many replications under several policies, in several processes; what is done stays done."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Final

from dispatch.errors import InputError, fault
from dispatch.scenario.writing import write_together
from dispatch.simulate.hindsight import BOUND, begins_with, best_arm, live_hindsight
from dispatch.simulate.policies.named import policy_of
from dispatch.simulate.processes import in_processes
from dispatch.simulate.record_files import read_arms, write_arms
from dispatch.simulate.records import Arm
from dispatch.simulate.replication import Source
from dispatch.simulate.week import Mornings, live_week, versions

_SOURCE: Final = "policy.py"
"""The module of a policy of one's own, beside the rows that it led to."""


def _source_of(policy: str) -> str:
    """Return the module of a policy of one's own as text; nothing for the others."""
    module, own, _ = policy.partition(":")
    return inspect.getsource(import_module(module)) if own else ""


@dataclass(frozen=True)
class Experiment:
    """What is compared.

    Attributes
    ----------
    source : Source
        What is lived: the weeks of a world, or recorded days.
    loads : tuple of str
        How many requests come in: "low", "mid", "high"; or as many as were recorded.
    policies : tuple of str
        Names as of `dispatch.simulate.policies.named.policy_of`, each once; among them `BOUND`
        for the bound beside them, which is found last.
    seeds : range
        A replication each.
    folder : Path
        Where the rows of each arm are written, in a folder each.
    """

    source: Source
    loads: tuple[str, ...]
    policies: tuple[str, ...]
    seeds: range
    folder: Path

    def file_of(self, load: str, policy: str, seed: int) -> Path:
        """Return the folder of the rows of an arm."""
        return self.folder / "rows" / f"{load}-{policy.replace(':', '.')}-{seed}"

    def missing(self, seed: int) -> list[tuple[str, str]]:
        """Return the loads and policies of which a replication has no rows yet, the bound last.

        A bound that began with another arm than the best one of these policies counts as missing.

        Raises
        ------
        InputError
            If there are rows of another world or of other code.
        """
        return [each for load in self.loads for each in self._missing(load, seed)]

    def _missing(self, load: str, seed: int) -> Iterator[tuple[str, str]]:
        arms = {name: self.arm(load, name, seed) for name in self.policies}
        bound = arms.pop(BOUND, None)
        lived = [arm for arm in arms.values() if arm is not None]
        yield from ((load, name) for name, arm in arms.items() if arm is None)
        if BOUND in self.policies and not (
            bound is not None
            and len(lived) == len(arms)
            and begins_with(bound, best_arm(lived, self.source.first_day))
        ):
            yield load, BOUND

    def arm(self, load: str, policy: str, seed: int) -> Arm | None:
        """Return an arm, if it has been lived.

        Raises
        ------
        InputError
            If its rows are of another world, arm or code, or damaged. The code of a policy of
            one's own is its module.
        """
        folder = self.file_of(load, policy, seed)
        if not (folder / "arms.parquet").exists():
            return None
        [arm] = read_arms(folder)
        made = f"{arm.fingerprint}, {arm.versions}"
        now = f"{self.source.fingerprint_of(seed)}, {versions()}"
        if made != now:
            raise InputError(fault("rows-of-another", f"{folder}", made=made, now=now))
        if (arm.load, arm.policy, arm.seed) != (load, policy, seed):
            lived = f"{arm.load}-{arm.policy}-{arm.seed}"
            raise InputError(fault("rows-misplaced", f"{folder}", arm=lived))
        kept, source = folder / _SOURCE, _source_of(policy)
        if source and not (kept.exists() and kept.read_text("utf-8") == source):
            raise InputError(fault("rows-of-another-policy", f"{folder}", policy=policy))
        return arm

    def arms(self) -> Iterator[tuple[str, int, list[Arm]]]:
        """Yield the arms of each replication that all policies have lived, by load and seed."""
        for load in self.loads:
            for seed in self.seeds:
                found = [self.arm(load, policy, seed) for policy in self.policies]
                arms = [arm for arm in found if arm is not None]
                if len(arms) == len(found):
                    yield load, seed, arms


def run(
    experiment: Experiment, processes: int, report: Callable[[int, int], None] = lambda *_: None
) -> None:
    """Live all replications that have not been lived yet.

    Parameters
    ----------
    experiment
        What is compared.
    processes
        How many processes work at once.
    report
        Called with the number of arms that are done and that of all, whenever some are done.

    Raises
    ------
    InputError
        If a policy is not known, there is none, or there are rows of another world or of other
        code.
    """
    policies = [name for name in experiment.policies if name != BOUND]
    for name in policies:
        policy_of(name)
    if not policies:
        raise InputError(fault("hindsight-alone", BOUND))
    left = {seed: missing for seed in experiment.seeds if (missing := experiment.missing(seed))}
    experiment.folder.mkdir(parents=True, exist_ok=True)
    whole = len(experiment.loads) * len(experiment.policies) * len(experiment.seeds)
    done = whole - sum(map(len, left.values()))
    report(done, whole)
    calls = [(experiment, seed, asked) for seed, asked in left.items()]

    def tell(call: int, found: None) -> None:
        nonlocal done
        del found
        done += len(calls[call][2])
        report(done, whole)

    in_processes(_lived, calls, processes, tell)


def _lived(experiment: Experiment, seed: int, asked: Sequence[tuple[str, str]]) -> None:
    """Live the arms of one replication, and write the rows of each at once."""
    mornings = None
    for load, name in asked:
        week = experiment.source.replication(load, seed)
        mornings = mornings or Mornings(week)
        if name == BOUND:
            others = (experiment.arm(load, other, seed) for other in experiment.policies)
            arms = [each for each in others if each is not None and each.policy != BOUND]
            start = best_arm(arms, experiment.source.first_day)
            arm = live_hindsight(week, start, mornings.travel)
        else:
            arm = replace(live_week(week, policy_of(name), mornings), policy=name)
        folder = experiment.file_of(load, name, seed)
        folder.mkdir(parents=True, exist_ok=True)
        if source := _source_of(name):
            write_together({folder / _SOURCE: source})
        write_arms(folder, [arm])
