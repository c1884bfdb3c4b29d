"""Tables as people fill them in: what is read, and what is named, by sheet, row and column."""

from __future__ import annotations

import pytest

from dispatch.errors import InputError
from dispatch.scenario import Graph, NamedPlace, StraightLine
from dispatch.scenario.checks import warnings
from dispatch.tables import load_tables, write_templates
from dispatch.tables.example import example_day


@pytest.mark.parametrize("language", ["en", "zh"])
def test_templates_are_read_as_the_example(tmp_path, language):
    files = write_templates(tmp_path / "day", language)
    assert load_tables(tmp_path / "day").scenario == example_day(language)
    assert load_tables(tmp_path / "day" / "day.xlsx").scenario == example_day(language)
    assert len(files) == 17
    assert sorted(files) == sorted((tmp_path / "day").iterdir())


def test_headings_are_read_in_either_language_and_any_case(folder):
    rows = folder.rows("clients")
    rows[0] = ["服务对象 *", "NAME", " place", "经 度".replace(" ", ""), "Latitude：", *rows[0][5:]]
    folder.write("clients", rows)
    assert folder.read().scenario == example_day("en")


def test_a_title_and_empty_rows_and_remarks_are_passed_over(folder):
    rows = [[*row, "by phone"] for row in folder.rows("visits")]
    rows[0][-1] = "备注"
    rows = [["Monday"], [], rows[0], [], *rows[1:3], ["", " ", "　"], *rows[3:], []]
    folder.write("visits", rows)
    assert folder.read().scenario == example_day("en")


@pytest.mark.parametrize("title", ["Our streets, 2026", "Area"])
def test_a_title_above_a_single_heading_is_passed_over(folder, title):
    folder.write("areas", [[title], [], ["Area"], ["1"], ["2"]])
    assert [each.id for each in folder.read().scenario.areas] == ["1", "2"]


def test_a_single_wrong_heading_is_still_named(folder):
    folder.write("areas", [["Aera"], ["1"], ["2"]])
    assert any("row 1: there is no column 'Aera'" in each for each in folder.faults())


def test_every_problem_is_told_at_once_by_file_row_and_heading(folder):
    folder.put("visits", 2, "From", "9:5")
    folder.put("visits", 3, "Client", "guu")
    folder.put("visits", 4, "Service", "")
    folder.put("clients", 3, "Gender", "both")
    folder.put("staff", 2, "Shift from", "3点")
    folder.put("staff", 3, "Travels by", "rocket")
    folder.put("services", 2, "Duration", "1:30")
    folder.put("day", 2, "Date", "11月23日")
    assert folder.faults() == [
        "day.csv: row 2, Date: the year of '11月23日' is missing. Write it as 2026-11-23.",
        "visits.csv: row 2, From: the minutes of '9:5' have only one digit. Write '9:05' or "
        "'9:50'.",
        "visits.csv: row 3, Client: there is no client 'guu'. Did you mean 'gu'?",
        "visits.csv: row 4, Service: the cell is empty. Needed here: what is done.",
        "clients.csv: row 3, Gender: 'both' is not one of woman 女, man 男",
        "staff.csv: row 2, Shift from: '3点' may be 03:00 or 15:00. Write it with a colon.",
        "staff.csv: row 3, Travels by: there is no travel mode 'rocket'. Add it to the modes.",
        "services.csv: row 2, Duration: '1:30' may be 1h30m or 1m30s. Write it with its units, or "
        "as minutes.",
    ]


def test_modes_are_read_in_words_if_no_table_has_them(folder):
    (folder.path / "modes.csv").unlink()
    for row, word in enumerate(("电瓶车", "e-bike", "自行车", "步行"), start=2):
        folder.put("staff", row, "Travels by", word)
    rows = folder.rows("equipment")
    folder.write("equipment", [[*rows[0], "Modes"], [*rows[1], "电动自行车、驾车"]])
    read = folder.read().scenario
    assert [each.mode for each in read.caregivers] == ["e_bike", "e_bike", "bicycle", "walk"]
    assert read.equipment[0].modes == ("e_bike", "drive")
    folder.put("staff", 3, "Travels by", "rocket")
    assert folder.faults() == [
        "staff.csv: row 3, Travels by: there is no travel mode 'rocket'. Add it to the modes."
    ]


