"""The command line from outside: real processes, pipes, terminals, locales and Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from dispatch.plan import Plan, load_plan

ROOT = Path(__file__).parents[1]
HELLO = ROOT / "scenarios" / "hello.yaml"
DISTRICT = ROOT / "scenarios" / "district-day.yaml"
DISPATCH = [sys.executable, str(ROOT / "cli.py")]
"""The front door of a checkout, which is the console command."""
FOREVER = "86400"
"""A budget in seconds that no test waits for."""
WATCHDOG = 300
"""Seconds after which a process that hangs is ended; nothing is measured by it."""

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="terminals and signals of Unix")


def run(*words: object, here: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*DISPATCH, *map(str, words)],
        cwd=here,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=WATCHDOG,
        check=False,
    )


class Terminal:
    """A process whose standard error is a terminal."""

    def __init__(self, *words: object, here: Path, **environment: str) -> None:
        import pty

        self._read, terminal = pty.openpty()
        self.process = subprocess.Popen(
            [*DISPATCH, *map(str, words)],
            cwd=here,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=terminal,
        )
        os.close(terminal)
        self.seen = ""
        self._watchdog = Timer(WATCHDOG, self.process.kill)
        self._watchdog.start()

    def read_until(self, text: str = "\0") -> None:
        """Read what is shown until a text is, or until the process ends."""
        while text not in self.seen:
            try:
                block = os.read(self._read, 4096)
            except OSError:  # how Linux tells the end of a terminal
                return
            if not block:
                return
            self.seen += block.decode("utf-8", errors="replace")

    def end(self) -> tuple[int, str]:
        """Wait for the end; answer the exit code and the standard output."""
        self.read_until()
        output, _ = self.process.communicate(timeout=WATCHDOG)
        os.close(self._read)
        self._watchdog.cancel()
        return self.process.returncode, output.decode()


@on_unix
@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_ends_the_search_and_keeps_the_best_plan(tmp_path: Path, threads: int) -> None:
    words = ("-l", FOREVER, "-t", threads, "-o", "plan.json")
    search = Terminal("solve", DISTRICT, *words, here=tmp_path)
    search.read_until("M moves")
    assert search.process.poll() is None
    search.process.send_signal(signal.SIGINT)
    code, output = search.end()
    assert code == 0
    assert "Visits served: " in output
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]
    checked = run("check", DISTRICT, "plan.json", here=tmp_path)
    assert checked.returncode == 0
    summary, found, _ = output.partition("First on the run sheet")
    assert found
    assert summary.encode() in checked.stdout


@on_unix
@pytest.mark.parametrize(
    "words",
    [
        ["solve", "fifo", "-o", "out"],
        ["solve", HELLO, "-i", "fifo", "-o", "out"],
        ["check", HELLO, "fifo"],
        ["explain", HELLO, "fifo", "wu-meal"],
        ["report", HELLO, "fifo", "-o", "out"],
        ["generate", "--roads", "fifo", "-o", "out.yaml"],
        ["roads", "fifo", "-o", "out.graphml"],
    ],
    ids=lambda words: " ".join(map(str, words[::2])),
)
def test_ctrl_c_before_the_work_is_done_is_one_line_and_writes_nothing(
    tmp_path: Path, words: list[object]
) -> None:
    """Whoever reads a pipe that nobody writes to is surely in the middle of a command."""
    os.mkfifo(tmp_path / "fifo")
    process = subprocess.Popen(
        [*DISPATCH, *map(str, words)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with (tmp_path / "fifo").open("wb"):  # opens when the command reads
        process.send_signal(signal.SIGINT)
        output, told = process.communicate(timeout=WATCHDOG)
    assert (process.returncode, output) == (130, b"")
    assert told.decode() == "dispatch: interrupted; nothing was written\n"
    assert [file.name for file in tmp_path.iterdir()] == ["fifo"]


@on_unix
def test_ctrl_c_before_the_search_has_begun_writes_nothing(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    search = Terminal("solve", DISTRICT, "-o", "plan.json", here=tmp_path, DISPATCH_CACHE_DIR=cache)
    search.read_until("Compiling the search")
    search.process.send_signal(signal.SIGINT)
    code, output = search.end()
    assert (code, output) == (130, "")
    assert search.seen.splitlines()[-1].endswith("dispatch: interrupted; nothing was written")
    assert not (tmp_path / "plan.json").exists()


@on_unix
def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    search = Terminal("solve", DISTRICT, "-n", 50_000, "-o", "plan.json", here=tmp_path)
    code, output = search.end()
    assert code == 0
    assert "Reading the roads of district.graphml.gz" in search.seen
    assert re.search(r"cost \d+\.\d, 0.05 M moves", search.seen)
    assert "moves" not in output


@on_unix
def test_compiling_is_told_on_a_terminal(tmp_path: Path) -> None:
    """Whoever waits for the kernel the first time knows for what; then the test has seen enough."""
    words = ("solve", DISTRICT, "-l", FOREVER)
    search = Terminal(*words, here=tmp_path, DISPATCH_CACHE_DIR=str(tmp_path / "cache"))
    search.read_until("Compiling the search")
    assert search.process.poll() is None
    search.process.kill()
    search.end()


def test_a_pipe_is_told_nothing_but_results(tmp_path: Path) -> None:
    result = run("solve", DISTRICT, "-n", 20_000, "-o", "plan.json", here=tmp_path)
    assert result.returncode == 0
    assert result.stderr == b""
    assert b"Visits served: " in result.stdout
    assert b"\x1b" not in result.stdout


@on_unix
@pytest.mark.parametrize(
    ("words", "mentioned"),
    [(("solve", str(DISTRICT), "-n", "0"), "Visits served"), (("--help",), "")],
    ids=["a plan", "help"],
)
def test_whoever_reads_the_output_may_stop_early(
    tmp_path: Path, words: tuple[str, ...], mentioned: str
) -> None:
    """As in ``dispatch solve ... | head -1``."""
    process = subprocess.Popen(
        [*DISPATCH, *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as said:
        told = said.read().decode()
    assert process.wait(WATCHDOG) == 141
    assert mentioned in told
    assert "Traceback" not in told
    assert "dispatch:" not in told


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    ],
    ids=["C locale", "Western pipe"],
)
def test_names_are_written_in_utf_8_whatever_the_locale(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    name = "综合为老服务中心"
    text = HELLO.read_text(encoding="utf-8").replace("name: Hello", f"name: {name}")
    (tmp_path / "hello.yaml").write_text(text, encoding="utf-8")

    solved = run("solve", "hello.yaml", "-n", 0, here=tmp_path, **environment)
    assert solved.returncode == 0
    assert Plan.model_validate_json(solved.stdout).scenario_name == name
    words = ("solve", "hello.yaml", "-n", 0, "-o", "plan.json")
    assert run(*words, here=tmp_path, **environment).returncode == 0
    assert load_plan(tmp_path / "plan.json").scenario_name == name
    drawn = run("report", "hello.yaml", "plan.json", "-o", "day.html", here=tmp_path, **environment)
    assert drawn.returncode == 0
    assert name in (tmp_path / "day.html").read_text(encoding="utf-8")
    other = run("check", HELLO, "plan.json", here=tmp_path, **environment)
    assert f"made for another scenario ('{name}'" in other.stderr.decode("utf-8")


GBK = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"}
"""What Python takes for its pipes and terminals on a Chinese Windows."""


def test_a_chinese_windows_is_told_everything(tmp_path: Path) -> None:
    for words, code in [
        (["--help"], 0),
        (["solve", "--help"], 0),
        (["init", "表", "--language", "zh"], 0),
        (["solve", "表", "-n", 50, "-o", "计划.json"], 0),
        (["check", "表", "计划.json"], 0),
        (["explain", "表", "计划.json", "1"], 0),
        (["solve", "没有.xlsx"], 2),
        (["explain", "表", "计划.json", "🌸"], 2),
    ]:
        done = run(*words, here=tmp_path, **GBK)
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
        assert done.stdout or done.stderr
        done.stdout.decode("utf-8")
        done.stderr.decode("utf-8")


@on_unix
def test_a_chinese_terminal_shows_what_it_can(tmp_path: Path) -> None:
    terminal = Terminal("solve", "没有🌸.xlsx", here=tmp_path, **GBK)
    code, _ = terminal.end()
    assert code == 2
    assert "\\U0001f338.xlsx: there is no such file" in terminal.seen
    assert "没有".encode("gbk").decode("utf-8", errors="replace") in terminal.seen


def test_a_fault_is_one_line_and_a_fixed_exit_code(tmp_path: Path) -> None:
    result = run("solve", "nowhere.yaml", "-o", "plan.json", here=tmp_path)
    assert result.returncode == 2
    assert result.stdout == b""
    [line] = result.stderr.decode().splitlines()
    assert line.startswith("dispatch: nowhere.yaml: there is no such file")
    assert list(tmp_path.iterdir()) == []


def test_help_is_instant() -> None:
    heavy = {
        "babel", "geopandas", "jinja2", "networkx", "numba", "numpy", "ortools", "osmnx", "pandas",
        "pydantic", "pyproj", "rich", "scipy", "shapely", "yaml",
    }  # fmt: skip
    code = (
        "import sys, dispatch\n"
        "from dispatch.cli import main\n"
        "for words in ['--help'], ['--version'], *([name, '--help'] for name in main.commands):\n"
        "    try:\n"
        "        main(words)\n"
        "    except SystemExit as end:\n"
        "        assert end.code == 0\n"
        f"sys.exit(' '.join({heavy} & {{*sys.modules}}))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=WATCHDOG, check=False
    )
    assert result.stderr.strip() == ""
    assert "Decide which caregiver visits which elder" in result.stdout


def test_the_installed_command_is_the_same_program(tmp_path: Path) -> None:
    installed = Path(sys.executable).with_name("dispatch")
    if not installed.exists() and not installed.with_suffix(".exe").exists():
        pytest.skip("the package is not installed")
    result = subprocess.run(
        [str(installed), "--help"], capture_output=True, timeout=WATCHDOG, check=False
    )
    assert result.returncode == 0
    own = run("--help", here=tmp_path).stdout
    assert own.split(b"\n", 1)[1] == result.stdout.split(b"\n", 1)[1]


full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")


@full
@pytest.mark.parametrize("words", [["schema"], ["--help"], ["solve", "--help"], ["solve", HELLO]])
def test_a_full_device_is_named_and_the_exit_code_is_fixed(
    tmp_path: Path, words: list[object]
) -> None:
    if words[-1] == HELLO:
        words = [*words, "-n", "0"]
    with Path("/dev/full").open("wb") as output:
        ended = subprocess.run(
            [*DISPATCH, *map(str, words)],
            cwd=tmp_path, stdout=output, stderr=subprocess.PIPE, timeout=WATCHDOG, check=False,
        )  # fmt: skip
    assert ended.returncode == 2
    *_, last = ended.stderr.decode().splitlines()
    assert last == "dispatch: standard output cannot be written: No space left on device"


@full
def test_a_full_error_stream_keeps_the_exit_code(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as output:
        ended = subprocess.run(
            [*DISPATCH, "solve", "nothing.yaml"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=output, timeout=WATCHDOG, check=False,
        )  # fmt: skip
    assert ended.returncode == 2


@on_unix
@pytest.mark.parametrize(
    "words",
    [
        ["generate", "--visits", "100", "-o", "made.yaml"],
        ["report", DISTRICT, "plan.json", "-o", "made.html"],
    ],
    ids=lambda words: str(words[0]),
)
def test_a_file_that_does_not_fit_is_named_and_not_half_written(
    tmp_path: Path, words: list[object]
) -> None:
    """A limit of 4,096 bytes for each file stands for a full disk."""
    import resource

    plan = Plan(scenario="", routes=())
    (tmp_path / "plan.json").write_text(plan.model_dump_json())
    ended = subprocess.run(
        [*DISPATCH, *map(str, words)],
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        timeout=WATCHDOG,
        check=False,
    )
    *_, last = ended.stderr.decode().splitlines()
    assert last == f"dispatch: {words[-1]}: the file cannot be written: File too large"
    assert ended.returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


@on_unix
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
def test_an_output_may_be_a_pipe(tmp_path: Path, name: str) -> None:
    ended = run("solve", HELLO, "-n", "0", "-o", name, here=tmp_path)
    assert ended.returncode == 0, ended.stderr
    alone = run("solve", HELLO, "-n", "0", "-o", "plan.json", here=tmp_path)
    assert alone.returncode == 0
    assert (tmp_path / "plan.json").read_bytes() in ended.stdout


@on_unix
def test_an_output_that_goes_on_in_a_file_takes_nothing_away(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"yesterday\n")
    words = [*DISPATCH, "solve", str(HELLO), "-n", "0", "-o", "/dev/stdout"]
    with log.open("ab") as out:
        subprocess.run(words, stdout=out, timeout=WATCHDOG, check=True)
    assert run("solve", HELLO, "-n", "0", "-o", "plan.json", here=tmp_path).returncode == 0
    assert log.read_bytes().startswith(b"yesterday\n")
    assert (tmp_path / "plan.json").read_bytes() in log.read_bytes()
