"""Road graphs kept as arrays in the user's cache folder, by the content they were read from.

A cache is a help and never a condition: where it cannot be read or written, work goes on without.
"""

from __future__ import annotations

import hashlib
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

import numpy as np

from dispatch.roads.graph import RoadGraph

READER_VERSION: Final = 1
"""Raise it whenever a reader, or what `RoadGraph` holds, changes: older entries are then passed."""

_DIGEST: Final = hashlib.sha256().digest_size
_ARRAYS: Final = (
    "longitude", "latitude", "tail", "head", "length", "tagging", "shape_start", "shape",
)  # fmt: skip


def folder() -> Path:
    """Return the folder of the cache; it need not exist."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("caregiver-dispatch", appauthor=False)) / "roads"


def key_of(content: bytes) -> str:
    """Name of the entry for a content."""
    return f"{READER_VERSION}-{hashlib.sha256(content).hexdigest()}"


def find(key: str) -> RoadGraph | None:
    """Return the graph that is kept under a key, if it is there whole."""
    try:
        entry = _file(key).read_bytes()
    except OSError:
        return None
    digest, content = entry[:_DIGEST], entry[_DIGEST:]
    if hashlib.sha256(content).digest() != digest:
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        tags = json.loads(arrays["tags"].tobytes())
        return RoadGraph(
            tags=tuple({name: tuple(values) for name, values in each.items()} for each in tags),
            **{name: arrays[name] for name in _ARRAYS},
        )


def keep(key: str, graph: RoadGraph) -> None:
    """Keep a graph under a key, if the folder can be written."""
    archive = io.BytesIO()
    tags = np.frombuffer(json.dumps([dict(each) for each in graph.tags]).encode(), dtype=np.uint8)
    np.savez(archive, tags=tags, **{name: getattr(graph, name) for name in _ARRAYS})
    content = archive.getvalue()
    with suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        write_whole(_file(key), hashlib.sha256(content).digest() + content)


def _file(key: str) -> Path:
    return folder() / f"{key}.arrays"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    part = path.with_name(f".{path.name[:80]}.{uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
