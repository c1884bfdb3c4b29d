import pytest

from dispatch.roads import RoadGraph, files, load_graph, write_graphml
from dispatch.roads import cache as kept


@pytest.fixture
def town(tmp_path):
    file = tmp_path / "town.graphml"
    write_graphml(RoadGraph.from_arrays([0.0, 0.001], [0.0, 0.0], [0], [1], "primary"), file)
    return file


@pytest.fixture
def parsed(monkeypatch):
    """How often a file was parsed."""
    calls = []
    original = files._parsed
    monkeypatch.setattr(files, "_parsed", lambda content: (calls.append(1), original(content))[1])
    return calls


def same(one, other):
    return one.tags == other.tags and all(
        (getattr(one, name) == getattr(other, name)).all() for name in kept._ARRAYS
    )


def test_a_file_is_parsed_once_by_its_content(town, parsed, tmp_path, cache_folder):
    first = load_graph(town)
    copy = tmp_path / "elsewhere.xml"
    copy.write_bytes(town.read_bytes())
    assert same(load_graph(copy), first)
    assert same(load_graph(town), first)
    assert len(parsed) == 1
    copy.write_bytes(town.read_bytes() + b"\n")
    load_graph(copy)
    assert len(parsed) == 2
    assert len(list(cache_folder.iterdir())) == 2


def test_the_cache_can_be_passed_by(town, parsed, cache_folder):
    load_graph(town, cache=False)
    load_graph(town, cache=False)
    assert len(parsed) == 2
    assert not cache_folder.exists()


def test_a_new_reader_does_not_take_old_entries(town, parsed, monkeypatch):
    load_graph(town)
    monkeypatch.setattr(kept, "READER_VERSION", kept.READER_VERSION + 1)
    load_graph(town)
    assert len(parsed) == 2


def test_a_damaged_entry_is_made_anew(town, parsed, cache_folder):
    first = load_graph(town)
    (entry,) = cache_folder.iterdir()
    whole = entry.read_bytes()
    damaged = [b"", b"nonsense", whole[:100], whole[:-30]]
    damaged += [
        whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(0, len(whole), 97)
    ]
    for content in damaged:
        entry.write_bytes(content)
        assert same(load_graph(town), first)
    entry.write_bytes(b"nonsense")
    before = len(parsed)
    load_graph(town)
    load_graph(town)
    assert len(parsed) == before + 1


def test_a_cache_that_cannot_be_written_is_done_without(town, parsed, cache_folder):
    cache_folder.write_text("a file where the folder should be")
    assert same(load_graph(town), load_graph(town))
    assert len(parsed) == 2
    assert cache_folder.read_text() == "a file where the folder should be"


def test_the_folder_is_the_one_that_the_environment_names(monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setenv("DISPATCH_CACHE_DIR", str(tmp_path))
    assert kept.folder() == tmp_path / "roads"


def test_without_a_home_nothing_is_kept(town, parsed, monkeypatch):
    def no_folder():
        raise FileNotFoundError

    monkeypatch.setattr(kept, "folder", no_folder)
    assert same(load_graph(town), load_graph(town))
    assert len(parsed) == 2
