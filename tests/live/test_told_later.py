"""What is told after it was assumed otherwise, and what cannot be true."""

import pytest

from dispatch.errors import InputError
from dispatch.live import events as happens

from .conftest import Morning, facts, left, stands


def codes(call):
    with pytest.raises(InputError) as refused:
        call()
    assert all(str(each) for each in refused.value.faults)
    return [(each.code, each.where) for each in refused.value.faults]


def test_an_assumed_start_is_replaced(morning):
    day = morning.at("09:05")
    day = morning.at("09:15", happens.Started(at="09:12", visit="a"), after=day)
    assert facts(day, "a") == {"started": "09:12"}
    assert (stands(day).free, stands(day).worked) == ("09:12", 5)


def test_an_assumed_start_may_turn_out_wrong(morning):
    day = morning.at("09:05")
    day = morning.at("09:15", happens.Cancelled(at="09:04", visit="a"), after=day)
    assert facts(day, "a") == {"cancelled": "09:04"}
    assert (stands(day).place, stands(day).free, stands(day).travelled) == ("E", "09:20", 25)


def test_who_was_assumed_to_have_gone_on_is_still_there(morning):
    told = [
        happens.Overrun(at="09:38", visit="a", until="10:00"),
        happens.Ended(at="10:00", visit="a"),
    ]
    day = morning.at("09:40")
    assert stands(day).place == "E"
    day = morning.at("09:45", told[0], after=day)
    assert facts(day, "a") == {"started": "09:00", "expected_end": "10:00"}
    assert left(day) == ({"amy": ["a", "b"]}, [])
    assert (stands(day).place, stands(day).client, stands(day).travelled) == ("Z", "zhou", 10)
    assert stands(day).worked == 5
    day = morning.at("10:30", told[1], after=day)
    assert day == morning.at("10:30", *told)
    assert (stands(day).travelled, stands(day).worked) == (25, 70)


def test_an_assumed_end_is_replaced_before_a_later_visit_that_runs(morning):
    day = morning.at("10:10")
    assert facts(day, "b") == {"started": "10:00", "assumed": True}
    ended = happens.Ended(at="09:50", visit="a")
    told = morning.at("10:10", ended, after=day)
    assert facts(told, "b") == {"started": "10:10", "assumed": True}
    overrun = happens.Overrun(at="10:05", visit="a", until="10:20")
    told = morning.at("10:10", overrun, after=day)
    assert facts(told, "b") == {}
    assert left(told) == ({"amy": ["a", "b"]}, [])


def test_times_that_only_become_more_exact(morning):
    day = morning.at("10:40")
    amended = morning.at("10:40", happens.Ended(at="09:28", visit="a"), after=day)
    assert facts(amended, "a") == {"started": "09:00", "ended": "09:28"}
    assert (stands(amended).place, stands(amended).worked) == ("D", 73)


@pytest.mark.parametrize("event", [happens.Ended, happens.BrokenOff])
def test_a_later_end_takes_back_what_was_assumed_of_a_later_visit(morning, event):
    day = morning.at("10:40")
    assert facts(day, "b") == {"started": "10:00", "ended": "10:30", "assumed": True}
    told = event(at="10:20", visit="a")
    after = morning.at("10:40", told, after=day)
    assert facts(after, "b") == {"started": "10:40", "assumed": True}  # 10:20, notes, 15 minutes
    assert after.scenario == morning.at("10:40", told).scenario


def a_crew_and_what_follows():
    """Amy and Bob give `b` together, and then Bob gives `c`."""
    bath, lift = {"id": "bath", "duration": 30, "documentation": 5}, {"id": "lift", "duration": 30}
    together = {"crew": [{"id": "one"}, {"id": "two"}], "documentation": 5}
    visits = [("a", "zhou", "bath"), ("b", "li", "lift"), ("c", "zhou", "bath")]
    stop = Morning.stop
    return Morning(
        services=[bath, lift | together],
        visits=[dict(zip(("id", "client", "service"), each, strict=True)) for each in visits],
        routes=[
            Morning.amy(
                stops=(
                    stop("a", "09:00", "09:30", "08:55"),
                    stop("b", "10:00", "10:30", "09:50", "one"),
                )
            ),
            Morning.amy(
                caregiver="bob",
                departure="09:40",
                stops=(
                    stop("b", "10:00", "10:30", "10:00", "two"),
                    stop("c", "11:00", "11:30", "10:50"),
                ),
                returned="11:45",
            ),
        ],
    )


