"""A heat map of the page, which is a table there, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from audit.report.charts.scale import ink_on, scale_colours
from audit.report.exports.picture import Drawing, ExportedChart, picture
from audit.report.exports.style import variable

if TYPE_CHECKING:
    from audit.report.views import Cell, TableView

_NAMES, _CELL, _ROW, _HEAD = 190, 92, 40, 26
"""Widths and heights in pixels: the column of names, a cell, a row, the row of headings."""
_LETTERS = {_NAMES: 28, _CELL: 12}
"""Characters that fit; of longer names the beginning is shown, the whole is their title."""


def heat_map(table: TableView) -> ExportedChart:
    """Return a table whose kind is `matrix` as a picture: every cell with its colour, its text and its note."""
    drawn = Element("svg")
    for i, column in enumerate(table.columns):
        x = _left(i) + (_CELL / 2 if i else 0)
        _write(drawn, column, x, 16, fits=_CELL if i else _NAMES, middle=bool(i), weight="600")
    for j, row in enumerate(table.rows):
        top = _HEAD + j * _ROW
        _write(drawn, row.head, 0, top + 24, fits=_NAMES)
        for i, cell in enumerate(row.cells, start=1):
            _cell(drawn, cell, _left(i), top)
    return picture(
        Drawing(element=drawn, width=_left(len(table.columns)), height=_HEAD + _ROW * len(table.rows)),
        key=table.id,
        title=table.caption,
        description="A matrix of numbers; the darker a cell, the larger its number.",
        legend=[],
        notes=[table.note] if table.note else [],
    )


def _left(column: int) -> int:
    return _NAMES + (column - 1) * _CELL if column else 0


def _cell(drawn: Element, cell: Cell, x: int, y: int) -> None:
    colours = scale_colours()
    step = cell.tone.removeprefix("q")
    colour = colours[int(step)] if cell.tone.startswith("q") and step.isdigit() else None
    ground = f"#{bytes(colour).hex()}" if colour else variable("--paper")
    ink = ink_on(colour) if colour else variable("--quiet")
    edge = variable("--paper") if colour else variable("--line")
    box = {"x": str(x), "y": str(y), "width": str(_CELL), "height": str(_ROW), "fill": ground, "stroke": edge}
    SubElement(drawn, "rect", box)
    _write(drawn, cell, x + _CELL / 2, y + (18 if cell.note else 25), fits=_CELL, middle=True, fill=ink)
    if cell.note:
        place = {"x": f"{x + _CELL / 2:g}", "y": f"{y + 33:g}", "text-anchor": "middle", "fill": ink, "font-size": "11"}
        SubElement(drawn, "text", place).text = cell.note


def _write(
    drawn: Element,
    cell: Cell,
    x: float,
    y: float,
    *,
    fits: int,
    middle: bool = False,
    weight: str = "400",
    fill: str = "",
) -> None:
    most = _LETTERS[fits]
    brief = cell.text if len(cell.text) <= most else f"{cell.text[: most - 1]}…"
    place = {"x": f"{x:g}", "y": f"{y:g}", "fill": fill or variable("--ink"), "font-weight": weight}
    text = SubElement(drawn, "text", place, **({"text-anchor": "middle"} if middle else {}))
    whole = cell.title or cell.text
    if whole == brief:
        text.text = brief
        return
    title = SubElement(text, "title")
    title.text, title.tail = whole, brief
