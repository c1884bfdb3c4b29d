"""The documents: every command in them works, and every statement that can be checked is true."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from dispatch import (
    Scenario,
    editing,
    explain,
    judge,
    load_plan,
    load_scenario,
    loads_events,
    loads_scenario,
    offers,
    replan,
    solve,
    travel_times,
)
from dispatch.cli import main
from dispatch.errors import BrokenRule, DispatchError, InputError, NoPlan, RoadsError
from dispatch.explanations import explain_all, instead_of
from dispatch.live.reading import events_schema
from dispatch.plan import Plan
from dispatch.report import Comparison

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
INSTALLING = (
    "python3 -m venv ", ".venv/bin/pip install ", ".venv/bin/pytest ",
    ".venv/bin/python tests/messages/translations.py",
)  # fmt: skip
"""What is not run here: it fetches packages, writes into the checkout, or runs these tests."""
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def fenced(document: Path) -> list[tuple[str, str]]:
    """Each block of a page with its language, in order."""
    text = document.read_text(encoding="utf-8")
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def blocks(document: Path, language: str) -> list[str]:
    return [text for written, text in fenced(document) if written == language]


def commands(block: str) -> list[str]:
    """Every command of a block but those that install."""
    lines = block.replace("\\\n", "").splitlines()
    each = [" ".join(command.split()) for line in lines for command in line.split(" && ")]
    return [command for command in each if not command.startswith(INSTALLING)]


def carry_out(document: Path, folder: Path) -> dict[str, object]:
    """Run what a page shows, in order, in a folder with nothing but the scenarios.

    A block of text after commands is what the last one prints. A block of YAML that begins with the
    name of a file is that file. Returns the names of its Python.
    """
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    names: dict[str, object] = {}
    printed = ""
    for language, block in fenced(document):
        if language == "sh":
            for command in commands(block):
                printed = run(command, folder)
        elif language == "text":
            assert printed == block, document.name
        elif language == "yaml" and (named := re.match(r"# (\w+\.yaml)\n", block)):
            (folder / named[1]).write_text(block, encoding="utf-8")
        elif language == "python":
            with contextlib.chdir(folder):
                exec(block, names)
    return names


def run(command: str, folder: Path) -> str:
    program, rest = command.split(" ", 1)
    rest = rest.replace("simulate S ", f"simulate {little_of_s(folder)} ")
    assert program.removeprefix(".venv/bin/") == "dispatch"
    done = subprocess.run(
        f'"{sys.executable}" -m dispatch {rest}',
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=WATCHDOG,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), command
    return done.stdout


def little_of_s(folder: Path) -> str:
    """World S with half of its people and weeks of two days: enough to see that a command works."""
    shipped = yaml.safe_load((folder / "scenarios/worlds/s.yaml").read_text(encoding="utf-8"))
    few = shipped | {"days": 2, "caregivers": 12, "pre_booked": 48}
    (folder / "s.yaml").write_text(yaml.safe_dump(few), encoding="utf-8")
    return "s.yaml"


@pytest.mark.parametrize("document", DOCUMENTS[1:], ids=lambda document: document.name)
def test_what_a_page_shows_works(document: Path, tmp_path: Path) -> None:
    carry_out(document, tmp_path)


def test_what_the_readme_shows_works(tmp_path: Path) -> None:
    names = carry_out(README, tmp_path)
    told = [command for block in blocks(README, "sh") for command in commands(block)]
    assert {command.replace(" --lang zh", "").split()[1] for command in told} == set(
        main.commands
    ) - {
        "explain",
        "offer",
        "replan",
        "simulate",
        "study",
    }
    assert (tmp_path / "day.html").read_text(encoding="utf-8").startswith("<!")
    ranks = [rank_of(tmp_path, name) for name in ("better.json", "plan.json")]
    assert ranks == sorted(ranks)
    assert json.loads((tmp_path / "scenario.schema.json").read_text(encoding="utf-8"))["$schema"]
    books_a_visit_in_five_lines(names)


def rank_of(folder: Path, plan: str) -> tuple[int, int]:
    day = load_scenario(folder / "scenarios" / "district-day.yaml")
    return judge(day, travel_times(day), load_plan(folder / plan)).cost.rank


def books_a_visit_in_five_lines(names: dict[str, object]) -> None:
    [code] = blocks(README, "python")
    assert len([line for line in code.splitlines() if line and "import" not in line]) == 5
    plan, day = names["plan"], names["day"]
    assert isinstance(plan, Plan)
    assert isinstance(day, Scenario)
    assert "wu-meal" in {stop.visit for route in plan.routes for stop in route.stops}
    assert judge(day, travel_times(day), plan).ok


def test_the_commands_for_windows_are_the_same_ones() -> None:
    install, test, *_ = [line for block in blocks(README, "sh") for line in block.splitlines()]
    windows = blocks(README, "powershell")[0].splitlines()
    assert windows == [
        line.replace("python3 ", "py ")
        .replace(".venv/bin/", ".venv\\Scripts\\")
        .replace(" &&", ";")
        for line in (install, test)
    ]


def test_the_pins_for_dispatchers_are_those_of_the_example() -> None:
    *_, block = blocks(ROOT / "docs" / "dispatcher.md", "yaml")
    [pinned] = yaml.safe_load(block)["visits"]
    example = ROOT / "scenarios" / "example-day.yaml"
    assert pinned in yaml.safe_load(example.read_text(encoding="utf-8"))["visits"]


def test_tables_name_every_command_and_exit_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \| \w", text, re.MULTILINE)[: len(main.commands)] == [
        "init", "solve", "check", "edit", "replan", "offer", "diff", "compare", "explain",
        "stress", "report", "sheets", "export", "convert", "pseudonymise", "generate", "areas",
        "roads", "simulate", "study", "staffing", "reach", "ledger", "schema", "warm",
    ]  # fmt: skip
    assert set(main.commands) == {
        "init", "solve", "check", "edit", "replan", "offer", "diff", "compare", "explain",
        "stress", "report", "sheets", "export", "convert", "pseudonymise", "generate", "areas",
        "roads", "simulate", "study", "staffing", "reach", "ledger", "schema", "warm",
    }  # fmt: skip
    family = (DispatchError, InputError, RoadsError, NoPlan, BrokenRule)
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", text, re.MULTILINE)]
    assert codes == [0, *(each.exit_code for each in family)]


def test_the_example_of_the_files_is_a_scenario_and_its_plan(tmp_path: Path) -> None:
    files = ROOT / "docs" / "files.md"
    (tmp_path / "monday.yaml").write_text(blocks(files, "yaml")[0], encoding="utf-8")
    (tmp_path / "plan.json").write_text(blocks(files, "json")[0], encoding="utf-8")
    scenario = load_scenario(tmp_path / "monday.yaml")
    assert solve(scenario, iterations=10_000) == load_plan(tmp_path / "plan.json")


def test_the_events_of_the_files_fit_the_example() -> None:
    files = blocks(ROOT / "docs" / "files.md", "yaml")
    [events] = [block for block in files if "events:" in block]
    assert len(loads_events(events, scenario=loads_scenario(files[0]))) == 5


def test_every_kind_of_event_has_its_row_and_its_fields() -> None:
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    table = text[text.index("| `kind` |") :].split("\n\n")[0]
    rows = {row.split("`")[1]: row.split("|")[3] for row in table.splitlines()[2:]}
    schema = events_schema()
    kinds = schema["properties"]["events"]["items"]["discriminator"]["mapping"]
    assert rows.keys() == kinds.keys()
    for kind, told in rows.items():
        fields = schema["$defs"][kinds[kind].rsplit("/")[-1]]["properties"].keys()
        assert [name for name in fields - {"at", "kind"} if f"`{name}`" not in told] == []


def test_every_field_of_the_json_of_commands_is_told() -> None:
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    told = {*re.findall(r"`(\w+)`", page.split("## What `--json` prints")[1].split("\n## ")[0])}
    hello = load_scenario(ROOT / "scenarios" / "hello.yaml")
    nobody = without_nurses(hello)
    short = load_scenario(ROOT / "scenarios" / "rules" / "overtime-limit.yaml")
    plan, little, full = (solve(day, iterations=0) for day in (hello, nobody, short))
    [news] = loads_events('{"events": [{"at": "08:00", "kind": "absent", "caregiver": "ann"}]}')
    asked = {"client": "wu", "service": "injection"}
    left_out = full.unserved[0].visit
    edited = editing.assign(hello, plan, "wang-injection", ["bo"])
    pair = (plan, edited.before), (edited.plan, edited.judgement)
    printed = [
        edited,
        Comparison(hello, ("before", "after"), pair),
        replan(hello, plan, "08:45", [news], iterations=0),
        offers(hello, plan, asked, blocked=1, now="08:00"),
        offers(hello, plan, asked | {"windows": [{"open": "15:59", "close": "16:00"}]}),
        explain(short, full, left_out),
        explain(nobody, little, "wang-injection"),
        explain_all(short, full),
        instead_of(short, full, left_out, full.routes[0].stops[0].visit),
    ]
    found = {name for each in printed for name in names_in(each.as_dict())}
    assert found <= told
    assert {"lacking", "paper", "since", "was", "papers", "released", "to", "opens"} <= found


def without_nurses(day: Scenario) -> Scenario:
    people = [each.model_copy(update={"certificates": ()}) for each in day.caregivers]
    return day.model_copy(update={"caregivers": people})


FREE = {"plan", "figures", "components", "measures", "fairness", "detail"}
"""Fields whose own fields are told elsewhere: of a plan, and names of figures and of amounts."""


def names_in(value: object) -> Iterator[str]:
    """Yield the names of all fields of plain values; not ids, nor fields of visits and clients."""
    if isinstance(value, list):
        for each in value:
            yield from names_in(each)
    if not isinstance(value, dict):
        return
    for name, each in value.items():
        yield name
        if name in ("caregivers", "gains") and isinstance(each, dict):
            yield from names_in([*each.values()])
        elif name not in FREE and not (name in ("visit", "client") and isinstance(each, dict)):
            yield from names_in(each)


def test_every_kind_of_roads_in_the_files_is_read() -> None:
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\{kind: .*?\})` \|", text, re.MULTILINE)
    minimal = {"name": "x", "dates": ["2026-11-23"], "services": [], "caregivers": []}
    kinds = [
        Scenario.model_validate(
            {**minimal, "clients": [], "visits": [], "roads": yaml.safe_load(row)}
        ).roads.kind
        for row in rows
    ]
    assert kinds == ["straight_line", "matrix", "graph", "place"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_to_files(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_named_files_are_there() -> None:
    """Files and folders that CONTRIBUTING and the pages send a reader to."""
    named = set()
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        named |= set(re.findall(r"`((?:dispatch|docs|scenarios|tests|benchmarks)/[\w./-]*)`", text))
    assert "dispatch/rules/eligibility.py" in named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_room_has_its_row() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    rooms = {path.stem for path in (ROOT / "dispatch").iterdir() if path.suffix in ("", ".py")}
    assert sorted(rows) == sorted(room for room in rooms if not room.startswith("__"))


def test_the_picture_is_a_small_png() -> None:
    picture = (ROOT / "docs" / "day.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n")
    assert len(picture) < 300_000


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\]", changes, re.MULTILINE)
    assert project["version"] == citation["version"] == released[0]
    assert project["license"] == citation["license"]
    assert project["authors"] == citation["authors"]
    assert project["description"] == citation["abstract"]
    for name in ("README.md", "LICENSE"):
        assert (ROOT / name).exists()
