"""The scenario: one or more days of visits, the caregivers, and the policy."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError

from dispatch.errors import Fault, InputError, shown, told
from dispatch.scenario.base import Dates, Id, Model, Moment, Stamp
from dispatch.scenario.care import CertificateKind, EquipmentPool, Service
from dispatch.scenario.clock import Clock
from dispatch.scenario.forms import refusal
from dispatch.scenario.geography import (
    Area,
    Graph,
    Place,
    Roads,
    SlowerTravel,
    Station,
    StraightLine,
    TravelMode,
)
from dispatch.scenario.people import Caregiver, Client, Provider
from dispatch.scenario.policy import Policy
from dispatch.scenario.trust import not_for_strangers, refuse_large
from dispatch.scenario.visits import Alarm, Gap, Visit

Named = TypeVar(
    "Named",
    CertificateKind,
    EquipmentPool,
    Service,
    Area,
    Station,
    TravelMode,
    Provider,
    Caregiver,
    Client,
    Visit,
)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise refusal("zone-unknown", value=shown(name)) from None
    return name


class Scenario(Model):
    """Everything that a plan depends on; frozen, with every cross-reference checked.

    Examples
    --------
    >>> from dispatch import load_scenario, solve
    >>> plan = solve(load_scenario("scenarios/hello.yaml"), time_limit=1)
    """

    name: Annotated[str, Field(min_length=1)]
    """A name for people, such as Monday in Fangsong."""
    description: str = ""
    """What the scenario shows or is for."""
    source: str = ""
    """The source of the data."""
    zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    """The IANA name of the time zone of every clock time."""
    dates: Dates
    """The dates that it covers, in order; a bare clock time is on the first."""
    coordinates: Literal["WGS84", "GCJ-02", "BD-09"] = "WGS84"
    """The system of every [longitude, latitude]; Chinese maps use GCJ-02 and BD-09."""
    roads: Roads = StraightLine()
    """The source of travel times."""
    modes: Annotated[tuple[TravelMode, ...], Field(min_length=1)] = (
        TravelMode(id="walk", network="walk", speed_kmh=4.5),
        TravelMode(id="bicycle", network="bicycle", speed_kmh=12),
        TravelMode(id="e_bike", network="e_bike", speed_kmh=15),
        TravelMode(id="drive", network="drive", speed_kmh=25),
    )
    """The travel modes."""
    areas: tuple[Area, ...] = ()
    """Streets, towns or districts."""
    stations: tuple[Station, ...] = ()
    """Places where caregivers start and equipment is kept."""
    certificates: tuple[CertificateKind, ...] = ()
    """The kinds of certificate that services may require."""
    services: tuple[Service, ...]
    """The catalogue of services."""
    equipment: tuple[EquipmentPool, ...] = ()
    """The pools of equipment that services need."""
    providers: tuple[Provider, ...] = ()
    """The companies and institutions that employ caregivers."""
    caregivers: tuple[Caregiver, ...]
    """The people who give care."""
    clients: tuple[Client, ...]
    """The elders who are cared for."""
    visits: tuple[Visit, ...]
    """The work to do."""
    policy: Policy = Policy()
    """The weights and the rules of the desk."""
    now: Stamp | None = None
    """The moment of a running day: what has not begun begins then or later."""
    slower: tuple[SlowerTravel, ...] = ()
    """Travel that is slower for a while."""
    alarms: tuple[Alarm, ...] = ()
    """Calls for help and the call-backs to them."""

    _folder: str = PrivateAttr(default="")

    @classmethod
    def _faults(cls, error: ValidationError, data: Any) -> Sequence[Fault]:
        """List what is wrong with data, including their well-formed rest."""
        from dispatch.scenario.remainder import faults_of_remainder

        return [*super()._faults(error, data), *faults_of_remainder(error, data)]

    def model_post_init(self, context: object, /) -> None:
        """Check every cross-reference; `dispatch.scenario.checks` lists the checks."""
        super().model_post_init(context)
        from dispatch.scenario.checks import Unread, faults_of

        found = faults_of(self, context if isinstance(context, Unread) else Unread())
        if found:
            raise InputError(*told(found))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, trusted: bool = True) -> Self:
        """Make a scenario from plain values, such as the parsed body of a request.

        Parameters
        ----------
        data
            The fields, as in a file of JSON.
        trusted
            False refuses what strangers should not ask of a server; see `dispatch.scenario.trust`.

        Raises
        ------
        InputError
            With everything that is wrong in the fields and between them.
        """
        if trusted:
            return cls.model_validate(data)
        refuse_large(data)
        made = cls.model_validate(data)
        if found := [*not_for_strangers(made)]:
            raise InputError(*found)
        return made

    def __eq__(self, other: object) -> bool:
        """Compare the content; the folder that a scenario was read from does not count."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return super().__eq__(other.beside(self._folder))

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __getstate__(self) -> dict[Any, Any]:
        """Leave out the tables made from the fields, which another thread may be adding."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return {**super().__getstate__(), "__dict__": fields}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the scenario; with `update`, the changed scenario is checked like any other."""
        same = super().model_copy(update=update, deep=deep)
        same._folder = self._folder
        return same

    def unchecked(self, **fields: object) -> Self:
        """Copy the scenario with other fields that are known to be valid, without a check."""
        same = super().model_copy()
        given = {name: getattr(self, name) for name in type(self).model_fields}
        kept = {
            name: self.__dict__[name]
            for name, made_from in _TABLES.items()
            if name in self.__dict__ and made_from.isdisjoint(fields)
        }
        same.__dict__.clear()  # this also removes the tables made from the old fields
        same.__dict__.update(given | fields | kept)
        same.__dict__.update(_texts={**self._texts}, _parts={**self._parts})
        return same

    @property
    def folder(self) -> str:
        """The folder where relative file names start; empty for the working folder."""
        return self._folder

    def beside(self, folder: str) -> Self:
        """Return the same scenario with relative file names looked up in `folder`."""
        same = self.model_copy()
        same._folder = folder
        return same

    def moved_to(self, folder: str | os.PathLike[str]) -> Self:
        """Return the scenario for a file in another folder: its roads are the same file."""
        roads, folder = self.roads, os.fspath(folder)
        if not isinstance(roads, Graph) or Path(roads.file).is_absolute():
            return self.beside(folder)
        file = os.path.relpath(Path(self._folder) / roads.file, folder or os.curdir)
        named = roads.model_copy(update={"file": file.replace(os.sep, "/")})
        return self.unchecked(roads=named).beside(folder)

    @cached_property
    def caregiver(self) -> Mapping[str, Caregiver]:
        """Caregivers by id."""
        return _by_id(self.caregivers)

    @cached_property
    def client(self) -> Mapping[str, Client]:
        """Clients by id."""
        return _by_id(self.clients)

    @cached_property
    def service(self) -> Mapping[str, Service]:
        """Services by id."""
        return _by_id(self.services)

    @cached_property
    def visit(self) -> Mapping[str, Visit]:
        """Visits by id."""
        return _by_id(self.visits)

    @cached_property
    def station(self) -> Mapping[str, Station]:
        """Stations by id."""
        return _by_id(self.stations)

    @cached_property
    def mode(self) -> Mapping[str, TravelMode]:
        """Travel modes by id."""
        return _by_id(self.modes)

    @cached_property
    def area(self) -> Mapping[str, Area]:
        """Areas by id."""
        return _by_id(self.areas)

    @cached_property
    def provider(self) -> Mapping[str, Provider]:
        """Providers by id."""
        return _by_id(self.providers)

    @cached_property
    def open_visits(self) -> tuple[Visit, ...]:
        """The visits that a plan must account for: those that are not over by their facts."""
        return tuple(visit for visit in self.visits if not visit.over)

    @cached_property
    def visits_over_of(self) -> Mapping[str, tuple[Visit, ...]]:
        """By the id of a caregiver, the visits that are over and that she is pinned to."""
        found: dict[str, tuple[Visit, ...]] = {}
        for visit in self.visits:
            for name in visit.pinned_caregivers if visit.over else ():
                found[name] = (*found.get(name, ()), visit)
        return found

    @cached_property
    def on_duty(self) -> tuple[Caregiver, ...]:
        """The caregivers who have a shift."""
        return tuple(caregiver for caregiver in self.caregivers if caregiver.shifts)

    @cached_property
    def followers(self) -> Mapping[str, tuple[tuple[Visit, Gap], ...]]:
        """By the id of a visit, the visits with a gap after it, and the gaps."""
        found: dict[str, tuple[tuple[Visit, Gap], ...]] = {}
        for visit in self.visits:
            for gap in visit.gaps:
                found[gap.after] = (*found.get(gap.after, ()), (visit, gap))
        return found

    @cached_property
    def certificate(self) -> Mapping[str, CertificateKind]:
        """Certificate kinds by id."""
        return _by_id(self.certificates)

    @cached_property
    def pool(self) -> Mapping[str, EquipmentPool]:
        """Equipment pools by id."""
        return _by_id(self.equipment)

    @cached_property
    def clock(self) -> Clock:
        """The clock of the zone, from the first date's midnight."""
        return Clock(self.dates[0], self.zone)

    def at(self, moment: Moment) -> int:
        """Milliseconds that pass from the first date's midnight to a moment.

        Raises
        ------
        InputError
            If the clock skips this time in spring.
        """
        return self.clock.at(moment)

    def moment(self, at: int) -> Moment:
        """The clock time `at` milliseconds after the first midnight, as ISO 8601.

        It has its offset from UTC only if the clock shows this time twice.
        """
        return self.clock.moment(at)

    def date_at(self, at: int) -> date:
        """The local date at `at` milliseconds after the first midnight."""
        return date.fromisoformat(self.moment(at)[:10])

    @cached_property
    def horizon(self) -> int:
        """Milliseconds from the first midnight to three days after the last date."""
        return self.clock.begins(self.dates[-1] + timedelta(days=4))

    def place_of(self, place: Place | Id) -> Place:
        """Resolve a place: the id of a station becomes its place."""
        if isinstance(place, str) and place in self.station:
            return self.station[place].place
        return place

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with any field; plans carry them."""
        told = ",".join(text for text in map(self._text, type(self).model_fields) if text)
        return hashlib.sha256(f"{{{told}}}".encode()).hexdigest()[:12]

    def _text(self, name: str) -> str:
        """Return a field as it stands in JSON, or nothing if it has its default."""
        value, known = getattr(self, name), self._texts.get(name)
        if known is None or known[0] is not value:
            known = self._texts[name] = value, self._json(name)
        return known[1]

    def _json(self, name: str) -> str:
        if name not in _LONG or not getattr(self, name):
            return self.model_dump_json(exclude_defaults=True, include={name})[1:-1]
        known, texts = self._parts.get(name, ((), ()))
        parts = getattr(self, name)
        texts = tuple(
            text if part is before else part.model_dump_json(exclude_defaults=True)
            for part, before, text in zip_longest(parts, known[: len(parts)], texts[: len(parts)])
        )
        self._parts[name] = parts, texts
        return f'"{name}":[{",".join(texts)}]'

    @cached_property
    def _texts(self) -> dict[str, tuple[object, str]]:
        """Fields and their JSON, which an unchecked copy takes over: most of them stay the same."""
        return {}

    @cached_property
    def _parts(self) -> dict[str, tuple[tuple[Model, ...], tuple[str, ...]]]:
        """The parts of long fields and their JSON, for the same reason."""
        return {}


_LONG = frozenset({"caregivers", "clients", "visits"})
"""Fields of which, on a running day, only few parts change at a time."""

_TABLES: Mapping[str, frozenset[str]] = {
    "caregiver": frozenset({"caregivers"}),
    "on_duty": frozenset({"caregivers"}),
    "client": frozenset({"clients"}),
    "service": frozenset({"services"}),
    "station": frozenset({"stations"}),
    "mode": frozenset({"modes"}),
    "area": frozenset({"areas"}),
    "provider": frozenset({"providers"}),
    "certificate": frozenset({"certificates"}),
    "pool": frozenset({"equipment"}),
    "clock": frozenset({"dates", "zone"}),
    "horizon": frozenset({"dates", "zone"}),
}
"""Tables that are kept in an unchecked copy, with the fields that they are made from."""


def _by_id(items: tuple[Named, ...]) -> Mapping[str, Named]:
    return {item.id: item for item in items}
