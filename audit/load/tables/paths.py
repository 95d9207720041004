"""What tells the rows of a table apart: the picture, and which face of it where a picture has several."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.load.tables.column_names import ANNOTATOR, BOX, FACE, IMAGE
from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.load.tables.table import Table
    from audit.load.text import Faults

_NEEDS_NORMALISING = ("./", "//")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKeys:
    """Pictures and faces of the rows of a table.

    Attributes
    ----------
    images
        Paths of the pictures as written, shape (n,), spaces around them removed.
    faces
        Which face of its picture each row is about: the cell of the column `face`, else its box; None where no picture
        has two rows.
    """

    images: tuple[str, ...]
    faces: tuple[str, ...] | None = None


def image_keys(images: Sequence[str]) -> Sequence[str]:
    """Return for each path what all ways of writing it share.

    >>> image_keys(["./faces//a.jpg", "faces/a.jpg"])
    ['faces/a.jpg', 'faces/a.jpg']
    """
    together = "\n".join(images)
    if not any(part in together for part in _NEEDS_NORMALISING):
        return images
    return [posixpath.normpath(image) if image else "" for image in images]


def read_keys(table: Table, faults: Faults) -> RowKeys:
    """Return what tells the rows of a table apart.

    Empty paths are faults, and so are rows of one picture that neither a face, nor a box, nor an annotator tells apart.
    """
    images = tuple(map(str.strip, table.column(IMAGE)))
    keys = image_keys(images)
    faces = tuple(map(face_key, table.column(FACE))) if FACE in table else None
    if "" not in images and len(set(keys)) == len(keys):
        return RowKeys(images=images, faces=faces)
    if faces is None and all(name in table for name in BOX):
        faces = _boxes(table)
    _add_faults(keys, faces, table, faults)
    return RowKeys(images=images, faces=faces)


def face_key(cell: str) -> str:
    """Return a cell that says which face, as all ways of writing a number share it.

    >>> face_key(" 1.0 "), face_key("left")
    ('1', 'left')
    """
    text = cell.strip()
    whole, point, rest = text.partition(".")
    return whole if point and whole.isdecimal() and not rest.strip("0") else text


def _boxes(table: Table) -> tuple[str, ...]:
    """Return the box of each row in one cell; empty where a row has none, or something that is none."""
    cells = zip(*(map(face_key, table.column(name)) for name in BOX), strict=True)
    return tuple(",".join(box) if all(cell.isdecimal() for cell in box) else "" for box in cells)


def _add_faults(keys: Sequence[str], faces: Sequence[str] | None, table: Table, faults: Faults) -> None:
    """Collect empty paths, and rows of one picture that are not told apart."""
    annotators = table.column(ANNOTATOR) if ANNOTATOR in table else None
    parts = [column for column in (faces, annotators) if column is not None]
    first: dict[tuple[str, ...], int] = {}
    listed: dict[str, int] = {}
    for key, line, *told in zip(keys, table.lines, *parts, strict=True):
        before = first.setdefault((key, *told), line)
        if annotators is None and not all(told):
            before = listed.get(key, before)
        listed.setdefault(key, line)
        if not key:
            faults.add("the cell is empty; write the path of the picture", line=line, column=IMAGE)
        elif before != line:
            found = f"{shown(key + ''.join(f', {cell}' for cell in told if cell))} is already listed in line {before}"
            faults.add(f"{found}; {_HINT}", line=line, column=IMAGE)


_HINT = (
    f"each picture has one row; where it has several faces, a column '{FACE}' says which (--columns {FACE}=COLUMN), "
    f"where several people labelled it, a column '{ANNOTATOR}' says who"
)
