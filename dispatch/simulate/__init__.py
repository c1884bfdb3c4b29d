"""Lived weeks: worlds, what happens in them, and the comparison of response times.

A world is a file of named assumptions. A replication of it is a week that depends on the world, the
load and the seed alone, never on what a policy decides.
"""
