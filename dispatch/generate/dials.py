"""Every assumption of the generator, by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dials:
    """What a generated day looks like. Each value is an assumption of ours, not a fact: edit it.

    Shares lie between 0 and 1. Services, their durations and how often they are asked for stand in
    `dispatch.generate.catalogue`.

    Attributes
    ----------
    visits_per_caregiver : float
        How many visits a caregiver is hired for, where their number is not given. With the default
        some 90 to 97 % of the visits can be served by road, and up to all of them on a plane.
    visits_per_area : int
        How large the areas are that contracts are made by.
    nurses, women : float
        Shares of caregivers (15 to 20 % and 85 to 90 % in the field).
    bath_attendants : float
        Share of care workers who have the bath attendant's course.
    rehabilitation_trained : float
        Share of care workers who have passed the examination for rehabilitation.
    medical_care_workers : float
        Share of care workers with the health ministry's certificate instead of the civil one.
    certificates_expired, certificates_expiring : float
        Shares of certificates that have run out, or do within thirty days.
    e_bikes, bicycles : float
        Shares of caregivers; the others walk.
    start_at_station : float
        Share of caregivers who start and end at their area's station; the others do so at home.
    early_shifts : float
        Share of caregivers who work the early of the two shifts.
    second_area : float
        Share of care workers whose contract covers the nearest other area too. Nurses are few, and
        theirs cover every area.
    women_cared_for, disabled, solitary, low_income, by_phone : float
        Shares of clients.
    woman_required, gender_preferred : float
        Shares of clients who accept women only, and who would rather have somebody of their gender.
    excludes, knows : float
        Shares of clients who do not want a certain caregiver, and who know one to three.
    not_before : float
        Share of clients who are not to be disturbed before eight.
    nurse_visits, double_visits : float
        Shares of visits that need a nurse, and that two caregivers make together.
    second_service : float
        Share of clients who are visited for a second service the same day.
    checked_before_bath : float
        Share of bed baths that a check of the vital signs precedes.
    hard_windows : float
        Share of visits whose window is hard.
    preferred_times : float
        Share of visits that have an accustomed time within their window.
    on_demand : float
        Share of the visits that are requested in the course of the day, among services that can be:
        home care, company, a bath in the bathroom, checks, wounds and tubes.
    access_least, access_most : int
        Minutes between the door of the house and the client.
    off_the_road : float
        Metres from a street to a home, at most.
    """

    visits_per_caregiver: float = 5.0
    visits_per_area: int = 40
    nurses: float = 0.18
    women: float = 0.88
    bath_attendants: float = 0.7
    rehabilitation_trained: float = 0.4
    medical_care_workers: float = 0.3
    certificates_expired: float = 0.03
    certificates_expiring: float = 0.07
    e_bikes: float = 0.75
    bicycles: float = 0.1
    start_at_station: float = 0.4
    early_shifts: float = 0.6
    second_area: float = 0.3
    women_cared_for: float = 0.62
    disabled: float = 0.35
    solitary: float = 0.3
    low_income: float = 0.15
    by_phone: float = 0.5
    woman_required: float = 0.3
    gender_preferred: float = 0.15
    excludes: float = 0.06
    knows: float = 0.5
    not_before: float = 0.1
    nurse_visits: float = 0.15
    double_visits: float = 0.08
    second_service: float = 0.12
    checked_before_bath: float = 0.25
    hard_windows: float = 0.7
    preferred_times: float = 0.15
    on_demand: float = 0.12
    access_least: int = 3
    access_most: int = 8
    off_the_road: float = 40.0
