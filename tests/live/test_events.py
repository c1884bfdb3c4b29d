"""What each kind of event makes of a morning."""

import pytest

from dispatch import Desk, solve
from dispatch.errors import InputError
from dispatch.live import events as happens
from dispatch.live.account import account

from .conftest import Morning, clock, facts, left, stands

NEW = {"id": "n", "client": "li", "service": "bath"}


def test_a_request_is_left_out_until_it_is_planned(morning):
    day = morning.at("08:30", happens.Requested(at="08:20", visit=NEW))
    assert left(day) == ({"amy": ["a", "b"]}, ["n"])
    assert clock(day.scenario.visit["n"].requested) == "08:20"


def test_a_request_may_be_of_a_new_client(morning):
    client = {"id": "wu", "place": "E"}
    visit = {"id": "n", "client": "wu", "service": "bath"}
    day = morning.at("08:30", happens.Requested(at="08:20", visit=visit, client=client))
    assert day.scenario.client["wu"].place == "E"


def test_an_accepted_offer_is_a_promise(morning):
    event = happens.Accepted(at="08:20", visit=NEW, start="11:00", caregivers=["bob"])
    promise = morning.at("08:30", event).scenario.visit["n"].promise
    assert (promise.start, promise.caregivers) == ("11:00", ("bob",))


@pytest.mark.parametrize("outcome", ["handed_over", "dispatched", "closed"])
def test_an_alarm_is_called_back(morning, outcome):
    raised = happens.AlarmRaised(at="08:10", alarm="x", client="li", note="fell")
    sent = NEW if outcome == "dispatched" else None
    called = happens.CalledBack(at="08:14", alarm="x", outcome=outcome, visit=sent)
    day = morning.at("08:30", called, raised)
    (alarm,) = day.scenario.alarms
    assert (alarm.at, alarm.answered, alarm.outcome, alarm.note) == (
        "08:10", "08:14", outcome, "fell",
    )  # fmt: skip
    if sent:
        visit = day.scenario.visit["n"]
        assert alarm.visit == "n"
        assert (visit.requested, visit.response_class) == ("08:10", "urgent")
    assert account(day.scenario, day.plan).handed_over == (outcome == "handed_over")


def test_a_changed_visit_stays_in_the_plan_unless_its_service_changes():
    services = [{"id": "bath", "duration": 30}, {"id": "meal", "duration": 10}]
    morning = Morning(services=services)
    day = morning.at("08:30", happens.Changed(at="08:20", visit="b", to={"duration": 60}))
    assert day.scenario.visit["b"].duration.minutes == 60
    assert left(day) == ({"amy": ["a", "b"]}, [])
    day = morning.at("08:30", happens.Changed(at="08:20", visit="b", to={"service": "meal"}))
    assert left(day) == ({"amy": ["a"]}, ["b"])


@pytest.mark.parametrize(("started", "now"), [("08:50", "08:55"), ("09:00", "09:05")])
def test_a_changed_service_is_started_by_those_who_are_told(started, now):
    services = [
        {"id": "bath", "duration": 30, "crew": [{"id": "one"}, {"id": "two"}]},
        {"id": "meal", "duration": 10},
    ]
    stop = Morning.stop("a", "09:00", "09:30")
    routes = [
        Morning.amy(stops=[stop.model_copy(update={"role": "one"})], returned="09:45"),
        Morning.amy(
            caregiver="bob", stops=[stop.model_copy(update={"role": "two"})], returned="09:45"
        ),
    ]
    morning = Morning(services=services, routes=routes, unserved=[{"visit": "b"}])
    changed = happens.Changed(at="08:50", visit="a", to={"service": "meal"})
    alone = happens.Started(at=started, visit="a", caregivers=["bob"])
    day = morning.at(now, alone, changed)
    assert facts(day, "a")["started"] == started
    assert day.scenario.visit["a"].pinned_caregivers == ("bob",)
    assert left(day) == ({"bob": ["a"]}, ["b"])
    for nobody in (
        happens.Started(at=started, visit="a"),
        happens.Started(at=started, visit="a", caregivers=["amy", "bob"]),
    ):
        with pytest.raises(InputError) as refused:
            morning.at(now, nobody, changed)
        told = "live-crew" if nobody.caregivers else "live-nobody"
        assert [fault.code for fault in refused.value.faults] == [told]


