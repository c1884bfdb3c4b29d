"""Who is missing: gains, noise, curves and the mix, on days computed by hand."""

from __future__ import annotations

import csv
import json
import signal
from dataclasses import replace
from io import StringIO

import pyarrow.parquet
import pytest
from click.testing import CliRunner

from dispatch import dump_scenario, judge, load_scenario, plan_day, travel_times
from dispatch.cli import main
from dispatch.errors import InputError
from dispatch.plan import loads_plan
from dispatch.simulate.statistics import Estimate
from dispatch.whatif import runs as running
from dispatch.whatif import staffing
from dispatch.whatif.hopes import Hopes
from dispatch.whatif.runs import Run
from dispatch.whatif.staffing import _gain
from dispatch.whatif.staffing_page import write_staffing
from dispatch.whatif.staffing_words import gain_text, lines, sentences

QUICK = {"seeds": 2, "iterations": 500, "most": 3}


def values(gains):
    return {name: gain.estimate.value for name, gain in gains.items()}


def test_one_more_serves_the_other_two(short_of_hands):
    found = staffing(short_of_hands(), **QUICK)
    assert found.base.means == {
        "mandatory": 0, "served": 3, "hours": 3, "on_time": None, "paid": 230, "travel": 50,
    }  # fmt: skip
    assert (found.visits, found.hours, found.base.share.value) == (5, 5, 0.6)
    amy, nan = found.curves
    [point] = amy.points  # then nobody is left out, and more are not searched
    assert values(point.gains) == {
        "mandatory": 0, "served": 2, "hours": 2, "on_time": None, "paid": 150, "travel": 30,
    }  # fmt: skip
    assert point.gains["served"].estimate == Estimate(2, 2.0)  # without an interval
    verdicts = {name: gain.verdict for name, gain in point.gains.items()}
    assert verdicts == {
        "mandatory": "none", "served": "unknown", "hours": "unknown", "on_time": "unknown",
        "paid": "unknown", "travel": "unknown",
    }  # fmt: skip
    assert nan.points == ()
    assert {run.team for run in found.runs} == {(), (("amy", 1),)}
    assert (found.team, found.ended, found.mix[0].point) == ((("amy", 1),), "reached", point)


def test_a_level_that_is_reached_asks_for_nobody(short_of_hands):
    found = staffing(short_of_hands(), level=0.6, **QUICK)
    assert (found.mix, found.ended, found.base.reached) == ((), "reached", True)
    assert any("nobody is missing" in line for line in sentences(found))


def test_hours_and_visits_are_different_levels(short_of_hands):
    quick = short_of_hands().model_dump(mode="json")["services"]
    quick[1]["duration"] = 120
    day = short_of_hands(services=quick)
    assert staffing(day, level=0.66, of="hours", **QUICK).ended == "reached"  # 4 of 6 hours
    assert staffing(day, level=0.66, of="hours", **QUICK).mix == ()
    assert staffing(day, level=0.66, of="visits", **QUICK).team == (("amy", 1),)


def test_no_level_is_reached_while_a_mandatory_visit_is_left_out(short_of_hands):
    visits = short_of_hands().model_dump(mode="json")["visits"]
    nobody = {"windows": [{"open": "12:00", "close": "13:00", "hard": True}], "mandatory": True}
    visits[4] |= nobody
    found = staffing(short_of_hands(visits=visits), level=0.6, **QUICK)
    assert found.base.means["mandatory"] == 1
    assert (found.ended, found.team) == ("nothing", (("amy", 1),))
    assert found.mix[-1].point.share.value == 0.8
    told = [*sentences(found)]
    assert any("only if no mandatory visit is left out" in line for line in told)
    assert any("one more of any kind could serve none" in line for line in told)


def test_mandatory_visits_come_first_in_the_mix(short_of_hands):
    day = short_of_hands().model_dump(mode="json")
    clients = [*day["clients"], {"id": "f", "place": "e"}, {"id": "g", "place": "e"}]
    shots = [
        {"id": f"shot-{name}", "client": name, "service": "shot", "exact_start": "09:00"}
        for name in "efg"
    ]  # all at once, so that nan gives one
    shots[0]["mandatory"] = shots[1]["mandatory"] = True
    visits = [*day["visits"][:4], *shots]
    found = staffing(short_of_hands(clients=clients, visits=visits), level=1, **QUICK)
    assert found.base.means["mandatory"] == 1
    assert [step.kind.id for step in found.mix] == ["nan", "amy", "nan"]
    assert found.ended == "reached"


