"""Events that do not fit their day: unknown ids, ids given twice, times, impossible visits."""

import pytest

from dispatch.errors import InputError
from dispatch.live.event_checks import faults_of_events
from dispatch.live.reading import load_events, loads_events
from dispatch.scenario import loads_scenario

DAY = """\
name: A day
zone: Europe/Berlin
dates: [2027-03-27]
areas: [{id: north}]
roads: {kind: matrix, points: [desk, oak, elm], minutes: [[0, 5, 5], [5, 0, 5], [5, 5, 0]]}
services: [{id: bath, duration: 60, equipment: kit, crew: [{id: one}, {id: two}]},
           {id: meal, duration: 20}]
equipment: [{id: kit, count: 2}]
caregivers:
- {id: ann, gender: woman, start: desk, mode: walk, shifts: [{start: 8:00, end: 16:00}]}
- {id: bo, gender: man, start: desk, mode: walk, shifts: [{start: 8:00, end: 16:00}]}
clients: [{id: li, place: oak}]
visits:
- {id: li-bath, client: li, service: bath}
- {id: li-meal, client: li, service: meal, gaps: [{after: li-bath}]}
alarms: [{id: a0, client: li, at: 7:50}]
"""


@pytest.fixture
def day():
    return loads_scenario(DAY)


def told(day, *lines):
    """What is wrong with events in a file, without its name."""
    text = "\n".join(["events:", *(f"- {line}" for line in lines)])
    try:
        loads_events(text, day, name="")
    except InputError as error:
        return [str(each).removeprefix(":") for each in error.faults]
    return []


def places(day, *lines):
    events = loads_events("\n".join(["events:", *(f"- {line}" for line in lines)]))
    return [(each.where, each.code) for each in faults_of_events(day, events)]


REQUEST = "{at: 8:10, kind: requested, visit: {id: new, client: li, service: meal}}"
ALARM = "{at: 8:20, kind: alarm, alarm: a1, client: li}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "{at: 9:00, kind: started, visit: li-bat, caregivers: [ann, bob]}",
            [
                "2:36: events[0].visit: there is no visit 'li-bat'. Did you mean 'li-bath'?",
                "2:62: events[0].caregivers[1]: there is no caregiver 'bob'. Did you mean 'bo'?",
            ],
        ),
        (
            "{at: 9:00, kind: announced, visits: [li-bath, x]}",
            [
                "2:49: events[0].visits[1]: there is no visit 'x'. Add the visit, or delete what "
                "names it."
            ],
        ),
        (
            "{at: 9:00, kind: absent, caregiver: anne}",
            ["2:39: events[0].caregiver: there is no caregiver 'anne'. Did you mean 'ann'?"],
        ),
        (
            "{at: 9:00, kind: travel_slower, factor: 2, until: 10:00, mode: bike, area: nort}",
            [
                "2:66: events[0].mode: there is no travel mode 'bike'. Did you mean 'e_bike'?",
                "2:78: events[0].area: there is no area 'nort'. Did you mean 'north'?",
            ],
        ),
        (
            "{at: 9:00, kind: equipment_lost, equipment: kits, piece: 1}",
            ["2:47: events[0].equipment: there is no equipment 'kits'. Did you mean 'kit'?"],
        ),
        (
            "{at: 9:00, kind: equipment_back, equipment: kit, piece: 3}",
            [
                "2:59: events[0].piece: the equipment 'kit' has 2 pieces, so there is no number 3. "
                "Pieces are counted from 1."
            ],
        ),
        (
            "{at: 9:00, kind: called_back, alarm: a9, outcome: closed}",
            ["2:40: events[0].alarm: there is no alarm 'a9'. Report the alarm first."],
        ),
        (
            "{at: 9:00, kind: alarm, alarm: a1, client: lo}",
            ["2:46: events[0].client: there is no client 'lo'. Add the client."],
        ),
        (
            "{at: 9:00, kind: requested, visit: {id: new, client: lo, service: mel}}",
            [
                "2:56: events[0].visit.client: there is no client 'lo'. Add the client.",
                "2:69: events[0].visit.service: there is no service 'mel'. Did you mean 'meal'?",
            ],
        ),
        (
            "{at: 9:00, kind: requested, visit: {id: new, client: mei, service: meal}, "
            "client: {id: mei, place: ash, area: south}}",
            [
                "2:102: events[0].client.place: there is no point or station 'ash'. Name one of "
                "`roads.points`.",
                "2:113: events[0].client.area: there is no area 'south'. Did you mean 'north'?",
            ],
        ),
    ],
)
def test_an_unknown_id_is_told_with_its_place(day, line, expected):
    assert told(day, line) == expected


