"""Call-backs: due, overdue, in time or late, by hand, with five minutes to call back."""

import pytest

from dispatch.rules.alarms import call_backs, calls_to_make

FIRST = {"id": "a1", "client": "zhou", "at": "10:20"}


def day(small, *alarms, **fields):
    return small(alarms=alarms, **fields)


@pytest.mark.parametrize(
    ("now", "state", "late"),
    [
        (None, "due", 0),
        ("10:20", "due", 0),
        ("10:25", "due", 0),  # the last moment at which it is in time
        ("10:25:30", "overdue", 0.5),
        ("11:00", "overdue", 35),
    ],
)
def test_a_call_back_is_due_until_its_deadline_and_overdue_after_it(small, now, state, late):
    [call] = call_backs(day(small, FIRST, now=now))
    assert (call.state, call.late, call.in_time) == (state, late, not late)
    assert (call.at, call.deadline) == ("2026-11-23T10:20:00", "2026-11-23T10:25:00")
    assert call.answered is None


@pytest.mark.parametrize(("answered", "late"), [("10:20", 0), ("10:25", 0), ("10:27", 2)])
def test_an_answer_is_in_time_up_to_the_deadline(small, answered, late):
    told = FIRST | {"answered": answered, "outcome": "handed_over"}
    scenario = day(small, told, now="12:00")
    [call] = call_backs(scenario)
    assert (call.state, call.late, call.outcome) == ("answered", late, "handed_over")
    assert call.answered == f"2026-11-23T{answered}:00"
    assert calls_to_make(scenario) == ()


def test_the_policy_says_how_soon(small):
    policy = {"running_day": {"call_back_within": "30s"}}
    scenario = day(small, FIRST, now="10:21", policy=policy)
    assert [call.late for call in call_backs(scenario)] == [0.5]


def test_calls_are_told_in_words_in_the_order_of_their_alarms(small):
    others = [
        {"id": "a2", "client": "zhou", "at": "10:28"},
        {"id": "a0", "client": "zhou", "at": "10:00", "answered": "10:07", "outcome": "closed"},
        {"id": "a-1", "client": "zhou", "at": "9:00", "answered": "9:03", "outcome": "closed"},
    ]
    scenario = day(small, *others, FIRST, now="10:31")
    calls = [
        "Call zhou back now: alarm a1 came in at 10:20, and the call-back was due at 10:25, 6 "
        "minutes ago",
        "Call zhou back by 10:33: alarm a2 came in at 10:28",
    ]
    assert [str(each) for each in calls_to_make(scenario)] == calls
    assert [str(each) for each in call_backs(scenario)] == [
        "zhou was called back at 09:03, in time: alarm a-1 came in at 09:00",
        "zhou was called back at 10:07, 2 minutes late: alarm a0 came in at 10:00",
        *calls,
    ]


def test_with_several_dates_the_words_name_the_date(small):
    scenario = day(small, FIRST, dates=["2026-11-23", "2026-11-24"])
    assert str(call_backs(scenario)[0]) == (
        "Call zhou back by 2026-11-23T10:25:00: alarm a1 came in at 2026-11-23T10:20:00"
    )


def test_as_plain_values(small):
    [call] = call_backs(day(small, FIRST, now="10:26"))
    assert call.as_dict() == {
        "alarm": "a1", "client": "zhou", "at": "2026-11-23T10:20:00",
        "deadline": "2026-11-23T10:25:00", "answered": None, "outcome": None,
        "state": "overdue", "late": 1.0, "in_time": False, "sentence": str(call),
    }  # fmt: skip
