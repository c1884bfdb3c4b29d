"""Somebody comes who may not."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from dispatch.scenario import (
    Area,
    Certificate,
    CertificateKind,
    CertificateNeed,
    Provider,
    Requirement,
)
from planting.spot import NEW, breaks, but, need


def requiring(spot, **fields):
    """The service with further requirements."""
    needed = spot.service.requires
    added = {name: (*getattr(needed, name), *more) for name, more in fields.items()}
    return but(spot.service, requires=Requirement(**{**dict(needed), **added}))


def certified(spot, kind, mine, theirs):
    """The service requires a new certificate; the caregiver holds one, the others hold theirs."""
    held = (
        but(each, certificates=(*each.certificates, mine if each is spot.caregiver else theirs))
        for each in spot.scenario.caregivers
    )
    needed = requiring(spot, certificates=[[CertificateNeed(certificate=NEW)]])
    return spot.asks(kind, *held, needed)


@breaks("certificate_missing")
def a_new_certificate(spot):
    needed = requiring(spot, certificates=[[CertificateNeed(certificate=NEW)]])
    return spot.asks(CertificateKind(id=NEW), needed)


@breaks("certificate_missing")
def a_higher_grade(spot):
    scenario, plan = certified(
        spot,
        CertificateKind(id=NEW, grades=("low", "high")),
        Certificate(certificate=NEW, grade="low"),
        Certificate(certificate=NEW, grade="high"),
    )
    higher = CertificateNeed(certificate=NEW, grade="high")
    again = spot.within(scenario, plan)
    return again.asks(requiring(again, certificates=[[higher]]))


@breaks("certificate_expired")
def expired_yesterday(spot):
    day = spot.scenario.date_at(spot.start)
    expired = Certificate(certificate=NEW, valid_until=day - timedelta(days=1))
    valid = Certificate(certificate=NEW, valid_until=day)
    return certified(spot, CertificateKind(id=NEW), expired, valid)


@breaks("certificate_expired")
def valid_from_tomorrow(spot):
    day = spot.scenario.date_at(spot.start)
    early = Certificate(certificate=NEW, valid_from=day + timedelta(days=1))
    return certified(spot, CertificateKind(id=NEW), early, Certificate(certificate=NEW))


@breaks("institution_not_registered")
def not_registered(spot):
    paper = Certificate(certificate=NEW)
    only = CertificateKind(id=NEW, registered_institutions_only=True)
    scenario, plan = certified(spot, only, paper, paper)
    again = spot.within(scenario, plan)
    return again.asks(but(again.caregiver, registered_institution=False))


@breaks("course_missing")
def a_new_course(spot):
    return spot.asks(requiring(spot, courses=[NEW]))


@breaks("examination_missing")
def not_examined(spot):
    passed = tuple(name for name in spot.caregiver.examinations if name != spot.service.id)
    return spot.asks(but(spot.service, examination=True), but(spot.caregiver, examinations=passed))


def other_services(spot):
    return tuple(each.id for each in spot.scenario.services if each is not spot.service)


@breaks("service_not_in_contract")
def another_contract(spot):
    need(other_services(spot))
    return spot.asks(but(spot.caregiver, services=other_services(spot)))


@breaks("service_not_in_contract")
def another_contract_of_the_provider(spot):
    need(other_services(spot))
    provider = Provider(id=NEW, services=other_services(spot))
    return spot.asks(provider, but(spot.caregiver, provider=NEW))


@breaks("volunteer_service")
def volunteer(spot):
    return spot.asks(
        but(spot.service, low_risk=False), but(spot.caregiver, type="young_old_volunteer")
    )


@breaks("rating_too_low")
def no_stars(spot):
    return spot.rules(rating_floor=0.5).asks(but(spot.caregiver, rating=0.0, reviews=1000))


def other_gender(spot):
    return "man" if spot.caregiver.gender == "woman" else "woman"


@breaks("gender_required")
def another_gender(spot):
    wish = {"gender_required": other_gender(spot), "gender_preferred": None}
    return spot.asks(but(spot.client, **wish))


@breaks("intimate_gender")
def intimate(spot):
    wish = {"gender": other_gender(spot), "gender_required": None, "gender_preferred": None}
    spot = spot.rules(intimate_gender="hard")
    return spot.asks(but(spot.service, intimate=True), but(spot.client, **wish))


@breaks("caregiver_excluded")
def excluded(spot):
    name, client = spot.caregiver.id, spot.client
    preferred = tuple(each for each in client.preferred if each != name)
    client = but(client, excluded=(*client.excluded, name), preferred=preferred)
    return spot.rules(exclusion="hard").asks(client)


@breaks("area_not_served")
def another_area(spot):
    return spot.rules(areas="hard").asks(Area(id=NEW), but(spot.caregiver, areas=(NEW,)))


@breaks("area_not_served")
def another_area_of_the_provider(spot):
    provider = Provider(id=NEW, areas=(NEW,))
    spot = spot.rules(areas="hard")
    return spot.asks(Area(id=NEW), provider, but(spot.caregiver, provider=NEW))


@breaks("pinned_caregiver")
def pinned_to_others(spot):
    roles = [role.id for role in spot.service.crew]
    place = roles.index(spot.stop.role)
    crews = [
        crew
        for crew in permutations((each.id for each in spot.scenario.caregivers), len(roles))
        if crew[place] != spot.caregiver.id
    ]
    need(crews)
    return spot.asks(but(spot.visit, pinned_caregivers=spot.draw.choice(crews)))
