"""A visit is at a wrong time, or for too long."""

from __future__ import annotations

from dispatch.rules import duration_of
from dispatch.scenario import Blackout, Duration, Facts, Gap, Promise, Service, Visit, Window
from planting.people import pinned_to_others
from planting.spot import MINUTE, NEW, breaks, but, need


@breaks("window_missed")
def another_window(spot):
    applies_to = spot.draw.choice(("start", "end", "whole"))
    first = spot.end if applies_to == "end" else spot.start
    window = Window(
        open=spot.moment(first + MINUTE),
        close=spot.moment(spot.end + 60 * MINUTE),
        applies_to=applies_to,
    )
    return spot.asks(but(spot.visit, windows=(window,), exact_start=None))


@breaks("window_missed")
def a_window_that_has_closed(spot):
    close = spot.moment(spot.end - MINUTE)
    window = Window(open=spot.moment(0), close=close, applies_to="whole")
    return spot.asks(but(spot.visit, windows=(window,), exact_start=None))


@breaks("too_early")
def a_late_riser(spot):
    return spot.asks(but(spot.client, earliest=spot.moment(spot.start + MINUTE)))


@breaks("too_early")
def a_soft_window_later(spot):
    times = {"open": spot.moment(spot.start + MINUTE), "close": spot.moment(spot.end + MINUTE)}
    return spot.asks(but(spot.visit, windows=(Window(**times, hard=False),)))


@breaks("exact_start_missed")
def another_exact_start(spot):
    at = spot.moment(spot.start + spot.draw.choice((-1, 1)) * MINUTE)
    return spot.asks(but(spot.visit, exact_start=at, windows=(), pinned_start=None))


@breaks("pinned_start")
def another_pinned_start(spot):
    at = spot.moment(spot.start + spot.draw.choice((-1, 1)) * MINUTE)
    return spot.asks(but(spot.visit, pinned_start=at, windows=(), exact_start=None))


@breaks("blackout")
def a_nap(spot):
    need(spot.end > spot.start)
    at = spot.draw.choice((spot.start - 20 * MINUTE, spot.end - MINUTE))
    nap = Blackout(start=spot.moment(at), end=spot.moment(at + 21 * MINUTE))
    return spot.asks(but(spot.client, blackouts=(*spot.client.blackouts, nap)))


@breaks("promise_broken")
def another_promise(spot):
    at = spot.start + spot.draw.choice((-31, 31)) * MINUTE
    return spot.rules(promise="hard").asks(but(spot.visit, promise=Promise(start=spot.moment(at))))


def as_served(spot):
    """The crew in the order of its roles."""
    by_role = {
        stop.role: route.caregiver
        for route in spot.plan.routes
        for stop in route.stops
        if stop.visit == spot.visit.id
    }
    return tuple(by_role[role.id] for role in spot.service.crew)


@breaks("fact_contradicted")
def began_earlier(spot):
    facts = Facts(started=spot.moment(spot.start - MINUTE))
    return spot.asks(but(spot.visit, facts=facts, pinned_caregivers=as_served(spot)))


@breaks("fact_contradicted")
def others_are_there(spot):
    scenario, _ = pinned_to_others(spot)
    visit = but(scenario.visit[spot.visit.id], facts=Facts(started=spot.moment(spot.start)))
    return spot.within(scenario, spot.plan).asks(visit)


@breaks("fact_contradicted")
def nobody_at_home(spot):
    return spot.asks(but(spot.visit, facts=Facts(not_home=spot.moment(spot.start))))


@breaks("wrong_duration")
def cut_short(spot):
    end = spot.scenario.at(spot.stop.end) - MINUTE
    need(end >= spot.scenario.at(spot.stop.start))
    return spot.stops(end=spot.moment(end))


@breaks("gap_too_short")
def further_apart(spot):
    earlier, later, apart = spot.pair()
    measured = spot.draw.choice(("start", "end"))
    apart -= duration_of(spot.scenario, earlier) if measured == "end" else 0
    least = Duration(max(0, apart + MINUTE))
    gap = Gap(after=earlier.id, minimum=least, measured_from=measured)
    return spot.asks(but(later, gaps=(*later.gaps, gap)))


@breaks("gap_too_long")
def closer_together(spot):
    earlier, later, apart = spot.pair()
    need(apart >= MINUTE)
    gap = Gap(after=earlier.id, maximum=Duration(apart - MINUTE))
    return spot.asks(but(later, gaps=(*later.gaps, gap)))


@breaks("same_caregiver_required")
def the_same_people(spot):
    earlier, later, _ = spot.pair()
    first, second = spot.crew(earlier), spot.crew(later)
    need(len(first & second) < min(len(first), len(second)))
    gap = Gap(after=earlier.id, caregiver="same")
    return spot.asks(but(later, gaps=(*later.gaps, gap)))


@breaks("same_caregiver_required")
def who_was_there(spot):
    strangers = {each.id for each in spot.scenario.caregivers} - spot.crew(spot.visit)
    need(strangers and len(spot.service.crew) == 1 and spot.start >= 5 * MINUTE)
    return after_what_is_over(spot, spot.draw.choice(sorted(strangers)), "same")


@breaks("different_caregiver_required")
def other_people(spot):
    earlier, later, _ = spot.pair()
    need(spot.crew(earlier) & spot.crew(later))
    gap = Gap(after=earlier.id, caregiver="different")
    return spot.asks(but(later, gaps=(*later.gaps, gap)))


@breaks("different_caregiver_required")
def who_was_there_before(spot):
    need(spot.start >= 5 * MINUTE)
    return after_what_is_over(spot, spot.caregiver.id, "different")


@breaks("window_not_shared")
def in_another_window(spot):
    earlier, later, apart = spot.pair()
    need(apart >= MINUTE and not earlier.has_begun and not later.has_begun)
    opens, closes = (0, spot.start), (spot.start - MINUTE, spot.end)
    windows = tuple(
        Window(open=spot.moment(first), close=spot.moment(last), hard=False)
        for first, last in zip(opens, closes, strict=True)
    )
    gap = Gap(after=earlier.id, order="any", window="same")
    return spot.asks(
        but(earlier, windows=windows), but(later, windows=windows, gaps=(*later.gaps, gap))
    )


def after_what_is_over(spot, caregiver, who):
    """A new visit that is over, by a caregiver, and a gap from it to the one at the spot."""
    simple = Service(id=NEW, duration=Duration(MINUTE))
    started, ended = spot.moment(spot.start - 5 * MINUTE), spot.moment(spot.start - 4 * MINUTE)
    over = Visit(
        id=NEW,
        client=spot.client.id,
        service=NEW,
        facts=Facts(started=started, ended=ended),
        pinned_caregivers=(caregiver,),
    )
    gap = Gap(after=NEW, caregiver=who)
    return spot.asks(simple, over, but(spot.visit, gaps=(*spot.visit.gaps, gap)))
