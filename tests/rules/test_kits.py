"""Equipment that crews bring: whose work it is, and which shifts run at one time."""

from __future__ import annotations

import pytest

from dispatch.rules import clearing, eligibility, kit_limits, kits_brought, set_up, shifts_together

MINUTE = 60_000


@pytest.fixture
def bath(small):
    """A bath by two: the lead for 30 minutes, the helper for 10 of them; the helper brings two."""

    def made(**changes):
        crew = [{"id": "lead"}, {"id": "helper", "offset": 5, "duration": 10}]
        crew[changes.pop("bringer", 1)]["brings_equipment"] = True
        kit = {"carried": True, "station": "D", "count": 1}
        pools = [
            {"id": "tub", "set_up": 10, "turn_round": 20, **kit},
            {"id": "lift", "set_up": 5, "turn_round": 2, "modes": ["walk"], **kit},
            {"id": "line", "count": 1, "set_up": 7},
        ]
        return small(
            service={"crew": crew, "equipment": ["lift", "line", "tub"]},
            stations=[{"id": "D", "place": "D"}],
            equipment=pools,
            **changes,
        )

    return made


def test_the_bringer_sets_everything_up_and_packs_it_up_after_the_whole_visit(bath):
    scenario = bath()
    visit, (lead, helper) = scenario.visits[0], scenario.services[0].crew
    assert [pool.id for pool in kits_brought(scenario, visit, helper)] == ["lift", "tub"]
    assert set_up(scenario, visit, helper) == 15 * MINUTE
    # she ends 15 minutes after the start, the visit 30; then 22 minutes of packing up
    assert clearing(scenario, visit, helper) == (15 + 22) * MINUTE
    assert kits_brought(scenario, visit, lead) == ()
    assert set_up(scenario, visit, lead) == clearing(scenario, visit, lead) == 0
    other = bath(bringer=0)
    assert clearing(other, visit, other.services[0].crew[0]) == 22 * MINUTE


def test_at_a_running_visit_the_pieces_are_there(bath):
    facts = {"facts": {"started": "09:00"}, "pinned_caregivers": ["amy", "bob"]}
    scenario = bath(visit=facts)
    visit, (_, helper) = scenario.visits[0], scenario.services[0].crew
    assert set_up(scenario, visit, helper) == clearing(scenario, visit, helper) == 0


def test_only_the_bringer_travels_in_a_way_of_the_pool(bath):
    scenario = bath(bob={"mode": "e_bike"})
    on, visit = scenario.dates[0], scenario.visits[0]
    amy, bob = scenario.caregivers
    assert eligibility(scenario, visit, 0, bob, on) == ()
    assert eligibility(scenario, visit, 1, bob, on) == ("equipment_mode",)
    assert eligibility(scenario, visit, 1, amy, on) == ()


def test_a_shift_has_a_piece_until_its_latest_return(small):
    hours = {
        "amy": {"shifts": [{"start": "08:00", "end": "12:00"}, {"start": "12:30", "end": "15:00"}]},
        "bob": {"shifts": [{"start": "11:00", "end": "12:00"}], "overtime_limit": 30},
    }
    # amy returns by 12:30, when her next shift starts, and bob by 12:30
    assert [*shifts_together(small(**hours))] == [(("amy", 0), ("bob", 0)), (("amy", 1),)]
    hours["bob"]["overtime_limit"] = 31
    together = [(("amy", 0), ("bob", 0)), (("amy", 1), ("bob", 0))]
    assert [*shifts_together(small(**hours))] == together


def test_only_shifts_that_could_bring_too_many_are_limited(bath):
    limits = [(each.pool, each.shifts, each.most) for each in kit_limits(bath())]
    both = (("amy", 0), ("bob", 0))
    assert limits == [("tub", both, 1), ("lift", both, 1)]
    early = {"shifts": [{"start": "04:00", "end": "07:00"}]}
    assert [*kit_limits(bath(bob=early))] == []
