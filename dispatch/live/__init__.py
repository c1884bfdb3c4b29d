"""The running day: what happens, what it changes, and how the plan is repaired."""
