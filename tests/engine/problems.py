"""Problems for tests of engines: random ones with all features, and plain ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from dispatch.engine import Problem
from dispatch.engine.problem import (
    ANY,
    CARGO,
    DIFFERENT,
    EVERYBODY,
    GINI,
    KITS,
    NEVER,
    NOBODY,
    PAID,
    RESPONSE,
    SAME,
    TARDINESS,
    UNSERVED,
    VISITS,
)

OPEN = (0, 1000)
"""Allowed starts of a plain problem's visits."""

DAY = 240
"""Ticks within which most drawn times lie."""

NO_WAY = 100_000
"""Ticks of a leg without a way in random problems."""


def random_problem(
    seed: int,
    visits: int = 3,
    routes: int = 2,
    *,
    crews: float = 0.25,
    largest_crew: int = 2,
    gaps: float = 0.5,
    holds: float = 0.5,
    pools: float = 0.3,
    kits: float = 0.3,
    limits: float = 0.4,
    groups: float = 0.3,
    soft_breaks: float = 0.4,
    late_breaks: float = 0.7,
    bases: float = 0.3,
    rivers: float = 0.2,
    told: float = 0.4,
    shares: float = 0.3,
    compared: float = 0.3,
    day: int = DAY,
) -> Problem:
    """Draw a problem.

    Parameters
    ----------
    seed
        Seed of the draws; the same seed gives the same problem.
    visits, routes
        Numbers of visits and routes.
    crews
        Probability that a visit needs two or more caregivers.
    largest_crew
        Size of the largest crew; each role has its own offset, duration and end.
    gaps
        Average number of gaps per visit.
    holds
        Probability that a visit has a preferred time, and may be held for its wishes.
    pools
        Probability of each of two kinds of equipment, one carried and one fixed; half of the visits
        need a piece of it, and there are one or two pieces.
    kits
        Probability of kits that caregivers bring: one or two, each brought by a drawn role of half
        of the visits and kept at a drawn point; some routes together may bring only so many.
    limits
        Probability that a caregiver has a limit on paid time, visits or cargo; also of a quota.
    groups
        Probability of visits that are served all or none.
    soft_breaks
        Probability that breaks may be missed; each route has its own cost.
    late_breaks
        Probability of each break that it may be taken after the return; also before leaving a door.
    bases
        Probability that breaks are taken at bases only; each caregiver has one or two.
    rivers
        Probability that a tenth of the legs have no way.
    told
        Probability that clients were told when to expect their visits, and that others than these
        starts cost something; most of them were, and these visits may be held for the first start.
    shares
        Probability that shares of paid time, travel or heavy work cost something.
    compared
        Probability that caregivers or clients are compared, by bounds, groups and care.
    day
        About the ticks of the longest shift; a longer day widens windows and shifts.
    """
    draw = np.random.default_rng(seed)
    client = np.where(draw.random(visits) < 0.3, draw.integers(0, visits, visits), range(visits))
    several = (draw.random(visits) < crews) * draw.integers(1, largest_crew, visits)
    visit = np.repeat(np.arange(visits), 1 + several)
    caregivers = max(1, routes - int(draw.random() < 0.2))
    gap_rows = _gaps(draw, visits, gaps, day)
    fields = {
        **_stops(draw, visit, client, visits + 2),
        **_visits(draw, visits, np.searchsorted(visit, np.arange(visits + 1)), holds, day),
        **_gap_arrays(gap_rows),
        **_routes(draw, routes, caregivers, visits, day),
        "workload_cost": draw.integers(500, 2500, caregivers),
        "eligible": (draw.random((len(visit), routes)) < 0.9).astype(np.uint8),
        "pair_cost": draw.integers(0, 3, (len(visit), routes)) * draw.integers(0, 20000),
        # independent draws: not symmetric, and without the triangle inequality
        "travel": draw.integers(0, 30, (2, visits + 4, visits + 4)).astype(np.int32),
    }
    *weights, balance = draw.integers(0, 4, 5) * np.array([500, 300, 1000, 400, 200])
    weights += (draw.integers(0, 3, 2) * (draw.random(2) < 0.4) * np.array([400, 300])).tolist()
    fields["workload_cost"] = fields["workload_cost"] * balance // 1000
    fields |= _limits(draw, fields["caregiver"], limits, day) | _quotas(draw, visits, limits)
    fields |= _groups(draw, visits, groups) | _missed(draw, fields["break_length"], soft_breaks)
    for carried in (True, False):
        if draw.random() < pools:
            fields = _with_pool(draw, fields, carried)
    fields |= {
        "weights": np.array(weights),
        "workload_so_far": draw.integers(0, 60, caregivers),
        "workload_scale": draw.choice([1000, 1000, 500, 1371, 0], caregivers),
        "minute": draw.choice([1, 6, 60], 1),
        "begun": np.zeros(visits, dtype=np.int64),
        "break_home": _break_flags(draw, fields["break_length"], late_breaks),
        "break_ahead": _break_flags(draw, fields["break_length"], late_breaks),
        **_bases(draw, fields["caregiver"], visits + 4, bases),
    }
    if (river := np.random.default_rng((seed, 1))).random() < rivers:
        fields = _with_river(river, fields)
    if (words := np.random.default_rng((seed, 2))).random() < told:
        fields |= _told(words, fields, day)
    if (apart := np.random.default_rng((seed, 4))).random() < compared:
        fields |= _compared(apart, visits, caregivers)
    if (fair := np.random.default_rng((seed, 3))).random() < shares:
        fields |= _shares(fair, len(fields["visit"]), caregivers)
    fields["no_way"] = ints([NO_WAY])
    number = int(draw.integers(1, 3)) if draw.random() < kits else 0
    return Problem.of(**_with_kits(draw, fields, number))


