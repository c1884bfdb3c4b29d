"""Mutants: scenarios with one to four changes, some harmless and some hostile, each from a seed."""

from __future__ import annotations

import codecs
import enum
import json
import math
import re
import types
from collections import UserDict, defaultdict, deque
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import yaml
from record import ROOT

from dispatch.generate import generate, generate_small
from dispatch.scenario import Duration, Scenario, dumps_scenario, loads_scenario
from dispatch.scenario.source import read

Shape = tuple[str, ...]
"""The keys on the way to a value, without the numbers of entries."""


@dataclass(frozen=True)
class Mutant:
    """A changed scenario, and the door by which it comes in.

    Attributes
    ----------
    story : str
        The seed, the door, the scenario that was changed, and the changes.
    door : callable
        Makes a scenario of `data`, or refuses it.
    data : object
        Plain values or text, more or less like a scenario.
    reasons : bool
        Whether to ask why visits are left out of its plan.
    """

    story: str
    door: Callable[[Any], Scenario]
    data: Any
    reasons: bool

    def made(self) -> Scenario:
        """Make the scenario."""
        return self.door(self.data)


def mutant(seed: int) -> Mutant:
    """Make a mutant; the same seed makes the same one."""
    chance = Random(seed)
    name, base = chance.choice([*bases().items()])
    data, told = json.loads(base), []
    door = chance.choice(("dict", "dict", "json", "yaml", "yaml", "fields", "copy"))
    changes = [*_CHANGES, *(_PYTHON if door in ("dict", "fields", "copy") else ())]
    chosen = chance.choices(changes, k=chance.choice((1, 1, 2, 2, 3, 4)))
    told += [f"{change.__name__.strip('_')} {change(chance, data)}" for change in chosen]
    trusted, reasons = chance.random() < 0.6, chance.random() < 0.5
    opened: Callable[[Any], Scenario]
    if door in ("json", "yaml"):
        data = _written(chance, data, door)
        while chance.random() < 0.3:
            change = chance.choice(_OF_TEXT)
            data = change(chance, data)
            told.append(change.__name__.strip("_"))
        if chance.random() < 0.4:
            data, encoding = _encoded(chance, data)
            told.append(encoding)
        opened = Scenario.model_validate_json
        if door == "yaml" or chance.random() < 0.8:
            opened = lambda text: loads_scenario(text, trusted=trusted)  # noqa: E731
    elif door == "fields":
        opened = lambda fields: Scenario(**_words(fields))  # noqa: E731
    elif door == "copy":
        opened = lambda fields: _copied(loads_scenario(base), _words(fields))  # noqa: E731
    else:
        if chance.random() < 0.02:
            data = chance.choice((None, [data], types.MappingProxyType(data), UserDict(data), "x"))
        opened = lambda fields: Scenario.from_dict(fields, trusted=trusted)  # noqa: E731
    trust = "trusted" if trusted else "not trusted"
    return Mutant(f"{seed}: {name} by {door}, {trust}: {'; '.join(told)}", opened, data, reasons)


@cache
def bases() -> dict[str, str]:
    """Return the scenarios that are changed, by name, as JSON."""
    every = sorted((ROOT / "scenarios").rglob("*.yaml"))
    days = (file for file in every if file.parent.name != "worlds")
    files = [file for file in days if not file.stem.endswith("-events")]
    made = {file.stem: json.dumps(read(str(file)).data) for file in files}
    for seed in range(20):
        made[f"day {seed}"] = dumps_scenario(generate(visits=4 + seed % 8, seed=seed))
        made[f"small {seed}"] = dumps_scenario(
            generate_small(seed, visits=2 + seed % 6, caregivers=1 + seed % 3)
        )
    return made


