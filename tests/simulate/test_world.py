"""Files of worlds, and the dials."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch.errors import InputError
from dispatch.scenario import Duration
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.world import DIALS, SHIPPED, World, load_world

SMALL = """\
name: Small
streets:
  - {kind: new_town, square_kilometres: 3}
caregivers: 3
pre_booked: 6
on_demand: {low: 1, mid: 2, high: 4}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "small.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "streets", "caregivers", "pre_booked", "mid"),
    [("S", 4, 24, 95, 20), ("M", 9, 60, 240, 60), ("L", 36, 300, 1200, 300)],
)
def test_shipped_worlds_have_their_sizes(name, streets, caregivers, pre_booked, mid) -> None:
    world = load_world(name)
    assert sum(group.count for group in world.streets) == streets
    assert (world.caregivers, world.pre_booked, world.on_demand.mid) == (
        caregivers, pre_booked, mid,
    )  # fmt: skip
    assert world.begins.weekday() == 0
    assert world.days == 7
    medium = load_world("M").on_demand
    for load in ("low", "high"):
        ratio = getattr(world.on_demand, load) / world.on_demand.mid
        assert ratio == pytest.approx(getattr(medium, load) / medium.mid, abs=0.02)


def test_six_providers_of_world_l_have_six_streets_each() -> None:
    covered: dict[str, int] = {}
    for group in load_world("L").streets:
        covered[group.provider] = covered.get(group.provider, 0) + group.count
    assert list(covered.values()) == [6] * 6


def test_everything_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = SMALL.replace("kind: new_town", "kind: new_twon").replace("caregivers: 3", "carers: 3")
    with pytest.raises(InputError) as refused:
        load_world(written(tmp_path, text + "rush: fast\n"))
    found = [(fault.line, fault.code) for fault in refused.value.faults]
    assert found == [
        (1, "field-missing"), (3, "not-choice"), (4, "field-unknown"), (7, "not-number"),
    ]  # fmt: skip
    assert {Path(fault.file).name for fault in refused.value.faults} == {"small.yaml"}


def test_a_world_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"XL: there is no such file.* S, M, L"):
        load_world("XL")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("closes: 7", "world-hours"),
        ("urgent: 0.8", "world-shares"),
        ("nurse_needed: 0.95", "world-shares"),
        ("access_most: 2", "world-access"),
        ("on_time: 31", "world-on-time"),
        ("service_variations: {fall: 0.5}", "world-variations"),
        ("by_weekday: [0, 0, 0, 0, 0, 0, 0]", "world-no-weight"),
    ],
)
def test_contradictions_are_refused_at_their_line(tmp_path: Path, more: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        load_world(written(tmp_path, SMALL + more + "\n"))
    (fault,) = refused.value.faults
    assert (fault.code, fault.line) == (code, 7)


def test_a_scenario_is_no_world() -> None:
    hello = Path(__file__).parents[2] / "scenarios" / "hello.yaml"
    with pytest.raises(InputError, match="not a world"):
        load_world(hello)


def test_every_assumption_has_its_sentence() -> None:
    described = World.model_json_schema()["properties"]
    assert [name for name in Assumptions.model_fields if "description" not in described[name]] == []


def test_the_fingerprint_changes_with_any_field(tmp_path: Path) -> None:
    world = load_world(written(tmp_path, SMALL))
    again = load_world(written(tmp_path, SMALL))
    turned = {world.dialled(name, factor).fingerprint for name in DIALS for factor in (0.5, 2)}
    assert again.fingerprint == world.fingerprint
    assert len(turned | {world.fingerprint}) == 2 * len(DIALS) + 1


@pytest.mark.parametrize("name", SHIPPED)
def test_every_dial_turns_in_every_world(name: str) -> None:
    world = load_world(name)
    for dial in DIALS:
        for factor in (0.5, 2):
            turned = world.dialled(dial, factor)
            changed = {
                field
                for field in World.model_fields
                if getattr(turned, field) != getattr(world, field)
            }
            assert changed == {dial}


def test_dials_keep_their_kind_and_shares_stop_at_one(tmp_path: Path) -> None:
    world = load_world(written(tmp_path, SMALL))
    assert world.dialled("caregivers", 0.5).caregivers == 2
    assert world.dialled("notice", 2).notice == Duration.of_minutes(240)
    assert world.dialled("women", 2).women == 1
    assert world.dialled("absent", 2).absent == 0.06
    assert world.dialled("overdispersion", 2).overdispersion == 0.5
    assert world.dialled("service_variations", 2).service_variations["fall"] == 1
    with pytest.raises(InputError, match="'name' is not a dial"):
        world.dialled("name", 2)


def test_a_dialled_world_finds_its_road_graph(tmp_path: Path) -> None:
    world = load_world(written(tmp_path, SMALL))
    assert world.dialled("rush", 2).folder == world.folder == str(tmp_path)


def test_a_change_of_the_road_graph_is_another_world(tmp_path: Path) -> None:
    graph = tmp_path / "roads.graphml"
    file = written(tmp_path, f"{SMALL}\nroads: {{kind: graph, file: roads.graphml}}\n")
    none = load_world(file).fingerprint
    found = {none}
    for content in ("one", "two"):
        graph.write_text(content, "utf-8")
        found.add(load_world(file).fingerprint)
    assert len(found) == 3
    graph.unlink()
    assert load_world(file).fingerprint == none
