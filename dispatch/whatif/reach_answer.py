"""The answer to who lives within reach, as typed results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dispatch.errors import Fault
from dispatch.scenario import Place


@dataclass(frozen=True)
class Home:
    """A client.

    Attributes
    ----------
    client : str
        The client's id.
    traits : mapping of str to str
        The client's value of each trait by which there are groups: ``care_level``, ``disabled``,
        ``solitary``, ``age_band`` and ``area``.
    station : str or None
        The id of the station that is nearest on foot; None if none can be reached.
    walk : float or None
        Minutes of that walk.
    in_walk : bool
        Whether the walk is short enough.
    parts : int
        How many parts the client's visits have: a visit by two people has two.
    unqualified : int
        In how many of these nobody on duty may take part, wherever she is.
    ride : float or None
        Minutes until somebody who may is there, for the part for which that takes longest; None if
        nothing is asked for, or for some part nobody may come or has a way.
    in_ride : bool or None
        Whether that is short enough; None if nothing is asked for.
    candidates : tuple of float or None
        Minutes on foot to each candidate.
    """

    client: str
    traits: Mapping[str, str]
    station: str | None
    walk: float | None
    in_walk: bool
    parts: int
    unqualified: int
    ride: float | None
    in_ride: bool | None
    candidates: tuple[float | None, ...]


@dataclass(frozen=True)
class Group:
    """Clients with the same value of a trait; ``all`` are in the group without a trait.

    Attributes
    ----------
    trait, value : str
        Which.
    clients : int
        How many; 0 if the trait can have this value and nobody has it.
    in_walk : int or None
        How many are within the walk; None if walks are not known.
    asking : int
        How many have a visit.
    in_ride : int
        How many of these are within the ride.
    added : tuple of int
        How many each candidate brings within the walk who are not yet.
    """

    trait: str
    value: str
    clients: int
    in_walk: int | None
    asking: int
    in_ride: int
    added: tuple[int, ...]


@dataclass(frozen=True)
class Candidate:
    """A place where a station may be opened.

    Attributes
    ----------
    place : tuple of float, or str
        Longitude and latitude in the scenario's system, or the name of a point of its matrix.
    added : tuple of str
        The clients who come within the walk by it and are not yet.
    """

    place: Place
    added: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """Who lives within reach.

    Attributes
    ----------
    scenario : str
        The fingerprint of the scenario.
    walk, ride : float
        The longest walk and the longest ride, in minutes.
    mode : str or None
        The travel mode of those who walk; None if the scenario has none with the network ``walk``.
    missing : tuple of Fault
        Why there are no walks, if the roads have none for this mode.
    stations : int
        How many stations there are.
    on_duty : int
        How many caregivers have a shift.
    homes : tuple of Home
        The clients, in order.
    groups : tuple of Group
        All of them, then the groups of each trait.
    candidates : tuple of Candidate
        What each place adds by itself.
    together : tuple of str
        The clients who come within the walk by any of them.
    """

    scenario: str
    walk: float
    ride: float
    mode: str | None
    missing: tuple[Fault, ...]
    stations: int
    on_duty: int
    homes: tuple[Home, ...]
    groups: tuple[Group, ...]
    candidates: tuple[Candidate, ...]
    together: tuple[str, ...]

    @property
    def knows_walks(self) -> bool:
        """Whether there are roads for those who walk."""
        return self.mode is not None and not self.missing

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON."""
        return {**asdict(self), "missing": [str(each) for each in self.missing]}
