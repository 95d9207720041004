"""A picture that stands alone: everything on it in its place, nothing over anything else, no text cut off."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from audit.report.exports.picture import MARGIN, Drawing, LegendEntry, picture
from audit.report.exports.style import variable

SVG = "{http://www.w3.org/2000/svg}"


def made(width: float = 400, *, legend: list[tuple[float, str]] = (), notes: list[str] = (), title: str = "Rates"):
    """Return the tree of a picture with a drawing of 100 pixels' height."""
    entries = [LegendEntry(swatch=ET.Element("svg", {"class": "swatch"}), width=w, text=text) for w, text in legend]
    drawing = Drawing(element=ET.Element("svg", {"id": "drawing"}), width=width, height=100)
    found = picture(drawing, key="k", title=title, description="What it shows.", legend=entries, notes=list(notes))
    return ET.fromstring(found.svg)


def drawing_of(root: ET.Element) -> ET.Element:
    return next(element for element in root if element.attrib.get("id") == "drawing")


def texts(root: ET.Element) -> list[tuple[float, float, str]]:
    return [(float(t.attrib["x"]), float(t.attrib["y"]), t.text or "") for t in root.iter(f"{SVG}text")]


def test_it_is_named_and_described_and_as_large_as_what_is_on_it() -> None:
    root = made()
    assert root.attrib["aria-labelledby"].split() == [root[0].attrib["id"], root[1].attrib["id"]]
    assert (root[0].text, root[1].text) == ("Rates", "What it shows.")
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert width == 400 + 2 * MARGIN
    drawing = drawing_of(root)
    assert height == float(drawing.attrib["y"]) + 100 + MARGIN
    assert root.attrib["viewBox"] == f"0 0 {width:g} {height:g}"
    ground = root.find(f"{SVG}rect")
    assert (ground.attrib["width"], ground.attrib["height"]) == (root.attrib["width"], root.attrib["height"])
    assert ground.attrib["fill"] == variable("--paper")


def test_title_drawing_and_notes_stand_below_each_other() -> None:
    root = made(notes=["First.", "Second."])
    (_, title, _), (_, first, _), (_, second, _) = texts(root)
    top = float(drawing_of(root).attrib["y"])
    assert title < top
    assert top + 100 < first < second < float(root.attrib["height"])


def test_a_long_title_is_wrapped_and_nothing_of_it_is_lost() -> None:
    title = " ".join(["difference"] * 20)
    root = made(width=200, title=title)
    lines = [text for _, _, text in texts(root)]
    assert len(lines) > 5
    assert " ".join(lines) == title
    assert max(map(len, lines)) * 15 * 0.56 <= 200
    assert float(drawing_of(root).attrib["y"]) > float(drawing_of(made(width=200)).attrib["y"])


def test_legend_entries_stand_side_by_side_as_long_as_there_is_room() -> None:
    one_line = made(legend=[(10, "a"), (10, "b")])
    (_, _, _), (x, y, _), (next_x, next_y, _) = texts(one_line)
    assert next_x > x
    assert next_y == y
    wrapped = made(width=100, legend=[(10, "a long entry"), (10, "another one")])
    (_, _, _), (x, y, _), (next_x, next_y, _) = texts(wrapped)
    assert next_x == x == MARGIN + 10 + 8
    assert next_y == y + 20
    assert float(drawing_of(wrapped).attrib["y"]) > next_y


@pytest.mark.parametrize("legend", [[], [(10, "a")]])
def test_a_legend_takes_room_only_where_there_is_one(legend: list) -> None:
    assert float(drawing_of(made(legend=legend)).attrib["y"]) == (68 if legend else 44)


def test_names_are_text() -> None:
    root = made(title="<script>alert(1)</script> & more", notes=["<img src=x>"])
    assert root[0].text == "<script>alert(1)</script> & more"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "desc", "rect", "text"}
