"""No command says or writes names, numbers, addresses or notes that it was not asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from dispatch.cli import main
from dispatch.scenario import Scenario, dump_scenario, load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
MARK = "Qzx"
"""It is in no word of ours."""
Run = Callable[..., Result]

COMMANDS = {
    "init": [["new"]],
    "solve": [
        ["day.yaml", "-n", 50, "-o", "again.json"],
        ["day.yaml", "--initial", "other.json", "-n", 0, "-o", "again.json"],
        ["day.yaml", "--ledger", "ledger.db", "-n", 5, "--scenario-out", "remembered.yaml"],
    ],
    "check": [
        ["day.yaml", "plan.json", "--errands"],
        ["day.yaml", "other.json", "--errands", "--json"],
    ],
    "edit": [
        ["day.yaml", "plan.json", "assign", "shen-company", "wu", "-o", "e.json"],
        ["day.yaml", "plan.json", "assign", "shen-company", "wu", "-o", "e.json", "--json"],
        ["day.yaml", "plan.json", "unassign", "shen-company", "-o", "e.json"],
        [
            "day.yaml", "plan.json", "pin", "shen-company", "-o", "e.json",
            "--scenario-out", "pinned.yaml",
        ],
        ["day.yaml", "plan.json", "swap", "lin", "wu", "-o", "e.json"],
        ["day.yaml", "plan.json", "move-break", "lin", "--at", "12:30", "-o", "e.json"],
    ],
    "replan": [
        [
            "day.yaml", "plan.json", "--now", "08:30", "-n", 5, "-o", "later.json",
            "--scenario-out", "later.yaml",
        ]
    ],
    "offer": [
        ["day.yaml", "plan.json", "request.yaml"],
        ["day.yaml", "plan.json", "request.yaml", "--json"],
    ],
    "diff": [
        ["day.yaml", "plan.json", "other.json"],
        ["day.yaml", "plan.json", "other.json", "--json"],
    ],
    "compare": [
        ["day.yaml", "plan.json", "other.json", "-o", "compare.html"],
        ["day.yaml", "plan.json", "other.json", "--json"],
    ],
    "explain": [
        ["day.yaml", "other.json"],
        ["day.yaml", "plan.json", "yuan-bath-again"],
        ["day.yaml", "other.json", "shen-company", "--json"],
    ],
    "report": [["day.yaml", "plan.json", "--since", "other.json", "-o", "day.html"]],
    "sheets": [["day.yaml", "plan.json", "-o", "sheets"]],
    "export": [["day.yaml", "plan.json", "-o", "day.gpkg"]],
    "stress": [["day.yaml", "plan.json", "--runs", 2, "-o", "stress.json"]],
    "ledger": [
        ["add", "ledger.db", "day.yaml", "plan.json", "--replace"],
        ["show", "ledger.db"],
        ["show", "ledger.db", "--client", "shen"],
        ["export", "ledger.db", "-o", "ledger"],
    ],
    "staffing": [
        ["day.yaml", "--seeds", 1, "--most", 1, "-n", 5, "-o", "missing"],
        ["day.yaml", "--seeds", 1, "--most", 1, "-n", 5, "--json"],
    ],
    "reach": [["day.yaml", "-o", "within"], ["day.yaml", "--json"]],
    "pseudonymise": [["day.yaml", "--plan", "plan.json", "-o", "shared"]],
    "roads": [[SCENARIOS / "roads" / "district.graphml.gz", "--scenario", "day.yaml"]],
}  # fmt: skip
NEVER = {"generate", "schema", "warm", "study", "simulate"}
"""They read no day of a desk, or print figures alone."""
SCENARIOS_AGAIN = {"convert", "areas"}
"""They write the scenario with all that it has."""
WHOLE = {
    "remembered.yaml": "`solve`", "pinned.yaml": "`edit`", "later.yaml": "`replan`",
    "mix.json": "`mix.json`",
}  # fmt: skip
"""Scenarios, with all that they have, and how the page on privacy names who writes them."""


def marked(day: Scenario) -> Scenario:
    """The day in which everything private of everybody is unmistakable."""

    def told(one: Any, *fields: str) -> Any:
        return one.model_copy(update={field: f"{MARK} {field}" for field in fields})

    clients = [told(each, "name", "phone", "address", "note") for each in day.clients]
    clients = [
        each.model_copy(update={"blackouts": [told(nap, "reason") for nap in each.blackouts]})
        for each in clients
    ]
    return day.model_copy(
        update={
            "clients": clients,
            "caregivers": [told(each, "name", "phone") for each in day.caregivers],
            "alarms": [told(each, "note") for each in day.alarms],
        }
    )


def words(file: Path) -> str:
    """All that a file says, also where it is compressed."""
    raw = file.read_bytes()
    if file.suffix == ".pdf":
        reader = PdfReader(io.BytesIO(raw))
        return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "".join(book.read(part).decode() for part in book.namelist())
    return raw.decode("utf-8", errors="replace")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The day, two plans, a ledger and a request."""
    path = tmp_path_factory.mktemp("marked")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(path)
        dump_scenario(marked(load_scenario(SCENARIOS / "example-day.yaml")), "day.yaml")
        text = "{client: shen, service: meal, windows: [{open: '11:00', close: '14:00'}]}\n"
        Path("request.yaml").write_text(text, encoding="utf-8")
        for command in (
            ["solve", "day.yaml", "-n", "300", "-o", "plan.json"],
            ["edit", "day.yaml", "plan.json", "unassign", "shen-company", "-o", "other.json"],
            ["ledger", "add", "ledger.db", "day.yaml", "plan.json"],
        ):
            assert CliRunner().invoke(main, command).exit_code == 0, command
    return path


