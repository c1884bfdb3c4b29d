"""Download of the roads of a named place through osmnx; they are then kept in the cache.

The servers are osmnx's (Nominatim for the outline, Overpass for the roads), unless the environment
variables ``DISPATCH_NOMINATIM_URL`` and ``DISPATCH_OVERPASS_URL`` name others. The wait for a
server, or for another thread's download, ends after ``DISPATCH_DOWNLOAD_LIMIT`` seconds.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from dispatch.errors import InputError, RoadsError, fault, shown
from dispatch.messages import say
from dispatch.roads import cache as kept
from dispatch.roads.barriers import BARRIER_KEYS
from dispatch.roads.ferries import ferry_kmh, is_ferry
from dispatch.roads.graph import TAG_KEYS, RoadGraph
from dispatch.roads.osmnx_graph import OsmnxGraph

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_TURN = Lock()
"""Allows one download at a time: osmnx's settings are global to the process."""

_WAYS = ('["highway"]["area"!~"yes"]', '["route"="ferry"]["area"!~"yes"]')
"""What is asked for, in the language of Overpass."""

LIMIT_VARIABLE = "DISPATCH_DOWNLOAD_LIMIT"
"""Environment variable for the maximum duration of a download in seconds."""
_LIMIT = "600"
_RETRY = 55
"""Seconds after which osmnx asks a busy server again; it never gives up."""


def named_place(name: str, *, cache: bool, progress: Callable[[str], None]) -> RoadGraph:
    """Return the roads within the outline of a place that Nominatim knows.

    Parameters
    ----------
    name
        For example ``"Jing'an District, Shanghai, China"``.
    cache
        Whether to use the user's cache folder, for reading and writing.
    progress
        Called with a sentence before the download.

    Raises
    ------
    RoadsError
        If they cannot be downloaded in time, or the place has no outline or no roads.
    InputError
        If the limit in the environment is not a number.
    """
    nominatim = os.environ.get("DISPATCH_NOMINATIM_URL", "")
    overpass = os.environ.get("DISPATCH_OVERPASS_URL", "")
    key = kept.key_of("\n".join(("place", name, nominatim, overpass)).encode())
    graph = kept.find(key) if cache else None
    if graph is None:
        progress(say("roads-downloading", name=name))
        graph = _downloaded(name, nominatim, overpass)
        if cache:
            kept.keep(key, graph)
    return graph


def _downloaded(name: str, nominatim: str, overpass: str) -> RoadGraph:
    import osmnx
    from requests import Timeout

    limit = _limit()
    try:
        with _settings(nominatim, overpass, limit):
            roads = osmnx.graph_from_place(
                name, simplify=False, retain_all=True, custom_filter=list(_WAYS)
            )
        _time_ferries(roads)
        simpler = osmnx.simplify_graph(
            roads, node_attrs_include=["barrier"], edge_attrs_differ=("route", *TAG_KEYS)
        )
        return _arrays(simpler)
    except (Timeout, TimeoutError) as error:
        found = fault("roads-download-limit", name=name, limit=limit, variable=LIMIT_VARIABLE)
        raise RoadsError(found) from error
    except OSError as error:
        found = fault("roads-download", name=name, reason=type(error).__name__)
        raise RoadsError(found) from error
    except RoadsError as error:
        (reason,) = error.faults
        raise RoadsError(fault("roads-not-had", name=name, reason=reason)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise RoadsError(fault("roads-not-had", name=name, reason=str(error))) from error


def _limit() -> int:
    told = os.environ.get(LIMIT_VARIABLE) or _LIMIT
    if not (told.isdecimal() and int(told)):
        found = fault("roads-download-limit-form", variable=LIMIT_VARIABLE, value=shown(told))
        raise InputError(found)
    return int(told)


@contextmanager
def _settings(nominatim: str, overpass: str, limit: int) -> Iterator[None]:
    """Set osmnx up for one download; afterwards restore its settings and the resolver.

    osmnx pins the Overpass server's address by replacing `socket.getaddrinfo`. It would also wait
    for as long as the server's status demands. With ``overpass_rate_limit`` off, osmnx does not ask
    for the status; a busy server then refuses the request, and a hook sees the refusal.

    Raises
    ------
    TimeoutError
        After `limit` seconds, at the latest with the next answer of the server.
    """
    from osmnx import settings

    end = monotonic() + limit

    def lose_patience(response: Any, *asked: Any, **more: Any) -> None:
        del asked, more
        if monotonic() + _RETRY * (response.status_code in (429, 504)) > end:
            response.close()
            raise TimeoutError

    wanted: dict[str, Any] = {
        "use_cache": False,
        "overpass_rate_limit": False,
        "requests_timeout": min(limit, settings.requests_timeout),
        "requests_kwargs": {**settings.requests_kwargs, "hooks": {"response": lose_patience}},
        "useful_tags_way": sorted(
            {*settings.useful_tags_way, *TAG_KEYS, "route", "duration"},
        ),
        "useful_tags_node": sorted({*settings.useful_tags_node, *BARRIER_KEYS}),
    }
    if nominatim:
        wanted["nominatim_url"] = nominatim
    if overpass:
        wanted["overpass_url"] = overpass
    if not _TURN.acquire(timeout=limit):
        raise TimeoutError
    before = {key: getattr(settings, key) for key in wanted}
    resolver = socket.getaddrinfo
    try:
        for key, value in wanted.items():
            setattr(settings, key, value)
        yield
    finally:
        socket.getaddrinfo = resolver
        for key, value in before.items():
            setattr(settings, key, value)
        _TURN.release()


def _time_ferries(roads: MultiDiGraph[int]) -> None:
    """Set the speed of ferries, by way: afterwards osmnx merges ways and parts of ways."""
    ferries = [data for _, _, data in roads.edges(data=True) if is_ferry(data)]
    metres: Counter[int] = Counter()
    for data in ferries:
        metres[data["osmid"]] += 0 if data["reversed"] else data["length"]
    for data in ferries:
        kmh = ferry_kmh(metres[data["osmid"]], data.get("duration", ""))
        if kmh is not None:
            data["speed_kmh"] = f"{kmh:.3f}"


def _arrays(roads: MultiDiGraph[int]) -> RoadGraph:
    graph = OsmnxGraph()
    for node, data in roads.nodes(data=True):
        graph.node(node, _texts(data))
    for tail, head, data in roads.edges(data=True):
        line = data.get("geometry")
        shape = () if line is None else tuple((x, y) for x, y, *_ in line.coords)[1:-1]
        graph.edge(tail, head, _texts(data), shape)
    return graph.built()


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in fields.items()}
