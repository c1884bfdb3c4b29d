"""The pages in a browser: what is chosen, filtered and sorted agrees, for every reader."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from dispatch.messages import speaking
from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.report import Comparison, Day, compare_page, day_page
from dispatch.report.sheets.page import page_of
from dispatch.report.sheets.people import People
from dispatch.report.sheets.route_sheet import route_sheets
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 780}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        installed = next(filter(None, map(shutil.which, NAMES)), None)
        where = installed or playwright.chromium.executable_path
        if not Path(where).exists():
            pytest.skip("no Chromium or Chrome here; `playwright install chromium` fetches one")
        opened = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory, scenario, plan, travel, judgement, roads):
    """The pages of the day of three, by name."""
    day = Day.of(scenario, plan, travel)
    idle = Plan.model_validate(plan.model_dump() | {"routes": plan.model_dump()["routes"][:1]})
    plans = ((plan, judgement), (idle, judge(scenario, travel, idle)))
    beside = Comparison(scenario, ("yesterday", "today"), plans)
    made = {
        "day": day_page(scenario, plan, travel, judgement, roads=roads, since=idle, helps={}),
        "compare": compare_page(beside, travel, roads=roads),
        "sheets": page_of(scenario, route_sheets(day, judgement, People(scenario))),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in made}


@pytest.fixture
def opened(browser, files):
    """`opened(name, address, **context)` opens a page; none may complain."""
    contexts, complaints = [], []

    def open_(name, address="", **context):
        contexts.append(browser.new_context(**{"viewport": DESK, **context}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda each: complaints.append(each.text))
        page.goto(files.get(name, name) + address)
        return page

    yield open_
    for each in contexts:
        each.close()
    assert complaints == []


def on(page: Page, selector: str) -> list[str]:
    """The visits, or else the caregivers, of what is marked as chosen."""
    return page.eval_on_selector_all(
        f"{selector}.on", "all => all.map(each => each.dataset.v ?? each.dataset.n)"
    )


def shown(page: Page, selector: str) -> set[str]:
    """The visits that a filter leaves."""
    return set(
        page.eval_on_selector_all(
            f"{selector}[data-v]:not(.out)", "all => all.map(each => each.dataset.v)"
        )
    )


CARE_1, BATH_1, CARE_2, NURSE_1, CARE_3 = "01234"
"""The visits by their place in the scenario."""


def test_a_caregiver_who_is_chosen_is_chosen_everywhere(opened):
    page = opened("day")
    page.click(".roster tr[data-n='1'] button")
    assert on(page, ".roster tr") == on(page, ".gantt li") == on(page, ".route") == ["1"]
    assert on(page, ".dot") == on(page, ".service") == [CARE_1, BATH_1, CARE_2]
    assert on(page, ".entries tr") == [CARE_1, BATH_1, CARE_2]
    assert page.locator(".order:visible").all_text_contents() == ["1", "2", "3"]
    assert page.locator(".roster [aria-pressed='true']").count() == 1
    assert "1 ai" in page.inner_text("#chosen")
    assert page.url.endswith("#caregiver=ai")
    page.click(".gantt li[data-n='2'] button")
    assert on(page, ".roster tr") == ["2"]
    page.click(".gantt li[data-n='2'] button")  # again: nobody
    assert on(page, "*") == []
    assert page.locator(".dim").count() == 0


def test_a_visit_chosen_on_the_map_is_chosen_in_chart_and_tables(opened):
    page = opened("day")
    page.locator(".dot.c2").dispatch_event("click")
    for each, times in ((".dot", 2), (".service", 2), (".entries tr", 1), (".window", 2)):
        assert on(page, each) == [BATH_1] * times, each
    assert page.locator(".window:visible").count() == 2 + 1  # and the legend's
    assert page.url.endswith("#visit=bath-1")
    panel = page.inner_text("#chosen")
    assert "together with bo" in panel
    assert "together with ai" in panel
    dim = page.eval_on_selector_all(".dot.dim", "all => all.map(each => each.dataset.v)")
    assert dim == [CARE_3, NURSE_1]  # the rest is of the two who come
    page.keyboard.press("Escape")
    assert on(page, "*") == []
    assert page.is_hidden("#chosen")


def test_a_link_shows_what_was_chosen_and_filtered(opened):
    page = opened("day", "#visit=nurse-1&status=left")
    assert on(page, ".dot") == on(page, ".unserved tr") == on(page, ".entries tr") == [NURSE_1]
    assert page.input_value("[name=status]") == "left"
    assert shown(page, ".entries tr") == {NURSE_1, CARE_3}
    page.evaluate("location.hash = 'caregiver=bo'")
    page.wait_for_selector(".entries tr.on[data-v='1']")
    assert on(page, ".entries tr") == [BATH_1]
    assert shown(page, ".entries tr") == {*"01234"}
    strange = opened("day", "#visit=gone&status=gone")
    assert on(strange, "*") == []
    assert shown(strange, ".entries tr") == {*"01234"}


def test_table_map_and_chart_show_what_a_filter_leaves(opened):
    page = opened("day")
    for field, value, left in (
        ("by", "bo", {BATH_1}),
        ("status", "late", {BATH_1}),
        ("status", "served", {CARE_1, CARE_2}),
        ("service", "居家照护", {CARE_1, CARE_2, CARE_3}),
        ("area", "长寿路街道", {*"01234"}),
        ("find", "ELDER-2", {BATH_1, CARE_3}),
        ("find", "nobody", set()),
    ):
        widget = page.locator(f"[name={field}]")
        widget.fill(value) if field == "find" else widget.select_option(value)
        assert shown(page, ".entries tr") == left, value
        assert page.locator(".entries tbody tr:visible").count() == len(left)
        assert shown(page, ".dot") == left
        assert shown(page, ".service") == left - {NURSE_1, CARE_3}
        assert page.inner_text("output") == f"{len(left)} of 5 visits"
        assert f"{field}={quote(value)}" in page.url
        page.click("button[type=reset]")
        page.wait_for_url("**#")
        assert shown(page, ".entries tr") == {*"01234"}


def test_a_click_on_a_heading_sorts_and_again_the_other_way(opened):
    page = opened("day")
    column = page.locator(".roster tbody td:nth-child(2)")
    heading = page.locator(".roster th:nth-child(2)")
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert column.all_inner_texts() == ["0", "1", "3"]
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert column.all_inner_texts() == ["3", "1", "0"]
    page.click(".entries th:nth-child(3) button")
    assert heading.get_attribute("aria-sort") == "descending"  # another table
    visits = page.locator(".entries tbody td:nth-child(3)").all_inner_texts()
    assert visits == ["bath-1", "care-1", "care-2", "care-3", "nurse-1"]


def test_the_keyboard_reaches_everything(opened):
    page = opened("day")
    page.focus(".gantt .service")
    for key, order in (("ArrowRight", "2"), ("ArrowDown", "1"), ("ArrowUp", "3")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.querySelector('text').textContent") == order
    assert page.locator(".gantt [tabindex='0']").count() == 1
    assert "12:20" in page.inner_text("#tip")  # the focus shows it as the pointer does
    page.keyboard.press("Enter")
    assert on(page, ".entries tr") == [CARE_2]
    assert page.get_attribute(".service.on", "aria-pressed") == "true"
    assert page.get_attribute(".service.on", "aria-label").startswith("care-2 · 居家照护")
    page.focus(".entries tr[data-v='0'] button")
    page.keyboard.press("Enter")
    assert on(page, ".dot") == [CARE_1]
    page.keyboard.press("Escape")
    assert on(page, "*") == []


def test_the_tab_key_stops_at_what_the_filter_leaves(opened):
    page = opened("day")
    assert page.get_attribute(".map [tabindex='0']", "data-v") == CARE_3
    page.select_option("[name=status]", "late")
    assert page.get_attribute(".map [tabindex='0']", "data-v") == BATH_1
    assert page.locator(".map [tabindex='0']").count() == 1


def test_a_definition_is_shown_at_the_pointer_the_focus_and_the_finger(opened):
    page = opened("day")
    page.hover("text=Waiting >> nth=0")
    assert page.inner_text("#tip").startswith("Paid time between the arrival")
    page.mouse.move(5, 5)
    assert page.is_hidden("#tip")
    page.keyboard.press("Tab")
    assert page.inner_text("#tip").startswith("Visits that the plan serves")
    phone = opened("day", viewport=PHONE, has_touch=True, is_mobile=True)
    phone.tap("text=Overtime >> nth=0")
    assert phone.inner_text("#tip").startswith("From the end of the shift")
    box = phone.locator("#tip").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_the_map_zooms_and_dots_keep_their_size(opened):
    page = opened("day")
    dot = page.locator(".dot.c1 circle").first
    before, scale = dot.bounding_box(), page.inner_text(".scale")
    page.click(".map [data-zoom='0.5']")
    page.click(".map [data-zoom='0.5']")
    after = dot.bounding_box()
    assert after["width"] == pytest.approx(before["width"], abs=1)
    assert (after["x"], after["y"]) != pytest.approx((before["x"], before["y"]), abs=20)
    assert page.inner_text(".scale") != scale
    page.click(".map [data-zoom='0']")
    assert dot.bounding_box() == pytest.approx(before, abs=1)


def test_a_name_has_the_width_of_a_phone(opened):
    page = opened("sheets", viewport=PHONE)
    name, day = (page.locator(f"header {each}").first.bounding_box() for each in ("h1", ".day"))
    assert name["width"] > PHONE["width"] / 2
    assert name["y"] + name["height"] <= day["y"]


@pytest.mark.parametrize("name", ["day", "compare", "sheets"])
def test_on_a_phone_nothing_lies_beside_the_screen(opened, name):
    page = opened(name, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    beside = page.evaluate(
        """() => [...document.querySelectorAll("h1, h2, dd, p, li, label, input, select, .map")]
            .filter(each => !each.closest(".hours, [hidden]") && each.getClientRects().length)
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
            .map(each => each.outerHTML.slice(0, 80))"""
    )
    assert beside == []


def test_on_a_phone_visits_are_told_with_their_client(opened):
    page = opened("day", viewport=PHONE)
    for table in (".unserved", ".entries"):
        heads = page.locator(f"{table} th:visible").all_inner_texts()
        assert "Client" in heads
        assert "Service" not in heads


def test_on_a_phone_chinese_is_not_set_a_character_a_line(
    opened, scenario, plan, travel, judgement, tmp_path
):
    with speaking("zh"):
        html = day_page(scenario, plan, travel, judgement, roads=None, helps={})
    (tmp_path / "zh.html").write_text(html, encoding="utf-8")
    page = opened((tmp_path / "zh.html").as_uri(), viewport=PHONE)
    cells = page.locator(".unserved th:visible, .entries th:visible, .entries td:last-child")
    high = cells.evaluate_all("all => all.map(each => [...each.childNodes].map(one => {"
                              "const range = document.createRange();"
                              "range.selectNodeContents(one);"
                              "return range.getBoundingClientRect().height}))")  # fmt: skip
    assert len(high) > 10
    assert max(map(max, high)) < 30  # pixels: one line


def test_printed_there_is_the_run_sheet_and_no_drawing(opened):
    page = opened("day", "#visit=care-1")
    page.emulate_media(media="print")
    assert page.is_visible(".run-sheet")
    assert page.is_visible(".figures")
    for gone in (".map", ".gantt", "#filter", "#chosen", ".entries"):
        assert page.is_hidden(gone), gone


def test_print_is_whole_whatever_the_filter_hides(opened):
    page = opened("day", "#status=served")
    assert page.locator(".unserved tbody tr:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator(".unserved tbody tr:visible").count() == 2


def test_plans_side_by_side_are_linked_and_sorted(opened):
    page = opened("compare")
    page.locator(".map >> nth=0").locator(".dot.c1 >> nth=0").dispatch_event("click")
    assert on(page, ".dot") == [CARE_1, CARE_1]
    panel = page.inner_text("#chosen")
    assert panel.index("yesterday · care-1") < panel.index("today · care-1")
    page.click(".sortable th:nth-child(2) button >> nth=0")
    assert page.get_attribute(".sortable th:nth-child(2) >> nth=0", "aria-sort") == "ascending"


@pytest.mark.parametrize("name", ["day", "compare", "sheets"])
def test_axe_finds_nothing_serious(opened, name):
    found = Axe().run(opened(name, "#visit=bath-1" if name == "day" else ""))
    serious = [
        (each["id"], [node["html"] for node in each["nodes"]][:3])
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_day_of_300_visits_opens_at_once(opened, scenario, tmp_path):
    asked = scenario.model_dump(mode="json")
    care = {"client": "elder-1", "service": "care"}
    asked["visits"] = [{"id": f"visit-{k}", **care} for k in range(300)]
    asked["caregivers"] = [{**asked["caregivers"][0], "id": f"one-{k}"} for k in range(60)]
    routes = [
        {"caregiver": f"one-{k}", "departure": "07:50", "returned": "15:00",
         "stops": [{"visit": f"visit-{5 * k + n}", "role": "caregiver",
                    "arrival": f"{8 + n:02d}:10", "start": f"{8 + n:02d}:15",
                    "end": f"{9 + n:02d}:00"} for n in range(5)]}
        for k in range(60)
    ]  # fmt: skip
    day, plan = Scenario.model_validate(asked), Plan(scenario="0" * 12, routes=routes)
    travel = travel_times(day)
    html = day_page(day, plan, travel, judge(day, travel, plan), roads=None)
    assert len(html.encode()) < 1_500_000
    (tmp_path / "large.html").write_text(html, encoding="utf-8")
    begun = time.monotonic()
    page = opened((tmp_path / "large.html").as_uri())
    page.click(".roster tr[data-n='7'] button")
    assert len(on(page, ".service")) == 5
    assert time.monotonic() - begun < 5  # seconds; half a second on a quiet machine
