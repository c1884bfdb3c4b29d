"""Decide which caregiver visits which elder, when and in what order.

>>> from dispatch import load_scenario, solve
>>> plan = solve(load_scenario("scenarios/hello.yaml"), time_limit=1)

Heavy packages are imported only when they are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dispatch.engine import Progress, Stop
    from dispatch.engine.warming import warm
    from dispatch.errors import (
        BrokenRule,
        DispatchError,
        Fault,
        InputError,
        NoPlan,
        OfferGone,
        RoadsError,
    )
    from dispatch.explanations import Explanation, explain
    from dispatch.ledger import Entry, Ledger, entries_of, remembered
    from dispatch.live.desk import Acceptance, Desk, offers
    from dispatch.live.events import Event
    from dispatch.live.reading import dumps_events, load_events, loads_events
    from dispatch.live.repair import Repair, replan
    from dispatch.plan import (
        Answer,
        Difference,
        Offer,
        Plan,
        difference,
        dump_plan,
        dumps_plan,
        load_plan,
        loads_plan,
    )
    from dispatch.planner import Outcome, plan_day, solve
    from dispatch.referee.judge import Judgement, judge  # mypy: in `referee` it is a module too
    from dispatch.report import day_page
    from dispatch.roads import TravelTimes, travel_times
    from dispatch.scenario import (
        Area,
        Blackout,
        Caregiver,
        Certificate,
        CertificateKind,
        CertificateNeed,
        Client,
        Duration,
        EquipmentPool,
        Facts,
        Gap,
        Graph,
        LoadSoFar,
        Matrix,
        MealBreak,
        NamedPlace,
        Policy,
        PriorityFormula,
        Promise,
        Provider,
        Requirement,
        Role,
        Rules,
        Scenario,
        Service,
        Shift,
        Station,
        StraightLine,
        TravelMode,
        Visit,
        Weights,
        Window,
        dump_scenario,
        dumps_scenario,
        load_scenario,
        loads_scenario,
        memory_needed,
    )

__all__ = [
    "Acceptance", "Answer", "Area", "Blackout", "BrokenRule", "Caregiver", "Certificate",
    "CertificateKind", "CertificateNeed", "Client", "Desk", "Difference", "DispatchError",
    "Duration", "Entry", "EquipmentPool", "Event", "Explanation", "Facts", "Fault", "Gap", "Graph",
    "InputError", "Judgement", "Ledger", "LoadSoFar", "Matrix", "MealBreak", "NamedPlace", "NoPlan",
    "Offer", "OfferGone", "Outcome", "Plan", "Policy", "PriorityFormula", "Progress", "Promise",
    "Provider", "Repair", "Requirement", "RoadsError", "Role", "Rules", "Scenario", "Service",
    "Shift", "Station", "Stop", "StraightLine", "TravelMode", "TravelTimes", "Visit", "Weights",
    "Window", "day_page", "difference", "dump_plan", "dump_scenario", "dumps_events", "dumps_plan",
    "dumps_scenario", "entries_of", "explain", "judge", "load_events", "load_plan", "load_scenario",
    "loads_events", "loads_plan", "loads_scenario", "memory_needed", "offers", "plan_day",
    "remembered", "replan", "solve", "travel_times", "warm",
]  # fmt: skip

_ROOMS = {
    "engine": ("Progress", "Stop"),
    "engine.warming": ("warm",),
    "errors": (
        "BrokenRule",
        "DispatchError",
        "Fault",
        "InputError",
        "NoPlan",
        "OfferGone",
        "RoadsError",
    ),
    "explanations": ("Explanation", "explain"),
    "ledger": ("Entry", "Ledger", "entries_of", "remembered"),
    "live.desk": ("Acceptance", "Desk", "offers"),
    "live.events": ("Event",),
    "live.reading": ("dumps_events", "load_events", "loads_events"),
    "live.repair": ("Repair", "replan"),
    "plan": (
        "Answer",
        "Difference",
        "Offer",
        "Plan",
        "difference",
        "dump_plan",
        "dumps_plan",
        "load_plan",
        "loads_plan",
    ),
    "planner": ("Outcome", "plan_day", "solve"),
    "referee": ("Judgement", "judge"),
    "report": ("day_page",),
    "roads": ("TravelTimes", "travel_times"),
}
"""Where the names are; those that are nowhere here are in `dispatch.scenario`."""

_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'dispatch' has no attribute '{name}'")
    value = getattr(import_module(f"dispatch.{_HOMES.get(name, 'scenario')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *(name for name in __all__ if name not in globals())]
