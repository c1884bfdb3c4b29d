"""Cheats planted in the rows of an arm: each is named, and nothing else."""

from dataclasses import replace

import pytest

from dispatch.errors import InputError
from dispatch.simulate.compared import compared
from dispatch.simulate.records import DAY, MINUTE


@pytest.fixture
def honest(made):
    asked = [
        made.request("a"),
        made.request("b", None),
        made.request("c", 50, response_class="same_day", two_caregivers=True),
        made.request("d", None, outcome="handed_over"),
    ]
    visits = [made.booked("m"), made.booked("n", medication=True, earliest=0, latest=9 * DAY)]
    team = [made.caregiver("amy"), made.caregiver("bob"), made.caregiver("amy", 2)]
    return made.arm(asked, visits, team, [made.decision()], policy="BL2")


def codes(*arms):
    with pytest.raises(InputError) as refused:
        compared(arms)
    assert str(refused.value)
    return [each.code for each in refused.value.faults]


def changed(arm, table, index, **fields):
    rows = list(getattr(arm, table))
    rows[index] = replace(rows[index], **fields)
    return replace(arm, **{table: tuple(rows)}, policy="P1")


def test_honest_arms_may_be_compared(honest):
    other = replace(honest, policy="P1", requests=honest.requests[::-1])
    compared([honest, other, honest])
    compared([honest])


@pytest.mark.parametrize("name", ["world", "load", "fingerprint", "versions"])
def test_another_week_is_refused(honest, name):
    assert codes(honest, replace(honest, **{name: "other"})) == ["arms-week"]


@pytest.mark.parametrize("table", ["requests", "booked", "caregivers"])
def test_rows_that_are_missing_or_made_up_are_named(honest, table):
    fewer = replace(honest, **{table: getattr(honest, table)[1:]}, policy="P1")
    assert codes(honest, fewer) == ["arms-missing"]
    assert codes(fewer, honest) == ["arms-extra"]


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("requests", {"asked": 1}),
        ("requests", {"acceptable": 2 * DAY}),
        ("requests", {"response_class": "short_notice"}),
        ("requests", {"target": 0}),
        ("requests", {"cap": 60 * MINUTE}),
        ("requests", {"disabled": True}),
        ("requests", {"outcome": "handed_over"}),
        ("booked", {"client": "lin"}),
        ("booked", {"medication": True, "earliest": 0, "latest": 1}),
        ("booked", {"promised_start": DAY, "told_start": DAY}),
        ("caregivers", {"offered": 481 * MINUTE}),
    ],
)
def test_what_no_policy_decides_must_not_differ(honest, table, fields):
    at = 1 if table == "requests" else 0  # an open one, whose stamps cannot be out of order
    assert set(codes(honest, changed(honest, table, at, **fields))) == {"arms-differ"}


def test_the_sentence_names_arm_row_and_field(honest):
    with pytest.raises(InputError) as refused:
        compared([honest, changed(honest, "requests", 1, cap=1)])
    assert str(refused.value) == ("P1.requests[b].cap: it is 1, but 21600000 in the arm of BL2")


@pytest.mark.parametrize(
    ("index", "fields", "code"),
    [
        (0, {"arrived": 2 * DAY, "ended": 3 * DAY}, "arm-order"),  # started before they arrived
        (0, {"ended": DAY}, "arm-order"),
        (0, {"departed": DAY}, "arm-order"),  # set out before anybody asked
        (0, {"acknowledged": DAY}, "arm-order"),
        (0, {"promised_at": DAY}, "arm-order"),
        (0, {"arrived": None}, "arm-no-arrival"),
        (0, {"departed": None}, "arm-no-arrival"),
        (0, {"caregivers": ()}, "arm-crew"),
        (2, {"caregivers": ("amy",)}, "arm-crew"),
        (2, {"caregivers": ("amy", "amy")}, "arm-crew"),
        (0, {"told_start": 2 * DAY}, "arm-moves"),  # moved, but not counted
        (0, {"moves": 1}, "arm-moves"),
        (0, {"moved": MINUTE}, "arm-moves"),
        (0, {"told_start": None}, "arm-moves"),
        (0, {"promised_at": None}, "arm-promise-half"),
        (0, {"outcome": "open"}, "arm-outcome"),
        (1, {"outcome": "served"}, "arm-outcome"),
        (1, {"outcome": "not_home"}, "arm-outcome"),
    ],
)
def test_what_cannot_have_happened_to_a_request_is_named(honest, index, fields, code):
    assert codes(changed(honest, "requests", index, **fields)) == [code]


def test_a_start_before_the_earliest_acceptable_time_is_named(made):
    early = made.request(acceptable=made.TUESDAY + 12 * made.HOUR)
    at = made.TUESDAY + 11 * made.HOUR
    moved = replace(early, departed=at, arrived=at, started=at, promised_start=at, told_start=at)
    assert codes(made.arm([moved])) == ["arm-order"]


def test_a_request_without_a_promise_cannot_have_been_stable(honest):
    silent = {"promised_at": None, "promised_start": None, "told_start": None}
    assert codes(changed(honest, "requests", 0, **silent)) == ["arm-unpromised"]
    compared([changed(honest, "requests", 1, **silent)])


def test_a_counted_move_is_no_cheat(honest):
    first = honest.requests[0]
    there_and_back = {"moves": 2, "moved": 40 * MINUTE}
    compared([changed(honest, "requests", 0, **there_and_back)])
    by = {"told_start": first.told_start + 30 * MINUTE, "moves": 1}
    compared([changed(honest, "requests", 0, **by, moved=30 * MINUTE)])
    assert codes(changed(honest, "requests", 0, **by, moved=29 * MINUTE)) == ["arm-moves"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"arrived": 2 * DAY, "ended": 3 * DAY}, "arm-order"),
        ({"outcome": "open"}, "arm-outcome"),
        ({"outcome": "handed_over"}, "arm-outcome"),
        ({"told_start": 2 * DAY}, "arm-moves"),
        ({"medication": True}, "arm-medication"),
    ],
)
def test_what_cannot_have_happened_to_a_booked_visit_is_named(honest, fields, code):
    assert codes(changed(honest, "booked", 0, **fields)) == [code]


def test_broken_rules_and_changes_of_what_is_frozen_are_named(honest):
    wrong = changed(honest, "decisions", 0, violations=("overtime", "skill"), freeze_changes=1)
    assert codes(honest, wrong) == ["arm-freeze", "arm-violations"]


@pytest.mark.parametrize("table", ["requests", "booked", "caregivers"])
def test_no_row_counts_twice(honest, table):
    rows = getattr(honest, table)
    assert codes(replace(honest, **{table: (*rows, rows[0])})) == ["arm-twice"]
