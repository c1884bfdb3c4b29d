"""The pictures: all of them, well-formed, the same every time, empty where there is nothing."""

import re
from xml.etree import ElementTree

import pytest

from dispatch.messages import language, say, speaking
from dispatch.simulate.pictures import drawing, pictures
from dispatch.simulate.summary import summary_of

FOUR = {"BL1": [[200], [260]], "BL2": [[100], [130]], "BL3": [[95], [125]], "BL5": [[150], [170]]}
KINDS = ("distribution", "square", "groups", "hours")


@pytest.fixture(scope="module")
def found(lived):
    weeks = {**FOUR, "P1": [[50], [70]], "H": [[20], [30]]}
    return summary_of(lived({"low": weeks, "high": weeks}))


def drawn(picture):
    """Lines and signs of a picture that are not its axes."""
    return len(re.findall(r'id="(?:LineCollection|line2d|PathCollection)', picture.svg))


def test_every_picture_is_well_formed_and_small(found):
    every = pictures(found)
    assert [each.name for each in every] == [
        "reduction-BL2",
        "reduction-BL3",
        *(f"{kind}-{load}" for load in ("low", "high") for kind in KINDS),
    ]
    for each in every:
        root = ElementTree.fromstring(each.svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert not re.search("<text|<image|<style[^>]*>[^<]*@import|<metadata", each.svg)
        assert not re.search(r'href="(?!#)', each.svg)
        assert len(each.svg) < 200_000


def test_the_same_summary_gives_the_same_bytes(found):
    from matplotlib.figure import Figure

    first = pictures(found)
    Figure().add_subplot().plot([1, 2])
    assert pictures(found) == first


def test_settings_of_the_host_stay_as_they_are(found):
    import matplotlib

    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"svg.fonttype": "none", "lines.markeredgewidth": 9}):
        host = pictures(found)
    assert dict(matplotlib.rcParams) == before
    assert host == pictures(found)


def test_nothing_is_drawn_of_weeks_without_requests(lived, found):
    empty = pictures(summary_of(lived({"low": {"BL2": [[]], "P1": [[]]}})))
    assert [each.name for each in empty] == ["reduction-BL2", *(f"{kind}-low" for kind in KINDS)]
    full = {each.name: each for each in pictures(found)}
    for each in empty:
        ElementTree.fromstring(each.svg)
        assert drawn(each) < drawn(full[each.name])


def test_letters_without_a_font_are_told_once(lived):
    name = "mine:\U000f0001\U000f0002"  # private use: no font has them
    with pytest.warns(UserWarning, match="has no font") as told:
        pictures(summary_of(lived({"mid": {name: [[60]]}})))
    assert [str(each.message) for each in told] == [say("picture-letters")]


def test_a_name_in_chinese_has_its_font_in_english_too(monkeypatch):
    import matplotlib
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans", "SimHei"])
    with speaking("en"), drawing({}):
        assert matplotlib.rcParams["font.family"] == ["DejaVu Sans", "SimHei"]
        assert language() == "en"


@pytest.mark.parametrize("policies", [("P1",), ("BL3",), ("BL1", "mine:Own$x"), ("H",)])
def test_any_policies_may_be_alone(lived, policies):
    every = pictures(summary_of(lived({"mid": {name: [[60]] for name in policies}})))
    names = [f"{kind}-mid" for kind in KINDS]
    assert [each.name for each in every][-4:] == names
    assert (len(every) == 5) == ("BL3" in policies)
