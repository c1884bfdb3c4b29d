"""The command line in Chinese: what it prints, draws and writes has no English sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.cli.editing import edit
from dispatch.cli.remembering import ledger
from dispatch.messages import language

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HELLO = SCENARIOS / "hello.yaml"
OVERTIME = SCENARIOS / "rules" / "overtime-limit.yaml"
EXAMPLE = SCENARIOS / "example-day.yaml"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder, in Chinese."""
    monkeypatch.chdir(tmp_path)

    def words(*given: object) -> Result:
        told = ["--lang", "zh", *map(str, given)]
        return CliRunner(catch_exceptions=False).invoke(main, told, prog_name="dispatch")

    return words


def english(text: str) -> list[str]:
    """The English sentences in a text: two words or more one after the other.

    Names, files and commands are single words, or have other signs than letters in them.
    """
    found = re.findall(r"(?<![\w./-])[A-Za-z][a-z]+(?: [a-z]{2,})+(?![\w./-])", text)
    return [each for each in found if each.removeprefix("dispatch ") not in main.commands]


def test_english_is_found() -> None:
    assert english("用法：dispatch sheets [OPTIONS]") == []
    assert english("排上 luo-bath by cg001，Visits served") == ["Visits served"]


COMMANDS = [
    [],
    *([name] for name in main.commands),
    *(["edit", HELLO, HELLO, each] for each in edit.commands),
    *(["ledger", each] for each in ledger.commands),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[-1] if words else "dispatch")
def test_help_is_chinese(run: Run, command: list[object]) -> None:
    shown = run(*command, "--help")
    assert shown.exit_code == 0
    usage, _, rest = shown.stdout.partition("\n")
    assert usage.startswith("用法：dispatch")
    assert english(rest) == []
    words = "OPTIONS|COMMAND|ARGS|FILE|DIR|PATH|TEXT|RANGE|TIME|DATE|DAYS|VISITS"
    assert re.findall(words, shown.stdout) == []
    assert "显示本帮助并退出。" in rest
    assert "\n选项：\n" in rest


def test_a_line_of_help_has_room_on_a_terminal(run: Run) -> None:
    from unicodedata import east_asian_width

    for line in run("solve", "--help").stdout.splitlines():
        columns = sum(1 + (east_asian_width(letter) in "WF") for letter in line)
        assert columns <= 80 + 1  # on a terminal Click leaves two columns empty, here none
        assert not line.strip().startswith(("，", "。", "、", "；"))


def test_a_day_is_planned_judged_and_explained(run: Run) -> None:
    made = run("solve", HELLO, "-n", 2000, "-o", "plan.json")
    assert made.stdout.startswith("排上的服务单：4，共4单\n")
    assert made.stdout.endswith("  11:26 bo 到 sun：助洁\n")
    judged = run("check", HELLO, "plan.json", "--errands")
    run("solve", OVERTIME, "-n", 0, "-o", "short.json")
    explained = run("explain", OVERTIME, "short.json", "a")
    assert explained.stdout.splitlines()[:2] == [
        "a 没有排上",
        "  ann 从 10:00 到 12:00 在做 b（mei，居家照护）；没有它，a 就排得下",
    ]
    assert [english(each.output) for each in (made, judged, explained)] == [[]] * 3


def test_a_broken_rule_is_told(run: Run) -> None:
    run("solve", HELLO, "-n", 2000, "-o", "plan.json")
    plan = Path("plan.json").read_text(encoding="utf-8").replace('"ann"', '"nobody"')
    Path("plan.json").write_text(plan, encoding="utf-8")
    refused = run("check", HELLO, "plan.json")
    assert refused.exit_code == 5
    assert "dispatch: unknown_caregiver: 场景中没有护理员 nobody\n" in refused.stderr


def test_the_ledger_has_chinese_heads(run: Run) -> None:
    run("solve", HELLO, "-n", 2000, "-o", "plan.json")
    assert run("ledger", "add", "ledger.db", HELLO, "plan.json").exit_code == 0
    _, caregivers, *_ = run("ledger", "show", "ledger.db").stdout.splitlines()
    assert caregivers.split() == ["护理员", "天数", "单数", "计薪", "加班", "路程", "脏累分"]
    _, heads, visit, *_ = run("ledger", "show", "ledger.db", "--client", "wu").stdout.splitlines()
    assert heads.split()[4] == "状态"
    assert visit.split()[4] == "已排上"


def test_faults_of_a_file_have_their_lines(run: Run) -> None:
    Path("day.yaml").write_text(
        "name: x\ndates: [2026-11-23]\nservices: [{id: bath}]\n"
        "clients: [{id: wang, place: [31.2, 121.4], genderr: woman}]\n"
        "caregivers: []\nvisits: [{id: v, client: wnag, service: bath}]\n",
        encoding="utf-8",
    )
    refused = run("solve", "day.yaml")
    assert refused.exit_code == 2
    assert refused.stderr.splitlines()[:3] == [
        "dispatch: day.yaml:3:12: services[bath].duration: "
        "缺少此字段。此处应填：在服务对象处的时间，不含前后的检查。",
        "dispatch: day.yaml:4:22: clients[wang].place: "
        "[31.2, 121.4] 的纬度不在-90到90之间。顺序应为 [经度, 纬度]，是否写反了？",
        "dispatch: day.yaml:4:44: clients[wang].genderr: 此处没有字段“genderr”。是否想写“gender”？",
    ]
    assert english(refused.stderr) == []


