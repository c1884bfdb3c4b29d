"""Published instances to scenarios, and plans to published solutions.

Read are HHCRSP (the home health care routing and scheduling problem, in the JSON of Ceschia, Di
Gaspero, Rosati and Schaerf, 10.1111/itor.13585) and VRPTW (VRPLIB's form, and the classic text of
Solomon, 10.1287/opre.35.2.254). Nothing is lost on the way: times are exact to a thousandth.
"""

from dispatch.formats.files import detect, dump_solution, load_instance, load_solution
from dispatch.formats.instance import FAMILIES, Family, Instance, published_cost

__all__ = [
    "FAMILIES", "Family", "Instance", "detect", "dump_solution", "load_instance", "load_solution",
    "published_cost",
]  # fmt: skip
