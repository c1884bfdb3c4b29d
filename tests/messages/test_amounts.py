"""Lengths of time in sentences."""

import pytest

from dispatch.messages import say
from dispatch.messages.en import SENTENCES
from dispatch.referee.violation import Violation


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (8 / 60, "8 seconds"),
        (1 / 60, "1 second"),
        (1 / 60_000, "0.001 seconds"),
        (1, "1 minute"),
        (2, "2 minutes"),
        (1.5, "1 minute 30 seconds"),
        (61 + 1 / 60, "61 minutes 1 second"),
        (0.999999999, "1 minute"),
        (0, "0 minutes"),
        (720, "720 minutes"),
    ],
)
def test_minutes_are_told_in_minutes_and_seconds(minutes, told):
    late = Violation("travel_too_short", "bath", "li", minutes)
    assert str(late) == f"li needs {told} more before bath"


def test_every_sentence_about_minutes_tells_them_in_words():
    plain = [code for code, sentence in SENTENCES.items() if "} minute" in sentence]
    assert plain == ["time-minute", "time-minutes"]
    assert say("break-long", minutes=1) == "a break of 1 minute does not fit into the shift"
