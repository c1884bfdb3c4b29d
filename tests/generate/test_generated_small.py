from __future__ import annotations

from pathlib import Path

import pytest

from dispatch.errors import InputError
from dispatch.generate import generate_small
from dispatch.rules import unsupported
from dispatch.rules.eligibility import eligibility
from dispatch.rules.starts import allowed_starts
from dispatch.scenario import Matrix, StraightLine, dump_scenario, load_scenario

SEEDS = range(150)


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


def test_only_rules_that_are_kept(drawn) -> None:
    assert [problem for scenario in drawn for problem in unsupported(scenario)] == []


def test_every_rule_that_is_kept_comes_up(drawn) -> None:
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
        "maximum": any(gap.maximum is not None for gap in gaps),
        "earliest": any(client.earliest for client in clients),
        "required": any(client.gender_required for client in clients),
        "preferred": any(client.gender_preferred for client in clients),
        "excluded": any(client.excluded for client in clients),
        "known": any(client.preferred for client in clients),
        "breaks": any(one.shifts[0].meal_break for one in team),
        "no overtime": any(one.overtime_limit == 0 for one in team),
        "places": any(one.shifts[0].start_place for one in team) and any(one.end for one in team),
        "part time": any(one.contracted_week == 1750 * 60_000 for one in team),
        "balance": any(policy.weights.balance for policy in rules),
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


def test_papers_matter_and_corners_are_infeasible_but_not_most(drawn) -> None:
    codes = set()
    nobody = no_start = asked = 0
    for scenario in drawn:
        for visit in scenario.visits:
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
        "area_not_served", "pinned_caregiver",
    }  # fmt: skip
    assert 0 < nobody < 0.3 * asked
    assert 0 < no_start < 0.1 * asked


def test_travel_times_break_the_triangle_inequality_and_differ_by_direction(drawn) -> None:
    matrices = [scenario.roads.minutes for scenario in drawn if isinstance(scenario.roads, Matrix)]
    points = range(3)
    assert any(m[0][1] != m[1][0] for m in matrices)
    assert any(
        m[a][b] > m[a][c] + m[c][b]
        for m in matrices
        for a in points
        for b in points
        for c in points
    )
