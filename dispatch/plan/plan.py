"""The plan: decisions and times only, never costs. The referee computes the rest."""

from __future__ import annotations

from typing import Literal

from dispatch.scenario.base import Id, Model, Moment


class Stop(Model):
    """One caregiver's part in one visit."""

    visit: Id
    role: Id
    arrival: Moment
    """At the door."""
    start: Moment
    """When this person's part of the service begins."""
    end: Moment
    """When it ends; documentation follows."""


class BreakTaken(Model):
    """A meal break: where it lies in the route and when it begins."""

    position: int
    """How many stops come before it: 0 is at the start place before departure; the number of
    stops is after the return; in between it is taken on arrival at that stop, before its access."""
    start: Moment
    end: Moment


class Route(Model):
    """One caregiver's way through one shift."""

    caregiver: Id
    shift: int = 0
    """Which of the caregiver's shifts, counted from 0."""
    departure: Moment
    """From the start place, as late as the first start allows."""
    stops: tuple[Stop, ...]
    meal_break: BreakTaken | None = None
    returned: Moment
    """At the end place."""


class Reason(Model):
    """Why a caregiver (or nobody at all) can serve a visit: a code and what it speaks of."""

    code: str
    caregiver: Id | None = None
    role: Id | None = None
    detail: str = ""


class Unserved(Model):
    """A visit that is not in the plan, with its reasons."""

    visit: Id
    mandatory: bool = False
    reasons: tuple[Reason, ...] = ()


class Plan(Model):
    """The answer to a scenario. `scenario` is the fingerprint of the one it was made for."""

    format: Literal["caregiver-dispatch plan 1"] = "caregiver-dispatch plan 1"
    scenario: str
    scenario_name: str = ""
    zone: str = "Asia/Shanghai"
    routes: tuple[Route, ...]
    """Routes that have at least one stop, in the order of the scenario's caregivers and shifts."""
    unserved: tuple[Unserved, ...] = ()
