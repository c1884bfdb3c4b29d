"""The English catalogue of solving and of generated scenarios."""

from __future__ import annotations

SOLVING = {
    "kits-many": "crews carry the equipment of more than {most} pools",
    "kits-many.todo": "Let couriers carry some of it.",
    "costs-inexact": "weights, priorities and times are so large, or so finely divided, that "
    "costs cannot be computed exactly",
    "costs-inexact.todo": "Use smaller weights or priorities, or times of fewer decimals.",
    "replan-released": "{visit}, about to start at {start}, cannot stay as it was: {reason}",
    "replan-unpinned": "{pin}: {reason}",
    "initial-no-shift": "the scenario has no shift {shift} of a caregiver '{caregiver}'",
    "initial-no-shift.todo": "Give a plan of the same scenario.",
    "initial-no-stop": "the scenario has no visit '{visit}' with a role '{role}'",
    "initial-no-stop.todo": "Give a plan of the same scenario.",
    "initial-no-use": "the scenario has no visit '{visit}' with equipment '{equipment}'",
    "initial-no-use.todo": "Give a plan of the same scenario.",
    "initial-barred": "{caregiver} may not serve it",
    "initial-incomplete": "its crew or its equipment is incomplete, or appears twice",
    "initial-group": "its group is no longer complete",
    "initial-no-room": "it does not fit at its place in the plan",
    "kernel-folder": "{folder} cannot be written ({reason}): the search is compiled again in "
    "every process",
    "kernel-no-home": "there is no home folder to keep compiled code in: the search is compiled "
    "again in every process",
    "kernel-no-home.todo": "Set {variable} to a folder that can be written.",
    "kernel-numba": "compiled code cannot be kept: numba {version} is not known well enough",
    "kernel-numba.todo": "Install another version of numba.",
    "kernel-folder.todo": "Set {variable} to a folder that can be written.",
    "break-not-had": "a meal break does not fit into its shift",
    "break-never": "a break that is due cannot be taken in its window, even without visits",
    "model-contradicted": "the constraint model contradicts a known solution",
    "model-differs": "the constraint model and the timetable differ",
    "engine-breaks-rules": "the {engine} engine made a plan that breaks rules; please report this: "
    "{rules}",
    "mandatory-left-out": "mandatory visits are left out: {visits}",
}

GENERATE = {
    "generate-empty": "a generated day needs at least one visit and one caregiver",
    "generate-small": "a small scenario has 1 to {visits} visits and 1 to {caregivers} caregivers",
    "dial-value": "the dial cannot be {value}",
    "dial-value.todo": "Shares are 0 to 1; minutes and counts are whole numbers from 1 on; other "
    "numbers are above 0.",
    "dial-access": "access_least is {least}, but access_most only {most}",
    "dial-access.todo": "access_least must not exceed access_most; their defaults are 3 and 8.",
    "generate-no-area": "a road graph needs at least one area",
}