def test_the_mix_ends_where_it_was_told_to(short_of_hands):
    day = short_of_hands().model_dump(mode="json")
    visits = [{**day["visits"][k % 4], "id": f"v{k}"} for k in range(8)]
    found = staffing(short_of_hands(visits=visits), level=1, seeds=2, iterations=500, most=1)
    assert (found.ended, found.team, found.mix[0].point.means["served"]) == (
        "most", (("amy", 1),), 4,
    )  # fmt: skip


def test_a_crew_that_only_two_can_make_is_no_single_gain(short_of_hands):
    crew = [{"id": "first"}, {"id": "second"}, {"id": "third"}]
    nurse = {"certificates": [[{"certificate": "nurse"}]]}
    day = short_of_hands(
        services=[{"id": "shot", "duration": 60, "crew": crew, "requires": nurse}],
        visits=[{"id": "shot-e", "client": "e", "service": "shot"}],
    )
    found = staffing(day, **QUICK)
    assert (found.ended, found.mix) == ("noise", ())
    served = [point.gains["served"].estimate.value for point in found.curves[1].points]
    assert served == [0, 1]  # and then nothing is left out
    assert any("more than noise" in line for line in sentences(found))


def test_a_gain_within_noise_does_not_hide_a_smaller_one_that_is_real(short_of_hands, monkeypatch):
    """One more like nan looks better in the mean, but not with every seed."""
    served = {(): (3, 3, 3), (("amy", 1),): (4, 4, 4), (("nan", 1),): (3, 3, 7)}

    def made(self, teams):
        for team in teams:
            runs = zip(self.seeds, served[team], strict=True)
            self._runs[team] = tuple(
                Run(team, seed, "", ("care-c",), measures_of(number)) for seed, number in runs
            )

    monkeypatch.setattr(running.Runs, "make", made)
    monkeypatch.setattr(Hopes, "may_bring", lambda self, kind, left_out: True)
    found = staffing(short_of_hands(), level=1, seeds=3, most=1)
    assert (found.team, found.ended) == ((("amy", 1),), "most")


def measures_of(served):
    other = ("mandatory_unserved", "hours", "hours_asked", "paid", "travel", "for_equipment")
    return {
        **dict.fromkeys(other, 0.0),
        "visits.on_time": None,
        "visits.served": served,
        "visits.visits": 10,
    }


def test_a_share_that_falls_short_shows_it(short_of_hands):
    day = short_of_hands().model_dump(mode="json")
    visits = [{**day["visits"][k % 4], "id": f"v{k}"} for k in range(3)]
    found = staffing(short_of_hands(visits=visits), level=0.667, seeds=2, iterations=500, most=1)
    assert found.base.share.value == pytest.approx(2 / 3)
    assert any("66.7\u00a0% of the visits" in line for line in sentences(found))
    short = replace(found, ended="most", mix=())
    assert any("66\u00a0% with the team as it is" in line for line in sentences(short))


def test_what_waits_for_equipment_is_told(short_of_hands):
    """Three want the only bath at nine; two have no bath, however many more carers there are."""
    day = short_of_hands().model_dump(mode="json")
    pool = {"id": "bath", "count": 1}
    care = {**day["services"][0], "equipment": ["bath"]}
    visits = [{**each, "exact_start": "09:00"} for each in day["visits"][:3]]
    amy = day["caregivers"][0]
    carers = [{**amy, "id": name} for name in ("amy", "ann", "ada")]
    found = staffing(
        short_of_hands(
            equipment=[pool], services=[care, day["services"][1]], caregivers=carers, visits=visits
        ),
        **QUICK,
    )
    assert found.base.for_equipment == 2
    wanting = "Visits left out for want of equipment, not of people, with the team as it is: 2"
    assert wanting in [*sentences(found)]


def test_a_served_day_is_not_searched_further(short_of_hands):
    visits = [{"id": "care-a", "client": "a", "service": "care"}]
    found = staffing(short_of_hands(visits=visits), **QUICK)
    assert [run.team for run in found.runs] == [(), ()]
    assert any("Every visit is served" in line for line in sentences(found))


@pytest.mark.parametrize(
    ("seeds", "verdict"), [(1, "unknown"), (4, "unknown"), (5, "gain")]
)  # they agree exactly
def test_few_seeds_that_agree_are_believed_and_say_that_they_tell_nothing(
    short_of_hands, seeds, verdict
):
    found = staffing(short_of_hands(), seeds=seeds, iterations=500, most=1)
    assert found.curves[0].points[0].gains["served"].verdict == verdict
    assert (found.team, found.ended) == ((("amy", 1),), "reached")
    few = any("cannot tell a gain from noise" in line for line in sentences(found))
    assert few == (verdict == "unknown")


def test_a_day_without_visits_is_served(short_of_hands):
    found = staffing(short_of_hands(visits=[]), **QUICK)
    assert (found.ended, found.visits, found.base.share.value) == ("reached", 0, 1)


