import bz2
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dispatch.errors import RoadsError
from dispatch.roads import cache as kept
from dispatch.roads import load_graph

TOWN = """<osm>
 <node id="1" lon="121.4712345" lat="31.2"/>
 <node id="2" lon="121.4722345" lat="31.2"><tag k="barrier" v="bollard"/></node>
 <node id="3" lon="121.4732345" lat="31.2"/>
 <node id="4" lon="121.4722345" lat="31.201"/>
 <node id="5" lon="121.4752345" lat="31.21"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/>
  <tag k="maxspeed" v="30"/><tag k="name" v="&#36335;"/></way>
 <way id="11"><nd ref="1"/><nd ref="4"/><nd ref="3"/><tag k="highway" v="primary"/>
  <tag k="oneway" v="-1"/></way>
 <way id="12"><nd ref="3"/><nd ref="5"/><tag k="route" v="ferry"/>
  <tag k="duration" v="00:05"/></way>
 <way id="13"><nd ref="1"/><nd ref="5"/><tag k="highway" v="construction"/></way>
 <way id="14"><nd ref="1"/><nd ref="4"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
 <way id="15"><nd ref="1"/><nd ref="4"/><nd ref="3"/><nd ref="1"/><tag k="highway" v="service"/>
  <tag k="area" v="yes"/></way>
 <way id="16"><nd ref="5"/><nd ref="99"/><tag k="highway" v="footway"/></way>
</osm>"""


def write_pbf(text: str, file: Path) -> None:
    """Write OSM XML as OSM PBF."""
    import osmium
    from osmium.osm.mutable import Node, Way

    with osmium.SimpleWriter(str(file)) as writer:
        for each in ElementTree.fromstring(text):
            tags = {tag.get("k"): tag.get("v") for tag in each.iter("tag")}
            if each.tag == "node":
                place = float(each.get("lon")), float(each.get("lat"))
                writer.add_node(Node(id=int(each.get("id")), location=place, tags=tags))
            elif each.tag == "way":
                nodes = [int(node.get("ref")) for node in each.iter("nd")]
                writer.add_way(Way(id=int(each.get("id")), nodes=nodes, tags=tags))


@pytest.fixture
def town(tmp_path):
    file = tmp_path / "town.osm"
    file.write_text(TOWN, encoding="utf-8")
    return load_graph(file)


@pytest.fixture
def pbf(tmp_path):
    file = tmp_path / "town.osm.pbf"
    write_pbf(TOWN, file)
    return file


def test_a_pbf_gives_the_same_graph_as_its_xml(town, pbf):
    assert kept.digest(load_graph(pbf)) == kept.digest(town)
    assert {road for tags in town.tags for road in tags["highway"]} == {
        "residential", "primary", "ferry", "barrier",
    }  # fmt: skip


def test_the_order_in_a_pbf_does_not_matter(town, tmp_path):
    top, *elements = TOWN.replace("\n  ", " ").splitlines()
    backwards = sorted(elements[:-1], key=lambda line: "<node" in line)
    nodes = [line for line in backwards if "<node" in line]
    text = "\n".join([top, *backwards[: -len(nodes)], *reversed(nodes), elements[-1]])
    write_pbf(text, tmp_path / "backwards.osm.pbf")
    assert kept.digest(load_graph(tmp_path / "backwards.osm.pbf")) == kept.digest(town)


def test_bzipped_xml_gives_the_same_graph(town, tmp_path):
    (tmp_path / "town.osm.bz2").write_bytes(bz2.compress(TOWN.encode()))
    assert kept.digest(load_graph(tmp_path / "town.osm.bz2")) == kept.digest(town)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_cut_file_is_refused(pbf, tmp_path, share):
    zipped = bz2.compress(TOWN.encode())
    for whole, message in (
        (pbf.read_bytes(), "the OSM PBF is damaged or incomplete"),
        (zipped, "the archive is damaged or incomplete"),
    ):
        cut = tmp_path / "cut.osm"
        cut.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(RoadsError, match=message) as refused:
            load_graph(cut)
        assert str(refused.value).startswith(f"{cut}: ")
        assert refused.value.exit_code == 3


def test_a_damaged_pbf_is_refused(pbf):
    whole = pbf.read_bytes()
    for at in range(20, len(whole), 7):
        pbf.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with pytest.raises(RoadsError, match="the OSM PBF is damaged"):
            load_graph(pbf)


def test_a_pbf_without_roads_is_refused(tmp_path):
    write_pbf("<osm><node id='1' lon='0' lat='0'/></osm>", tmp_path / "empty.osm.pbf")
    with pytest.raises(RoadsError, match="the graph has no road"):
        load_graph(tmp_path / "empty.osm.pbf")
