"""Raw rows come back from files as they were, or not at all."""

import csv
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.simulate.record_files import TABLES, read_arms, write_arms

FORMS = pytest.mark.parametrize("form", ["parquet", "csv"])
names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)


@pytest.fixture
def arms(made):
    first = made.arm(
        [made.request('r, "1"\r\n护理'), made.request("s", None)],
        [made.booked("b", caregivers=("amy", "bob; eve"), earliest=0, latest=5)],
        [made.caregiver("amy")],
        [made.decision(0.1 + 0.2, violations=("overtime", "skill")), made.decision(1e-9)],
    )
    return [first, replace(first, policy="BL2", requests=()), made.arm(policy="BL3")]


@FORMS
def test_rows_come_back_as_they_were(arms, tmp_path, form):
    write_arms(tmp_path / "new" / "folder", arms, form)
    assert read_arms(tmp_path / "new" / "folder", form) == tuple(arms)
    files = {file.name for file in (tmp_path / "new" / "folder").iterdir()}
    assert files == {f"{name}.{form}" for name in TABLES}


@FORMS
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_rows_come_back_as_they_were(made, tmp_path, form, data):
    drawn = made.arm(
        [replace(each, client=data.draw(names)) for each in data.draw(made.requests())],
        [made.booked(data.draw(names), None, caregivers=tuple(data.draw(st.lists(names))))],
        (),
        [made.decision(data.draw(st.floats(0, 1e6)))],
        policy=data.draw(names),
    )
    write_arms(tmp_path, [drawn], form)
    assert read_arms(tmp_path, form) == (drawn,)


def test_tables_are_tidy(arms, tmp_path):
    write_arms(tmp_path, arms, "csv")
    with (tmp_path / "requests.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:4] == ["world", "load", "seed", "policy"]
    assert [(row["policy"], row["outcome"], row["started"]) for row in rows] == [
        ("P1", "served", str(arms[0].requests[0].started)),
        ("P1", "open", ""),
    ]
    assert rows[0]["caregivers"] == '["amy"]'
    assert rows[0]["disabled"] == "false"


def test_parquet_is_read_by_others(arms, tmp_path):
    import pandas

    write_arms(tmp_path, arms)
    table = pandas.read_parquet(tmp_path / "decisions.parquet")
    assert table["seconds"].tolist() == [0.1 + 0.2, 1e-9] * 2
    assert table.groupby("policy").size().to_dict() == {"BL2": 2, "P1": 2}


@FORMS
def test_if_one_table_cannot_be_written_none_is(arms, tmp_path, form):
    write_arms(tmp_path, arms[:1], form)
    (tmp_path / f"decisions.{form}").unlink()
    (tmp_path / f"decisions.{form}").mkdir()
    before = (tmp_path / f"requests.{form}").read_bytes()
    with pytest.raises(InputError, match="folder"):
        write_arms(tmp_path, arms[1:], form)
    assert (tmp_path / f"requests.{form}").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == len(TABLES)


def test_a_folder_that_cannot_be_made_is_named(arms, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="file: the file cannot be written"):
        write_arms(tmp_path / "file", arms)


def test_two_arms_of_the_same_key_are_refused(arms, tmp_path):
    with pytest.raises(InputError, match="two arms"):
        write_arms(tmp_path, [arms[0], arms[0]])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("requests", "asked", "demanded", "the table has no column asked"),
        ("requests", ",open,", ",lost,", "requests.csv:3:1: outcome: the column cannot have"),
        ("requests", ",false,", ",no,", "disabled: the column cannot have the value 'no'"),
        ("requests", "P1", "P9", "rows of the arm S/mid/1001/P9, which is not listed"),
        ("caregivers", ",28800000,", ",8h,", "offered: the column cannot have the value '8h'"),
        ("caregivers", ",28800000,", ",,", "offered: the column cannot have the value nothing"),
        ("arms", "1001", "1001.5", "seed: the column cannot have the value '1001.5'"),
        ("decisions", "world", '"', "the file cannot be read"),
    ],
)
def test_damaged_tables_are_refused(arms, tmp_path, table, old, new, told):
    requests = [replace(each, visit="r") for each in arms[0].requests]  # one line each
    write_arms(tmp_path, [replace(arms[0], requests=requests)], "csv")
    file = tmp_path / f"{table}.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_arms(tmp_path, "csv")
    assert told in str(refused.value)


def test_missing_and_damaged_parquet_is_refused(arms, tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_arms(tmp_path)
    write_arms(tmp_path, arms)
    (tmp_path / "booked.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match=r"booked\.parquet: the file cannot be read"):
        read_arms(tmp_path)
    import pyarrow
    from pyarrow.parquet import write_table

    write_table(pyarrow.table({"world": ["S"]}), tmp_path / "booked.parquet")
    with pytest.raises(InputError, match="the table has no column load, seed"):
        read_arms(tmp_path)
