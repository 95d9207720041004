"""Choices in the parts by feature and buttons that save, in headless Chromium: what is chosen is what tables say."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pytest
from assets.audits import HOSTILE_NAMES, drawn, hostile, three_hundred, voted
from browser.tabs import OPEN_ALL, Tabs

from audit.domain.wording.words import shown
from audit.report import to_html

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RESULTS = {"drawn": drawn, "voted": voted, "hostile": hostile, "many": three_hundred}
PAPER = "getComputedStyle(document.querySelector('#groups-1-rates-plot .main-svg')).backgroundColor"
RATES = "rows => rows.map(row => [row.cells[0].textContent, row.cells[1].firstChild.textContent])"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Some made-up audits as files."""
    folder = tmp_path_factory.mktemp("explored")
    files = {name: folder / f"{name}.html" for name in RESULTS}
    for name, path in files.items():
        path.write_text(to_html(RESULTS[name]()), encoding="utf-8")
    return files


def explored(tabs: Tabs, path: Path, feature: int = 1, **how: object) -> Page:
    """Open a page and one of its parts by feature, by keyboard."""
    page = tabs.opened(path, **how).page
    page.locator(f"summary:has(#part-group-{feature})").press("Enter")
    page.wait_for_selector(f"#groups-{feature}-success")
    return page


def choose(page: Page, select: str, text: str, feature: int = 1) -> None:
    """Choose by the arrow keys."""
    place = page.locator(f"details:has(> summary #part-group-{feature}) [name={select}]")
    texts = place.locator("option").all_text_contents()
    index = next(i for i, option in enumerate(texts) if option.startswith(text))
    place.press("Home")
    for _ in range(index):
        place.press("ArrowDown")


def rates(page: Page, feature: int = 1) -> list[list[str]]:
    return page.locator(f"#groups-{feature}-success tbody tr").evaluate_all(RATES)


def told(page: Page, feature: int = 1) -> str:
    return page.locator(f"details:has(> summary #part-group-{feature}) .told").text_content()


def test_the_keyboard_chooses_and_the_numbers_are_those_of_the_static_tables(tabs, pages) -> None:
    page = explored(tabs, pages["voted"])
    before = page.locator("#rates-1").inner_html(), told(page)
    choose(page, "metric", "recall")
    choose(page, "emotion", "fear")
    cells = "rows => rows.map(row => [row.cells[0].textContent, row.cells[3].querySelector('small').textContent])"
    heat = dict(page.locator("#groups-1-recall tbody tr").evaluate_all(cells))
    texts = [0, 3, 4]
    counted = f"rows => rows.map(row => {texts}.map(i => row.cells[i].textContent))"
    found = page.locator("#groups-1-success tbody tr").evaluate_all(counted)
    assert {name: f"{above} of {of}" for name, above, of in found} == heat
    choose(page, "emotion", "angry")
    assert told(page).startswith("Recall of “angry” by ethnicity: 6 groups, from 23.8")
    assert told(page).endswith("? INCONCLUSIVE: recall of “angry”, largest difference by ethnicity, at most 20 points.")
    save = page.locator("#groups-1-rates .tools button").first
    assert save.get_attribute("aria-label") == "Save SVG: Recall of “angry” by ethnicity"
    choose(page, "metric", "success")
    assert (page.locator("#rates-1 svg").first.inner_html(), told(page)) == (
        re.search(r"<svg[^>]*>(.*?)</svg>\n<p", before[0], re.DOTALL).group(1),
        before[1],
    )
    assert save.get_attribute("aria-label") == "Save SVG: Success rate by ethnicity"
    assert rates(page)[-1] == ["all pictures", "2,811"]


def test_success_rates_by_name_keep_their_columns(tabs, pages) -> None:
    page = explored(tabs, pages["voted"])
    before = rates(page)
    choose(page, "order", "by name")
    assert rates(page) == [*sorted(before[:-1]), before[-1]]
    assert page.locator("#groups-1-success thead th").all_text_contents()[1:3] == ["Right", "Wrong"]
    names = page.locator("#groups-1-rates g.lane").evaluate_all("gs => gs.map(g => g.dataset.name)")
    assert names == [name for name, _ in rates(page)[:-1]]


