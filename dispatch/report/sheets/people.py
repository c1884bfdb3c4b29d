"""What sheets call people and places."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.messages import listed, say
from dispatch.plan import Stop
from dispatch.report.timeline import Day
from dispatch.report.tips import clock, place_name
from dispatch.scenario import Blackout, Caregiver, Client, Scenario


@dataclass(frozen=True)
class People:
    """What sheets say of people: only their ids, or all that helps to find and to call them."""

    scenario: Scenario
    names: bool = False
    """Whether names, phone numbers, addresses and the clients' notes are shown."""

    def client(self, client: str) -> str:
        """A client's id, with the name if asked for."""
        return self._called(self.scenario.client[client])

    def caregiver(self, caregiver: str) -> str:
        """A caregiver's id, with the name if asked for."""
        return self._called(self.scenario.caregiver[caregiver])

    def phone(self, person: Client | Caregiver) -> str:
        """A phone number; empty if it is unknown or not asked for."""
        return person.phone if self.names else ""

    def note(self, client: Client) -> str:
        """The note about a client; empty if there is none or it is not asked for."""
        return client.note if self.names else ""

    def home(self, client: str) -> str:
        """Where a client lives: the address if asked for and known, otherwise the place."""
        one = self.scenario.client[client]
        address = one.address if self.names else ""
        return address or place_name(self.scenario, self.scenario.place_of(one.place))

    def blackout(self, period: Blackout) -> str:
        """Why a client is not to be disturbed; without words if they are not asked for."""
        return (period.reason if self.names else "") or say("sheet-blackout")

    def with_phone(self, caregiver: str) -> str:
        """A caregiver with the phone number, if asked for."""
        called, phone = self.caregiver(caregiver), self.phone(self.scenario.caregiver[caregiver])
        return listed([called, phone]) if phone else called

    def _called(self, person: Client | Caregiver) -> str:
        if not self.names or not person.name:
            return person.id
        return say("sheet-called", name=person.name, id=person.id)


def hour(scenario: Scenario, at: int) -> str:
    """Write milliseconds after the first midnight as the clock shows them, without a date.

    On a scenario's only date the hours go on after midnight, ``24:30``, as on the page.
    """
    return clock(scenario, at).rpartition(" ")[2]


def date_of(scenario: Scenario, at: int) -> str:
    """The date of milliseconds after the first midnight; an only date covers its night, too."""
    date, several, _ = clock(scenario, at).partition(" ")
    return date if several else f"{scenario.dates[0]}"


def crew_beside(day: Day, caregiver: str, stop: Stop) -> list[tuple[str, Stop]]:
    """The other caregivers at a stop's visit, with their stops."""
    return [(who, other) for who, other in day.crew[stop.visit] if who != caregiver]
