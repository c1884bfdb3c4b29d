"""Arrays in the cache folder, such as road graphs by the content they were read from.

Nothing depends on the cache: if it cannot be read or written, the program works without it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dispatch.cache import cache_folder, read_sealed, write_sealed
from dispatch.roads.graph import RoadGraph

READER_VERSION: Final = 2
"""Increase it whenever a reader or the content of `RoadGraph` changes: this hides older entries."""

_ARRAYS: Final = (
    "longitude", "latitude", "tail", "head", "length", "tagging", "shape_start", "shape",
)  # fmt: skip


def folder() -> Path:
    """Return the folder of road graphs and tables; it need not exist.

    Raises
    ------
    FileNotFoundError
        If there is no cache folder.
    """
    return cache_folder() / "roads"


def key_of(content: bytes) -> str:
    """Name of the entry for a content."""
    return f"{READER_VERSION}-{hashlib.sha256(content).hexdigest()}"


def find(key: str) -> RoadGraph | None:
    """Return the graph stored under a key, if it is complete."""
    arrays = read(_name(key))
    if arrays is None:
        return None
    tags = json.loads(arrays.pop("tags").tobytes())
    return RoadGraph(
        tags=tuple({name: tuple(values) for name, values in each.items()} for each in tags),
        **arrays,
    )


def keep(key: str, graph: RoadGraph) -> None:
    """Store a graph under a key, if the folder can be written."""
    write(_name(key), _arrays(graph))


def digest(graph: RoadGraph) -> str:
    """Return the SHA-256 of a graph's content, independent of its source."""
    total = hashlib.sha256()
    for name, array in _arrays(graph).items():
        total.update(f"{name} {array.dtype.str} {array.shape}".encode())
        total.update(array.tobytes())
    return total.hexdigest()


def _name(key: str) -> str:
    return f"{key}.arrays"


def _arrays(graph: RoadGraph) -> dict[str, NDArray[Any]]:
    tags = json.dumps([dict(each) for each in graph.tags]).encode()
    return {
        "tags": np.frombuffer(tags, dtype=np.uint8),
        **{name: getattr(graph, name) for name in _ARRAYS},
    }


def read(name: str) -> dict[str, NDArray[Any]] | None:
    """Return the arrays of an entry, if it is complete."""
    try:
        content = read_sealed(folder() / name)
    except OSError:
        return None
    if content is None:
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def write(name: str, arrays: Mapping[str, Any]) -> None:
    """Write an entry of arrays, if the folder can be written."""
    archive = io.BytesIO()
    np.savez(archive, **arrays)
    with suppress(OSError):
        write_sealed(folder() / name, archive.getvalue())
