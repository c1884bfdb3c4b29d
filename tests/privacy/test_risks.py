"""What could still identify is counted as a person would."""

from __future__ import annotations

from typing import Any

from dispatch.messages import speaking
from dispatch.privacy import Pseudonyms, risk_lines
from dispatch.privacy.risks import rare_certificates, small_cells

KEY = b"0123456789abcdef0123456789abcdef"


def people(small: Any) -> Any:
    """Five alike, one of them known by nothing else, and one woman who lives alone."""
    alike = {"gender": "woman", "age": 81, "care_level": 2, "area": "north"}
    clients = [{"id": f"c{k}", "place": [121.2 + k / 100, 31.0], **alike} for k in range(5)]
    clients.append({**clients[0], "id": "c5", "age": 83, "solitary": True})
    staff = [
        {
            "id": f"g{k}", "gender": "woman", "start": [121.2, 31.0], "mode": "walk",
            "shifts": [{"start": "08:00", "end": "16:00"}], "courses": ["bath"],
            "certificates": [{"certificate": "care", "grade": "middle"}],
        }
        for k in range(5)
    ]  # fmt: skip
    staff[0]["certificates"].append({"certificate": "nurse"})
    return small(
        roads={"kind": "straight_line"},
        clients=clients,
        caregivers=staff,
        visits=[
            {"id": "v", "client": "c0", "service": "bath"},
            {"id": "w", "client": "c1", "service": "bath", "exact_start": "09:00"},
        ],
    )


def test_groups_of_fewer_than_five_are_small(small: Any) -> None:
    day = people(small)
    (cell,) = small_cells(Pseudonyms(KEY, day).scenario)
    assert cell.people == 1
    assert cell.traits.startswith("age band 80, woman, care level 2, lives alone, area-")
    (_, one) = small_cells(day.model_copy(update={"clients": day.clients[:4] + day.clients[5:]}))
    assert one.people == 4


def test_low_income_tells_people_apart(small: Any) -> None:
    day = people(small)
    poor = day.clients[0].model_copy(update={"low_income": True})
    cells = small_cells(day.model_copy(update={"clients": (poor, *day.clients[1:])}))
    assert [cell.people for cell in cells] == [1, 1, 4]
    assert "poor" in cells[1].traits + cells[0].traits


def test_courses_of_roles_are_words_to_be_read(small: Any) -> None:
    crew = [{"id": "one", "requires": {"courses": ["for the wang family"]}}, {"id": "two"}]
    made = Pseudonyms(KEY, small(service={"crew": crew}))
    assert "for the wang family" in risk_lines(made.scenario, made.moves)[-1]


def test_a_caregiver_who_starts_alone_is_told(small: Any) -> None:
    day = people(small)
    far = day.caregivers[0].model_copy(update={"start": (121.3, 31.1)})
    made = Pseudonyms(KEY, day.model_copy(update={"caregivers": (far, *day.caregivers[1:])}))
    assert risk_lines(made.scenario, made.moves)[2].endswith("such as at home: 1 of 5")


def test_certificates_of_fewer_than_five_are_rare(small: Any) -> None:
    day = people(small)
    assert rare_certificates(day) == [("nurse", 1)]
    few = day.unchecked(caregivers=day.caregivers[1:])
    with speaking("zh"):
        assert rare_certificates(few) == [("care（middle）", 4)]


def test_everything_is_told(small: Any) -> None:
    made = Pseudonyms(KEY, people(small))
    lines = risk_lines(made.scenario, made.moves)
    assert lines[0].startswith("Places moved to the middle of the nearest street: 0; ")
    assert "of their square of 200 m: 5; moved by " in lines[0]
    assert lines[1] == "Clients who are alone at their place: 4 of 6"
    assert (
        lines[2] == "Caregivers who start where no other caregiver starts, such as at home: 0 of 5"
    )
    assert lines[3] == "Groups of fewer than 5 clients who are alike: 1, with 1 clients"
    assert lines[4].startswith("  1: age band 80, woman")
    assert lines[5:7] == ["Certificates that fewer than 5 caregivers hold: 1", "  1: nurse"]
    assert lines[7] == "Visits with times: 1 of 2; times and dates are unchanged"
    assert lines[8] == (
        "Words that were kept, for you to check: bath, caregiver, care, junior, middle, senior, "
        "nurse, walk, bicycle, e_bike, drive"
    )
    assert len(lines) == 9


def test_many_groups_are_counted_and_roads_are_named(small: Any) -> None:
    clients = [{"id": f"c{k}", "place": [121.2, 31.0], "age": 5 * k} for k in range(13)]
    start = {"start": [121.2, 31.0]}
    day = small(
        roads={"kind": "place", "name": "Songjiang"}, clients=clients, amy=start, bob=start,
        visit={"client": "c0"},
    )  # fmt: skip
    lines = risk_lines(Pseudonyms(KEY, day).scenario, Pseudonyms(KEY, day).moves)
    assert lines[3].endswith(": 13, with 13 clients")
    assert lines[14] == "  and 3 more"
    assert lines[-1] == "The roads still name their real place: Songjiang"


def test_a_matrix_has_nothing_to_move(small: Any) -> None:
    made = Pseudonyms(KEY, small())
    first = risk_lines(made.scenario, made.moves)[0]
    assert first == "No place has coordinates; the minutes between places are unchanged"
