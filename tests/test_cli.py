"""The command line from within: every command, every exit code, and what is said where."""

from __future__ import annotations

import gc
import json
import signal
import warnings
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.engine import Solution
from dispatch.engine.exact import exact
from dispatch.errors import DispatchError
from dispatch.plan import Plan, load_plan
from dispatch.referee import Kind, judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario, load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HELLO = SCENARIOS / "hello.yaml"
DISTRICT = SCENARIOS / "district-day.yaml"
ROADS = SCENARIOS / "roads" / "district.graphml.gz"
MANDATORY = SCENARIOS / "rules" / "mandatory.yaml"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder; what it did not expect is shown, never swallowed."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, [str(w) for w in words])


def hello(old: str = "", new: str = "", file: str = "changed.yaml") -> Path:
    """Write the hello scenario with one change."""
    text = HELLO.read_text(encoding="utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return Path(file)


@pytest.fixture
def plan(run: Run) -> Path:
    """The best plan of the hello scenario."""
    assert run("solve", HELLO, "-n", 0, "-o", "plan.json").exit_code == 0
    return Path("plan.json")


@pytest.fixture
def broken(plan: Path) -> Path:
    """The same with the nurse's route given to the man without a licence."""
    text = plan.read_text(encoding="utf-8")
    for old, new in (("ann", "somebody"), ("bo", "ann"), ("somebody", "bo")):
        text = text.replace(f'"caregiver": "{old}"', f'"caregiver": "{new}"')
    Path("broken.json").write_text(text, encoding="utf-8")
    return Path("broken.json")


def cost_of(scenario: Path, plan: Path) -> tuple[int, int]:
    asked = load_scenario(scenario)
    judgement = judge(asked, travel_times(asked), load_plan(plan))
    assert not judgement.violations
    return judgement.cost.rank


# What works


def test_a_day_is_made_solved_checked_and_drawn(run: Run) -> None:
    made = run(
        "generate", "-o", "day.yaml", "--roads", ROADS,
        "--visits", 120, "--caregivers", 25, "--seed", 8, "--name", "松江的一天",
    )  # fmt: skip
    assert (made.exit_code, made.stdout) == (0, "day.yaml: 120 visits, 25 caregivers\n")
    solved = run("solve", "day.yaml", "-n", 20_000, "-o", "plan.json")
    assert solved.exit_code == 0
    assert "of 119" in solved.stdout  # one visit is over
    checked = run("check", "day.yaml", "plan.json")
    assert checked.exit_code == 0
    summary, heading, lines = solved.stdout.partition("First on the run sheet, 8 of ")
    assert summary in checked.stdout
    assert heading
    assert len(lines.splitlines()) == 9
    drawn = run("report", "day.yaml", "plan.json", "-o", "day.html")
    assert (drawn.exit_code, drawn.stdout) == (0, "day.html\n")
    page = _Page()
    page.feed(Path("day.html").read_text(encoding="utf-8"))
    assert "松江的一天" in page.title
    assert page.open == []
    assert not page.fetched


class _Page(HTMLParser):
    """Whether a page is complete: every element is closed, and nothing is fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "link"):
            source = given.get("src") or given.get("href") or ""
            self.fetched += [source] if source and not source.startswith("data:") else []
        if tag in ("html", "head", "body", "script", "style", "title", "table", "main"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title":
            self.title += data


@pytest.mark.parametrize("engine", ["search", "greedy", "exact"])
def test_every_engine_makes_a_plan_that_check_accepts(run: Run, engine: str) -> None:
    budget = ["-l", 60] if engine == "exact" else ["-n", 1000]
    assert run("solve", HELLO, "--engine", engine, *budget, "-o", "plan.json").exit_code == 0
    checked = run("check", HELLO, "plan.json")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("Visits served: 4 of 4\n")
    assert "cost                      54.053\n" in checked.stdout


def test_without_a_file_the_plan_is_printed_and_the_summary_stands_aside(run: Run) -> None:
    result = run("solve", HELLO, "-n", 0)
    assert result.exit_code == 0
    assert len(Plan.model_validate_json(result.stdout).routes) == 2
    assert result.stderr.startswith("Visits served: 4 of 4\n")
    run("solve", HELLO, "-n", 0, "-o", "plan.json")
    assert result.stdout_bytes == Path("plan.json").read_bytes()


def test_the_exact_engine_says_what_it_has_proved(run: Run) -> None:
    words = ("solve", HELLO, "--engine", "exact", "-o", "plan.json", "-l")
    proved, unproved = run(*words, 60), run(*words, 0)
    assert "\nProved: no plan costs less than 54.053\nOn the run sheet" in proved.stdout
    assert "\nNot proved, and no lower bound" in unproved.stdout
    assert "roved" not in run("solve", HELLO, "-n", 1000, "-o", "plan.json").stdout


def test_the_exact_engine_says_how_far_it_is_from_a_proof(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def early(*args: Any, **options: Any) -> Solution:
        return replace(exact(*args, **options), proved=False, bound=50_500)

    monkeypatch.setattr("dispatch.engine.exact.exact", early)
    result = run("solve", HELLO, "--engine", "exact", "-l", 60, "-o", "plan.json")
    told = "Not proved: the cost is 54.053, and no plan costs less than 50.500"
    assert f"\n{told}\n" in result.stdout


def test_the_exact_engine_makes_no_moves_to_count(run: Run) -> None:
    refused = run("solve", HELLO, "--engine", "exact", "-n", 10, "-o", "plan.json")
    assert refused.exit_code == 2
    assert "give --time-limit" in refused.stderr
    assert not Path("plan.json").exists()


def test_the_same_seed_and_moves_give_the_same_bytes(run: Run) -> None:
    for file in ("one.json", "two.json"):
        words = ("-n", 20_000, "--seed", 5, "-t", 2, "-o", file)
        assert run("solve", DISTRICT, *words).exit_code == 0
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    assert run("check", DISTRICT, "one.json").exit_code == 0


def test_a_plan_to_start_from_is_never_made_worse(run: Run) -> None:
    assert run("solve", DISTRICT, "-n", 50_000, "-o", "good.json").exit_code == 0
    assert run("solve", DISTRICT, "-n", 0, "-o", "plain.json").exit_code == 0
    words = ("-n", 10_000, "--seed", 1, "--initial", "good.json", "-o", "next.json")
    assert run("solve", DISTRICT, *words).exit_code == 0
    good = cost_of(DISTRICT, Path("good.json"))
    assert cost_of(DISTRICT, Path("next.json")) <= good < cost_of(DISTRICT, Path("plain.json"))


def test_a_plan_that_no_longer_fits_is_a_start_and_the_rest_is_named(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace('"caregiver": "ann"', '"caregiver": "ane"')
    Path("other.json").write_text(text, encoding="utf-8")
    result = run("solve", HELLO, "-n", 0, "--initial", "other.json", "-o", "again.json")
    assert result.exit_code == 0
    lacking = "routes[0]: the scenario has no shift 0 of a caregiver 'ane'"
    assert f"dispatch: not kept from the plan: {lacking}" in result.stderr.splitlines()
    assert cost_of(HELLO, Path("again.json")) == cost_of(HELLO, plan)


def test_what_facts_break_is_told_and_is_no_fault_of_the_plan(run: Run) -> None:
    running = SCENARIOS / "rules" / "running-visit-overtime.yaml"
    assert run("solve", running, "-n", 0, "-o", "plan.json").exit_code == 0
    result = run("check", running, "plan.json")
    assert result.exit_code == 0
    told = "fact, not the plan's fault: ann returns 25 minutes after the overtime limit"
    assert told in result.stdout.splitlines()
    verdict = json.loads(run("check", running, "plan.json", "--json").stdout)
    assert [each["kind"] for each in verdict["facts"]] == ["overtime_limit"]
    assert verdict["violations"] == []


def test_promises_that_a_plan_breaks_are_told_first(run: Run) -> None:
    scenario = SCENARIOS / "rules" / "promise-soft.yaml"
    first = "Promises broken: a (by 41 minutes)"
    assert run("solve", scenario, "-n", 100, "-o", "plan.json").stdout.splitlines()[0] == first
    checked = run("check", scenario, "plan.json")
    assert (checked.exit_code, checked.stdout.splitlines()[0]) == (0, first)
    verdict = json.loads(run("check", scenario, "plan.json", "--json").stdout)
    assert verdict["measures"]["broken_promises"] == {"a": 41}
    assert verdict["cost"]["components"]["broken_promise"] == 82


def test_a_map_is_described_converted_and_compared_with_a_scenario(run: Run) -> None:
    result = run("roads", ROADS, "--scenario", DISTRICT, "-o", "again.graphml.gz")
    assert result.exit_code == 0
    assert "e_bike" in result.stdout
    assert "all 123 places are on the map" in result.stdout
    first = "  clients[c001].place: walk 12 m (1), bicycle 32 m (1), e_bike 32 m (1)"
    assert first in result.stdout.splitlines()
    again = run("roads", "again.graphml.gz")
    assert again.exit_code == 0
    assert result.stdout.startswith(again.stdout)


@pytest.mark.parametrize("cut", ["cut.gpkg", "CUT.GPKG"])
def test_a_cut_out_of_a_map_gives_the_same_travel_times(run: Run, cut: str) -> None:
    there = "[121.2450, 31.0320]"
    places = _on_map(ROADS, there)
    result = run("roads", ROADS, "--scenario", places, "--around", 3, "-o", cut)
    assert result.exit_code == 0
    assert result.stdout.endswith(f"\n{cut}\n")
    assert run("roads", cut).stdout != run("roads", ROADS).stdout
    whole, part = load_scenario(places), load_scenario(_on_map(cut, there))
    assert _minutes(part) == _minutes(whole)


def _minutes(scenario: Scenario) -> list[list[int]]:
    times = travel_times(scenario)
    places = range(len(times.places))
    return [times.block(mode.id, places, places).tolist() for mode in scenario.modes]


def test_a_cut_out_needs_places_and_a_file(run: Run) -> None:
    for words in (["-o", "cut.gpkg"], ["--scenario", DISTRICT]):
        result = run("roads", ROADS, "--around", 3, *words)
        assert result.exit_code == 2
        assert "--around needs --scenario and -o" in result.stderr
    assert not Path("cut.gpkg").exists()


def test_the_schema_names_every_field_of_a_scenario(run: Run) -> None:
    result = run("schema")
    assert result.exit_code == 0
    fields = json.loads(result.stdout)["properties"]
    assert {"visits", "caregivers", "clients", "roads", "policy"} <= set(fields)


def test_the_schema_of_events_is_printed_on_request(run: Run) -> None:
    result = run("schema", "--events")
    assert result.exit_code == 0
    assert set(json.loads(result.stdout)["properties"]) == {"format", "events"}


def test_alarms_to_call_back_are_told_first(run: Run) -> None:
    alarms = (
        "{id: a1, client: wu, at: 7:50},"
        "{id: a2, client: sun, at: 7:40, answered: 7:41, outcome: handed_over}"
    )
    day = hello("dates:", f"now: 7:56\nalarms: [{alarms}]\ndates:")
    call = (
        "Call wu back now: alarm a1 came in at 07:50, and the call-back was due at 07:55, "
        "1 minute ago"
    )
    solved = run("solve", day, "-n", 0, "-o", "again.json")
    assert solved.stdout.splitlines()[0] == call
    assert run("check", day, "again.json").stdout.splitlines()[0] == call
    verdict = json.loads(run("check", day, "again.json", "--json").stdout)
    told = [(each["alarm"], each["state"], each["sentence"]) for each in verdict["call_backs"]]
    assert told == [
        ("a2", "answered", "sun was called back at 07:41, in time: alarm a2 came in at 07:40"),
        ("a1", "overdue", call),
    ]


@pytest.mark.parametrize("command", [None, *sorted(main.commands)])
def test_every_command_explains_itself(run: Run, command: str | None) -> None:
    result = run(*([] if command is None else [command]), "--help")
    assert result.exit_code == 0
    if command is None:
        assert all(name in result.stdout for name in main.commands)
    else:
        for parameter in main.commands[command].params:
            assert max(parameter.opts, key=len) in result.stdout.lower()


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout.startswith("dispatch ")


# What is said about the input


@pytest.mark.parametrize("words", [("schema",), ("check", "nowhere.yaml", "plan.json")])
def test_garbage_is_collected_as_before_once_a_command_is_over(
    run: Run, words: tuple[str, ...]
) -> None:
    before, host = gc.get_threshold(), (701, 11, 12)
    gc.set_threshold(*host)
    try:
        assert (run(*words).exit_code == 0) == (words == ("schema",))
        assert gc.get_threshold() == host
    finally:
        gc.set_threshold(*before)


def test_a_plan_of_another_scenario_is_told(run: Run, plan: Path) -> None:
    other = hello("duration: 20", "duration: 21")
    for words in (("check", other, plan), ("solve", other, "-n", 0, "-i", plan, "-o", "x.json")):
        result = run(*words)
        assert "was made for another scenario" in result.stderr
    same = run("check", HELLO, plan)
    assert same.exit_code == 0
    assert same.stderr == ""


def test_what_nobody_can_do_is_told_before_any_search(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired = hello("2028-03-31", "2026-11-22")
    warning = "nobody on duty holds a valid certificate: nurse-licence"
    assert warning in run("check", expired, plan).stderr
    told = run("solve", expired, "-n", 0)
    assert told.exit_code == 0
    assert told.stderr.index(warning) < told.stderr.index("Visits served: 3 of 4")
    monkeypatch.setattr("dispatch.planner.plan_day", _fail)
    assert warning in run("solve", expired).stderr
    monkeypatch.undo()
    assert warning not in run("solve", HELLO, "-n", 0).stderr


def _fail(*args: Any, **fields: Any) -> Plan:
    raise DispatchError("it is the engine's fault")


def test_a_judgement_as_json_speaks_in_codes(run: Run, plan: Path, broken: Path) -> None:
    kept = json.loads(run("check", HELLO, plan, "--json").stdout)
    assert kept["violations"] == []
    assert kept["cost"]["total"] == sum(kept["cost"]["components"].values()) == 54.053
    assert kept["cost"]["mandatory_unserved"] == 0
    assert kept["measures"]["visits"]["served"] == 4
    result = run("check", HELLO, broken, "--json")
    assert result.exit_code == 5
    found = json.loads(result.stdout)["violations"]
    assert all(
        set(each) == {"kind", "visit", "caregiver", "amount", "detail", "sentence"}
        for each in found
    )
    assert {each["kind"] for each in found} <= set(get_args(Kind))
    [missing] = [each for each in found if each["kind"] == "certificate_missing"]
    assert (missing["visit"], missing["caregiver"]) == ("wang-injection", "bo")
    assert f"certificate_missing: {missing['sentence']}" in result.stderr


def test_a_judgement_as_json_has_errands_where_asked_for(run: Run) -> None:
    kit = SCENARIOS / "rules" / "kit-fetched.yaml"
    assert run("solve", kit, "-n", 0, "-o", "plan.json").exit_code == 0
    words = ("check", kit, "plan.json", "--json")
    assert "errands" not in json.loads(run(*words).stdout)
    told = [each["sentence"] for each in json.loads(run(*words, "--errands").stdout)["errands"]]
    assert len(told) == 2
    lines = run("check", kit, "plan.json", "--errands").stdout.splitlines()
    assert [line for line in lines if line in told] == told


def test_changes_as_json_have_names_where_asked_for(run: Run) -> None:
    day = hello("{id: wu, ", "{id: wu, name: Mr Wu, phone: 555-0100, ")
    assert run("solve", day, "-n", 0, "-o", "plan.json").exit_code == 0
    assert run("edit", day, "plan.json", "unassign", "wu-care", "-o", "other.json").exit_code == 0
    words = ("diff", day, "plan.json", "other.json", "--json")
    plain, named = (json.loads(run(*words, *more).stdout) for more in ((), ("--names",)))
    assert named == {**plain, "clients": {"wu": {"name": "Mr Wu", "phone": "555-0100"}}}


# What goes wrong


def failures() -> dict[str, tuple[int, str, Callable[[], list[object]]]]:
    """Exit code, what is said, and a command that writes to out.json, out.html or out.yaml."""
    solve = ["solve", "-n", "0", "-o", "out.json"]
    wrong_field = ("client: wu,", "client: wu, windwos: [],")
    return {
        "no such file": (2, "there is no such file", lambda: [*solve, "nowhere.yaml"]),
        "unknown key": (2, "windwos", lambda: [*solve, hello(*wrong_field)]),
        "not a scenario": (2, "", lambda: [*solve, _text("x.yaml", "- 1\n- 2\n")]),
        "a pin that breaks a rule": (
            2,
            "visits[wu-care].pinned_start",
            lambda: [*solve, hello("client: wu,", 'client: wu, pinned_start: "12:30",')],
        ),
        "a folder": (2, "there are no tables in this folder", lambda: [*solve, SCENARIOS]),
        "no command": (2, "Usage", list),
        "unknown command": (2, "No such command", lambda: ["slove", HELLO]),
        "unknown option": (2, "No such option", lambda: [*solve, HELLO, "--fast"]),
        "an id like an option": (
            2,
            "No such option '-1'. If this is the beginning of an id, write the ids last, after --",
            lambda: ["explain", HELLO, "plan.json", "-1"],
        ),
        "not a number": (
            2,
            "time_limit: NaN is not a length of time",
            lambda: [*solve, HELLO, "-l", "nan"],
        ),
        "no end": (2, "time_limit: infinity is not a", lambda: [*solve, HELLO, "-l", "inf"]),
        "below zero": (2, "is not in the range", lambda: [*solve, HELLO, "-l", "-1"]),
        "unknown engine": (2, "is not one of", lambda: [*solve, HELLO, "--engine", "magic"]),
        "start is no plan": (2, "", lambda: [*solve, HELLO, "-i", _text("p.json", "{}")]),
        "a scenario for a plan": (
            2,
            "this is a scenario, not a plan",
            lambda: ["report", HELLO, HELLO, "-o", "out.html"],
        ),
        "an unknown ending": (2, "'.txt'", lambda: ["generate", "-o", "out.txt", "--visits", 3]),
        "no such map": (3, "there is no such file", lambda: [*solve, _on_map("missing.graphml")]),
        "a broken map": (3, "map.graphml", lambda: [*solve, _on_map(_text("map.graphml", "<x>"))]),
        "off the map": (
            3,
            "clients[wang].place",
            lambda: [*solve, _on_map(ROADS, "[121.9, 31.2]")],
        ),
        "no map to describe": (
            3,
            "there is no such file",
            lambda: ["roads", "missing.osm", "-o", "out.graphml.gz"],
        ),
        "a scenario off the map": (
            3,
            "clients[wang].place",
            lambda: ["roads", ROADS, "--scenario", _on_map(ROADS, "[121.9, 31.2]")],
        ),
        "no map to generate on": (
            3,
            "there is no such file",
            lambda: ["generate", "-o", "out.yaml", "--roads", "missing.graphml"],
        ),
        "a mandatory visit left out": (4, "left out: c", lambda: [*solve, MANDATORY, "--strict"]),
    }


def _text(file: str, text: str) -> Path:
    Path(file).write_text(text, encoding="utf-8")
    return Path(file)


def _on_map(roads: Path | str, wang: str = "[121.2298, 31.0228]") -> Path:
    head, places = HELLO.read_text(encoding="utf-8").split("roads:\n")
    _, rest = places.split("stations:\n")
    rest = rest.replace("place: wangs", f"place: {wang}")
    for name in ("station", "wus", "zhous", "suns"):
        rest = rest.replace(f"place: {name}", "place: [121.2299, 31.0228]")
    return _text("map.yaml", f"{head}roads: {{kind: graph, file: '{roads}'}}\nstations:\n{rest}")


@pytest.mark.parametrize("case", failures())
def test_a_failure_has_its_exit_code_and_leaves_files_alone(run: Run, case: str) -> None:
    code, said, words_of = failures()[case]
    words = words_of()
    for ending in ("json", "html", "yaml", "graphml.gz"):
        _text(f"out.{ending}", "as it was")
    before = {file: file.read_bytes() for file in Path().iterdir()}
    result = run(*words)
    assert result.exit_code == code
    assert result.stdout == "" or words[0] == "roads"
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert {file: file.read_bytes() for file in Path().iterdir()} == before


def test_a_fault_of_the_program_ends_with_1_and_writes_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatch.planner.planning.decode", _without_its_last_stop())
    result = run("solve", HELLO, "-n", 0, "-o", "plan.json")
    assert result.exit_code == 1
    assert "please report this: visit_unaccounted" in result.stderr
    assert list(Path().iterdir()) == []


def test_pins_that_break_a_rule_are_refused_or_released(run: Run) -> None:
    """Bo has no licence, and no pin keeps Ann from the injection but this one."""
    pinned = hello("id: wang-injection,", "id: wang-injection, pinned_caregivers: [bo],")
    words = ("--engine", "exact", "-l", 60, "-o")
    assert run("solve", HELLO, *words, "best.json").exit_code == 0
    words = ("solve", pinned, *words, "plan.json")
    refused = run(*words)
    assert refused.exit_code == 2
    sentence = (
        "visits[wang-injection].pinned_caregivers[0]: the pin breaks a rule:"
        " bo has no certificate that wang-injection requires"
    )
    assert (
        f"{sentence}. Change the pin, or plan with dispatch solve --release-pins." in refused.stderr
    )
    assert not Path("plan.json").exists()
    made = run(*words, "--release-pins")
    assert made.exit_code == 0
    assert f"released: {sentence}" in made.stderr
    assert "Rules broken" not in made.stdout
    assert cost_of(HELLO, Path("plan.json")) == cost_of(HELLO, Path("best.json"))
    checked = run("check", pinned, "plan.json")
    assert checked.exit_code == 5  # the plan answers the file as it is, pin and all
    assert "another scenario" not in checked.stderr
    assert [line for line in checked.stderr.splitlines() if "pinned_caregiver:" in line]


def _without_its_last_stop() -> Callable[..., Plan]:
    from dispatch.encoding import decode

    def wrong(*args: Any) -> Plan:
        plan = decode(*args)
        return plan.model_copy(update={"routes": plan.routes[:-1]})

    return wrong


def test_ctrl_c_that_a_package_tells_as_an_error_of_its_own_is_still_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ValueError("KeyboardInterrupt") from None

    monkeypatch.setattr("dispatch.scenario.scenario_schema", build)
    before = signal.getsignal(signal.SIGINT)
    result = run("schema")
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "dispatch: interrupted; nothing was written\n"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_broken_rule_ends_with_5_and_every_violation_is_named(run: Run, broken: Path) -> None:
    result = run("check", HELLO, broken)
    assert result.exit_code == 5
    assert result.stdout.startswith("Hard rules broken: 1\n")
    [line] = result.stderr.splitlines()
    assert line.startswith("dispatch: certificate_missing: ")
    assert "bo has no certificate that wang-injection requires" in line


def test_results_of_another_command_are_not_replaced(run: Run) -> None:
    assert run("reach", HELLO, "-o", "out").exit_code == 0
    assert run("reach", HELLO, "-o", "out").exit_code == 0  # its own are made anew
    page = Path("out", "page.html").read_bytes()
    study = SCENARIOS / "studies" / "caregivers-balance.yaml"
    for others in (["staffing", HELLO], ["study", study], ["simulate", "S"]):
        refused = run(*others, "-o", "out")
        assert refused.exit_code == 2
        assert "this folder has the results of `dispatch reach`" in refused.stderr
    assert Path("out", "page.html").read_bytes() == page
    assert not Path("out", "rows").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["solve", HELLO, "-o", "missing/out.json"],
        ["report", HELLO, "plan.json", "-o", "missing/out.html"],
        ["generate", "-o", "missing/out.yaml"],
        ["roads", ROADS, "-o", "missing/out.graphml.gz"],
    ],
    ids=lambda words: words[0],
)
def test_a_missing_folder_is_told_before_the_work_begins(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr("dispatch.formats.load_question", _fail)
    monkeypatch.setattr("dispatch.scenario.load_scenario", _fail)
    monkeypatch.setattr("dispatch.roads.load_graph", _fail)
    monkeypatch.setattr("dispatch.generate.generate", _fail)
    result = run(*words)
    assert result.exit_code == 2
    assert "there is no folder 'missing'. Create it first." in result.stderr
    assert not Path("missing").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["generate", "-o", "day.txt"], "Use .yaml, .yml or .json."),
        (["areas", HELLO, ROADS, "--id", "code", "-o", "day.xlsx"], "Use .yaml, .yml or .json."),
        (["solve", HELLO, "-o", "plan.yaml"], "the ending '.yaml' does not fit the format"),
        (["solve", HELLO, "-o", "plan.json.gz"], "Use .json or .txt."),
        (["report", HELLO, "plan.json", "-o", "day.PDF"], "Use .html or .htm."),
        (["compare", HELLO, "plan.json", "plan.json", "-o", "both.csv"], "Use .html or .htm."),
        (["stress", HELLO, "plan.json", "-o", "stress.csv"], "Use .json."),
        (["edit", HELLO, "plan.json", "unassign", "wu-meal", "-o", "new.html"], "Use .json."),
        (["roads", ROADS, "-o", "roads.osm"], "Use .gpkg or .graphml or .graphml.gz."),
        (["roads", ROADS, "-o", "roads.gz"], "Use .gpkg or .graphml or .graphml.gz."),
    ],
)
def test_a_name_that_says_another_format_is_refused_before_the_work_begins(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch, words: list[object], told: str
) -> None:
    monkeypatch.setattr("dispatch.formats.load_question", _fail)
    monkeypatch.setattr("dispatch.scenario.load_scenario", _fail)
    monkeypatch.setattr("dispatch.roads.load_graph", _fail)
    monkeypatch.setattr("dispatch.generate.generate", _fail)
    before = sorted(Path().iterdir())
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize("name", ["plan", "plan-2026.11.23", "plan.json.new", "PLAN.JSON"])
def test_a_name_that_says_no_other_format_is_taken(run: Run, name: str) -> None:
    assert run("solve", HELLO, "-n", 0, "-o", name).exit_code == 0
    assert Path(name).exists()


def test_what_is_read_is_never_written_over(run: Run, plan: Path) -> None:
    scenario = hello()
    roads = Path("roads.graphml.gz")
    roads.write_bytes(ROADS.read_bytes())
    for name in ("day.json", "plan.html", "roads.yaml"):
        Path(name).write_text("")
    before = {file: file.read_bytes() for file in Path().iterdir()}
    for words in (
        ["solve", "day.json", "-o", "day.json"],
        ["report", scenario, "plan.html", "-o", "plan.html"],
        ["roads", roads, "-o", roads],
        ["generate", "--roads", "roads.yaml", "-o", "roads.yaml"],
    ):
        result = run(*words)
        assert result.exit_code == 2
        assert "would be overwritten" in result.stderr
    assert {file: file.read_bytes() for file in Path().iterdir()} == before
    assert run("solve", scenario, "-n", 0, "-i", plan, "-o", plan).exit_code == 0


def test_rooms_that_warn_are_heard_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(*asked: object) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("the cache cannot be written", stacklevel=1)
        raise DispatchError("that was all")

    monkeypatch.setattr("dispatch.formats.load_question", warn)
    shown = warnings.showwarning
    result = run("solve", HELLO)
    assert result.stderr == (
        "dispatch: warning: the cache cannot be written\ndispatch: that was all\n"
    )
    assert warnings.showwarning is shown


# Published instances

NINE = SCENARIOS / "instances" / "nine-patients.json"


@pytest.fixture
def solution(run: Run) -> Path:
    """The best solution of the published kind of instance that is shipped."""
    words = ("--engine", "exact", "-l", 60, "-o", "solution.json")
    assert run("solve", NINE, *words).exit_code == 0
    return Path("solution.json")


def locations(solution: Path) -> list[dict[str, Any]]:
    routes = json.loads(solution.read_text(encoding="utf-8"))["routes"]
    return [each for route in routes for each in route["locations"]]


def test_a_published_instance_is_solved_and_its_solution_judged(run: Run, solution: Path) -> None:
    assert len(locations(solution)) == 12
    solved = run("solve", NINE, "--format", "hhcrsp", "--engine", "exact", "-l", 60)
    assert solved.stdout == solution.read_text(encoding="utf-8")
    cost = "  published cost            84.000\n"
    assert solved.stderr.endswith(cost)
    checked = run("check", NINE, solution)
    assert checked.exit_code == 0
    assert checked.stdout.endswith(cost)
    assert "  travel_time" in checked.stdout
    published = json.loads(run("check", NINE, solution, "--json").stdout)["published"]
    assert set(published["components"]) == {
        "travel_time", "total_tardiness", "highest_tardiness",
    }  # fmt: skip
    assert sum(published["components"].values()) == pytest.approx(published["cost"])
    again = run("solve", NINE, "-i", solution, "--engine", "exact", "-l", 60, "-o", "again.json")
    assert again.stdout.endswith(cost)


def test_a_wrong_published_solution_is_told_in_full(run: Run, solution: Path) -> None:
    text = solution.read_text(encoding="utf-8")
    late = next(each for each in locations(solution) if each["patient"] == "p1")
    early = text.replace(f'"arrival_time": {late["arrival_time"]}', '"arrival_time": 29', 1)
    Path("early.json").write_text(early, encoding="utf-8")
    result = run("check", NINE, "early.json")
    assert result.exit_code == 5
    assert "wrong_duration: " in result.stderr
    routes = json.loads(text)["routes"]
    for route in routes:
        route["locations"] = [each for each in route["locations"] if each["patient"] != "p1"]
    Path("fewer.json").write_text(json.dumps({"routes": routes}), encoding="utf-8")
    result = run("check", NINE, "fewer.json")
    assert result.exit_code == 5
    assert "dispatch: visit_left_out: p1 must be served but is left out" in result.stderr
    assert "published cost" not in result.stdout
    assert "published" not in json.loads(run("check", NINE, "fewer.json", "--json").stdout)


@pytest.mark.parametrize(
    "words", [("explain",), ("report", "-o", "day.html"), ("diff", "plan.json")]
)
def test_other_commands_name_a_published_instance(run: Run, words: tuple[str, ...]) -> None:
    command, *others = words
    Path("plan.json").write_text("{}", encoding="utf-8")
    done = run(command, NINE, "plan.json", *others)
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        f"dispatch: {NINE}: this is a published instance, but the command is for scenarios. "
        "`dispatch solve` and `dispatch check` take instances."
    ]


def test_a_published_solution_serves_all_or_is_not_written(run: Run) -> None:
    fields = json.loads(NINE.read_text(encoding="utf-8"))
    fields["caregivers"] = [each for each in fields["caregivers"] if each["id"] == "c1"]
    few = _text("few.json", json.dumps(fields))
    result = run("solve", few, "--engine", "exact", "-l", 60, "-o", "out.json")
    assert result.exit_code == 4
    assert "a published solution must serve all mandatory visits" in result.stderr
    assert not Path("out.json").exists()


def test_a_format_that_a_file_is_not_of_is_told(run: Run, plan: Path) -> None:
    for words in (("solve", HELLO), ("check", HELLO, plan)):
        result = run(*words, "--format", "hhcrsp")
        assert result.exit_code == 2
        assert "this is not a published instance" in result.stderr
    assert run("solve", NINE, "--format", "vrptw").exit_code == 2
    assert "'tsp' is not one of" in run("solve", NINE, "--format", "tsp").stderr


def test_equal_sentences_about_a_plan_are_one_line(run: Run, plan: Path) -> None:
    """A visit is in three routes of one shift, and each time a second too long."""
    made = json.loads(plan.read_text())
    (first,) = made["routes"][0]["stops"][:1]
    first["end"] = f"{first['end'][:-1]}1"
    made["routes"] += [{**made["routes"][0], "stops": [first]}] * 2
    plan.write_text(json.dumps(made))
    result = run("check", HELLO, plan)
    lines = [line for line in result.output.splitlines() if "wrong_duration" in line]
    assert lines == [
        f"dispatch: wrong_duration: the service of {first['visit']} is 1 second too long or too "
        "short (3 times)"
    ]
