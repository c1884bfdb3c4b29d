"""Published instances to scenarios, and plans to published solutions.

The formats are HHCRSP (the home health care routing and scheduling problem, in the JSON of Ceschia,
Di Gaspero, Rosati and Schaerf, 10.1111/itor.13585), UHHC (the unified home healthcare problem,
10.1111/itor.70140) and VRPTW (VRPLIB's form, and the classic text of Solomon,
10.1287/opre.35.2.254). The conversion loses nothing: times are exact to a thousandth.
"""

from dispatch.formats.costs import published_components, published_cost
from dispatch.formats.files import (
    dump_solution,
    load_instance,
    load_question,
    load_solution,
    solution_text,
)
from dispatch.formats.instance import FAMILIES, Family, Instance
from dispatch.formats.uhhc.lunches import settled

__all__ = [
    "FAMILIES", "Family", "Instance", "dump_solution", "load_instance", "load_question",
    "load_solution", "published_components", "published_cost", "settled", "solution_text",
]  # fmt: skip
