"""What a staffing answer says: lines for the terminal and tables for the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dispatch.messages import listed, say
from dispatch.report.figures import percent
from dispatch.report.tips import clock
from dispatch.scenario import Scenario
from dispatch.scenario.spreadsheet import aligned
from dispatch.simulate.page_tables import Body, Cell, Row, Table
from dispatch.study.figures import amount, interval, percent_more
from dispatch.whatif.kinds import Kind
from dispatch.whatif.staffing_answer import ENOUGH_TO_AGREE, MEASURES, Gain, Point, Staffing

_SHARES: Final = frozenset({"on_time"})
_MOST_TOLD: Final = 8
"""Of how many kinds a terminal tells: two lines each, and some ten others."""

_PAID: Final = frozenset({"paid", "travel"})
"""What more caregivers cost: more of it is expected, and no failure."""


def kind_cells(scenario: Scenario, kind: Kind) -> tuple[str, str, str, str]:
    """Return the certificates, the mode, the shifts and the areas of a kind."""
    shifts = (
        say("staffing-shift", start=clock(scenario, scenario.at(start)),
            end=clock(scenario, scenario.at(end)))
        for start, end in kind.shifts
    )  # fmt: skip
    return (
        listed(kind.certificates) or say("staffing-no-certificate"),
        kind.mode,
        listed(shifts),
        listed(kind.areas) or say("staffing-everywhere"),
    )


def kind_line(scenario: Scenario, kind: Kind) -> str:
    """Describe a kind in one line."""
    certificates, mode, shifts, areas = kind_cells(scenario, kind)
    return say(
        "staffing-kind",
        kind=kind.id, certificates=certificates, mode=mode, shifts=shifts, areas=areas,
        number=len(kind.caregivers),
    )  # fmt: skip


def sentences(found: Staffing) -> Iterator[str]:
    """Yield how it is, who is missing, and what was not searched."""
    base = found.base
    yield say(
        "staffing-base",
        served=amount(base.means["served"]), visits=found.visits,
        hours=amount(base.means["hours"]), asked=amount(found.hours),
        mandatory=amount(base.means["mandatory"]), seeds=len(found.seeds),
        iterations=found.iterations,
    )  # fmt: skip
    if all(not run.left_out for run in found.runs if not run.team):
        yield say("staffing-all-served")
    yield _of_mix(found)
    last = found.mix[-1].point if found.mix else base
    if last.means["mandatory"] and (last.share.value or 0.0) >= found.level:
        yield say("staffing-mandatory-left", level=level_of(found))
    nothing = [curve.kind.id for curve in found.curves if not curve.points]
    if nothing:
        yield say("staffing-brings-nothing", kinds=listed(nothing))
    yield from _of_equipment(found)
    gains = (gain for c in found.curves for point in c.points for gain in point.gains.values())
    if any(gain.verdict == "unknown" and gain.estimate.value is not None for gain in gains):
        yield say("staffing-few-seeds", enough=ENOUGH_TO_AGREE)


def _of_equipment(found: Staffing) -> Iterator[str]:
    """Yield how many visits wait for equipment rather than for people, now and with the mix."""
    if found.base.for_equipment:
        yield say("staffing-equipment", number=amount(found.base.for_equipment))
    if found.mix and (number := found.mix[-1].point.for_equipment):
        yield say("staffing-equipment-mix", number=amount(number), team=team_of(found))


def level_of(found: Staffing) -> str:
    """Return the level in words."""
    code = "staffing-of-visits" if found.of == "visits" else "staffing-of-hours"
    return say(code, level=say("report-percent", number=f"{100 * found.level:g}"))


def _of_mix(found: Staffing) -> str:
    last = found.mix[-1].point if found.mix else found.base
    told = {
        "level": level_of(found),
        "team": team_of(found),
        "share": percent(last.share.value or 0.0),
    }
    if found.ended == "reached":
        return say("staffing-reached" if found.mix else "staffing-reached-already", **told)
    return say(f"staffing-mix-{found.ended}", most=len(found.mix), **told)


def team_of(found: Staffing) -> str:
    """Return whom the mix adds."""
    if not found.team:
        return say("staffing-team-as-it-is")
    return listed(say("staffing-team", number=n, kind=kind) for kind, n in found.team)


def lines(scenario: Scenario, found: Staffing) -> Iterator[str]:
    """Yield everything for the terminal."""
    yield from sentences(found)
    for step in found.mix:
        means = step.point.means
        yield say(
            "staffing-step",
            kind=step.kind.id, served=amount(means["served"]), visits=found.visits,
            hours=amount(means["hours"]),
        )  # fmt: skip
    curves = found.ranked
    if not curves:
        return
    shown = curves[:_MOST_TOLD]
    yield say("staffing-more")
    heads = [say("staffing-column-kind"), *(say(f"staffing-column-{name}") for name in MEASURES)]
    rows = [
        [curve.kind.id, *(gain_text(name, curve.points[0].gains[name]) for name in MEASURES)]
        for curve in shown
    ]
    yield from (f"  {line}" for line in aligned([heads, *rows]))
    if len(curves) > len(shown):
        yield say("staffing-more-kinds", number=len(curves) - len(shown))
    verdicts = {gain.verdict for curve in shown for gain in curve.points[0].gains.values()}
    if "noise" in verdicts:
        yield say("staffing-noise")
    yield say("staffing-kinds")
    for curve in shown:
        yield f"  {kind_line(scenario, curve.kind)}"


def gain_text(measure: str, gain: Gain) -> str:
    """Write a gain with its sign, and a word if it may be noise."""
    value = gain.estimate.value
    told = percent_more(value) if measure in _SHARES else amount(value, signed=True)
    if gain.verdict == "noise":
        return f"{told} ({say('staffing-verdict-noise')})"
    return told


def _cell(measure: str, gain: Gain) -> Cell:
    """Return a gain with its interval, or with the word that it may be noise."""
    note = interval(gain.estimate, share=measure in _SHARES)
    worse = gain.verdict == "loss" and measure not in _PAID
    if gain.verdict == "noise":
        note = f"{note}: {say('staffing-verdict-noise')}"
    return Cell(gain_text(measure, gain).split(" (")[0], note, worse)


def gains_table(found: Staffing) -> Table:
    """Return what one more, two more and so on of each kind bring."""
    columns = [say("staffing-column-more"), *(say(f"staffing-column-{name}") for name in MEASURES)]
    bodies = [
        Body(curve.kind.id, [_row(str(point.more), point) for point in curve.points])
        for curve in found.ranked
    ]
    return Table(say("staffing-caption-more"), columns, bodies)


def mix_table(found: Staffing) -> Table:
    """Return the steps of the mix."""
    columns = [say("staffing-column-added"), *(say(f"staffing-column-{name}") for name in MEASURES)]
    rows = [_row(f"{step.point.more}. {step.kind.id}", step.point) for step in found.mix]
    return Table(say("staffing-caption-mix"), columns, [Body("", rows)])


def _row(head: str, point: Point) -> Row:
    return Row(head, [_cell(name, point.gains[name]) for name in MEASURES])


def kinds_table(scenario: Scenario, found: Staffing) -> Table:
    """Return the kinds with what makes them."""
    names = ("kind", "certificates", "mode", "shifts", "areas", "number")
    rows = [
        Row(
            curve.kind.id,
            [*map(Cell, kind_cells(scenario, curve.kind)), Cell(str(len(curve.kind.caregivers)))],
        )
        for curve in found.curves
    ]
    return Table(
        say("staffing-caption-kinds"),
        [say(f"staffing-column-{name}") for name in names],
        [Body("", rows)],
    )
