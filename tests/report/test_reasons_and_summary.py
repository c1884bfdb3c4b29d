"""Why visits are left out, in a few words; the figures and the terminal's summary."""

from copy import copy
from dataclasses import replace

import pytest

from dispatch.plan import Plan, Unserved
from dispatch.referee import judge
from dispatch.report import summary_lines
from dispatch.report.figures import hours, key_figures, percent
from dispatch.report.reasons import main_reasons


def test_each_caregiver_counts_once_by_what_would_change_last(scenario, plan):
    assert main_reasons(scenario, plan.unserved[1]) == [
        "2 without the certificate nurse-licence",
        "1 not on shift then",
    ]


def test_of_many_reasons_the_rest_is_summed_up(scenario, plan):
    codes = ["caregiver_excluded"] * 3 + ["no_time_left", "course_missing", "gender_required"]
    reasons = [{"code": code, "caregiver": f"c{k}"} for k, code in enumerate(codes)]
    left_out = Unserved.model_validate({"visit": "care-3", "reasons": reasons})
    assert main_reasons(scenario, left_out, most=2) == [
        "1 with no time left beside other visits",
        "3 excluded by the client",
        "2 for other reasons",
    ]
    assert len(main_reasons(scenario, left_out, most=4)) == 4


def test_who_could_take_one_role_is_not_counted_as_barred(scenario):
    left_out = Unserved.model_validate(
        {"visit": "bath-1", "reasons": [
            {"code": "course_missing", "caregiver": "ai", "role": "lead"},
            {"code": "crew_unavailable", "caregiver": "ai"},
            {"code": "caregiver_excluded", "caregiver": "bo"},
        ]}
    )  # fmt: skip
    assert main_reasons(scenario, left_out) == [
        "1 with nobody to complete the crew",
        "1 excluded by the client",
    ]


def test_reasons_without_caregiver_and_unknown_ones_are_told(scenario):
    reasons = [{"code": "no_allowed_start"}, {"code": "full_moon", "caregiver": "ai"}]
    left_out = Unserved.model_validate({"visit": "care-3", "reasons": reasons})
    assert main_reasons(scenario, left_out) == [
        "its windows and hours allow no start",
        "1: full moon",
    ]


def test_the_rest_of_its_group_is_told(scenario):
    reasons = [
        {"code": "group_incomplete", "detail": "care-1, care-2"},
        {"code": "no_time_left", "caregiver": "ai"},
    ]
    left_out = Unserved.model_validate({"visit": "care-3", "reasons": reasons})
    assert main_reasons(scenario, left_out) == [
        "it must be served with care-1, care-2 or not at all",
        "1 with no time left beside other visits",
    ]


def test_the_summary_names_what_is_left_out_first(scenario, plan, judgement):
    assert summary_lines(scenario, plan, judgement) == [
        "Mandatory visits left out: 1",
        "Visits served: 3 of 5",
        "Travel 1:00 h, waiting 2:32 h, overtime 0:00 h",
        "On time 0\u00a0% of visits with soft windows, tardiness 0:10 h in all",
        "Response 2:15 h on average, 2:15 h for nine in ten",
        "Left out although mandatory: nurse-1 (elder-1, 护士上门): "
        "2 without the certificate nurse-licence, 1 not on shift then",
        "Left out: care-3 (elder-2, 居家照护): "
        "2 with no time left beside other visits, 1 not on shift then",
        # ai 5:30 h, bo 1:50 h and chen nothing; ai travels 40 minutes
        "Mean and largest share of the week, no certificate (3): paid 2:27 and 5:30 h, "
        "travel 0:20 and 0:40 h, heavy points 0.0 and 0.0",
        "Left out most: Needs a nurse: yes, 1 of 1; least: no, 1 of 4",
    ]


