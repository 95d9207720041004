"""The report for everybody: axe-core, the keyboard, a phone, a screen four times as large, eyes that see less, paper.

axe-core, as the package axe-playwright-python bundles it, runs on every made-up audit and on the page of a blend run
at 320 pixels, and on the fullest ones at 1280, with everything folded open. Its rule of contrast is slow on pages of
this size and gives up on text that scrolls, so it runs on two pages in both colour schemes, and a check of ours on the
text and the marks of all of them. Nothing else in axe depends on the scheme.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from assets.audits import AUDITS, sixty
from assets.blended import seven
from assets.series import looked_at
from browser.tabs import OPEN_ALL

from audit.report import to_html
from audit.report.pages.blends import blends_page
from audit.report.pages.series import series_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NAMES = (*AUDITS, "blends", "series")
LARGEST = ("voted", "sixty", "blends", "series")
"""Pages that together hold every part there is."""

SCHEMES = ("light", "dark")
CONTRAST_RULE = "color-contrast"


@pytest.fixture(scope="module")
def everything(pages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of all audits, that of a blend run, and that of a series."""
    folder = tmp_path_factory.mktemp("others")
    others = {"blends": blends_page(seven()), "series": series_page(looked_at())}
    for name, text in others.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {**pages, **{name: folder / f"{name}.html" for name in others}}


