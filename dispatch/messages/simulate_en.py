"""The English catalogue of simulated worlds and of the response-time comparison."""

from __future__ import annotations

SIMULATE = {
    "policy-unknown": "there is no such policy ({why})",
    "policy-unknown.todo": "Name one of {known}, or the module and the class of your own, such as "
    "mine.rules:Nearest.",
    "policy-lacks": "it is no policy: it lacks {lacking}",
    "policy-lacks.todo": "Let the class have all that dispatch.simulate.policies.policy.Policy "
    "has.",
    "policy-plan": "what it decides is not the plan of its desk",
    "policy-plan.todo": "Let it ask the desk for offers and repairs, and return the plan that the "
    "desk then has.",
    "world-missing": "there is no such file, and no world of this name",
    "world-missing.todo": "Name one of {known}, or a file of your own.",
    "process-lost": "one of the {processes} processes at work has ended unexpectedly, perhaps for "
    "want of memory",
    "process-lost.todo": "Give fewer --processes.",
    "hindsight-alone": "it begins with the best week of the policies, and there is none",
    "hindsight-alone.todo": "Name policies beside it.",
    "stress-unknown": "the plan names what the scenario does not have, so it cannot be lived",
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
    "stress-of-another": "this is of another scenario or of another plan",
    "stress-of-another.todo": "Run dispatch stress for this plan, with -o.",
    "thing-stress": "result of dispatch stress",
    "stress-none": "Every visit starts in time nine times in ten.",
    "rows-of-another": "these rows are of another world or of other code: {made}; now it is {now}",
    "rows-of-another.todo": "Name another folder for results.",
    "rows-of-another-policy": "these rows are of {policy} as it was before its module changed",
    "rows-of-another-policy.todo": "Remove them to live its weeks again, or name another folder "
    "for results.",
    "simulate-no-name": "at least one name is needed",
    "simulate-no-load": "{wrong} is none of {known}",
    "simulate-load": "Load {load}, {span}. Response times in minutes, shares in percent; a "
    "reduction with its 95 % interval.",
    "simulate-head": "policy          mean     p90   worst    late    busy   moved"
    "        less than BL2 by        less than BL3 by  mean/H  late/H worst/H",
    "simulate-more": "{policy} at {load}: beside BL2, the time that nine in ten requests do not "
    "exceed is reduced by {p90}. A decision takes {p50:.2f} s; 99 of 100 at most {p99:.2f} s.",
    "simulate-rails": "Beside BL2, {policy} does not keep at {load}: {rails}.",
    "simulate-rails-unsure": "Beside BL2, {policy} keeps in the mean at {load}, but that is "
    "not shown: {rails}.",
    "simulate-rails-kept": "Beside BL2, {policy} keeps every guard rail at {load}.",
    "simulate-claim": "It may be said that {policy} cuts the mean response by more than 30 %.",
    "simulate-no-claim": "It may not be said that {policy} cuts the mean response by more than "
    "30 %: that needs a lower bound above 30 % in 30 weeks at each of the three loads, and every "
    "guard rail.",
    "simulate-no-claim-recorded": "It may not be said that {policy} cuts the mean response by more "
    "than 30 %: that needs a lower bound above 30 % in 30 recorded days, and every guard rail.",
    "simulate-square": "Of the reduction from BL1 to P1, pooling explains {pooling} and "
    "optimisation {optimisation}.",
    "simulate-days": "{span}. Response times in minutes, shares in percent; a "
    "reduction with its 95 % interval.",
    "simulate-either": "give a WORLD or --replay, one of the two",
    "simulate-only-world": "{option} is for a WORLD: recorded days are lived once each, with the "
    "requests that came in",
    "replay-name": "{days} recorded days from {first} to {last}",
    "replay-empty": "the folder contains no scenario: no file ends with .yaml, .yml or .json",
    "replay-no-requests": "no visit of any day was requested on that day",
    "replay-no-requests.todo": "Give the visits that came in during a day the time: requested.",
    "replay-same-date": "{other} is of the same date, {date}",
    "replay-same-date.todo": "Keep one of them: a day that counts twice is no evidence.",
    "replay-dates": "it covers {number} dates",
    "replay-dates.todo": "Write a file for each date.",
    "replay-no-class": "this request has no class",
    "replay-no-class.todo": "Write urgent, same_day or short_notice.",
    "replay-later": "it was requested after the day, {date}",
    "replay-gap": "it waits for {other}, which nobody knows of before it is requested",
    "replay-gap.todo": "Leave the gap out.",
    "replay-group": "a request cannot be part of the group {group}: nobody knows of it beforehand",
    "replay-group.todo": "Leave the group out.",
    "replay-no-area": "no area is known, so no street answers for this client",
    "replay-no-area.todo": "Name it, or let dispatch areas find it on a map.",
    "replay-no-home": "nobody can tell in which street she works",
    "replay-no-home.todo": "Name her areas, her own street first, or let her start at a station "
    "that has an area.",
    "thing-world": "world",
    "scenario-not-world": "this is a scenario, not a world",
    "scenario-not-world.todo": "Name the file of a world.",
    "world-no-weight": "all weights are 0",
    "world-hours": "visits end at {closes} h, not after {opens} h, when they begin",
    "world-shares": "the shares of classes or of needs add up to {total}",
    "world-shares.todo": "Together they are at most 1.",
    "world-access": "the longest access, {most:time}, is shorter than the shortest, {least:time}",
    "world-on-time": "{on_time:time} is more than the tolerance of promises, {tolerance:time}",
    "world-variations": "these services have no variation: {services}",
    "world-not-dial": "'{name}' is no dial",
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
    "arm-freeze": "{number} changes of what is frozen",
    "arm-violations": "the plan breaks hard rules: {kinds}",
    "rows-arm-twice": "two arms have the same world, load, seed and policy",
    "rows-columns": "the table has no column {columns}",
    "rows-stray": "rows of the arm {arm}, which is not listed",
    "rows-value": "the column cannot have the value {value}",
    "claim-load": "no result",
    "claim-few": "{replications} replications; at least {least} are needed",
    "claim-no-bound": "the reduction has no bound: fewer than two replications have a value",
    "claim-bound": "the lower bound of the reduction is {bound:.1f} %, which is not above "
    "{threshold:.0f} %",
    "claim-no-rails": "no guard rail was judged",
    "claim-rail": "the guard rail {rail} is not kept",
    "claim-rail-unknown": "the replications do not tell whether the guard rail {rail} is kept",
}