def test_what_an_earlier_event_makes_is_known(day):
    assert told(
        day,
        "{at: 8:00, kind: requested, visit: {id: m, client: mei, service: meal}, "
        "client: {id: mei, place: elm}}",
        "{at: 8:05, kind: accepted, visit: {id: n, client: mei, service: meal}, start: 10:00}",
        "{at: 8:10, kind: alarm, alarm: a1, client: mei}",
        "{at: 8:12, kind: called_back, alarm: a1, outcome: dispatched, "
        "visit: {id: help, client: mei, service: meal, gaps: [{after: m}]}}",
        "{at: 8:30, kind: started, visit: help, caregivers: ann}",
        "{at: 8:31, kind: changed, visit: n, to: {service: bath, group: m}}",
        "{at: 8:32, kind: cancelled, visit: m}",
        "{at: 8:33, kind: called_back, alarm: a0, outcome: handed_over}",
    ) == []  # fmt: skip


def test_what_a_later_event_makes_is_not_known_yet(day):
    assert places(
        day,
        "{at: 8:00, kind: started, visit: new}",
        "{at: 8:01, kind: called_back, alarm: a1, outcome: closed}",
        "{at: 8:02, kind: requested, visit: {id: n, client: mei, service: meal}}",
        REQUEST,
        ALARM,
        "{at: 8:30, kind: requested, visit: {id: m, client: mei, service: meal}, "
        "client: {id: mei, place: elm}}",
    ) == [
        ("events[0].visit", "unknown-visit"),
        ("events[1].alarm", "unknown-alarm"),
        ("events[2].visit.client", "unknown-client"),
    ]  # fmt: skip


def test_an_id_that_is_taken_is_refused(day):
    taken = "the id '{}' is taken already. Give the new one an id of its own."
    assert told(
        day,
        "{at: 8:00, kind: requested, visit: {id: li-bath, client: li, service: meal}}",
        REQUEST,
        REQUEST,
        "{at: 8:00, kind: alarm, alarm: a0, client: li}",
        "{at: 8:00, kind: accepted, start: 9:00, visit: {id: x, client: li, service: meal}, "
        "client: {id: li, place: oak}}",
    ) == [
        f"2:43: events[0].visit.id: {taken.format('li-bath')}",
        f"4:43: events[2].visit.id: {taken.format('new')}",
        f"5:34: events[3].alarm: {taken.format('a0')}",
        f"6:99: events[4].client.id: {taken.format('li')}",
    ]  # fmt: skip


def test_times_fit_the_clock_and_the_dates(day):
    assert told(
        day,
        "{at: 26:30, kind: cancelled, visit: li-meal}",
        "{at: 9:00, kind: late, caregiver: ann, time: '2027-05-01T09:00'}",
        "{at: '2027-03-26T09:00', kind: overrun, visit: li-bath, until: 10:00}",
        "{at: 9:00, kind: overrun, visit: li-bath, until: 8:59}",
        "{at: 9:00, kind: travel_slower, factor: 2, until: 26:15}",
        "{at: 9:00, kind: promised, visit: li-bath, start: 26:45}",
        "{at: 9:00, kind: requested, visit: {id: x, client: li, service: meal, "
        "windows: [{open: 26:00, close: 27:00}]}}",
    ) == [
        "2:8: events[0].at: the clock of Europe/Berlin skips 26:30 when it goes forward. "
        "Write '27:30', which is the same after the change.",
        "3:48: events[1].time: 2027-05-01T09:00:00 is more than three days after the last date, "
        "2027-03-27",
        "4:8: events[2].at: 2027-03-26T09:00:00 is before the first date, 2027-03-27",
        "5:52: events[3].until: 08:59 is before 09:00, the time of the report. Correct one of the "
        "two.",
        "6:53: events[4].until: the clock of Europe/Berlin skips 26:15 when it goes "
        "forward. Write '27:15', which is the same after the change.",
        "7:53: events[5].start: the clock of Europe/Berlin skips 26:45 when it goes "
        "forward. Write '27:45', which is the same after the change.",
        "8:90: events[6].visit.windows[0].open: the clock of Europe/Berlin skips 26:00 when "
        "it goes forward. Write '27:00', which is the same after the change.",
    ]  # fmt: skip