def test_an_intersection_a_false_positive_rate_and_the_order_of_names(tabs, pages) -> None:
    page = explored(tabs, pages["voted"], 3)
    choose(page, "metric", "false positive", 3)
    choose(page, "order", "by name", 3)
    choose(page, "emotion", "sad", 3)
    names = [name for name, _ in rates(page, 3)[:-1]]
    assert len(names) == 12
    assert names == sorted(names)
    assert told(page, 3).endswith("No limit was set on this: it is shown, not judged.")
    choose(page, "emotion", "each", 3)
    assert len(rates(page, 3)) == 12 * 7 + 7
    assert page.locator("#groups-3-rates g.lane").count() == 30
    assert (
        page.locator("#groups-3-rates .note")
        .text_content()
        .endswith("54 of 84 rows, neither among the lowest nor the highest, are in the table only")
    )


def test_a_choice_is_a_link_that_opens_the_same_rates(tabs, pages) -> None:
    page = explored(tabs, pages["voted"])
    choose(page, "metric", "precision")
    choose(page, "emotion", "sad")
    choose(page, "order", "by name")
    link = page.url
    assert link.endswith("#groups?by=ethnicity&metric=precision&emotion=sad&order=name")
    again = page.context.new_page()
    again.goto(link)
    assert again.locator("#groups-1-success").is_visible()
    assert rates(again) == rates(page)
    assert told(again) == told(page)
    again.close()


@pytest.mark.parametrize(
    "fragment",
    [
        "by=<img src=x onerror=alert(1)>&metric=recall",
        "by=ethnicity&metric=__proto__",
        "by=ethnicity&metric=constructor&emotion=sad",
        "by=ethnicity&metric=recall&emotion=%E0%A4%A",
        "by=ethnicity&metric=accuracy&emotion=sad",
        "by=ethnicity&metric=recall&order=javascript:alert(1)",
        "by=0&metric=1",
        "",
    ],
)
def test_a_fragment_that_is_no_choice_does_nothing(fragment, tabs, pages) -> None:
    found = tabs.opened(pages["voted"])
    before = found.page.locator("#groups").inner_html()
    found.page.goto(f"{pages['voted'].as_uri()}#groups?{fragment}")
    assert found.page.locator("#groups").inner_html() == before
    assert found.complaints == []


def test_hostile_names_stay_text_and_groups_without_a_rate_say_why(tabs, pages) -> None:
    found = tabs.opened(pages["hostile"])
    title = found.page.title()
    found.page.locator("summary:has(#part-group-1)").click()
    choose(found.page, "metric", "recall")
    names = " ".join(name for name, _ in rates(found.page)[:-1])
    assert all(shown(name) in names for name in HOSTILE_NAMES if len(shown(name)) <= 80)
    assert found.page.locator("#rates-1 :is(img, b, a, script)").count() == 0
    assert found.page.title() == title
    assert found.complaints == []
    page = explored(tabs, pages["many"])
    assert page.locator("#groups-1-success tbody tr").nth(-2).locator("small").text_content() == "no scored picture"
    choose(page, "order", "by name")
    assert "10 without a rate: no scored picture." in told(page)


def test_the_interactive_chart_follows_the_choice_the_width_and_the_scheme(tabs, pages) -> None:
    page = explored(tabs, pages["voted"])
    page.locator("#groups-1-rates .explore").click()
    page.wait_for_selector("#groups-1-rates-plot .main-svg")
    assert page.locator("#groups-1-rates-plot .ytick text").count() == 6
    choose(page, "metric", "recall")
    page.wait_for_function("() => document.querySelectorAll('#groups-1-rates-plot .ytick text').length === 30")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {PAPER} === 'rgb(20, 23, 27)'")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function(
        "() => document.querySelector('#groups-1-rates-plot .main-svg').getBoundingClientRect().width < 390"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("name", RESULTS)
def test_what_is_chosen_does_not_stick_out_of_a_phone(name, width, tabs, pages) -> None:
    page = explored(tabs, pages[name], width=width, height=700)
    choose(page, "metric", "recall")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_shows_no_controls_but_what_was_chosen(tabs, pages) -> None:
    page = explored(tabs, pages["drawn"])
    choose(page, "metric", "recall")
    page.emulate_media(media="print")
    assert page.locator("#groups-1-success caption").text_content() == "Recall of each emotion by age group"
    assert page.locator("#groups-1-success").is_visible()
    assert page.locator(":is(.choices, .tools):visible").count() == 0


