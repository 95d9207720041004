"""A picture that stands alone: title, legend, drawing and notes on white, as SVG that needs no style sheet."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from audit.report.exports.style import variable

MARGIN = 16
_NAMESPACE = "http://www.w3.org/2000/svg"
_TITLE, _TEXT, _NOTE = 15, 13, 12
"""Sizes of text in pixels."""
_WIDE = 0.56
"""Mean width of a character as a share of the size of its font; no font is measured here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedChart:
    """A chart on its own.

    Attributes
    ----------
    id, title
        That of the page; what it shows.
    svg
        The document.
    """

    id: str
    title: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """An entry of a legend: a swatch, its width in pixels, and words."""

    swatch: Element
    width: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a picture shows: an SVG element of this width and height in pixels, its place not yet set."""

    element: Element
    width: float
    height: float


def picture(
    drawing: Drawing, *, key: str, title: str, description: str, legend: list[LegendEntry], notes: list[str]
) -> ExportedChart:
    """Return a picture as a document of its own, in the light colours of the page.

    Parameters
    ----------
    drawing
        Placed below title and legend.
    key, title, description
        Id, title and description of the chart.
    legend, notes
        Above and below the drawing; both may be empty.
    """
    root = Element("svg", {"xmlns": _NAMESPACE, "role": "img", "aria-labelledby": f"{key}-title {key}-description"})
    SubElement(root, "title", id=f"{key}-title").text = title
    SubElement(root, "desc", id=f"{key}-description").text = description
    ground = SubElement(root, "rect", fill=variable("--paper"))
    page = _Page(root=root, width=drawing.width)
    page.write(title, size=_TITLE, fill=variable("--ink"), weight="600")
    page.entries(legend)
    page.place(drawing)
    for note in notes:
        page.write(note, size=_NOTE, fill=variable("--quiet"))
    width, height = f"{drawing.width + 2 * MARGIN:g}", f"{page.y + MARGIN:g}"
    for element in (root, ground):
        element.attrib |= {"width": width, "height": height}
    root.attrib |= {"viewBox": f"0 0 {width} {height}", "font-family": variable("--sans"), "font-size": str(_TEXT)}
    return ExportedChart(id=key, title=title, svg=tostring(root, encoding="unicode") + "\n")


@dataclass(slots=True, kw_only=True)
class _Page:
    """A page that is filled from the top; `y` is where it is empty."""

    root: Element
    width: float
    y: float = MARGIN

    def write(self, text: str, *, size: int, fill: str, weight: str = "400") -> None:
        for line in textwrap.wrap(text, max(int(self.width / (size * _WIDE)), 1)):
            self.y += round(size * 1.35)
            place = {"x": str(MARGIN), "y": f"{self.y - 4:g}"}
            SubElement(
                self.root, "text", place, fill=fill, **{"font-size": str(size), "font-weight": weight}
            ).text = line

    def entries(self, entries: list[LegendEntry]) -> None:
        x: float = MARGIN
        for entry in entries:
            needed = entry.width + 8 + len(entry.text) * _TEXT * _WIDE + 16
            if x > MARGIN and x + needed > MARGIN + self.width:
                x, self.y = MARGIN, self.y + 20
            entry.swatch.attrib |= {"x": f"{x:g}", "y": f"{self.y + 6:g}"}
            self.root.append(entry.swatch)
            place = {"x": f"{x + entry.width + 8:g}", "y": f"{self.y + 16:g}", "fill": variable("--ink")}
            SubElement(self.root, "text", place).text = entry.text
            x += needed
        if entries:
            self.y += 24

    def place(self, drawing: Drawing) -> None:
        drawing.element.attrib |= {"x": str(MARGIN), "y": f"{self.y + 8:g}"}
        drawing.element.attrib |= {"width": f"{drawing.width:g}", "height": f"{drawing.height:g}"}
        self.root.append(drawing.element)
        self.y += 8 + drawing.height