def said(folder: Path, words_of_command: list[Any]) -> tuple[Result, dict[str, str]]:
    """Run a command; return its result and what each file says that it has written."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        done = CliRunner().invoke(main, [str(word) for word in words_of_command])
    written = {
        path.name: words(path)
        for path in folder.rglob("*")
        if path.is_file() and before.get(path) != path.stat().st_mtime_ns
    }
    return done, written


@pytest.mark.parametrize(
    "line",
    [[name, *words] for name, lines in COMMANDS.items() for words in lines],
    ids=lambda line: " ".join(Path(str(word)).name for word in line),
)
def test_nobody_is_named_unasked(folder: Path, line: list[Any]) -> None:
    done, written = said(folder, line)
    assert done.exit_code in (0, 3, 5), done.output  # 3: places off the map
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.output or written
    assert MARK not in done.output
    assert [name for name, text in written.items() if MARK in text] == [*WHOLE.keys() & written]


def test_the_page_names_all_who_write_whole_scenarios() -> None:
    page = (SCENARIOS.parent / "docs" / "privacy.md").read_text("utf-8")
    (told,) = (part for part in page.split("\n\n") if part.startswith("Whole scenarios"))
    assert [each for each in WHOLE.values() if each not in told] == []
    assert [each for each in SCENARIOS_AGAIN if each not in told] == []


def test_names_are_told_if_asked_for(folder: Path) -> None:
    done, _ = said(folder, ["diff", "day.yaml", "plan.json", "other.json", "--names"])
    assert f"  {MARK} name (shen), {MARK} phone: shen-company" in done.output
    done, written = said(folder, ["sheets", "day.yaml", "plan.json", "--names", "-o", "named"])
    assert done.exit_code == 0
    assert f"{MARK} address" in written["run-sheet.csv"]
    for told in ("name", "phone", "address", "note", "reason"):
        assert f"{MARK} {told}" in written["route-sheets.html"]


def test_every_command_is_looked_at() -> None:
    assert {*COMMANDS, *NEVER, *SCENARIOS_AGAIN} == {*main.commands}
