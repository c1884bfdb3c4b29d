"""The English catalogue of the commands."""

from __future__ import annotations

CLI = {
    "cli-account": "Requests: {served} served, {broken_off} broken off, {not_home} not at home, "
    "{cancelled} cancelled, {handed_over} handed over to 120; {running} running, "
    "{planned} planned, {unserved} left out",
    "cli-released-now": "Released: {told}",
    "cli-same-output": "both outputs would be written to {file}: give two names",
    "cli-instance": "{option} is for scenarios, not for published instances",
    "cli-exact-iterations": "--iterations counts moves of the search, and the engine exact makes "
    "none; give --time-limit instead",
    "cli-familiar": "--familiar needs --ledger",
    "cli-published": "this is a published instance, but the command is for scenarios",
    "cli-published.todo": "`dispatch solve` and `dispatch check` take instances.",
    "cli-scenario-out": "--scenario-out needs --ledger or --weight",
    "cli-weight": "'{given}' is not a weight: write NAME=NUMBER, such as balance=1",
    "cli-weight-scenario-out": "--weight needs --scenario-out: the plan is for the day with that "
    "weight, and other commands need that day",
    "cli-reading": "Reading",
    "cli-compiling": "Compiling the search (once, half a minute)",
    "cli-searching": "Searching",
    "cli-progress": "cost {cost:.1f}, {moves:.2f} M moves",
    "cli-progress-left-out": "{mandatory} mandatory left out, cost {cost:.1f}, {moves:.2f} M moves",
    "cli-results": "this folder has the results of `dispatch {command}`",
    "cli-results.todo": "Name another folder.",
    "cli-dash": "{told} If this is the beginning of an id, write the ids last, after -- and a "
    "blank.",
    "cli-warning": "warning: {told}",
    "cli-released": "released: {where}: {what}",
    "cli-due": "due: {told}",
    "cli-fact": "fact, not the plan's fault: {told}",
    "cli-other-scenario": "{file}: this plan was made for another scenario ('{name}', "
    "{fingerprint}) than '{asked}' ({asked_fingerprint})",
    "cli-interrupted-kept": "interrupted; finished work is kept in {folder}, and the same command "
    "goes on from there",
    "cli-output-unwritable": "standard output cannot be written: {reason}",
    "cli-dropped": "not kept from the plan: {where}: {what}",
    "cli-broken": "{rule}: {told}",
    "cli-broken-several": "{rule}: {told} ({count} times)",
    "cli-form": "a scenario cannot be written to a file with the ending '{ending}'",
    "cli-form.todo": "Use .yaml, .yml, .json or .xlsx, or name a folder for files of CSV.",
    "cli-ending": "the ending '{ending}' does not fit the format that is written",
    "cli-ending.todo": "Use {known:or}.",
    "cli-no-folder": "there is no folder '{folder}'",
    "cli-no-folder.todo": "Create it first.",
    "cli-overwrites": "{file} is an input file and would be overwritten",
    "cli-overwrites.todo": "Name another output file.",
    "cli-among-tables": "{file} would be among the tables in {folder}, which are the input",
    "cli-among-tables.todo": "Name another folder for the output.",
    "cli-generated": "{file}: {visits} visits, {caregivers} caregivers",
    "cli-on-map": "{file}: all {places} places are on the map; metres to the nearest road of each "
    "mode, and its component (1 is the farthest across)",
    "cli-place-on-map": "  {field}: {roads}",
    "cli-place-road": "{mode} {metres:.0f} m ({component})",
    "cli-around": "--around needs --scenario and -o",
    "cli-warm": "{folder}: the search is compiled, {size:.1f} MB",
    "cli-graph-size": "{nodes} nodes, {edges} edges, {area:.1f} km2",
    "cli-graph-bounds": "longitude {west:.4f} to {east:.4f}, latitude {south:.4f} to {north:.4f}",
    "cli-graph-network": "  {kind:<8} {nodes:>7} nodes {edges:>7} edges, {share} of them in "
    "the largest strongly connected part",
}