def test_wrong_words_are_told(run: Run) -> None:
    for words, told in (
        (["solv"], "错误：没有命令 'solv'"),
        (["solve"], "错误：缺少参数 'SCENARIO'"),
        (["solve", HELLO, "--engine", "x"], "错误：'--engine' 的取值无效：'x'"),
        (["solve", HELLO, "-n"], "错误：选项 '-n' 后面的值不够。"),
        (["solve", HELLO, "-n", "x"], "错误：'-n' / '--iterations' 的取值无效：'x' 不是整数。"),
        (["solve", HELLO, "--familiar", "x", "3"], "错误：'--familiar' 的取值无效：'x' 不是整数。"),
    ):
        refused = run(*words)
        assert refused.exit_code == 2
        assert told in refused.stderr
        assert english(refused.stderr.partition("错误")[2]) == []


def test_the_page_is_chinese(run: Run) -> None:
    run("solve", EXAMPLE, "-n", 2000, "-o", "plan.json")
    assert run("report", EXAMPLE, "plan.json", "-o", "day.html").exit_code == 0
    page = Path("day.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    about = EXAMPLE.read_text(encoding="utf-8")
    visible = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", "\n", page)
    assert [each for each in english(visible) if each not in about] == []
    assert page.count('aria-label="放大"') == 2  # beside the map and the chart


def test_the_sheets_are_chinese(run: Run) -> None:
    run("solve", EXAMPLE, "-n", 2000, "-o", "plan.json")
    assert run("sheets", EXAMPLE, "plan.json", "-o", "out").exit_code == 0
    heads = Path("out/run-sheet.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert heads.startswith("日期,到达,开始,结束,护理员,服务对象,服务项目,地点")
    sheets = Path("out/route-sheets.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in sheets
    about = EXAMPLE.read_text(encoding="utf-8")
    visible = re.sub(r"(?s)<style.*?</style>|<[^>]*>", "\n", sheets)
    assert [each for each in english(visible) if each not in about] == []


def test_tables_are_in_the_language_that_is_spoken(run: Run) -> None:
    assert run("init", "day").exit_code == 0
    assert Path("day/服务单.csv").exists()
    assert run("convert", "day", "--language", "en", "-o", "tables").exit_code == 0
    assert Path("tables/visits.csv").exists()
    assert run("solve", "day", "-n", 2000, "-o", "plan.json").exit_code == 0


def told(monkeypatch: pytest.MonkeyPatch, *words: str, **environment: str) -> str:
    for name in ("DISPATCH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(main, [*words, "solve"]).stderr


def test_the_language_comes_from_the_option_the_variable_or_the_locale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def is_chinese(*words: str, **environment: str) -> bool:
        return "缺少参数" in told(monkeypatch, *words, **environment)

    assert not is_chinese()
    assert is_chinese(LANG="zh_CN.UTF-8")
    assert is_chinese(LC_MESSAGES="zh_CN.UTF-8", LANG="en_GB.UTF-8")
    assert not is_chinese(LC_ALL="C.UTF-8", LANG="zh_CN.UTF-8")
    assert is_chinese(LC_ALL="", LANG="zh_CN.UTF-8")
    assert not is_chinese(DISPATCH_LANG="en", LANG="zh_CN.UTF-8")
    assert is_chinese(DISPATCH_LANG="zh")
    assert not is_chinese("--lang=en", DISPATCH_LANG="zh")
    assert is_chinese("--lang", "zh", DISPATCH_LANG="en")
    assert language() == "en"


def test_an_unknown_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'fr' is not one of 'en', 'zh'" in told(monkeypatch, "--lang", "fr")
    assert "'fr' is not one of 'en', 'zh'" in told(monkeypatch, DISPATCH_LANG="fr")
    assert "requires an argument" in CliRunner().invoke(main, ["--lang"]).stderr


def test_a_command_that_ends_in_another_thread_takes_no_words_away() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from dispatch.cli.speaking import spoken

    other = spoken(main, ["--lang", "zh"])
    with ThreadPoolExecutor(1) as pool:
        pool.submit(other.__enter__).result()
        with spoken(main, ["--lang", "zh"]) as command:
            pool.submit(other.__exit__, None, None, None).result()
            solve = command.commands["solve"]
            assert solve.get_help(solve.context_class(solve)).startswith("用法：")


def test_click_keeps_its_words_outside_of_a_command(run: Run) -> None:
    import gettext

    assert "用法：" in run("--help").stdout
    assert gettext.gettext("Usage:") == "Usage:"
    assert "Show this message and exit." in CliRunner().invoke(main, ["solve", "-h"]).stdout


def test_a_path_of_the_wrong_kind_is_told_in_chinese(run: Run, tmp_path: Path) -> None:
    assert f"文件 '{tmp_path}' 是一个文件夹。" in run("check", HELLO, tmp_path).stderr
    assert "File" in CliRunner().invoke(main, ["check", str(HELLO), str(tmp_path)]).stderr