def test_who_started_a_visit_is_its_whole_crew(morning):
    two = happens.Started(at="09:00", visit="a", caregivers=["amy", "bob"])
    with pytest.raises(InputError, match="takes this number of caregivers: 1"):
        morning.at("09:10", two)


def test_who_is_on_the_way_to_a_cancelled_visit_arrives_and_turns_round(morning):
    cancelled = happens.Cancelled(at="09:40", visit="b")
    day = morning.at("09:40", cancelled)
    assert left(day) == ({}, [])
    assert facts(day, "b") == {"cancelled": "09:40"}
    assert (stands(day).place, stands(day).free) == ("E", "09:50")
    day = morning.at("09:55", cancelled)
    assert (stands(day).place, stands(day).free, stands(day).travelled) == ("D", "10:10", 45)


def test_a_first_visit_that_is_cancelled_lets_her_set_out_later(morning):
    day = morning.at("09:29", happens.Cancelled(at="08:30", visit="a"))
    assert stands(day) is None
    assert clock(day.plan.routes[0].departure) == "09:30"  # to be at Li's at 09:50, as planned


def test_a_told_start_wins_and_the_visit_lasts_as_planned(morning):
    day = morning.at("09:20", happens.Started(at="09:07", visit="a"))
    later = morning.at("09:50", after=day)
    assert facts(later, "a") == {
        "started": "09:07",
        "ended": "09:37",
        "assumed": True,
        "start_reported": True,
    }
    assert facts(day, "a") == {"started": "09:07"}
    assert day.scenario.visit["a"].pinned_caregivers == ("amy",)
    assert stands(day).free == "09:07"
    assert left(day) == ({"amy": ["a", "b"]}, [])
    assert clock(day.plan.routes[0].stops[0].start) == "09:07"


def test_a_visit_may_be_started_by_others_than_planned(morning):
    day = morning.at("09:50", happens.Started(at="09:45", visit="b", caregivers=["bob"]))
    assert left(day) == ({"bob": ["b"]}, [])
    assert day.scenario.visit["b"].pinned_caregivers == ("bob",)
    assert stands(day, "bob").departed == "09:25"
    assert (stands(day).place, stands(day).returned) == ("D", "09:45")


def test_a_visit_in_no_plan_may_be_started():
    morning = Morning(routes=[], unserved=[{"visit": "a"}, {"visit": "b"}])
    day = morning.at("09:10", happens.Started(at="09:00", visit="a", caregivers=["bob"]))
    assert left(day) == ({"bob": ["a"]}, ["b"])
    assert stands(day, "bob").departed == "08:45"


def with_kits(count, **pool):
    """A morning without a plan, in which a bath needs a kit that stays for ten minutes."""
    return Morning(
        services=[{"id": "bath", "duration": 30, "equipment": "kit"}],
        pools=[{"id": "kit", "count": count, "turn_round": 10, **pool}],
        stations=[{"id": "depot", "place": "D"}],
        routes=[],
        unserved=[{"visit": "a"}, {"visit": "b"}],
    )


COURIER = {"carried": True, "carried_by": "courier", "station": "depot"}
AMY = happens.Started(at="09:00", visit="a", caregivers=["amy"])
BOB = happens.Started(at="09:20", visit="b", caregivers=["bob"])


