"""The English catalogue of privacy."""

from __future__ import annotations

PRIVACY = {
    "privacy-key-short": "the key is too short: it must have at least {least} bytes",
    "privacy-key-short.todo": "Leave out --key-file to get a new key.",
    "privacy-key-there": "this key already exists",
    "privacy-key-there.todo": "Use it with --key-file, so that ids stay the same, or move it away.",
    "privacy-key-inside": "the key must not be in the folder that is passed on",
    "privacy-key-inside.todo": "Keep it elsewhere.",
    "privacy-folder-full": "this folder is not empty",
    "privacy-folder-full.todo": "Name a new folder.",
    "privacy-key-made": "{file} (the key: keep it secret, and pass it on to nobody)",
    "privacy-moved": "Places moved to the middle of the nearest street: {streets}; to the middle "
    "of their square of {side:.0f} m: {squares}; moved by {farthest:.0f} m at most",
    "privacy-matrix": "No place has coordinates; the minutes between places are unchanged",
    "privacy-alone": "Clients who are alone at their place: {alone} of {clients}",
    "privacy-homes": "Caregivers who start where no other caregiver starts, such as at home: "
    "{alone} of {caregivers}",
    "privacy-cells": "Groups of fewer than {few} clients who are alike: {cells}, with {people} "
    "clients",
    "privacy-certificates": "Certificates that fewer than {few} caregivers hold: {count}",
    "privacy-more": "and {more} more",
    "privacy-times": "Visits with times: {timed} of {visits}; times and dates are unchanged",
    "privacy-kept": "Words that were kept, for you to check: {words}",
    "privacy-roads": "The roads still name their real place: {name}",
    "privacy-age": "age band {age}",
    "privacy-woman": "woman",
    "privacy-man": "man",
    "privacy-level": "care level {level}",
    "privacy-disabled": "disabled",
    "privacy-solitary": "lives alone",
    "privacy-poor": "poor",
}
