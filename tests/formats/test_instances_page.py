"""What docs/instances.md says of the published sets, and the instance of our own."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from dispatch import judge, solve, travel_times
from dispatch.formats import FAMILIES, dump_solution, load_instance, published_cost

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "instances.md").read_text(encoding="utf-8")
SUMS = re.findall(r"^\| `([\w/]+)` \| (\d+) \| `([0-9a-f]{64})` \|$", PAGE, re.MULTILINE)


def content(file):
    if file.suffix != ".json":
        return file.read_bytes()
    fields = json.loads(file.read_text(encoding="utf-8"))
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(("folder", "files", "digest"), SUMS)
def test_the_checksums_are_those_of_the_sets(shared, folder, files, digest):
    listed = sorted((shared / folder).iterdir(), key=lambda file: file.name)
    lines = [f"{hashlib.sha256(content(file)).hexdigest()}  {file.name}\n" for file in listed]
    assert len(lines) == int(files)
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == digest


def test_the_page_names_every_family_and_set():
    assert len(SUMS) == 6
    families = re.findall(r"^\| `(\w+)` \| [a-z]", PAGE, re.MULTILINE)
    assert families == list(FAMILIES)


def test_our_own_instance_is_counted_alike(tmp_path, recount):
    file = ROOT / "scenarios" / "instances" / "nine-patients.json"
    instance = load_instance(file)
    plan = solve(instance.scenario, engine="exact", time_limit=60)
    judgement = judge(instance.scenario, travel_times(instance.scenario), plan)
    dump_solution(instance, plan, tmp_path / "best.json")
    wrong, thrice = recount.hhcrsp(file.read_text(), (tmp_path / "best.json").read_text())
    assert (wrong, thrice) == ([], 3 * 84)
    assert published_cost(instance, judgement, plan) == 84