@pytest.mark.parametrize("pool", [{}, COURIER])
def test_a_visit_in_no_plan_has_what_it_needs(pool):
    day = with_kits(1, **pool).at("09:10", AMY)
    (kit,) = day.scenario.equipment[0].pieces
    assert (kit.number, clock(kit.free), kit.place) == (1, "09:00", "Z" if pool else None)
    (route,) = day.plan.equipment
    assert [(use.visit, clock(use.taken), clock(use.free)) for use in route.uses] == [
        ("a", "09:00", "09:40"),
    ]  # fmt: skip
    kept = solve(day.scenario, iterations=0, initial=day.plan)
    assert kept.equipment[0].uses[0].visit == "a"


def test_two_visits_have_two_pieces(morning):
    day = with_kits(2).at("09:25", BOB, AMY)
    assert [route.piece for route in day.plan.equipment] == [1, 2]


def test_no_more_visits_go_on_at_once_than_there_are_pieces():
    morning = with_kits(1)
    with pytest.raises(InputError) as refused:
        morning.at("09:25", AMY, BOB)
    assert [(each.code, each.where) for each in refused.value.faults] == [
        ("live-no-piece", "events[1]"),
    ]  # fmt: skip
    over = happens.Ended(at="09:20", visit="a")
    day = morning.at("09:25", BOB, over, AMY)  # handed over at once: what is told wins
    assert [use.visit for use in day.plan.equipment[0].uses] == ["b"]
    lost = happens.EquipmentLost(at="08:30", equipment="kit", piece=1)
    with pytest.raises(InputError, match="all 1 are lost or in other visits"):
        morning.at("09:10", AMY, lost)


def test_a_visit_that_was_only_assumed_gives_its_piece_to_one_that_is_told():
    use = {"visit": "b", "taken": "10:00", "free": "10:40"}
    stop = Morning.stop("b", "10:00", "10:30")
    morning = Morning(
        services=[{"id": "bath", "duration": 30, "equipment": "kit"}],
        pools=[{"id": "kit", "count": 1, "turn_round": 10}],
        routes=[Morning.amy(departure="09:40", stops=[stop], returned="10:50")],
        equipment=[{"equipment": "kit", "piece": 1, "uses": [use]}],
        unserved=[{"visit": "a"}],
    )
    assumed = morning.at("10:20")
    assert assumed.scenario.visit["b"].running
    told = happens.Started(at="10:10", visit="a", caregivers=["bob"])
    day = morning.at("10:20", told, after=assumed)
    assert [use.visit for use in day.plan.equipment[0].uses] == ["a", "b"]
    assert not day.scenario.visit["b"].running


def test_a_told_end_wins(morning):
    day = morning.at("09:22", happens.Ended(at="09:20", visit="a"))
    assert facts(day, "a") == {"started": "09:00", "ended": "09:20"}
    assert (stands(day).free, stands(day).worked) == ("09:25", 30)


def test_an_overrun_keeps_the_visit_running(morning):
    day = morning.at("09:40", happens.Overrun(at="09:25", visit="a", until="09:50"))
    assert facts(day, "a") == {"started": "09:00", "expected_end": "09:50"}
    assert stands(day).free == "09:00"


def test_nobody_at_home(morning):
    day = morning.at("09:10", happens.NotHome(at="09:05", visit="a"))
    assert facts(day, "a") == {"not_home": "09:05"}
    assert left(day) == ({"amy": ["b"]}, [])
    assert (stands(day).place, stands(day).free, stands(day).travelled) == ("E", "09:20", 25)


def test_a_visit_that_is_broken_off(morning):
    day = morning.at("09:12", happens.BrokenOff(at="09:10", visit="a"))
    assert facts(day, "a") == {"started": "09:00", "aborted": "09:10"}
    assert stands(day).free == "09:15"
    day = morning.at("09:12", happens.BrokenOff(at="08:56", visit="a"))
    assert facts(day, "a") == {"started": "08:56", "aborted": "08:56"}


def test_an_absent_caregiver_loses_her_visits(morning):
    day = morning.at("08:30", happens.Absent(at="07:30", caregiver="amy"))
    assert day.scenario.caregiver["amy"].shifts[0].gone == "08:00"
    assert left(day) == ({}, ["a", "b"])
    assert stands(day) is None


