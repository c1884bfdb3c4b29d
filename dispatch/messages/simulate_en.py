"""The English catalogue of simulated worlds and of the response-time comparison."""

from __future__ import annotations

SIMULATE = {
    "policy-unknown": "there is no such policy ({why})",
    "policy-unknown.todo": "Name one of {known}, or the module and the class of your own, such as "
    "mine.rules:Nearest.",
    "policy-lacks": "this class is not a policy: it lacks {lacking}",
    "policy-lacks.todo": "Give the class everything that dispatch.simulate.policies.policy.Policy "
    "has.",
    "policy-plan": "the plan that the policy returns is not the plan of its desk",
    "policy-plan.todo": "Let it ask the desk for offers and repairs, and return the plan that the "
    "desk then has.",
    "world-missing": "there is no such file, and no world of this name",
    "world-missing.todo": "Name one of {known}, or a file of your own.",
    "process-lost": "one of the {processes} processes ended unexpectedly, perhaps because memory "
    "ran out",
    "process-lost.todo": "Give fewer --processes.",
    "hindsight-alone": "it starts from the best week of other policies, but no other policy is "
    "named",
    "hindsight-alone.todo": "Name other policies, too.",
    "stress-broken": "the plan breaks rules, so it is not simulated",
    "stress-all": "{runs} days: {in_time} of the visits start in time; the mean visit is "
    "{late:.1f} min late",
    "stress-overtime": "overtime of all caregivers together: {overtime:.0f} min; by the plan "
    "{planned:.0f} min",
    "stress-repaired": "{runs} of these days with repair: {in_time} instead of {before} "
    "start in time, {late:.1f} instead of {late_before:.1f} min late, {missed} are not given; "
    "overtime {overtime:.0f} instead of {overtime_before:.0f} min",
    "stress-visit": "{visit}: planned for {start}, in time until {latest}: {in_time}",
    "stress-visit-repaired": "; with repair {in_time}",
    "stress-visit-slack": "; with {slack:time} more, nine times in ten",
    "stress-sooner": "{in_time} instead of {before} if {caregivers} sets out {minutes:time} sooner",
    "stress-moved": "{in_time} instead of {before} if {caregivers} comes at {start}",
    "stress-other": "{in_time} instead of {before} if {caregivers} comes instead, at {start}",
    "stress-of-another": "this result is for another scenario or for another plan",
    "stress-of-another.todo": "Run dispatch stress for this plan, with -o.",
    "thing-stress": "result of dispatch stress",
    "stress-none": "Every visit starts in time at least nine times in ten.",
    "stress-nothing": "The plan serves no visit, so there is nothing to simulate.",
    "rows-of-another": "these rows come from another world or from other code: {made}; now it is "
    "{now}",
    "rows-of-another.todo": "Name another folder for results.",
    "rows-misplaced": "these rows are those of {arm}",
    "rows-misplaced.todo": "Remove them to simulate the right ones.",
    "rows-of-another-policy": "these rows come from {policy} as it was before its module changed",
    "rows-of-another-policy.todo": "Remove them to simulate its weeks again, or name another "
    "folder for results.",
    "simulate-no-name": "at least one name is needed",
    "simulate-no-load": "{wrong} is not one of {known}",
    "simulate-load": "At {load}, {span}. Response times in minutes, shares in percent; a "
    "reduction with its 95 % interval.",
    "simulate-column-policy": "policy",
    "simulate-column-mean": "mean",
    "simulate-column-p90": "p90",
    "simulate-column-worst": "worst",
    "simulate-column-late": "late",
    "simulate-column-busy": "busy",
    "simulate-column-moved": "moved",
    "simulate-column-less": "less than {baseline} by",
    "simulate-column-bound": "{measure}/H",
    "simulate-more": "{policy} at {load}: compared with BL2, the time that nine in ten requests do "
    "not exceed is reduced by {p90}. Half of the decisions take at most {p50:.2f} s, 99 of 100 at "
    "most {p99:.2f} s.",
    "simulate-needed": "{policy} at {load}: the interval of the reduction is {half} on either side "
    "after {span}; a comparison needs about {needed}.",
    "simulate-rails": "Compared with BL2, {policy} does not keep these guard rails at {load}: "
    "{rails}.",
    "simulate-rails-unsure": "Compared with BL2, {policy} keeps these guard rails at {load} in the "
    "mean, but not for certain: {rails}.",
    "simulate-rails-kept": "Compared with BL2, {policy} keeps every guard rail at {load}.",
    "simulate-claim": "It may be said that {policy} cuts the mean response by more than 30 %.",
    "simulate-no-claim": "It may not be said that {policy} cuts the mean response by more than "
    "30 %: that needs a lower bound above 30 % in 30 weeks, on seeds above 50, at each of the "
    "three loads, and every guard rail.",
    "simulate-no-claim-recorded": "It may not be said that {policy} cuts the mean response by more "
    "than 30 %: that needs a lower bound above 30 % in 30 recorded days, and every guard rail.",
    "simulate-square": "Of the reduction from BL1 to P1, pooling explains {pooling} and "
    "optimisation {optimisation}.",
    "simulate-days": "{span}. Response times in minutes, shares in percent; a "
    "reduction with its 95 % interval.",
    "simulate-either": "give either a WORLD or --replay",
    "simulate-only-world": "{option} is for a WORLD: each recorded day is simulated once, with the "
    "requests that came in",
    "replay-name": "{days} recorded days from {first} to {last}",
    "replay-empty": "the folder contains no scenario: no file ends with .yaml, .yml or .json",
    "replay-no-requests": "no day has a visit that was requested on the same day",
    "replay-no-requests.todo": "Give the visits that came in during a day their time: requested.",
    "replay-same-date": "{other} is of the same date, {date}",
    "replay-same-date.todo": "Keep one of them: a day that counts twice is no evidence.",
    "replay-dates": "the scenario covers {number} dates",
    "replay-dates.todo": "Write a file for each date.",
    "replay-no-class": "this request has no class",
    "replay-no-class.todo": "Write urgent, same_day or short_notice.",
    "replay-later": "the request came in after the day, {date}",
    "replay-gap": "this visit waits for {other}, which nobody knows of before it is requested",
    "replay-gap.todo": "Leave the gap out.",
    "replay-group": "a request cannot be part of the group {group}: nobody knows of it beforehand",
    "replay-group.todo": "Leave the group out.",
    "replay-no-area": "no area is known, so no street answers for this client",
    "replay-no-area.todo": "Name the area, or let dispatch areas find it on a map.",
    "replay-no-home": "nobody can tell in which street this caregiver works",
    "replay-no-home.todo": "Name her areas, her own street first, or let her start at a station "
    "that has an area.",
    "thing-world": "world",
    "scenario-not-world": "this is a scenario, not a world",
    "scenario-not-world.todo": "Name the file of a world.",
    "world-no-weight": "all weights are 0",
    "world-hours": "visits end at {closes} h, which is not after {opens} h, when they begin",
    "world-shares": "the shares of classes or of needs add up to {total}",
    "world-shares.todo": "Together they may be at most 1.",
    "world-access": "the longest access, {most:time}, is shorter than the shortest, {least:time}",
    "world-on-time": "{on_time:time} is more than the tolerance of promises, {tolerance:time}",
    "world-variations": "these services have no variation: {services}",
    "world-not-dial": "'{name}' is not a dial",
    "world-warm-up": "the weeks have {days} day, which is a warm-up: nothing would count",
    "world-warm-up.todo": "Write days: 2 or more.",
    "world-no-day": "the week has no day {day}",
    "arms-week": "it is {found}, not {expected}: another week cannot be compared",
    "arms-missing": "the arm of {first} has it, this one does not",
    "arms-missing.todo": "Every arm must have the same requests, visits and caregivers.",
    "arms-extra": "this arm has it, that of {first} does not",
    "arms-extra.todo": "Every arm must have the same requests, visits and caregivers.",
    "arms-differ": "it is {found}, but {expected} in the arm of {first}",
    "arm-twice": "there are {number} records of it",
    "arm-order": "{name} lies before {before}",
    "arm-outcome": "the outcome {outcome} contradicts the stamp of the start",
    "arm-no-arrival": "it started, but nobody set out or arrived",
    "arm-crew": "it started with {number} of its caregivers",
    "arm-unpromised": "it started, but the client was never promised a start",
    "arm-promise-half": "only one of the promised start and the moment of the promise is known",
    "arm-medication": "a medication visit has no hard window",
    "arm-moves": "the changes that are counted do not lead from the first promise to the last one",
    "arm-freeze": "{number} changes to what is frozen",
    "arm-violations": "the plan breaks hard rules: {kinds}",
    "picture-letters": "pictures have boxes in place of letters for which this machine has no "
    "font. For Chinese, install one, such as Noto Sans CJK.",
    "rows-arm-twice": "two arms have the same world, load, seed and policy",
    "rows-columns": "the table has no column {columns}",
    "rows-stray": "there are rows of the arm {arm}, which is not listed",
    "rows-value": "the column cannot have the value {value}",
    "claim-load": "no result",
    "claim-few": "{replications} replications; at least {least} are needed",
    "claim-tuning": "{replications} replications have seeds up to {last}, which are for tuning",
    "claim-no-bound": "the reduction has no bound: fewer than two replications have a value",
    "claim-bound": "the lower bound of the reduction is {bound:.1f} %, which is not above "
    "{threshold:.0f} %",
    "claim-no-rails": "no guard rail was judged",
    "claim-rail": "the guard rail {rail} is not kept",
    "claim-rail-unknown": "the replications do not tell whether the guard rail {rail} is kept",
}
