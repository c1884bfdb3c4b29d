"""Every code that is told is in the catalogue, with its fields, and none is left over."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest

import dispatch
from dispatch.messages import say
from dispatch.messages.en import SENTENCES
from dispatch.referee.violation import _OF_GAPS, _OF_LEGS, _OF_ROUTES, Kind
from dispatch.rules.told import OF_ALL, PHRASES, WITH_OTHERS

ROOT = Path(dispatch.__file__).parent
SOURCES = [path for path in sorted(ROOT.rglob("*.py")) if path.parent.name != "messages"]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}

CODE_AT = {"say": 0, "fault": 0, "refusal": 0, "_note": 1, "note": 1, "refuse": 2}
"""Which argument is the code, of all that take one."""

FAMILY = {"DispatchError", "InputError", "RoadsError", "NoPlan", "BrokenRule"}
TELLING = {"tell", "echo", "fail", "progress", "announce", "add_task", "Fault", *FAMILY, *CODE_AT}
"""What is called with something for people."""


OF_ITSELF = {"near", "list-separator", "joined"}
"""What `dispatch.messages` tells of itself, beside lengths of time."""


def calls(tree):
    """Each call in a tree, with its name and the innermost function that it stands in."""
    inside = {}
    for node in ast.walk(tree):
        scope = node if isinstance(node, ast.FunctionDef) else inside.get(node, tree)
        inside.update(dict.fromkeys(ast.iter_child_nodes(node), scope))
        if isinstance(node, ast.Call):
            yield node, getattr(node.func, "id", getattr(node.func, "attr", "")), scope


def codes(value, scope):
    """The codes that an expression may be, as far as it is made of literals."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from codes(value.body, scope)
        yield from codes(value.orelse, scope)
    elif isinstance(value, ast.Name):
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == value.id:
                yield from codes(node.value, scope)


def told():
    """Each code that is told: where, by what, and with which fields (None for unknown ones)."""
    for path, tree in TREES.items():
        for call, name, scope in calls(tree):
            place = CODE_AT.get(name)
            if place is not None and len(call.args) > place:
                fields = {keyword.arg for keyword in call.keywords}
                for code in codes(call.args[place], scope):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", name, code, fields


def fields_of(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_that_is_told_has_a_sentence():
    found = list(told())
    assert len(found) > 250
    assert [(at, code) for at, _, code, _ in found if code not in SENTENCES] == []


@pytest.mark.parametrize(
    "made",
    [
        get_args(Kind),
        [f"{kind}-route" for kind in _OF_ROUTES],
        [f"{kind}-gap" for kind in _OF_GAPS],
        [f"{kind}-leg" for kind in _OF_LEGS],
        [f"{code}-reason" for code in WITH_OTHERS],
        [f"report-reason-{code}" for code in (*PHRASES, "other")],
        [f"report-nobody-{code}" for code in (*OF_ALL, "other")],
        {*PHRASES, *OF_ALL} - WITH_OTHERS,
    ],
)
def test_every_code_that_is_put_together_has_a_sentence(made):
    assert set(made) <= SENTENCES.keys()


def test_every_code_of_a_table_has_a_sentence():
    listed = {
        entry.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Dict, ast.Tuple))
        for entry in (node.values if isinstance(node, ast.Dict) else node.elts)
        if isinstance(entry, ast.Constant) and isinstance(entry.value, str)
    }
    coded = {text for text in listed if re.match("(unknown|not|yaml|json|formats)-[a-z]", text)}
    assert len(coded) > 30
    assert coded <= SENTENCES.keys()


def test_every_sentence_gets_the_fields_it_needs():
    lacking = []
    for at, name, code, given in told():
        needed = fields_of(SENTENCES[code])
        if name != "say":
            needed |= fields_of(SENTENCES.get(f"{code}.todo", ""))
        if None not in given and not needed <= given:
            lacking.append((at, code, needed - given))
    assert lacking == []


def literals(call):
    """The texts in a call; what an f-string puts in is an x."""
    for node in ast.walk(call):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            yield "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_sentence_is_told_that_is_not_in_the_catalogue():
    worded = [
        (f"{path.relative_to(ROOT)}:{call.lineno}", text)
        for path, tree in TREES.items()
        for call, name, _ in calls(tree)
        if name in TELLING
        for text in literals(call)
        if re.search("[A-Za-z]{2,}[:,]? [A-Za-z]", text) and text != "dispatch: x"
    ]
    assert worded == []


def test_the_family_is_raised_with_faults_only():
    raised = [
        (f"{path.relative_to(ROOT)}:{call.lineno}", argument)
        for path, tree in TREES.items()
        for call, name, _ in calls(tree)
        if name in FAMILY
        for argument in [*call.args, *call.keywords]
    ]
    assert len(raised) > 40
    faulty = (ast.Call, ast.Name, ast.Starred)
    assert [at for at, argument in raised if not isinstance(argument, faulty)] == []


def test_nothing_asks_whether_a_code_has_a_sentence():
    assert [path for path in SOURCES if "SENTENCES" in path.read_text(encoding="utf-8")] == []


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

    def is_told(code):
        if code in OF_ITSELF or code.startswith("time-"):
            return True
        if code.removesuffix(".todo") in literals:
            return True
        parts = [i for i, letter in enumerate(code) if letter == "-"]
        return any(code[:i] in literals and code[i + 1 :] in literals for i in parts)

    assert [code for code in SENTENCES if not is_told(code)] == []


def test_an_advice_belongs_to_a_sentence_and_ends_one():
    for code, sentence in SENTENCES.items():
        if code.endswith(".todo"):
            assert code.removesuffix(".todo") in SENTENCES
            assert sentence[-1] in ".?", code


def test_an_unknown_code_is_a_bug():
    with pytest.raises(KeyError):
        say("no-such-code")
