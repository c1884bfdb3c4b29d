"""Slack that plans leave behind visits, and that no rule asks for."""

from __future__ import annotations

from dataclasses import replace

from dispatch.encoding.encoded import Encoded


def without_slack(encoded: Encoded, visits: set[str] | None = None) -> Encoded:
    """Return an encoded scenario without slack, or without that behind some visits."""
    slack = encoded.problem.slack.copy()
    if not slack.any():
        return encoded
    for stop, (visit, _) in enumerate(encoded.stops):
        if visits is None or visit in visits:
            slack[stop] = 0
    return replace(encoded, problem=encoded.problem.replace(slack=slack))
