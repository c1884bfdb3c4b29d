"""What the script of a page needs to know: tips, who comes to which visit, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dispatch.messages import say
from dispatch.report.listings import Entry
from dispatch.report.timeline import Day
from dispatch.report.tips import Tips


def shown(tips: Tips, days: Sequence[Day] = (), rows: Sequence[Entry] = ()) -> dict[str, Any]:
    """Collect the data of a page.

    Visits are known by their place in the scenario, caregivers by their number from 1.

    Parameters
    ----------
    days
        The day under each plan of the page; none if nothing on it can be chosen.
    rows
        What a filter can find, in any order; none on a page without a filter.
    """
    found = {row.place: row for row in rows}
    number = days[0].number if days else ()
    visits = days[0].scenario.visits if days else ()
    return {
        "tips": [*tips],
        "caregivers": ["", *number],
        "visits": [
            {"id": visit.id, "by": _by(days, visit.id)} | _found(found.get(place))
            for place, visit in enumerate(visits)
        ],
        "words": {"shown": say("report-shown", shown="{shown}", all="{all}")},
    }


def _by(days: Sequence[Day], visit: str) -> list[int]:
    """The numbers of all who come to a visit under any of the plans."""
    return sorted({day.number[name] for day in days for name, _ in day.crew.get(visit, [])})


def _found(row: Entry | None) -> dict[str, str]:
    if row is None:
        return {}
    return {"status": row.status, "service": row.service, "area": row.area, "find": row.words}
