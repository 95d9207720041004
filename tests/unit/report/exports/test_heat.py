"""A heat map of the page as a picture: colours, numbers, notes, and names that are too long."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from audit.report.charts.scale import ink_on, scale_colours
from audit.report.exports.heat import heat_map
from audit.report.exports.style import variable
from audit.report.views import Cell, Row, TableView, headings

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*rows: Row, note: str = "") -> ET.Element:
    table = TableView(id="t", caption="Recall", columns=headings("Label", "happy", "sad"), rows=rows, note=note)
    return ET.fromstring(heat_map(table).svg)


def hexed(step: int) -> str:
    return f"#{bytes(scale_colours()[step]).hex()}"


def boxes(root: ET.Element) -> list[ET.Element]:
    """Return the cells; the first rectangle is the ground."""
    return list(root.iter(f"{SVG}rect"))[1:]


ROWS = (
    Row(head=Cell(text="happy"), cells=(Cell(text="80 %", note="8 of 10", tone="q20"), Cell(text="20 %", tone="q0"))),
    Row(head=Cell(text="sad"), cells=(Cell(text="–", tone="undefined", title="no image"), Cell(text="1", tone="q10"))),
)


def test_every_cell_has_its_colour_and_what_is_undefined_has_none() -> None:
    found = boxes(drawn(*ROWS))
    assert [box.attrib["fill"] for box in found] == [hexed(20), hexed(0), variable("--paper"), hexed(10)]
    assert [box.attrib["stroke"] for box in found][1:3] == [variable("--paper"), variable("--line")]


def test_cells_lie_in_rows_and_columns_behind_the_names() -> None:
    root = drawn(*ROWS)
    assert [(box.attrib["x"], box.attrib["y"]) for box in boxes(root)] == [
        ("190", "26"),
        ("282", "26"),
        ("190", "66"),
        ("282", "66"),
    ]
    (inner,) = root.findall(f"{SVG}svg")
    assert (inner.attrib["width"], inner.attrib["height"]) == ("374", "106")


def test_numbers_notes_and_names_are_read() -> None:
    root = drawn(*ROWS)
    texts = {"".join(element.itertext()): element for element in root.iter(f"{SVG}text")}
    assert {"Label", "happy", "sad", "80 %", "8 of 10"} <= set(texts)
    assert texts["80 %"].attrib["fill"] == ink_on(scale_colours()[20])
    assert texts["80 %"].attrib["y"] == "44"  # above its note
    assert texts["20 %"].attrib["y"] == "51"  # in the middle
    assert texts["8 of 10"].attrib["y"] == "59"


def test_a_name_that_is_too_long_is_shown_in_part_and_its_whole_is_its_title() -> None:
    name = "n" * 29
    root = drawn(Row(head=Cell(text=name), cells=(Cell(text="x" * 12), Cell(text="x" * 13))))
    texts = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    assert f"{name}{'n' * 27}…" in texts  # title, then what is shown
    assert "x" * 12 in texts
    assert f"{'x' * 13}{'x' * 11}…" in texts
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert titles[1:] == [name, "x" * 13]


def test_a_note_stands_below_and_an_empty_one_nowhere() -> None:
    assert "undefined" in "".join(drawn(*ROWS, note="– means undefined").itertext())
    with_note, without = drawn(*ROWS, note="one line"), drawn(*ROWS)
    assert float(with_note.attrib["height"]) > float(without.attrib["height"])
