"""The command line. Every command is short: it reads, calls, writes and prints."""

from dispatch.cli.door import main
from dispatch.cli.editing import compare, edit
from dispatch.cli.judging import check, diff, explain, report
from dispatch.cli.making import generate, roads, schema, warm
from dispatch.cli.mapping import areas, export
from dispatch.cli.offering import offer
from dispatch.cli.remembering import ledger
from dispatch.cli.running import replan
from dispatch.cli.sharing import pseudonymise
from dispatch.cli.sheets import sheets
from dispatch.cli.simulating import simulate
from dispatch.cli.solving import solve
from dispatch.cli.stressing import stress
from dispatch.cli.studying import study
from dispatch.cli.tabling import convert, init
from dispatch.cli.what_if import reach, staffing

for command in (
    init, solve, check, edit, replan, offer, diff, compare, explain, report, sheets, export,
    convert, pseudonymise, generate, areas, roads, schema, simulate, stress, study, staffing, reach,
    ledger, warm,
):  # fmt: skip
    main.add_command(command)

__all__ = ["main"]
