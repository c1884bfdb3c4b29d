"""Measures whether the referee finds violations, planted in good plans one at a time.

    python benchmarks/planted.py [--number N] [--least M]

Solves small scenarios that use every rule, breaks one rule by a change of the plan or the scenario,
and lets the referee judge. Writes ``results/planted.csv``, a row for each kind of violation, and
prints it; exits with 1 if a violation was missed. The changes are those of the tests.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import count
from random import Random

import click
from record import GENERATING, ROOT, Rows, print_table

COLUMNS = "kind", "planted", "found", "alone"


def measure(number: int, least: int) -> list[dict[str, object]]:
    """Plant at least `number` violations and `least` of each kind; count those that are found."""
    sys.path.insert(0, str(ROOT / "tests" / "referee"))
    from planting import WAYS, good_plan, plant_all

    from dispatch.referee import judge
    from dispatch.roads import travel_times

    planted, found, alone = Counter(), Counter(), Counter()
    for seed in count():
        if planted.total() >= number and min(planted[kind] for kind in WAYS) >= least:
            break
        scenario, plan = good_plan(seed)
        assert judge(scenario, travel_times(scenario), plan).ok
        for each in plant_all(scenario, plan, Random(seed)):
            judgement = judge(each.scenario, travel_times(each.scenario), each.plan)
            kinds = {violation.kind for violation in judgement.violations}
            planted[each.kind] += 1
            found[each.kind] += each.kind in kinds
            alone[each.kind] += kinds == {each.kind}
    return [
        {"kind": kind, "planted": planted[kind], "found": found[kind], "alone": alone[kind]}
        for kind in WAYS
    ]


@click.command()
@click.option("--number", default=1000, show_default=True, help="How many at least.")
@click.option("--least", default=5, show_default=True, help="How many of each kind at least.")
def main(number: int, least: int) -> None:
    """Plant violations and count those that the referee finds."""
    rows = Rows("planted", key=("kind",), sources=GENERATING)
    for row in measure(number, least):
        rows.add(**row)
    counted = rows.current()
    total = {name: sum(int(row[name]) for row in counted) for name in COLUMNS[1:]}
    print_table(COLUMNS, [*counted, {"kind": "all", **total}])
    if total["found"] < total["planted"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