def test_what_was_assumed_of_the_rest_of_a_crew_is_taken_back_too():
    morning = a_crew_and_what_follows()
    day = morning.at("11:50")
    assert facts(day, "c") == {"started": "11:00", "ended": "11:30", "assumed": True}
    told = happens.Ended(at="11:00", visit="a")
    after = morning.at("11:50", told, after=day)
    assert after.scenario == morning.at("11:50", told).scenario
    assert facts(after, "b") == {"started": "11:20", "ended": "11:50", "assumed": True}
    assert facts(after, "c") == {}
    assert left(after)[0] == {"bob": ["c"]}


def test_what_the_rest_of_a_crew_reported_is_not_taken_back():
    morning = a_crew_and_what_follows()
    day = morning.at("11:50", happens.Started(at="11:02", visit="c"))
    told = happens.Ended(at="11:00", visit="a")
    assert codes(lambda: morning.at("11:50", told, after=day)) == [("live-assumed", "events[0]")]


def test_a_refusal_names_who_was_in_both_visits():
    """Bob was in `a`; Amy and Bob in `b`, in the order of their roles."""
    lift = {"id": "lift", "duration": 30, "crew": [{"id": "one"}, {"id": "two"}]}
    stop = Morning.stop
    morning = Morning(
        services=[{"id": "bath", "duration": 30}, lift],
        visits=[
            {"id": "a", "client": "zhou", "service": "bath"},
            {"id": "b", "client": "li", "service": "lift"},
        ],
        routes=[
            Morning.amy(departure="09:40", stops=(stop("b", "10:00", "10:30", role="one"),)),
            Morning.amy(
                caregiver="bob",
                stops=(
                    stop("a", "09:00", "09:30", "08:55"),
                    stop("b", "10:00", "10:30", "09:50", "two"),
                ),
            ),
        ],
    )
    day = morning.at("10:40", happens.Started(at="10:00", visit="b"))
    told = happens.Overrun(at="10:35", visit="a", until="10:50")
    with pytest.raises(InputError) as refused:
        morning.at("10:40", told, after=day)
    [fault] = refused.value.faults
    assert (fault.code, dict(fault.fields)["name"]) == ("live-assumed", "bob")


def test_visits_that_are_told_in_another_order_are_taken_back_once(morning):
    """Amy is at Li's for 11:15-11:45 and at Zhou's from 12:50 on; both had been assumed over."""
    day = morning.at("10:40")
    told = [
        happens.Started(at="11:15", visit="b"),
        happens.Ended(at="11:45", visit="b"),
        happens.Started(at="12:50", visit="a"),
    ]
    after = morning.at("13:00", *told, after=day)
    assert facts(after, "b") == {"started": "11:15", "ended": "11:45"}
    assert facts(after, "a") == {"started": "12:50"}
    # Zhou's stairs, Li's bath and notes, the stairs again
    assert (stands(after).travelled, stands(after).worked) == (10 + 15 + 15, 5 + 30 + 5 + 5)
    cancelled = [happens.Cancelled(at="09:05", visit="b"), happens.Ended(at="10:35", visit="a")]
    after = morning.at("10:40", *cancelled, after=day)
    assert facts(after, "b") == {"cancelled": "09:05"}
    assert facts(after, "a") == {"started": "09:00", "ended": "10:35"}
    # she sets out to Li's at 10:40, when the cancellation becomes known
    assert (stands(after).place, stands(after).travelled, stands(after).worked) == ("E", 25, 105)


def test_a_later_end_than_a_later_visit_that_is_told_is_refused(morning):
    day = morning.at("10:40", happens.Started(at="10:00", visit="b"))
    told = happens.Overrun(at="10:35", visit="a", until="10:50")
    assert codes(lambda: morning.at("10:40", told, after=day)) == [("live-assumed", "events[0]")]


