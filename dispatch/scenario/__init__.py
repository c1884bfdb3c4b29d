"""The scenario and its parts, read from YAML or JSON and checked in full."""

from dispatch.scenario.base import Duration
from dispatch.scenario.care import (
    CertificateKind,
    CertificateNeed,
    EquipmentPool,
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
)
from dispatch.scenario.places import memory_needed
from dispatch.scenario.policy import Policy, PriorityFormula, Rules, Weights
from dispatch.scenario.reading import load_scenario, loads_scenario
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.visits import Facts, Gap, Promise, Visit, Window
from dispatch.scenario.writing import dump_scenario, dumps_scenario, scenario_schema

__all__ = [
    "Area",
    "Blackout",
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
    "Place",
    "Policy",
    "PriorityFormula",
    "Promise",
    "Provider",
    "Requirement",
    "Role",
    "Rules",
    "Scenario",
    "Service",
    "Shift",
    "Station",
    "StraightLine",
    "TravelMode",
    "Visit",
    "Weights",
    "Window",
    "dump_scenario",
    "dumps_scenario",
    "load_scenario",
    "loads_scenario",
    "memory_needed",
    "scenario_schema",
]
