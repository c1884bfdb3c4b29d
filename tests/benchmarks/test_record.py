"""A row is of the sources that it depends on."""

from __future__ import annotations

from pathlib import Path

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
        assert imported(f"dispatch.formats.{family}") <= found(published.sources_of(family))
    assert imported("dispatch.cli") <= found(record.EVERYTHING)
    assert not imported("dispatch.cli") <= found(record.GENERATING)


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
