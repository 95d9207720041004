"""The pictures in headless Chromium: filtered by key, announced, complete without JavaScript, asking for nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from assets.audits import hostile, voted
from assets.galleries import gallery_for
from browser.tabs import Opened

from audit.domain.cohort.pictures import PictureMode
from audit.report import to_html

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

PICTURES = ".part li"
VISIBLE = f"{PICTURES}:visible"


@pytest.fixture(scope="module")
def galleries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages with pictures: twelve, twelve explained and blurred, hostile ones."""
    folder = tmp_path_factory.mktemp("galleries")
    texts = {
        "plain": to_html(voted(), gallery_for(voted(), 12)),
        "explained": to_html(voted(), gallery_for(voted(), 12, PictureMode.BLURRED, explained=True)),
        "hostile": to_html(hostile(), gallery_for(hostile(), 12, explained=True, image="<b>" + 300 * "x" + "{}")),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def heard(opened: Opened) -> list[str]:
    """Return whatever went wrong or out."""
    return [*(url for url in opened.requests if not url.startswith("data:")), *opened.complaints]


def until(count: Locator, text: str) -> None:
    """Wait for what is said of the number of pictures."""
    count.filter(has_text=re.compile(f"^{text}$")).wait_for()


@pytest.mark.parametrize("name", ["plain", "explained", "hostile"])
def test_pictures_are_decoded_and_nothing_is_asked_for(name, tabs, galleries) -> None:
    opened = tabs.opened(galleries[name])
    page = opened.page
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    assert page.evaluate("[...document.images].filter((image) => image.naturalWidth !== 96).length") == 0
    assert page.locator("#pictures img").count() >= 12
    assert heard(opened) == [galleries[name].as_uri()]
    assert page.evaluate("window.violations") == []


def test_a_filter_works_by_key_and_says_how_many_are_left(tabs, galleries) -> None:
    opened = tabs.opened(galleries["plain"])
    page = opened.page
    count = page.locator("#gallery-count")
    assert (count.get_attribute("role"), count.get_attribute("aria-live")) == ("status", "polite")
    assert count.text_content() == "12 pictures"
    page.get_by_label("kind", exact=True).focus()
    page.keyboard.press("w")  # the first choice that begins so: wrong answers
    until(count, "Showing 6 of 12 pictures")
    assert page.locator(VISIBLE).count() == 6
    assert page.locator("[id^=pictures-error]").first.is_visible()
    assert not page.locator("#pictures-mixed").is_visible()  # a heading without pictures goes too
    page.get_by_label("gender", exact=True).select_option(label="male (6)")
    assert count.text_content() == "None of 12 pictures is of this kind"  # even numbers are female and wrong
    page.get_by_role("button", name="Show all").press("Enter")
    until(count, "12 pictures")
    assert page.locator(VISIBLE).count() == 12
    assert len(heard(opened)) == 1


def test_filters_by_emotion_agree_with_the_captions(tabs, galleries) -> None:
    page = tabs.opened(galleries["plain"]).page
    page.get_by_label("labelled", exact=True).select_option(label="fear (2)")
    assert page.locator(VISIBLE).count() == 2
    captions = page.locator(f"{VISIBLE} figcaption").all_text_contents()
    assert all(re.search(r"(Labelled|Right)\s+fear", caption) for caption in captions)


def test_every_picture_is_there_without_javascript(tabs, galleries) -> None:
    page = tabs.opened(galleries["explained"], java_script_enabled=False).page
    assert page.locator(VISIBLE).count() == 12
    assert page.locator(".seen img:visible").count() == 24  # each beside its heat map
    assert not page.locator("#gallery-filters").is_visible()
    assert page.locator("#gallery-count").text_content() == "12 pictures"
    assert page.locator(".maps img:visible").count() == 8  # six ethnicities and two genders


def test_every_picture_says_what_it_shows(tabs, galleries) -> None:
    page = tabs.opened(galleries["explained"]).page
    assert page.locator("#pictures img:not([alt]), #pictures img[alt='']").count() == 0


@pytest.mark.parametrize("name", ["plain", "explained", "hostile"])
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_sticks_out_of_a_phone_and_captions_can_be_read(name, width, tabs, galleries) -> None:
    page = tabs.opened(galleries[name], width=width, height=700).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = "[...document.querySelectorAll('.gallery figcaption')].map((e) => e.getBoundingClientRect().width)"
    assert min(page.evaluate(f"{sizes}.filter((width) => width)")) >= 100
    heights = "[...document.querySelectorAll('.filters select')].map((e) => e.getBoundingClientRect().height)"
    assert min(page.evaluate(heights)) >= 24


def test_print_leaves_the_choices_out_and_keeps_the_pictures(tabs, galleries) -> None:
    page = tabs.opened(galleries["plain"], width=695, height=1039).page
    page.emulate_media(media="print")
    assert not page.locator("#gallery-filters").is_visible()
    assert page.locator(VISIBLE).count() == 12
    assert page.evaluate("document.documentElement.scrollWidth") <= 695


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing(width, scheme, tabs, galleries) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = tabs.opened(galleries["explained"], width=width, scheme=scheme, bypass_csp=True).page
    options = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    found = axe.Axe().run(page, context="#pictures", options=options).response["violations"]
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found] == []
