import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import pytest

from dispatch.errors import InputError, RoadsError
from dispatch.roads import download, travel_times
from dispatch.roads.network import Network
from dispatch.scenario import NamedPlace

WEST, SOUTH, EAST, NORTH = 121.40, 31.20, 121.44, 31.24
OUTLINE = [[[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]]
CORNERS = {1: (121.41, 31.21), 2: (121.42, 31.21), 3: (121.42, 31.22), 4: (121.41, 31.22)}
WAYS = (
    ([1, 2], {"highway": "residential"}),
    ([2, 3], {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}),
    ([3, 4], {"highway": "primary", "maxspeed": "60"}),
    ([4, 1], {"highway": "primary", "foot": "no"}),
)
ELEMENTS = [
    *({"type": "node", "id": node, "lon": x, "lat": y} for node, (x, y) in CORNERS.items()),
    *(
        {"type": "way", "id": number, "nodes": nodes, "tags": tags}
        for number, (nodes, tags) in enumerate(WAYS)
    ),
]


class Stand(BaseHTTPRequestHandler):
    """Nominatim and Overpass, as far as one small place goes."""

    def do_GET(self):
        self.server.asked.append(self.path)
        url = urlparse(self.path)
        if url.path == "/nominatim/search":
            if self.server.silent is not None:
                self.server.silent.wait()
                return
            found = parse_qs(url.query)["q"] == ["Little Town"]
            town = {
                "osm_type": "relation", "osm_id": 1, "importance": 0.5, "lat": "31.22",
                "lon": "121.42", "display_name": "Little Town", "class": "boundary",
                "boundingbox": [str(SOUTH), str(NORTH), str(WEST), str(EAST)],
                "geojson": {"type": "Polygon", "coordinates": OUTLINE},
            }  # fmt: skip
            self._answer(json.dumps([town] if found else []).encode())
        else:
            self.send_error(404)

    def do_POST(self):
        self.server.asked.append(self.path)
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        highways, ferries = (f'way["{key}"' in query["data"][0] for key in ("highway", "route"))
        assert highways != ferries
        if self.server.busy:
            self.server.busy -= 1
            self.send_error(429)
            return
        elements = self.server.ferries if ferries else self.server.elements
        self._answer(json.dumps({"elements": elements}).encode())

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Stand) as stand:
        stand.asked, stand.elements, stand.ferries = [], ELEMENTS, []
        stand.busy, stand.silent = 0, None
        thread = threading.Thread(target=stand.serve_forever, args=(0.02,))
        thread.start()
        here = f"http://127.0.0.1:{stand.server_port}"
        monkeypatch.setenv("DISPATCH_NOMINATIM_URL", f"{here}/nominatim/")
        monkeypatch.setenv("DISPATCH_OVERPASS_URL", f"{here}/overpass")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr("time.sleep", lambda seconds: None)
        yield stand
        stand.shutdown()
        thread.join()


@pytest.fixture
def town(scenario_of):
    places = [CORNERS[1], CORNERS[2], CORNERS[3], CORNERS[4]]
    return scenario_of(NamedPlace(name="Little Town"), places, used=("walk", "bicycle", "drive"))


def osmnx_settings():
    from osmnx import settings

    return {key: value for key, value in vars(settings).items() if not key.startswith("__")}