@pytest.mark.parametrize(
    ("now", "told", "expected"),
    [
        ("09:00", [happens.Ended(at="09:10", visit="a")], [("live-future", "events[0].at")]),
        (
            "09:30",
            [happens.Started(at="09:10", visit="a"), happens.Ended(at="09:05", visit="a")],
            [("live-reversed", "events[0]")],
        ),
        (
            "09:30",
            [happens.Started(at="09:10", visit="a"), happens.Started(at="09:12", visit="a")],
            [("live-begun", "events[1]")],
        ),
        (
            "09:30",
            [happens.Ended(at="09:20", visit="a"), happens.NotHome(at="09:25", visit="a")],
            [("live-over", "events[1]")],
        ),
        (
            "10:30",
            [happens.Started(at="09:00", visit="a"), happens.Started(at="09:20", visit="b")],
            [("live-at-once", "events[1]")],
        ),
        (
            "09:30",
            [happens.Started(at="09:00", visit="a"), happens.Cancelled(at="09:10", visit="a")],
            [("live-begun", "events[1]")],
        ),
        ("08:59", [happens.Ended(at="08:58", visit="a")], [("live-not-begun", "events[0]")]),
        *(
            (
                "10:30",
                [happens.Overrun(at="10:10", visit="b", until="10:50"), then],
                [("live-goes-on", "events[1]")],
            )
            for then in (
                happens.Cancelled(at="10:20", visit="b"),
                happens.NotHome(at="10:20", visit="b"),
                happens.Changed(at="10:20", visit="b", to={"priority": 2}),
                happens.Promised(at="10:20", visit="b"),
            )
        ),
        (  # Amy has left before
            "10:40",
            [
                happens.Gone(at="09:35", caregiver="amy", time="09:35"),
                happens.Ended(at="10:30", visit="b"),
            ],
            [("live-elsewhere", "events[1]")],
        ),
        (  # Amy is with Li until 10:10
            "10:40",
            [happens.Started(at="09:40", visit="b"), happens.BrokenOff(at="10:05", visit="a")],
            [("live-elsewhere", "events[1]")],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused(morning, now, told, expected):
    assert codes(lambda: morning.at(now, *told)) == expected


def test_all_contradictions_are_told_at_once(morning):
    told = [
        happens.Started(at="09:10", visit="a"),
        happens.Started(at="09:12", visit="a"),
        happens.Ended(at="09:20", visit="a"),
        happens.NotHome(at="09:30", visit="a"),
    ]
    assert codes(lambda: morning.at("09:30", *told)) == [
        ("live-begun", "events[1]"),
        ("live-over", "events[3]"),
    ]


def test_the_clock_does_not_go_back(morning):
    day = morning.at("09:00")
    assert codes(lambda: morning.at("08:59", after=day)) == [("live-back", "now")]


def test_somebody_has_to_be_known(morning):
    morning = Morning(routes=[], unserved=[{"visit": "a"}, {"visit": "b"}])
    told = happens.Started(at="09:00", visit="a")
    assert codes(lambda: morning.at("09:10", told)) == [("live-nobody", "events[0]")]
    told = happens.Ended(at="09:00", visit="a")
    assert codes(lambda: morning.at("09:10", told)) == [("live-nobody", "events[0]")]
    told = happens.Promised(at="09:00", visit="a")
    assert codes(lambda: morning.at("09:10", told)) == [("live-not-planned", "events[0]")]


def test_an_alarm_is_answered_once(morning):
    raised = happens.AlarmRaised(at="08:10", alarm="x", client="li")
    called = [happens.CalledBack(at=at, alarm="x", outcome="closed") for at in ("08:12", "08:14")]
    assert codes(lambda: morning.at("08:30", raised, *called)) == [("live-answered", "events[2]")]


def test_who_is_told_to_have_begun_is_not_late(morning):
    day = morning.at("09:10", happens.Started(at="09:05", visit="a"))
    late = happens.Late(at="09:12", caregiver="amy", time="09:30")
    assert codes(lambda: morning.at("09:15", late, after=day)) == [
        ("live-begun-shift", "events[0]")
    ]


def test_who_was_assumed_to_have_set_out_may_be_late(morning):
    day = morning.at("08:50")
    late = happens.Late(at="08:52", caregiver="amy", time="09:30")
    assert stands(morning.at("08:55", late, after=day)) is None


def test_a_crew_that_is_told_of_before_the_plan_has_it_is_there_at_once():
    """Whoever is called away from `a` to `b`, no caregiver begins her part of `b` twice."""
    morning = a_crew_and_what_follows()
    told = happens.BrokenOff(at="09:20", visit="b")
    after = morning.at("13:00", told, after=morning.at("09:10"))
    assert after.scenario == morning.at("13:00", told).scenario
    assert facts(after, "b")["aborted"] == "09:20"


def test_a_crew_of_which_one_is_elsewhere_is_refused():
    """Amy was assumed to be in `a` since 09:00; if it goes on until 13:00, she is not in `b`."""
    morning = a_crew_and_what_follows()
    told = [
        happens.BrokenOff(at="11:10", visit="b"),
        happens.Overrun(at="11:45", visit="a", until="13:00"),
    ]
    day = morning.at("09:40")
    refusal = [("live-elsewhere", "events[0]")]
    assert codes(lambda: morning.at("13:00", *told, after=day)) == refusal