def test_a_table_of_modes_has_the_names(folder):
    folder.put("staff", 2, "Travels by", "bicycle")
    (found,) = folder.faults()
    assert "there is no travel mode 'bicycle'" in found


def test_faults_between_cells_are_placed_too(folder):
    folder.put("visits", 2, "To", "8:00")
    folder.put("visits", 4, "Visit", "1")
    folder.put("visits", 5, "To", "")
    folder.put("clients", 4, "Not by", "chen、lin、nobody")
    folder.put("shifts", 2, "Shift to", "13:00")
    assert folder.faults() == [
        "visits.csv: row 2, To: the window closes at 08:00, before it opens at 09:00. "
        "After midnight, hours continue: 24:30 is half past midnight.",
        "visits.csv: row 4, Visit: the id '1' is given twice. Give every id of a list only once.",
        "visits.csv: row 5, To: the field is missing. What belongs here: when the window closes; "
        "the last moment is still inside.",
        "clients.csv: row 4, Not by: there is no caregiver 'nobody'. Add the caregiver, or delete "
        "the mention.",
        "shifts.csv: row 2, Shift to: the shift ends at 13:00, not after its start at 14:00. After "
        "midnight, hours continue: 24:30 is half past midnight.",
    ]


def test_a_wrong_heading_is_named_with_what_was_meant(folder):
    rows = folder.rows("visits")
    rows[0][rows[0].index("Client")] = "Clinet"
    folder.write("visits", rows)
    found = folder.faults()
    assert found[0] == "visits.csv: row 1: the column 'Client / 服务对象' is missing. Add it."
    assert found[1].endswith("there is no column 'Clinet' in this table. Did you mean 'Client'?")
    assert len(found) == 2


def test_a_wrong_chinese_heading_is_named_too(tmp_path):
    write_templates(tmp_path, "zh")
    (tmp_path / "day.xlsx").unlink()
    file = tmp_path / "服务单.csv"
    file.write_text(file.read_text("utf-8").replace("最早开始", "最早开使"), encoding="utf-8")
    with pytest.raises(InputError, match=r"there is no column '最早开使' .* mean '最早开始'"):
        load_tables(tmp_path)


def test_the_table_of_visits_may_have_its_former_chinese_name(tmp_path):
    write_templates(tmp_path, "zh")
    (tmp_path / "day.xlsx").unlink()
    (tmp_path / "服务单.csv").rename(tmp_path / "上门服务.csv")
    assert load_tables(tmp_path).scenario == example_day("zh")


def test_a_column_twice_and_values_without_a_heading_are_named(folder):
    rows = folder.rows("visits")
    rows[0][rows[0].index("Priority")] = "必做"
    rows[3] += ["stray"]
    folder.write("visits", rows)
    assert [each.split(". ")[0] for each in folder.faults()] == [
        "visits.csv: row 1: the column '必做' exists twice",
        f"visits.csv: row 4: column {len(rows[0]) + 1} has a value but no heading",
    ]


def test_a_missing_table_is_named_once(folder):
    (folder.path / "clients.csv").unlink()
    assert folder.faults() == [
        f"{folder.path}: the table 'Clients / 服务对象' is missing or empty. `dispatch init` "
        "writes all tables to begin with."
    ]


def test_an_unknown_table_is_named_unless_it_is_marked(folder):
    folder.write("#old", [["anything"], ["x"]])
    folder.write("empty", [])
    assert folder.read().scenario == example_day("en")
    folder.write("shift", [["anything"], ["x"]])
    (found,) = folder.faults()
    assert found == "shift.csv: there is no table 'shift'. Did you mean 'Shifts'?"


def test_a_table_twice_is_named(folder):
    folder.write("服务项目", folder.rows("services"))
    (found,) = folder.faults()
    assert found.startswith("服务项目.csv: this table exists twice: also as services.csv")


def test_leading_zeros_that_are_lost_are_told(folder):
    for name in ("clients", "visits"):
        rows = folder.rows(name)
        at = rows[0].index("Client")
        for row in rows[1:]:
            row[at] = row[at].replace("gu", "007" if name == "clients" else "7")
        folder.write(name, rows)
    assert folder.faults()[0] == (
        "visits.csv: row 2, Client: there is no client '7'. Did you mean '007'?"
    )


