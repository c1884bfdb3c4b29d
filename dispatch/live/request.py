"""Requests for one more visit, and what is missing in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any, TypeAlias

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario import Client, Scenario, Visit
from dispatch.scenario.checks import faults_of
from dispatch.scenario.reading import fields_of, made_of
from dispatch.scenario.source import read

Request: TypeAlias = Visit | Mapping[str, Any]
"""A visit, or fields of one; ``client`` may be the fields of a new client, and ``id`` is made of
client and service if it is not given."""


@dataclass(frozen=True)
class Asked:
    """One more visit, complete and checked."""

    visit: Visit
    """The visit."""
    client: Client | None
    """The client, if the scenario does not know her."""

    def added(self, scenario: Scenario) -> Scenario:
        """Return a scenario with the visit, and with the client."""
        more = () if self.client is None else (self.client,)
        return scenario.unchecked(
            visits=(*scenario.visits, self.visit), clients=(*scenario.clients, *more)
        )


def load_request(file: str | os.PathLike[str], scenario: Scenario) -> dict[str, Any]:
    """Read the fields of a request from a file of YAML or JSON.

    Parameters
    ----------
    file
        The file.
    scenario
        The day that the request is for.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    document = read(os.fspath(file))
    fields = fields_of(document, "thing-request", "service: bath")
    made_of(document, lambda: asked_of(scenario, fields))
    return fields


def asked_of(
    scenario: Scenario, request: Request, client: Client | Mapping[str, Any] | None = None
) -> Asked | tuple[str, ...]:
    """Complete and check a request.

    Parameters
    ----------
    scenario
        The scenario.
    request
        The visit.
    client
        The client, if the scenario does not know her.

    Returns
    -------
    Asked or tuple of str
        The visit, or the names of the fields without which nothing can be said.

    Raises
    ------
    InputError
        With everything that is wrong in the request; a place in it starts from its fields.
    """
    fields = dict(request) if isinstance(request, Mapping) else {}
    if isinstance(fields.get("client"), (Mapping, Client)):
        client = fields.pop("client")
    found = [*_wrong_in(fields if isinstance(request, Mapping) else request, Visit)]
    if client is not None:
        found += (_inside("client", each) for each in _wrong_in(client, Client))
    if found:
        raise InputError(*found)
    if isinstance(request, Mapping) and (missing := tuple(_missing(fields, client))):
        return missing
    if isinstance(client, Mapping):
        if missing := tuple(f"client.{name}" for name in ("id", "place") if not client.get(name)):
            return missing
        client = Client.model_validate(client)
    named = request.client if isinstance(request, Visit) else fields.get("client")
    if client is not None:
        if named not in (None, client.id):
            raise InputError(fault("request-other-client", "client", client=client.id))
        named = client.id
        client = None if scenario.client.get(client.id) == client else client
    if isinstance(request, Visit):
        visit = request
    else:
        name = fields.get("id") or _new_id(scenario, f"{named}-{fields['service']}")
        visit = Visit.model_validate({**fields, "client": named, "id": name})
    return checked(scenario, Asked(visit, client))


def checked(scenario: Scenario, asked: Asked) -> Asked:
    """Return a request if nothing is wrong with it.

    Raises
    ------
    InputError
        With everything that is wrong; a place in it starts from the fields of the request.
    """
    if found := [*_faults_with(scenario, asked)]:
        raise InputError(*found)
    return asked


def _wrong_in(given: object, model: type[Visit | Client]) -> Iterator[Fault]:
    """Yield what is wrong in the fields that are given; others may be missing yet."""
    try:
        model.model_validate(given)
    except InputError as error:
        fields = given if isinstance(given, Mapping) else {}
        absent = {name for name in model.model_fields if name not in fields}
        yield from (each for each in error.faults if each.where not in absent)


def _inside(name: str, found: Fault) -> Fault:
    return replace(found, where=f"{name}.{found.where}" if found.where else name)


def _faults_with(scenario: Scenario, asked: Asked) -> Iterator[Fault]:
    """Yield what is wrong with a request: its own fields and references, and its gaps.

    Only what the request names is looked at, because the scenario itself has been checked.
    """
    visit, client = asked.visit, asked.client
    named = {gap.after for gap in visit.gaps} | {visit.id}
    named |= {other.id for other in scenario.visits if visit.group and other.group == visit.group}
    whose = {visit.client, *(scenario.visit[name].client for name in named & {*scenario.visit})}
    others = tuple(scenario.visit[name] for name in scenario.visit if name in named)
    people = {name for each in (visit, *others) for name in _people_of(each)}
    people |= {*client.preferred, *client.excluded} if client else set()
    few = scenario.unchecked(
        visits=others,
        clients=tuple(scenario.client[name] for name in scenario.client if name in whose),
        caregivers=tuple(each for each in scenario.caregivers if each.id in people),
    )
    of_visit = re.compile(rf"visits\[{re.escape(visit.id)}(?: #\d+)?\]\.?")
    of_client = client and re.compile(rf"clients\[{re.escape(client.id)}(?: #\d+)?\]\.?")
    for found in faults_of(asked.added(few)):
        if own := of_visit.match(found.where):
            yield replace(found, where=found.where[own.end() :])
        elif of_client and (own := of_client.match(found.where)):
            yield _inside("client", replace(found, where=found.where[own.end() :]))
    if visit.facts is not None:
        yield fault("request-begun", "facts")


def _people_of(visit: Visit) -> tuple[str, ...]:
    told = (promise.caregivers for promise in (visit.promise, visit.announced) if promise)
    return (*visit.pinned_caregivers, *chain.from_iterable(told))


def _missing(fields: Mapping[str, Any], client: object) -> Iterator[str]:
    if not fields.get("service"):
        yield "service"
    if not fields.get("client") and client is None:
        yield "client"


def _new_id(scenario: Scenario, name: str) -> str:
    names = chain((name,), (f"{name}-{number}" for number in count(2)))
    return next(each for each in names if each not in scenario.visit)
