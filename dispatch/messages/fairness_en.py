"""The English catalogue of fairness: on the page and in the summary."""

from __future__ import annotations

FAIRNESS = {
    "fairness-heading-shares": "Shares of the caregivers",
    "fairness-heading-groups": "Care by group of clients",
    "fairness-shares-caption": "Shares are scaled to full-time contracts. A pool has the "
    "caregivers who qualify for the same work; compare shares only within a pool. Point at a "
    "heading to see its definition.",
    "fairness-groups-caption": "The worst group of each kind is marked. Small groups vary much. "
    "Point at a heading to see its definition.",
    "fairness-pool-volunteers": "volunteers",
    "fairness-pool-uncertified": "no certificate",
    "fairness-everybody": "everybody",
    # resources
    "fairness-resource-paid": "Paid time, h",
    "fairness-resource-travel": "Travel, h",
    "fairness-resource-workload": "Workload, h",
    "fairness-resource-heavy_points": "Heavy points",
    "fairness-resource-visits": "Visits",
    "fairness-resource-earnings": "Earnings",
    # columns of shares
    "fairness-column-resource": "Resource",
    "fairness-define-resource": "Paid time runs from departure to return, less the break; workload "
    "is work and travel; earnings are the hourly rate and an allowance for each heavy point",
    "fairness-column-pool": "Pool",
    "fairness-define-pool": "Caregivers who hold certificates for the same work, valid today; "
    "volunteers are a pool of their own",
    "fairness-column-members": "Caregivers",
    "fairness-define-members": "Caregivers with a shift, with or without a visit",
    "fairness-column-today": "Mean and largest today",
    "fairness-define-today": "On the dates of this scenario, done and planned",
    "fairness-column-week": "Mean and largest of the week",
    "fairness-define-week": "Together with what came earlier in the week. All columns to the right "
    "are for the week, too",
    "fairness-column-range": "Range",
    "fairness-define-range": "Largest minus smallest",
    "fairness-column-cv": "CV",
    "fairness-define-cv": "Coefficient of variation: standard deviation divided by the mean",
    "fairness-column-gini": "Gini",
    "fairness-define-gini": "0 if all have the same, towards 1 if one has everything",
    "fairness-column-jain": "Jain",
    "fairness-define-jain": "1 if all have the same, 1 divided by their number if one has "
    "everything",
    "fairness-column-atkinson": "Atkinson",
    "fairness-define-atkinson": "0 if all have the same, towards 1 if one has everything; depends "
    "most on those who have least",
    "fairness-column-ede": "EDE",
    "fairness-define-ede": "Kolm-Pollak equally-distributed equivalent: the equal share that would "
    "be as good as this distribution; depends most on those who bear most, or earn least",
    "fairness-column-envy": "Envy",
    "fairness-define-envy": "Pairs in which one caregiver has more and could give the other a "
    "visit, or exchange one, so that both then have less than she had. The rules of who may do "
    "what are checked, times are not",
    # columns of groups
    "fairness-column-trait": "By",
    "fairness-define-trait": "A trait of the client or of the visit",
    "fairness-column-group": "Group",
    "fairness-define-group": "Every visit is in one group of each trait",
    "fairness-column-visits": "Visits",
    "fairness-define-visits": "Visits that are not over",
    "fairness-column-unserved_share": "Left out",
    "fairness-define-unserved_share": "Visits that the plan leaves out; the worst group has the "
    "largest share of its visits left out",
    "fairness-column-response_mean": "Mean response, h",
    "fairness-define-response_mean": "From the request, or the earliest acceptable time, to the "
    "start; only visits that are served",
    "fairness-column-within_target": "Within target",
    "fairness-define-within_target": "Share of the visits with a request and a target that start "
    "within the target; a visit that is left out counts as beyond it",
    "fairness-column-on_time": "On time",
    "fairness-define-on_time": "Share of the served visits with soft windows that are not tardy",
    "fairness-column-entitlement_met": "Entitlement met",
    "fairness-define-entitlement_met": "Insured care received this week or planned, as a share of "
    "what is due to the clients of these visits",
    "fairness-column-familiar": "Familiar",
    "fairness-define-familiar": "Share of the stops by familiar caregivers, at clients who have "
    "some",
    # traits and groups
    "fairness-trait-disabled": "Fully disabled",
    "fairness-trait-solitary": "Lives alone",
    "fairness-trait-low_income": "Poor",
    "fairness-trait-two_caregivers": "Needs two caregivers",
    "fairness-trait-needs_nurse": "Needs a nurse",
    "fairness-trait-care_level": "Care level",
    "fairness-trait-age_band": "Age",
    "fairness-trait-area_kind": "Area",
    "fairness-trait-channel": "Asks by",
    "fairness-group-yes": "yes",
    "fairness-group-no": "no",
    "fairness-group-unknown": "unknown",
    "fairness-group-new_town": "new town",
    "fairness-group-old_town": "old town",
    "fairness-group-rural": "rural",
    "fairness-group-phone": "phone",
    "fairness-group-desk": "desk",
    "fairness-group-app": "app",
    "fairness-group-alarm": "alarm",
    "fairness-group-other": "{value}",
    # sentences
    "fairness-summary-pool": "Mean and largest share of the week, {pool} ({members}): paid {paid} "
    "h, travel {travel} h, heavy points {heavy}",
    "fairness-mean-largest": "{mean} and {largest}",
    "fairness-summary-worst": "Left out most: {trait}: {worst}, {left_out} of {visits}; least: "
    "{best}, {fewest} of {others}",
    "fairness-summary-inversions": "Left out while somebody who could come serves a milder case: "
    "{inverted} of {left_out}",
}
