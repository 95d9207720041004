"""Charts of the page, found in it: every figure with a picture, whatever drew it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, fromstring

from audit.errors import AuditError
from audit.report.exports.picture import Drawing, LegendEntry, picture
from audit.report.exports.style import Style, max_width, presented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.report.exports.picture import ExportedChart

_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
_TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)
"""What a script fills when a reader asks for it: there is no picture in it yet."""

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_OF_THE_PAGE = ("class", "role", "style")
"""Attributes that mean something in the page alone; so do those that begin with `aria-` or `data-`."""


def charts_of(page: str) -> Iterator[ExportedChart]:
    """Yield every chart of a page as a picture of its own, in the order of the page.

    Parameters
    ----------
    page
        HTML as `to_html` makes it: its figures are well-formed XML, and nothing from a cohort is markup in it.
    """
    for found in _FIGURE.finditer(_TEMPLATE.sub("", page)):
        figure = _parsed(found[0])
        drawn = next((svg for svg in figure.iter("svg") if svg.get("role") == "img"), None)
        if drawn is not None:
            yield _picture(figure, drawn)


def _parsed(figure: str) -> Element:
    try:
        return fromstring(figure.replace(_NAMESPACE, "").replace("&nbsp;", "&#160;"))  # noqa: S314 - our own page
    except ParseError as error:
        raise AuditError(f"a figure of the page is not well-formed, so it cannot be exported: {error}") from error


def _picture(figure: Element, drawn: Element) -> ExportedChart:
    styles = presented(figure)
    fixed = re.fullmatch(r"[\d.]+", drawn.get("width", ""))
    width = float(fixed[0]) if fixed else max_width(figure)
    title, description = (_text(drawn.find(tag)) for tag in ("title", "desc"))
    legend = [_entry(item, styles) for item in figure.iterfind("ul/li")]
    notes = [_text(note) for note in figure.iterfind("p")]
    drawing = Drawing(element=_settled(drawn, styles, width), width=width, height=float(drawn.get("height", "0")))
    key = figure.get("id", "chart")
    return picture(drawing, key=key, title=title, description=description, legend=legend, notes=notes)


def _entry(item: Element, styles: dict[Element, Style]) -> LegendEntry:
    swatch = item.find("svg")
    swatch = Element("svg", width="0", height="0") if swatch is None else swatch
    width = float(swatch.get("width", "0"))
    return LegendEntry(swatch=_settled(swatch, styles, width), width=width, text=_text(item))


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _settled(element: Element, styles: dict[Element, Style], width: float) -> Element:
    """Return a copy of an element as it looks in the page, without what only the page understands."""
    kept = {
        name: value
        for name, value in element.attrib.items()
        if name not in _OF_THE_PAGE and not name.startswith(("aria-", "data-"))
    }
    copy = Element(element.tag, kept | styles[element])
    copy.text = (element.text or "").strip()
    copy.extend(_settled(child, styles, width) for child in element if child.tag not in ("title", "desc"))
    return _unstretched(copy, width) if kept.get("preserveAspectRatio") == "none" else copy


def _unstretched(element: Element, width: float) -> Element:
    """Return a drawing that is stretched to its width with its paths in pixels: not every program keeps their strokes.

    Its paths are absolute points in a square of 100 by 100.
    """
    across, down = width / 100, float(element.get("height", "100")) / 100
    group = Element("g", transform=f"translate({element.get('x', '0')} {element.get('y', '0')})")
    for child in element:
        path = child.get("d", "")
        child.set("d", _PAIR.sub(lambda at: f"{float(at[1]) * across:.1f},{float(at[2]) * down:.1f}", path))
        group.append(child)
    return group
