"""The scenario and its parts, read from YAML or JSON and checked in full."""

from dispatch.scenario.base import Duration
from dispatch.scenario.care import (
    CertificateKind,
    CertificateNeed,
    EquipmentPool,
    PieceNow,
    Requirement,
    Role,
    Service,
)
from dispatch.scenario.geography import (
    Area,
    Graph,
    Matrix,
    NamedPlace,
    Place,
    SlowerTravel,
    Station,
    StraightLine,
    TravelMode,
)
from dispatch.scenario.people import (
    Blackout,
    Caregiver,
    Certificate,
    Client,
    LoadSoFar,
    MealBreak,
    Provider,
    Shift,
    UnderWay,
)
from dispatch.scenario.places import memory_needed
from dispatch.scenario.policy import (
    Buffers,
    Policy,
    PriorityFormula,
    Rules,
    RunningDay,
    ShareBound,
    Weights,
)
from dispatch.scenario.reading import load_scenario, loads_scenario
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.visits import Alarm, Facts, Gap, Promise, Visit, VisitOutcome, Window
from dispatch.scenario.writing import dump_scenario, dumps_scenario, scenario_schema

__all__ = [
    "Alarm",
    "Area",
    "Blackout",
    "Buffers",
    "Caregiver",
    "Certificate",
    "CertificateKind",
    "CertificateNeed",
    "Client",
    "Duration",
    "EquipmentPool",
    "Facts",
    "Gap",
    "Graph",
    "LoadSoFar",
    "Matrix",
    "MealBreak",
    "NamedPlace",
    "PieceNow",
    "Place",
    "Policy",
    "PriorityFormula",
    "Promise",
    "Provider",
    "Requirement",
    "Role",
    "Rules",
    "RunningDay",
    "Scenario",
    "Service",
    "ShareBound",
    "Shift",
    "SlowerTravel",
    "Station",
    "StraightLine",
    "TravelMode",
    "UnderWay",
    "Visit",
    "VisitOutcome",
    "Weights",
    "Window",
    "dump_scenario",
    "dumps_scenario",
    "load_scenario",
    "loads_scenario",
    "memory_needed",
    "scenario_schema",
]
