"""Files of events: what is read, what is refused and where, what is written, and the schema."""

import json
from pathlib import Path

import pytest

from dispatch.errors import InputError
from dispatch.live import events as kinds
from dispatch.live.reading import (
    dump_events,
    dumps_events,
    events_schema,
    load_events,
    loads_events,
)
from dispatch.scenario import Duration, Window, load_scenario, trust

HELLO = Path(__file__).parents[2] / "scenarios" / "hello.yaml"
EVERY_KIND = """\
format: caregiver-dispatch events 1
events:
- {at: 8:00, kind: announced}
- {at: 8:01, kind: announced, visits: [bath], tolerance: 15}
- {at: 8:05, kind: requested, visit: {id: meal-2, client: mei, service: meal},
   client: {id: mei, place: [121.4, 31.2]}}
- {at: 8:10, kind: changed, visit: bath,
   to: {windows: [{open: 9:00, close: 10:00}], exact_start: null, priority: 3}}
- {at: 8:12, kind: cancelled, visit: meal}
- {at: 8:15, kind: accepted, visit: {id: meal-3, client: mei, service: meal}, start: 12:00,
   caregivers: ann}
- {at: 8:16, kind: promised, visit: meal-2}
- {at: 9:00, kind: started, visit: bath, caregivers: [ann, bo]}
- {at: 9:40, kind: overrun, visit: bath, until: 10:15}
- {at: 10:14:30.250, kind: ended, visit: bath}
- {at: 10:30, kind: not_home, visit: meal-2}
- {at: 10:40, kind: broken_off, visit: meal-3}
- {at: 11:00, kind: absent, caregiver: bo}
- {at: 11:01, kind: late, caregiver: ann, time: 11:30}
- {at: 11:02, kind: gone, caregiver: ann, time: 16:00}
- {at: 11:03, kind: back, caregiver: bo, time: 13:00}
- {at: 11:03, kind: stands_by, caregiver: bo, station: hub}
- {at: 11:04, kind: equipment_lost, equipment: kit, piece: 2}
- {at: 11:05, kind: equipment_back, equipment: kit, piece: 2}
- {at: 11:06, kind: travel_slower, factor: 1.5, until: 13:00, mode: walk}
- {at: 11:10, kind: alarm, alarm: a1, client: mei, note: she does not speak}
- {at: 11:13, kind: called_back, alarm: a1, outcome: dispatched,
   visit: {id: help, client: mei, service: meal}}
- {at: 26:30, kind: called_back, alarm: a1, outcome: handed_over}
"""


def told(text, **options):
    """What a text is refused for."""
    with pytest.raises(InputError) as caught:
        loads_events(text, name="day", **options)
    return [str(each) for each in caught.value.faults]


def event(line):
    return told(f"events:\n- {line}\n")


def test_every_kind_is_read_in_order():
    events = loads_events(EVERY_KIND)
    listed = events_schema()["properties"]["events"]["items"]["discriminator"]["mapping"]
    assert {each.kind for each in events} == set(listed)
    assert [each.at for each in events] == sorted(each.at for each in events)
    requested, changed, overrun = events[2], events[3], events[8]
    assert requested.visit.id == "meal-2"
    assert requested.client.place == (121.4, 31.2)
    assert changed.to == {
        "windows": (Window(open="9:00", close="10:00"),), "exact_start": None, "priority": 3.0,
    }  # fmt: skip
    assert (overrun.until, events[9].at) == ("10:15", "10:14:30")  # stamps are whole seconds
    assert events[1].tolerance == Duration.of_minutes(15)
    assert events[5].caregivers == ("ann",)


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_what_is_written_is_read_back_the_same(tmp_path, ending):
    events = loads_events(EVERY_KIND)
    file = tmp_path / f"events.{ending}"
    dump_events(events, file)
    assert load_events(file) == events
    assert loads_events(dumps_events(events)) == events


def test_what_is_written_has_no_defaults_and_begins_with_the_time_and_the_kind():
    [first, *_] = loads_events(EVERY_KIND)
    assert json.loads(dumps_events([first])) == {
        "format": "caregiver-dispatch events 1",
        "events": [{"at": "08:00", "kind": "announced"}],
    }


def test_a_file_may_have_no_events():
    assert loads_events("events: []") == ()


