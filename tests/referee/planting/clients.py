"""A client is in two visits at once, or not yet back."""

from __future__ import annotations

from dispatch.rules import duration_of
from dispatch.scenario import Duration, TravelMode
from planting.spot import MINUTE, NEW, breaks, but, need, starts


def of_the_same_client(spot, other):
    """The spot, with another visit for the same client, whom both visits need."""
    services = {each.service for each in (spot.visit, other)}
    needing = [but(spot.scenario.service[each], needs_client=True) for each in services]
    spot = spot.rules(client_overlap="hard")
    return spot.within(*spot.asks(but(other, client=spot.client.id), *needing))


@breaks("client_overlap")
def another_visit_at_that_time(spot):
    others = [
        spot.scenario.visit[name]
        for name, at in starts(spot.scenario, spot.plan).items()
        if name != spot.visit.id
        and at < spot.end
        and spot.start < at + duration_of(spot.scenario, spot.scenario.visit[name])
    ]
    need(others)
    spot = of_the_same_client(spot, spot.draw.choice(others))
    return spot.scenario, spot.plan


@breaks("client_overlap")
def not_yet_home_from_an_escort(spot):
    begun = starts(spot.scenario, spot.plan)
    later = [name for name, at in begun.items() if spot.end <= at < spot.end + 300 * MINUTE]
    hub = spot.scenario.stations[0].place
    need(later and hub != spot.client.place)
    spot = of_the_same_client(spot, spot.scenario.visit[spot.draw.choice(later)])
    slow = TravelMode(id=NEW, network="drive", speed_kmh=25, handling=Duration(300 * MINUTE))
    scenario, plan = spot.asks(but(spot.visit, end_place=hub))
    policy = but(scenario.policy, client_mode=NEW)
    return but(scenario, modes=(*scenario.modes, slow), policy=policy), plan
