"""The page's style sheet, settled on an element: which rules meet it, in pixels, without variables."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

import pytest

from audit.report.exports import style
from audit.report.exports.style import max_width, presented, variable

SHEET = """
:root { --ink: #111; --pale: #eee; --edge: var(--ink) }
svg text { fill: var(--ink); font-size: .75rem; letter-spacing: 1px }
svg text.loud { fill: red; font: 600 1.5rem/2 var(--sans, serif) }
svg .late { fill: var(--unknown, blue); stroke-width: 2 }
svg .inner { --ink: #999 }
svg .inner rect { fill: var(--ink); stroke: var(--edge) }
svg text:hover { fill: green }
figure { max-width: 30rem }
figure.wide { max-width: 500px }
@media (prefers-color-scheme: dark) { svg text { fill: white } }
"""


@pytest.fixture(autouse=True)
def sheet(monkeypatch):
    """Take another style sheet for the page's; what was read of the page's is read again afterwards."""
    caches = (style._rules, style._matcher, style._root_variables)
    monkeypatch.setattr(style, "style_sheet", lambda *_: SHEET)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def tree() -> tuple[Element, Element]:
    figure = Element("figure")
    return figure, SubElement(figure, "svg")


def test_an_element_has_what_the_rules_that_meet_it_say() -> None:
    root, svg = tree()
    plain, loud = SubElement(svg, "text"), SubElement(svg, "text", {"class": "loud"})
    found = presented(root)
    assert found[plain] == {
        "fill": "#111",
        "font-size": "12px",
    }  # .75 rem of 16; what is no attribute of SVG is left out
    assert found[loud] == {"fill": "red", "font-size": "24px", "font-weight": "600", "font-family": "serif"}
    assert found[svg] == {}


def test_the_light_page_counts_and_no_state_does() -> None:
    root, svg = tree()
    text = SubElement(svg, "text")
    assert presented(root)[text]["fill"] == "#111"


def test_a_variable_is_that_of_the_nearest_ancestor_and_has_a_fallback() -> None:
    root, svg = tree()
    late = SubElement(svg, "path", {"class": "late"})
    inner = SubElement(SubElement(svg, "g", {"class": "inner"}), "rect")
    found = presented(root)
    assert found[late] == {"fill": "blue", "stroke-width": "2"}
    assert found[inner]["fill"] == "#999"


def test_a_variable_of_the_page_is_known_by_its_name() -> None:
    assert variable("--pale") == "#eee"
    with pytest.raises(KeyError):
        variable("--unknown")


@pytest.mark.parametrize(("kind", "width"), [("", 480), ("wide", 500)])
def test_the_width_of_a_figure_is_in_pixels(kind: str, width: float) -> None:
    assert max_width(Element("figure", {"class": kind})) == width


def test_without_a_rule_a_figure_is_as_wide_as_the_text() -> None:
    assert max_width(Element("div")) == 46 * 16


def test_every_value_is_settled() -> None:
    root, svg = tree()
    for kind in ("loud", "late", "inner"):
        SubElement(svg, "text", {"class": kind})
    assert not [v for found in presented(root).values() for v in found.values() if re.search(r"var\(|em\b", v)]
