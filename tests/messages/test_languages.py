"""English and Chinese: the catalogue is complete, and the language is the caller's."""

from __future__ import annotations

import re
import runpy
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic_core import PydanticCustomError

from dispatch.errors import InputError, fault, shown
from dispatch.messages import advise, joined, language, listed, say, speaking, translated
from dispatch.messages.en import SENTENCES
from dispatch.scenario.forms import date_of, length_of, moment_of

upkeep = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("translations.py"))))

KNOWN = upkeep.read()
WANTED = upkeep.brought_up_to_date(KNOWN)
CODED = {entry.context: entry.string for entry in KNOWN if entry.context in SENTENCES}
KINDS = {"field", "help"}


def fields_of(sentence):
    """The fields of a sentence, each with the way in which it is formatted."""
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(sentence) if name}


def test_every_text_has_a_translation():
    assert upkeep.to_translate(WANTED) == []


def test_the_catalogue_has_nothing_that_no_text_asks_for():
    wanted = {(entry.context, entry.id) for entry in WANTED}
    stale = [(e.context, e.id) for e in KNOWN if (e.context, e.id) not in wanted and e.id]
    assert stale == []
    assert len(CODED) == len(SENTENCES)


def test_a_text_that_is_new_or_has_changed_is_to_be_translated(monkeypatch):
    monkeypatch.setitem(upkeep.SENTENCES, "near", "Is it '{near}'?")
    monkeypatch.setitem(upkeep.SENTENCES, "farther", "farther")
    changed = upkeep.brought_up_to_date(KNOWN)
    assert upkeep.to_translate(changed) == [("near", "Is it '{near}'?"), ("farther", "farther")]
    assert changed.get("Is it '{near}'?", "near").string == CODED["near"]  # the guess
    assert upkeep.brought_up_to_date(changed).get("Is it '{near}'?", "near").fuzzy


def test_a_translation_has_the_fields_of_the_sentence():
    differ = [code for code in SENTENCES if fields_of(CODED[code]) != fields_of(SENTENCES[code])]
    assert differ == []


def test_every_sentence_can_be_told_in_both_languages():
    for code, sentence in SENTENCES.items():
        given = {name: (2, 2) if form == "or" else 2 for name, form in fields_of(sentence)}
        english = say(code, **given)
        with speaking("zh"):
            chinese = say(code, **given)
        figures = [sum(text.count("2") for text in (told,)) for told in (english, chinese)]
        assert min(figures) >= len({name for name, _ in fields_of(sentence)}), code


def test_advice_is_a_complete_sentence_in_chinese():
    advice = {code: text for code, text in CODED.items() if code.endswith(".todo")}
    assert [code for code, text in advice.items() if text[-1] not in "。？"] == []


def test_chinese_has_its_own_punctuation():
    """Half-width commas and the like stand only within what is typed or written for programs."""
    wrong = [
        code
        for code, text in CODED.items()
        for plain in [re.sub(r"\[[^]]*\]", "", text)]  # a list of two is typed so
        for before, mark, after in zip(plain, plain[1:], plain[2:] + " ", strict=False)
        if mark in ",;:?!()" and ("一" <= before <= "鿿" or "一" <= after <= "鿿")
    ]
    assert wrong == []


def test_the_language_is_english_unless_another_one_is_spoken():
    assert (language(), say("thing-plan")) == ("en", "plan")
    with speaking("zh"):
        assert (language(), say("thing-plan")) == ("zh", "方案")
        with speaking("en"):
            assert say("thing-plan") == "plan"
        assert advise("file-missing") == "请检查文件名和所在文件夹。"
    assert say("thing-plan") == "plan"


def test_a_language_that_nobody_speaks_is_refused():
    with pytest.raises(KeyError), speaking("fr"):
        pass
    assert language() == "en"


def test_each_thread_speaks_its_own_language():
    def told(wanted):
        with speaking(wanted):
            return [say("thing-scenario") for _ in range(200)]

    with ThreadPoolExecutor(4) as pool, speaking("zh"):
        found = pool.map(told, ["zh", "en"] * 10)
        assert [{*each} for each in found] == [{"场景"}, {"scenario"}] * 10
        assert pool.submit(language).result() == "en"


def test_a_sentence_that_has_changed_stays_english_until_it_is_translated(monkeypatch):
    monkeypatch.setitem(SENTENCES, "thing-plan", "plan of a day")
    with speaking("zh"):
        assert say("thing-plan") == "plan of a day"


def test_a_fault_is_worded_where_it_is_shown():
    refused = InputError(
        fault("not-choice", "visits[a].kind", value=shown(None), choices=["x", "y"]),
        fault("unknown-client", "visits[a].client", name="li"),
    )
    english = str(refused)
    with speaking("zh"):
        assert str(refused).split("\n") == [
            "visits[a].kind: 空值 不在可选范围内：x、y",
            "visits[a].client: 没有服务对象“li”。请添加这名服务对象。",
        ]
    assert str(refused) == english
    assert "nothing is not one of x, y" in english


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        (lambda: moment_of("9:5"), "Write '9:05' or '9:50'.", "请写成'9:05' 或 '9:50'。"),
        (lambda: moment_of("9:7"), "Write '9:07'.", "请写成'9:07'。"),
        (
            lambda: date_of("3/4"),
            "'3/4' may be YYYY-03-04 or YYYY-04-03",
            "YYYY-03-04 或 YYYY-04-03",
        ),
        (lambda: length_of("1:30"), "'1:30' may be 1h30m or 1m30s", "可能指1h30m 或 1m30s"),
    ],
)
def test_what_may_be_meant_is_listed_in_the_language(written, english, chinese):
    with pytest.raises(PydanticCustomError) as refused:
        written()
    found = refused.value.context["fault"]
    assert english in str(found)
    with speaking("zh"):
        assert chinese in str(found)
        assert " or " not in str(found)


def test_what_a_field_is_for_is_told_in_the_language():
    from dispatch.scenario import Client

    with pytest.raises(InputError) as refused:
        Client.model_validate({"id": "li"})
    assert refused.value.faults[0].todo == "What belongs here: where the client lives."
    with speaking("zh"):
        assert refused.value.faults[0].todo == "此处应填：服务对象住在哪里。"


def test_lists_and_lengths_of_time():
    assert (listed("ab"), listed("ab", "clause-separator")) == ("a, b", "a; b")
    assert say("break-long", minutes=1.5) == (
        "a break of 1 minute 30 seconds does not fit into the shift"
    )
    with speaking("zh"):
        assert (listed("ab"), listed("ab", "clause-separator")) == ("a、b", "a；b")
        assert say("break-long", minutes=1.5) == "1分钟30秒的休息在班次中放不下"


def test_no_blank_is_between_chinese_sentences():
    assert joined(["One.", "Two."]) == "One. Two."
    with speaking("zh"):
        assert joined(["其一。", "其二。"]) == "其一。其二。"
        assert joined([]) == ""


def test_a_text_without_a_translation_stays_as_it_is():
    with speaking("zh"):
        assert translated("No such text", "help") == "No such text"
