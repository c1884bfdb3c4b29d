"""Cost and faults of published solutions from the files alone; nothing of the program is used."""

import json
import math
import re
from decimal import Decimal
from fractions import Fraction


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


def uhhc(instance_text, solution_text):
    """Return what is wrong, and every component times its weight."""
    instance, solution = _load(instance_text), _load(solution_text)
    points = [*instance["terminal_points"], *instance["patients"]]
    row = {point["id"]: point["distance_matrix_index"] for point in points}
    at_end = instance["metadata"]["time_window_met"] == "at_service_end"
    early = instance["metadata"].get("origin") in ("bazirha", "bazirha-caie")
    patients = {patient["id"]: patient for patient in instance["patients"]}
    given = {route["caregiver_id"]: route.get("locations", []) for route in solution["routes"]}
    wrong, starts, late = [], {}, [0]
    counts = dict.fromkeys(["travel", "waiting", "extra", "dislikes", "enemies", "missed"], 0)
    idle, loads = [], []
    if sorted(given) != sorted(person["id"] for person in instance["caregivers"]):
        wrong.append("caregivers")
    for person in instance["caregivers"]:
        stops = sorted(_stops(given[person["id"]]), key=lambda stop: stop["from"])
        lunches = [stop for stop in stops if stop["service"] == "lunch_break"]
        for stop in stops:
            if stop not in lunches:
                patient = patients[stop["patient"]]
                part = (stop["patient"], stop["service"])
                wrong += [f"{part} twice"] if part in starts else []
                wrong += _service_faults(patient, person, stop)
                late.append(_late(patient, stop, at_end))
                liked = patient.get("preferred_caregivers")
                counts["dislikes"] += bool(liked) and person["id"] not in liked
                counts["enemies"] += person["id"] in patient.get("incompatible_caregivers", [])
                starts[part] = (stop["from"], person["id"])
        taken = any(_is_lunch(instance["lunch_breaks"], stop, at_end) for stop in lunches)
        counts["missed"] += person.get("lunch_break", False) and not taken
        faults, way, waits, idleness, extra = _follow(
            instance["distances"], row, person, stops, early
        )
        wrong += faults
        counts["travel"] += way
        counts["waiting"] += waits
        counts["extra"] += extra
        idle.append(idleness)
        loads.append(way + sum(s["to"] - s["from"] for s in stops if s not in lunches))
    out = 0
    for patient in patients.values():
        parts = [(patient["id"], needed["service"]) for needed in patient["required_services"]]
        served = [part in starts for part in parts]
        if not any(served) and patient.get("optional", False):
            out += 1
        else:
            wrong += _pair_faults(patient, parts, starts, early)
    mean = Fraction(sum(loads)) / len(loads)
    amounts = {
        "travel_time": counts["travel"],
        "total_tardiness": sum(late),
        "highest_tardiness": max(late),
        "total_waiting_time": counts["waiting"],
        "total_extra_time": counts["extra"],
        "max_idle_time": max(idle),
        "workload_balance": sum(math.ceil(abs(load - mean)) for load in loads),
        "caregiver_preferences": counts["dislikes"],
        "incompatible_caregivers": counts["enemies"],
        "optional_patients": out,
        "missed_lunch_break": counts["missed"],
    }
    return _weighed(instance["metadata"]["cost_components"], amounts, wrong)


def _weighed(weights, amounts, wrong):
    """What is HARD, and what is forbidden unless it is weighted, is wrong instead."""
    weights = {"incompatible_caregivers": "HARD", **weights}
    hard = [name for name, weight in weights.items() if weight == "HARD"]
    wrong = [*wrong, *(name for name in hard if amounts[name])]
    names = {"caregiver_preferences": "preferences", "optional_patients": "unscheduled"}
    costs = {
        names.get(name, name): amount * Fraction(0 if name in hard else weights.get(name, 0))
        for name, amount in ((name, Fraction(amount)) for name, amount in amounts.items())
    }
    return wrong, costs


def _stops(locations):
    for stop in locations:
        lunch = "start_time" in stop
        yield {
            "patient": stop["patient"],
            "service": stop["service"],
            "from": stop["start_time" if lunch else "arrival_time"],
            "to": stop["end_time" if lunch else "departure_time"],
        }


def _service_faults(patient, person, stop):
    durations = {needed["service"]: needed["duration"] for needed in patient["required_services"]}
    if stop["service"] not in person["abilities"]:
        yield f"{patient['id']} ability"
    if stop["to"] - stop["from"] != durations[stop["service"]]:
        yield f"{patient['id']} duration"
    if stop["from"] < patient["time_windows"][0]["start"]:
        yield f"{patient['id']} early"


def _late(patient, stop, at_end):
    opened = [span for span in patient["time_windows"] if span["start"] <= stop["from"]]
    return max(0, stop["to" if at_end else "from"] - opened[-1]["end"]) if opened else 0


def _is_lunch(breaks, stop, at_end):
    last = stop["to" if at_end else "from"]
    long_enough = stop["to"] - stop["from"] >= breaks["min_duration"]
    return long_enough and breaks["start"] <= stop["from"] and last <= breaks["end"]


def _follow(distances, row, person, stops, early):
    """Return the faults of a route, its travel, waiting, idle and extra time."""
    shift = person["working_shift"]
    if not stops:
        return [], 0, 0, shift["end"] - shift["start"], 0
    here, faults, waits, slack = row[person["departing_point"]], [], 0, 0
    travel = distances[here][row[stops[0]["patient"]]]
    left = departure = shift["start"] if early else stops[0]["from"] - travel
    for number, stop in enumerate(stops):
        arrival = left + distances[here][row[stop["patient"]]]
        travel += distances[here][row[stop["patient"]]] if number else 0
        if stop["from"] < arrival:
            faults.append(f"{person['id']} travel to {stop['patient']}")
        slack += stop["from"] - arrival
        first_is_lunch = stops[0]["service"] == "lunch_break"
        waits += 0 if number == 1 and first_is_lunch else stop["from"] - arrival
        here, left = row[stop["patient"]], stop["to"]
    home = distances[here][row[person["arrival_point"]]]
    if departure < shift["start"]:
        faults.append(f"{person['id']} before shift")
    slack += departure - shift["start"] + max(0, shift["end"] - left - home)
    return faults, travel + home, waits, slack, max(0, left + home - shift["end"])


def _pair_faults(patient, parts, starts, different):
    if not all(part in starts for part in parts):
        yield f"{patient['id']} missing"
    elif len(parts) == 2:
        (first, one), (second, other) = (starts[part] for part in parts)
        together = patient["synchronization"]["type"] != "independent"
        span = patient["synchronization"].get("distance", {"min": 0, "max": 0})
        if one == other and (together or different):
            yield f"{patient['id']} same"
        if any(
            (first < span["start"]) != (second < span["start"])
            for span in patient["time_windows"][1:]
        ):
            yield f"{patient['id']} windows"
        if together and not span["min"] <= second - first <= span["max"]:
            yield f"{patient['id']} apart"
