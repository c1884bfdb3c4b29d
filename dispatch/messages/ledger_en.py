"""The English catalogue of the ledger."""

from __future__ import annotations

LEDGER = {
    "ledger-broken": "the plan breaks rules, so it is not written into the ledger",
    "ledger-hours": "the hours before these visits are not known: {visits}",
    "ledger-hours.todo": "`dispatch replan` writes when a caregiver set out.",
    "ledger-missing": "there is no such ledger",
    "ledger-missing.todo": "`dispatch ledger add` makes one.",
    "ledger-none": "this file is no ledger",
    "ledger-none.todo": "Name another file.",
    "ledger-unusable": "the file cannot be used as a ledger: {reason}",
    "ledger-version": "this ledger has version {version}, and this program knows version {known}",
    "ledger-version.todo": "Use a newer program.",
    "ledger-damaged": "the {date} of '{desk}' is damaged",
    "ledger-damaged.todo": "Add that day to a new ledger, or take a copy of this one.",
    "ledger-other-day": "the {date} of '{desk}' is there as '{known}', and this is '{name}'",
    "ledger-other-day.todo": "Name the desk (--desk) if another one planned it; say --replace if "
    "it corrects that day.",
    "ledger-twice": "the {date} of '{desk}' is there already, as that of '{other}'",
    "ledger-twice.todo": "Add each day for one desk only.",
    "ledger-differs": "the scenario says {given}, the ledger {known}",
    "ledger-differs.todo": "Leave it out, or correct the ledger: it should have every day of the "
    "week.",
    "ledger-nobody": "the ledger knows no '{name}'",
    "ledger-desk": "this is no name",
    "ledger-one": "give --caregiver or --client, not both",
    "ledger-added": "{date}: {what}; caregivers: {caregivers}, visits served: {served} of {visits}",
    "ledger-added-added": "added",
    "ledger-added-replaced": "replaced",
    "ledger-added-unchanged": "there already",
    "ledger-remembered": "From the ledger: caregivers with hours: {caregivers}, clients with care: "
    "{clients}, clients with new familiar faces: {faces}",
    "ledger-instance": "--ledger is for scenarios, not for published instances",
    "ledger-scenario-out": "--scenario-out needs --ledger",
    "ledger-days": "Days: {days}, from {first} to {last}",
    "ledger-empty": "Days: 0",
}