@pytest.mark.parametrize(
    ("at", "gone"),
    [
        ("08:30", ["08:30", None]),
        ("09:02", ["09:02", None]),  # she is not back from her first shift yet
        ("09:30", [None, "17:00"]),
        ("14:30", [None, "17:00"]),
        ("18:00", [None, "18:00"]),
    ],
)
def test_who_is_absent_between_two_shifts_misses_the_second_one(at, gone):
    split = [{"start": "08:00", "end": "09:00"}, {"start": "17:00", "end": "20:00"}]
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": split}
    visits = [
        {"id": "a", "client": "zhou", "service": "bath"},
        {"id": "b", "client": "zhou", "service": "bath"},
    ]
    first, second = Morning.stop("a", "08:20", "08:50"), Morning.stop("b", "17:30", "18:00")
    routes = [
        Morning.amy(departure="08:05", stops=(first,), returned="09:05"),
        Morning.amy(departure="17:15", stops=(second,), returned="18:15", shift=1),
    ]
    morning = Morning(caregivers=[amy], visits=visits, routes=routes)
    day = morning.at(at, happens.Absent(at=at, caregiver="amy"))
    assert [shift.gone for shift in day.scenario.caregiver["amy"].shifts] == gone


def test_who_has_set_out_and_goes_home_finishes_her_way(morning):
    day = morning.at("08:50", happens.Absent(at="08:50", caregiver="amy"))
    assert day.scenario.caregiver["amy"].shifts[0].gone == "08:50"
    assert (stands(day).place, stands(day).free) == ("Z", "08:55")
    day = morning.at("09:10", after=day)
    assert (stands(day).place, stands(day).returned) == ("D", "09:05")


def test_a_late_caregiver_sets_out_later(morning):
    day = morning.at("09:10", happens.Late(at="08:30", caregiver="amy", time="09:00"))
    assert day.scenario.caregiver["amy"].shifts[0].late == "09:00"
    assert stands(day).departed == "09:00"
    assert facts(morning.at("09:15", after=day), "a")["started"] == "09:15"


def test_who_leaves_early_gives_up_what_has_not_begun(morning):
    gone = happens.Gone(at="08:30", caregiver="amy", time="09:40")
    assert left(morning.at("09:00", gone)) == ({"amy": ["a", "b"]}, [])
    day = morning.at("10:00", gone)
    assert left(day) == ({}, ["b"])
    assert (stands(day).place, stands(day).free) == ("D", "10:10")  # turned round at 09:50


def test_who_is_back_starts_again_from_her_start(morning):
    absent = happens.Absent(at="08:50", caregiver="amy")
    day = morning.at("10:00", absent, happens.Back(at="09:20", caregiver="amy", time="09:30"))
    shift = day.scenario.caregiver["amy"].shifts[0]
    assert (shift.late, shift.gone) == ("09:30", None)
    assert (stands(day).place, stands(day).returned, stands(day).free) == ("D", "09:05", "10:00")


def test_lost_equipment_leaves_its_visits_out():
    pool = {"id": "bed", "count": 2}
    uses = [{"visit": "b", "taken": "10:00", "free": "10:30"}]
    service = {"id": "bath", "duration": 30, "equipment": ["bed"]}
    visits = [{"id": "b", "client": "li", "service": "bath"}]
    amy = Morning.amy(departure="09:40", stops=(Morning.stop("b", "10:00", "10:30"),))
    morning = Morning(
        pools=[pool],
        services=[service],
        visits=visits,
        routes=[amy],
        equipment=[{"equipment": "bed", "piece": 1, "uses": uses}],
    )
    lost = happens.EquipmentLost(at="09:00", equipment="bed", piece=1)
    day = morning.at("09:10", lost)
    assert left(day) == ({}, ["b"])
    assert [(piece.number, piece.lost) for piece in day.scenario.equipment[0].pieces] == [(1, True)]
    back = happens.EquipmentBack(at="09:30", equipment="bed", piece=1)
    assert morning.at("09:40", back, after=day).scenario.equipment[0].pieces == ()


