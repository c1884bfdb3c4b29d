"""Every assumption of the generator, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from dispatch.errors import Fault, InputError, fault, shown


@dataclass(frozen=True)
class Dials:
    """The assumptions behind a generated day. No value is a fact: edit them.

    Shares lie between 0 and 1. `dispatch.generate.catalogue` has the services, their durations and
    how often clients ask for them.

    Attributes
    ----------
    visits_per_caregiver : float
        Visits for each caregiver, if the number of caregivers is not given.
    visits_per_area : int
        The size of the areas of contracts.
    visits_per_kit : int
        Visits of any kind for each portable bath kit, and twice as many for each stair climber;
        there is at least one of each.
    nurses, women : float
        Shares of caregivers (15 to 20 % and 85 to 90 % in the field).
    volunteers, newcomers : float
        Shares of caregivers: volunteers give services of low risk for three hours; newcomers are
        on probation and have at most four visits a day.
    evening_nurses, night_workers : float
        Shares of the nurses who work until one at night, and of the care workers until six.
    bath_attendants, escort_trained : float
        Shares of care workers with the course for bath attendants, and with the one for escorts.
    rehabilitation_trained : float
        Share of care workers who have passed the examination for rehabilitation.
    medical_care_workers : float
        Share of care workers with the certificate of the health ministry, not the civil one.
    certificates_expired, certificates_expiring : float
        Shares of certificates that have expired, or expire within thirty days.
    e_bikes, bicycles : float
        Shares of caregivers; the others walk.
    start_at_station : float
        Share of caregivers who start and end at the station of their area; others do so at home.
    early_shifts, split_shifts : float
        Shares of care workers and nurses with the early day shift, and with mornings and late
        afternoons; the others have the late day shift.
    registered : float
        Share of care workers employed by the registered institution that serves every area. The
        others work for companies with contracts for some areas.
    second_area : float
        Share of the companies' care workers whose contract also covers the nearest other area, as
        do the contracts of all care workers of the registered institution. Nurses and night workers
        are few; their contracts cover every area.
    women_cared_for, disabled, solitary, low_income, by_phone, naps : float
        Shares of clients.
    insured : float
        Share of clients of care level 2 or more who are entitled to a number of hours a week.
    woman_required, gender_preferred : float
        Shares of clients who accept only women, and who prefer a caregiver of their own gender.
    excludes, knows : float
        Shares of clients who exclude a caregiver, and who know one to three caregivers.
    not_before : float
        Share of clients who must not be disturbed before eight.
    nurse_visits, double_visits, escorts : float
        Shares of visits that need a nurse, that are bed baths by two or three caregivers, and that
        lead to the hospital.
    stairs : float
        Share of escorted clients who cannot use stairs, where houses have them.
    escorts_stay : float
        Share of escorts that end at the hospital; the others lead home again.
    evening_visits : float
        Share of injections that are due in the evening.
    overnight : float
        Share of the clients with turning who are also turned at night: at five this morning, which
        is over, and late in the evening.
    under_way : float
        Share of home care that is running when the plan is made; it began at 06:50.
    second_service : float
        Share of clients with a second service on the same day.
    checked_before_bath : float
        Share of bed baths with a check of the vital signs before.
    hard_windows : float
        Share of visits with a hard window.
    preferred_times : float
        Share of visits with an accustomed time in their window.
    exact_medication : float
        Share of medication that is due at an exact minute.
    promised, pinned : float
        Shares of visits with a promised time, and of visits pinned to a caregiver whom the client
        knows.
    on_demand : float
        Share of visits requested during the day, among the services that can be: home care,
        company, a bath in the bathroom, checks, wounds and tubes.
    access_least, access_most : int
        Minutes between the door of the house and the client.
    off_the_road : float
        The largest distance from a street to a home, in metres.

    Raises
    ------
    InputError
        With every dial that cannot have its value.
    """

    visits_per_caregiver: float = 5.0
    visits_per_area: int = 40
    visits_per_kit: int = 60
    nurses: float = 0.18
    women: float = 0.88
    volunteers: float = 0.08
    newcomers: float = 0.1
    evening_nurses: float = 0.2
    night_workers: float = 0.06
    bath_attendants: float = 0.75
    escort_trained: float = 0.75
    rehabilitation_trained: float = 0.4
    medical_care_workers: float = 0.3
    certificates_expired: float = 0.03
    certificates_expiring: float = 0.07
    e_bikes: float = 0.75
    bicycles: float = 0.1
    start_at_station: float = 0.4
    early_shifts: float = 0.55
    split_shifts: float = 0.15
    registered: float = 0.4
    second_area: float = 0.5
    women_cared_for: float = 0.62
    disabled: float = 0.35
    solitary: float = 0.3
    low_income: float = 0.15
    by_phone: float = 0.5
    naps: float = 0.2
    insured: float = 0.4
    woman_required: float = 0.3
    gender_preferred: float = 0.15
    excludes: float = 0.06
    knows: float = 0.5
    not_before: float = 0.1
    nurse_visits: float = 0.15
    double_visits: float = 0.08
    escorts: float = 0.04
    stairs: float = 0.7
    escorts_stay: float = 0.5
    evening_visits: float = 0.25
    overnight: float = 0.5
    under_way: float = 0.06
    second_service: float = 0.12
    checked_before_bath: float = 0.25
    hard_windows: float = 0.7
    preferred_times: float = 0.15
    exact_medication: float = 0.4
    promised: float = 0.1
    pinned: float = 0.03
    on_demand: float = 0.12
    access_least: int = 3
    access_most: int = 8
    off_the_road: float = 40.0

    def __post_init__(self) -> None:
        if wrong := tuple(faults_of_dials(vars(self), "dials")):
            raise InputError(*wrong)


_SIZES: Final = frozenset({"visits_per_caregiver", "off_the_road"})
"""The dials that are no shares, apart from whole numbers."""


def faults_of_dials(given: Mapping[str, Any], where: str) -> Iterator[Fault]:
    """Yield what is wrong with the values of some dials; the others have their defaults."""
    dials = {each.name: each for each in fields(Dials)}
    values = {name: value for name, value in given.items() if name in dials}
    for name, value in values.items():
        if not _suits(name, dials[name].type, value):
            yield fault("dial-value", f"{where}.{name}", value=shown(value))
            del dials[name]
    access = ("access_least", "access_most")
    if dials.keys() >= {*access}:
        least, most = (values.get(name, dials[name].default) for name in access)
        if least > most:
            yield fault("dial-access", where, least=least, most=most)


def _suits(name: str, kind: object, value: object) -> bool:
    """Return whether a dial can have a value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if kind == "int":
        return isinstance(value, int) and 1 <= value <= 10_000
    return 0 < value <= 10_000 if name in _SIZES else 0 <= value <= 1