def runs_of(*served):
    measures = ({"visits.served": each, "paid": each} for each in served)
    return [Run((), seed, "", (), each) for seed, each in enumerate(measures)]


@pytest.mark.parametrize(
    ("more", "verdict", "paid"),
    [
        ((4, 3, 5), "noise", "noise"),  # +1, 0, -1
        ((5, 5, 9), "gain", "loss"),  # +2, +2, +3: 7/3 ± 4.303 / 3
        ((1, 1, 3), "loss", "gain"),
        ((3, 3, 6), "none", "none"),
        ((None, None, 7), "unknown", "unknown"),
    ],
)
def test_what_seeds_alone_may_explain_is_noise(more, verdict, paid):
    before = runs_of(3, 3, 6)
    assert _gain("served", runs_of(*more), before).verdict == verdict
    assert _gain("paid", runs_of(*more), before).verdict == paid


@pytest.mark.parametrize(
    ("seeds", "better", "worse"),
    [(2, "unknown", "unknown"), (4, "unknown", "unknown"), (5, "gain", "loss")],
)
def test_seeds_that_agree_have_no_interval_and_few_prove_nothing(seeds, better, worse):
    few, many = runs_of(*range(seeds)), runs_of(*range(1, seeds + 1))
    found = _gain("served", many, few)
    assert (found.estimate, found.verdict) == (Estimate(seeds, 1.0), better)
    assert _gain("served", few, many).verdict == worse
    assert _gain("served", few, few).verdict == "none"


def test_a_gain_is_that_of_pairs():
    found = _gain("served", runs_of(12, 21, 33), runs_of(10, 20, 30)).estimate
    assert found.value == 2  # of 2, 1 and 3: a standard error of 1 / sqrt(3), and t = 4.303
    assert found.high == pytest.approx(2 + 4.303 / 3**0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"level": 0}, ["level"]),
        ({"level": 1.01, "seeds": 0, "most": 0}, ["level", "seeds", "most"]),
        ({"iterations": -1, "processes": 0}, ["iterations", "processes"]),
    ],
)
def test_arguments_out_of_range_are_all_told(short_of_hands, wrong, fields):
    with pytest.raises(InputError) as refused:
        staffing(short_of_hands(), **wrong)
    assert [each.where for each in refused.value.faults] == fields


def test_without_anybody_on_duty_there_is_no_kind(short_of_hands):
    with pytest.raises(InputError, match="nobody has a shift"):
        staffing(short_of_hands(caregivers=[]))


def test_processes_change_nothing(short_of_hands):
    alone, beside = (staffing(short_of_hands(), processes=each, **QUICK) for each in (1, 2))
    assert alone == beside


def test_what_is_kept_is_not_searched_again(short_of_hands, tmp_path, monkeypatch):
    reports = []
    found = staffing(short_of_hands(), folder=tmp_path, **QUICK)
    monkeypatch.setattr(running, "plan_day", None)
    again = staffing(
        short_of_hands(), folder=tmp_path, report=lambda *each: reports.append(each), **QUICK
    )
    assert again == found
    assert reports[0] == (2, 2)
    assert all(done == whole for done, whole in reports)


def test_other_code_searches_again_and_damage_is_told(short_of_hands, tmp_path):
    found = staffing(short_of_hands(), folder=tmp_path, **QUICK)
    *_, file = sorted(tmp_path.rglob("*.json"))
    kept = file.read_text("utf-8")
    file.write_text(json.dumps({**json.loads(kept), "versions": "older", "measures": {}}), "utf-8")
    assert staffing(short_of_hands(), folder=tmp_path, **QUICK) == found
    assert file.read_text("utf-8") == kept
    file.write_text("{", "utf-8")
    with pytest.raises(InputError, match=file.name):
        staffing(short_of_hands(), folder=tmp_path, **QUICK)


def test_every_run_is_a_plan_that_the_referee_accepts(short_of_hands, tmp_path):
    day = short_of_hands()
    found = staffing(day, folder=tmp_path, **QUICK)
    by_fingerprint = {run.fingerprint: run for run in found.runs}
    checked = 0
    for file in tmp_path.rglob("*.json"):
        plan = loads_plan(json.loads(file.read_text("utf-8"))["plan"])
        team = by_fingerprint[plan.scenario].team
        grown = running.with_more(day, team)
        assert judge(grown, travel_times(grown), plan).ok
        checked += 1
    assert checked == 6  # a start, the team as it is and one more, with two seeds each


def command(*words):
    return CliRunner().invoke(main, ["staffing", *map(str, words)])


@pytest.fixture
def file(short_of_hands, tmp_path):
    dump_scenario(short_of_hands(), tmp_path / "day.yaml")
    return tmp_path / "day.yaml"