@cache
def _donors() -> dict[Shape, dict[str, list[Any]]]:
    """Return the values of all scenarios, by the shape of what contains them and by their key."""
    found: dict[Shape, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for base in bases().values():
        for spot in _spots(json.loads(base)):
            if isinstance(spot.step, str):
                found[spot.shape[:-1]][spot.step].append(spot.value)
    return found


class Spot(NamedTuple):
    """A value, by what contains it."""

    inside: Any
    step: Any
    shape: Shape

    @property
    def value(self) -> Any:
        """The value."""
        return self.inside[self.step]

    def put(self, value: Any) -> str:
        """Replace the value; return what has been done."""
        self.inside[self.step] = value
        return f"{'.'.join(self.shape)} = {_brief(value)}"


def _brief(value: object) -> str:
    if isinstance(value, int) and abs(value) > 10**300:
        return "a huge number"
    return type(value).__name__ if isinstance(value, (dict, list)) else ascii(value)[:60]


def _spots(data: Any) -> Iterator[Spot]:
    """Yield every value in lists and mappings that nest like a scenario."""
    ahead: list[tuple[Any, Shape]] = [(data, ())]
    known = {id(data)}  # a change may have put a part into itself
    while ahead:
        inside, shape = ahead.pop()
        steps = [*inside] if isinstance(inside, dict) else range(len(inside))
        for step in steps:
            name = (*shape, step) if isinstance(step, str) else shape
            yield Spot(inside, step, name)
            if isinstance(inside[step], (dict, list)) and id(inside[step]) not in known:
                known.add(id(inside[step]))
                ahead.append((inside[step], name))


def _one(chance: Random, data: Any, fits: Callable[[Spot], bool] = lambda _: True) -> Spot:
    """Choose a value that fits; one of the whole scenario's if there is none."""
    fitting = [spot for spot in _spots(data) if fits(spot)]
    top = [Spot(data, step, (_brief(step),)) for step in data] or [Spot({"": ""}, "", ("nothing",))]
    return chance.choice(fitting or top)


_CLOCK = re.compile(r"(\d\d?):(\d\d)(.*)")


def _is_time(spot: Spot) -> bool:
    return isinstance(spot.value, str) and _CLOCK.search(spot.value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(spot: Spot) -> bool:
    return isinstance(spot.value, (int, float)) and not isinstance(spot.value, bool)


def _is_id(spot: Spot) -> bool:
    return spot.step == "id"


def _is_list(spot: Spot) -> bool:
    return isinstance(spot.value, list) and bool(spot.value)


def _is_mapping(spot: Spot) -> bool:
    return isinstance(spot.value, dict) and bool(spot.value)


# Changes that leave many scenarios valid.


def _other_time(chance: Random, data: Any) -> str:
    spot = _one(chance, data, _is_time)
    match = _CLOCK.fullmatch(str(spot.value))
    if match is None:
        return spot.put(spot.value)
    minutes = max(0, int(match[1]) * 60 + int(match[2]) + chance.randrange(-90, 91))
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    forms = (text, text, f"{text}:30", f"{text}:07.250", f"{text}+08:00", f"2026-11-23T{text}")
    return spot.put(chance.choice(forms))


def _other_number(chance: Random, data: Any) -> str:
    spot = _one(chance, data, _is_number)
    number = spot.value if _is_number(spot) else 1
    if isinstance(number, float):
        return spot.put(number * chance.choice((0.5, 0.999, 1.001, 2, 10)))
    return spot.put(chance.choice((0, 1, number + 1, abs(number - 1), number * 2, number * 10)))


def _other_flag(chance: Random, data: Any) -> str:
    spot = _one(chance, data, lambda spot: isinstance(spot.value, bool))
    return spot.put(not spot.value)


def _graft(chance: Random, data: Any) -> str:
    """Give a mapping a field as another scenario has it."""
    spot = _one(chance, {"": data}, _is_mapping)
    known = _donors().get(spot.shape[1:], {})
    if not known or not isinstance(spot.value, dict):
        return "nothing"
    key = chance.choice([*known])
    return Spot(spot.value, key, (*spot.shape, key)).put(deepcopy(chance.choice(known[key])))


def _swap(chance: Random, data: Any) -> str:
    """Exchange two values of the same field."""
    spot = _one(chance, data)
    return _exchange(spot, _one(chance, data, lambda each: each.shape == spot.shape))


def _exchange(spot: Spot, other: Spot) -> str:
    """Exchange two values, unless one contains the other."""
    if _holds(spot.value, other.inside) or _holds(other.value, spot.inside):
        return "nothing"
    value = other.value
    return f"{other.put(spot.value)}, {spot.put(value)}"


def _holds(whole: object, part: object) -> bool:
    within = isinstance(whole, (dict, list)) and any(spot.value is part for spot in _spots(whole))
    return whole is part or within


def _left_out(chance: Random, data: Any) -> str:
    spot = _one(chance, data)
    del spot.inside[spot.step]
    return ".".join(spot.shape)


def _entry_left_out(chance: Random, data: Any) -> str:
    spot = _one(chance, data, _is_list)
    if _is_list(spot):
        del spot.value[chance.randrange(len(spot.value))]
    return ".".join(spot.shape)


def _reordered(chance: Random, data: Any) -> str:
    spot = _one(chance, data, _is_list)
    if _is_list(spot):
        chance.shuffle(spot.value)
    return ".".join(spot.shape)


def _repeated(chance: Random, data: Any) -> str:
    """Repeat an entry of a list, with an id of its own if it has one."""
    spot = _one(chance, data, _is_list)
    if not _is_list(spot):
        return "nothing"
    entry = chance.choice(spot.value)
    if isinstance(entry, dict) and chance.random() < 0.8:
        entry = {**entry, **({"id": f"{entry['id']}-again"} if "id" in entry else {})}
    spot.value.insert(chance.randrange(len(spot.value) + 1), entry)
    return ".".join(spot.shape)


def _renamed(chance: Random, data: Any) -> str:
    """Replace an id wherever it is written."""
    name, new = _one(chance, data, _is_id).value, chance.choice(_NAMES)
    for spot in _spots(data):
        if type(spot.value) is type(name) and spot.value == name:
            spot.put(new)
    return _brief(new)


def _moved(chance: Random, data: Any) -> str:
    """Move the day to another zone, on a date when its clock may change."""
    data["zone"], *data["dates"] = chance.choice(_CHANGES_OF_CLOCKS)
    return f"{data['zone']} {data['dates']}"


_CHANGES_OF_CLOCKS = (
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-03-28", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"), ("Europe/Berlin", "2026-10-24", "2026-10-25", "2026-10-26"),
    ("America/Sao_Paulo", "2018-11-04"), ("Australia/Lord_Howe", "2026-04-05"),
    ("Antarctica/Troll", "2026-03-29"), ("Pacific/Apia", "2011-12-30"),
    ("Pacific/Apia", "2011-12-29", "2011-12-31"), ("Asia/Shanghai", "1991-09-15"),
    ("Asia/Kathmandu", "2026-11-23"), ("America/St_Johns", "2011-11-06"),
    ("Africa/Casablanca", "2026-02-15"), ("Europe/Dublin", "1971-10-31"), ("UTC", "2100-02-28"),
    ("Asia/Shanghai", "1900-12-31"), ("Asia/Shanghai", "2199-12-31"), ("Etc/GMT+12", "2026-11-23"),
    ("America/New_York", "2026-03-08", "2026-11-01"), ("Asia/Gaza", "2026-03-28"),
)  # fmt: skip


# Changes that most scenarios do not survive.


def _odd_time(chance: Random, data: Any) -> str:
    return _one(chance, data, _is_time).put(chance.choice(_TIMES))


_TIMES = (
    "24:30", "99:99", "72:00", "72:01", "00:00", "02:30", "26:30", "2:5", "9", "9:30 am", "9.30",
    "23:59:59.999", "23:59:60", "09:30:00.0001", "-09:30", "２４：３０", "09：30", "09:30Z",
    "09:30+25:00", "09:30+23:59:59", "02:30+01:00", "2026-03-29T02:30", "2026-10-25T02:30",
    "2026-10-25T02:30+01:00", "2026-11-23T24:00", "2026-02-30T09:30", "0001-01-01T00:00",
    "1900-01-01T00:00+14:00", "2199-12-31T23:59-14:00", "9999-12-31T23:59", "09:30\n", " 09:30 ",
    "09:30\x00", "", "٠٩:٣٠", 930, 9.5, "1:" * 2000, "2011-12-30T10:00",
)  # fmt: skip


def _odd_date(chance: Random, data: Any) -> str:
    return _one(chance, data, lambda spot: _is_date(spot.value)).put(chance.choice(_DATES))


def _is_date(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


_DATES = (
    "2026-02-30", "0001-01-01", "9999-12-31", "1899-12-31", "2199-12-31", "2026/11/24",
    "24.11.2026", "11/12/2026", "20261124", 20261124, "2026-11-24T00:00", "tomorrow", "2026-W48-2",
    "2026-1-1", "", "２０２６-11-24", 0, -1, 1e300, True, None, [], {"year": 2026},
    ["2026-11-24", "2026-11-23"],
)  # fmt: skip


def _odd_number(chance: Random, data: Any) -> str:
    return _one(chance, data, _is_number).put(chance.choice(_NUMBERS))


_NUMBERS = (
    -1, 0, -0.0, 0.1, 1 / 3, 1e-9, 5e-324, 1e7, 1e8, 1e15, 1e16, 1e308, math.nan, math.inf,
    -math.inf, 2**31, 2**53 + 1, 2**63, 10**20, 10**400, True, False, "1", "1e3", "٣", "0x10",
    "1h30m", "PT1H", "90 min", "1:30", 1440, 576_000, 576_001, 90, 180, -180, 0.0005,
)  # fmt: skip


def _odd_id(chance: Random, data: Any) -> str:
    return _one(chance, data, _is_id).put(chance.choice(_NAMES))


_NAMES = (
    "", " ", "a b", "a.b", "a[0]", "visits[a].client", "a/b", "a\\b", "../etc", "a\nb", "a\tb",
    "a #2", "[]", "]", ".", "null", "true", "1", 1, 0, -17, 7, 1.5, "x" * 120, "x" * 121,
    "x" * 100_000, "奶奶", "é", "e\u0301", "\u202eabc", "👵🏽", "\x00", "a\x00b", "\ud800",
    "a\udfff", "\ufeff", "\u2028", "\x85", "ＡＢＣ", "１２", "a,b", "'", '"', "{", "{0}", "{value}",
    "%s", "__class__", "~", "- a", "# a", "&a", "*a", "!a", "caregiver", None, True, 2**70,
)  # fmt: skip


def _odd_value(chance: Random, data: Any) -> str:
    return _one(chance, data).put(chance.choice((*_TIMES, *_NUMBERS, *_NAMES, None, [], {})))


def _nested(chance: Random, data: Any) -> str:
    spot = _one(chance, data)
    value = spot.value
    first = next(iter(value), None) if isinstance(value, (list, dict)) else value
    forms = [
        [value],
        [[value]],
        {"id": value},
        {"": value},
        [value] * 50,
        [],
        {},
        first,
        _brief(first),
    ]
    return spot.put(chance.choice([*forms, _deep(60)]))


def _deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def _unknown_key(chance: Random, data: Any) -> str:
    """Add a key, or misspell one."""
    spot = _one(chance, data, _is_mapping)
    inside = spot.value if _is_mapping(spot) else data
    key = chance.choice([*filter(_is_text, inside), "x"])
    new = chance.choice((f"{key}s", key[1:], key.upper(), *map(str, _NAMES)))
    inside[new] = inside.pop(key, 1) if chance.random() < 0.5 else 1
    return _brief(new)


def _exchanged(chance: Random, data: Any) -> str:
    """Exchange any two values."""
    return _exchange(_one(chance, data), _one(chance, data))


def _many(chance: Random, data: Any) -> str:
    """Repeat an entry of a list very often."""
    spot = _one(chance, data, _is_list)
    if not _is_list(spot):
        return "nothing"
    spot.value.extend([chance.choice(spot.value)] * chance.choice((100, 2500)))
    return ".".join(spot.shape)


_GENTLE = (
    _other_time, _other_time, _other_number, _other_number, _other_flag, _graft, _graft, _graft,
    _swap, _swap, _left_out, _entry_left_out, _reordered, _repeated, _renamed, _moved,
)  # fmt: skip
_HARSH = (
    _odd_time, _odd_date, _odd_number, _odd_id, _odd_value, _nested, _unknown_key, _exchanged,
    _many,
)  # fmt: skip
_CHANGES = (*_GENTLE * 3, *_HARSH)


# Changes that only Python can make.


def _python_date(chance: Random, data: Any) -> str:
    """Give a date or a time as an object."""
    spot = _one(chance, data, lambda spot: _is_date(spot.value) or _is_time(spot))
    days = [*(date(*day) for day in ((2026, 11, 23), (1, 1, 1), (9999, 12, 31), (1900, 1, 1)))]
    times = [datetime.combine(day, clock_time(9, 30)) for day in days]
    return spot.put(chance.choice((*days, *times, *(time.replace(tzinfo=UTC) for time in times))))


def _odd_object(chance: Random, data: Any) -> str:
    return _one(chance, data).put(chance.choice(_objects()))


class _Word(enum.StrEnum):
    WALK = "walk"


class _Number(enum.IntEnum):
    ONE = 1


def _objects() -> tuple[Any, ...]:
    """Return values that no text has."""
    return (
        object(), object, len, (), (1, 2), {1, 2}, frozenset("a"), b"walk", bytearray(b"x"), 1j,
        Decimal("12.5"), Decimal("NaN"), Decimal("1e9999"), Decimal("-0"), Decimal("sNaN"),
        datetime(2026, 11, 23, 9, 30), datetime(2026, 11, 23, 9, 30, tzinfo=UTC), datetime.max,
        datetime.min, datetime(1, 1, 1, tzinfo=UTC), date(2026, 11, 23), date.min, date.max,
        clock_time(9, 30), timedelta(minutes=5), timedelta.max, timedelta.min, np.float64(12.5),
        np.float64("nan"), np.float32(1), np.int64(3), np.uint8(3), np.str_("walk"), np.bool_(True),
        np.array([121.2, 31.0]), np.array(["2026-11-23"]), np.datetime64("2026-11-23T09:30"),
        range(3), deque([1]), iter([1]), (k for k in (1, 2)), {1: 2}.items(), {}.keys(),
        _Word.WALK, _Number.ONE, UUID(int=1), Path("a"), re.compile("a"), ..., NotImplemented,
        ValueError("x"), 10**5000, -(10**5000), _deep(5000), "x" * 3_000_000, b"x" * 1_000_000,
        types.MappingProxyType({"id": "a"}), UserDict(id="a"), [None] * 20_001, memoryview(b"a"),
        Duration(-1), Duration(10**30),
    )  # fmt: skip


def _odd_key(chance: Random, data: Any) -> str:
    """Add a key that is no text, or of which no text would have the whole."""
    spot = _one(chance, data, _is_mapping)
    inside = spot.value if _is_mapping(spot) else data
    key = chance.choice(_KEYS)
    inside[key] = inside.get("id", 1)
    return _brief(key)


_KEYS = (
    None, 1, -1, 1.5, math.nan, True, (), ("a", 1), b"id", 10**5000, _Word.WALK, frozenset(),
    date(2026, 11, 23), np.str_("id"), "\ud800", "x" * 500,
)  # fmt: skip


def _looped(chance: Random, data: Any) -> str:
    """Put a part that contains itself, or the whole, into a part."""
    spot = _one(chance, data)
    loop: list[Any] = []
    loop.append(loop)
    around: dict[str, Any] = {"id": "a"}
    around |= {"gaps": [around, around], "requires": around}
    whole = chance.choice((loop, around, data, spot.inside, [data, data]))
    return spot.put(whole)


_PYTHON = (_python_date, _odd_object, _odd_object, _odd_key, _looped)


def _words(data: Any) -> dict[str, Any]:
    """Return the fields that may be named in a call."""
    return {key: value for key, value in data.items() if isinstance(key, str)}


def _copied(base: Scenario, fields: dict[str, Any]) -> Scenario:
    """Copy a scenario with other fields, and the entries of its lists with theirs."""
    given: dict[str, Any] = {}
    for name, value in fields.items():
        entries = getattr(base, name, None)
        given[name] = value
        if isinstance(entries, tuple) and isinstance(value, list):
            known = {getattr(entry, "id", None): entry for entry in entries}
            given[name] = [
                known[entry["id"]].model_copy(update=_words(entry))
                if isinstance(entry, dict)
                and isinstance(entry.get("id"), str)
                and entry["id"] in known
                else entry
                for entry in value
            ]
    return base.model_copy(update=given)


# Text.


def _written(chance: Random, data: Any, form: str) -> str:
    if form == "yaml":
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=chance.random() < 0.7)
    indent, ascii_only = chance.choice((None, 1)), chance.random() < 0.5
    return json.dumps(data, indent=indent, ensure_ascii=ascii_only)


def _cut(chance: Random, text: str) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _spliced(chance: Random, text: str) -> str:
    """Copy a part of the text to another place."""
    start, at = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
    return text[:at] + text[start : start + chance.choice((1, 5, 40, 400))] + text[at:]


def _line_twice(chance: Random, text: str) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return "\n".join(lines)


def _letter(chance: Random, text: str) -> str:
    """Replace a letter."""
    at = chance.randrange(len(text) + 1)
    return (
        text[:at]
        + chance.choice("\x00\t\n\r ,:{}[]\"'#&*!|>%@`\\-0a\x85\u2028\ufeff：１")
        + text[at + 1 :]
    )


def _inserted(chance: Random, text: str) -> str:
    at = chance.choice((0, len(text), *(each.start() for each in re.finditer(r"[ \n,:]", text))))
    return text[:at] + chance.choice(_SNIPPETS) + text[at:]


_SNIPPETS = (
    "&a ", "*a", "&a [*a]", "!!python/object/apply:os.system [ls] ", "!x ", "!!int ", "!!float ",
    "!!binary ", "!!timestamp ", "---\n", "...\n", "%YAML 1.1\n---\n", "\t", "# a\n", "\n# a", "? ",
    "|\n", ">-\n", "<<: ", '"\\ud800"', '"\\u0000"', "\\", "/* a */", "// a\n", "[" * 3000,
    "{" * 50, '{"a":' * 3000, "- " * 3000, "NaN", "-Infinity", ".nan", "0o17", "0x1F", "1_000",
    "9" * 5000, "1e999", "\ufeff", "\ud83d", "'", '"', ": ", "- - - ", "\r\n", "\r", "\u3000", "，",
    "name: again\n", '"name": 1,', "\n  ", "dates: [2026-11-23]\n", "&a {a: &a [*a, *a]}", "{}",
    "~",
)  # fmt: skip


def _tabs(chance: Random, text: str) -> str:
    return re.sub("^ +", "\t", text, count=chance.choice((0, 1)), flags=re.MULTILINE)


def _comments(chance: Random, text: str) -> str:
    return re.sub("$", chance.choice((" # a", "#a")), text, count=3, flags=re.MULTILINE)


def _line_breaks(chance: Random, text: str) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "\u2028", "\x85")))


def _full_width(chance: Random, text: str) -> str:
    """Write one sign as a Chinese keyboard does."""
    sign = chance.choice(',:"-[]{}0123456789')
    return text.replace(sign, chr(ord(sign) + 0xFEE0), chance.choice((1, -1)))


_OF_TEXT = (
    _cut, _spliced, _spliced, _line_twice, _letter, _letter, _inserted, _inserted, _inserted, _tabs,
    _comments, _line_breaks, _full_width,
)  # fmt: skip


def _encoded(chance: Random, text: str) -> tuple[bytes, str]:
    """Encode a text, perhaps with bytes that no text has."""
    encoding = chance.choice(("utf-8",) * 6 + ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gbk"))
    raw = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
    told = encoding
    if chance.random() < 0.3:
        at = chance.randrange(len(raw) + 1)
        bad = chance.choice(
            (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00", codecs.BOM_UTF16_LE, b"\x80")
        )
        raw, told = raw[:at] + bad + raw[at + chance.randrange(2) :], f"{encoding} and {bad!r}"
    return raw, told
