"""One replication: a week of a world, as it is whatever a policy decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from dispatch.errors import InputError, fault
from dispatch.scenario import Scenario
from dispatch.simulate.demand import Asked, requests
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
    """

    day: int
    scenario: Scenario
    home: Mapping[str, str]
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Week:
    """A replication.

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
    def nature(self) -> Nature:
        """What happens and nobody knows beforehand; the same at every load."""
        return Nature(self.world, self.seed)

    @property
    def restricted(self) -> Mapping[ResponseClass, int]:
        """By class, the response time that counts for later visits and unserved requests, in ms."""
        return {kind: int(getattr(self.world.caps, kind)) for kind in CLASSES}

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
        return Morning(day, scenario, people.home, asked)


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
