"""What could still identify somebody in a pseudonymous scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dispatch.messages import listed, say
from dispatch.privacy.moves import SQUARE, Moves
from dispatch.scenario import Client, NamedPlace, Scenario

FEW: Final = 5
"""A group of fewer people is told."""
_MOST: Final = 10
"""How many groups, and how many certificates, are listed."""


class Cell(NamedTuple):
    """What is known of a client besides the place, and of how many clients it is true."""

    traits: str
    people: int


def small_cells(scenario: Scenario) -> list[Cell]:
    """Return the groups of fewer than `FEW` clients who are alike, the smallest first.

    Alike are clients of one age band, gender, care level, disability, living alone, low income,
    and area: in a release that is k-anonymous every group has at least k people (Sweeney 2002,
    10.1142/S0218488502001648).
    """
    groups = Counter(_traits(client) for client in scenario.clients)
    few = (Cell(traits, people) for traits, people in groups.items() if people < FEW)
    return sorted(few, key=lambda cell: (cell.people, cell.traits))


def rare_certificates(scenario: Scenario) -> list[tuple[str, int]]:
    """Return the certificates with their grades that fewer than `FEW` caregivers hold."""
    held = Counter(
        name
        for caregiver in scenario.caregivers
        for name in {
            say("paper-grade", certificate=each.certificate, grade=each.grade)
            if each.grade
            else each.certificate
            for each in caregiver.certificates
        }
    )
    return sorted((each for each in held.items() if each[1] < FEW), key=lambda each: each[::-1])


def risk_lines(scenario: Scenario, moves: Moves) -> list[str]:
    """Tell what was moved and kept in a pseudonymous scenario, and what could still identify.

    Parameters
    ----------
    scenario
        The pseudonymous scenario.
    moves
        How its places were moved.
    """
    return [*_places(scenario, moves), *_people(scenario), *_times(scenario), *_words(scenario)]


def _places(scenario: Scenario, moves: Moves) -> Iterator[str]:
    if not moves.known:
        yield say("privacy-matrix")
        return
    on_streets = moves.on_streets
    yield say(
        "privacy-moved",
        streets=on_streets, squares=len(moves.known) - on_streets, side=SQUARE,
        farthest=moves.farthest,
    )  # fmt: skip
    at = Counter(client.place for client in scenario.clients)
    alone = sum(people == 1 for people in at.values())
    yield say("privacy-alone", alone=alone, clients=len(scenario.clients))
    starts = Counter(each.start for each in scenario.caregivers if not isinstance(each.start, str))
    homes = sum(people == 1 for people in starts.values())
    yield say("privacy-homes", alone=homes, caregivers=len(scenario.caregivers))


def _people(scenario: Scenario) -> Iterator[str]:
    cells = small_cells(scenario)
    yield say("privacy-cells", few=FEW, cells=len(cells), people=sum(each.people for each in cells))
    yield from _listed(f"{each.people}: {each.traits}" for each in cells)
    rare = rare_certificates(scenario)
    yield say("privacy-certificates", few=FEW, count=len(rare))
    yield from _listed(f"{people}: {name}" for name, people in rare)


def _listed(lines: Iterable[str]) -> Iterator[str]:
    listed = [*lines]
    yield from (f"  {line}" for line in listed[:_MOST])
    if len(listed) > _MOST:
        yield f"  {say('privacy-more', more=len(listed) - _MOST)}"


def _times(scenario: Scenario) -> Iterator[str]:
    fields = (
        "windows", "exact_start", "preferred_start", "pinned_start", "requested",
        "earliest_acceptable", "promise", "announced", "facts",
    )  # fmt: skip
    timed = sum(any(getattr(each, name) for name in fields) for each in scenario.visits)
    yield say("privacy-times", timed=timed, visits=len(scenario.visits))


def _words(scenario: Scenario) -> Iterator[str]:
    """List the words that were kept: whoever passes the day on has to read them."""
    roles = [role for each in scenario.services for role in each.crew]
    kept = dict.fromkeys(
        [
            *(each.id for each in scenario.services),
            *(role.id for role in roles),
            *(name for kind in scenario.certificates for name in (kind.id, *kind.grades)),
            *(course for each in scenario.services for course in each.requires.courses),
            *(course for role in roles for course in role.requires.courses),
            *(course for each in scenario.caregivers for course in each.courses),
            *(pool.id for pool in scenario.equipment),
            *(mode.id for mode in scenario.modes),
        ]
    )
    yield say("privacy-kept", words=listed(kept))
    if isinstance(scenario.roads, NamedPlace):
        yield say("privacy-roads", name=scenario.roads.name)


def _traits(client: Client) -> str:
    """Write what a client is, as far as groups are told apart by it."""
    told = [
        say("privacy-age", age=client.age) if client.age is not None else "",
        say(f"privacy-{client.gender}") if client.gender else "",
        say("privacy-level", level=client.care_level),
        say("privacy-disabled") if client.disabled else "",
        say("privacy-solitary") if client.solitary else "",
        say("privacy-poor") if client.low_income else "",
        client.area or "",
    ]
    return listed(filter(None, told))
