"""The English catalogue of studies."""

from __future__ import annotations

STUDY = {
    "thing-study": "study",
    "study-report": "The report with all figures and pictures is in {file}.",
    "study-command": "dispatch study {file} -o {folder}",
    "study-file-rows.csv": "a row for each run, with everything that is measured of its plan",
    "study-file-rows.parquet": "the same for programs",
    "study-file-exact.csv": "the points that no plan dominates",
    "study-file-plans": "the plan of each run",
    "study-file-scenarios": "the scenario of each weighting, to check its plans with",
    "study-file-runs": "each row by itself, so that a stopped study can go on",
    "study-file-study.json": "the study as it was asked for, with the fingerprints and the "
    "versions",
    "scenario-not-study": "this is a scenario, not a study",
    "scenario-not-study.todo": "Name the file of a study.",
    "study-seeds": "{value} does not name seeds",
    "study-seeds.todo": "Write a list such as [1, 2, 3], or {{from: 1, count: 10}} with a count "
    "of 1 to {most}.",
    "study-days": "exactly one of file and generate is needed",
    "study-dial": "the generator has no dial '{name}'",
    "study-dial.todo": "dispatch.generate.Dials lists them.",
    "study-grid": "{size} combinations; at most {most} are compared",
    "study-grid-name": "a combination would be called '{name}', which cannot be the name of a file",
    "study-grid-name.todo": "Write these combinations under weightings, each with a name.",
    "study-name": "'{name}' cannot be the name of files and folders",
    "study-name.todo": "A name has letters, digits, spaces and _ . , = + - only. It begins with a "
    "letter, a digit or _, and does not end with a space, a full stop or a comma.",
    "study-table": "{file} is a table, and a study reads scenarios of YAML or JSON",
    "study-table.todo": "Convert it first: dispatch convert {file} -o day.yaml.",
    "study-twice": "{value} is there twice",
    "study-plain": "there is no weighting '{name}'",
    "study-plain.todo": "Name the weighting with which the others are compared.",
    "study-pair": "'{name}' is not among the measures of the study",
    "study-pair.todo": "Add it to measures.",
    "study-measure": "no measure of these scenarios is called '{name}'",
    "study-measure.todo": "dispatch check --json shows the names; cost.travel is a term of the "
    "cost.",
    "study-no-file": "there is no file {file}",
    "study-no-file.todo": "File names are relative to the folder of the study.",
    "study-name-twice": "two scenarios have the name {name}",
    "study-name-twice.todo": "Give one of them a name.",
    "study-misfit": "does not fit the scenario {scenario}: {why}",
    "study-too-large": "{name} has {size} visits; exact is for at most {most}",
    "study-too-large.todo": "Leave out exact, or take smaller scenarios.",
    "study-exact": "the study has no front of two of these measures: {known}",
    "study-exact.todo": "Leave out exact, or ask for such a pair.",
    "study-exact-more": "exact finds the plans with the least of {name}, not with the most",
    "study-exact-more.todo": "Leave out exact, or say that less of it is better.",
    "study-none": "there is no study to go on with",
    "study-none.todo": "Leave out --resume and --add to begin one.",
    "study-grown": "the study has grown since these runs",
    "study-grown.todo": "Give --add to keep them and make the others, or name another folder.",
    "study-iterations": "the runs here have {before} iterations, the study now asks for {now}",
    "study-iterations.todo": "Name another folder for results.",
    "study-lost": "the study no longer asks for {what}, but there may be runs of it",
    "study-lost.todo": "Name another folder for results.",
    "study-changed": "{scenario} with the weighting {weighting} is not what it was",
    "study-changed.todo": "Give the changed weighting another name, or name another folder.",
    "study-rows-of-another": "this row comes from another scenario or from other code: {made}; now "
    "it is {now}",
    "study-rows-of-another.todo": "Name another folder for results.",
    "study-front": "{scenario}, {first} against {second}: the runs find {reached} of the {points} "
    "points that no plan dominates; the best points of the runs lie up to {distance} of the "
    "front’s extent away from it, and reach {share} of its hypervolume",
    "study-front-none": "{scenario}, {first} against {second}: there are {points} points that no "
    "plan dominates; no run leaves out as few visits as the plans at these points",
}
