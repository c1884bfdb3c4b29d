"""Fairness on the page and in the terminal."""

from __future__ import annotations

import re

import pytest

from dispatch.messages import say
from dispatch.referee import judge
from dispatch.referee.shares import RESOURCES
from dispatch.report import day_page, summary_lines
from dispatch.report.fairness import (
    GROUP_COLUMNS,
    SPREAD_COLUMNS,
    fairness_lines,
    group_rows,
    share_rows,
)


@pytest.fixture
def judged(scenario, plan, travel):
    """Judge the day with other fields of caregivers and clients, by index."""

    def judged(caregivers=(), clients=(), **fields):
        asked = scenario.model_dump(mode="json") | fields
        for name, changes in (("caregivers", caregivers), ("clients", clients)):
            for index, change in changes:
                asked[name][index] |= change
        return judge(type(scenario).model_validate(asked), travel, plan)

    return judged


def test_shares_by_resource_and_pool(judged):
    nurse = {"certificates": [{"certificate": "nurse-licence"}], "so_far": {"paid": 60}}
    rows = share_rows(judged([(1, nurse)]))
    assert [row.cells[:3] for row in rows[:3]] == [
        ("Paid time, h", "everybody", "3"),
        ("Paid time, h", "no certificate", "2"),
        ("Paid time, h", "nurse-licence", "1"),
    ]
    assert [row.is_total for row in rows[:3]] == [True, False, False]
    assert rows[2].cells[3:5] == ("1:50 and 1:50", "2:50 and 2:50")
    assert rows[1].cells[6:9] == ("1.00", "0.50", "0.50")  # ai 5:30 h, chen nothing
    assert all(len(row.cells) == len(SPREAD_COLUMNS) for row in rows)
    assert not any(cell == "-0.00" for row in rows for cell in row.cells)


def test_earnings_have_rows_if_there_are_any(judged):
    resources = [say(f"fairness-resource-{name}") for name in RESOURCES]
    assert [row.cells[0] for row in share_rows(judged())] == resources[:-1]
    rows = share_rows(judged([(0, {"cost_per_hour": 30})]))
    assert [row.cells[0] for row in rows] == resources
    assert rows[-1].cells[3] == "55.0 and 165.0"


def test_nobody_on_duty_has_no_shares(judged):
    judgement = judged([(index, {"shifts": []}) for index in range(3)])
    assert share_rows(judgement) == []
    assert not any("Mean and largest" in line for line in fairness_lines(judgement))


def test_groups_that_divide_the_visits_with_the_worst_marked(judged):
    rows = group_rows(judged(clients=[(0, {"solitary": True})]))
    kinds = {row.trait for row in rows}
    assert kinds == {"Lives alone", "Needs two caregivers", "Needs a nurse"}
    alone = [row for row in rows if row.trait == "Lives alone"]
    assert [(row.group, row.visits) for row in alone] == [("no", 2), ("yes", 3)]
    left_out = GROUP_COLUMNS.index("unserved_share")
    cells = [row.cells[left_out] for row in alone]
    assert [(cell.text, cell.worst) for cell in cells] == [("1", True), ("1", False)]


def test_equal_groups_are_not_marked(judged):
    rows = group_rows(judged(clients=[(0, {"care_level": 2}), (1, {"care_level": 3})]))
    familiar = GROUP_COLUMNS.index("familiar")
    assert not any(row.cells[familiar].worst for row in rows)


def test_inversions_are_told_in_both_places(judged, scenario, plan, travel):
    """Care-3 of elder-2 is left out, while ai, who could come, serves elder-1."""
    judgement = judged(clients=[(0, {"care_level": 1}), (1, {"care_level": 5})])
    told = "Left out while somebody who could come serves a milder case: 1 of 2"
    assert told in summary_lines(scenario, plan, judgement)
    assert told in day_page(scenario, plan, travel, judgement, roads=None)


def test_every_heading_on_the_page_has_its_definition(scenario, plan, travel, judgement):
    page = day_page(scenario, plan, travel, judgement, roads=None)
    told = (
        r'aria-describedby="(define-fairness-[^"]+)">([^<]+)</button><span id="\1" hidden>([^<]+)'
    )
    defined = [(definition, name) for _, name, definition in re.findall(told, page)]
    columns = [*SPREAD_COLUMNS, "trait", "group", "visits", *GROUP_COLUMNS]
    assert [name for _, name in defined] == [say(f"fairness-column-{each}") for each in columns]
    assert all(len(definition) > 10 for definition, _ in defined)
