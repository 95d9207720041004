"""The style of an element of the page, settled: which rules meet it, variables resolved, light colours.

Office programs and renderers know presentation attributes of SVG; they know little of style sheets and nothing of
custom properties. So the style sheet of the page is applied here, and each element is given what it would look like.
"""

from __future__ import annotations

import re
from functools import cache
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from audit.report.pages.html import style_sheet

REM = 16
"""Pixels of the page's unit of length."""

_PRESENTED = re.compile(
    "fill|fill-opacity|stroke|stroke-(?:width|dasharray|linejoin)|paint-order|overflow|font-(?:size|weight|family)"
)
"""Properties that are presentation attributes of SVG, among those the page uses."""

_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_LENGTH = re.compile(r"([\d.]+)r?em\b")
_FONT = re.compile(r"(?:(\d{3}|bold) )?([\d.]+(?:r?em|px))(?:/\S+)? (.+)")

Style = dict[str, str]


def presented(root: Element) -> dict[Element, Style]:
    """Return the presentation attributes of every element of a tree, as the page's style sheet sets them.

    Parameters
    ----------
    root
        A fragment of the page, without namespace.
    """
    found: dict[Element, Style] = {}
    _settle(cssselect2.ElementWrapper.from_xml_root(root), _root_variables(), found)
    return found


def max_width(root: Element) -> float:
    """Return the width that a figure of the page may have, in pixels."""
    wrapper = cssselect2.ElementWrapper.from_xml_root(root)
    declared = _declared(wrapper).get("max-width", "46rem")
    return float(_LENGTH.sub(lambda rem: f"{float(rem[1]) * REM:g}", declared).removesuffix("px"))


def variable(name: str) -> str:
    """Return a variable of the page's style sheet, such as `--ink`, in its light form."""
    return _root_variables()[name]


def _settle(wrapper: cssselect2.ElementWrapper, inherited: Style, found: dict[Element, Style]) -> None:
    declared = _declared(wrapper)
    variables = {**inherited, **{name: text for name, text in declared.items() if name.startswith("--")}}
    style = {name: _resolved(text, variables) for name, text in declared.items() if _PRESENTED.fullmatch(name)}
    if "font" in declared and (font := _FONT.fullmatch(_resolved(declared["font"], variables))):
        style |= {"font-size": font[2], "font-family": font[3]} | ({"font-weight": font[1]} if font[1] else {})
    found[wrapper.etree_element] = style
    for child in wrapper.iter_children():
        _settle(child, variables, found)


def _declared(wrapper: cssselect2.ElementWrapper) -> Style:
    """Return the declarations that win on an element."""
    declared: Style = {}
    for *_, declarations in _matcher().match(wrapper):  # weakest first
        declared |= declarations
    return declared


@cache
def _matcher() -> cssselect2.Matcher:
    matcher = cssselect2.Matcher()
    for selectors, declarations in _rules():
        for selector in selectors:
            matcher.add_selector(selector, declarations)
    return matcher


@cache
def _rules() -> tuple[tuple[list[cssselect2.CompiledSelector], Style], ...]:
    """Return the rules outside any `@media`: those of the light page on a screen."""
    sheet = tinycss2.parse_stylesheet(str(style_sheet("blends.css")), skip_comments=True, skip_whitespace=True)
    return tuple((_selectors(r.prelude), _declarations(r.content)) for r in sheet if r.type == "qualified-rule")


def _selectors(prelude: list[tinycss2.ast.Node]) -> list[cssselect2.CompiledSelector]:
    """Return the selectors of a rule; those on states a picture does not have (`:hover`) meet nothing."""
    try:
        return [s for s in cssselect2.compile_selector_list(prelude) if s.pseudo_element is None]
    except cssselect2.SelectorError:
        return []


def _declarations(content: list[tinycss2.ast.Node]) -> Style:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return {d.name: tinycss2.serialize(d.value).strip() for d in parsed if d.type == "declaration"}


@cache
def _root_variables() -> Style:
    root = cssselect2.ElementWrapper.from_html_root(Element("html"))
    return {name: text for name, text in _declared(root).items() if name.startswith("--")}


def _resolved(text: str, variables: Style) -> str:
    """Return a value without variables, lengths in pixels."""
    while found := _VARIABLE.search(text):
        known = variables.get(found[1], (found[2] or "").strip())
        text = text[: found.start()] + known + text[found.end() :]
    return _LENGTH.sub(lambda rem: f"{float(rem[1]) * REM:g}px", text)
