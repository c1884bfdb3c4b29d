"""Every code that is spoken is in the catalogue, with its fields, and none is left over."""

import ast
import re
import string
from pathlib import Path

import pytest

import dispatch
from dispatch.messages import SENTENCES, problem, say, shown

ROOT = Path(dispatch.__file__).parent
SOURCES = [path for path in sorted(ROOT.rglob("*.py")) if path.parent.name != "messages"]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def calls():
    """Each call of say, problem, refuse, refusal or `_note` whose code is a literal."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = {"say": 0, "problem": 0, "refusal": 0, "_note": 1, "refuse": 2}.get(name)
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            if isinstance(code, ast.Constant):
                given = {keyword.arg for keyword in node.keywords}
                yield f"{path.relative_to(ROOT)}:{node.lineno}", name, code.value, given


def fields_of(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_that_is_spoken_has_a_sentence():
    spoken = list(calls())
    assert len(spoken) > 100
    assert [(at, code) for at, _, code, _ in spoken if code not in SENTENCES] == []


def test_every_sentence_gets_the_fields_it_needs():
    lacking = []
    for at, name, code, given in calls():
        needed = fields_of(SENTENCES[code])
        if name != "say":
            needed |= fields_of(SENTENCES.get(f"{code}.todo", ""))
        if None not in given and not needed <= given:
            lacking.append((at, code, needed - given))
    assert lacking == []


def test_no_sentence_is_left_over():
    literals = {
        node.value.strip("-.")
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for template in ROOT.rglob("*.html"):
        quoted = re.findall(r"""["']([\w-]+)["']""", template.read_text(encoding="utf-8"))
        literals |= {text.strip("-") for text in quoted}

    def spoken(code):
        if code.removesuffix(".todo") in literals:
            return True
        parts = [i for i, letter in enumerate(code) if letter == "-"]
        return any(code[:i] in literals and code[i + 1 :] in literals for i in parts)

    assert [code for code in SENTENCES if not spoken(code)] == []


def test_an_advice_belongs_to_a_sentence_and_ends_one():
    for code, sentence in SENTENCES.items():
        if code.endswith(".todo"):
            assert code.removesuffix(".todo") in SENTENCES
            assert sentence[-1] in ".?", code


def test_a_problem_carries_sentence_advice_and_place():
    told = problem("unknown-client", "visits[a].client", name="li")
    assert str(told) == "visits[a].client: there is no client 'li'. Add the client."
    assert say("unknown-client", name="{li}") == "there is no client '{li}'"


def test_an_unknown_code_is_a_fault():
    with pytest.raises(KeyError):
        say("no-such-code")


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
        (12, "12"),
    ],
)
def test_values_are_shown_as_a_person_would_write_them(value, text):
    assert shown(value) == text