BROKEN = [
    (
        "{at: 9:00, kind: startd, visit: bath}",
        [
            "day:2:20: events[0].kind: 'startd' is not one of requested, changed, cancelled, "
            "started, ended, overrun, not_home, broken_off, absent, late, gone, back, "
            "stands_by, equipment_lost, equipment_back, travel_slower, alarm, called_back, "
            "accepted, promised, announced. Did you mean 'started'?"
        ],
    ),
    (
        "{at: 9:00, visit: bath}",
        [
            "day:2:3: events[0]: the field 'kind' is missing. Give one of requested, changed, "
            "cancelled, started, ended, overrun, not_home, broken_off, absent, late, gone, back, "
            "stands_by, equipment_lost, equipment_back, travel_slower, alarm, called_back, "
            "accepted, promised, announced."
        ],
    ),
    (
        "{kind: started, visit: bath}",
        [
            "day:2:3: events[0].at: the field is missing. What belongs here: when it happened.",
        ],
    ),
    (
        "{at: 9:00, kind: ended}",
        [
            "day:2:3: events[0].visit: the field is missing. What belongs here: the id of the "
            "visit.",
        ],
    ),
    (
        "{at: 9:00, kind: started, vist: bath, visit: bath}",
        ["day:2:29: events[0].vist: there is no field 'vist' here. Did you mean 'visit'?"],
    ),
    (
        "{at: 9:00, kind: cancelled, visit: bath, caregiver: ann}",
        [
            "day:2:44: events[0].caregiver: there is no field 'caregiver' here. The fields are "
            "at, kind, visit."
        ],
    ),
    (  # a field with the name of the kind
        "{at: 9:00, kind: alarm, alarm: a1, clint: mei}",
        [
            "day:2:3: events[0].client: the field is missing. What belongs here: the id of the "
            "client.",
            "day:2:38: events[0].clint: there is no field 'clint' here. Did you mean 'client'?",
        ],
    ),
    (
        "{at: 9:00, kind: alarm, alarm: [a1], client: mei}",
        ["day:2:27: events[0].alarm: ['a1'] is given instead of text"],
    ),
    (
        "{at: soon, kind: late, caregiver: ann, time: '9.30'}",
        [
            f"day:2:{column}: events[0].{field}: '{value}' is not a clock time. Write '09:30' (on "
            "the first date) or '2026-11-23T09:30'."
            for column, field, value in ((8, "at", "soon"), (48, "time", "9.30"))
        ],
    ),
    (
        "{at: 9:00, kind: requested, visit: {id: x, client: mei, service: meal, windos: []}}",
        [
            "day:2:74: events[0].visit.windos: there is no field 'windos' here. Did you mean "
            "'windows'?"
        ],
    ),
    (
        "{at: 9:00, kind: changed, visit: bath, to: {facts: {started: 9:00}, windows: [{open: "
        "9:00, clse: 10:00}]}}",
        [
            "day:2:47: events[0].to.facts: there is no field 'facts' here. The fields are client, "
            "service, windows, exact_start, preferred_start, priority, mandatory, duration, "
            "end_place, gaps, group, pinned_caregivers, pinned_start, requested, "
            "earliest_acceptable, response_target, response_class, promise, announced.",
            "day:2:81: events[0].to.windows[0].close: the field is missing. What belongs here: "
            "when the window closes; the last moment is still inside.",
            "day:2:94: events[0].to.windows[0].clse: there is no field 'clse' here. Did you mean "
            "'close'?",
        ],
    ),
    (
        "{at: 9:00, kind: changed, visit: bath, to: {id: other}}",
        [
            "day:2:47: events[0].to.id: there is no field 'id' here. The fields are client, "
            "service, windows, exact_start, preferred_start, priority, mandatory, duration, "
            "end_place, gaps, group, pinned_caregivers, pinned_start, requested, "
            "earliest_acceptable, response_target, response_class, promise, announced.",
        ],
    ),
    (
        "{at: 9:00, kind: changed, visit: bath, to: {client: null}}",
        [
            "day:2:55: events[0].to.client: the field is empty. Give a value, or delete the line.",
        ],
    ),
    (
        "{at: 9:00, kind: equipment_lost, equipment: kit, piece: 0}",
        ["day:2:59: events[0].piece: 0 is less than 1, the least allowed"],
    ),
    (
        "{at: 9:00, kind: called_back, alarm: a1, outcome: dispatched}",
        [
            "day:2:3: events[0]: the outcome is dispatched, but there is no `visit`. Give the "
            "`visit`, or another `outcome`."
        ],
    ),
    (
        "{at: 9:00, kind: called_back, alarm: a1, outcome: closed, visit: {id: x, client: mei, "
        "service: meal}}",
        [
            "day:2:3: events[0]: the visit 'x' is given, but the outcome is closed. Write "
            "`outcome: dispatched`, or delete the visit."
        ],
    ),
    ("started", ["day:2:3: events[0]: 'started' is given instead of fields with values"]),
]


@pytest.mark.parametrize(("line", "expected"), BROKEN)
def test_a_malformed_event_is_told_plainly(line, expected):
    assert event(line) == expected


def test_all_faults_are_told_at_once_in_the_order_of_lines():
    lines = ["events:", *(f"- {line}" for line, _ in BROKEN)]
    expected = [
        each.replace("day:2:", f"day:{number + 2}:").replace("events[0]", f"events[{number}]")
        for number, (_, faults) in enumerate(BROKEN)
        for each in faults
    ]
    assert told("\n".join(lines)) == expected