def test_without_javascript_the_parts_are_whole_and_have_no_buttons(tabs, pages) -> None:
    page = tabs.opened(pages["drawn"], java_script_enabled=False).page
    assert page.locator("button, select").count() == 0
    page.locator("summary:has(#part-group-1)").click()
    assert page.locator("#groups-1-rates").is_visible()
    assert page.locator("#groups-1-success").is_visible()


def saved(page: Page, place: str, button: str, folder: Path) -> Path:
    """Press a button and return what was saved."""
    page.locator(f"details:has({place})").evaluate_all("all => all.forEach(each => { each.open = true; })")
    with page.expect_download() as download:
        page.locator(f"{place} .tools button", has_text=button).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def parsed(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_table_and_every_chart_has_named_buttons_of_a_size_to_hit(tabs, pages) -> None:
    page = tabs.opened(pages["voted"]).page
    assert page.locator("figure.chart:not(:has(.tools))").count() == 0
    assert page.locator(".tabled:not(:has(.tools))").count() == 0
    buttons = page.locator(".tools button:visible")
    boxes = [button.bounding_box() for button in buttons.all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 24
    names = buttons.evaluate_all("bs => bs.map(b => [b.textContent, b.getAttribute('aria-label')])")
    assert all(name.startswith(f"{text}: ") and len(name) > len(text) + 4 for text, name in names)


def test_a_table_is_saved_as_the_page_shows_it(tabs, pages, tmp_path) -> None:
    found = tabs.opened(pages["drawn"])
    path = saved(found.page, ".tabled:has(#groups-1-success)", "CSV", tmp_path)
    assert path.name == "groups-1-success.csv"
    rows = parsed(path)
    assert rows[0] == ["age group", "Right", "Wrong", "Success rate", "95 % interval", "Shrunk"]
    assert ["senior", "294", "141", "67.6%", "63.1 to 71.8 %"] in [row[:5] for row in rows]
    assert len({len(row) for row in rows}) == 1
    assert len(found.requests) == 1
    assert found.page.evaluate("window.violations") == []


def test_cells_that_would_calculate_are_disarmed(tabs, pages, tmp_path) -> None:
    page = tabs.opened(pages["hostile"]).page
    path = saved(page, ".tabled:has(#groups-1-success)", "CSV", tmp_path)
    names = [row[0] for row in parsed(path)]
    assert '\'=HYPERLINK("https://example.org")' in names
    assert not [name for name in names if name[0] in "=+-@"]
    assert "x" * 300 in names  # the whole of a shortened name


@pytest.mark.parametrize("chart", ["groups-1-rates", "grades-1-chart", "abstention-1-chart", "reliability-label-chart"])
def test_a_chart_is_saved_light_on_white_from_a_dark_phone(chart, tabs, pages, tmp_path) -> None:
    found = tabs.opened(pages["voted"], width=390, height=800, scheme="dark")
    found.page.evaluate(OPEN_ALL)
    picture = cv2.imread(str(saved(found.page, f"#{chart}", "PNG", tmp_path)))
    drawing = saved(found.page, f"#{chart}", "SVG", tmp_path).read_text(encoding="utf-8")
    assert found.requests[0] == pages["voted"].as_uri()
    assert [url for url in found.requests[1:] if not url.startswith(("data:image/svg", "blob:"))] == []
    assert found.page.evaluate("window.violations") == []
    assert found.complaints == []
    root = ET.fromstring(drawing)
    height, width = picture.shape[:2]
    assert (width, height) == (2 * int(root.get("width")), 2 * round(float(root.get("height"))))
    assert (picture[:10] == 255).all()
    assert 0.02 < np.mean((picture < 200).any(axis=2)) < 0.5
    assert root.find("{http://www.w3.org/2000/svg}text").text == found_title(pages["voted"], chart)
    assert not re.search(r"var\(|class=|data-|url\(http|<script|foreignObject", drawing)


def found_title(path: Path, chart: str) -> str:
    """Return the caption of a chart."""
    return re.search(rf'id="{chart}">\s*<figcaption>(.*?)</figcaption>', path.read_text(encoding="utf-8")).group(1)