def test_places_are_named_or_given_once(folder):
    folder.put("clients", 2, "Place", "Park Estate 11")
    folder.put("clients", 3, "Longitude", "121.5")
    folder.put("clients", 3, "Latitude", "31.2")
    folder.put("clients", 5, "Latitude", "")
    folder.put("clients", 6, "Longitude", "31.0255")
    folder.put("clients", 6, "Latitude", "121.2331")
    found = folder.faults()
    assert found[0] == (
        "clients.csv: row 2, Place: there is no place 'Park Estate 11'. Did you mean "
        "'Park Estate 12'?"
    )
    assert found[1].startswith("clients.csv: row 3, Longitude: the place is given by its name and")
    assert found[2].startswith("clients.csv: row 3, Latitude: the place is given by its name and")
    assert found[3].startswith("clients.csv: row 5, Latitude: the cell is empty.")
    assert found[4].startswith("clients.csv: row 6, Longitude: [31.0255, 121.2331] has no latitude")
    assert len(found) == 5


def test_a_client_without_a_place_is_named(folder):
    folder.put("clients", 2, "Place", "")
    (found,) = folder.faults()
    assert found == (
        "clients.csv: row 2, Place: the field is missing. What belongs here: where the client "
        "lives."
    )


def test_a_faulty_place_is_told_once(folder):
    folder.put("places", 3, "Latitude", "31,0")
    (found,) = folder.faults()
    assert found.startswith("places.csv: row 3, Latitude: '31,0' may be 31.0 or 310")


def test_a_place_with_the_name_of_a_station_lies_where_the_station_is(folder):
    folder.put("places", 4, "Place", "hub")
    folder.put("clients", 3, "Place", "hub")
    told = "Place: 'hub' is a station and a place, and they lie apart. Rename one of them."
    assert f"clients.csv: row 3, {told}" in folder.faults()
    folder.put("places", 4, "Longitude", "121.229")
    folder.put("places", 4, "Latitude", "31.033")
    assert folder.read().scenario.clients[1].place == "hub"


def test_the_name_of_a_place_is_an_address_if_no_other_is_given(folder):
    folder.put("clients", 3, "Address", "Bridge Road 5, floor 6")
    gu, ma, luo, shen, _ = folder.read().scenario.clients
    assert gu.address == "Park Estate 12"
    assert ma.address == "Bridge Road 5, floor 6"
    assert luo.address == "River Court 3"
    assert shen.address == ""  # only coordinates


def test_a_far_place_is_warned_of_by_its_row_and_read(folder):
    folder.put("clients", 6, "Latitude", "32.0255")
    read = folder.read()
    (found,) = read.located(*warnings(read.scenario))
    assert str(found).replace(f"{folder.path}/", "") == (
        "clients.csv: row 6, Longitude: the place is 110 km from the nearest other place, but half "
        "of all places lie within 0.6 km of their middle. Check its coordinates."
    )


def test_a_further_shift_needs_both_times_and_overlaps_no_other(folder):
    """Who is off duty is so by an empty first shift in Staff, not by a row in Shifts."""
    folder.put("shifts", 2, "Shift from", "")
    assert folder.faults() == [
        "shifts.csv: row 2, Shift from: the cell is empty. Needed here: when work may begin."
    ]
    folder.put("shifts", 2, "Shift from", "12:00")
    (told,) = folder.faults()
    assert told.endswith("the shift overlaps the one from 08:30 to 12:30")


def test_shifts_may_stand_in_either_table(folder):
    rows = folder.rows("staff")
    first, last = rows[0].index("Shift from"), rows[0].index("Break to")
    shifts = [["护理员", *rows[0][first : last + 1]]]
    for row in rows[1:]:
        shifts.append([row[0], *row[first : last + 1]])
        row[first : last + 1] = [""] * (last + 1 - first)
    folder.write("staff", rows)
    folder.write("shifts", [*shifts, *folder.rows("shifts")[1:]])
    assert folder.read().scenario == example_day("en")


