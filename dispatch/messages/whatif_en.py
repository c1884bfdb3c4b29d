"""The English catalogue of what if: more caregivers, and who lives within reach."""

from __future__ import annotations

STAFFING = {
    "staffing-nobody": "nobody has a shift, so there is no kind of caregiver to add",
    "staffing-nobody.todo": "Give a caregiver shifts.",
    "staffing-level": "{value} is not a share to be served",
    "staffing-level.todo": "Write a share above 0 %, up to 100 %, such as 95% or 0.95.",
    "staffing-least": "{value} is out of range; the least is {least}",
    "staffing-title": "Who is missing: {name}, {date}",
    "staffing-kind": "{kind}: {certificates}; {mode}; {shifts}; {areas} ({number} now)",
    "staffing-no-certificate": "no certificate",
    "staffing-everywhere": "all areas",
    "staffing-shift": "{start}–{end}",
    "staffing-base": "As it is: {served} of {visits} visits served, {hours} of {asked} h, "
    "{mandatory} mandatory visits left out (means; seeds: {seeds}, moves each: {iterations})",
    "staffing-all-served": "Every visit is served with every seed, so more caregivers can serve no "
    "more",
    "staffing-more": "One more of a kind brings:",
    "staffing-more-kinds": "  kinds that bring no more: {number} (--json and the page have all)",
    "staffing-kinds": "The kinds, each by the caregiver who stands for it:",
    "staffing-noise": "noise: the seeds of the search alone may explain it, because the 95 % "
    "interval contains 0",
    "staffing-few-seeds": "One seed, or fewer than {enough} that agree exactly, cannot tell a gain "
    "from noise: give --seeds {enough} or more",
    "staffing-brings-nothing": "Not searched, because by the rules one more could neither serve a "
    "visit that is left out nor make room for one: like {kinds}",
    "staffing-equipment": "Visits left out for want of equipment, not of people, with the team as "
    "it is: {number}",
    "staffing-equipment-mix": "Visits left out for want of equipment, not of people, with {team}: "
    "{number}",
    "staffing-of-visits": "{level} of the visits",
    "staffing-of-hours": "{level} of the hours",
    "staffing-reached": "Missing for {level}: {team}",
    "staffing-reached-already": "{level} are served as it is: nobody is missing",
    "staffing-mix-most": "{level} are not reached with {most} more: {share} with {team}",
    "staffing-mix-nothing": "{level} are not reached with any more caregivers of these kinds: "
    "{share} with {team}, and by the rules one more of any kind could serve none of the visits "
    "that are left out",
    "staffing-mix-noise": "{level} are not reached by adding one caregiver after another: {share} "
    "with {team}, and one more caregiver brings no more than noise (dispatch explain shows what "
    "else is in the way)",
    "staffing-mandatory-left": "{level} count as reached only if no mandatory visit is left out",
    "staffing-team": "{number} like {kind}",
    "staffing-team-as-it-is": "the team as it is",
    "staffing-step": "  with one more like {kind}: {served} of {visits} visits, {hours} h",
    "staffing-verdict-noise": "noise",
    "staffing-column-kind": "Kind",
    "staffing-column-more": "More",
    "staffing-column-added": "Added",
    "staffing-column-served": "Visits served",
    "staffing-column-hours": "Hours of care, h",
    "staffing-column-mandatory": "Mandatory left out",
    "staffing-column-on_time": "On time",
    "staffing-on-time-percent": "On time, %",
    "staffing-column-paid": "Paid time, min",
    "staffing-column-travel": "Travel, min",
    "staffing-column-certificates": "Certificates",
    "staffing-column-mode": "Mode",
    "staffing-column-shifts": "Shifts",
    "staffing-column-areas": "Areas",
    "staffing-column-number": "Now",
    "staffing-heading-answer": "Who is missing",
    "staffing-heading-more": "What more of each kind brings",
    "staffing-heading-mix": "The mix, one by one",
    "staffing-heading-kinds": "The kinds",
    "staffing-heading-method": "How it was found",
    "staffing-caption-more": "Gains compared with the team as it is, with 95 % intervals over "
    "seeds",
    "staffing-caption-mix": "Each step adds the caregiver who brings most; gains are compared with "
    "the step before",
    "staffing-caption-kinds": "Caregivers with the same certificates, mode, shifts and area",
    "staffing-picture": "Gains by the number of added caregivers, with 95 % intervals",
    "staffing-picture-some": "Gains by the number of added caregivers, with 95 % intervals, for "
    "the {shown} of {all} kinds that bring most",
    "staffing-method": "With each seed the day is planned once as it is. From that plan, and with "
    "the same budget, the search goes on for the team as it is and for every larger team, and the "
    "referee checks each plan. A gain is the mean difference of these pairs; its interval is "
    "Student's t, and one in twenty misses the true value. Of many kinds tried, the one that looks "
    "best tends to look better than it is. Each added caregiver is a copy of the one who stands "
    "for the kind.",
    "staffing-files": "Page, tables and the scenario with the mix: {folder}",
}

