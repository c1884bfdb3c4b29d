"""An entry of the ledger: one day of one desk. It contains ids, never names."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

from dispatch.scenario import VisitOutcome

DESK: Final = "desk"
"""The desk of an entry if none is named."""

Kind: TypeAlias = VisitOutcome | Literal["planned", "unserved"]
"""What has become of a visit; one that has not begun is planned or left out."""


class Worked(NamedTuple):
    """What a caregiver with a shift had on a day: milliseconds, points, parts of visits."""

    caregiver: str
    paid: int
    overtime: int
    travel: int
    heavy_points: int
    stops: int


class Asked(NamedTuple):
    """A visit that was asked for, and what has become of it."""

    visit: str
    client: str
    service: str
    counts_on: str
    """The date by which the week of an entitlement is found: of the first allowed start, or of the
    real one."""
    kind: Kind
    start: str | None
    """When it started, or was planned to."""
    care: int
    """Milliseconds of care that it used up of an entitlement."""


class Came(NamedTuple):
    """A caregiver who came to a visit, or was planned to."""

    visit: str
    role: str
    caregiver: str
    start: str
    """When her part started."""


@dataclass(frozen=True)
class Entry:
    """One day of one desk.

    Attributes
    ----------
    desk : str
        The name of the desk.
    date : date
        The day.
    name, scenario : str
        The name and the fingerprint of the scenario that it was made from.
    caregivers : tuple of Worked
        Every caregiver with a shift that starts on this day.
    visits : tuple of Asked
        Every visit that starts on this day; without a start, that may start from this day on.
    stops : tuple of Came
        Who came to these visits.
    """

    desk: str
    date: date
    name: str
    scenario: str
    caregivers: tuple[Worked, ...]
    visits: tuple[Asked, ...]
    stops: tuple[Came, ...]

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with anything but desk, name and fingerprint."""
        rows = [self.date.isoformat(), self.caregivers, self.visits, self.stops]
        return hashlib.sha256(json.dumps(rows, default=repr).encode()).hexdigest()[:16]
