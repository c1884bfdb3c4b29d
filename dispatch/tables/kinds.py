"""What columns contain: how each kind is read, written and explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from dispatch.errors import Nearest, fault, shown
from dispatch.messages import Language
from dispatch.scenario.base import MILLISECONDS_A_MINUTE
from dispatch.scenario.forms import length_of
from dispatch.tables import cells
from dispatch.tables.cells import Misread, Plain, folded


class Words(NamedTuple):
    """The same words in both languages."""

    en: str
    zh: str

    def of(self, language: Language) -> str:
        """Return the words in a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Kind:
    """What the cells of a column contain."""

    read: Callable[[Plain], Any]
    """Turns the value of a cell into one of a scenario."""
    write: Callable[[Any, Language], str | int | float]
    """Turns a value of a scenario, as in JSON, into that of a cell."""
    form: Words
    """What is typed, for people."""
    options: tuple[Words, ...] = ()
    """All that can be typed, for a drop-down list."""
    is_text: bool = True
    """Whether a spreadsheet should leave alone what is typed."""


def _as_is(value: Any, language: Language) -> Any:
    del language
    return value


def _listed(value: list[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(value)


def _minutes(value: str, language: Language) -> str | int:
    """Write a length of time as minutes, if they are whole."""
    del language
    minutes, rest = divmod(length_of(value), MILLISECONDS_A_MINUTE)
    return value if rest else minutes


def _number(value: float, language: Language) -> int | float:
    del language
    return int(value) if value == int(value) else value


def _place(value: str | list[float], language: Language) -> str:
    del language
    return value if isinstance(value, str) else ", ".join(map(json.dumps, value))


def _certificates(value: list[list[dict[str, str]]], language: Language) -> str:
    left, right = ("（", "）") if language == "zh" else (" (", ")")
    return _listed(
        [
            " / ".join(
                each["certificate"] + (f"{left}{each['grade']}{right}" if "grade" in each else "")
                for each in any_of
            )
            for any_of in value
        ],
        language,
    )


def choice(*options: tuple[str, ...]) -> Kind:
    """Make a kind of a few words.

    Parameters
    ----------
    *options
        Each a value of the scenario, the words for it in English and in Chinese, and other words
        that are read.
    """
    words = {value: Words(en, zh) for value, en, zh, *_ in options}
    meant = {folded(word).casefold(): each[0] for each in options for word in each}

    def read(value: Plain) -> str:
        written = folded(str(value)).casefold()
        if written in meant:
            return meant[written]
        near = Nearest()(written, meant)
        told = tuple(f"{each.en} {each.zh}" for each in words.values())
        raise Misread(fault("not-choice", value=shown(str(value)), choices=told, near=near))

    def write(value: str, language: Language) -> str:
        return words[value].of(language)

    form = Words(*(" / ".join(each) for each in zip(*words.values(), strict=True)))
    return Kind(read, write, form, (*words.values(),))


_ANSWERS = Words("yes", "是"), Words("no", "否")

KINDS: Final[Mapping[str, Kind]] = {
    "text": Kind(cells.text, _as_is, Words("text", "文字")),
    "id": Kind(cells.text, _as_is, Words("a name or number of yours", "自定的名称或编号")),
    "ids": Kind(cells.ids, _listed, Words("one or several: chen, lin", "一个或几个：陈、林")),
    "number": Kind(cells.number, _number, Words("a number: 1.5", "数字：1.5"), is_text=False),
    "yes_no": Kind(
        cells.flag,
        lambda value, language: _ANSWERS[not value].of(language),
        Words("yes or no", "是或否"),
        _ANSWERS,
    ),
    "time": Kind(
        cells.moment,
        _as_is,
        Words(
            "9:00; 24:30 is after midnight; 2026-11-24 9:00",
            "9:00、上午9点半；24:30是次日0:30；2026-11-24 9:00",
        ),
    ),
    "length": Kind(
        cells.length, _minutes, Words("minutes: 90; or 1h30m", "分钟：90；或1.5小时、1h30m")
    ),
    "date": Kind(cells.day, _as_is, Words("2026-11-23", "2026-11-23、2026年11月23日")),
    "dates": Kind(cells.days, _listed, Words("2026-11-23", "2026-11-23、2026年11月23日")),
    "place": Kind(
        cells.place,
        _place,
        Words("a name from Places; or 121.229, 31.033", "“地点”表中的名称；或 121.229, 31.033"),
    ),
    "certificates": Kind(
        cells.certificates,
        _certificates,
        Words(
            "nurse, basic / care (junior): all of them; of a / b one is enough",
            "护士执业证、养老护理员（初级）/医疗护理员：顿号隔开的都要，斜线隔开的有一个即可",
        ),
    ),
    "gender": choice(
        ("woman", "woman", "女", "female", "f", "女性"), ("man", "man", "男", "male", "m", "男性")
    ),
    "coordinates": choice(
        ("WGS84", "WGS84", "WGS84", "GPS"),
        ("GCJ-02", "GCJ-02", "GCJ-02", "GCJ02", "高德", "腾讯"),
        ("BD-09", "BD-09", "BD-09", "BD09", "百度"),
    ),
    "applies_to": choice(
        ("start", "start", "开始"), ("end", "end", "结束"), ("whole", "whole", "全程")
    ),
    "measured_from": choice(("start", "start", "开始"), ("end", "end", "结束")),
    "same_people": choice(
        ("any", "any", "不限"), ("same", "same", "同一人"), ("different", "different", "不同人")
    ),
    "response_class": choice(
        ("urgent", "urgent", "紧急"),
        ("same_day", "same day", "当天"),
        ("short_notice", "short notice", "近日"),
    ),
    "channel": choice(
        ("phone", "phone", "电话"),
        ("desk", "desk", "窗口"),
        ("app", "app", "手机应用", "小程序"),
        ("alarm", "alarm", "紧急呼叫"),
    ),
    "contract": choice(
        ("employee", "employee", "员工"),
        ("agency", "agency", "派遣"),
        ("time_bank_volunteer", "time bank volunteer", "时间银行志愿者"),
        ("young_old_volunteer", "young-old volunteer", "老伙伴志愿者"),
    ),
    "carried_by": choice(("crew", "crew", "护理员"), ("courier", "courier", "配送员")),
    "network": choice(
        ("walk", "walk", "步行"),
        ("bicycle", "bicycle", "自行车"),
        ("e_bike", "e-bike", "电动自行车", "电瓶车", "电动车"),
        ("drive", "drive", "驾车", "开车"),
    ),
    "rule": choice(("hard", "hard", "硬性"), ("soft", "soft", "软性"), ("off", "off", "关闭")),
    "area_kind": choice(
        ("new_town", "new town", "新城"),
        ("old_town", "old town", "老城"),
        ("rural", "rural", "农村"),
    ),
}
"""Every kind of cell, by the name that `columns.csv` has for it."""
