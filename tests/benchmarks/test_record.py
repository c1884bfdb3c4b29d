"""A row is of the sources that it depends on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import grimp
import pytest

WORDS = {"errors", "messages"}
"""What is told; a plan does not depend on it."""


def found(sources: tuple[str, ...]) -> set[Path]:
    import record

    package = record.ROOT / "dispatch"
    return {file.relative_to(package) for each in sources for file in package.glob(each)}


def imported(module: str) -> set[Path]:
    """The files of a module and of all that it imports, at last."""
    import record

    graph = grimp.build_graph("dispatch")
    files = set()
    for name in (module, *graph.find_upstream_modules(module, as_package=True)):
        _, *parts = name.split(".")
        if parts and parts[0] not in WORDS:
            path = Path(*parts)
            is_package = (record.ROOT / "dispatch" / path).is_dir()
            files.add(path / "__init__.py" if is_package else path.with_suffix(".py"))
    return files


def test_fingerprints_are_of_all_that_a_plan_depends_on() -> None:
    import published
    import record

    assert imported("dispatch.planner") <= found(record.PLANNING)
    assert imported("dispatch.generate") <= found(record.GENERATING)
    for family in published.SETS:
        sources = (*record.PLANNING, *published.readers_of(family))
        assert imported(f"dispatch.formats.{family}") <= found(sources)
    for asked in "dispatch.encoding", "dispatch.referee", "dispatch.roads", "dispatch.plan":
        assert imported(asked) <= found(record.ASKING)
    assert imported("dispatch.cli") <= found(record.EVERYTHING)
    assert not imported("dispatch.cli") <= found(record.GENERATING)


def test_a_change_elsewhere_leaves_a_row_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import record

    monkeypatch.setattr(record, "ROOT", tmp_path)
    (tmp_path / "dispatch" / "engine").mkdir(parents=True)
    searched = tmp_path / "dispatch" / "engine" / "search.py"
    asked = tmp_path / "dispatch" / "engine" / "problem.py"
    for file in (searched, asked, tmp_path / "dispatch" / "page.py"):
        file.write_text("1")
    before = tuple(
        map(record.code_fingerprint, (record.PLANNING, record.EVERYTHING, record.ASKING))
    )
    (tmp_path / "dispatch" / "page.py").write_text("2")
    after = record.code_fingerprint(record.PLANNING), record.code_fingerprint(record.EVERYTHING)
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)
    searched.write_text("2")
    assert record.code_fingerprint(record.PLANNING) != after[0]
    assert record.code_fingerprint(record.ASKING) == before[2]
    asked.write_text("2")
    assert record.code_fingerprint(record.ASKING) != before[2]


@pytest.fixture
def rows_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Open the same file of rows on another machine, or with other sources."""
    import record

    monkeypatch.setattr(record, "RESULTS", tmp_path)

    def opened(
        machine: str = "mine", numba: str = "1", search: str = "a", asking: str = "a"
    ) -> Any:
        monkeypatch.setattr(record, "machine", lambda: machine)
        monkeypatch.setattr(record, "version", lambda _: numba)
        monkeypatch.setattr(record, "code_fingerprint", "-".join)
        return record.Rows("rows", key=("day",), sources=(search, asking), asking=(asking,))

    return opened


def test_rows_of_another_machine_or_version_are_not_ours(rows_of: Callable[..., Any]) -> None:
    rows_of().add(day=1, cost=5)
    assert rows_of().has(day=1)
    assert not rows_of(machine="yours").has(day=1)
    assert not rows_of(numba="2").has(day=1)
    rows_of(machine="yours").add(day=1, cost=6)
    rows_of(machine="yours", numba="2").add(day=2, cost=7)
    assert [row["cost"] for row in rows_of().current()] == ["5"]


def test_a_machine_replaces_its_own_rows_alone(rows_of: Callable[..., Any]) -> None:
    rows_of().add(day=1, cost=5)
    rows_of(machine="yours").add(day=1, cost=6)
    rows_of(search="b").add(day=1, cost=4)
    kept = [(row["machine"], row["cost"]) for row in rows_of().rows]
    assert kept == [("yours", "6"), ("mine", "4")]


def test_a_change_of_the_search_keeps_the_rows_of_other_solvers(
    rows_of: Callable[..., Any],
) -> None:
    rows_of().add(day=1, method="ours")
    rows_of().add(day=2, method="pyvrp")
    assert [row["method"] for row in rows_of(search="b").current()] == ["pyvrp"]
    assert rows_of(asking="b").current() == []


def test_a_table_shows_what_was_measured_last(
    rows_of: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    def shown(rows: Any, *asked: Any) -> tuple[list[str], str]:
        costs = [row["cost"] for row in rows.shown(*asked)]
        return costs, capsys.readouterr().err

    assert shown(rows_of()) == ([], "")
    rows_of(search="b").add(day=1, cost=5)
    rows_of(search="b").add(day=2, cost=6)
    assert shown(rows_of(search="b")) == (["5", "6"], "")
    assert shown(rows_of()) == (["5", "6"], "measured with older code: ours\n")
    rows_of().add(day=2, cost=7)
    assert shown(rows_of()) == (["7"], "")
    assert shown(rows_of(), None, lambda row: row["day"] == "1") == (
        ["5"], "measured with older code: ours\n",
    )  # fmt: skip
    rows_of(machine="yours", numba="2").add(day=1, cost=8)
    assert shown(rows_of()) == (["7"], "")
    told = "measured with machine: yours\n"
    told += "measured with versions: numba 2 numpy 2 ortools 2\n"
    assert shown(rows_of(), "yours") == (["8"], told)
    assert shown(rows_of(machine="new"), None)[0] == ["8"]
    assert shown(rows_of(), "nobody's") == ([], "")


def test_a_table_shows_each_method_by_its_own_code(
    rows_of: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    rows_of().add(day=1, method="pyvrp", version="1")
    rows_of().add(day=2, method="pyvrp", version="2")
    rows_of().add(day=3, method="ours", version="")
    rows_of(search="b").add(day=4, method="ours", version="")
    assert [row["day"] for row in rows_of(search="b").shown()] == ["2", "4"]
    assert capsys.readouterr().err == ""
    assert [row["day"] for row in rows_of(search="c", asking="b").shown()] == ["2", "4"]
    assert capsys.readouterr().err == "measured with older code: pyvrp, ours\n"


def test_words_leave_a_row_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import record

    monkeypatch.setattr(record, "ROOT", tmp_path)
    (tmp_path / "dispatch" / "planner").mkdir(parents=True)
    source = tmp_path / "dispatch" / "planner" / "planning.py"
    found = set()
    for text in (
        '"""One."""\ndef f():\n    """Two."""\n    return 1',
        "def f():\n    return 1  # 2",
    ):
        source.write_text(text)
        found.add(record.code_fingerprint(record.PLANNING))
    source.write_text("def f():\n    return 2")
    found.add(record.code_fingerprint(record.PLANNING))
    assert len(found) == 2
