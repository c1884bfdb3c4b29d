"""Faults hold codes; they are worded when they are shown."""

import pickle

import pytest

from dispatch.errors import InputError, Nearest, NoPlan, fault, shown
from dispatch.messages import say
from dispatch.messages.en import SENTENCES


def test_a_fault_tells_place_sentence_and_advice():
    told = fault("unknown-client", "visits[a].client", name="li")
    assert str(told) == "visits[a].client: there is no client 'li'. Add the client."
    assert say("unknown-client", name="{li}") == "there is no client '{li}'"


def test_what_was_perhaps_meant_goes_before_other_advice():
    told = fault("unknown-client", name="lee", near=Nearest()("lee", ["li", "leed", "zhao"]))
    assert told.todo == "Did you mean 'leed'?"
    assert fault("unknown-client", name="x", near=Nearest()("x", ["li"])).todo == "Add the client."


def test_another_language_is_only_another_catalogue(monkeypatch):
    reason = fault("probation_cap", caregiver="li", amount=1)
    value = shown([0] * 9)
    refused = InputError(fault("pin-caregiver", reason=reason), fault("not-flag", value=value))
    other = {
        "pin-caregiver": "Der Pin verletzt: {reason}",
        "pin-caregiver.todo": "",
        "probation_cap": "{caregiver} hat {amount:g} zu viel",
        "not-flag": "{value} ist weder wahr noch falsch",
        "not-flag.todo": "Schreibe true.",
        "shown-list": "eine Liste",
    }
    for code, sentence in other.items():
        monkeypatch.setitem(SENTENCES, code, sentence)
    assert str(refused).split("\n") == [
        "Der Pin verletzt: li hat 1 zu viel",
        "eine Liste ist weder wahr noch falsch. Schreibe true.",
    ]


def test_an_exception_keeps_its_faults_from_process_to_process():
    refused = NoPlan(fault("mandatory-left-out", visits="a, b"))
    again = pickle.loads(pickle.dumps(refused))
    assert (type(again), again.faults, str(again)) == (NoPlan, refused.faults, str(refused))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        ("x" * 50, f"'{'x' * 37}...'"),
        ([121.5, "a"], "[121.5, 'a']"),
        ([1, 2, 3, 4, 5], "a list"),
        ({"a": 1}, "a mapping"),
        (10**30, "1e+30"),
        (10**400, "a huge number"),
        (12, "12"),
        ("2\n", r"'2\n'"),
    ],
)
def test_values_are_shown_as_a_person_would_write_them(value, text):
    assert str(shown(value)) == text


def test_a_fault_has_one_line():
    told = fault("unknown-client", "clients[a\nb\u2028].place", name="x", near="")
    assert str(told).startswith(r"clients[a\nb\u2028].place: ")