def test_a_named_place_is_downloaded_once_and_kept(server, town, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before, resolver = dict(osmnx_settings()), socket.getaddrinfo
    said = []
    times = travel_times(town, progress=said.append)
    assert said == ["Downloading the roads of Little Town"]
    assert [path.partition("?")[0] for path in server.asked] == [
        "/nominatim/search",
        "/overpass/interpreter",
        "/overpass/interpreter",
    ]
    assert osmnx_settings() == before
    assert socket.getaddrinfo is resolver
    assert [entry.name for entry in tmp_path.iterdir()] == ["cache"]

    # 951 m east and west, 1112 m north and south; the car may not go 2 → 3 backwards.
    assert times.metres("walk", [0], [1, 2])[0].tolist() == pytest.approx([951, 2063], abs=1)
    assert times.metres("walk", [0], [3])[0, 0] == pytest.approx(951 + 1112 + 951, abs=1)
    assert times.metres("drive", [2, 1], [1, 2])[0, 0] == pytest.approx(951 + 1112 + 951, abs=1)
    assert times.metres("bicycle", [2], [1])[0, 0] == pytest.approx(1112, abs=1)
    assert times.between("drive", CORNERS[3], CORNERS[4]) == 82_000

    server.asked.clear()
    again = travel_times(town, progress=said.append)
    assert server.asked == []
    assert len(said) == 1
    assert (
        again.block("walk", range(4), range(4)) == times.block("walk", range(4), range(4))
    ).all()
    travel_times(town, cache=False)
    assert len(server.asked) == 3


def test_barriers_and_ferries_are_downloaded_too(server, town):
    bollard = {"type": "node", "id": 5, "lon": 121.415, "lat": 31.21}
    server.elements = [
        {**bollard, "tags": {"barrier": "bollard"}},
        *ELEMENTS[:4],
        {"type": "way", "id": 0, "nodes": [1, 5, 2], "tags": {"highway": "residential"}},
        {"type": "way", "id": 1, "nodes": [2, 3], "tags": {"highway": "tertiary"}},
        {"type": "way", "id": 2, "nodes": [3, 4, 1], "tags": {"highway": "primary"}},
    ]
    middle = {"type": "node", "id": 6, "lon": 121.412, "lat": 31.212}
    boat = {"route": "ferry", "duration": "00:20"}
    server.ferries = [
        *ELEMENTS[:4], middle, {"type": "way", "id": 9, "nodes": [1, 6, 3], "tags": boat},
    ]  # fmt: skip
    times = travel_times(town, cache=False)
    # The car goes round: 1112 m, 951 m and 1112 m. On foot 1463 m take 1463 s, the ferry 20 min.
    assert times.metres("drive", [0], [1])[0, 0] == pytest.approx(3175, abs=1)
    assert times.metres("bicycle", [0], [1])[0, 0] == pytest.approx(951, abs=1)
    assert times.between("walk", CORNERS[1], CORNERS[3]) == pytest.approx(1_200_000, abs=2000)
    assert times.metres("drive", [0], [2])[0, 0] == pytest.approx(2063, abs=1)


def test_tables_of_a_named_place_are_kept_by_the_roads_that_were_had(
    server, town, cache_folder, monkeypatch
):
    searched = []
    original = Network.between
    monkeypatch.setattr(
        Network, "between", lambda *asked: (searched.append(1), original(*asked))[1]
    )
    first = travel_times(town).block("walk", range(4), range(4)).tolist()
    assert len(searched) == 1
    assert travel_times(town).block("walk", range(4), range(4)).tolist() == first
    assert len(searched) == 1
    # Downloaded anew, the town has a short cut for walkers.
    (kept,) = cache_folder.glob("*.arrays")
    kept.unlink()
    path = {"type": "way", "id": 9, "nodes": [1, 3], "tags": {"highway": "footway"}}
    server.elements = [*ELEMENTS, path]
    assert travel_times(town).block("walk", [0], [2]) < first[0][2]


def test_an_unknown_place_and_a_place_without_roads(server, town):
    nowhere = town.model_copy(update={"roads": NamedPlace(name="Nowhere")})
    with pytest.raises(RoadsError, match=r"the roads of 'Nowhere' are not available: .*0 results"):
        travel_times(nowhere)
    server.elements = []
    before = dict(osmnx_settings())
    with pytest.raises(RoadsError, match="the roads of 'Little Town' are not available"):
        travel_times(town)
    assert osmnx_settings() == before


def test_without_a_connection_the_way_out_is_named(town, monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        here = f"http://127.0.0.1:{unused.getsockname()[1]}"
    monkeypatch.setenv("DISPATCH_NOMINATIM_URL", here)
    monkeypatch.setenv("DISPATCH_OVERPASS_URL", here)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(
        RoadsError, match=r"could not be downloaded .*roads: {kind: graph"
    ) as refused:
        travel_times(town)
    assert refused.value.exit_code == 3


def refused_in_time(town):
    before, resolver = dict(osmnx_settings()), socket.getaddrinfo
    with pytest.raises(RoadsError) as refused:
        travel_times(town)
    assert str(refused.value) == (
        "the roads of 'Little Town' could not be downloaded within 1 seconds: the server is busy "
        "or does not answer. Try again later, or set DISPATCH_DOWNLOAD_LIMIT to more seconds."
    )
    assert osmnx_settings() == before
    assert socket.getaddrinfo is resolver
    assert download._TURN.acquire(blocking=False)
    download._TURN.release()


def test_a_server_that_is_busy_for_a_while_is_waited_for(server, town):
    server.busy = 2
    assert travel_times(town).between("drive", CORNERS[3], CORNERS[4]) == 82_000
    assert len(server.asked) == 5


def test_a_server_that_is_always_busy_is_given_up(server, town, monkeypatch):
    monkeypatch.setenv("DISPATCH_DOWNLOAD_LIMIT", "1")
    server.busy = 1_000_000
    refused_in_time(town)
    assert len(server.asked) == 2


def test_a_server_that_never_answers_is_given_up(server, town, monkeypatch):
    monkeypatch.setenv("DISPATCH_DOWNLOAD_LIMIT", "1")
    server.silent = threading.Event()
    try:
        refused_in_time(town)
    finally:
        server.silent.set()


def test_another_thread_is_not_waited_for_without_end(server, town, monkeypatch):
    monkeypatch.setenv("DISPATCH_DOWNLOAD_LIMIT", "1")
    with download._TURN, pytest.raises(RoadsError, match="within 1 seconds"):
        travel_times(town)
    assert server.asked == []


@pytest.mark.parametrize("limit", ["soon", "0", "-1", "1.5"])
def test_a_limit_that_is_no_number_is_refused(town, monkeypatch, limit):
    monkeypatch.setenv("DISPATCH_DOWNLOAD_LIMIT", limit)
    with pytest.raises(InputError, match=f"DISPATCH_DOWNLOAD_LIMIT is '{limit}', not a whole"):
        travel_times(town)
