"""One replication: days as they are whatever a policy decides, such as a week of a world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, cast

from dispatch.errors import InputError, fault
from dispatch.scenario import Scenario
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.demand import Asked, expected, requests
from dispatch.simulate.nature import Nature
from dispatch.simulate.population import Population, populate
from dispatch.simulate.records import CLASSES, ResponseClass
from dispatch.simulate.world import Load, World


@dataclass(frozen=True)
class Morning:
    """A day before it begins.

    Attributes
    ----------
    day : int
        The day, counted from 0.
    scenario : Scenario
        The day as it is planned: all caregivers and clients, and the pre-booked visits, each with
        its promise. Travel and access times are the means of what happens over the day.
    home : Mapping of str to str
        By the id of a caregiver, her home street.
    asked : tuple of Asked
        The requests of the day in the order in which they come in; no policy sees one earlier.
    expected : Mapping of str to float
        By class, the mean number of requests on such a day, as far as it is known.
    """

    day: int
    scenario: Scenario
    home: Mapping[str, str]
    asked: tuple[Asked, ...]
    expected: Mapping[ResponseClass, float]


class Replication(Protocol):
    """Days that every policy lives, one after the other.

    There are two makers: `Week` makes up a week of a world, and
    `dispatch.simulate.recorded.RecordedDay` is a day that was recorded.
    """

    @property
    def name(self) -> str:
        """What is lived, for people: the name of the world, or that of the day."""
        ...

    @property
    def load(self) -> str:
        """How many requests come in: a `Load`, or as many as were recorded."""
        ...

    @property
    def seed(self) -> int:
        """On which all draws depend."""
        ...

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with whatever the days depend on but the seed."""
        ...

    @property
    def days(self) -> int:
        """How many days there are."""
        ...

    @property
    def people(self) -> Scenario:
        """Everybody who works or asks on any of the days; travel times for it serve them all."""
        ...

    @property
    def nature(self) -> Nature:
        """What happens and nobody knows beforehand."""
        ...

    def morning(self, day: int) -> Morning:
        """Return a day, counted from 0, before it begins."""
        ...


class Source(Protocol):
    """Where the replications of a comparison come from."""

    @property
    def name(self) -> str:
        """What is lived, in a few words."""
        ...

    @property
    def world(self) -> Assumptions:
        """What is assumed."""
        ...

    @property
    def fingerprint(self) -> str:
        """A hash of everything that is lived."""
        ...

    @property
    def first_day(self) -> int:
        """The first day of a replication that counts; those before are a warm-up."""
        ...

    def fingerprint_of(self, seed: int) -> str:
        """Return the fingerprint of a replication without making it."""
        ...

    def replication(self, load: str, seed: int) -> Replication:
        """Make a replication, the same whenever it is asked for."""
        ...


@dataclass(frozen=True)
class Week:
    """A replication that is a week of a world.

    Attributes
    ----------
    world, load, seed
        What it is made of; the same three always make the same week.
    population : Population
        The people, who are the same at every load.
    """

    world: World
    load: Load
    seed: int
    population: Population

    @property
    def name(self) -> str:
        """The name of the world."""
        return self.world.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the world."""
        return self.world.fingerprint

    @property
    def days(self) -> int:
        """How many days there are."""
        return self.world.days

    @property
    def people(self) -> Scenario:
        """The population without any visits."""
        return self.population.scenario

    @property
    def nature(self) -> Nature:
        """What happens and nobody knows beforehand; the same at every load."""
        return Nature(self.world, self.seed)

    @property
    def mornings(self) -> Iterator[Morning]:
        """The days in order, each made when it is asked for."""
        return (self.morning(day) for day in range(self.world.days))

    def morning(self, day: int) -> Morning:
        """Make a day.

        Parameters
        ----------
        day
            The day, counted from 0.

        Raises
        ------
        InputError
            If the week has no such day.
        """
        if not 0 <= day < self.world.days:
            raise InputError(fault("world-no-day", day=day))
        people = self.population
        date = self.world.begins + timedelta(days=day)
        scenario = people.scenario.model_copy(
            update={
                "name": f"{self.world.name}, {date}",
                "dates": (date,),
                "visits": people.pre_booked(self.world, day),
            }
        )
        asked = requests(self.world, self.load, self.seed, day, people.scenario)
        mean = {kind: expected(self.world, self.load, kind, day) for kind in CLASSES}
        return Morning(day, scenario, people.home, asked, mean)


@dataclass(frozen=True)
class Weeks:
    """The weeks of a world, one for each seed; the first day of each is to warm up.

    Attributes
    ----------
    world : World

    Raises
    ------
    InputError
        If a week would be only a warm-up.
    """

    world: World
    first_day: int = 1

    def __post_init__(self) -> None:
        if self.world.days <= self.first_day:
            raise InputError(fault("world-warm-up", self.name, days=self.world.days))

    @property
    def name(self) -> str:
        """The name of the world."""
        return self.world.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the world."""
        return self.world.fingerprint

    def fingerprint_of(self, seed: int) -> str:
        """Return the fingerprint of the world, which is that of each of its weeks."""
        del seed
        return self.world.fingerprint

    def replication(self, load: str, seed: int) -> Week:
        """Make a week, as `replication` does."""
        return replication(self.world, cast("Load", load), seed)


def replication(world: World, load: Load, seed: int) -> Week:
    """Make a replication.

    Parameters
    ----------
    world
        The world.
    load
        How many requests come in.
    seed
        The replication; all its draws depend on it.

    Raises
    ------
    RoadsError
        If the road graph of the world cannot be read or used.
    """
    return Week(world, load, seed, populate(world, seed))
