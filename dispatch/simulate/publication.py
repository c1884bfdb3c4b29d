"""What a comparison leaves behind: its page, its pictures, tidy tables and the configuration."""

from __future__ import annotations

from dispatch.scenario.writing import json_text, write_together
from dispatch.simulate.experiment import Experiment
from dispatch.simulate.page import comparison_page
from dispatch.simulate.pictures import pictures
from dispatch.simulate.summary import Summary
from dispatch.simulate.tidy import groups_csv, policies_csv, replications_csv
from dispatch.simulate.week import versions


def publish(experiment: Experiment, found: Summary, table: str, command: str) -> None:
    """Write everything beside the rows, all files completely or none at all.

    That is ``page.html``, ``pictures/*.svg``, ``table.txt``, ``policies.csv``, ``groups.csv``,
    ``replications.csv``, ``world.json`` with every assumption, and ``configuration.json``. The same
    rows give the same bytes.

    Parameters
    ----------
    experiment
        What was compared; the files go into its folder.
    found
        Its summary.
    table
        The table in plain text.
    command
        The command that makes all of it again.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    drawn = pictures(found)
    contents: dict[str, str] = {
        "page.html": comparison_page(experiment, found, drawn, command),
        **{f"pictures/{each.name}.svg": each.svg for each in drawn},
        "table.txt": table,
        "policies.csv": policies_csv(found),
        "groups.csv": groups_csv(found),
        "replications.csv": replications_csv(
            (arms for _, _, arms in experiment.arms()), experiment.source.first_day
        ),
        "world.json": json_text(experiment.source.world.model_dump(mode="json")),
        "configuration.json": json_text(_configuration(experiment, command)),
    }
    (experiment.folder / "pictures").mkdir(parents=True, exist_ok=True)
    write_together({experiment.folder / name: content for name, content in contents.items()})


def _configuration(experiment: Experiment, command: str) -> dict[str, object]:
    return {
        "world": experiment.source.name,
        "fingerprint": experiment.source.fingerprint,
        "loads": experiment.loads,
        "policies": experiment.policies,
        "seeds": [*experiment.seeds],
        "versions": versions(),
        "command": command,
    }
