"""The page of the comparison: one HTML file for whoever plans for a city."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from dispatch.messages import listed, say, translated
from dispatch.report.document import rendered
from dispatch.scenario import Duration
from dispatch.scenario.base import Model
from dispatch.simulate import page_tables as tables
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.experiment import Experiment
from dispatch.simulate.figures import number, span
from dispatch.simulate.hindsight import BOUND
from dispatch.simulate.page_tables import Body, Cell, Row, Table
from dispatch.simulate.pictures import Picture
from dispatch.simulate.policies.named import POLICIES, policy_of
from dispatch.simulate.summary import BASELINES, Summary
from dispatch.simulate.verdicts import verdict
from dispatch.simulate.week import versions
from dispatch.simulate.world import World

_TOLD: Final = (*POLICIES, BOUND)
"""The policies that the catalogue describes; others describe themselves."""
_NAMES: Final = ("format", "name", "description", "source")
"""The fields of a world that are no assumptions."""


def comparison_page(
    experiment: Experiment, found: Summary, drawn: Sequence[Picture], command: str
) -> str:
    """Write the page.

    It is complete, loads nothing and needs no scripts. Every figure on it is one of the summary.
    The same input gives the same page, byte for byte.

    Parameters
    ----------
    experiment
        What was compared.
    found
        Its summary, as of `dispatch.simulate.summary.summarised`.
    drawn
        The summary's pictures, as of `dispatch.simulate.pictures.pictures`.
    command
        The command that makes the same page again.
    """
    return rendered(
        "comparison.html",
        rooms=("simulate",),
        title=say("comparison-title", world=experiment.source.name),
        lead=_lead(experiment),
        verdicts=[verdict(experiment, found, policy) for policy in found.candidates],
        who=_who(found),
        policies=[tables.policies_table(found, load) for load in found.lines],
        classes=[tables.classes_table(found, load) for load in found.lines],
        groups=[tables.groups_table(found, load) for load in found.lines],
        prices=[tables.prices_table(found, load) for load in found.lines],
        rails=[tables.rails_table(found, policy) for policy in _judged(found)],
        square=tables.square_table(found) if found.square else None,
        drawn=_by_kind(found, drawn),
        assumptions=_assumptions(experiment.source.world),
        configuration=_configuration(experiment),
        command=command,
    )


def _judged(found: Summary) -> list[str]:
    """The policies with guard rails beside the headline's baseline, candidates first.

    The bound has none: nobody could carry it out.
    """
    if BASELINES[0] not in found.policies:
        return []
    apart = {*found.candidates, BASELINES[0], BOUND}
    others = [name for name in found.policies if name not in apart]
    return [*found.candidates, *others]


class _Shown(NamedTuple):
    source: str
    alternative: str
    caption: str


def _by_kind(found: Summary, drawn: Sequence[Picture]) -> Mapping[str, Sequence[_Shown]]:
    """The pictures as parts of the page, which loads nothing."""
    shown: dict[str, list[_Shown]] = {}
    for each in drawn:
        source = b64encode(each.svg.encode()).decode()
        if each.kind == "reduction":
            caption = say("comparison-picture-reduction", baseline=each.of)
        else:
            load = say(f"comparison-load-{each.of}")
            caption = say(f"comparison-picture-{each.kind}", load=load)
        told = say("comparison-alternative", caption=caption, values=_values(found, each))
        shown.setdefault(each.kind, []).append(
            _Shown(f"data:image/svg+xml;base64,{source}", told, caption)
        )
    return shown


def _values(found: Summary, picture: Picture) -> str:
    """The most important values of a picture, for whoever cannot see it."""
    if picture.kind != "reduction":
        told = [
            f"{line.policy} {number(line.headline.mean.value, 'mean', unit=True)}"
            for line in found.lines[picture.of]
        ]
        return listed(told, "clause-separator")
    told = [
        say(
            "comparison-value",
            policy=line.policy,
            load=say(f"comparison-load-{load}"),
            value=number(line.headline.against[picture.of].value, "reduction", unit=True),
        )
        for load, lines in found.lines.items()
        for line in lines
        if line.policy != picture.of
    ]
    return listed(told, "clause-separator")


def _lead(experiment: Experiment) -> str:
    world = experiment.source.world
    if not isinstance(world, World):
        return say(
            "comparison-lead-recorded",
            days=experiment.source.name,
            policies=len(experiment.policies),
        )
    asked = [
        say(
            "comparison-asked",
            number=f"{getattr(world.on_demand, load):g}",
            load=say(f"comparison-load-{load}"),
        )
        for load in experiment.loads
    ]
    return say(
        "comparison-lead",
        world=world.name,
        streets=sum(each.count for each in world.streets),
        caregivers=world.caregivers,
        booked=world.pre_booked,
        asked=listed(asked),
        span=span(experiment.loads[0], len(experiment.seeds)),
        policies=len(experiment.policies),
    )


def _who(found: Summary) -> Table:
    rows = [Row(name, [Cell(_described(name))]) for name in found.policies]
    columns = [say("comparison-policy"), say("comparison-who")]
    return Table(say("comparison-caption-who"), columns, [Body("", rows)])


def _described(policy: str) -> str:
    if policy in _TOLD:
        return say(f"comparison-policy-{policy}")
    return (type(policy_of(policy)).__doc__ or "").partition("\n")[0]


def described(world: type[Assumptions]) -> dict[str, str]:
    """Return what each assumption means, by its name, in English."""
    fields = world.model_json_schema()["properties"]
    return {
        name: " ".join(fields[name]["description"].split())
        for name in world.model_fields
        if name not in _NAMES
    }


def _assumptions(world: Assumptions) -> Table:
    meanings = described(type(world))
    rows = [
        Row(name, [Cell(_told(getattr(world, name))), Cell(translated(meanings[name], "field"))])
        for name in meanings
    ]
    columns = [say(f"comparison-{each}") for each in ("assumption", "value-of", "meaning")]
    return Table(say("comparison-caption-assumptions"), columns, [Body("", rows)])


def _told(value: Any) -> str:
    """Write the value of an assumption, whatever it is made of."""
    if isinstance(value, Duration):
        return say("comparison-time", time=value.minutes)
    if isinstance(value, Model):
        parts = {name: getattr(value, name) for name in type(value).model_fields}
        value = {name: part for name, part in parts.items() if part is not None}
    if isinstance(value, Mapping):
        return listed(f"{name} {_told(part)}" for name, part in value.items())
    if isinstance(value, tuple):
        return listed(map(_told, value), "clause-separator")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _configuration(experiment: Experiment) -> Table:
    told = {
        "world": experiment.source.name,
        "fingerprint": experiment.source.fingerprint,
        "loads": listed(experiment.loads),
        "policies": listed(experiment.policies),
        "seeds": f"{experiment.seeds[0]}–{experiment.seeds[-1]}",
        "versions": versions(),
    }
    rows = [Row(say(f"comparison-set-{name}"), [Cell(value)]) for name, value in told.items()]
    columns = [say("comparison-set"), say("comparison-value-of")]
    return Table(say("comparison-caption-configuration"), columns, [Body("", rows)])