def ints(values: Iterable[int]) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)


def pointer(rows: Sequence[Sequence[object]]) -> np.ndarray:
    return ints(np.cumsum([0, *(len(row) for row in rows)]))


def _stops(
    draw: np.random.Generator, visit: np.ndarray, client: np.ndarray, points: int
) -> dict[str, np.ndarray]:
    size = len(visit)
    point_in = client[visit] + 2
    elsewhere = draw.integers(0, points, size)
    return {
        "visit": visit,
        "client": client[visit],
        "point_in": point_in,
        "point_out": np.where(draw.random(size) < 0.2, elsewhere, point_in),
        "before": draw.integers(0, 6, size),
        "service": draw.integers(5, 30, size),
        "after": draw.integers(0, 6, size),
        "offset": np.where(draw.random(size) < 0.1, draw.integers(0, 15, size), 0),
        "cargo": draw.integers(0, 3, size),
    }


def _visits(
    draw: np.random.Generator, visits: int, stops: np.ndarray, holds: float, day: int
) -> dict[str, np.ndarray]:
    soft = [_soft(draw, day) for _ in range(visits)]
    allowed = [_allowed(draw, day, rows[0][0] if rows else 0) for rows in soft]
    preferred_at = draw.integers(0, day, visits)
    likes = draw.random(visits) < holds
    release = [
        sorted({int(at), *(opening for opening, _ in rows)}) if like else []
        for at, rows, like in zip(preferred_at, soft, likes, strict=True)
    ]
    return {
        "stops": ints(stops),
        "crew": np.diff(stops),
        "mandatory": (draw.random(visits) < 0.3).astype(np.int64),
        "unserved_cost": draw.integers(20_000, 200_000, visits),
        "tardiness_cost": draw.integers(0, 3, visits) * 700,
        "response_cost": (draw.random(visits) < 0.3) * draw.integers(1, 800, visits),
        "response_from": draw.integers(-day // 4, day, visits),
        "preferred_cost": likes * draw.integers(0, 900, visits),
        "preferred_at": preferred_at,
        "allowed": pointer(allowed),
        "allowed_from": ints(a for row in allowed for a, _ in row),
        "allowed_to": ints(b for row in allowed for _, b in row),
        "soft": pointer(soft),
        "soft_from": ints(a for row in soft for a, _ in row),
        "soft_due": ints(b for row in soft for _, b in row),
        "release": pointer(release),
        "release_at": ints(at for row in release for at in row),
    }


def _told(
    draw: np.random.Generator, fields: dict[str, np.ndarray], day: int
) -> dict[str, np.ndarray]:
    """Draw what clients were told, some of it a single instant, and add it to the releases."""
    visits = len(fields["crew"])
    first = draw.integers(0, day, visits)
    cost = draw.choice([0, 1, 1], visits) * draw.integers(1, 1500, visits)
    held = np.split(fields["release_at"], fields["release"][1:-1])
    release = [
        sorted({*row.tolist(), at} if each else row.tolist())
        for row, at, each in zip(held, first.tolist(), cost, strict=True)
    ]
    return {
        "told_cost": cost,
        "told_from": first,
        "told_to": first + draw.choice([0, 1, 1, 1], visits) * draw.integers(1, 40, visits),
        "release": pointer(release),
        "release_at": ints(at for row in release for at in row),
    }


def _shares(draw: np.random.Generator, stops: int, caregivers: int) -> dict[str, np.ndarray]:
    """Draw heavy work and convex costs of shares, some of them short tables."""
    steps = draw.integers(0, 40, (3, int(draw.integers(2, 200)))) * draw.integers(0, 2, (3, 1))
    return {
        "heavy": draw.integers(0, 3, stops) * draw.integers(0, 30, stops),
        "shared_so_far": draw.integers(0, 100, (3, caregivers)),
        "shared_base": draw.integers(-20, 40, (3, caregivers)),
        "share_cost": np.cumsum(np.cumsum(steps, axis=1), axis=1),
    }


def _compared(draw: np.random.Generator, visits: int, caregivers: int) -> dict[str, np.ndarray]:
    """Draw bounds of each kind, groups of visits of each kind, and clients."""
    bounds = [sorted(draw.permutation(caregivers)[: draw.integers(0, 4)]) for _ in range(3)]
    what = draw.permutation(3)
    bends = np.cumsum(np.cumsum(draw.integers(0, 90, (3, 2 * int(draw.integers(1, 60)) + 1)), 1), 1)
    everybody = sorted(draw.permutation(visits)[: draw.integers(1, visits + 1)])
    halves = [everybody[: len(everybody) // 2], everybody[len(everybody) // 2 :]]
    tallies = [*halves, *halves, everybody, *halves]
    each = draw.integers(0, 2, 3) * draw.integers(1, 3000, 3)
    clients = [*map(list, np.array_split(draw.permutation(visits), int(draw.integers(1, 3))))]
    return {
        "shared_so_far": draw.integers(0, 100, (3, caregivers)),
        "bound": pointer(bounds),
        "bound_members": ints(c for row in bounds for c in row),
        "bound_share": draw.integers(0, 3, 3),
        "bound_what": what,
        "bound_most": np.where(what == GINI, draw.integers(0, 400, 3), draw.integers(0, 40, 3)),
        "bound_cost": draw.integers(0, 900, 3),
        "bound_bend": bends,
        "tally": pointer(tallies),
        "tally_visits": ints(v for row in tallies for v in row),
        "tally_what": ints(
            [RESPONSE, RESPONSE, TARDINESS, TARDINESS, EVERYBODY, UNSERVED, UNSERVED]
        ),
        "tally_cost": ints([*each.repeat(2)[:4], 0, each[2], each[2]]),
        "still": ints(v in everybody for v in range(visits)),
        "care": pointer(clients),
        "care_visits": ints(v for row in clients for v in row),
        "care_use": draw.integers(0, 60, visits),
        "care_had": draw.integers(0, 30, len(clients)),
        "care_asked": draw.integers(1, 120, len(clients)),
        "care_cost": np.sort(draw.integers(0, 60_000, 101))[::-1],
    }


def _allowed(draw: np.random.Generator, day: int, earliest: int) -> list[tuple[int, int]]:
    """Draw one wide interval, or one to three tight ones, some of them single instants."""
    if draw.random() < 0.5:
        return [(earliest, 2 * day)]
    count = int(draw.integers(1, 4))
    cuts = sorted(earliest + int(t) for t in draw.choice(day, 2 * count, False))
    return [
        (a, a if draw.random() < 0.1 else b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)
    ]


def _soft(draw: np.random.Generator, day: int) -> list[tuple[int, int]]:
    count = int(draw.integers(0, 3))
    openings = sorted(int(t) for t in draw.choice(day // 2, count, False))
    return [(opening, opening + int(draw.integers(0, 40))) for opening in openings]


def _gaps(
    draw: np.random.Generator, visits: int, gaps: float, day: int
) -> list[tuple[int, int, int, int, int]]:
    rows = []
    for _ in range(draw.binomial(2 * visits, gaps / 2) if visits > 1 else 0):
        earlier, later = (int(v) for v in draw.choice(visits, 2, False))
        least = int(draw.integers(0, day // 4))
        most = [NEVER, least, least + int(draw.integers(0, 30))][draw.integers(3)]
        who = int(draw.choice([ANY, SAME, DIFFERENT]))
        rows.append((earlier, later, least, most, who))
    return rows


def _gap_arrays(rows: Sequence[tuple[int, int, int, int, int]]) -> dict[str, np.ndarray]:
    names = ("gap_earlier", "gap_later", "gap_least", "gap_most", "gap_who")
    return {name: ints(row[k] for row in rows) for k, name in enumerate(names)}


def _routes(
    draw: np.random.Generator, routes: int, caregivers: int, visits: int, day: int
) -> dict[str, np.ndarray]:
    shift_start = draw.integers(0, day // 4, routes)
    shift_end = shift_start + draw.integers(day // 2, day, routes)
    break_from = shift_start + draw.integers(0, day // 3, routes)
    home = draw.integers(0, visits + 4, routes)
    elsewhere = draw.integers(0, visits + 4, routes)
    return {
        "caregiver": np.sort(
            np.concatenate(
                [np.arange(caregivers), draw.integers(0, caregivers, routes - caregivers)]
            )
        ),
        "mode": draw.integers(0, 2, routes),
        "start_point": home,
        "end_point": np.where(draw.random(routes) < 0.3, elsewhere, home),
        "shift_start": shift_start,
        "shift_end": shift_end,
        "latest_return": shift_end + draw.integers(0, day // 3, routes),
        "break_length": (draw.random(routes) < 0.6) * draw.integers(5, 30, routes),
        "break_from": break_from,
        "break_to": break_from + draw.integers(0, day // 2, routes),
    }


def _limits(
    draw: np.random.Generator, caregiver: np.ndarray, chance: float, day: int
) -> dict[str, np.ndarray]:
    """Draw limits over all or some of the routes of a caregiver."""
    rows = []
    for c in np.unique(caregiver):
        own = np.flatnonzero(caregiver == c)
        what = int(draw.choice([PAID, VISITS, CARGO]))
        most = {PAID: draw.integers(day // 6, day), VISITS: draw.integers(1, 4)}
        most[CARGO] = draw.integers(1, 6)
        if draw.random() < chance:
            rows.append((own[int(draw.integers(len(own))) :], what, int(most[what])))
    return {
        "limit": pointer([routes for routes, _, _ in rows]),
        "limit_routes": ints(r for routes, _, _ in rows for r in routes),
        "limit_what": ints(what for _, what, _ in rows),
        "limit_most": ints(most for _, _, most in rows),
    }


def _quotas(draw: np.random.Generator, visits: int, chance: float) -> dict[str, np.ndarray]:
    """Draw no quota, or two that cover some of the visits."""
    share = draw.integers(0, 3, visits)
    use = draw.integers(0, 40, visits)
    rows = [np.flatnonzero(share == k) for k in (0, 1)] if draw.random() < chance else []
    used = [v for row in rows for v in row]
    return {
        "quota": pointer(rows),
        "quota_visits": ints(used),
        "quota_use": ints(use[v] for v in used),
        "quota_most": ints(draw.integers(20, 60) for _ in rows),
    }


def _groups(draw: np.random.Generator, visits: int, chance: float) -> dict[str, np.ndarray]:
    """Draw no group, or up to two groups of at least two visits each."""
    share = draw.integers(0, 3, visits) if draw.random() < chance else np.zeros(visits)
    rows = [np.flatnonzero(share == k) for k in (1, 2)]
    rows = [row for row in rows if len(row) > 1]
    return {"group": pointer(rows), "group_visits": ints(v for row in rows for v in row)}


def _missed(
    draw: np.random.Generator, break_length: np.ndarray, chance: float
) -> dict[str, np.ndarray]:
    """Draw the cost of missing each break; `NEVER` if it must be taken."""
    cost = draw.integers(0, 30_000, len(break_length)) if draw.random() < chance else NEVER
    return {"missed_cost": np.where(break_length > 0, cost, 0)}


def _break_flags(draw: np.random.Generator, break_length: np.ndarray, chance: float) -> np.ndarray:
    """Draw which breaks may be taken at some places; breaks that are not due count as such."""
    return ((break_length == 0) | (draw.random(len(break_length)) < chance)).astype(np.int64)


def _bases(
    draw: np.random.Generator, caregiver: np.ndarray, points: int, chance: float
) -> dict[str, np.ndarray]:
    """Draw no bases, or one or two for each route of a person."""
    on = draw.random() < chance
    rows = [
        draw.choice(points, 1 + draw.integers(2), False) if on and c >= 0 else [] for c in caregiver
    ]
    return {"base": pointer(rows), "base_points": ints(point for row in rows for point in row)}


def _with_river(draw: np.random.Generator, fields: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Remove legs, and the stops from routes that have no way there and back."""
    travel = fields["travel"].copy()
    travel[:2][draw.random(travel[:2].shape) < 0.1] = NO_WAY
    modes, points = fields["mode"], (fields["point_in"][:, None], fields["point_out"][:, None])
    there = travel[modes, fields["start_point"], points[0]] < NO_WAY
    back = travel[modes, points[1], fields["end_point"]] < NO_WAY
    return fields | {"travel": travel, "eligible": fields["eligible"] & there & back}


def _with_pool(
    draw: np.random.Generator, fields: dict[str, np.ndarray], carried: bool
) -> dict[str, np.ndarray]:
    """Add a kind of equipment: its pieces, and a stop for each of some visits, after the others."""
    needing = np.flatnonzero(draw.random(len(fields["mandatory"])) < 0.5)
    if not len(needing):
        return fields
    pieces = min(len(needing), int(draw.integers(1, 3)))
    points = fields["travel"].shape[1]
    set_up, turn_round = draw.integers(0, 20, 2)
    at = fields["stops"][needing + 1]
    point_in = fields["point_in"][at - 1]
    elsewhere = np.where(draw.random(len(needing)) < 0.2, draw.integers(points), point_in)
    stop = {
        "visit": needing,
        "client": -1,
        "point_in": point_in,
        "point_out": elsewhere,
        "before": set_up,
        "service": draw.integers(5, 60, len(needing)),
        "after": turn_round,
        "offset": 0,
        "cargo": 0,
    }
    station = int(draw.integers(points)) if carried else 0
    route = {
        "caregiver": NOBODY,
        "mode": int(draw.integers(2)) if carried else len(fields["travel"]),
        "start_point": station,
        "end_point": station,
        "shift_start": 0,
        "shift_end": NEVER,
        "latest_return": NEVER,
        "break_length": 0,
        "break_from": 0,
        "break_to": 0,
        "missed_cost": 0,
    }
    fields = fields | {name: np.insert(fields[name], at, value) for name, value in stop.items()}
    fields |= {name: np.append(fields[name], [each] * pieces) for name, each in route.items()}
    fields["stops"] = np.searchsorted(fields["visit"], np.arange(len(fields["stops"])))
    new = at + np.arange(len(at))
    for name in ("eligible", "pair_cost"):
        wider = np.pad(np.insert(fields[name], at, 0, axis=0), [(0, 0), (0, pieces)])
        fields[name] = wider
    fields["eligible"][new, -pieces:] = 1
    if not carried:
        fields["travel"] = np.concatenate([fields["travel"], 0 * fields["travel"][:1]])
    return fields


def _with_kits(
    draw: np.random.Generator, fields: dict[str, np.ndarray], kits: int
) -> dict[str, np.ndarray]:
    """Let some stops of people bring kits, which takes time before the visit and after it."""
    fields = fields | {name: fields[name].copy() for name in ("service", "after", "offset")}
    routes = np.flatnonzero(fields["caregiver"] != NOBODY)
    brings = np.zeros_like(fields["visit"])
    limits = []
    for kit in range(kits):
        visits = np.flatnonzero(draw.random(len(fields["crew"])) < 0.5)
        stops = fields["stops"][visits] + draw.integers(0, fields["crew"][visits])
        set_up, turn_round = draw.integers(0, 10, 2)
        brings[stops] |= 1 << kit
        fields["offset"][stops] -= set_up
        fields["service"][stops] += set_up
        fields["after"][stops] += turn_round
        for _ in range(draw.integers(3)):
            together = routes[draw.random(len(routes)) < 0.7]
            limits.append((together, KITS, int(draw.integers(0, 2)), kit))
    more = [ints(row[k] for row in limits) for k in (1, 2, 3)]
    old = len(fields["limit_what"])
    joined = pointer([over for over, *_ in limits])[1:] + fields["limit"][-1]
    return fields | {
        "brings": brings,
        "station": draw.integers(0, fields["travel"].shape[1], kits),
        "limit": np.append(fields["limit"], joined),
        "limit_routes": np.append(
            fields["limit_routes"], ints(r for over, *_ in limits for r in over)
        ),
        "limit_what": np.append(fields["limit_what"], more[0]),
        "limit_most": np.append(fields["limit_most"], more[1]),
        "limit_kit": np.append(np.zeros(old, dtype=np.int64), more[2]),
    }


def plain_problem(
    visits=2,
    routes=1,
    crews=None,
    allowed=None,
    soft=None,
    release=None,
    gaps=(),
    pieces=0,
    needs=None,
    limits=(),
    quotas=(),
    groups=(),
    **given,
):
    """Build a problem by hand: places on a line, ten ticks of travel between neighbours.

    Visit `v` lies at `v + 1`; routes start and end at 0 and work from 100 to 1000. A service takes
    20 ticks; everything else takes and costs nothing. Keywords replace whole arrays.

    `pieces` of one kind of carried equipment are stored at 0; `needs` is the number that each visit
    takes. A limit is (routes, quantity, maximum), a quota is ({visit: use}, maximum).
    """
    crews, needs = crews or [1] * visits, needs or [0] * visits
    visit = np.repeat(np.arange(visits), np.add(crews, needs))
    is_piece = np.concatenate(
        [[False] * own + [True] * more for own, more in zip(crews, needs, strict=True)]
    )
    of_people = [r < routes for r in range(routes + pieces)]
    allowed = allowed or [[OPEN]] * visits
    soft, release = soft or [[]] * visits, release or [[]] * visits
    size = len(visit)
    line = np.arange(visits + 1)
    gap = [ints(row[k] for row in gaps) for k in range(5)]
    defaults = {
        "visit": visit,
        "client": np.where(is_piece, -1, visit),
        "point_in": visit + 1,
        "point_out": visit + 1,
        "service": np.full(size, 20),
        "stops": ints(np.cumsum([0, *np.add(crews, needs)])),
        "crew": ints(crews),
        "allowed": pointer(allowed),
        "allowed_from": ints(a for row in allowed for a, _ in row),
        "allowed_to": ints(b for row in allowed for _, b in row),
        "soft": pointer(soft),
        "soft_from": ints(a for row in soft for a, _ in row),
        "soft_due": ints(b for row in soft for _, b in row),
        "release": pointer(release),
        "release_at": ints(at for row in release for at in row),
        "gap_earlier": gap[0],
        "gap_later": gap[1],
        "gap_least": gap[2],
        "gap_most": gap[3],
        "gap_who": gap[4],
        "quota": pointer([use for use, _ in quotas]),
        "quota_visits": ints(v for use, _ in quotas for v in use),
        "quota_use": ints(each for use, _ in quotas for each in use.values()),
        "quota_most": ints(most for _, most in quotas),
        "caregiver": np.where(of_people, np.arange(routes + pieces), NOBODY),
        "shift_start": np.where(of_people, 100, 0),
        "shift_end": np.where(of_people, 1000, NEVER),
        "latest_return": np.where(of_people, 1000, NEVER),
        "limit": pointer([over for over, _, _ in limits]),
        "limit_routes": ints(r for over, _, _ in limits for r in over),
        "limit_what": ints(what for _, what, _ in limits),
        "limit_most": ints(most for _, _, most in limits),
        "workload_cost": np.zeros(routes, dtype=np.int64),
        "eligible": (is_piece[:, None] != np.array(of_people)).astype(np.uint8),
        "travel": 10 * np.abs(line[:, None] - line[None, :])[None].astype(np.int32),
        "missed_cost": np.full(routes + pieces, NEVER),
        "group": pointer(groups),
        "group_visits": ints(v for visits in groups for v in visits),
    }
    return Problem.of(**(defaults | given))
