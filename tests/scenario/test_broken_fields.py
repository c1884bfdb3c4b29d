"""A field that is malformed: the line, the column, the object, the sentence, the advice."""

import pytest

from dispatch.errors import InputError
from dispatch.scenario import load_scenario

BROKEN = [
    (
        "gender: woman",
        "gender: female",
        ["14:11: caregivers[zhang].gender: 'female' is not one of woman, man"],
    ),
    (
        "gender: woman",
        "gender: Woman",
        [
            (
                "14:11: caregivers[zhang].gender: 'Woman' is not one of woman, man. Did "
                "you mean 'woman'?"
            )
        ],
    ),
    (
        "windows:",
        "window:",
        [("31:3: visits[bath-3].window: there is no field 'window' here. Did you mean 'windows'?")],
    ),
    (
        "name: Hello\n",
        "",
        [
            (
                "1:1: name: the field is missing. What belongs here: a name for people, "
                "such as Monday in Fangsong."
            )
        ],
    ),
    (
        "  client: li\n",
        "",
        [
            (
                "28:3: visits[bath-3].client: the field is missing. What belongs here: "
                "the id of the client."
            )
        ],
    ),
    (
        "  client: li\n",
        "  client:\n",
        [("29:10: visits[bath-3].client: the field is empty. Give a value, or delete the line.")],
    ),
    (
        "duration: 60",
        "duration: soon",
        [
            (
                "7:13: services[bath].duration: 'soon' is not a length of time. Write "
                "minutes (90), hours and minutes (1h30m) or ISO 8601 (PT1H30M)."
            )
        ],
    ),
    (
        "duration: 60",
        "duration: -5",
        ["7:13: services[bath].duration: -5 does not lie between 0 and 400 days"],
    ),
    (
        "duration: 60",
        "duration: .nan",
        ["7:13: services[bath].duration: NaN is not a finite number"],
    ),
    ("name: Hello", "name: 2026", ["1:7: name: 2026 is not text. Put it in quotes."]),
    ("name: Hello", "name: ''", ["1:7: name: the text is empty"]),
    ("name: Hello", "name: [a]", ["1:1: name: ['a'] is given instead of text"]),
    (
        "name: Hello",
        "name: Hello\nzone: Shanghai",
        [
            (
                "2:7: zone: 'Shanghai' is not a time zone of the IANA list. Write one such "
                "as 'Asia/Shanghai'."
            )
        ],
    ),
    ("2026-11-23", "2026-13-01", ["2:9: dates[0]: the date '2026-13-01' does not exist"]),
    ("2026-11-23", "261123", ["2:9: dates[0]: 261123 is not a date. Write it as 2026-11-23."]),
    (
        "[2026-11-23]",
        "{first: 2026-11-23}",
        [
            (
                "2:1: dates: a mapping is given instead of a list. Write it as "
                "[first, second] or as lines that begin with '- '."
            )
        ],
    ),
    (
        "[2026-11-23]",
        "3/4",
        ["2:8: dates: '3/4' may be YYYY-03-04 or YYYY-04-03. Write the year first."],
    ),
    (
        "duration: 60",
        "duration: 1:30",
        [
            (
                "7:13: services[bath].duration: '1:30' may be 1h30m or 1m30s. Write it with its "
                "units, or as minutes."
            )
        ],
    ),
    (
        "9:00,",
        "9:3,",
        [
            (
                "31:20: visits[bath-3].windows[0].open: the minutes of '9:3' have only one digit. "
                "Write "
                "'9:03' or '9:30'."
            )
        ],
    ),
    (
        "  duration: 20\n",
        "  duration: 20\n  equipment: bed, lamp\n",
        [
            (
                "12:14: services[meal].equipment: 'bed, lamp' may be one id or several. Write "
                "['bed', "
                "'lamp'] or ['bed, lamp']."
            )
        ],
    ),
    (
        "- {id: li, place",
        f"- {{id: {'x' * 121}, place",
        ["25:8: clients[0].id: the text has 121 characters; at most 120 are allowed"],
    ),
    ("[2026-11-23]", "[]", ["2:8: dates: the list is empty"]),
    (
        "[121.21, 31.01]",
        "[31.01, 121.21]",
        [
            (
                "25:12: clients[li].place: [31.01, 121.21] has no latitude between -90 "
                "and 90. The order is [longitude, latitude]: are the two swapped?"
            )
        ],
    ),
    (
        "[121.21, 31.01]",
        "[121.21]",
        [
            (
                "25:12: clients[li].place: [121.21] is not a place. Write [longitude, "
                "latitude] in degrees, or the name of a point."
            )
        ],
    ),
    (
        "[121.21, 31.01]",
        "[200, 31.01]",
        [
            (
                "25:12: clients[li].place: [200, 31.01] lies outside longitudes of ±180 "
                "and latitudes of ±90 degrees. The order is [longitude, latitude], in "
                "degrees."
            )
        ],
    ),
    (
        "[121.21, 31.01]",
        "[.nan, 31.01]",
        ["25:12: clients[li].place: [NaN, 31.01] is not a finite number"],
    ),
    (
        "- {id: li, place",
        "- {id: a/b, place",
        [
            (
                "25:8: clients[a/b].id: 'a/b' is not an id. An id has no slash, no line "
                "break and no space at its start."
            )
        ],
    ),
    (
        "- {id: li, place",
        "- {place",
        [
            (
                "25:3: clients[0].id: the field is missing. What belongs here: the "
                "client's id; visits refer to it."
            )
        ],
    ),
    (
        "id: li, place",
        "id: li, care_level: 7, place",
        ["25:24: clients[li].care_level: 7 is more than 6, the most allowed"],
    ),
    (
        "id: li, place",
        "id: li, care_level: 1.5, place",
        ["25:24: clients[li].care_level: 1.5 is not a whole number"],
    ),
    (
        "id: li, place",
        "id: li, age: '80', place",
        ["25:17: clients[li].age: '80' is not a whole number"],
    ),
    (
        "id: li, place",
        "id: li, age: true, place",
        ["25:17: clients[li].age: true is not a whole number"],
    ),
    (
        "id: li, place",
        "id: li, solitary: no, place",
        [("25:22: clients[li].solitary: 'no' is neither true nor false. Write true or false.")],
    ),
    (
        "9:00,",
        "9.00,",
        [
            (
                "31:20: visits[bath-3].windows[0].open: 9.0 is not a clock time. Write "
                "'09:30' (on the first date) or '2026-11-23T09:30'."
            )
        ],
    ),
    (
        "9:00,",
        "25,",
        [
            (
                "31:20: visits[bath-3].windows[0].open: 25 is not a clock time. Write "
                "'09:30' (on the first date) or '2026-11-23T09:30'."
            )
        ],
    ),
    (
        "9:00,",
        "99:00,",
        [
            (
                "31:20: visits[bath-3].windows[0].open: the hours of a clock time are "
                "at most 72, not 99. Write the date, as in '2026-11-23T09:30'."
            )
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  priority: .inf\n",
        ["32:13: visits[bath-3].priority: infinity is not a finite number"],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  priority: 1e400\n",
        ["32:13: visits[bath-3].priority: infinity is not a finite number"],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  priority: high\n",
        ["32:13: visits[bath-3].priority: 'high' is not a number"],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  gaps: meal-1\n",
        [
            (
                "32:9: visits[bath-3].gaps: 'meal-1' is given instead of a list. Write "
                "it as [first, second] or as lines that begin with '- '."
            )
        ],
    ),
    (
        "  windows: [{open: 9:00, close: 10:00}]\n",
        "  windows: [{open: 9:00, close: 10:00}]\n  facts: yes\n",
        [("32:10: visits[bath-3].facts: 'yes' is given instead of fields with values")],
    ),
    (
        "[{open: 9:00, close: 10:00}]",
        "{open: 9:00, close: 10:00}",
        [
            (
                "31:3: visits[bath-3].windows: a mapping is given instead of a list. "
                "Write it as [first, second] or as lines that begin with '- '."
            )
        ],
    ),
    (
        "name: Hello",
        "name: Hello\nroads: {kind: matrx}",
        [
            (
                "2:15: roads.kind: 'matrx' is not one of straight_line, matrix, graph, place. "
                "Did you mean 'matrix'?"
            )
        ],
    ),
    (
        "name: Hello",
        "name: Hello\nroads: {detour: 1.3}",
        [
            (
                "2:1: roads: the field 'kind' is missing. Give one of straight_line, matrix, "
                "graph, place."
            )
        ],
    ),
    (
        "name: Hello",
        "name: Hello\nroads: matrix",
        ["2:8: roads: 'matrix' is given instead of fields with values"],
    ),
    (
        "name: Hello",
        "name: Hello\nroads: {kind: straight_line, detur: 2}",
        ["2:30: roads.detur: there is no field 'detur' here. Did you mean 'detour'?"],
    ),
    (
        "name: Hello",
        "name: Hello\nroads: {kind: matrix, minutes: [[0]]}",
        [
            (
                "2:1: roads.points: the field is missing. What belongs here: the names "
                "of the points, in the order of the rows and columns."
            )
        ],
    ),
    (
        "name: Hello",
        "name: Hello\nroads: {kind: straight_line, detour: 0.5}",
        ["2:38: roads.detour: 0.5 is less than 1, the least allowed"],
    ),
    ("name: Hello", "name: Hello\nmodes: []", ["2:8: modes: the list is empty"]),
    (
        "name: Hello",
        "name: Hello\nmodes: [{id: walk, network: walk, speed_kmh: 0}]",
        ["2:46: modes[walk].speed_kmh: 0 is not more than 0"],
    ),
    (
        "name: Hello",
        "name: Hello\npolicy: {rules: {rating_floor: .nan}, priority: {base: .nan}}",
        [
            "2:32: policy.rules.rating_floor: NaN is not a finite number",
            "2:56: policy.priority.base: NaN is not a finite number",
        ],
    ),
    (
        "name: Hello",
        "name: Hello\npolicy: {rules: {areas: no}}",
        ["2:25: policy.rules.areas: 'no' is not one of hard, off"],
    ),
    (
        "name: Hello",
        "name: Hello\n<<: {a: 1}",
        [
            (
                "2:1: <<: there is no field '<<' here. The fields are name, "
                "description, source, zone, dates, coordinates, roads, modes, areas, "
                "stations, certificates, services, equipment, providers, caregivers, "
                "clients, visits, policy, now, slower, alarms."
            )
        ],
    ),
    (
        "name: Hello",
        "name: Hello\ncolour: red",
        [
            (
                "2:1: colour: there is no field 'colour' here. The fields are name, "
                "description, source, zone, dates, coordinates, roads, modes, areas, "
                "stations, certificates, services, equipment, providers, caregivers, "
                "clients, visits, policy, now, slower, alarms."
            )
        ],
    ),
    (
        "  duration: 20\n",
        "  duration: 20\n  crew: [{id: a}, {id: b}, {id: c}, {id: d}, {id: e}]\n",
        ["12:3: services[meal].crew: the list has more than 4 entries"],
    ),
    (
        "- id: meal-1\n",
        "- meal-1\n- id: meal-1\n",
        ["32:3: visits[1]: 'meal-1' is given instead of fields with values"],
    ),
    (
        "name: Hello",
        "name: Hello\nname: Again",
        ["2:1: 'name' is given twice; the first is in line 1. Keep one of them."],
    ),
    (
        "client: li\n",
        "client: li\n  client: zhao\n",
        ["30:3: 'client' is given twice; the first is in line 29. Keep one of them."],
    ),
]


@pytest.mark.parametrize(("good", "bad", "told"), BROKEN)
def test_a_malformed_field_is_told_plainly(hello, written, good, bad, told):
    assert good in hello
    file = written(hello.replace(good, bad, 1))
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    assert str(caught.value).split("\n") == [f"{file}:{line}" for line in told]
