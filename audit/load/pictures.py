"""Pictures that are only to be classified: a folder of them, a list of paths, or a table, with or without labels.

The same table becomes a cohort as soon as somebody adds a column `label`.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.cohort.cohort import PictureList
from audit.domain.cohort.emotions import spelled
from audit.domain.cohort.reading import Reading
from audit.errors import InputError, UsageError, one_of
from audit.load.manifest.manifest import FILE_NAME, MANIFEST, METADATA, manifest_of
from audit.load.manifest.numbers import read_boxes
from audit.load.manifest.roots import relative_to
from audit.load.tables.any_table import read_table
from audit.load.tables.column_names import BOX, FACE, IMAGE, SPLIT
from audit.load.tables.formats.kinds import TEXT, kind_of
from audit.load.tables.hints import PICTURE
from audit.load.tables.paths import image_keys, read_keys
from audit.load.tables.selection import Selection
from audit.load.tables.spellings import natural_key
from audit.load.tables.table_file import open_table
from audit.load.text import Faults, decode, table_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.files.addresses import Root
    from audit.load.tables.table import Table

_READ = (IMAGE, FACE, SPLIT, *BOX)


def load_pictures(
    path: Path,
    *,
    split: str | None = None,
    columns: Mapping[str, str] | None = None,
    images_root: Root | None = None,
) -> PictureList:
    """Return the pictures of a folder, of a list of paths, or of a table.

    Parameters
    ----------
    path
        A cohort folder or a table, whose labels are not read; a folder of pictures, at whatever depth; a text file with
        a path in each line.
    split
        Keep only the rows with this value in the column `split`.
    columns
        Our name → the name in another tool's table.
    images_root
        The folder or address from which paths start; None = that of the table.

    Raises
    ------
    FaultyFile, InputError
        When there is no picture, or the table is faulty.
    """
    table = manifest_of(path)
    idle = [name for name in columns or {} if name not in _READ]
    if idle:
        raise UsageError(f"--columns maps '{idle[0]}', which is not read where pictures are only classified; remove it")
    if path.is_dir() and not table.exists():
        found = _of_folder(path)
    else:
        listed = _listed(table)
        found = _of_list(table, listed) if listed else _of_table(table, dict(columns or {}), split)
    if split is not None and found.split != split:
        raise InputError(f"{path}: there is no column 'split', so no rows of split '{split}'")
    if images_root is None:
        return found.pictures
    if not images_root.is_dir():
        raise InputError(f"--images-root {images_root}: no such folder")
    return replace(found.pictures, root=images_root, images=relative_to(found.pictures.images, images_root))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfSplit:
    """Pictures, and the split they are of."""

    pictures: PictureList
    split: str | None = None


def _of_folder(folder: Path) -> _OfSplit:
    """Return every picture in a folder, at any depth, by path; what is hidden is not looked at."""
    names = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        names += [Path(place, name) for name in files if PICTURE.search(name) and not name.startswith(".")]
    images = sorted((path.relative_to(folder).as_posix() for path in names), key=natural_key)
    if not images:
        raise InputError(f"{folder}: no picture in it, and no table; name a folder of pictures, a list or a table")
    return _OfSplit(pictures=PictureList(id=folder.resolve().name, images=tuple(images), root=folder))


def _listed(path: Path) -> tuple[str, ...]:
    """Return the paths in a text file of which each line is the path of a picture; none of any other file."""
    file = open_table(path)
    if kind_of(file).name != TEXT:
        return ()
    lines = [line.strip() for line in decode(path, file.data).split("\n")]
    filled = [line for line in lines if line]
    return tuple(filled) if filled and all(PICTURE.search(line) for line in filled) else ()


def _of_list(path: Path, images: tuple[str, ...]) -> _OfSplit:
    twice = next((image for image, times in Counter(image_keys(images)).items() if times > 1), None)
    if twice is not None:
        raise InputError(f"{path}: {twice!r} is listed twice; keep one line for each picture")
    return _OfSplit(pictures=PictureList(id=table_id(path), images=images, root=path.parent))


def _of_table(path: Path, mapped: dict[str, str], split: str | None) -> _OfSplit:
    if path.name in METADATA:
        mapped = {IMAGE: FILE_NAME} | mapped
    table = read_table(path, Selection(required=(IMAGE,), mapped=mapped, own=lambda name: name in _READ))
    faults = Faults(path, table.names)
    faults.extend(table.faults)
    keys = read_keys(table, faults)
    boxes = read_boxes(table, faults)
    faults.raise_any()
    rows, name = _rows_of(table, split)
    return _OfSplit(
        split=split if name is not None else None,
        pictures=PictureList(
            id=path.resolve().parent.name if path.name in (MANIFEST, *METADATA) else table_id(path),
            images=tuple(keys.images[row] for row in rows),
            faces=None if keys.faces is None else tuple(keys.faces[row] for row in rows),
            boxes=None if boxes is None else boxes[rows],
            root=path if table.holds_pictures else path.parent,
            reading=Reading.of(*table.remarks),
        ),
    )


def _rows_of(table: Table, split: str | None) -> tuple[list[int], str | None]:
    """Return the rows of a split, and how the table calls it."""
    if split is None or SPLIT not in table:
        return list(range(len(table))), None
    cells = [cell.strip() for cell in table.column(SPLIT)]
    names = sorted(set(cells) - {""})
    name = spelled(split, names)
    if name is None:
        raise InputError(f"{table.path}: no row of split '{split}'; {one_of(split, names)}")
    return [row for row, cell in enumerate(cells) if spelled(cell, [name])], name
