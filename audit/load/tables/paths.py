"""What tells the rows of a table apart: the picture, and which face of it where a picture has several."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.texts import Texts
from audit.load.tables.column_names import ANNOTATOR, BOX, FACE, IMAGE
from audit.load.text import shown

if TYPE_CHECKING:
    from audit.domain.texts import TextChunk
    from audit.load.tables.table import Table
    from audit.load.text import Faults

_NEEDS_NORMALISING = ("./", "//")

_BYTES = np.arange(256)
_MAY_BE_SPACE = (ord(" ") >= _BYTES) | np.isin(_BYTES, (0xC2, 0xE1, 0xE2, 0xE3))
"""First bytes of the spaces that Python strips (ASCII; U+0085 to U+3000 in UTF-8), and of other characters."""

_GOES_ON = (_BYTES >= 0x80) & (_BYTES < 0xC0)  # noqa: PLR2004 - the later bytes of a character in UTF-8


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
    differ
        Whether it is known that no picture has two rows.
    """

    images: Sequence[str]
    faces: tuple[str, ...] | None = None
    differ: bool = False


def image_keys(images: Sequence[str]) -> Sequence[str]:
    """Return for each path what all ways of writing it share.

    >>> image_keys(["./faces//a.jpg", "faces/a.jpg"])
    ['faces/a.jpg', 'faces/a.jpg']
    """
    if isinstance(images, Texts):
        odd = any(part.encode() in chunk.bytes.tobytes() for chunk in images.chunks for part in _NEEDS_NORMALISING)
    else:
        text = "\n".join(images)
        odd = any(part in text for part in _NEEDS_NORMALISING)
    if not odd:
        return images
    return [posixpath.normpath(image) if image else "" for image in images]


def read_keys(table: Table, faults: Faults) -> RowKeys:
    """Return what tells the rows of a table apart.

    Empty paths are faults, and so are rows of one picture that neither a face, nor a box, nor an annotator tells apart.
    """
    images = _stripped(table.texts(IMAGE))
    keys = image_keys(images)
    faces = tuple(map(face_key, table.column(FACE))) if FACE in table else None
    if _all_named(images) and all_differ(keys):
        return RowKeys(images=images, faces=faces, differ=True)
    if faces is None and all(name in table for name in BOX):
        faces = _boxes(table)
    _add_faults(keys, faces, table, faults)
    return RowKeys(images=images, faces=faces)


def _stripped(images: Sequence[str]) -> Sequence[str]:
    if isinstance(images, Texts) and not any(map(_may_have_spaces_around, images.chunks)):
        return images
    return tuple(map(str.strip, images))


def _may_have_spaces_around(chunk: TextChunk) -> bool:
    """Return whether a text may begin or end with a space of any kind, judged by its first and last byte."""
    filled = chunk.lengths > 0
    first, last = chunk.data[chunk.ends[:-1][filled]], chunk.data[chunk.ends[1:][filled] - 1]
    return bool(_MAY_BE_SPACE[first].any() or (_MAY_BE_SPACE | _GOES_ON)[last].any())


def _all_named(images: Sequence[str]) -> bool:
    if isinstance(images, Texts):
        return all(chunk.lengths.all() for chunk in images.chunks)
    return "" not in images


def all_differ(keys: Sequence[str]) -> bool:
    """Return whether no path stands there twice."""
    if isinstance(keys, Texts):
        from audit.load.tables.express.joining import texts_differ  # noqa: PLC0415 - Texts are made by Arrow

        return texts_differ(keys)
    return len(set(keys)) == len(keys)


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
