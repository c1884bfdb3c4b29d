"""What is well formed but cannot be: references, contradictions, times that cannot be kept."""

import pytest

from dispatch.errors import InputError
from dispatch.scenario import Scenario, load_scenario
from dispatch.scenario.checks import warnings

WRONG = [
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  gaps: [{after: meal-9}]\n",
        [
            (
                "32:18: visits[bath-3].gaps[0].after: there is no visit 'meal-9'. Did "
                "you mean 'meal-1'?"
            )
        ],
    ),
    (
        "client: li\n",
        "client: lo\n",
        ["29:11: visits[bath-3].client: there is no client 'lo'. Add the client."],
    ),
    (
        "service: meal",
        "service: maels",
        [("34:12: visits[meal-1].service: there is no service 'maels'. Did you mean 'meal'?")],
    ),
    (
        "mode: walk",
        "mode: car",
        [("21:9: caregivers[wang].mode: there is no travel mode 'car'. Add it to the modes.")],
    ),
    (
        "certificate: care, grade: high",
        "certificate: care, grade: top",
        [
            (
                "17:45: caregivers[zhang].certificates[0].grade: the certificate 'care' "
                "has no grade 'top'. Its grades are basic, high."
            )
        ],
    ),
    (
        "certificate: care, grade: high",
        "certificate: car, grade: high",
        [
            (
                "17:32: caregivers[zhang].certificates[0].certificate: there is no "
                "certificate 'car'. Did you mean 'care'?"
            )
        ],
    ),
    (
        "[{certificate: care, grade: basic}]",
        "[{certificate: care, grade: mid}]",
        [
            (
                "9:48: services[bath].requires.certificates[0][0].grade: the "
                "certificate 'care' has no grade 'mid'. Its grades are basic, high."
            )
        ],
    ),
    (
        "[[{certificate: care, grade: basic}]]",
        "[[]]",
        [
            (
                "9:20: services[bath].requires.certificates[0]: nothing can meet an "
                "empty list of certificates. Delete it, or name the certificates of "
                "which one is enough."
            )
        ],
    ),
    (
        "id: care, grades: [basic, high]",
        "id: care",
        [
            (
                "9:48: services[bath].requires.certificates[0][0].grade: the "
                "certificate 'care' has no grades. Delete the grade 'basic', or give "
                "the certificate its grades."
            ),
            (
                "17:45: caregivers[zhang].certificates[0].grade: the certificate 'care' "
                "has no grades. Delete the grade 'high', or give the certificate its "
                "grades."
            ),
        ],
    ),
    (
        "id: zhao, place",
        "id: li, place",
        [
            (
                "26:8: clients[li #2].id: the id 'li' is given twice. Give every id of a list only "
                "once."
            ),
            "33:11: visits[meal-1].client: there is no client 'zhao'. Add the client.",
        ],
    ),
    (
        "- id: meal-1",
        "- id: bath-3",
        [
            (
                "32:7: visits[bath-3 #2].id: the id 'bath-3' is given twice. Give every id of a "
                "list only once."
            )
        ],
    ),
    (
        "  duration: 20\n",
        "  duration: 20\n  crew: [{id: a}, {id: a}]\n",
        [
            (
                "12:24: services[meal].crew[a #2].id: the id 'a' is given twice. Give every id of "
                "a list only once."
            )
        ],
    ),
    (
        "start: [121.22, 31.02]",
        "start: hub",
        [
            (
                "22:10: caregivers[wang].start: there is no station 'hub'. Write "
                "[longitude, latitude], or add the station."
            )
        ],
    ),
    (
        "place: [121.21, 31.01]",
        "place: home",
        [
            (
                "25:19: clients[li].place: there is no station 'home'. Write "
                "[longitude, latitude], or add the station."
            )
        ],
    ),
    (
        "place: [121.21, 31.01]",
        "place: [31.01, 121.21]",
        [
            (
                "25:12: clients[li].place: [31.01, 121.21] has no latitude between -90 "
                "and 90. The order is [longitude, latitude]: are the two swapped?"
            )
        ],
    ),
    (
        "name: Hello",
        (
            "name: Hello\n"
            "roads: {kind: matrix, points: [a, b, a], minutes: [[0, 1], [1, 0, 2]], by_mode: "
            "{car: []}}"
        ),
        [
            (
                "2:38: roads.points[2]: the id 'a' is given twice. Give every id of a list only "
                "once."
            ),
            "2:42: roads.minutes: the matrix has 2 rows for 3 points",
            "2:52: roads.minutes[0]: the row has 2 entries for 3 points",
            ("2:87: roads.by_mode.car: there is no travel mode 'car'. Add it to the modes."),
            "2:87: roads.by_mode.car: the matrix has 0 rows for 3 points",
            (
                "17:3: caregivers[zhang].start: [121.2, 31.0] is not a point of the "
                "matrix. Name one of `roads.points`."
            ),
            (
                "23:3: caregivers[wang].start: [121.22, 31.02] is not a point of the "
                "matrix. Name one of `roads.points`."
            ),
            (
                "26:12: clients[li].place: [121.21, 31.01] is not a point of the "
                "matrix. Name one of `roads.points`."
            ),
            (
                "27:14: clients[zhao].place: [121.23, 31.03] is not a point of the "
                "matrix. Name one of `roads.points`."
            ),
        ],
    ),
    (
        "name: Hello",
        (
            "name: Hello\n"
            "modes: [{id: walk, network: walk, speed_kmh: 8}, {id: e_bike, network: e_bike, "
            "speed_kmh: 17.5}]"
        ),
        [
            (
                "2:46: modes[walk].speed_kmh: nobody walks 8 km/h from visit to visit. "
                "Plan with 7 km/h or less."
            ),
            (
                "2:91: modes[e_bike].speed_kmh: an e-bike is planned with at most "
                "15 km/h, not with 17.5. This is the legal limit in the lane; no plan breaks it."
            ),
        ],
    ),
    (
        "grade: high}",
        "grade: high, valid_from: 2026-05-01, valid_until: 2026-01-01}",
        [
            (
                "17:88: caregivers[zhang].certificates[0].valid_until: the certificate "
                "ends on 2026-01-01, before it begins on 2026-05-01"
            )
        ],
    ),
    (
        "id: li, place",
        "id: li, excluded: [wang], preferred: [zhang, wang], place",
        [
            (
                "25:49: clients[li].preferred[1]: the caregiver 'wang' is both "
                "excluded and preferred. Delete one of the two."
            )
        ],
    ),
    (
        "id: li, place",
        "id: li, gender_required: man, gender_preferred: woman, place",
        [
            (
                "25:52: clients[li].gender_preferred: a man is required, but a woman is "
                "preferred. Delete one of the two."
            )
        ],
    ),
    (
        "id: li, place",
        "id: li, excluded: [wong], place",
        [("25:23: clients[li].excluded[0]: there is no caregiver 'wong'. Did you mean 'wang'?")],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  pinned_caregivers: [zhang, zhang]\n",
        [
            (
                "32:3: visits[bath-3].pinned_caregivers: 2 caregivers are pinned to a "
                "crew of 1. Pin one for each role, in the order of the roles, or none."
            ),
            (
                "32:30: visits[bath-3].pinned_caregivers[1]: the caregiver 'zhang' is "
                "pinned twice. Each role of a crew needs a different person."
            ),
        ],
    ),
    (
        "[2026-11-23]",
        "[2026-11-24, 2026-11-23, 2026-11-23]",
        [
            ("2:21: dates[1]: the date 2026-11-23 comes after 2026-11-24. Put the dates in order."),
            "2:33: dates[2]: the date 2026-11-23 is given twice",
        ],
    ),
    (
        "[2026-11-23]",
        "[2026-11-23, 2028-11-23]",
        ["2:1: dates: the dates lie more than 366 days apart"],
    ),
    (
        "8:00, end: 17:00",
        "17:00, end: 8:00",
        [
            (
                "18:32: caregivers[zhang].shifts[0].end: the shift ends at 08:00, not "
                "after its start at 17:00. After midnight, hours continue: 24:30 is half past "
                "midnight."
            )
        ],
    ),
    (
        "8:00, end: 17:00",
        "8:00, end: 33:00",
        [
            (
                "18:31: caregivers[zhang].shifts[0].end: the shift from 08:00 to 33:00 "
                "is longer than 24 hours"
            )
        ],
    ),
    (
        "start: 8:00, end: 17:00",
        "start: 2026-11-24T08:00, end: 2026-11-24T12:00",
        [
            (
                "18:20: caregivers[zhang].shifts[0].start: the shift begins on "
                "2026-11-24, which is not one of the dates"
            )
        ],
    ),
    (
        "[{start: 8:00, end: 17:00}]",
        "[{start: 8:00, end: 17:00}, {start: 16:00, end: 18:00}]",
        ["18:39: caregivers[zhang].shifts[1]: the shift overlaps the one from 08:00 to 17:00"],
    ),
    (
        "end: 17:00}",
        "end: 17:00, meal_break: {duration: 30, earliest: 13:00, latest: 12:00}}",
        [
            (
                "18:90: caregivers[zhang].shifts[0].meal_break.latest: the latest start "
                "of the break, 12:00, is before the earliest, 13:00"
            )
        ],
    ),
    (
        "end: 17:00}",
        "end: 17:00, meal_break: {duration: 30, earliest: 7:00, latest: 12:00}}",
        [
            (
                "18:38: caregivers[zhang].shifts[0].meal_break: the break may begin from 07:00 to "
                "12:00, which is not within the shift from 08:00 to 17:00"
            )
        ],
    ),
    (
        "end: 17:00}",
        "end: 17:00, meal_break: {duration: 600, earliest: 9:00, latest: 12:00}}",
        [
            (
                "18:61: caregivers[zhang].shifts[0].meal_break.duration: a break of 600 "
                "minutes does not fit into the shift"
            )
        ],
    ),
    (
        "id: li, place",
        "id: li, blackouts: [{start: 14:00, end: 13:00}], place",
        [
            (
                "25:44: clients[li].blackouts[0].end: the blackout ends at 13:00, not "
                "after its start at 14:00. After midnight, hours continue: 24:30 is half past "
                "midnight."
            )
        ],
    ),
    (
        "open: 9:00, close: 10:00",
        "open: 10:00, close: 9:00",
        [
            (
                "31:34: visits[bath-3].windows[0].close: the window closes at 09:00, "
                "before it opens at 10:00. After midnight, hours continue: 24:30 is half past "
                "midnight."
            )
        ],
    ),
    (
        "open: 9:00, close: 10:00",
        "open: 9:00, close: 9:30, applies_to: whole",
        [
            (
                "31:13: visits[bath-3].windows[0]: the service of 60 minutes does not "
                "fit into a window of 30 minutes. Widen the window, or let it apply to the start."
            )
        ],
    ),
    (
        "{open: 9:00, close: 10:00}",
        "{open: 9:00, close: 10:00}, {open: 9:30, close: 11:00}",
        [
            (
                "31:41: visits[bath-3].windows[1]: the window overlaps window 0. "
                "Windows are alternatives: join the two."
            )
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  exact_start: 9:30\n",
        [
            (
                "32:16: visits[bath-3].exact_start: the visit has both an exact start "
                "and hard windows. Delete one of the two."
            )
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  exact_start: 9:30\n  pinned_start: 9:31\n",
        [
            (
                "32:17: visits[bath-3].pinned_start: the start is pinned at 09:31, but "
                "the exact start is 09:30. Delete one of the two."
            )
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 2026-11-22T09:00, close: 2026-12-22T09:00}]\n",
        [
            (
                "31:20: visits[bath-3].windows[0].open: 2026-11-22T09:00:00 is before "
                "the first date, 2026-11-23"
            ),
            (
                "31:45: visits[bath-3].windows[0].close: 2026-12-22T09:00:00 is more "
                "than three days after the last date, 2026-11-23"
            ),
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        (
            "  windows: [{open: 9:00, close: 10:00}]\n"
            "  facts: {started: 9:00, ended: 8:00, aborted: 9:30, not_home: 9:00}\n"
        ),
        [
            "32:33: visits[bath-3].facts.ended: 08:00 is before the start at 09:00",
            (
                "32:48: visits[bath-3].facts.aborted: the visit has both ended and been aborted. "
                "Delete one of the two."
            ),
            (
                "32:64: visits[bath-3].facts.not_home: the client was not at home, but "
                "the visit has started"
            ),
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  facts: {ended: 8:00}\n",
        [("32:18: visits[bath-3].facts.ended: the visit has not started. Say when it started.")],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        (
            "  windows: [{open: 9:00, close: 10:00}]\n  pinned_caregivers: zhang\n"
            "  facts: {started: 9:05, expected_end: 9:00}\n"
        ),
        ["33:40: visits[bath-3].facts.expected_end: 09:00 is before the start at 09:05"],
    ),
    (
        "name: Hello\n",
        (
            "name: Hello\nnow: 9:30\nalarms:\n"
            "- {id: a, client: li, at: 9:20, answered: 9:10}\n"
            "- {id: b, client: li, at: 9:20, outcome: closed}\n"
            "- {id: c, client: li, at: 9:20, answered: 9:21, outcome: dispatched}\n"
            "- {id: d, client: zhao, at: 9:20, answered: 9:21, outcome: closed, visit: meal-1}\n"
            "- {id: e, client: li, at: 9:20, answered: 9:31, outcome: dispatched, visit: meal-1}\n"
            "- {id: f, client: li, at: 9:40}\n"
            "- {id: g, client: lo, at: 9:20, answered: 9:25, outcome: dispatched, visit: meal-9}\n"
            "- {id: f, client: li, at: 9:20}\n"
        ),
        [
            "4:43: alarms[a].answered: 09:10 is before the alarm at 09:20",
            (
                "5:42: alarms[b].outcome: the outcome is closed, but nobody has called back. Say "
                "when somebody called back (`answered`), or delete the outcome."
            ),
            (
                "6:58: alarms[c].outcome: a visit is dispatched, but not named. Name it in "
                "`visit`, or correct the outcome."
            ),
            (
                "7:75: alarms[d].visit: the visit 'meal-1' is named, but no visit is dispatched. "
                "Write `outcome: dispatched`, or delete the visit."
            ),
            "8:43: alarms[e].answered: 09:31 is later than `now`, 09:30. Correct the time, or "
            "`now`.",
            (
                "8:77: alarms[e].visit: the visit 'meal-1' is for 'zhao', but the alarm came from "
                "'li'. Name a visit for the client who called."
            ),
            "9:27: alarms[f].at: 09:40 is later than `now`, 09:30. Correct the time, or `now`.",
            "10:19: alarms[g].client: there is no client 'lo'. Add the client.",
            "10:77: alarms[g].visit: there is no visit 'meal-9'. Did you mean 'meal-1'?",
            "11:8: alarms[f #2].id: the id 'f' is given twice. Give every id of a list only once.",
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  gaps: [{after: bath-3}]\n",
        [
            (
                "32:18: visits[bath-3].gaps[0].after: a visit cannot follow itself. "
                "Name another visit."
            )
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        (
            "  windows: [{open: 9:00, close: 10:00}]\n"
            "  gaps: [{after: meal-1, minimum: 30, maximum: 20}]\n"
        ),
        ["32:48: visits[bath-3].gaps[0].maximum: the maximum is less than the minimum"],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        (
            "  windows: [{open: 9:00, close: 10:00}]\n"
            "  gaps: [{after: meal-1, order: any, minimum: 30, window: same}]\n"
        ),
        [
            (
                "32:33: visits[bath-3].gaps[0].order: the gap between visits in any order cannot "
                "be measured. Delete the order, or minimum, maximum and measured_from."
            ),
            (
                "32:59: visits[bath-3].gaps[0].window: 'bath-3' and 'meal-1' have different "
                "numbers of windows. Give both the same windows."
            ),
        ],
    ),
    (
        "  service: meal\n",
        (
            "  service: meal\n"
            "  windows: [{open: 9:30, close: 10:30}]\n"
            "  gaps: [{after: bath-3, minimum: 30, measured_from: end}, {after: bath-3, "
            "minimum: 120}]\n"
        ),
        [
            (
                "36:60: visits[meal-1].gaps[1]: the last start of 'meal-1' is too early "
                "for this gap after 'bath-3'. Check the windows of both visits."
            )
        ],
    ),
    (
        "  service: meal\n",
        (
            "  service: meal\n"
            "  windows: [{open: 12:30, close: 13:30}]\n"
            "  gaps: [{after: bath-3, maximum: 60}]\n"
        ),
        [
            (
                "36:10: visits[meal-1].gaps[0]: the first start of 'meal-1' is too late "
                "for this gap after 'bath-3'. Check the windows of both visits."
            )
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  promise: {start: 9:00, caregivers: [wong]}\n",
        [
            (
                "32:39: visits[bath-3].promise.caregivers[0]: there is no caregiver "
                "'wong'. Did you mean 'wang'?"
            )
        ],
    ),
]


@pytest.mark.parametrize(("good", "bad", "told"), WRONG)
def test_what_cannot_be_is_told_plainly(hello, written, good, bad, told):
    assert good in hello
    file = written(hello.replace(good, bad, 1))
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    assert str(caught.value).split("\n") == [f"{file}:{line}" for line in told]


def refused(parts):
    """What a scenario made in Python is refused for: places and sentences."""
    with pytest.raises(InputError) as caught:
        Scenario.model_validate(parts)
    return [(found.where, found.what) for found in caught.value.faults]


def test_objects_made_in_python_get_the_same_checks(parts):
    parts["visits"][0]["client"] = "nobody"
    assert refused(parts) == [("visits[bath-3].client", "there is no client 'nobody'")]
    parts["visits"][0]["client"] = "li"
    whole = Scenario.model_validate(parts)
    with pytest.raises(InputError, match="there is no service 'bath'"):
        whole.model_copy(update={"services": whole.services[1:]})


def test_a_changed_copy_knows_its_own_parts(parts):
    whole = Scenario.model_validate(parts).beside("folder")
    assert len(whole.visit) == 2
    fewer = whole.model_copy(update={"visits": whole.visits[:1]})
    assert list(fewer.visit) == ["bath-3"]
    assert fewer.fingerprint != whole.fingerprint
    assert fewer.folder == "folder"


def test_circles_of_gaps_are_told_once_each_and_chains_are_fine(parts):
    names = ["a", "b", "c", "d", "e"]
    after = {"a": "b", "b": "c", "c": "a", "d": "e", "e": "d"}
    parts["visits"] = [
        {"id": name, "client": "li", "service": "meal", "gaps": [{"after": after[name]}]}
        for name in names
    ]
    told = refused(parts)
    assert [what for _, what in told] == [
        "the visits follow one another in a circle: a → c → b → a",
        "the visits follow one another in a circle: d → e → d",
    ]
    del parts["visits"][0]["gaps"], parts["visits"][4]["gaps"]
    assert len(Scenario.model_validate(parts).visits) == 5


def test_many_diamonds_of_gaps_are_no_circle(parts):
    parts["visits"] = [
        {
            "id": f"v{number}",
            "client": "li",
            "service": "meal",
            "gaps": [{"after": f"v{before}"} for before in range(max(0, number - 3), number)],
        }
        for number in range(60)
    ]
    assert len(Scenario.model_validate(parts).visits) == 60


def test_pins_that_contradict_the_crew(parts):
    parts["services"][0]["crew"] = [{"id": "one"}, {"id": "two"}]
    parts["clients"][0]["excluded"] = ["wang"]
    parts["visits"][0]["pinned_caregivers"] = ["zhang"]
    parts["visits"][1]["pinned_caregivers"] = ["zhang"]
    parts["visits"][1]["gaps"] = [{"after": "bath-3", "caregiver": "different"}]
    assert refused(parts) == [
        ("visits[bath-3].pinned_caregivers", "1 caregivers are pinned to a crew of 2")
    ]
    parts["visits"][0]["pinned_caregivers"] = ["zhang", "wang"]
    assert warned(parts) == [  # that li excludes wang is for `rules.broken_pins`
        (
            "visits[meal-1].gaps[0].caregiver",
            "the caregivers pinned here and to 'bath-3' contradict this gap",
        )
    ]
    parts["visits"][1]["gaps"] = []
    assert warned(parts) == []


def test_pinned_starts_that_contradict_a_gap_are_a_warning(parts):
    del parts["visits"][0]["windows"]
    parts["visits"][0]["pinned_start"] = "9:00"
    gap = {"after": "bath-3", "minimum": 90, "maximum": 120}
    parts["visits"][1] |= {"gaps": [gap], "windows": [{"open": "8:00", "close": "10:00"}]}
    assert warned(parts) == []  # with the bath at nine there is no meal, but both could be
    parts["visits"][1] |= {"pinned_start": "10:30", "windows": []}
    assert warned(parts) == []
    at = "visits[meal-1].gaps[0]"
    parts["visits"][1]["pinned_start"] = "10:29"
    too_late = "the last start of 'meal-1' is too early for this gap after 'bath-3'"
    assert warned(parts) == [(at, too_late)]
    parts["visits"][1]["pinned_start"] = "11:01"
    too_early = "the first start of 'meal-1' is too late for this gap after 'bath-3'"
    assert warned(parts) == [(at, too_early)]
    parts["visits"][0] |= {"facts": {"started": "9:05"}, "pinned_caregivers": ["zhang"]}
    assert warned(parts) == []  # it began at 09:05, not at nine


def test_a_gap_from_the_end_counts_the_whole_crew(parts):
    parts["services"][0]["crew"] = [{"id": "one"}, {"id": "two", "offset": 30, "duration": 60}]
    parts["visits"][0]["exact_start"] = "9:00"
    del parts["visits"][0]["windows"]
    parts["visits"][1]["gaps"] = [{"after": "bath-3", "minimum": 10, "measured_from": "end"}]
    parts["visits"][1]["windows"] = [{"open": "9:00", "close": "10:40"}]
    assert Scenario.model_validate(parts)
    parts["visits"][1]["windows"] = [{"open": "9:00", "close": "10:39"}]
    assert [where for where, _ in refused(parts)] == ["visits[meal-1].gaps[0]"]


def test_windows_may_touch_and_soft_ones_may_lie_in_hard_ones(parts):
    parts["visits"][0]["windows"] = [
        {"open": "10:00", "close": "11:00"},
        {"open": "9:00", "close": "10:00"},
        {"open": "9:30", "close": "10:30", "hard": False},
    ]
    assert Scenario.model_validate(parts)
    parts["visits"][0]["windows"][1]["close"] = "10:01"
    assert refused(parts) == [("visits[bath-3].windows[1]", "the window overlaps window 0")]


def test_coordinates_that_are_swapped_within_both_ranges(parts):
    for number, client in enumerate(parts["clients"]):
        client["place"] = [77.6 + number / 100, 12.97]
    for caregiver in parts["caregivers"]:
        caregiver["start"] = [77.61, 12.98]
    assert Scenario.model_validate(parts)
    parts["clients"][1]["place"] = [12.97, 77.6]
    assert refused(parts) == [("clients[zhao].place", "[12.97, 77.6] is far from all other places")]
    parts["clients"][1]["place"] = [40.0, 40.0]
    assert Scenario.model_validate(parts)


def matrix(parts):
    """Put the scenario on a matrix of two points and a station on one of them."""
    parts["roads"] = {"kind": "matrix", "points": ["p", "q"], "minutes": [[0, 5], [6, 0]]}
    parts["stations"] = [{"id": "hub", "place": "p"}]
    for caregiver in parts["caregivers"]:
        caregiver["start"] = "hub"
    for client in parts["clients"]:
        client["place"] = "q"


def test_names_of_points_and_stations_on_a_matrix(parts):
    matrix(parts)
    whole = Scenario.model_validate(parts)
    assert whole.place_of(whole.caregivers[0].start) == "p"
    parts["clients"][0]["place"] = "r"
    parts["stations"].append({"id": "far", "place": "hub"})
    parts["stations"].append({"id": "q", "place": "p"})
    assert refused(parts) == [
        ("stations[q].id", "the station 'q' has the name of a point but lies elsewhere"),
        ("clients[li].place", "there is no point or station 'r'"),
        ("stations[far].place", "there is no point or station 'hub'"),
    ]


def test_a_matrix_by_mode_serves_every_mode_in_use(parts):
    matrix(parts)
    table = parts["roads"].pop("minutes")
    parts["roads"]["by_mode"] = {"walk": table}
    assert refused(parts) == [
        (
            "roads.by_mode",
            "there are no travel times for the mode 'e_bike', which is in use",
        )
    ]
    parts["roads"]["by_mode"]["e_bike"] = table
    pool = {"id": "kit", "count": 1, "station": "hub", "mode": "drive", "carried": True}
    pool["carried_by"] = "courier"
    parts["equipment"] = [pool]
    assert [what for _, what in refused(parts)] == [
        "there are no travel times for the mode 'drive', which is in use"
    ]
    pool["carried"] = False
    assert Scenario.model_validate(parts)
    pool |= {"carried": True, "mode": None}  # the first of the modes, walk
    assert Scenario.model_validate(parts)
    parts["roads"]["by_mode"]["bicycle"] = parts["roads"]["by_mode"].pop("walk")
    parts["caregivers"][1]["mode"] = "bicycle"
    assert [what for _, what in refused(parts)] == [
        "there are no travel times for the mode 'walk', which is in use"
    ]


def test_providers_and_what_they_cover_are_known(parts):
    parts["areas"] = [{"id": "north"}]
    parts["providers"] = [{"id": "city", "areas": ["north"], "services": ["bath"]}]
    parts["caregivers"][0]["provider"] = "city"
    assert Scenario.model_validate(parts).provider["city"].areas == ("north",)
    parts["providers"] = [
        {"id": "city", "areas": ["south"], "services": ["bathing"]},
        {"id": "city"},
    ]
    parts["caregivers"][0]["provider"] = "town"
    assert refused(parts) == [
        ("providers[city #2].id", "the id 'city' is given twice"),
        ("providers[city].areas[0]", "there is no area 'south'"),
        ("providers[city].services[0]", "there is no service 'bathing'"),
        ("caregivers[zhang].provider", "there is no provider 'town'"),
    ]


def test_the_certificates_of_nurses_are_known_unless_they_are_the_default(parts):
    parts["policy"] = {"nurse_certificates": ["nurse-licence", "care"]}
    parts["certificates"] = [{"id": "care", "grades": ["basic", "mid", "high"]}]
    assert Scenario.model_validate(parts).policy.nurse_certificates == ("nurse-licence", "care")
    parts["policy"] = {"nurse_certificates": ["nurse-licence", "nurse"]}
    assert refused(parts) == [
        ("policy.nurse_certificates[1]", "there is no certificate 'nurse'"),
    ]


def test_terms_of_fairness_mean_something(parts):
    shared = {"at": 60, "doubling": 1}
    gini = {"share": "travel", "measure": "gini", "most": 1}
    parts["policy"] = {
        "sharing": {"paid_time": shared, "travel": shared | {"doubling": 1440}},
        "bounds": [gini, gini | {"measure": "range", "most": 2}],
        "groups": ["channel", "age_band"],
    }
    assert Scenario.model_validate(parts)
    parts["policy"] = {
        "sharing": {"paid_time": shared | {"doubling": 0}, "travel": shared | {"doubling": 1441}},
        "bounds": [gini, gini | {"most": 1.25}],
        "groups": ["channel", "age_band", "channel"],
    }
    doubles = "the time in which the cost doubles must be from one minute to one day"
    assert refused(parts) == [
        ("policy.sharing.paid_time.doubling", doubles),
        ("policy.sharing.travel.doubling", doubles),
        ("policy.bounds[1].most", "a Gini index is never above 1, so 1.25 limits nothing"),
        ("policy.groups[2]", "the trait 'channel' is named twice"),
    ]


def test_equipment_has_a_way_to_travel_and_a_place_to_travel_from(parts):
    kit = {"id": "kit", "count": 1, "carried": True, "mode": "drive", "station": "hub"}
    kit["carried_by"] = "courier"
    parts["stations"] = [{"id": "hub", "place": [121.2, 31.0]}]
    parts["equipment"] = [kit]
    parts["services"][0]["equipment"] = ["kit"]
    assert Scenario.model_validate(parts)
    parts["services"][0]["equipment"] = ["kit", "kit"]
    kit["mode"] = "boat"
    del kit["station"]
    assert refused(parts) == [
        ("equipment[kit].mode", "there is no travel mode 'boat'"),
        ("equipment[kit].station", "pieces of 'kit' are carried, but the pool has no station"),
        ("services[bath].equipment[1]", "the equipment 'kit' is named twice"),
    ]
    kit |= {"carried": False, "mode": None}
    parts["services"][0]["equipment"] = ["kit"]
    assert Scenario.model_validate(parts)


def test_equipment_comes_with_the_crew_or_by_courier(parts):
    kit = {"id": "kit", "count": 1, "carried": True, "station": "hub", "modes": ["e_bike"]}
    parts["stations"] = [{"id": "hub", "place": [121.2, 31.0]}]
    parts["equipment"] = [kit]
    crew = [{"id": "one"}, {"id": "two", "brings_equipment": True}, {"id": "three"}]
    service = parts["services"][0]
    service |= {"equipment": ["kit"], "crew": crew}
    scenario = Scenario.model_validate(parts)
    assert scenario.services[0].bringer.id == "two"
    assert scenario.pool["kit"].comes_with_crew
    kit |= {"mode": "drive", "modes": ["boat"]}
    crew[2]["brings_equipment"] = True
    assert refused(parts) == [
        ("equipment[kit].modes[0]", "there is no travel mode 'boat'"),
        (
            "equipment[kit].mode",
            "pieces of 'kit' come with the crew, which has its own travel mode",
        ),
        ("services[bath].crew[2].brings_equipment", "another role already brings the equipment"),
    ]
    del crew[2]
    kit |= {"modes": ["walk"], "carried_by": "courier"}
    assert refused(parts) == [("equipment[kit].modes", "pieces of 'kit' do not come with the crew")]


def test_a_station_off_the_matrix_is_refused_also_for_equipment(parts):
    matrix(parts)
    parts["stations"].append({"id": "store", "place": "cellar"})
    parts["equipment"] = [{"id": "kit", "count": 1, "carried": True, "station": "store"}]
    assert refused(parts) == [("stations[store].place", "there is no point or station 'cellar'")]


def test_a_break_ends_before_the_next_shift(parts):
    rest = {"duration": 30, "earliest": "11:00", "latest": "12:00"}
    parts["caregivers"][0]["shifts"] = [
        {"start": "12:30", "end": "17:00"},
        {"start": "8:00", "end": "12:00", "meal_break": rest},
    ]
    assert Scenario.model_validate(parts)
    parts["caregivers"][0]["shifts"][0]["start"] = "12:29"
    assert refused(parts) == [
        (
            "caregivers[zhang].shifts[1].meal_break.latest",
            "a break that begins at 12:00 would end after the next shift starts at 12:29",
        )
    ]


def test_a_visit_that_runs_has_its_whole_crew(parts):
    parts["services"][0]["crew"] = [{"id": "one"}, {"id": "two", "offset": 60}]
    visit = parts["visits"][0]
    visit["facts"] = {"started": "11:00"}
    at = "visits[bath-3].facts.started"
    assert refused(parts) == [(at, "the visit has started, but nobody is pinned to it")]
    visit["pinned_caregivers"] = ["zhang"]
    assert refused(parts) == [
        ("visits[bath-3].pinned_caregivers", "1 caregivers are pinned to a crew of 2")
    ]
    visit["pinned_caregivers"] = ["zhang", "wang"]
    assert Scenario.model_validate(parts)
    visit["facts"] = {"started": "5:00"}
    assert Scenario.model_validate(parts)  # hours before any shift: it is a fact


def test_nothing_has_happened_after_now(parts):
    parts["now"] = "9:00"
    first, second = parts["visits"][:2]
    under_way = {"departed": "8:50", "free": "9:30", "place": [121.21, 31.01]}
    first |= {"pinned_caregivers": ["zhang"], "facts": {"started": "9:00", "expected_end": "10:30"}}
    second["facts"] = {"cancelled": "9:00"}
    parts["caregivers"][0]["shifts"][0]["under_way"] = under_way
    assert Scenario.model_validate(parts)  # what is expected, and when she is free, lie ahead
    parts["now"] = "8:45"
    late = [f"{at} is later than `now`, 08:45" for at in ("09:00", "09:00", "08:50")]
    places = [
        "visits[bath-3].facts.started",
        "visits[meal-1].facts.cancelled",
        "caregivers[zhang].shifts[0].under_way.departed",
    ]
    assert refused(parts) == [*zip(places, late, strict=True)]
    first["facts"] = {"started": "8:30", "ended": "9:01"}
    second["facts"] = {"not_home": "9:02"}
    assert [where for where, _ in refused(parts)][:2] == [
        "visits[bath-3].facts.ended",
        "visits[meal-1].facts.not_home",
    ]
    first["facts"] = {"started": "8:30", "aborted": "9:01"}
    assert refused(parts)[0][0] == "visits[bath-3].facts.aborted"
    parts["now"] = "soon"
    assert [where for where, _ in refused(parts)] == ["now"]


def test_nobody_is_in_two_running_visits_at_once(parts):
    parts["services"][0]["crew"] = [{"id": "one", "duration": 20}, {"id": "two"}]
    first, second = parts["visits"][:2]
    first |= {"facts": {"started": "9:00"}, "pinned_caregivers": ["zhang", "wang"]}
    second |= {"facts": {"started": "9:19"}, "pinned_caregivers": ["zhang"]}
    at = "visits[meal-1].facts.started"
    still_there = (at, "'zhang' is still in 'bath-3', which has not ended either")
    assert refused(parts) == [still_there]
    second["facts"] = {"started": "9:20"}
    assert Scenario.model_validate(parts)  # zhang's part took 20 minutes
    second["pinned_caregivers"] = ["wang"]
    assert refused(parts) == [(at, "'wang' is still in 'bath-3', which has not ended either")]
    first["facts"]["aborted"] = "9:15"
    assert Scenario.model_validate(parts)


def test_no_piece_is_in_two_running_visits(parts):
    parts["equipment"] = [{"id": "kit", "count": 1}]
    for service in parts["services"]:
        service["equipment"] = ["kit"]
    for visit, name in zip(parts["visits"], ("zhang", "wang"), strict=False):
        visit |= {"facts": {"started": "9:00"}, "pinned_caregivers": [name]}
    assert refused(parts) == [
        (
            "visits[meal-1].facts.started",
            "more running visits use the equipment 'kit' than it has pieces: bath-3, meal-1",
        )
    ]
    parts["equipment"][0]["count"] = 2
    assert Scenario.model_validate(parts)


def test_no_gap_is_asked_of_what_has_happened(parts):
    parts["visits"][0]["exact_start"] = parts["visits"][1]["exact_start"] = "9:00"
    del parts["visits"][0]["windows"]
    parts["visits"][1]["gaps"] = [{"after": "bath-3", "minimum": 60, "caregiver": "different"}]
    for visit in parts["visits"]:
        visit["pinned_caregivers"] = ["zhang"]
    at = "visits[meal-1].gaps[0]"
    assert [where for where, _ in refused(parts)] == [at]
    parts["visits"][0]["facts"] = {"started": "9:00"}
    assert [where for where, _ in warned(parts)] == [f"{at}.caregiver"]
    parts["visits"][1]["facts"] = {"started": "10:10"}
    assert warned(parts) == []
    parts["visits"][1]["facts"] = None
    parts["visits"][0]["facts"] = {"started": "9:00", "ended": "9:30"}
    assert warned(parts) == []


def test_references_of_every_kind_are_followed(parts):
    parts["equipment"] = [{"id": "kit", "count": 1, "station": "s", "areas": ["a"]}]
    parts["stations"] = [{"id": "hub", "place": [121.2, 31.0], "area": "b"}]
    parts["services"][0]["equipment"] = ["kid"]
    parts["caregivers"][0].update(areas=["c"], services=["x"], examinations=["y"])
    parts["clients"][0].update(area="d", preferred=["nobody"])
    assert sorted(where for where, _ in refused(parts)) == [
        "caregivers[zhang].areas[0]",
        "caregivers[zhang].examinations[0]",
        "caregivers[zhang].services[0]",
        "clients[li].area",
        "clients[li].preferred[0]",
        "equipment[kit].areas[0]",
        "equipment[kit].station",
        "services[bath].equipment[0]",
        "stations[hub].area",
    ]


def test_a_request_may_be_older_than_the_first_date(parts):
    parts["visits"][0]["requested"] = "2026-11-20T10:00"
    assert Scenario.model_validate(parts)
    parts["visits"][0]["preferred_start"] = "2026-11-20T10:00"
    assert refused(parts) == [
        (
            "visits[bath-3].preferred_start",
            "2026-11-20T10:00:00 is before the first date, 2026-11-23",
        )
    ]


def warned(parts):
    return [(found.where, found.what) for found in warnings(Scenario.model_validate(parts))]


def test_what_leaves_visits_unserved_is_a_warning_not_a_refusal(parts):
    assert warned(parts) == []
    parts["services"][0].update(
        requires={
            "certificates": [[{"certificate": "care", "grade": "high"}]],
            "courses": ["bathing"],
        },
        examination=True,
        equipment=["kit"],
    )
    parts["equipment"] = [{"id": "kit", "count": 0}]
    held = parts["caregivers"][0]["certificates"][0]
    held["valid_until"] = "2026-11-22"
    parts["visits"][0]["windows"] = [{"open": "18:01", "close": "19:00"}]
    assert warned(parts) == [
        (
            "services[bath].examination",
            "nobody on duty has passed the examination for this service",
        ),
        (
            "services[bath].requires.certificates[0]",
            "nobody on duty holds a valid certificate: care (high)",
        ),
        ("services[bath].requires.courses[0]", "nobody on duty has taken the course 'bathing'"),
        ("services[bath].equipment[0]", "the pool 'kit' has no piece"),
        ("visits[bath-3]", "the visit's times lie outside all shifts"),
    ]
    held["valid_until"] = "2026-11-23"
    parts["caregivers"][0].update(courses=["bathing"], examinations=["bath"])
    parts["equipment"][0]["count"] = 1
    parts["visits"][0]["windows"] = [{"open": "18:00", "close": "19:00"}]
    assert warned(parts) == []


def test_a_higher_grade_covers_a_lower_one_only(parts):
    parts["caregivers"][0]["certificates"][0]["grade"] = "basic"
    assert warned(parts) == []
    parts["services"][0]["requires"]["certificates"][0][0]["grade"] = "high"
    [(_, told)] = warned(parts)
    assert told == "nobody on duty holds a valid certificate: care (high)"


def test_nothing_is_said_of_visits_that_are_over_or_under_way(parts):
    parts["visits"][1]["windows"] = [{"open": "20:00", "close": "21:00"}]
    assert warned(parts) == [("visits[meal-1]", "the visit's times lie outside all shifts")]
    parts["visits"][1] |= {"facts": {"started": "9:00"}, "pinned_caregivers": ["zhang"]}
    assert warned(parts) == []
    parts["services"][1]["requires"] = {"courses": ["cooking"]}
    assert warned(parts) == []
    parts["visits"][1]["facts"]["ended"] = "9:20"
    assert warned(parts) == []
    del parts["visits"][1]["facts"]
    assert len(warned(parts)) == 2
