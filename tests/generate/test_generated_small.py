from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from dispatch.encoding.clients import clients_of
from dispatch.errors import InputError
from dispatch.generate import generate_small
from dispatch.roads import travel_times
from dispatch.rules import groups, kits_brought
from dispatch.rules.eligibility import eligibility
from dispatch.rules.starts import allowed_starts
from dispatch.scenario import Matrix, StraightLine, dump_scenario, load_scenario

SEEDS = range(300)


@pytest.fixture(scope="module")
def drawn():
    return [generate_small(seed, visits=1 + seed % 10, caregivers=1 + seed % 4) for seed in SEEDS]


def test_sizes_and_determinism(drawn) -> None:
    for seed, scenario in zip(SEEDS, drawn, strict=True):
        assert len(scenario.visits) == 1 + seed % 10
        assert len(scenario.caregivers) == 1 + seed % 4
    assert generate_small(11, visits=2, caregivers=4) == drawn[11]
    assert generate_small(11).visits != generate_small(12).visits


@pytest.mark.parametrize("sizes", [(0, 1), (11, 1), (3, 0), (3, 5)])
def test_other_sizes_are_refused(sizes: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="small scenario"):
        generate_small(1, visits=sizes[0], caregivers=sizes[1])


def test_small_scenarios_are_the_same_after_their_file(drawn, tmp_path: Path) -> None:
    for scenario in drawn[:40]:
        dump_scenario(scenario, tmp_path / "small.yaml")
        assert load_scenario(tmp_path / "small.yaml") == scenario


def test_every_rule_comes_up(drawn) -> None:
    several = [clients_of(scenario, travel_times(scenario)).apart for scenario in drawn]
    visits = [visit for scenario in drawn for visit in scenario.visits]
    clients = [client for scenario in drawn for client in scenario.clients]
    team = [one for scenario in drawn for one in scenario.caregivers]
    windows = [window for visit in visits for window in visit.windows]
    gaps = [gap for visit in visits for gap in visit.gaps]
    rules = [scenario.policy for scenario in drawn]
    asked = [scenario.service[visit.service] for scenario in drawn for visit in scenario.visits]
    roles = [role for service in asked for role in service.crew]
    seen = {
        "mandatory": any(visit.mandatory for visit in visits),
        "pinned start": any(visit.pinned_start for visit in visits),
        "pinned caregivers": any(len(visit.pinned_caregivers) == 2 for visit in visits),
        "preferred start": any(visit.preferred_start for visit in visits),
        "request": any(visit.requested and visit.earliest_acceptable for visit in visits),
        "priority": {visit.priority for visit in visits} >= {None, 0, 0.333},
        "windows": {(window.applies_to, window.hard) for window in windows}
        == {(to, hard) for to in ("start", "end", "whole") for hard in (True, False)},
        "several": any(len(visit.windows) > 1 for visit in visits),
        "mixed": any(len({window.hard for window in visit.windows}) == 2 for visit in visits),
        "gaps": {(gap.measured_from, gap.caregiver) for gap in gaps}
        == {(end, who) for end in ("start", "end") for who in ("any", "same", "different")},
        "links": {(gap.order, gap.window) for gap in gaps}
        == {(order, window) for order in ("after", "any") for window in ("any", "same")},
        "shared windows": any(
            gap.window == "same" and len(visit.windows) > 1
            for visit in visits for gap in visit.gaps
        ),
        "maximum": any(gap.maximum is not None for gap in gaps),
        "earliest": any(client.earliest for client in clients),
        "required": any(client.gender_required for client in clients),
        "preferred": any(client.gender_preferred for client in clients),
        "excluded": any(client.excluded for client in clients),
        "known": any(client.preferred for client in clients),
        "breaks": any(shift.meal_break for one in team for shift in one.shifts),
        "no overtime": any(one.overtime_limit == 0 for one in team),
        "places": any(shift.start_place for one in team for shift in one.shifts)
        and any(one.end for one in team),
        "promises": {
            (scenario.policy.rules.promise, bool(visit.promise.caregivers), bool(visit.announced))
            for scenario in drawn for visit in scenario.visits if visit.promise
        } == {(*rule, told) for rule in (("hard", False), ("hard", True), ("soft", False),
                                         ("soft", True)) for told in (False, True)},
        "announced": any(visit.announced and visit.announced.caregivers for visit in visits),
        "off duty": any(not one.shifts for one in team),
        "clock changes": {(scenario.zone, f"{scenario.dates[0]}") for scenario in drawn}
        >= {("Europe/Berlin", "2026-03-28"), ("Europe/Berlin", "2026-10-24")},
        "part time": any(one.contracted_week == 1750 * 60_000 for one in team),
        "balance": any(policy.weights.balance for policy in rules),
        "spread": any(policy.weights.workload_spread for policy in rules),
        "idle": any(policy.weights.largest_idle for policy in rules),
        "soft breaks": {policy.rules.meal_break for policy in rules} == {"hard", "soft"},
        "breaks after the return": {policy.rules.break_after_return for policy in rules}
        == {True, False},
        "break places": {policy.rules.break_place for policy in rules}
        == {"door", "arrival", "base"},
        "soft exclusions": any(client.excluded and scenario.policy.rules.exclusion == "soft"
                               for scenario in drawn for client in scenario.clients),
        "groups": {len(group) for scenario in drawn for group in groups(scenario)} >= {2, 3},
        "clients apart": {len(apart) for apart in several} >= {0, 2, 3, 4},
        "overlap": {policy.rules.client_overlap for policy in rules} == {"hard", "off"},
        "ways home": {policy.client_mode for policy in rules} >= {None, "walk", "e_bike"}
        and any(scenario.visit[name].end_place
                for scenario, apart in zip(drawn, several, strict=True) for name in apart),
        "client not needed": any(not service.needs_client for service in asked),
        "largest": any(policy.weights.largest_tardiness for policy in rules),
        "ratings": any(policy.weights.rating for policy in rules),
        "soft intimacy": any(scenario.service[visit.service].intimate
                             and scenario.client[visit.client].gender
                             and scenario.policy.rules.intimate_gender == "soft"
                             for scenario in drawn for visit in scenario.visits),
        "areas": {policy.rules.areas for policy in rules} == {"hard", "off"},
        "crews": {len(service.crew) for service in asked} == {1, 2, 3, 4},
        "offsets": any(role.offset for role in roles),
        "own durations": any(role.duration is not None for role in roles),
        "checks": any(service.pre_check and service.post_check for service in asked),
        "exact start": any(visit.exact_start for visit in visits),
        "escorts": any(visit.end_place for visit in visits),
        "naps": any(client.blackouts for client in clients),
        "roads": {type(scenario.roads) for scenario in drawn} == {Matrix, StraightLine},
        "modes": any(isinstance(scenario.roads, Matrix) and scenario.roads.by_mode
                     for scenario in drawn),
    }  # fmt: skip
    assert [name for name, found in seen.items() if not found] == []


