import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from dispatch.simulate.world import World, load_world


@pytest.fixture(autouse=True, scope="module")
def no_cache_of_the_user(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dispatch.roads.cache.folder", lambda: folder)
        yield


@pytest.fixture(scope="session")
def half() -> World:
    """Return a day of world S with half of its people and visits, which is lived in seconds."""
    fewer = {"caregivers": 12, "pre_booked": 48, "on_demand": {"low": 8, "mid": 14, "high": 20}}
    return load_world("S").model_copy(update={"days": 1, **fewer})


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """Return the makers of records."""
    spec = importlib.util.spec_from_file_location("arms", Path(__file__).with_name("arms.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def lived(made: ModuleType):
    """Return a maker of replications: by load, the responses of each policy's requests by week."""

    def live(responses):
        for load, policies in responses.items():
            for week in range(len(next(iter(policies.values())))):
                yield (
                    load,
                    {
                        policy: made.arm(
                            [made.request(f"r{at}", each) for at, each in enumerate(weeks[week])],
                            [made.booked()],
                            [made.caregiver()],
                            [made.decision()],
                            policy=policy,
                            load=load,
                            seed=week + 1,
                        )
                        for policy, weeks in policies.items()
                    },
                )

    return live
