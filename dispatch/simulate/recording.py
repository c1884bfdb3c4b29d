"""A day that was lived, written down as a desk records it."""

from __future__ import annotations

from dispatch.scenario import Caregiver, Facts, Scenario, Visit
from dispatch.simulate.records import DAY, Arm, VisitRecord
from dispatch.simulate.replication import Replication


def record_of(replication: Replication, arm: Arm, day: int = 0) -> Scenario:
    """Return the record of a day, which `dispatch.simulate.recorded` can live again.

    It contains the pre-booked visits, the requests of the day, and those of earlier days that were
    served on it, with the facts of each. Whoever was absent was gone when her shift began.

    Parameters
    ----------
    replication
        What was lived.
    arm
        How it was lived, under any policy.
    day
        The day, counted from 0.
    """
    mornings = [replication.morning(each) for each in range(day + 1)]
    morning, world = mornings[day], replication.nature.world
    lived: dict[str, VisitRecord] = {
        each.visit: each
        for each in (*arm.requests, *arm.booked)
        if each.started is not None and each.started // DAY == day
    }
    begins = replication.people.dates[0]
    waited = [
        asked.carried(world, begins, day).model_copy(update={"requested": asked.visit.requested})
        for earlier in mornings[:day]
        for asked in earlier.asked
        if asked.visit.id in lived
    ]
    visits = (*morning.scenario.visits, *waited, *(asked.visit for asked in morning.asked))
    absent = {each.caregiver for each in arm.caregivers if each.day == day and not each.offered}
    return morning.scenario.model_copy(
        update={
            "description": f"The day as it was lived under {arm.policy}, with requests and facts. "
            f"{morning.scenario.description}",
            "caregivers": tuple(
                _caregiver(morning.scenario, each, morning.home[each.id], each.id in absent)
                for each in morning.scenario.caregivers
            ),
            "visits": tuple(
                _with_facts(morning.scenario, visit, lived[visit.id], day)
                if visit.id in lived
                else visit
                for visit in visits
            ),
        }
    )


def _caregiver(scenario: Scenario, caregiver: Caregiver, home: str, absent: bool) -> Caregiver:
    """Return a caregiver with her own street first among those that her contracts cover."""
    provider = scenario.provider[caregiver.provider] if caregiver.provider else None
    covered = caregiver.areas or (provider.areas if provider else ()) or tuple(scenario.area)
    shifts = caregiver.shifts
    if absent:
        shifts = tuple(shift.model_copy(update={"gone": shift.start}) for shift in shifts)
    areas = tuple(dict.fromkeys((home, *covered)))
    return caregiver.model_copy(update={"areas": areas, "shifts": shifts})


def _with_facts(scenario: Scenario, visit: Visit, lived: VisitRecord, day: int) -> Visit:
    """Return a visit with what happened to it, and pinned to those who came."""

    def moment(at: int | None) -> str | None:
        return None if at is None else scenario.moment(at - day * DAY)

    started, ended = moment(lived.started), moment(lived.ended)
    if lived.outcome == "not_home":
        facts = Facts(not_home=started)
    elif lived.outcome == "broken_off":
        facts = Facts(started=started, aborted=ended)
    else:
        facts = Facts(started=started, ended=ended)
    return visit.model_copy(update={"facts": facts, "pinned_caregivers": lived.caregivers})
