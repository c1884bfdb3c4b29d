import pytest


@pytest.fixture(autouse=True, scope="module")
def no_cache_of_the_user(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dispatch.roads.cache.folder", lambda: folder)
        yield
