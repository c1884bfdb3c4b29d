"""What a reach answer says: lines for the terminal and tables for the page."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Final

from dispatch.messages import listed, say
from dispatch.report.figures import percent
from dispatch.scenario import Place
from dispatch.scenario.spreadsheet import aligned
from dispatch.whatif.reach import UNKNOWN
from dispatch.whatif.reach_answer import Group, Home, Reach

_ANSWERS: Final = ("yes", "no")
_MOST_NAMED: Final = 12
"""How many clients a sentence names."""


def sentences(found: Reach) -> Iterator[str]:
    """Yield who is within reach in all, what is not known, and what each candidate adds."""
    everybody = found.groups[0]
    if not found.homes:
        yield say("reach-no-clients")
        return
    yield from _of_walks(found, everybody)
    if not everybody.asking:
        yield say("reach-no-visits")
    else:
        yield say(
            "reach-ride",
            minutes=found.ride, number=everybody.in_ride, clients=everybody.asking,
            share=percent(everybody.in_ride / everybody.asking),
        )  # fmt: skip
    if not found.on_duty:
        yield say("reach-no-caregivers")
    elif unqualified := [each.client for each in found.homes if each.unqualified]:
        yield say("reach-unqualified", clients=_named(unqualified))


def _of_walks(found: Reach, everybody: Group) -> Iterator[str]:
    if found.mode is None:
        yield say("reach-no-walk-mode")
        return
    if found.missing:
        why = listed([each.what for each in found.missing[:3]], "clause-separator")
        yield say("reach-no-walk-roads", mode=found.mode, why=why)
        return
    if not found.stations:
        yield say("reach-no-stations")
    else:
        number = everybody.in_walk or 0
        yield say(
            "reach-walk",
            minutes=found.walk, number=number, clients=everybody.clients,
            share=percent(number / everybody.clients),
        )  # fmt: skip
    for each in found.candidates:
        told, number = place_text(each.place), len(each.added)
        if number:
            yield say("reach-candidate", place=told, number=number, clients=_named(each.added))
        else:
            yield say("reach-candidate-none", place=told)
    if len(found.candidates) > 1:
        yield say("reach-together", number=len(found.together))


def _named(clients: list[str] | tuple[str, ...]) -> str:
    more = ["…"] if len(clients) > _MOST_NAMED else []
    return listed([*clients[:_MOST_NAMED], *more])


def place_text(place: Place) -> str:
    """Write a place as the option does."""
    if isinstance(place, str):
        return place
    return say("reach-place", longitude=place[0], latitude=place[1])


def group_table(found: Reach) -> list[list[str]]:
    """Return the groups as rows of cells, the first with the heads of the columns."""
    walks = [] if not found.knows_walks else ["walk"]
    names = ["trait", "group", "clients", *walks, "asking", "ride"]
    heads = [say(f"reach-column-{name}") for name in names]
    if found.knows_walks:
        numbers = range(1, len(found.candidates) + 1)
        heads += [say("reach-column-added", number=number) for number in numbers]
    return [heads, *(_row(found, each) for each in found.groups)]


def _row(found: Reach, group: Group) -> list[str]:
    named = [trait_text(group.trait), value_text(group)]
    if not group.clients:
        return [
            *named,
            say("reach-nobody"),
            *[""] * (2 + (1 + len(group.added)) * found.knows_walks),
        ]
    walk = [] if group.in_walk is None else [_share(group.in_walk, group.clients)]
    added = [f"{number:+d}" if number else "0" for number in group.added]
    return [
        *named, str(group.clients), *walk, str(group.asking), _share(group.in_ride, group.asking),
        *(added if found.knows_walks else ()),
    ]  # fmt: skip


def _share(number: int, of: int) -> str:
    return say("reach-share", number=number, share=percent(number / of)) if of else ""


def trait_text(trait: str) -> str:
    """Return what a trait is called."""
    if trait in ("", "area"):
        return say("reach-trait-area" if trait else "reach-trait-all")
    return say(f"fairness-trait-{trait}")


def value_text(group: Group) -> str:
    """Return what a group of a trait is called."""
    if not group.trait:
        return say("reach-everybody")
    if group.value == UNKNOWN or (group.value in _ANSWERS and group.trait != "area"):
        return say(f"fairness-group-{group.value}")
    return group.value


def lines(found: Reach) -> Iterator[str]:
    """Yield everything for the terminal."""
    yield from sentences(found)
    if not found.homes:
        return
    heads, *rows = group_table(found)
    table = [heads, *(row for row, group in zip(rows, found.groups, strict=True) if group.clients)]
    yield from aligned(table, left=(0, 1))
    empty = [
        say("reach-group", trait=trait_text(each.trait), value=value_text(each))
        for each in found.groups
        if not each.clients
    ]
    if empty:
        yield say("reach-empty", groups=listed(empty))


def out_of_reach(found: Reach) -> list[Home]:
    """List the clients who are not within the walk or not within the ride, the farthest first."""
    out = [
        each
        for each in found.homes
        if (found.knows_walks and not each.in_walk) or each.in_ride is False
    ]

    def distance(each: Home) -> float:
        """Return the farther of the ways that are too far; without a visit there is no ride."""
        walk = _far(each.walk) if found.knows_walks and not each.in_walk else 0
        return max(walk, _far(each.ride) if each.in_ride is False else 0)

    return sorted(out, key=distance, reverse=True)


def _far(minutes: float | None) -> float:
    return inf if minutes is None else minutes
