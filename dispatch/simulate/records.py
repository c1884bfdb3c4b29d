"""What a policy did in one week: the raw rows from which the comparison is computed.

Every time is a whole number of milliseconds after the midnight with which the week's Monday begins,
so that nights and requests that are carried over for days need no special case. Every length of
time is in milliseconds, too. What did not happen is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

MINUTE: Final = 60_000
DAY: Final = 1440 * MINUTE

ResponseClass: TypeAlias = Literal["urgent", "same_day", "short_notice"]
"""E1, E2 and E3. Whoever is in danger of life (E0) is handed over to 120 and not simulated."""
Outcome: TypeAlias = Literal["served", "open", "broken_off", "not_home", "handed_over"]
AreaKind: TypeAlias = Literal["new_town", "old_town", "rural", "unknown"]

CLASSES: Final[tuple[ResponseClass, ...]] = get_args(ResponseClass)
FLAGS: Final = (
    "disabled",
    "solitary",
    "low_income",
    "by_phone",
    "nurse",
    "woman_only",
    "two_caregivers",
)
"""The fields of a visit's record that say yes or no of its client or of what it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """What the records of requests and of pre-booked visits share.

    Attributes
    ----------
    visit, client : str
        Their ids.
    disabled, solitary, low_income, by_phone : bool
        Traits of the client; the last says that she is heard by phone.
    nurse, woman_only, two_caregivers : bool
        What the visit needs: a nurse, a woman, two caregivers or more.
    street : str
        The id of the client's area.
    area_kind : {"new_town", "old_town", "rural", "unknown"}
    outcome : {"served", "open", "broken_off", "not_home", "handed_over"}
        Given as asked; not begun; broken off at the pre-check; begun, but nobody was at home;
        handed over to the emergency service (requests only).
    promised_start, told_start : int or None
        The start that the client was promised first, and the one that she was told last.
    departed, arrived, started, ended : int or None
        The stamps of whoever of the crew is last: sets out, or turns to the visit if already there;
        arrives. The visit starts when the whole crew and its equipment are there and the pre-check
        begins.
    caregivers : tuple of str
        The ids of those who came.
    moves : int
        How often the promised start was changed after notice.
    moved : int
        By how much in all: the sum of the lengths of these changes.
    swaps : int
        How many caregivers were replaced after notice.
    """

    visit: str
    client: str
    disabled: bool = False
    solitary: bool = False
    low_income: bool = False
    by_phone: bool = False
    nurse: bool = False
    woman_only: bool = False
    two_caregivers: bool = False
    street: str
    area_kind: AreaKind
    outcome: Outcome
    promised_start: int | None = None
    told_start: int | None = None
    departed: int | None = None
    arrived: int | None = None
    started: int | None = None
    ended: int | None = None
    caregivers: tuple[str, ...] = ()
    moves: int = 0
    moved: int = 0
    swaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord(VisitRecord):
    """A request on demand.

    Attributes
    ----------
    response_class : {"urgent", "same_day", "short_notice"}
    asked, acceptable : int
        When the client asked, and the earliest start that she accepts; the same if she names none.
    target, cap : int
        The response time to reach, and the one at which the response is restricted.
    acknowledged, promised_at : int or None
        When the client heard that the request is known, and when she was promised a start.
    """

    response_class: ResponseClass
    asked: int
    acceptable: int
    target: int
    cap: int
    acknowledged: int | None = None
    promised_at: int | None = None

    @property
    def day(self) -> int:
        """The day on which the client asked; 0 is Monday."""
        return self.asked // DAY

    @property
    def clock(self) -> int:
        """The moment from which the response counts."""
        return max(self.asked, self.acceptable)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedRecord(VisitRecord):
    """A pre-booked visit; its first promise is part of the world, the same for every policy.

    Attributes
    ----------
    promised_start, told_start : int
    medication : bool
        Whether it must begin in its hard window.
    earliest, latest : int or None
        The hard window of its start, both inclusive.
    """

    promised_start: int
    told_start: int
    medication: bool = False
    earliest: int | None = None
    latest: int | None = None

    @property
    def day(self) -> int:
        """The day for which the client was promised the visit; 0 is Monday."""
        return self.promised_start // DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class CaregiverRecord:
    """A day of a caregiver.

    Attributes
    ----------
    day : int
        0 is Monday.
    caregiver : str
    offered : int
        The length of her shifts, 0 if she is absent; the same for every policy.
    busy : int
        Work and travel.
    paid, overtime, travel : int
    heavy_points : int
    meal : int or None
        When her first meal break began; None if she had none on the way.
    """

    day: int
    caregiver: str
    offered: int
    busy: int
    paid: int
    overtime: int
    travel: int
    heavy_points: int
    meal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """A decision of the policy.

    Attributes
    ----------
    at : int
    seconds : float
        How long it took, by the clock on the wall.
    kind : str
        What it decided about, in a word of the policy's own.
    freeze_changes : int
        The changes that it made to what was frozen.
    violations : tuple of str
        The kinds of the hard violations that the referee found in its plan.
    """

    at: int
    seconds: float
    kind: str
    freeze_changes: int = 0
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One policy in one replication, which is one week.

    Attributes
    ----------
    world, load : str
    seed : int
    policy : str
    fingerprint : str
        The hash of the world with all its dials.
    versions : str
        The versions of this program and of what it computes with.
    requests, booked, caregivers, decisions : tuple of records
        All rows of the week, in any order. A request that is open here stays open: it counts as
        unserved until its cap, also if the week ended before. So the clock should run on after
        Sunday until each request has started or has reached its cap.
    """

    world: str
    load: str
    seed: int
    policy: str
    fingerprint: str
    versions: str
    requests: tuple[RequestRecord, ...]
    booked: tuple[BookedRecord, ...]
    caregivers: tuple[CaregiverRecord, ...]
    decisions: tuple[DecisionRecord, ...]