def test_every_rule_of_several_shifts_and_dates_comes_up(drawn) -> None:
    team = [(scenario, one) for scenario in drawn for one in scenario.caregivers]
    pauses = [
        (scenario.at(second.start) - scenario.at(first.end), one.overtime_limit)
        for scenario, one in team
        for first, second in pairwise(one.shifts)
    ]
    ends = [(scenario, scenario.at(shift.end)) for scenario, one in team for shift in one.shifts]
    midnight = 24 * 60 * 60_000
    until = [
        (scenario.dates, paper.valid_until) for scenario, one in team for paper in one.certificates
    ]
    weeks = [{day.isocalendar().week for day in scenario.dates} for scenario in drawn]
    seen = {
        "dates": {len(scenario.dates) for scenario in drawn} == {1, 2},
        "weeks": {len(numbers) for numbers in weeks} == {1, 2},
        "shifts": {len(one.shifts) for _, one in team} >= {1, 2, 3},
        "no pause": any(pause == 0 for pause, _ in pauses),
        "pause within overtime": any(0 < pause < limit for pause, limit in pauses),
        "pause beyond overtime": any(pause > limit for pause, limit in pauses),
        "nights": any(len(scenario.dates) == 1 and end > midnight for scenario, end in ends),
        "night between dates": any(midnight < end % (2 * midnight) < 1.3 * midnight
                                   for scenario, end in ends if len(scenario.dates) == 2),
        "papers run out between": any(dates[0] == last and len(dates) == 2
                                      for dates, last in until),
        "day cap": any(one.paid_hours_cap for _, one in team),
        "week cap": any(one.weekly_cap and one.weekly_cap > one.so_far.paid > 0
                        for _, one in team),
        "week used up": any(one.weekly_cap and one.weekly_cap <= one.so_far.paid
                            for _, one in team),
        "probation": {one.probation_cap for _, one in team} >= {None, 0, 1, 2},
        "carrying": any(one.carrying_limit == 1.25 for _, one in team),
        "balance so far": any(scenario.policy.weights.balance and one.so_far.paid
                              for scenario, one in team),
        "providers": {one.provider for _, one in team} == {None, "city", "street"},
    }  # fmt: skip
    assert [name for name, found in seen.items() if not found] == []