def test_alarms_to_call_back_come_before_everything(scenario, plan, travel):
    alarms = [
        {"id": "a1", "client": "elder-1", "at": "08:50"},
        {"id": "a2", "client": "elder-2", "at": "08:00", "answered": "08:01", "outcome": "closed"},
        {"id": "a3", "client": "elder-2", "at": "08:40"},
    ]
    asked = scenario.model_copy(update={"alarms": alarms, "now": "08:50"})
    lines = summary_lines(asked, Plan.model_validate(plan.model_dump() | {"routes": []}),
                          judge(asked, travel, plan))  # fmt: skip
    assert lines[:3] == [
        "Call elder-2 back now: alarm a3 came in at 08:40, and the call-back was due at 08:45, "
        "5 minutes ago",
        "Call elder-1 back by 08:55: alarm a1 came in at 08:50",
        "Hard rules broken: 1",  # a visit begins before now
    ]
    assert not any("a2" in line for line in lines)


def measuring(judgement, **measures):
    """Return a judgement with other measures."""
    told = copy(judgement)
    told.measures = replace(judgement.measures, **measures)
    return told


def test_missed_breaks_are_counted(scenario, plan, judgement):
    lines = summary_lines(scenario, plan, measuring(judgement, missed_breaks=2))
    assert "Meal breaks missed: 2" in lines


def test_broken_promises_come_first(scenario, travel, plan):
    empty = Plan.model_validate(plan.model_dump() | {"routes": [], "unserved": []})
    judged = judge(scenario, travel, empty)
    broken = {f"care-{k}": 12.0 for k in range(1, 20)} | {"nurse-1": 0.5}
    told = measuring(judged, broken_promises=broken)
    promises, rules, *_ = summary_lines(scenario, empty, told)
    assert promises.startswith("Promises broken: care-1 (by 12 minutes), care-2 (by 12 minutes)")
    assert promises.endswith("care-19 (by 12 minutes), nurse-1 (by 30 seconds)")
    assert rules.startswith("Hard rules broken: ")


def test_a_long_list_is_cut_and_broken_rules_lead(scenario, travel, plan):
    many = [{"visit": "care-3"}] * 15
    data = plan.model_dump() | {"routes": [], "unserved": many}
    empty = Plan.model_validate(data)
    lines = summary_lines(scenario, empty, judge(scenario, travel, empty))
    assert lines[0].startswith("Hard rules broken: ")
    assert (
        sum(line == "Left out: care-3 (elder-2, 居家照护): no reason is given" for line in lines)
        == 12
    )
    assert lines[-1] == "More visits left out: 3"


def test_key_figures(judgement):
    shown = {figure.name: (figure.value, figure.wrong) for figure in key_figures(judgement)}
    assert shown == {
        "Visits served": ("3", False),
        "Mandatory left out": ("1", True),
        "Travel": ("1:00", False),
        "Waiting": ("2:32", False),
        "Overtime": ("0:00", False),
        "On time": ("0\u00a0%", False),
        "Mean response": ("2:15", False),
        "Workload with the week so far, least to most": ("0:00–3:43", False),
    }


def test_broken_promises_are_a_figure_that_is_wrong(judgement):
    told = measuring(judgement, broken_promises={"care-1": 12.0, "care-2": 3.0})
    (figure,) = (figure for figure in key_figures(told) if figure.name == "Promises broken")
    assert (figure.value, figure.unit, figure.wrong) == ("2", "care-1, care-2", True)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0:00"),
        (59.5, "1:00"),
        (61.4, "1:01"),
        (6000, "100:00"),
        (-114, "-1:54"),
        (-0.2, "0:00"),
    ],
)  # fmt: skip
def test_hours(minutes, text):
    assert hours(minutes) == text


def test_a_share_is_whole_only_where_nothing_lacks():
    assert [percent(share) for share in (1, 0.999, 0.29, 0.0999, 0)] == [
        "100\u00a0%", "99\u00a0%", "29\u00a0%", "9.9\u00a0%", "0\u00a0%",
    ]  # fmt: skip
