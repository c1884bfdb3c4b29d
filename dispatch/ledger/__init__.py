"""The ledger: what each caregiver and client has had over the weeks; knows no engine."""

from dispatch.ledger.account import entries_of, unknown_hours
from dispatch.ledger.entry import DESK, Asked, Came, Entry, Worked
from dispatch.ledger.file import Added, Ledger
from dispatch.ledger.memory import remembered

__all__ = [
    "DESK", "Added", "Asked", "Came", "Entry", "Ledger", "Worked", "entries_of", "remembered",
    "unknown_hours",
]  # fmt: skip
