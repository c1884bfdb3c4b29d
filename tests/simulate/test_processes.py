"""Processes that work for one that may be interrupted or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from operator import floordiv
from pathlib import Path

import pytest

from dispatch.errors import DispatchError
from dispatch.simulate.processes import in_processes

WATCHDOG = 120
"""Seconds after which a process that hangs is ended; nothing is measured by it."""
PARENT = """
import sys, time
from pathlib import Path
from dispatch.simulate.processes import in_processes
from worker import work
if __name__ == "__main__":
    in_processes(work, [("a",), ("b",)], 2, print)
"""
WORKER = """
import os, time
from pathlib import Path
def work(name):
    Path(name + ".part").write_text(str(os.getpid()))
    Path(name + ".part").rename(name)
    time.sleep(600)
"""


def test_every_call_is_done_once() -> None:
    for processes in (1, 2):
        found: dict[int, int] = {}
        in_processes(floordiv, [(each, 3) for each in range(5)], processes, found.__setitem__)
        assert found == {each: each // 3 for each in range(5)}


def test_an_error_of_a_call_ends_the_work() -> None:
    with pytest.raises(ZeroDivisionError):
        in_processes(floordiv, [(1, 0), (1, 1)], 2, lambda *_: None)


def test_a_process_that_ends_by_itself_says_what_to_do() -> None:
    with pytest.raises(DispatchError, match=r"one of the 2 processes .* Give fewer --processes\."):
        in_processes(os._exit, [(3,), (3,)], 2, lambda *_: None)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_asked_for_them(tmp_path: Path, how: int) -> None:
    for name, text in (("parent", PARENT), ("worker", WORKER)):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    parent = subprocess.Popen(
        [sys.executable, "parent.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + WATCHDOG
    while not all((tmp_path / name).exists() for name in "ab") and time.monotonic() < until:
        time.sleep(0.01)
    workers = [int((tmp_path / name).read_text()) for name in "ab"]
    parent.send_signal(how)
    parent.communicate(timeout=WATCHDOG)
    while any(map(is_running, workers)) and time.monotonic() < until:
        time.sleep(0.01)
    assert [worker for worker in workers if is_running(worker)] == []


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")  # a zombie that nobody has waited for has ended, too
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
