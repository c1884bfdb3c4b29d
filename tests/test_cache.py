"""The cache folder, sealed files, and turns of threads and processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import platformdirs
import pytest

from dispatch.cache import cache_folder, read_sealed, turn, write_files, write_sealed


def test_what_is_written_is_read_or_known_to_be_damaged(tmp_path: Path) -> None:
    file = tmp_path / "new" / "file"
    for content in (b"", b"content"):
        write_sealed(file, content)
        assert read_sealed(file) == content
    whole = file.read_bytes()
    for damaged in (b"", whole[:20], whole[:-1], whole + b"x", b"x" + whole[1:]):
        file.write_bytes(damaged)
        assert read_sealed(file) is None


def test_writing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):  # noqa: PT011
        write_files({tmp_path / "other": b"content", tmp_path / "taken": b"content"})
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]


def _homeless(*_: object, **__: object) -> str:
    raise RuntimeError("could not determine the home directory")


@pytest.mark.parametrize("found", [_homeless, lambda *_, **__: "~/.cache/caregiver-dispatch"])
def test_without_a_home_there_is_no_folder_but_a_named_one(
    found: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", found)
    monkeypatch.setenv("DISPATCH_CACHE_DIR", "")
    with pytest.raises(FileNotFoundError):
        cache_folder()
    monkeypatch.setenv("DISPATCH_CACHE_DIR", str(tmp_path))
    assert cache_folder() == tmp_path


def test_a_turn_is_waited_for(tmp_path: Path) -> None:
    done = []

    def work() -> None:
        with turn(tmp_path / "new"):
            done.append("other")

    with turn(tmp_path / "new"):
        other = Thread(target=work)
        other.start()
        other.join(0.2)
        done.append("first")
    other.join()
    assert done == ["first", "other"]


HELD = """
import sys, time
from pathlib import Path
from dispatch.cache import turn
with turn(Path(sys.argv[1])):
    print("mine", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signal")
def test_the_turn_of_a_process_that_is_killed_ends(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HELD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        holder.send_signal(signal.SIGKILL)
        with turn(tmp_path):
            pass


def test_no_turn_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError), turn(tmp_path / "file" / "below"):  # noqa: PT011
        pass
