"""The next steps of a shift on a running day: setting out, ways, the break, access, the return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dispatch.live.post import post_of
from dispatch.live.situation import SECOND, Part, Situation, whole
from dispatch.live.walk import Inside, Step, Walk
from dispatch.plan import Route, Stop
from dispatch.rules import arrives_early, end_place
from dispatch.scenario import Place


def departure(situation: Situation, walk: Walk) -> int:
    """Return when a shift that is at its start (or back) sets out to its first stop."""
    scenario, route, stop = situation.scenario, walk.route, walk.stops[0]
    late = 0 if walk.shift.late is None else scenario.at(walk.shift.late)
    planned = route is not None and route.stops[:1] and route.stops[0].visit == stop.visit
    if route is not None and planned and walk.now.returned is None:
        return max(scenario.at(route.departure), late)
    way = _first_way(situation, walk)
    return max(scenario.at(stop.arrival) - way, late)


def sets_out(situation: Situation, walk: Walk, until: int) -> bool:
    """Return whether a shift that has not set out does so until an instant."""
    return bool(walk.stops) and _leaves(situation, walk) <= until


def frame(situation: Situation, walk: Walk) -> Route:
    """Return a route without stops for a shift that the plan has none of."""
    state, moment = walk.standing, situation.scenario.moment
    return Route(
        caregiver=walk.caregiver.id,
        shift=walk.number,
        departure=moment(state.free if state.departed is None else state.departed),
        stops=(),
        returned=moment(_back(situation, walk)),
    )


def _back(situation: Situation, walk: Walk) -> int:
    """Return when a shift that goes home after its last stop is back."""
    last = walk.stops[-1] if walk.stops else walk.inside[-1].stop
    part = situation.part(last.visit, last.role)
    end = end_place(situation.scenario, walk.caregiver, walk.shift)
    way = situation.way(walk.caregiver.mode, situation.end_place(last.visit), end)
    return situation.scenario.at(last.end) + part.after + way


def _first_way(situation: Situation, walk: Walk) -> int:
    stations = situation.stations(walk.brings(situation))
    door = situation.door(walk.stops[0].visit)
    return situation.way(walk.caregiver.mode, walk.now.place, *stations, door)


def steps(situation: Situation, walk: Walk) -> Iterator[Step]:
    """Yield what a caregiver does until she can begin her next stop, or is back at the end."""
    now, mode = walk.now, walk.caregiver.mode
    if not walk.stops:
        yield from _home(situation, walk)
        return
    stop = walk.stops[0]
    door, here, way = situation.door(stop.visit), now.place, situation.way
    earliest = 0
    if now.departed is None or now.returned is not None:
        yield Step("departure", earliest=_leaves(situation, walk))
        length = _first_way(situation, walk)
    else:
        length = way(mode, here, door)
        earliest = _goes(situation, walk, here)
    where = _break_place(situation, walk)
    if where == "before":
        yield _break(situation, walk)
    if where == "base":
        base = _base(situation, walk)
        yield Step("way", way(mode, here, base), place=base)
        yield _break(situation, walk)
        length = way(mode, base, door)
        earliest = _goes(situation, walk, base)
    yield Step("way", length, earliest, place=door)
    if where == "door":
        yield _break(situation, walk)
    client = situation.client(stop.visit)
    if now.client != client.id or here != door or where == "base":
        yield Step("access", client.access, name=client.id)


def _goes(situation: Situation, walk: Walk, here: Place) -> int:
    """Return when a caregiver goes to her next stop at the earliest: at once, unless she waits.

    Nobody waits once the others have begun.
    """
    stop = walk.stops[0]
    if arrives_early(situation.scenario, situation.visits[stop.visit]) is None:
        return 0
    way = situation.expected_way(walk.caregiver.mode, here, situation.door(stop.visit))
    leaves = (situation.scenario.at(stop.arrival) - way) // SECOND * SECOND
    return min(leaves, situation.started.get(stop.visit, leaves))


def _home(situation: Situation, walk: Walk) -> Iterator[Step]:
    """Yield the way home, after the time at a station for who stands by."""
    now, scenario, mode = walk.now, situation.scenario, walk.caregiver.mode
    is_out = walk.is_out
    end, here, leaves = end_place(scenario, walk.caregiver, walk.shift), now.place, 0
    post = post_of(situation, walk, now.free if is_out else _at_work(situation, walk))
    if post is not None:
        if not is_out:
            yield Step("departure", earliest=post.begins)
        yield Step("way", situation.way(mode, here, post.place), place=post.place)
        if post.rest is not None:
            yield post.rest
        here, leaves = post.place, post.ends
    elif not is_out:
        return
    stations = situation.stations(now.kits)[::-1]
    on_the_way = here == end and now.client is None
    length = 0 if on_the_way else situation.way(mode, here, *stations, end)
    yield Step("way", length, leaves, place=end)
    yield Step("return")


def _at_work(situation: Situation, walk: Walk) -> int:
    """Return when a caregiver who is at home may set out to stand by."""
    scenario, shift = situation.scenario, walk.shift
    moments = (shift.start, shift.late, scenario.now)
    known = [scenario.at(each) for each in moments if each is not None]
    return max([walk.now.free, *known, *(_is_back(situation, each) for each in walk.earlier)])


def rest_on_the_way_home(situation: Situation, walk: Walk) -> None:
    """Take the break that follows the last stop at once; one after the return is left open."""
    where = _break_place(situation, walk)
    if where == "base":
        base = _base(situation, walk)
        take(
            walk, Step("way", situation.way(walk.caregiver.mode, walk.now.place, base), place=base)
        )
    if where in ("base", "before"):
        rest, hours = _break(situation, walk), walk.shift.meal_break
        opens = 0 if hours is None else situation.scenario.at(hours.earliest)
        take(walk, rest._replace(earliest=min(rest.earliest, opens)))
    walk.rest = None


def _leaves(situation: Situation, walk: Walk) -> int:
    leaves = departure(situation, walk)
    if _break_place(situation, walk) == "home":
        assert walk.rest is not None
        leaves = max(leaves, situation.scenario.at(walk.rest.end))
    return max([leaves, *(_is_back(situation, each) for each in walk.earlier)])


def _is_back(situation: Situation, walk: Walk) -> int:
    """Return when a caregiver is back from an earlier shift; at the horizon if nobody knows."""
    if walk.stops or walk.is_busy:
        return situation.scenario.horizon
    return ready(situation, walk) if walk.is_out else 0


def _break_place(situation: Situation, walk: Walk) -> str:
    """Return where the plan has its break, if it lies on the next way; empty if it does not.

    ``home``, ``door`` (behind the way), ``before`` (the way), or ``base``.
    """
    rest, at = walk.rest, situation.scenario.at
    if rest is None or walk.position > 0:
        return ""
    if rest.place is not None:
        return "base"
    route, start = walk.route, at(rest.start)
    if walk.now.departed is None:
        planned = route is not None and at(rest.end) <= at(route.departure)
        return "home" if planned else "door"
    if walk.stops:
        return "door" if at(walk.stops[0].arrival) <= start else "before"
    return "home" if route is not None and start >= at(route.returned) else "before"


def _base(situation: Situation, walk: Walk) -> Place:
    assert walk.rest is not None
    assert walk.rest.place is not None
    return situation.scenario.place_of(walk.rest.place)


def _break(situation: Situation, walk: Walk) -> Step:
    assert walk.rest is not None
    start, end = situation.scenario.at(walk.rest.start), situation.scenario.at(walk.rest.end)
    return Step("break", end - start, earliest=start)


def ready(situation: Situation, walk: Walk) -> int:
    """Return when a caregiver could begin her next stop, before she sets anything up."""
    free = walk.now.free
    for step in steps(situation, walk):
        free = whole(max(free, step.earliest) + step.length)
    return free


def go(situation: Situation, walk: Walk, until: int | None = None) -> bool:
    """Take all next steps that begin until an instant, or all; return whether all are taken."""
    for step in steps(situation, walk):
        if until is not None and max(walk.now.free, step.earliest) > until:
            return False
        if step.kind == "departure":
            _set_out(situation, walk)
        take(walk, step)
    return True


def _set_out(situation: Situation, walk: Walk) -> None:
    now = walk.now
    if _break_place(situation, walk) == "home" and walk.rest is not None:
        now.break_start = situation.scenario.at(walk.rest.start)
        now.break_end = situation.scenario.at(walk.rest.end)
        walk.rest = None
    now.kits = walk.brings(situation)


def take(walk: Walk, step: Step) -> None:
    """Take a step."""
    now = walk.now
    begins = max(now.free, whole(step.earliest))
    now.free = whole(begins + step.length)
    if step.kind == "departure":
        now.departed = begins if now.departed is None else now.departed
        now.returned = None
    elif step.kind == "way":
        now.client = now.client if now.place == step.place else None
        now.place = step.place
        now.travelled += step.length
    elif step.kind == "break":
        now.break_start, now.break_end = begins, now.free
        walk.rest = None
    elif step.kind == "access":
        now.client = step.name
        now.worked += step.length
    else:
        now.returned, now.client, now.kits = begins, None, ()


def arrive(situation: Situation, walk: Walk, at: int) -> None:
    """Take all steps to a visit, also if by what is told she was there sooner than they say."""
    had_set_out = walk.now.departed is not None
    if walk.rest is not None and walk.position == 0 and had_set_out:
        walk.position += ready(situation, walk) > at
    go(situation, walk)
    beyond = walk.now.free - at
    if not had_set_out and beyond > 0 and walk.now.departed is not None:
        walk.now.departed -= beyond
    walk.now.free = min(walk.now.free, at)


def turn_away(walk: Walk, inside: Inside, at: int) -> None:
    """Leave a door behind which nobody is at home."""
    now = walk.now
    now.free, now.client = at, None
    now.worked -= inside.part.set_up
    if not walk.stops:
        walk.rest = None


def enter(walk: Walk, stop: Stop, part: Part, start: int, client: str) -> None:
    """Begin a caregiver's part of a visit, once all steps to it are taken."""
    now = walk.now
    now.worked += part.set_up
    now.free, now.client = start, client
    walk.remove(stop.visit)
    walk.inside.append(Inside(stop, part, start, replace(now)))


def leave(situation: Situation, walk: Walk, inside: Inside, end: int) -> None:
    """End a caregiver's part of a visit: she packs up and writes the notes."""
    now, visit = walk.now, inside.stop.visit
    inside.left = True
    now.free = whole(end + inside.part.after)
    now.worked += now.free - inside.start
    place = situation.end_place(visit)
    now.client = situation.client(visit).id if place == situation.door(visit) else None
    now.place = place
    if not walk.stops:
        rest_on_the_way_home(situation, walk)