REACH = {
    "reach-minutes": "{value} is not a number of minutes",
    "reach-minutes.todo": "Write 0 or more.",
    "reach-title": "Who lives within reach: {name}, {date}",
    "reach-walk": "Within {minutes:g} min on foot of a station: {number} of {clients} clients "
    "({share})",
    "reach-ride": "Within {minutes:g} min of caregivers who may do what is needed, as each "
    "travels: {number} of {clients} clients with visits ({share})",
    "reach-no-clients": "The scenario has no clients",
    "reach-no-visits": "No client has a visit to come, so no ride is needed",
    "reach-no-stations": "The scenario has no stations, so nobody lives within a walk of one",
    "reach-no-walk-mode": "Nothing is known of walks: no travel mode has the network walk",
    "reach-no-walk-roads": "Nothing is known of walks: the roads have none for the mode {mode}: "
    "{why}",
    "reach-no-caregivers": "Nobody is on duty, so nobody comes",
    "reach-unqualified": "Clients with a part of a visit that nobody on duty may take: {clients}",
    "reach-candidate": "Newly in reach on foot with a station at {place}: {number} ({clients})",
    "reach-candidate-none": "Newly in reach on foot with a station at {place}: nobody",
    "reach-together": "Newly in reach on foot with all of these stations together: {number}",
    "reach-place": "{longitude},{latitude}",
    "reach-no-map": "The places are points of a matrix, without coordinates: there is no map and "
    "no GeoJSON",
    "reach-files": "Page and tables: {folder}",
    "reach-trait-all": "All",
    "reach-trait-area": "Area",
    "reach-everybody": "all clients",
    "reach-nobody": "nobody",
    "reach-empty": "Nobody is in these groups: {groups}",
    "reach-group": "{trait} {value}",
    "reach-column-trait": "By",
    "reach-column-group": "Group",
    "reach-column-clients": "Clients",
    "reach-column-walk": "On foot",
    "reach-column-asking": "With visits",
    "reach-column-ride": "By ride",
    "reach-column-added": "New by {number}",
    "reach-share": "{number} ({share})",
    "reach-heading-answer": "In short",
    "reach-heading-map": "Map",
    "reach-heading-groups": "By group and area",
    "reach-heading-homes": "Clients out of reach",
    "reach-caption-groups": "How many clients of each group are within reach",
    "reach-caption-homes": "The clients who are not within the walk, or not within the ride, "
    "farthest first",
    "reach-column-client": "Client",
    "reach-column-station": "Nearest station",
    "reach-column-minutes-walk": "Walk, min",
    "reach-column-minutes-ride": "Ride, min",
    "reach-legend-both": "within both",
    "reach-legend-walk": "within the walk only",
    "reach-legend-ride": "within the ride only",
    "reach-legend-none": "within neither",
    "reach-legend-station": "station",
    "reach-legend-candidate": "candidate, by number",
    "reach-tip-walk": "{minutes:.0f} min on foot to {station}",
    "reach-tip-no-walk": "no walk to a station is known",
    "reach-tip-ride": "{minutes:.0f} min until a caregiver is there",
    "reach-tip-no-ride": "a visit has a part that no caregiver may take, or can reach",
    "reach-tip-no-visit": "no visit to come",
    "reach-method": "A walk leads from the home to the station, a ride from where a caregiver's "
    "shift starts to the home, both on the scenario's roads with its speeds, padding and handling. "
    "For a client with several visits the ride is that of the part whose caregiver takes longest. "
    "Who may take a part follows from certificates, courses, contracts, gender and areas; hours "
    "and other visits are not considered.",
}
