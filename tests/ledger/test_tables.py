"""The ledger as tables: nothing is lost on the way, and sums are those of the rows."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from io import StringIO

from dispatch.ledger import Ledger
from dispatch.ledger.tables import caregiver_sums, client_sums, client_visits, of_week, tables

MINUTE = 60_000


def rows(raw: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline=""))]


def test_tables_say_what_the_ledger_says(day, tmp_path):
    ledger = Ledger(tmp_path / "ledger.db")
    for date in ("2026-11-23", "2026-11-24"):
        ledger.add(day(date).entries())
    entries = ledger.entries()
    made = {name: rows(text) for name, text in tables(entries).items()}
    assert [*made] == ["caregivers.csv", "clients.csv", "stops.csv"]
    exact = ("paid", "overtime", "travel")
    assert [
        (
            *(row[name] for name in ("desk", "date", "caregiver")),
            *(round(float(row[name]) * MINUTE) for name in exact),
            *(int(row[name]) for name in ("heavy_points", "stops")),
        )
        for row in made["caregivers.csv"]
    ] == [
        ("desk", str(entry.date), *caregiver) for entry in entries for caregiver in entry.caregivers
    ]
    assert [[*row.values()] for row in made["clients.csv"]] == [
        ["desk", on, client, *amounts]
        for on in ("2026-11-23", "2026-11-24")
        for client, *amounts in (("zhou", "2", "1", "30.0"), ("li", "1", "1", "30.0"))
    ]
    client = {visit.visit: visit for entry in entries for visit in entry.visits}
    assert [(row["visit"], row["role"], row["caregiver"], row["start"]) for row in
            made["stops.csv"]] == [stop for entry in entries for stop in entry.stops]  # fmt: skip
    assert all(
        (row["client"], row["service"]) == client[row["visit"]][1:3] for row in made["stops.csv"]
    )


def test_parts_of_minutes_survive(day):
    made = day()
    made.fields["roads"]["minutes"][0][1] = 10 / 3
    [entry] = made.entries()
    amy = rows(tables([entry])["caregivers.csv"])[0]
    assert entry.caregivers[0].travel % MINUTE
    assert round(float(amy["travel"]) * MINUTE) == entry.caregivers[0].travel


def test_sums_are_those_of_the_days(day):
    entries = [*day().entries(), *day("2026-11-24").entries()]
    amy, bob, cai = caregiver_sums(entries)
    assert amy == {
        "caregiver": "amy", "days": 2, "stops": 4, "paid": 250.0, "overtime": 0.0, "travel": 90.0,
        "heavy_points": 12,
    }  # fmt: skip
    assert (bob["stops"], cai["days"], cai["paid"]) == (2, 2, 0)
    li, zhou = client_sums(entries)
    assert zhou == {
        "client": "zhou", "days": 2, "asked": 4, "served": 2, "received": 60.0,
        "caregivers": {"amy": 2},
    }  # fmt: skip
    assert li["caregivers"] == {"amy": 2, "bob": 2}
    assert [(row["visit"], row["kind"], row["caregivers"]) for row in client_visits(entries, "li")]\
        == [("b", "planned", ["amy", "bob"])] * 2  # fmt: skip


def test_a_visit_after_midnight_on_sunday_is_of_the_new_week(day):
    [sunday] = day("2026-11-29").entries()
    night = [visit._replace(counts_on="2026-11-30") for visit in sunday.visits if visit[0] == "b"]
    entry = replace(sunday, visits=(*(v for v in sunday.visits if v[0] != "b"), *night))
    old, new = (of_week([entry], dt.date(2026, 11, on)) for on in (23, 30))
    assert [row["stops"] for row in caregiver_sums(old)] == [2, 1, 0]
    assert caregiver_sums(new) == []
    assert [row["client"] for row in client_sums(old)] == ["zhou"]
    assert [(row["client"], row["caregivers"]) for row in client_sums(new)] == [
        ("li", {"amy": 1, "bob": 1})
    ]
    assert of_week([entry], dt.date(2026, 12, 7)) == []


def test_a_date_at_two_desks_is_one_day(day):
    entries = [*day().entries(), *day().entries(desk="south"), *day("2026-11-24").entries()]
    amy, *_ = caregiver_sums(entries)
    assert (amy["days"], amy["stops"], amy["paid"]) == (2, 6, 375.0)
    _, zhou = client_sums(entries)
    assert (zhou["days"], zhou["asked"]) == (2, 6)


def test_a_spreadsheet_runs_nothing_of_it(day, tmp_path):
    (entry,) = day("2026-11-23").entries()
    (worked, *others) = entry.caregivers
    named = replace(entry, caregivers=(worked._replace(caregiver="=cmd()"), *others))
    raw = tables([named])["caregivers.csv"]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert rows(raw)[0]["caregiver"] == "'=cmd()"
