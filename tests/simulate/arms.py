"""Records for tests: small ones to change, strategies that draw whole arms, quick policies."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from dispatch.simulate.policies.named import policy_of
from dispatch.simulate.policies.optimising import Optimiser
from dispatch.simulate.records import (
    DAY,
    MINUTE,
    Arm,
    BookedRecord,
    CaregiverRecord,
    DecisionRecord,
    RequestRecord,
)

HOUR = 60 * MINUTE
TUESDAY = DAY
CAPS = {"urgent": (1, 6), "same_day": (4, 12), "short_notice": (24, 72)}
"""Targets and caps in hours."""


def request(visit="r", response=30, asked=TUESDAY + 9 * HOUR, **fields):
    """A request that starts so many minutes after it was asked, or never."""
    name = fields.setdefault("response_class", "urgent")
    target, cap = (hours * HOUR for hours in CAPS[name])
    acceptable = fields.setdefault("acceptable", asked)
    started = None if response is None else max(asked, acceptable) + response * MINUTE
    at = {} if started is None else _at(started, asked)
    promise = {"acknowledged": asked, "promised_at": asked, "promised_start": started or asked}
    crew = ("amy", "bob") if fields.get("two_caregivers") else ("amy",)
    given = {
        "client": "zhou",
        "street": "north",
        "area_kind": "new_town",
        "outcome": "open" if started is None else "served",
        "target": target,
        "cap": cap,
        **promise,
        "told_start": promise["promised_start"],
        **at,
        "caregivers": () if started is None else crew,
    }
    return RequestRecord(visit=visit, asked=asked, **{**given, **fields})


def _at(started, earliest=0):
    return {
        "departed": max(earliest, started - 20 * MINUTE),
        "arrived": max(earliest, started - 5 * MINUTE),
        "started": started,
        "ended": started + HOUR,
    }


def booked(visit="b", off=0, promised=TUESDAY + 10 * HOUR, **fields):
    """A pre-booked visit that starts so many minutes after its promise, or never."""
    started = None if off is None else promised + off * MINUTE
    given = {
        "client": "zhou",
        "street": "north",
        "area_kind": "new_town",
        "outcome": "open" if started is None else "served",
        "promised_start": promised,
        "told_start": promised,
        **({} if started is None else _at(started)),
        "caregivers": () if started is None else ("amy",),
    }
    return BookedRecord(visit=visit, **{**given, **fields})


def caregiver(name="amy", day=1, **fields):
    given = {"offered": 480, "busy": 300, "paid": 480, "overtime": 0, "travel": 60}
    minutes = {key: fields.pop(key, value) * MINUTE for key, value in given.items()}
    return CaregiverRecord(
        caregiver=name, day=day, heavy_points=fields.pop("heavy_points", 0), **minutes
    )


def decision(seconds=1.0, at=TUESDAY, **fields):
    return DecisionRecord(at=at, seconds=seconds, kind="assign", **fields)


def arm(requests=(), booked=(), caregivers=(), decisions=(), **fields):
    given = {
        "world": "S",
        "load": "mid",
        "seed": 1001,
        "policy": "P1",
        "fingerprint": "f0",
        "versions": "dispatch 0.1.0",
    }
    return Arm(
        **{**given, **fields},
        requests=tuple(requests),
        booked=tuple(booked),
        caregivers=tuple(caregivers),
        decisions=tuple(decisions),
    )


def later(one, by):
    """Move all stamps of a request by a length of time."""
    stamps = [
        "asked", "acceptable", "acknowledged", "promised_at", "promised_start", "told_start",
        "departed", "arrived", "started", "ended",
    ]  # fmt: skip
    known = {name: getattr(one, name) for name in stamps}
    return replace(one, **{name: at + by for name, at in known.items() if at is not None})


@st.composite
def requests(draw, least=0):
    """Draw requests of every class, trait and day, started or open."""
    return [
        request(
            f"r{number}",
            draw(st.none() | st.integers(0, 20 * 60)),
            asked=draw(st.integers(0, 6)) * DAY + draw(st.integers(0, DAY - 1)),
            response_class=draw(st.sampled_from(list(CAPS))),
            area_kind=draw(st.sampled_from(["new_town", "old_town", "rural", "unknown"])),
            **{
                trait: draw(st.booleans())
                for trait in (
                    "disabled", "solitary", "low_income", "by_phone", "nurse", "woman_only",
                    "two_caregivers",
                )
            },
        )
        for number in range(draw(st.integers(least, 8)))
    ]  # fmt: skip


def quick(name):
    """Return a policy with few and short decisions: the rules that it keeps depend on neither."""
    policy = policy_of(name)
    few = {"iterations": 5000, "every": 30 * MINUTE}
    return replace(policy, **few) if isinstance(policy, Optimiser) else policy
