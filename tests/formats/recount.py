"""Cost and faults of published solutions from the files alone; nothing of the program is used."""

import json
import math
import re
from decimal import Decimal


def _load(text):
    return json.loads(text, parse_float=lambda number: round(Decimal(number), 3))


def hhcrsp(instance_text, solution_text):
    """Return what is wrong, and three times the cost."""
    instance, solution = _load(instance_text), _load(solution_text)
    patients = {patient["id"]: patient for patient in instance["patients"]}
    row = {name: number for number, name in enumerate(patients, 1)}
    abilities = {person["id"]: person["abilities"] for person in instance["caregivers"]}
    wrong, starts, travel, tardiness = [], {}, 0, [0]
    if sorted(route["caregiver_id"] for route in solution["routes"]) != sorted(abilities):
        wrong.append("caregivers")
    for route in solution["routes"]:
        who, here, free = route["caregiver_id"], 0, 0
        for stop in route["locations"]:
            patient, start = patients[stop["patient"]], stop["arrival_time"]
            part = (stop["patient"], stop["service"])
            durations = {one["service"]: one["duration"] for one in patient["required_caregivers"]}
            way = instance["distances"][here][row[stop["patient"]]]
            travel += way
            if part in starts:
                wrong.append(f"{part} twice")
            if stop["service"] not in abilities[who]:
                wrong.append(f"{part} ability")
            if start < free + way:
                wrong.append(f"{part} travel")
            if start < patient["time_window"][0]:
                wrong.append(f"{part} early")
            if stop["departure_time"] - start != durations[stop["service"]]:
                wrong.append(f"{part} duration")
            tardiness.append(max(0, start - patient["time_window"][1]))
            starts[part] = (start, who)
            here, free = row[stop["patient"]], stop["departure_time"]
        travel += instance["distances"][here][0]
    wrong += [fault for patient in patients.values() for fault in _together(patient, starts)]
    return wrong, travel + sum(tardiness) + max(tardiness)


def _together(patient, starts):
    parts = [(patient["id"], needed["service"]) for needed in patient["required_caregivers"]]
    if not all(part in starts for part in parts):
        yield f"{patient['id']} missing"
    elif len(parts) == 2:
        (first, one), (second, other) = (starts[part] for part in parts)
        least, most = patient["synchronization"].get("distance", (0, 0))
        if one == other:
            yield f"{patient['id']} same"
        if not least <= second - first <= most:
            yield f"{patient['id']} apart"


def vrptw(instance_text, solution_text):
    """Return what is wrong in a solution of a VRPLIB file, and its distance in tenths."""
    heads = dict(re.findall(r"^(\w+)\s*:\s*(\S+)", instance_text, re.MULTILINE))
    rows = {}
    rows_of = r"^(\w+_SECTION)((?:\n\s*-?\d.*)+)"
    for section, body in re.findall(rows_of, instance_text, re.MULTILINE):
        lines = [[int(word) for word in line.split()] for line in body.split("\n") if line.strip()]
        rows[section] = [line[1:] for line in lines]
    places, demands = rows["NODE_COORD_SECTION"], rows["DEMAND_SECTION"]
    windows, length = rows["TIME_WINDOW_SECTION"], 10 * int(heads["SERVICE_TIME"])
    routes = [
        [int(name) for name in match.split()]
        for match in re.findall(r"^Route #\d+:(.*)$", solution_text, re.MULTILINE)
    ]
    wrong, distance = [], 0
    if sorted(name for route in routes for name in route) != list(range(1, len(places))):
        wrong.append("customers")
    if len(routes) > int(heads["VEHICLES"]):
        wrong.append("vehicles")
    for route in routes:
        if sum(demands[number][0] for number in route) > int(heads["CAPACITY"]):
            wrong.append(f"{route} capacity")
        here, free = 0, 10 * windows[0][0]
        for there in [*route, 0]:
            (x, y), (u, v) = places[here], places[there]
            way = math.isqrt(100 * ((x - u) ** 2 + (y - v) ** 2))
            distance += way
            start = max(free + way, 10 * windows[there][0])
            if start > 10 * windows[there][1]:
                wrong.append(f"{there} late")
            here, free = there, start + length
    return wrong, distance
