"""What is written as tables is read as the same scenario, or it is not written."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from dispatch.errors import InputError
from dispatch.generate import generate
from dispatch.scenario import load_scenario
from dispatch.tables import dump_tables, load_tables, write_templates
from dispatch.tables.columns import TABLES

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def district():
    """A day that uses most columns, before it has begun."""
    day = load_scenario(SCENARIOS / "district-day.yaml")
    return day.model_copy(
        update={"visits": [visit.model_copy(update={"facts": None}) for visit in day.visits]}
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("target", ["day", "day.xlsx"])
def test_a_large_day_is_read_as_it_was_written(tmp_path, district, language, target):
    written = dump_tables(district, tmp_path / target, language)
    assert written
    read = load_tables(tmp_path / target)
    assert read.scenario == district.moved_to(tmp_path / "day" if target == "day" else tmp_path)
    assert read.notes == []


@pytest.mark.parametrize("seed", range(3))
def test_generated_days_are_read_as_they_were_written(tmp_path, seed):
    day = generate(None, visits=25, caregivers=6, seed=seed)
    day = day.model_copy(
        update={"visits": [visit.model_copy(update={"facts": None}) for visit in day.visits]}
    )
    dump_tables(day, tmp_path / "day", "zh")
    assert load_tables(tmp_path / "day").scenario == day


def test_a_filled_template_goes_through_a_file_of_each_kind(tmp_path):
    """A person types a day into the Chinese workbook; it is exported and imported again."""
    write_templates(tmp_path, "zh")
    book = load_workbook(tmp_path / "day.xlsx")
    typed = {
        "当天": [["周二", "2026年11月24日"]],
        "服务对象": [
            ["王奶奶", "", "家", "", "", "女", 84, "", "是"],
            ["李爷爷", "", "", 121.2318, "31.0372", "男", "７９"],
        ],
        "地点": [["家", "121.2352", "31.0301"]],
        "护理员": [
            ["陈洁", "", "女", "综合为老服务中心", "电动自行车",
             "8点", "16：30", "半小时", "11:00", "13:30"],
        ],
        "服务单": [
            [1, "王奶奶", "助餐", "上午十一点", "12:0"],
            [2, "李爷爷", "助洁", "下午2点半", "下午四点", "否"],
        ],
        "站点": [["综合为老服务中心", "", "", 121.229, 31.033]],
        "班次": [], "持证": [],
    }  # fmt: skip
    for title, rows in typed.items():
        sheet = book[title]
        sheet.delete_rows(2, sheet.max_row)
        for number, row in enumerate(rows, 2):
            for at, value in enumerate(row, 1):
                if value != "":
                    sheet.cell(number, at).value = value
    book.save(tmp_path / "周二.xlsx")
    read = load_tables(tmp_path / "周二.xlsx")
    first, second = read.scenario.visits
    assert [str(day) for day in read.scenario.dates] == ["2026-11-24"]
    assert (first.id, first.windows[0].open, first.windows[0].close) == ("1", "11:00", "12:00")
    assert (second.windows[0].open, second.windows[0].hard) == ("14:30", False)
    assert read.scenario.client["王奶奶"].place == (121.2352, 31.0301)
    assert read.scenario.client["李爷爷"].age == 79
    (shift,) = read.scenario.caregiver["陈洁"].shifts
    assert (shift.start, shift.end, shift.meal_break.duration.minutes) == ("08:00", "16:30", 30)
    for target, language in [("en", "en"), ("zh.xlsx", "zh"), ("en.xlsx", "en")]:
        dump_tables(read.scenario, tmp_path / target, language, read.places)
        again = load_tables(tmp_path / target)
        assert again.scenario == read.scenario
        assert again.places == read.places


@pytest.mark.parametrize("target", ["day", "day.xlsx"])
@pytest.mark.parametrize("phone", ["02155550100", "+86 138 0013 8000", "=1", "007", "-1"])
def test_phones_addresses_and_notes_are_read_as_they_were_written(tmp_path, small, target, phone):
    day = small(
        roads={"kind": "straight_line"},
        client={
            "place": [121.2, 31.0],
            "phone": phone,
            "address": "谷阳北路1500弄3号, 602室",
            "note": "Ring twice.\n钥匙在邻居处。",
        },
        amy={"start": [121.2, 31.0], "phone": phone},
        bob={"start": [121.2, 31.0]},
        policy={"weights": {"shared_paid_time": 0.03, "shared_heavy_points": 0.06}},
    )
    dump_tables(day, tmp_path / target, "zh")
    assert load_tables(tmp_path / target).scenario == day


def test_what_tables_cannot_say_is_named_and_nothing_is_written(tmp_path):
    day = load_scenario(SCENARIOS / "example-day.yaml")
    with pytest.raises(InputError) as refused:
        dump_tables(day, tmp_path / "day")
    assert [each.where for each in refused.value.faults] == [
        "visits[gu-injection].facts",
        "visits[shen-company].announced",
        "policy.weights.shared_paid_time",
        "policy.weights.shared_heavy_points",
        "policy.rules.break_after_return",
        "policy.heavy_allowance",
        "policy.bounds",
        "alarms",
    ]
    assert str(refused.value.faults[0]) == (
        "visits[gu-injection].facts: tables cannot say this. Delete it, or keep the "
        "scenario as YAML or JSON."
    )
    with pytest.raises(InputError, match="roads: tables cannot say this"):
        dump_tables(load_scenario(SCENARIOS / "hello.yaml"), tmp_path / "hello.xlsx")
    assert [*tmp_path.iterdir()] == []


def test_an_id_that_would_be_read_as_two_is_not_written(tmp_path, small):
    day = small(
        roads={"kind": "straight_line"},
        client={"place": [121.2, 31.0], "excluded": ["a, b"]},
        amy={"start": [121.2, 31.0], "id": "a, b"},
        bob={"start": [121.2, 31.0]},
    )
    with pytest.raises(InputError, match=r"tables cannot say this: .* there is no caregiver 'a'"):
        dump_tables(day, tmp_path / "day.xlsx")
    assert [*tmp_path.iterdir()] == []


def test_a_control_character_has_no_place_in_a_workbook(tmp_path, small):
    day = small(
        name="a\x07b",
        roads={"kind": "straight_line"},
        client={"place": [121.2, 31.0]},
        amy={"start": [121.2, 31.0]},
        bob={"start": [121.2, 31.0]},
    )
    with pytest.raises(InputError, match="the text for the cell A2 has a control character"):
        dump_tables(day, tmp_path / "day.xlsx")


def test_tables_are_never_written_among_others(tmp_path, district):
    write_templates(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for write in (write_templates, lambda folder: dump_tables(district, folder)):
        with pytest.raises(InputError, match="there are tables in this folder already"):
            write(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("ending", [".xlsm", ".csv", ".TSV", ".ods", ".xls"])
def test_no_tables_are_written_under_the_name_of_another_spreadsheet(tmp_path, district, ending):
    with pytest.raises(InputError, match=f"cannot be written to a file with the ending '{ending}'"):
        dump_tables(district, tmp_path / f"day{ending}")
    assert [*tmp_path.iterdir()] == []
    (tmp_path / f"day{ending}").mkdir()
    assert dump_tables(district, tmp_path / f"day{ending}")
    assert load_tables(tmp_path / f"day{ending}").scenario.visits == district.visits


def test_titles_and_headings_of_a_table_are_different():
    titles = [title for table in TABLES for title in (*table.title, *table.also)]
    assert len(titles) == len(set(titles))
    for table in TABLES:
        for language in range(2):
            headings = [column.title[language] for column in table.columns]
            assert len(headings) == len(set(headings)), table.name


def test_a_client_without_an_address_gets_none_from_a_place(tmp_path):
    day = generate(None, visits=5, caregivers=2, seed=0)
    day = day.model_copy(
        update={"visits": [v.model_copy(update={"facts": None}) for v in day.visits]}
    )
    one = next(each for each in day.clients if isinstance(each.place, tuple))
    dump_tables(day, tmp_path / "day.xlsx", "en", {"home": one.place})
    read = load_tables(tmp_path / "day.xlsx")
    assert read.scenario == day
    clients = [each.model_copy(update={"address": "home"}) for each in day.clients]
    day = day.model_copy(update={"clients": clients})
    dump_tables(day, tmp_path / "other.xlsx", "en", {"home": one.place})
    assert load_tables(tmp_path / "other.xlsx").scenario == day