def violations(page: Page, rules: dict[str, bool]) -> list[str]:
    """Return what axe-core finds wrong: rule, and the first element that breaks it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    options = {"rules": {rule: {"enabled": on} for rule, on in rules.items()}, "resultTypes": ["violations"]}
    found = axe.Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [*((name, 320, "dark") for name in NAMES), *((name, 1280, "light") for name in LARGEST)],
)
def test_axe_finds_nothing(name, width, scheme, tabs, everything) -> None:
    page = tabs.unfolded(everything[name], width=width, scheme=scheme, bypass_csp=True)
    assert violations(page, {CONTRAST_RULE: False, "target-size": True}) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["five-pictures", "blends"])
def test_axe_finds_nothing_wrong_with_contrast(name, scheme, tabs, everything) -> None:
    page = tabs.unfolded(everything[name], scheme=scheme, bypass_csp=True)
    assert violations(page, {CONTRAST_RULE: True}) == []


@pytest.mark.parametrize("name", NAMES)
def test_text_and_marks_can_be_seen_in_light_and_dark(name, tabs, everything) -> None:
    """WCAG 2.2 asks for a contrast of 4.5 of text, and of 3 of marks, against what is behind them."""
    for scheme in SCHEMES:
        page = tabs.unfolded(everything[name], scheme=scheme)
        assert page.evaluate(CONTRAST, [MARKS, 3.0, 4.5]) == []


def test_the_check_of_contrast_sees_pale_text_and_pale_marks(tabs, everything) -> None:
    page = tabs.unfolded(everything["drawn"])
    page.evaluate("document.documentElement.style.setProperty('--mark', '#ddd')")
    page.evaluate("document.documentElement.style.setProperty('--quiet', '#aaa')")
    poor = page.evaluate(CONTRAST, [MARKS, 3.0, 4.5])
    assert any(found.startswith("mark ") for found in poor)
    assert any(found.startswith("text ") for found in poor)


@pytest.mark.parametrize("name", ["sixty", "waived", "blends"])
def test_the_keyboard_reaches_everything_in_order_and_one_sees_where_it_is(name, tabs, everything) -> None:
    page = tabs.opened(everything[name], width=320, height=700).page
    wanted = page.evaluate(REACHABLE)
    assert wanted > 0
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert [place for place, _ in reached] == list(range(wanted))
    assert [place for place, ring in reached if ring < 2] == []


def test_the_skip_link_leads_past_the_contents(tabs, everything) -> None:
    page = tabs.unfolded(everything["drawn"])
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("name", NAMES)
def test_what_scrolls_can_be_reached_and_has_a_name_and_nothing_else_scrolls(name, tabs, everything) -> None:
    """At 400 % zoom a screen 1280 pixels wide has 320."""
    page = tabs.unfolded(everything[name], width=320, height=700)
    page.evaluate("dispatchEvent(new Event('resize'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(UNREACHABLE) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["drawn", "sixty"])
def test_targets_are_large_enough_for_a_finger(name, width, tabs, everything) -> None:
    assert tabs.unfolded(everything[name], width=width, height=700).evaluate(SMALL) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_its_language_title_and_place(name, tabs, everything) -> None:
    page = tabs.unfolded(everything[name])
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title()
    assert page.locator("h1").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.locator("main").count() == 1
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("table:not(:has(caption))").count() == 0
    images = "svg[role=img]:not([aria-labelledby]), svg[role=img]:not(:has(> title)), svg[role=img]:not(:has(> desc))"
    assert page.locator(images).count() == 0
    assert page.locator("svg:not([role=img]):not([aria-hidden=true]):not(svg svg)").count() == 0


def test_who_asked_for_less_motion_gets_none(tabs, everything) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        page = tabs.unfolded(everything["drawn"], motion=wish)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


@pytest.mark.parametrize("name", AUDITS)
def test_the_three_answers_stand_above_the_fold(name, tabs, everything) -> None:
    page = tabs.opened(everything[name]).page
    cards = page.locator(".cards").bounding_box()
    assert cards["y"] + cards["height"] <= 900


def sheets(page: Page, paper: str) -> int:
    """Return how many sheets a page prints on."""
    printed = page.pdf(format=paper, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


FIRST_ONLY = """
document.querySelectorAll('main > section:not(#answers), #answers > .more, footer').forEach((e) => e.remove())
"""


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", AUDITS)
def test_page_one_is_one_sheet_of_paper(name, paper, tabs, everything) -> None:
    page = tabs.opened(everything[name]).page
    page.evaluate(FIRST_ONLY)
    assert sheets(page, paper) == 1


def test_page_one_stays_one_sheet_when_reasons_are_long(tabs, tmp_path) -> None:
    """What a reason says in full stands with the evidence; page one has one sentence for each limit."""
    result = sixty()
    wordy = tuple(replace(finding, reason=finding.reason * 8) for finding in result.findings)
    path = tmp_path / "wordy.html"
    path.write_text(to_html(replace(result, findings=wordy)), encoding="utf-8")
    page = tabs.opened(path).page
    page.evaluate(FIRST_ONLY)
    assert sheets(page, "A4") == 1


WORDS = """
(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (texts.nextNode()) {
    const place = texts.currentNode.parentElement;
    if (place.closest("script, template") || !place.checkVisibility()) continue;
    words += texts.currentNode.textContent.split(/\\s+/).filter(Boolean).length;
  }
  return words;
})()
"""


@pytest.mark.parametrize("name", AUDITS)
def test_the_story_has_few_words_and_sheets(name, tabs, everything) -> None:
    """What is shown before anything is unfolded: 3,000 words and 8 sheets, whatever was audited."""
    page = tabs.opened(everything[name]).page
    assert 200 < page.evaluate(WORDS) <= 3_000
    assert sheets(page, "A4") <= 8


@pytest.mark.parametrize("name", ["voted", "sixty", "hostile"])
def test_print_is_light_leaves_out_what_is_folded_and_cuts_nothing_off(name, tabs, everything) -> None:
    """A4 less its margins is 184 mm wide: 695 CSS pixels."""
    page = tabs.opened(everything[name], width=695, height=1039, scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator("details:not([open]):visible").count() == 0
    assert page.evaluate(CUT) == []
    page.evaluate(OPEN_ALL)
    assert page.evaluate(CUT) == []


def test_everything_is_printed_when_asked_for_and_folded_again(tabs, everything) -> None:
    page = tabs.opened(everything["voted"]).page
    page.evaluate("window.print = () => { window.folded = document.querySelectorAll('details:not([open])').length; }")
    before = page.locator("details[open]").count()
    page.get_by_role("button", name="Print everything").click()
    assert page.evaluate("window.folded") == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == before


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        ("SMALL", "<a href='#main'>x</a>"),
        ("UNREACHABLE", "<div style='overflow-x: auto; width: 50px'><p style='width: 500px'>long</p></div>"),
        ("CUT", "<figure style='width: 5000px'>long</figure>"),
    ],
)
def test_each_check_sees_a_fault_of_its_kind(check, fault, tabs, everything) -> None:
    page = tabs.unfolded(everything["five-pictures"])
    page.evaluate("(fault) => { document.querySelector('main').innerHTML = fault; }", fault)
    assert page.evaluate(globals()[check]) != []


def test_axe_sees_a_fault(tabs, everything) -> None:
    page = tabs.unfolded(everything["blends"], bypass_csp=True)
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(found.startswith("html-has-lang") for found in violations(page, {CONTRAST_RULE: False}))


MARKS = ".edge, .interval, .inner, .dot path, .reference, .curve, .at, .part, .fair, .line, .band"
"""What carries a number in a chart; the lines of a grid only guide the eye."""

CONTRAST = """
([marks, least, text]) => {
  const numbers = (value) => value.match(/[\\d.]+/g).map(Number);
  const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (rgb) => [.2126, .7152, .0722].reduce((sum, weight, i) => sum + weight * linear(rgb[i] / 255), 0);
  const ground = (e) => {
    const seal = e.previousElementSibling;
    if (seal && seal.classList.contains("seal")) return numbers(getComputedStyle(seal).fill);
    for (let at = e; at; at = at.parentElement) {
      const rgb = numbers(getComputedStyle(at).backgroundColor);
      if (rgb.length === 3 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const over = (rgb, share, below) => below.map((v, i) => rgb[i] * share + v * (1 - share));
  const contrast = (ink, share, below) => {
    const [low, high] = [light(over(ink, share, below)), light(below)].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const paint = (e, kind) => {
    const style = getComputedStyle(e), value = style[kind];
    if (value === "none" || (kind === "stroke" && parseFloat(style.strokeWidth) === 0)) return 0;
    if (value.startsWith("url")) return 0;
    return contrast(numbers(value), Number(style[kind + "Opacity"]) * Number(style.opacity), ground(e));
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const ratio = e instanceof SVGElement ? paint(e, "fill") : contrast(numbers(style.color), 1, ground(e));
    if (ratio < text) poor.push(`text ${e.tagName} ${ratio.toFixed(2)}: ${e.textContent.slice(0, 30)}`);
  }
  for (const e of document.querySelectorAll(marks)) {
    if (e.querySelector("path") || !e.getClientRects().length) continue;
    const ratio = Math.max(paint(e, "fill"), paint(e, "stroke"));
    if (ratio < least) poor.push(`mark ${e.tagName}.${e.getAttribute("class")} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
}
"""

_FOCUSABLE = """[...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
  .filter((e) => e.checkVisibility())"""
REACHABLE = f"{_FOCUSABLE}.length"
FOCUSED = f"""
(() => {{
  const e = document.activeElement, style = getComputedStyle(e);
  return [{_FOCUSABLE}.indexOf(e), style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth)];
}})()
"""
UNREACHABLE = """
[...document.querySelectorAll("body *")].filter((e) => {
  const style = getComputedStyle(e);
  if (!["auto", "scroll"].includes(style.overflowX) || e.scrollWidth <= e.clientWidth) return false;
  return e.tabIndex !== 0 || !(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby"));
}).map((e) => e.outerHTML.slice(0, 80))
"""
SMALL = """
[...document.querySelectorAll("a[href], button, summary")].filter((e) => {
  const box = e.getBoundingClientRect();
  return e.checkVisibility() && !e.matches(".skip") && (box.width < 24 || box.height < 24);
}).map((e) => e.outerHTML.slice(0, 80))
"""
CUT = """
[...document.querySelectorAll("table, figure, svg[role=img], p, li, pre")].filter((e) => {
  if (!e.checkVisibility()) return false;
  const box = e.getBoundingClientRect(), hidden = getComputedStyle(e).overflowX !== "visible" && e.tagName !== "svg";
  return box.right > innerWidth + 1 || (hidden && e.scrollWidth > e.clientWidth + 1);
}).map((e) => `${e.tagName} ${e.id} ${e.getBoundingClientRect().right}`)
"""
