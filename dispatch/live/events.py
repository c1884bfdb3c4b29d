"""What happens on a running day, as people and devices report it."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictFloat,
    StrictInt,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from dispatch.scenario import Client, Duration, Visit
from dispatch.scenario.base import Id, Ids, Model, Moment, Stamp, described
from dispatch.scenario.forms import refusal


class _Event(Model):
    at: Stamp
    """When it happened."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Require the kind in files; Python knows it by the class."""
        made = handler(schema)
        inner = handler.resolve_ref_schema(made)
        inner["required"] = ["kind", *inner["required"]]
        return made


class Requested(_Event):
    """A client asks for a visit."""

    kind: Literal["requested"] = "requested"
    """A new visit."""
    visit: Visit
    """The visit; `requested` is the time of the event if it is not given."""
    client: Client | None = None
    """The client, if the scenario does not know her yet."""


class _FieldsOfVisit:
    """Checks the fields that are given like those of a visit, and keeps them as a mapping."""

    NOT_CHANGED: Final = ("id", "facts")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source
        fields = {
            name: core_schema.typed_dict_field(
                handler.generate_schema(Annotated[field.annotation, Field(), *field.metadata]),
                required=False,
            )
            for name, field in Visit.model_fields.items()
            if name not in cls.NOT_CHANGED
        }
        return core_schema.typed_dict_schema(fields, extra_behavior="forbid")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        made = handler(schema)
        described(made, Visit)
        return made


class Changed(_Event):
    """A visit that has not begun gets other fields."""

    kind: Literal["changed"] = "changed"
    """Other wishes for a visit."""
    visit: Id
    """The id of the visit."""
    to: Annotated[dict[str, Any], _FieldsOfVisit]
    """The fields of the visit that change, as in a scenario; null, or an empty list, takes one
    away."""


class Cancelled(_Event):
    """A visit that has not begun is not wanted any more."""

    kind: Literal["cancelled"] = "cancelled"
    """A visit is cancelled."""
    visit: Id
    """The id of the visit."""


class Started(_Event):
    """The service of a visit begins."""

    kind: Literal["started"] = "started"
    """A visit starts."""
    visit: Id
    """The id of the visit."""
    caregivers: Ids = ()
    """Who is there, in the order of the crew's roles; as planned if not given."""


class Ended(_Event):
    """The service of a visit ends."""

    kind: Literal["ended"] = "ended"
    """A visit ends."""
    visit: Id
    """The id of the visit."""


class Overrun(_Event):
    """The service of a visit takes longer than planned."""

    kind: Literal["overrun"] = "overrun"
    """A visit takes longer."""
    visit: Id
    """The id of the visit."""
    until: Stamp
    """When it should end."""


class NotHome(_Event):
    """The caregivers find nobody at home."""

    kind: Literal["not_home"] = "not_home"
    """Nobody is at home."""
    visit: Id
    """The id of the visit."""


class BrokenOff(_Event):
    """The caregivers break off a service, such as after the pre-check."""

    kind: Literal["broken_off"] = "broken_off"
    """A visit is broken off."""
    visit: Id
    """The id of the visit."""


class Absent(_Event):
    """A caregiver does not come, or goes home at once, for the rest of the shift."""

    kind: Literal["absent"] = "absent"
    """A caregiver is absent."""
    caregiver: Id
    """The id of the caregiver."""


class Late(_Event):
    """A caregiver begins later than the shift."""

    kind: Literal["late"] = "late"
    """A caregiver is late."""
    caregiver: Id
    """The id of the caregiver."""
    time: Moment
    """When the caregiver begins."""


class Gone(_Event):
    """A caregiver has to leave early."""

    kind: Literal["gone"] = "gone"
    """A caregiver leaves early."""
    caregiver: Id
    """The id of the caregiver."""
    time: Moment
    """When the caregiver has to be back."""


class Back(_Event):
    """A caregiver who was late, gone or absent works again, from where her shift starts."""

    kind: Literal["back"] = "back"
    """A caregiver is back."""
    caregiver: Id
    """The id of the caregiver."""
    time: Moment
    """When the caregiver begins again."""


