"""Futures that a policy imagines: requests by the assumptions, never those of its week."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.generate.streams import Stream
from dispatch.scenario import Visit
from dispatch.simulate.demand import drawn
from dispatch.simulate.policies.policy import Scene
from dispatch.simulate.records import DAY


def imagined(scene: Scene, count: int, ahead: int, weight: float = 1.0) -> list[list[Visit]]:
    """Draw several futures of a day.

    They follow from its date alone, not from the week, and are the same at each of its moments: so
    plans that look ahead change no more often than others.

    Parameters
    ----------
    scene
        What is known.
    count
        The number of futures.
    ahead
        How far they go, in milliseconds.
    weight
        By how much the priority of a request that is imagined is that of a real one.
    """
    return [[*_coming(scene, number, ahead, weight)] for number in range(count)]


def _coming(scene: Scene, number: int, ahead: int, weight: float) -> Iterator[Visit]:
    """Yield what comes in soon, and fits into the day."""
    date = scene.scenario.dates[0]
    stream = Stream(0, "imagined", str(date), number)
    soon = scene.now + 1, scene.now + ahead
    for each in drawn(
        stream, scene.world, scene.expected, scene.scenario, date, since=soon[0], until=soon[1]
    ):
        visit = each.visit
        if scene.scenario.at(visit.windows[0].open) < DAY:
            update = {
                "id": f"imagined-{number}-{visit.id}",
                "priority": None if visit.priority is None else visit.priority * weight,
            }
            yield visit.model_copy(update=update)
