"""The report in headless Chromium: it asks nothing of anybody, is complete without JavaScript, and names cannot act."""

from __future__ import annotations

import pytest
from assets.audits import AUDITS
from browser.tabs import OPEN_ALL

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", AUDITS)
def test_nothing_is_asked_for_and_nothing_complains(name, tabs, pages) -> None:
    found = tabs.opened(pages[name])
    assert found.requests == [pages[name].as_uri()]
    assert found.complaints == []
    assert found.page.evaluate("window.violations") == []
    assert found.page.locator("h1").count() == 1
    assert found.page.locator("table:not(:has(caption))").count() == 0


def test_charts_and_tables_are_there_without_javascript(tabs, pages) -> None:
    page = tabs.opened(pages["drawn"], java_script_enabled=False).page
    charts = page.locator("svg[role=img]")
    assert charts.count() == 22
    assert charts.locator("visible=true").count() == 2  # of emotions, and of groups; the others are in folded parts
    for part in page.locator("details.fold > summary").all():
        part.click()
    seen = [charts.nth(i) for i in range(charts.count()) if charts.nth(i).is_visible()]
    assert len(seen) >= 12  # the others are in folded parts
    assert [chart.get_attribute("aria-labelledby") for chart in seen if chart.bounding_box()["height"] < 50] == []
    assert page.locator("svg .lane .value").first.text_content() == "87.1\xa0% of 1,400"
    assert page.locator(".explore").count() == 0
    assert page.locator("#groups-1-success").is_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", AUDITS)
def test_nothing_sticks_out_of_a_phone(name, width, tabs, pages) -> None:
    page = tabs.opened(pages[name], width=width, height=700).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_interactive_chart_opens_on_demand_under_the_content_policy(scheme, tabs, pages) -> None:
    found = tabs.opened(pages["hostile"], scheme=scheme)
    found.page.evaluate(OPEN_ALL)
    lanes = found.page.locator("#groups-1-rates")
    lanes.locator(".explore").click()
    found.page.wait_for_selector("#groups-1-rates-plot .main-svg")
    assert not lanes.locator("svg[role=img]").is_visible()
    found.page.locator(".tabled:has(#groups-1-recall) .explore").click()
    found.page.wait_for_selector("#groups-1-recall-plot .main-svg")
    assert found.page.locator("#groups-1-recall").is_visible()
    assert found.page.evaluate("window.violations") == []
    assert found.complaints == []
    assert len(found.requests) == 1


def test_names_stay_text_also_in_interactive_charts(tabs, pages) -> None:
    """Plotly reads tags and links in its labels; ours are escaped before."""
    found = tabs.opened(pages["hostile"])
    found.page.evaluate(OPEN_ALL)
    title = found.page.title()
    for button in found.page.locator(".explore:visible").all():
        button.click()
    found.page.wait_for_function("document.querySelectorAll('.plot .main-svg').length >= 9")
    labels = found.page.locator("#groups-1-rates-plot .ytick").all_text_contents()
    assert any(label.startswith("<a href=") for label in labels)
    assert found.page.locator(".plot a, .plot img, .plot script, .plot b").count() == 0
    assert found.page.title() == title


def test_an_interactive_chart_can_be_closed_again(tabs, pages) -> None:
    page = tabs.opened(pages["drawn"]).page
    button = page.locator("#recalls .explore")
    button.click()
    page.wait_for_selector("#recalls-plot .main-svg")
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert button.get_attribute("aria-expanded") == "false"
    assert page.locator("#recalls > svg").is_visible()


def test_the_keyboard_reaches_what_scrolls_and_starts_with_the_skip_link(tabs, pages) -> None:
    page = tabs.opened(pages["voted"], width=320, height=700).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    scrolling = "[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth)"
    assert page.evaluate(f"{scrolling}.length") > 0
    assert page.evaluate(f"{scrolling}.every((e) => e.tabIndex === 0)")


def test_parts_drop_down_below_their_section_where_there_is_no_room_beside_the_page(tabs, pages) -> None:
    page = tabs.opened(pages["voted"], width=1280, height=800, motion="reduce").page
    part = page.locator("nav a[href='#part-group-1']")
    page.hover("nav a[href='#groups']")
    assert part.is_visible()
    page.keyboard.press("Escape")
    assert not part.is_visible()
    page.hover("#answers-title")
    page.focus("nav a[href='#groups']")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#part-group-1"
    assert part.is_visible()
    assert page.locator("#contents li.within").count() == 1  # it stays while neither link has the focus
    page.focus("#contents [type=search]")
    assert page.locator("#contents li.within").count() == 0
    page.keyboard.press("Escape")
    page.hover("nav a[href='#groups']")
    part.click()
    page.wait_for_function("document.querySelector('#part-group-1').getBoundingClientRect().top < innerHeight")
    assert not part.is_visible()


def test_the_contents_mark_where_one_is_and_name_what_stands_in_an_open_part(tabs, pages) -> None:
    page = tabs.opened(pages["voted"], width=1600, height=1000, motion="reduce").page
    assert page.locator("nav [aria-current]").all_text_contents() == ["Answers(INCONCLUSIVE) ?"]
    page.locator("nav a[href='#part-group-1']").click()
    page.wait_for_selector("nav a[href='#part-group-1'][aria-current]")
    assert page.locator("nav a[href='#groups'][aria-current]").count() == 1
    third = page.locator("nav ul ul ul a")
    assert third.first.text_content() == "Limits by ethnicity, and the evidence"
    assert len(set(third.all_text_contents())) == third.count() > 3
    page.locator("nav ul ul ul a[href='#groups-1-recall']").click()
    page.wait_for_function("document.querySelector('#groups-1-recall').getBoundingClientRect().top < innerHeight")