def test_every_rule_of_equipment_promises_and_facts_comes_up(drawn) -> None:
    asked = [(scenario, visit) for scenario in drawn for visit in scenario.visits]
    open_ = [(scenario, visit) for scenario in drawn for visit in scenario.open_visits]
    pools = [
        scenario.pool[name]
        for scenario, visit in open_
        for name in scenario.service[visit.service].equipment
    ]
    numbers = [len(scenario.service[visit.service].equipment) for scenario, visit in open_]
    happened = [visit.facts for _, visit in asked if visit.facts]
    running = [(scenario, visit) for scenario, visit in open_ if visit.facts]
    to_over = [
        (gap.caregiver, bool(scenario.visit[gap.after].pinned_caregivers))
        for scenario, visit in open_
        for gap in visit.gaps
        if gap.after not in {other.id for other in scenario.open_visits}
    ]
    narrow = [provider for scenario in drawn for provider in scenario.providers]
    seen = {
        "pools": {(pool.carried, pool.carried_by) for pool in pools}
        == {(True, "crew"), (True, "courier"), (False, "courier")},
        "kit modes": any(pool.modes for pool in pools),
        "bringers": any(role.brings_equipment and kits_brought(scenario, visit, role)
                        for scenario, visit in open_
                        for role in scenario.service[visit.service].crew),
        "pieces": {pool.count for pool in pools} == {0, 1, 2},
        "modes": {pool.mode for pool in pools} == {None, "bicycle", "e_bike"},
        "times": any(pool.set_up and pool.turn_round for pool in pools),
        "pool areas": any(len(pool.areas) == 1 for pool in pools),
        "together": set(numbers) == {0, 1, 2},
        "carried escorts": any(visit.end_place and any(scenario.pool[name].carried for name in
                               scenario.service[visit.service].equipment)
                               for scenario, visit in open_),
        "loads": any(scenario.service[visit.service].load == 1.25 for scenario, visit in open_),
        "entitlement": any(scenario.client[visit.client].entitled_week
                           for scenario, visit in open_),
        "received": any(scenario.client[visit.client].received_week for scenario, visit in open_),
        "promises": any(visit.promise and visit.promise.caregivers for _, visit in open_),
        "exact promises": any(visit.promise and not visit.promise.tolerance
                              for _, visit in open_),
        "over": {name for facts in happened for name, moment in facts if moment}
        == {"started", "ended", "aborted", "not_home"},
        "running": any(len(visit.pinned_caregivers) > 1 for _, visit in running),
        "to over": {who for who, pinned in to_over if pinned} == {"any", "same", "different"},
        "to nobody known": any(not pinned for _, pinned in to_over),
        "areas": any(provider.areas for provider in narrow),
        "services": any(provider.services for provider in narrow),
    }  # fmt: skip
    assert [name for name, found in seen.items() if not found] == []
    assert all(visit.pinned_caregivers for _, visit in running)


def test_papers_matter_and_corners_are_infeasible_but_not_most(drawn) -> None:
    codes = set()
    nobody = no_start = asked = 0
    for scenario in drawn:
        for visit in scenario.open_visits:
            asked += 1
            crew = range(len(scenario.service[visit.service].crew))
            reasons = [
                [eligibility(scenario, visit, role, one, scenario.dates[0]) for role in crew]
                for one in scenario.caregivers
            ]
            codes |= {code for one in reasons for role in one for code in role}
            nobody += any(all(one[role] for one in reasons) for role in crew)
            no_start += not allowed_starts(scenario, visit)
    assert codes == {
        "certificate_missing", "certificate_expired", "institution_not_registered",
        "course_missing", "examination_missing", "service_not_in_contract", "volunteer_service",
        "rating_too_low", "gender_required", "intimate_gender", "caregiver_excluded",
        "area_not_served", "pinned_caregiver", "same_caregiver_required",
        "different_caregiver_required", "equipment_mode",
    }  # fmt: skip
    assert 0 < nobody < 0.3 * asked
    assert 0 < no_start < 0.1 * asked


def test_travel_times_break_the_triangle_inequality_and_differ_by_direction(drawn) -> None:
    tables = [scenario.roads.minutes for scenario in drawn if isinstance(scenario.roads, Matrix)]
    matrices = [m for m in tables if all(None not in row for row in m)]
    assert 0.02 * len(tables) < len(tables) - len(matrices) < 0.25 * len(tables)  # without a way
    points = range(3)
    assert any(m[0][1] != m[1][0] for m in matrices)
    assert any(
        m[a][b] > m[a][c] + m[c][b]
        for m in matrices
        for a in points
        for b in points
        for c in points
    )
