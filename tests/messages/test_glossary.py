"""The glossary: one Chinese term for a concept, in sentences and in the headings of tables."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

import dispatch
from dispatch.messages import speaking, translated
from dispatch.messages.en import SENTENCES
from dispatch.tables.columns import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = re.findall(
    r"^\| ([^|]+) \| ([^|]*[一-鿿][^|]*) \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE
)
TERMS = {english: chinese for english, chinese in ROWS if chinese != "中文"}

COLUMNS = Path(dispatch.__file__).parent / "tables" / "columns.csv"
with COLUMNS.open(encoding="utf-8") as file:
    HEADINGS = [(row["en"].lower(), row["zh"]) for row in csv.DictReader(file)]

HEADED = {
    "client": "client", "caregiver": "caregiver", "service": "service", "role": "role",
    "station": "station", "area": "area", "provider": "provider", "equipment": "equipment",
    "registered institution": "registered institution", "certificate": "certificate",
    "grade": "grade", "courses": "course", "examinations": "examination", "intimate": "intimate",
    "familiar": "familiar caregiver", "new face": "new face", "care level": "care level",
    "entitled a week": "entitlement", "visit": "visit", "exactly at": "exact start",
    "promised start": "promise", "break": "meal break", "access": "access", "set-up": "set-up",
    "packing": "packing", "notes": "documentation", "travel": "travel", "waiting": "waiting",
    "overtime": "overtime", "late": "tardiness", "response": "response",
    "response within": "response target", "slack": "buffer", "left out": "left out",
    "mandatory": "mandatory", "priority": "priority", "heavy points": "heavy points",
}  # fmt: skip
"""Which heading of a table names which term."""

TOLD = {
    "report-column-client": "client", "report-column-caregiver": "caregiver",
    "report-column-visit": "visit", "report-column-service": "service",
    "report-column-piece": "equipment", "report-column-travel": "travel",
    "report-column-waiting": "waiting", "report-column-overtime": "overtime",
    "report-mandatory": "mandatory", "report-legend-station": "station",
    "report-legend-shift": "shift", "report-legend-late": "tardiness",
    "report-legend-unserved": "left out", "report-piece-break": "meal break",
    "compare-cost": "cost", "compare-column-heavy": "heavy points", "errand-courier": "courier",
    "thing-scenario": "scenario", "thing-plan": "plan", "thing-request": "request",
    "sheet-new-face": "new face", "fairness-trait-care_level": "care level",
    "answer-weighting": "weighting",
}  # fmt: skip
"""Which sentence is a term alone."""


def test_each_concept_has_one_term_and_each_term_one_concept():
    assert len(ROWS) == len(TERMS) + ROWS.count(("English", "中文"))
    assert [term for term, count in Counter(TERMS.values()).items() if count > 1] == []
    assert len(TERMS) > 50


@pytest.mark.parametrize(("heading", "term"), HEADED.items())
def test_headings_of_tables_are_the_terms(heading, term):
    found = {chinese for english, chinese in HEADINGS if english == heading}
    assert found
    assert [each for each in found if TERMS[term] not in each] == []


TITLED = {
    "Visits": "visit", "Clients": "client", "Staff": "caregiver", "Shifts": "shift",
    "Services": "service", "Crews": "role", "Certificates": "certificate", "Stations": "station",
    "Equipment": "equipment", "Areas": "area", "Providers": "provider",
}  # fmt: skip
"""Which title of a table is which term."""


def test_titles_of_tables_are_the_terms():
    titles = {table.title.en: table.title.zh for table in TABLES}
    assert {each: titles[each] for each in TITLED} == {
        each: TERMS[term] for each, term in TITLED.items()
    }


@pytest.mark.parametrize(("code", "term"), TOLD.items())
def test_the_catalogue_uses_the_terms(code, term):
    with speaking("zh"):
        assert translated(SENTENCES[code], code) == TERMS[term]


def test_every_term_is_in_the_catalogue_or_in_a_heading():
    with speaking("zh"):
        told = "".join(translated(text, code) for code, text in SENTENCES.items())
    told += "".join(chinese for _, chinese in HEADINGS)
    assert [term for term in TERMS.values() if term not in told] == []
