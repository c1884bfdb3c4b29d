"""A row is of the sources that it depends on."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest

WORDS = {"errors", "messages"}
"""What is told; a plan does not depend on it."""


def found(sources: tuple[str, ...]) -> set[str]:
    import record

    package = record.ROOT / "dispatch"
    files = {file.relative_to(package) for each in sources for file in package.glob(each)}
    return {file.parts[0].removesuffix(".py") for file in files}


def imported(module: str) -> set[str]:
    names = grimp.build_graph("dispatch").find_upstream_modules(module, as_package=True)
    return {name.split(".")[1] for name in (*names, module) if "." in name} - WORDS


def test_fingerprints_are_of_all_that_a_plan_depends_on() -> None:
    import published
    import record

    assert found(record.PLANNING) == imported("dispatch.planner")
    assert found(record.GENERATING) == found(record.PLANNING) | imported("dispatch.generate")
    for family in published.SETS:
        sources = published.sources_of(family)
        assert found(sources) == found(record.PLANNING) | imported(f"dispatch.formats.{family}")


def test_a_change_elsewhere_leaves_a_row_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import record

    monkeypatch.setattr(record, "ROOT", tmp_path)
    (tmp_path / "dispatch" / "engine").mkdir(parents=True)
    searched = tmp_path / "dispatch" / "engine" / "search.py"
    for file in (searched, tmp_path / "dispatch" / "page.py"):
        file.write_text("1")
    before = record.code_fingerprint(record.PLANNING), record.code_fingerprint(record.EVERYTHING)
    (tmp_path / "dispatch" / "page.py").write_text("2")
    after = record.code_fingerprint(record.PLANNING), record.code_fingerprint(record.EVERYTHING)
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)
    searched.write_text("2")
    assert record.code_fingerprint(record.PLANNING) != after[0]