class StandsBy(_Event):
    """A caregiver waits at a station from now on, while nothing is planned for her."""

    kind: Literal["stands_by"] = "stands_by"
    """A caregiver stands by."""
    caregiver: Id
    """The id of the caregiver."""
    station: Id | None = None
    """The id of the station; if not given, she goes home when nothing is planned for her."""


class EquipmentLost(_Event):
    """A piece of equipment cannot be used."""

    kind: Literal["equipment_lost"] = "equipment_lost"
    """Equipment is lost or broken."""
    equipment: Id
    """The id of the pool."""
    piece: Annotated[StrictInt, Field(ge=1)]
    """The number of the piece in its pool, counted from 1."""


class EquipmentBack(_Event):
    """A piece of equipment can be used again, from its station."""

    kind: Literal["equipment_back"] = "equipment_back"
    """Equipment is back."""
    equipment: Id
    """The id of the pool."""
    piece: Annotated[StrictInt, Field(ge=1)]
    """The number of the piece in its pool, counted from 1."""


class TravelSlower(_Event):
    """Travel is slower for a while; a later report for the same mode and area replaces it."""

    kind: Literal["travel_slower"] = "travel_slower"
    """Travel is slower."""
    factor: Annotated[StrictFloat, Field(ge=1, le=10, allow_inf_nan=False)]
    """The factor for travel times."""
    until: Stamp
    """When it ends."""
    mode: Id | None = None
    """The travel mode; every mode if not given."""
    area: Id | None = None
    """Only ways from or to a client or a station of this area; all ways if not given."""


class AlarmRaised(_Event):
    """A client calls for help; somebody has to call back."""

    kind: Literal["alarm"] = "alarm"
    """An alarm."""
    alarm: Id
    """A new id for the alarm."""
    client: Id
    """The id of the client."""
    note: str = ""
    """What is known, for people."""


class CalledBack(_Event):
    """Somebody has called back after an alarm."""

    kind: Literal["called_back"] = "called_back"
    """The outcome of a call-back."""
    alarm: Id
    """The id of the alarm."""
    outcome: Literal["handed_over", "dispatched", "closed"]
    """Handed over to 120, a visit is dispatched, or nothing is left to do."""
    visit: Visit | None = None
    """The visit to dispatch; `requested` is the time of the alarm if it is not given."""

    @model_validator(mode="after")
    def _dispatched_with_a_visit(self) -> Self:
        if self.outcome == "dispatched" and self.visit is None:
            raise refusal("called-back-without-visit")
        if self.outcome != "dispatched" and self.visit is not None:
            raise refusal("called-back-with-visit", outcome=self.outcome, visit=self.visit.id)
        return self


class Accepted(_Event):
    """A client accepts an offer."""

    kind: Literal["accepted"] = "accepted"
    """An offer is accepted."""
    visit: Visit
    """The visit that was asked for."""
    client: Client | None = None
    """The client, if the scenario does not know her yet."""
    start: Moment
    """The start that was offered."""
    tolerance: Duration = Duration.of_minutes(30)
    """How much earlier or later the visit may start."""
    caregivers: Ids = ()
    """The caregivers who were offered."""


class Promised(_Event):
    """A client is promised a time."""

    kind: Literal["promised"] = "promised"
    """A promise is given."""
    visit: Id
    """The id of the visit."""
    start: Moment | None = None
    """The promised start; as planned if not given."""
    tolerance: Duration = Duration.of_minutes(30)
    """How much earlier or later the visit may start."""
    caregivers: Ids = ()
    """The promised caregivers; none is promised if not given."""


class Announced(_Event):
    """Clients are told what the plan says: when somebody comes, and who."""

    kind: Literal["announced"] = "announced"
    """The plan is announced."""
    visits: Ids = ()
    """The ids of the visits; every visit of the plan if not given."""
    tolerance: Duration = Duration.of_minutes(30)
    """How much earlier or later a visit may start without a call."""


Event: TypeAlias = Annotated[
    Requested
    | Changed
    | Cancelled
    | Started
    | Ended
    | Overrun
    | NotHome
    | BrokenOff
    | Absent
    | Late
    | Gone
    | Back
    | StandsBy
    | EquipmentLost
    | EquipmentBack
    | TravelSlower
    | AlarmRaised
    | CalledBack
    | Accepted
    | Promised
    | Announced,
    Field(discriminator="kind"),
]
"""Any event."""
