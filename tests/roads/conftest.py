from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch.roads import RoadGraph, write_graphml
from dispatch.scenario import Caregiver, Client, Graph, Scenario, Shift, TravelMode

SHIFT = Shift(start="08:00", end="16:00")
MODES = (
    TravelMode(id="walk", network="walk", speed_kmh=3.6),
    TravelMode(id="bicycle", network="bicycle", speed_kmh=18),
    TravelMode(id="e_bike", network="e_bike", speed_kmh=15),
    TravelMode(id="drive", network="drive", speed_kmh=25),
)
"""At 3.6 km/h a metre takes a second."""


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: folder)
    return folder


@pytest.fixture
def scenario_of() -> Callable[..., Scenario]:
    """A scenario whose clients live at the given places; the first is where caregivers start."""

    def make(roads, places, *, used=("walk",), modes=MODES, **fields) -> Scenario:
        return Scenario(
            name="places",
            dates=("2026-11-23",),
            roads=roads,
            modes=modes,
            services=(),
            visits=(),
            clients=tuple(
                Client(id=f"c{number}", place=place) for number, place in enumerate(places)
            ),
            caregivers=tuple(
                Caregiver(
                    id=f"g-{mode}", gender="woman", mode=mode, start=places[0], shifts=(SHIFT,)
                )
                for mode in used
            ),
            **fields,
        )

    return make


@pytest.fixture
def drawn(tmp_path: Path, scenario_of) -> Callable[..., Scenario]:
    """A scenario on a road graph made by hand, with clients at its nodes unless told otherwise."""

    def make(graph: RoadGraph, places=None, **fields) -> Scenario:
        file = tmp_path / "drawn.graphml.gz"
        write_graphml(graph, file)
        nodes = list(zip(graph.longitude.tolist(), graph.latitude.tolist(), strict=True))
        return scenario_of(Graph(file=str(file)), places or nodes, **fields)

    return make
