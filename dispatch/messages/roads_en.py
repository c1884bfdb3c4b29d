"""The catalogue in English of road graphs and travel times."""

from __future__ import annotations

ROADS = {
    "roads-download-limit": "the roads of '{name}' could not be downloaded within {limit} seconds:"
    " the server is busy or does not answer",
    "roads-download-limit.todo": "Try again later, or set {variable} to more seconds.",
    "roads-download-limit-form": "{variable} is {value}, not a whole number of seconds from 1 on",
}