SHORT = ("--seeds", 2, "--iterations", 500, "--most", 3, "--processes", 1)


def test_the_command_tells_and_writes(file, tmp_path):
    done = command(file, *SHORT, "-o", tmp_path / "out")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Missing for 95\u00a0% of the visits: 1 like amy" in done.stdout
    assert "nor make room for one: like nan" in done.stdout
    rows = [*csv.DictReader(StringIO((tmp_path / "out" / "rows.csv").read_text("utf-8")))]
    assert [(row["team"], row["more"], row["seed"]) for row in rows] == [
        ("", "0", "1"), ("", "0", "2"), ("amy=1", "1", "1"), ("amy=1", "1", "2"),
    ]  # fmt: skip
    assert [row["visits.served"] for row in rows] == ["3.0", "3.0", "5.0", "5.0"]
    assert pyarrow.parquet.read_table(tmp_path / "out" / "rows.parquet").num_rows == 4
    points = [*csv.DictReader(StringIO((tmp_path / "out" / "points.csv").read_text("utf-8")))]
    [served] = [p for p in points if p["part"] == "curve" and p["measure"] == "served"]
    assert (served["kind"], served["mean"], served["gain"], served["verdict"]) == (
        "amy", "5.0", "2.0", "unknown",
    )  # fmt: skip
    mixed = load_scenario(tmp_path / "out" / "mix.json")
    assert plan_day(mixed, iterations=500).judgement.measures.visits.unserved == 0
    page = (tmp_path / "out" / "page.html").read_text("utf-8")
    assert page.count('<figure class="drawing">') == 5
    assert "<script src" not in page


def test_the_command_prints_json(file):
    done = command(file, *SHORT, "--json", "--served", "0.95")
    found = json.loads(done.stdout)
    assert (found["team"], found["ended"], found["level"]) == ({"amy": 1}, "reached", 0.95)
    assert "runs" not in found


@pytest.mark.parametrize("served", ["95", "0", "101%", "much", "nan"])
def test_a_share_is_a_percentage_or_at_most_one(file, served):
    done = command(file, "--served", served)
    assert done.exit_code == 2
    assert "is not a share to be served" in done.stderr


def test_ctrl_c_keeps_what_is_finished(file, tmp_path, monkeypatch):
    planned, made = running.plan_day, []

    def interrupted(*given, **more):
        if len(made) == 3:
            signal.raise_signal(signal.SIGINT)
        made.append(given)
        return planned(*given, **more)

    monkeypatch.setattr(running, "plan_day", interrupted)
    stopped = command(file, *SHORT, "-o", tmp_path / "out")
    assert stopped.exit_code == 130
    assert stopped.stderr.startswith("dispatch: interrupted; finished work is kept in ")
    assert len([*(tmp_path / "out").rglob("*.json")]) == 3
    monkeypatch.setattr(running, "plan_day", lambda *a, **k: made.append(a) or planned(*a, **k))
    assert command(file, *SHORT, "-o", tmp_path / "out").exit_code == 0
    assert len(made) == 6


def test_ctrl_c_before_the_first_search_names_no_folder(file, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "plan_day", lambda *a, **k: signal.raise_signal(signal.SIGINT))
    stopped = command(file, *SHORT, "-o", tmp_path / "out")
    assert (stopped.exit_code, [*tmp_path.rglob("*.json")]) == (130, [])
    assert stopped.stderr == "dispatch: interrupted; nothing was written\n"


def test_a_page_without_curves_has_no_scripts(short_of_hands, tmp_path):
    day = short_of_hands(visits=[])
    write_staffing(tmp_path, day, staffing(day, **QUICK))
    assert "<script" not in (tmp_path / "page.html").read_text("utf-8")


def test_a_gain_that_may_be_noise_says_so_in_words():
    told = [
        gain_text("served", _gain("served", runs_of(*more), runs_of(3, 3, 6)))
        for more in ((4, 3, 8), (5, 5, 8))
    ]
    assert told == ["+1 (noise)", "+2"]


def test_where_nothing_is_noise_it_is_not_explained(short_of_hands):
    day = short_of_hands()
    found = staffing(day, **QUICK)
    assert not any(line.startswith("noise:") for line in lines(day, found))


def test_a_terminal_has_the_kinds_that_bring_most(short_of_hands):
    day = short_of_hands()
    found = staffing(day, **QUICK)
    (amy, _), lines_of_one = found.curves, len([*lines(day, found)])
    many = replace(found, curves=(amy,) * 20)
    told = [*lines(day, many)]
    assert len(told) == lines_of_one + 2 * 7 + 1 - 1  # nothing more is "not searched"
    assert "  kinds that bring no more: 12 (--json and the page have all)" in told
