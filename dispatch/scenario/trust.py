"""What a server should not do for strangers, such as senders of requests to a public route.

With ``trusted=False`` a scenario is refused if

- its text is longer than `MOST_BYTES`,
- a list has more than `MOST_ENTRIES`, or all lists together more than `MOST_VALUES`,
- its roads are a file or a named place, because the server would open any path, or download,
- or planning it takes more than `MOST_MEMORY`; see `dispatch.memory_needed`.

A day of 1,000 visits and 200 caregivers is within these bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from dispatch.errors import Fault, fault
from dispatch.scenario.places import memory_needed
from dispatch.scenario.size import refuse_huge
from dispatch.scenario.spot import refuse

if TYPE_CHECKING:
    from dispatch.scenario.scenario import Scenario

MOST_BYTES: Final = 2_000_000
"""Bytes of a stranger's text."""

MOST_ENTRIES: Final = 2_000
"""Entries of a stranger's list."""

MOST_VALUES: Final = 100_000
"""Values of a stranger's scenario; a row of numbers counts as one."""

MOST_MEMORY: Final = 500_000_000
"""Bytes that planning may take."""

_MEGABYTE = 1_000_000


def refuse_long(file: str, text: str | bytes) -> None:
    """Refuse a text that is longer than strangers may send.

    Raises
    ------
    InputError
        If it is.
    """
    if len(text) > MOST_BYTES:
        most = MOST_BYTES // _MEGABYTE
        refuse(file, (0, 0), "file-too-large", megabytes=len(text) / _MEGABYTE, most=most)


def refuse_large(data: Any) -> None:
    """Refuse data with more entries or values than strangers may send.

    Raises
    ------
    InputError
        If it has.
    """
    refuse_huge(data, MOST_ENTRIES, MOST_VALUES)


def not_for_strangers(scenario: Scenario) -> Iterator[Fault]:
    """Find what only those may ask whom the server trusts."""
    field = {"graph": "file", "place": "name"}.get(scenario.roads.kind)
    if field is not None:
        yield fault("stranger-roads", f"roads.{field}")
    needed = memory_needed(scenario)
    if needed > MOST_MEMORY:
        megabytes, most = needed // _MEGABYTE, MOST_MEMORY // _MEGABYTE
        yield fault("stranger-memory", megabytes=megabytes, most=most)
