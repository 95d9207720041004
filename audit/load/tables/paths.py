"""The column `image`: one picture, one row."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from audit.load.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.load.tables.table import Table
    from audit.load.text import Faults

_NEEDS_NORMALISING = ("./", "//")


def image_keys(images: Sequence[str]) -> Sequence[str]:
    """Return for each path what all ways of writing it share.

    >>> image_keys(["./faces//a.jpg", "faces/a.jpg"])
    ['faces/a.jpg', 'faces/a.jpg']
    """
    together = "\n".join(images)
    if not any(part in together for part in _NEEDS_NORMALISING):
        return images
    return [posixpath.normpath(image) if image else "" for image in images]


def read_images(table: Table, faults: Faults) -> tuple[str, ...]:
    """Return the paths of the pictures as written, shape (n,), spaces around them removed.

    Empty paths and pictures listed twice are faults.
    """
    images = tuple(map(str.strip, table.column("image")))
    keys = image_keys(images)
    if "" in images or len(set(keys)) < len(keys):
        _add_faults(keys, table.lines, faults)
    return images


def _add_faults(keys: Sequence[str], lines: Sequence[int], faults: Faults) -> None:
    first: dict[str, int] = {}
    for key, line in zip(keys, lines, strict=True):
        if not key:
            faults.add("the cell is empty; write the path of the picture", line=line, column="image")
        elif first.setdefault(key, line) != line:
            found = f"{shown(key)} is already listed in line {first[key]}"
            faults.add(f"{found}; each picture has one row", line=line, column="image")