def test_a_report_of_slower_travel_replaces_the_one_before(morning):
    rain = happens.TravelSlower(at="08:10", factor=1.5, until="12:00", mode="walk")
    storm = happens.TravelSlower(at="08:20", factor=2.0, until="10:00", mode="walk")
    jam = happens.TravelSlower(at="08:20", factor=3.0, until="10:00", mode="drive")
    (first, second) = sorted(
        morning.at("08:30", storm, rain, jam).scenario.slower, key=lambda each: each.factor
    )
    assert (first.factor, first.until, second.mode) == (2.0, "10:00", "drive")


def test_a_promise_is_of_the_planned_start_unless_given(morning):
    day = morning.at("08:30", happens.Promised(at="08:20", visit="b"))
    promise = day.scenario.visit["b"].promise
    assert (clock(promise.start), promise.caregivers) == ("10:00", ())
    day = morning.at("08:30", happens.Promised(at="08:20", visit="b", start="10:15"))
    assert day.scenario.visit["b"].promise.start == "10:15"


def test_the_plan_is_announced_for_what_has_not_begun(morning):
    day = morning.at("09:10", happens.Announced(at="09:05", tolerance=20))
    assert day.scenario.visit["a"].announced is None
    told = day.scenario.visit["b"].announced
    assert (clock(told.start), told.tolerance.minutes, told.caregivers) == ("10:00", 20, ("amy",))


def test_every_request_is_accounted_for(morning):
    day = morning.at(
        "09:50",
        happens.Requested(at="08:20", visit=NEW),
        happens.AlarmRaised(at="08:10", alarm="x", client="li"),
        happens.CalledBack(at="08:14", alarm="x", outcome="handed_over"),
        happens.NotHome(at="09:05", visit="a"),
        happens.Started(at="09:45", visit="b"),
    )
    counted = account(day.scenario, day.plan)
    assert (counted.not_home, counted.running, counted.unserved, counted.handed_over) == (1,) * 4
    assert counted.total == 4


def test_a_break_that_would_make_the_return_too_late_is_missed():
    """At 10:35 she leaves Zhou, ten minutes from the depot, and by 11:00 she has to be back."""
    rest = {"duration": 30, "earliest": "09:30", "latest": "10:40"}
    morning = Morning(policy={"rules": {"meal_break": "soft"}})
    amy, bob = morning.scenario.caregivers
    shift = amy.shifts[0].model_copy(update={"meal_break": rest, "gone": "11:00"})
    hungry = amy.model_copy(update={"shifts": (shift,)})
    morning.scenario = morning.scenario.unchecked(caregivers=(hungry, bob))
    longer = happens.Overrun(at="09:20", visit="a", until="10:30")
    day = morning.at("09:25", longer)
    (route, *_) = solve(day.scenario, iterations=100, initial=day.plan).routes
    assert [stop.visit for stop in route.stops] == ["a"]
    assert (route.meal_break, clock(route.returned)) == (None, "10:45")


def test_who_cannot_bring_back_what_she_has_along_is_told():
    nowhere = {"id": "depot", "place": "N"}
    morning = Morning(
        roads={
            "kind": "matrix",
            "points": ["D", "Z", "E", "N"],
            "minutes": [[0, 10, 20, 5], [10, 0, 15, 5], [20, 15, 0, 5], [None, None, None, 0]],
        },
        services=[{"id": "bath", "duration": 30, "equipment": "kit"}],
        pools=[{"id": "kit", "count": 1, "carried": True, "station": "depot"}],
        stations=[nowhere],
        routes=[],
        unserved=[{"visit": "a"}, {"visit": "b"}],
    )
    desk = Desk(morning.scenario, morning.plan, morning.travel)
    with pytest.raises(InputError, match="no way"):
        desk.tell([happens.Started(at="09:00", visit="a", caregivers=["amy"])], "09:10")