def test_a_shift_of_nobody_is_named(folder):
    folder.put("shifts", 2, "Caregiver", "chan")
    (found,) = folder.faults()
    assert found == (
        "shifts.csv: row 2, Caregiver: there is no caregiver 'chan'. Did you mean 'chen'?"
    )


def test_a_caregiver_without_a_shift_is_off_duty(folder):
    folder.put("staff", 5, "Shift from", "")
    folder.put("staff", 5, "Shift to", "")
    folder.write("shifts", folder.rows("shifts")[:1])
    assert folder.read().scenario.caregiver["wu"].shifts == ()


@pytest.mark.parametrize(
    ("column", "value", "roads"),
    [
        ("Road map", "town.graphml", Graph(file="town.graphml")),
        ("Roads of", "Songjiang", NamedPlace(name="Songjiang")),
        ("绕行系数", "1.4", StraightLine(detour=1.4)),
    ],
)
def test_roads_are_named_on_the_sheet_of_the_day(folder, column, value, roads):
    head, row = folder.rows("day")
    if column not in head:
        head, row = [*head, column], [*row, ""]
    row[head.index(column)] = value
    folder.write("day", [head, row])
    assert folder.read().scenario.roads == roads
    assert folder.read().scenario.folder == str(folder.path)


def test_two_kinds_of_roads_and_two_days_are_refused(folder):
    head, row = folder.rows("day")
    folder.write("day", [[*head, "Detour"], [*row, "1.4"], [*row, "1.4"]])
    folder.put("day", 2, "Road map", "town.graphml")
    assert [each.split(". ")[0] for each in folder.faults()] == [
        "day.csv: row 2, Detour: the roads are given in two ways",
        "day.csv: row 3: this table may have only one row, but here is another one",
    ]


def test_of_files_and_a_workbook_the_one_that_was_filled_in_counts(tmp_path):
    write_templates(tmp_path, "en")
    visits = tmp_path / "visits.csv"
    text = visits.read_text("utf-8-sig")
    visits.write_text(text.replace("09:00", "08:30"), encoding="utf-8")
    assert load_tables(tmp_path).scenario.visits[0].windows[0].open == "08:30"
    visits.write_text(text.replace("09:00", "9:5"), encoding="utf-8")
    with pytest.raises(InputError, match="9:5"):
        load_tables(tmp_path)


def test_files_and_a_workbook_that_differ_are_asked_about(book):
    folder = book.path.parent
    book.put("Visits", 2, "From", "8:15")
    assert book.read() is not None
    assert load_tables(folder).scenario.visits[0].windows[0].open == "08:15"
    visits = folder / "visits.csv"
    text = visits.read_text("utf-8-sig")
    visits.write_text(text.replace("09:00", "08:30"), encoding="utf-8")
    with pytest.raises(InputError, match=r"the CSV files in this folder and .* day.xlsx differ"):
        load_tables(folder)
    visits.write_text(text.replace("09:00", "08:15", 1), encoding="utf-8")
    assert load_tables(folder).scenario.visits[0].windows[0].open == "08:15"


def test_other_files_are_named_with_what_to_do(tmp_path):
    for name in ("day.xls", "visits.csv", "old.ods", "day.yaml"):
        (tmp_path / name).write_bytes(b"")
    for name, told in [
        ("day.xls", "not read. Save it as an Excel workbook"),
        ("visits.csv", "one table of several. Name the folder"),
        ("old.ods", "not read. Save it as an Excel workbook"),
        ("day.yaml", "neither a workbook .* nor a folder"),
        ("day.xlsx", "there is no such file. Did you mean 'day.xls'"),
        ("nowhere", "there is no such file"),
    ]:
        with pytest.raises(InputError, match=told):
            load_tables(tmp_path / name)
    (tmp_path / "visits.csv").unlink()
    with pytest.raises(InputError, match="no tables in this folder"):
        load_tables(tmp_path)
    (tmp_path / "a.xlsx").write_bytes(b"")
    (tmp_path / "b.xlsx").write_bytes(b"")
    with pytest.raises(InputError, match=r"several workbooks in this folder: a\.xlsx, b\.xlsx"):
        load_tables(tmp_path)