def test_json_has_the_same_places():
    text = '{"events": [\n {"at": "9:00", "kind": "started",\n  "vist": "bath", "visit": "b"}]}'
    assert told(text) == [
        "day:3:3: events[0].vist: there is no field 'vist' here. Did you mean 'visit'?"
    ]


def test_events_made_in_python_get_the_same_checks():
    with pytest.raises(InputError, match=r"^to\.facts: there is no field 'facts' here"):
        kinds.Changed(at="9:00", visit="bath", to={"facts": {}})
    with pytest.raises(InputError, match="the outcome is dispatched, but there is no `visit`"):
        kinds.CalledBack(at="9:00", alarm="a", outcome="dispatched")
    assert kinds.Changed(at="9:00", visit="bath", to={"requested": "8:00:00.5"}).to == {
        "requested": "08:00"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[{at: 9:00, kind: ended, visit: bath}]",
            "day: the file contains a list instead of the fields of a file of events. Begin with "
            "lines such as 'events:'.",
        ),
        (
            "format: caregiver-dispatch plan 1\nroutes: []",
            "day:1:9: format: this is a plan, not a file of events. Name the file of events.",
        ),
        (
            "name: x\nvisits: [a]",
            "day:2:1: visits: this is a scenario, not a file of events. Name the file of events.",
        ),
        (
            "format: caregiver-dispatch events 2\nevents: []",
            "day:1:9: format: 'caregiver-dispatch events 2' is not one of caregiver-dispatch "
            "events 1. Did you mean 'caregiver-dispatch events 1'?",
        ),
        (
            "event: []",
            "day:1:1: events: the field is missing. What belongs here: the events, in order.",
        ),
    ],
)
def test_what_is_no_file_of_events_is_told(text, expected):
    assert told(text)[0].replace("day:1:1: the file", "day: the file") == expected


def test_text_is_read_for_a_day_like_a_file():
    day = load_scenario(HELLO)
    text = "events: [{at: 9:00, kind: absent, caregiver: nobody}]"
    with pytest.raises(InputError, match="there is no caregiver 'nobody'"):
        loads_events(text, day)


@pytest.mark.parametrize(
    ("wrong", "told"), [({"events": []}, "a mapping"), (load_scenario(HELLO), "type Scenario")]
)
def test_what_is_no_text_is_refused(wrong, told):
    with pytest.raises(InputError, match=f"^events: .*{told} is given instead of text"):
        loads_events(wrong, "events: []")


def test_a_file_of_events_is_no_scenario(tmp_path):
    file = tmp_path / "events.yaml"
    file.write_text(EVERY_KIND, encoding="utf-8")
    with pytest.raises(InputError, match=r":1:9: format: this is a file of events, not a scen"):
        load_scenario(file)


def test_strangers_send_no_flood():
    many = "events:\n" + "- {at: 9:00, kind: ended, visit: x}\n" * (trust.MOST_ENTRIES + 1)
    assert len(loads_events(many)) == trust.MOST_ENTRIES + 1
    assert told(many, trusted=False)[0].startswith("events: there are 2,001 entries")
    long = "events: []" + " " * trust.MOST_BYTES
    assert loads_events(long) == ()
    assert "at most 2 MB" in told(long, trusted=False)[0]
    assert len(loads_events(EVERY_KIND, trusted=False)) == 23


def test_the_schema_tells_what_every_field_means():
    schema = events_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    models = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]
    models.append(schema["$defs"]["Changed"]["properties"]["to"])
    assert len(models) > 25
    for model in models:
        assert model["additionalProperties"] is False
        assert model["description"]
        for name, field in model["properties"].items():
            assert field.get("description"), (model.get("title"), name)
    for kind in schema["properties"]["events"]["items"]["discriminator"]["mapping"].values():
        assert schema["$defs"][kind.rsplit("/")[-1]]["required"][:2] == ["kind", "at"]
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (EVERY_KIND, True),
        ("events: []", True),
        ("events: [{at: '9:00', visit: bath}]", False),
        ("events: [{at: '9:00', kind: started, vist: bath}]", False),
        ("events: [{at: '9:00', kind: changed, visit: bath, to: {facts: {}}}]", False),
        ("events: [{at: '9:00', kind: changed, visit: bath, to: {group: null}}]", True),
    ],
)
def test_the_schema_allows_what_is_read_and_nothing_else(text, valid):
    jsonschema = pytest.importorskip("jsonschema")
    from dispatch.scenario.source import document_of

    checker = jsonschema.Draft202012Validator(events_schema())
    checker.check_schema(events_schema())
    assert checker.is_valid(document_of("", text).data) is valid
