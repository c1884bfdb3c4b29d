"""The English catalogue of the response-time comparison."""

from __future__ import annotations

SIMULATE = {
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
