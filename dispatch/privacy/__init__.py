"""Days that may be shown to others: ids under a secret key, no names, places moved.

``Pseudonyms(key, scenario)``
    Turns the scenario, its plans and its events into pseudonymous ones.
``new_key()``, ``read_key(file)``
    The secret: the same key gives the same id on every day and in every file.
``risk_lines(scenario, moves)``
    Tells what could still identify somebody in a pseudonymous scenario.
"""

from dispatch.privacy.key import new_key, read_key
from dispatch.privacy.pseudonyms import Pseudonyms
from dispatch.privacy.risks import risk_lines

__all__ = ["Pseudonyms", "new_key", "read_key", "risk_lines"]
