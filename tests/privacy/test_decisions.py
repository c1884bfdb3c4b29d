"""Every field that can contain text has a decision, in scenarios, plans and events."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, BeforeValidator

from dispatch.live.events import Event
from dispatch.live.reading import EventFile
from dispatch.plan import Plan
from dispatch.privacy.decisions import _OF_EVENTS, DECISIONS
from dispatch.scenario import Scenario
from dispatch.scenario.base import Model
from dispatch.scenario.forms import moment_of

EVENTS = get_args(get_args(Event)[0])


def parts(annotation: Any) -> list[Any]:
    """What an annotation is made of, without clock times and choices."""
    if get_origin(annotation) is Literal:
        return []
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        if any(isinstance(each, BeforeValidator) and each.func is moment_of for each in marks):
            return []
        return parts(inner)
    if get_origin(annotation) in (tuple, dict, Union, UnionType):
        return [part for each in get_args(annotation) for part in parts(each)]
    return [annotation]


def fields(model: type[BaseModel]) -> dict[str, list[Any]]:
    return {
        name: parts(Annotated[field.annotation, *(field.metadata or [None])])
        for name, field in model.model_fields.items()
    }


def models(*roots: type[BaseModel]) -> set[type[BaseModel]]:
    """The models that whole files are made of."""
    found: set[type[BaseModel]] = set()
    left = [*roots]
    while left:
        if (model := left.pop()) not in found:
            found.add(model)
            left += [
                part
                for each in fields(model).values()
                for part in each
                if isinstance(part, type) and issubclass(part, BaseModel)
            ]
    return found


def texts(model: type[BaseModel]) -> set[str]:
    return {name for name, found in fields(model).items() if str in found}


ALL = sorted(models(Scenario, Plan, EventFile), key=lambda each: each.__name__)


def test_the_models_are_found() -> None:
    assert {"Client", "UnderWay", "BreakTaken", "CalledBack"} <= {each.__name__ for each in ALL}


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_every_text_has_a_decision_and_no_decision_is_left_over(model: type[Model]) -> None:
    decided = {*DECISIONS.get(model, {})} - {"age"}
    if model in EVENTS:
        decided &= {*model.model_fields}
        with_models = {"visit", "client"} - texts(model)
        assert decided - with_models == texts(model)
    else:
        assert decided == texts(model)


def test_no_decision_of_events_is_left_over() -> None:
    assert {*_OF_EVENTS} == {name for event in EVENTS for name in texts(event)}


def test_a_new_field_would_be_found() -> None:
    class Fresh(Model):
        remark: str | None = None
        others: tuple[tuple[str, ...], ...] = ()
        kind: Literal["a", "b"] = "a"
        count: int = 0

    assert texts(Fresh) == {"remark", "others"}
