"""The English catalogue of the page, the pictures and the verdicts of the comparison."""

from __future__ import annotations

COMPARISON = {
    "comparison-title": "Response times by policy: {world}",
    "comparison-lead-recorded": "{days} were simulated again under each of {policies} policies, "
    "with the same requests, staff, shifts, rules, travel and mishaps. Every difference is due to "
    "who decides, and how.",
    "comparison-lead": "{world} is a made-up district with {streets} streets, {caregivers} "
    "caregivers and {booked} pre-booked visits a day; on demand, it has {asked} requests a day. "
    "Each of {policies} policies was simulated over {span} of it, with the same requests, staff, "
    "shifts, rules, travel and mishaps. Every difference is due to who decides, and how.",
    "comparison-asked": "{number} ({load})",
    "comparison-simulation": "This is a simulation, not a measurement of a real service.",
    # verdicts
    "comparison-headline": "In configuration {world} (fingerprint {fingerprint}, seeds {first} to "
    "{last}, {load}, {span}), with identical requests, staff, shifts, rules and travel, "
    "{policy} cut the mean response time of on-demand requests by {percent} ({interval}) against "
    "{baseline}.",
    "comparison-headline-not": "In configuration {world} (fingerprint {fingerprint}, seeds {first} "
    "to {last}, {load}, {span}), with identical requests, staff, shifts, rules and travel, "
    "{policy} did not cut the mean response time of on-demand requests against {baseline}: the "
    "reduction is {percent} ({interval}).",
    "comparison-headline-undefined": "In configuration {world} (fingerprint {fingerprint}, seeds "
    "{first} to {last}, {load}, {span}), the reduction by {policy} against {baseline} is "
    "undefined: {baseline} was not simulated, or no week has a response time under both.",
    "comparison-unexplained": "There is no reduction from BL1 to P1 that pooling and optimisation "
    "could explain.",
    "comparison-no-candidate": "Only baselines were simulated; nothing is claimed of them.",
    "comparison-failed": "{rail}: {value}; {baseline} has {beside}; allowed: {margin}; {kept}",
    "comparison-unsure": "kept in the mean, but not for certain: {rails}",
    # figures
    "comparison-undefined": "undefined",
    "comparison-amount": "{number} {unit}",
    "comparison-titled": "{name}, {unit}",
    "comparison-interval": "{low} to {high}",
    "comparison-interval-of": "95 % CI {interval}",
    "comparison-no-interval": "no interval",
    "comparison-load-low": "low load",
    "comparison-load-mid": "middle load",
    "comparison-load-high": "high load",
    "comparison-load-recorded": "recorded load",
    "comparison-week": "1 week",
    "comparison-weeks": "{number} weeks",
    "comparison-day": "1 recorded day",
    "comparison-days": "{number} recorded days",
    "comparison-time": "{time:time}",
    # sections
    "comparison-contents": "On this page",
    "comparison-heading-answer": "What may be said",
    "comparison-heading-claim": "May “{policy} cuts the mean response by more than 30 %” be said?",
    "comparison-heading-who": "The policies",
    "comparison-text-who": "Under each policy, the day begins with the same plan. The policies "
    "differ in who answers a new request, who may be sent, and whether the plan is made anew.",
    "comparison-heading-policies": "How long people wait",
    "comparison-text-policies": "The response time runs from the request, or the earliest time "
    "that the client accepts, to the moment when all caregivers needed are at the door. A request "
    "that nobody serves counts with the longest time of its class. Urgent and same-day requests "
    "count together, each with the same weight. A week, or a recorded day, is one observation; the "
    "intervals tell how much these differ.",
    "comparison-heading-distribution": "How the waiting is spread",
    "comparison-text-distribution": "The higher a line, the more requests have been answered by "
    "that time. A request that is still open at the cap of its class counts as answered at the "
    "cap.",
    "comparison-heading-square": "Pooling and optimisation",
    "comparison-text-square": "Two things may shorten the wait: caregivers who may work beyond "
    "their street, and plans that are made anew. The four policies have one, the other, both or "
    "neither. The effect of each is the mean over both orders in which the two can be added.",
    "comparison-heading-classes": "Each class of requests",
    "comparison-text-classes": "Urgent requests, such as a fall without an injury, requests of the "
    "same day, and requests at short notice have targets and caps of their own. Requests at short "
    "notice are not part of the mean above.",
    "comparison-heading-groups": "For whom",
    "comparison-text-groups": "The mean response of urgent and same-day requests by who asks, what "
    "is needed and where. The groups overlap. Small groups vary much from week to week.",
    "comparison-heading-hours": "Over the hours of the day",
    "comparison-text-hours": "The mean response of urgent and same-day requests by the hour in "
    "which the client asked. Clients who ask late may have to wait until the next day.",
    "comparison-heading-rails": "Guard rails",
    "comparison-text-rails": "These are the measures that a policy may not make worse while it "
    "shortens the response; the margins were fixed beforehand. A rail with a margin must be kept "
    "beyond the noise of the replications. The travel, paid time and counts are those of a week "
    "without its first day, or of a recorded day.",
    "comparison-heading-prices": "What is paid for it",
    "comparison-text-prices": "Means of a week without its first day, or of a recorded day, for "
    "all caregivers together.",
    "comparison-heading-assumptions": "Assumptions of the world",
    "comparison-text-assumptions": "No number is a measurement; each is an assumption that can be "
    "changed in the file of the world.",
    "comparison-heading-again": "How to do it again",
    "comparison-text-again": "The command makes the same rows and figures; only the time "
    "that decisions take differs. Beside this page are world.json (the world with all its "
    "assumptions), configuration.json, policies.csv, groups.csv and replications.csv (all "
    "figures), the pictures, and rows (everything that happened).",
    # tables
    "comparison-policy": "Policy",
    "comparison-who": "Who decides",
    "comparison-group": "Group",
    "comparison-load": "Load",
    "comparison-rail": "Guard rail",
    "comparison-margin": "Allowed",
    "comparison-assumption": "Assumption",
    "comparison-value-of": "Value",
    "comparison-meaning": "Meaning",
    "comparison-set": "Setting",
    "comparison-set-world": "World",
    "comparison-set-fingerprint": "Fingerprint of the world",
    "comparison-set-loads": "Loads",
    "comparison-set-policies": "Policies",
    "comparison-set-seeds": "Seeds, one for each week or day",
    "comparison-set-versions": "Versions",
    "comparison-caption-who": "Who decides under each policy",
    "comparison-caption-policies": "Policies at {load}, {span}; the 95 % interval is below each "
    "value",
    "comparison-caption-classes": "Response by class at {load}, {span}; the 95 % interval is below "
    "each value",
    "comparison-caption-groups": "Mean response by group at {load}, min, {span}; the 95 % interval "
    "is below each value",
    "comparison-caption-prices": "Prices at {load}, {span}; the 95 % interval is below each value",
    "comparison-caption-square": "What pooling and optimisation explain; means in min; the 95 % "
    "interval is below each value",
    "comparison-caption-rails": "Guard rails of {policy} compared with {baseline}",
    "comparison-caption-assumptions": "The assumptions by name",
    "comparison-caption-configuration": "The configuration",
    "comparison-less": "Mean: reduction against {baseline}, %",
    "comparison-less-p90": "90 of 100: reduction against {baseline}, %",
    "comparison-itself": "the baseline",
    "comparison-mean-of": "Mean under {policy}",
    "comparison-cut-total": "Reduction from BL1 to P1, %",
    "comparison-cut-pooling": "By pooling, %",
    "comparison-cut-optimisation": "By optimisation, %",
    "comparison-share-pooling": "Share of pooling, %",
    "comparison-share-optimisation": "Share of optimisation, %",
    "comparison-no-square": "This needs BL1, BL3, BL5 and P1; not all of them were simulated.",
    "comparison-no-rails": "This needs BL2 and another policy; they were not simulated.",
    "comparison-at-most": "at most {limit}",
    "comparison-not-more": "not more",
    "comparison-more-share": "{margin} % more",
    "comparison-more-points": "{margin} percentage point more",
    "comparison-points": "{number} percentage points",
    "comparison-beside": "{baseline} {value}",
    "comparison-rail-kept": "kept",
    "comparison-rail-broken": "not kept: exceeded by {excess}",
    "comparison-rail-unsure": "kept in the mean; perhaps exceeded by {bound}",
    "comparison-rail-unknown": "these replications do not tell",
    # policies
    "comparison-policy-BL0": "The street alone: a request goes after the last visit of the "
    "caregiver who is done first. This is crude; nothing is compared with it.",
    "comparison-policy-BL1": "The street alone, first come, first served: it sends the nearest "
    "qualified caregiver who is idle and keeps every promise.",
    "comparison-policy-BL2": "As BL1, but after 20 minutes it asks every other street: this is our "
    "guess of today’s practice. The baseline of the headline.",
    "comparison-policy-BL3": "One pool of all streets, first come, first served.",
    "comparison-policy-BL4": "One pool: each request goes where it costs least, at any time.",
    "comparison-policy-BL5": "Each street alone: its plan is made anew on every event and every "
    "ten minutes.",
    "comparison-policy-P1": "One pool: the plan is made anew on every event and every ten minutes; "
    "what starts within half an hour stays as it is.",
    "comparison-policy-P1w": "As P1, but a caregiver who is early for a pre-booked visit waits "
    "where she is.",
    "comparison-policy-P1r": "As P1, but a caregiver who has nothing to do waits at a station near "
    "requests that are to be expected.",
    "comparison-policy-P1f": "As P1, but plans leave room for requests that may come in within the "
    "next three hours.",
    "comparison-policy-P2": "As P1, with the waiting of P1w and the stations of P1r.",
    "comparison-policy-P3": "As P2, and plans leave room for requests that may come in, as under "
    "P1f.",
    "comparison-policy-H": "Somebody who knows everything beforehand and keeps the same hard "
    "rules: a bound for every policy, but not one that could be carried out.",
    # groups
    "comparison-with-disabled": "disabled",
    "comparison-without-disabled": "not disabled",
    "comparison-with-solitary": "lives alone",
    "comparison-without-solitary": "does not live alone",
    "comparison-with-low_income": "poor",
    "comparison-without-low_income": "not poor",
    "comparison-with-by_phone": "asks by phone",
    "comparison-without-by_phone": "asks in another way",
    "comparison-with-nurse": "needs a nurse",
    "comparison-without-nurse": "needs no nurse",
    "comparison-with-woman_only": "accepts only women",
    "comparison-without-woman_only": "accepts anybody",
    "comparison-with-two_caregivers": "needs two caregivers",
    "comparison-without-two_caregivers": "needs one caregiver",
    "comparison-area-new_town": "new town",
    "comparison-area-old_town": "old town",
    "comparison-area-rural": "rural area",
    "comparison-area-unknown": "area unknown",
    "comparison-class-urgent": "urgent",
    "comparison-class-same_day": "same day",
    "comparison-class-short_notice": "short notice",
    # measures
    "comparison-measure-requests": "Requests",
    "comparison-measure-missed": "Open at their cap",
    "comparison-measure-mean": "Mean response",
    "comparison-measure-p90": "90 of 100 within",
    "comparison-measure-late": "Beyond the target",
    "comparison-measure-worst": "Worst group",
    "comparison-measure-utilisation": "Staff busy",
    "comparison-measure-response": "Mean response: {group}",
    "comparison-measure-unserved_requests": "Requests not served",
    "comparison-measure-booked_unserved": "Pre-booked visits not served",
    "comparison-measure-booked_late": "Pre-booked visits more than 15 min off",
    "comparison-measure-medication_misses": "Medication outside its window",
    "comparison-measure-violations": "Broken hard rules",
    "comparison-measure-freeze_changes": "Changes of what was frozen",
    "comparison-measure-decision_p50": "Half of all decisions within",
    "comparison-measure-decision_p99": "99 of 100 decisions within",
    "comparison-measure-overtime_per_caregiver": "Overtime per caregiver",
    "comparison-measure-paid": "Paid time",
    "comparison-measure-travel": "Travel",
    "comparison-measure-caregivers_per_client": "Caregivers per client",
    "comparison-measure-heavy_gini": "Inequality of heavy work (Gini)",
    "comparison-measure-rural_ratio": "Mean response, rural / town",
    "comparison-measure-moves": "Promises moved per 100",
    "comparison-measure-moved": "Promises moved by, in all",
    "comparison-measure-swaps": "Caregivers swapped after notice",
    "comparison-measure-promised_in_time": "Promised within 30 min",
    # pictures
    "comparison-axis-reduction": "reduction of the mean response against {baseline}, %",
    "comparison-axis-response": "response time, min",
    "comparison-axis-share": "requests answered, %",
    "comparison-axis-mean": "mean response, min",
    "comparison-axis-hour": "hour of the request",
    "comparison-square-first": "first come",
    "comparison-square-optimised": "optimised",
    "comparison-square-apart": "streets apart",
    "comparison-square-pooled": "one pool",
    "comparison-nothing": "nothing to show",
    "comparison-picture-reduction": "By how much the mean response is shorter than under "
    "{baseline}, with 95 % intervals, which may extend beyond the picture; the dashed line is at "
    "30 %.",
    "comparison-picture-distribution": "Requests answered by each time, {load}.",
    "comparison-picture-square": "Mean response of streets apart and one pool, first come and "
    "optimised, with 95 % intervals, which may extend beyond the picture; {load}.",
    "comparison-picture-groups": "Mean response by group, with 95 % intervals, which may extend "
    "beyond the picture; {load}.",
    "comparison-picture-hours": "Mean response by the hour of the request, {load}.",
    "comparison-alternative": "{caption} {values}.",
    "comparison-value": "{policy} at {load} {value}",
}
