"""What other solvers are asked, what becomes of their answers, and how gaps are counted."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from dispatch.encoding import Encoded, encode
from dispatch.engine import Seconds
from dispatch.engine.exact import exact
from dispatch.generate import generate
from dispatch.referee import judge
from dispatch.roads import travel_times

METHODS = "pyvrp", "ortools", "vroom", "vrp-cli"


def a_day(size: int = 40) -> Encoded:
    import made_days

    scenario = made_days.scenario_of(made_days.make_day(size, 1))
    return encode(scenario, travel_times(scenario))


def test_the_days_are_the_ones_that_were_fixed() -> None:
    import days
    import made_days

    assert days.known_day(100, 3)["name"] == "day-100-3"
    fixed = [line.split()[1] for line in days.DIGESTS.read_text().splitlines()]
    wanted = [f"day-{size}-{n}" for size in made_days.SIZES for n in made_days.NUMBERS]
    assert fixed == wanted


@pytest.mark.filterwarnings("default")  # what other packages warn of is not ours
@pytest.mark.parametrize("method", METHODS)
def test_a_peer_finds_the_proved_optimum_of_a_small_day(method: str) -> None:
    import peers
    from peers.question import plan_of, question_of

    if peers.stamp(method) is None:
        pytest.skip(f"{method} is not installed")
    day = a_day(16)
    best = exact(day.problem, stop=Seconds(60))
    assert best.proved
    question = question_of(day)
    routes = peers.adapter(method).prepare(question, seconds=1, seed=1)()
    judgement = judge(day.scenario, day.travel, plan_of(day, question, routes))
    assert judgement.violations == ()
    assert judgement.cost.exact == best.cost * day.tick


@pytest.mark.filterwarnings("default")
def test_vroom_is_asked_until_the_time_is_up_and_its_best_answer_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("vroom")
    from peers import vroom
    from peers.question import question_of

    question, answers = question_of(a_day()), []
    solved = vroom._solved

    def watched(*asked: object) -> object:
        answers.append(solved(*asked))
        return answers[-1] if len(answers) == 2 else []  # the others leave everybody out

    monkeypatch.setattr(vroom, "_solved", watched)
    began = time.perf_counter()
    best = vroom.prepare(question, seconds=0.5, seed=1)()
    assert len(answers) > 2
    assert 0.5 <= time.perf_counter() - began < 5
    assert best == answers[1]


def test_answers_are_compared_by_who_is_left_out_then_by_travel() -> None:
    from peers.question import question_of

    question = question_of(a_day())
    question = replace(question, prize=[0, *question.prize[1:]])
    everybody = list(range(len(question.point)))
    forth, back, without_one, without_the_first = (
        question.rank([(0, visits)])
        for visits in (everybody, everybody[::-1], everybody[:-1], everybody[1:])
    )
    stops = [question.start[0], *question.point, question.end[0]]
    assert forth == (0, 0, sum(map(lambda a, b: question.travel[a, b], stops, stops[1:])))
    assert back[:2] == (0, 0)
    assert back[2] != forth[2]
    assert without_one[:2] == (0, question.prize[-1])
    assert without_the_first[:2] == (1, 0)


def test_a_wrong_answer_becomes_a_plan_that_the_referee_rejects() -> None:
    from peers.question import plan_of, question_of

    day = a_day()
    question = question_of(day)
    visit, vehicle = map(int, next(zip(*(~question.serves).nonzero(), strict=True)))
    kinds = {
        violation.kind
        for violation in judge(
            day.scenario, day.travel, plan_of(day, question, [(vehicle, [visit])])
        ).violations
    }
    assert "certificate_missing" in kinds
    alone = int(question.serves[:, 0].argmax())
    twice = plan_of(day, question, [(0, [alone, alone])])
    assert not judge(day.scenario, day.travel, twice).ok


def test_skills_say_who_may_serve_whom() -> None:
    from peers.question import question_of

    question = question_of(a_day())
    assert not question.serves.all()
    for visit, row in enumerate(question.serves):
        for vehicle, may in enumerate(row):
            skill = question.skill[visit]
            assert may == (skill is None or skill in question.skills(vehicle))


def test_a_full_day_cannot_be_asked() -> None:
    from peers.question import Inexpressible, question_of

    scenario = generate(visits=30, seed=1)
    with pytest.raises(Inexpressible, match=r"soft windows.*meal breaks"):
        question_of(encode(scenario, travel_times(scenario)))


def day_row(day: int, method: str, priority: int, broken: str = "") -> dict[str, str]:
    return {
        "visits": "100", "day": str(day), "method": method, "unserved_priority": str(priority),
        "travel": "1.0", "unserved": "1", "broken": broken, "spent": "2.0",
    }  # fmt: skip


def test_means_are_of_days_that_every_method_has_a_plan_for() -> None:
    import days

    rows = [
        *(day_row(1, method, priority) for method, priority in (("ours", 5), ("vroom", 4))),
        *(day_row(2, method, priority) for method, priority in (("ours", 7), ("vroom", 9))),
        day_row(3, "ours", 100),
        day_row(3, "vroom", 0, broken="certificate_missing"),
        day_row(4, "ours", 1000),
    ]
    told = "method", "days", "rejected", "in the means", "priority left out", "best on"
    assert [tuple(line[name] for name in told) for line in days.lines_of(rows)] == [
        ("ours", 3, 0, 2, "6.0", 2),
        ("vroom", 3, 1, 2, "6.5", 1),
    ]


def test_no_day_is_in_two_sets() -> None:
    import made_days

    assert sorted(made_days.NUMBERS) == list(range(1, 31))
    assert list(made_days.SETS["development"]) == list(range(1, 11))


def row(**changed: str) -> dict[str, str]:
    return {
        "instance": "a", "method": "ours", "family": "f", "size": "100", "published": "50.000000",
        "near": "0.01", "cost": "51.000000", "broken": "", "spent": "1.0",
    } | changed  # fmt: skip


@pytest.mark.parametrize(
    ("cost", "side", "gap"), [("50.01", 0, 0.02), ("50.02", 1, 0.04), ("49.98", -1, -0.04)]
)
def test_sides_of_the_published_cost(gaps: ModuleType, cost: str, side: int, gap: float) -> None:
    mean = gaps.means_of([row(cost=cost)])[0]
    assert mean.side == side
    assert mean.gap == pytest.approx(gap)


def test_a_run_without_a_plan_leaves_no_mean(gaps: ModuleType) -> None:
    rows = [row(), row(cost=""), row(instance="b"), row(instance="b", cost="53.000000")]
    first, second = gaps.means_of(rows)
    assert (first.lost, first.gap) == (1, None)
    assert (second.lost, second.gap, second.best) == (0, pytest.approx(4), pytest.approx(2))
    broken = gaps.means_of([row(broken="travel_too_short")])[0]
    assert (broken.lost, broken.gap) == (1, None)


def test_printed_costs_are_equal_to_what_rounds_to_them(gaps: ModuleType) -> None:
    assert gaps.Published.printed("1637.7").near == pytest.approx(0.05)
    assert gaps.Published.printed("65188.0").near == pytest.approx(0.5)
    assert gaps.Published.printed("297.667").near == gaps.NEAR


def test_a_failed_run_is_told_and_leaves_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import harness
    import record

    monkeypatch.setattr(record, "RESULTS", tmp_path)
    script = tmp_path / "script.py"
    script.write_text(
        "import json, sys\n"
        "task = json.loads(sys.argv[2])\n"
        "if task['day'] == 1: sys.exit('no such day')\n"
        "print(json.dumps({'cannot': 'that'} if task['day'] == 2 else {'found': task['also']}))\n"
    )
    rows = record.Rows("rows", key=("day",), sources=())
    tasks = [
        harness.Task({"day": day, "method": "ours", "seconds": 1}, {"also": 7}) for day in range(3)
    ]
    with pytest.raises(SystemExit):
        harness.measure(str(script), tasks, rows, 1)
    said = capsys.readouterr().err
    assert "no such day" in said
    assert "ours cannot be asked for: that" in said
    assert [(kept["day"], kept["found"]) for kept in rows.current()] == [("0", "7")]
    assert "also" not in rows.current()[0]


def test_uhhc_is_compared_with_the_better_of_both_published_methods(
    gaps: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "uhhc_published.csv").write_text(
        "instance,best,mean,cp_sat\na,100.0,110.5,\nb,100.0,110.5,99.0\nc,100.0,110.5,1000.0\n"
    )
    known = gaps.published("uhhc", tmp_path)
    assert {name: int(cost.best) for name, cost in known.items()} == {"a": 100, "b": 99, "c": 100}