def test_what_no_scenario_may_contain_is_told_where_it_stands_in_the_events(day):
    assert told(
        day,
        REQUEST.replace("}}", ", windows: [{open: 10:00, close: 9:00}]}}"),
        "{at: 8:30, kind: changed, visit: li-meal, to: {exact_start: 9:00, "
        "pinned_caregivers: [ann, bo]}}",
        "{at: 8:32, kind: changed, visit: li-meal, to: {pinned_start: 9:30}}",
    ) == [
        "2:106: events[0].visit.windows[0].close: the window closes at 09:00, before it opens at "
        "10:00. After midnight, hours continue: 24:30 is half past midnight.",
        "3:69: events[1].to.pinned_caregivers: 2 caregivers are pinned to a crew of 1. Pin one "
        "for each role, in the order of the roles, or none.",
        "4:64: events[2].to.pinned_start: the start is pinned at 09:30, but the exact start is "
        "09:00. Delete one of the two.",
    ]  # fmt: skip


def test_a_change_that_contradicts_what_it_leaves_is_told_at_the_change(day):
    bound = "{at: 8:31, kind: changed, visit: li-bath, to: {pinned_caregivers: [ann, bo]}}"
    assert told(day, bound) == []
    assert places(day, bound, "{at: 8:32, kind: changed, visit: li-bath, to: {service: meal}}") == [
        ("events[0].to.pinned_caregivers", "pinned-number")
    ]


def test_a_call_back_fits_its_alarm(day):
    assert told(
        day,
        ALARM,
        "{at: 8:19, kind: called_back, alarm: a1, outcome: closed}",
        "{at: 8:20, kind: requested, visit: {id: m, client: mei, service: meal}, "
        "client: {id: mei, place: elm}}",
        "{at: 8:21, kind: called_back, alarm: a0, outcome: dispatched, "
        "visit: {id: x, client: mei, service: meal}}",
    ) == [
        "3:8: events[1].at: 08:19 is before the alarm at 08:20",
        "5:65: events[3].visit: the visit 'x' is for 'mei', but the alarm came from 'li'. Name a "
        "visit for the client who called.",
    ]


def test_now_does_not_forbid_what_happens_after_it(day):
    later = day.model_copy(update={"now": "8:00"})
    assert told(later, ALARM, REQUEST) == []


def test_what_a_change_breaks_elsewhere_is_told_as_in_the_scenario(day):
    circle = "{at: 8:31, kind: changed, visit: li-bath, to: {gaps: [{after: li-meal}]}}"
    assert places(day, circle) == [("visits[li-meal].gaps", "gap-circle")]


def test_without_a_scenario_only_the_fields_are_checked(day, tmp_path):
    file = tmp_path / "events.yaml"
    file.write_text("events: [{at: 9:00, kind: ended, visit: nothing}]", encoding="utf-8")
    assert len(load_events(file)) == 1
    with pytest.raises(InputError, match=r"events\.yaml:1:41: .*there is no visit 'nothing'"):
        load_events(file, day)


def test_a_change_is_checked_as_if_what_is_only_assumed_were_taken_back(day):
    """Later reports may take back that the other visit has begun."""
    meal = day.visit["li-meal"]
    window = {"open": "9:00", "close": "10:00"}
    gap = {"after": "li-bath", "window": "same"}
    begun = {"facts": {"started": "8:00", "assumed": True}, "pinned_caregivers": ["ann"]}
    running = meal.model_copy(update={"windows": [window], "gaps": [gap], **begun})
    bath = day.visit["li-bath"].model_copy(update={"windows": [window]})
    today = day.unchecked(now="8:05", visits=(bath, running))
    changed = "{at: 8:02, kind: changed, visit: li-bath, to: {windows: []}}"
    assert ("visits[li-meal].gaps[0].window", "gap-windows") in places(today, changed)


def test_pins_of_a_change_are_checked_also_if_the_start_is_only_assumed(day):
    begun = {"facts": {"started": "8:00", "assumed": True}, "pinned_caregivers": ["ann"]}
    meal = day.visit["li-meal"].model_copy(update=begun)
    others = [each for each in day.visits if each.id != "li-meal"]
    today = day.unchecked(now="8:05", visits=(*others, meal))
    changed = "{at: 8:02, kind: changed, visit: li-meal, to: {pinned_caregivers: [ann, bo]}}"
    assert places(today, changed) == [("events[0].to.pinned_caregivers", "pinned-number")]
