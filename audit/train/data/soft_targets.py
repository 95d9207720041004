"""What pictures are learned as beside their labels, from a table: annotators' votes, another classifier's word."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import InputError, UsageError, guarded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet

IMAGE = "image"
"""Column of the picture's name, as the manifest has it."""

_OFF = 1e-3
"""How far a row may add up to something other than 1: its numbers are rounded."""


def soft_targets(path: Path, images: Sequence[str], labels: LabelSet) -> NDArray[np.float64]:
    """Return a table's row of each picture.

    Parameters
    ----------
    path
        CSV file with the column `image` and one for each emotion, in any order; other columns and rows of other
        pictures are not read.
    images
        Names of the pictures.
    labels
        Emotions of the model.

    Returns
    -------
    float64, shape (n, k)
        In the order of pictures and emotions; rows add up to 1.

    Raises
    ------
    UsageError
        When the file is not here.
    InputError
        When a column or a picture is missing, a picture stands there twice, or a row is no set of shares.
    """
    if not path.is_file():
        raise UsageError(f"{path}: the soft targets of this recipe are not here; make them first, see its README")
    cannot = f"{path}: cannot be read as a table"
    with guarded(lambda said: InputError(f"{cannot}: {said}")), path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in (IMAGE, *labels.emotions) if name not in (reader.fieldnames or [])]
        if missing:
            raise InputError(f"{path}: has no column {', '.join(missing)}; soft targets need image and every emotion")
        rows = _rows(path, reader, labels.emotions)
    unknown = [image for image in images if image not in rows]
    if unknown:
        raise InputError(f"{path}: has no row for {len(unknown):,} of {len(images):,} pictures, first {unknown[0]}")
    table = np.array([rows[image] for image in images], np.float64).reshape(len(images), len(labels))
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def _rows(path: Path, reader: csv.DictReader[str], emotions: Sequence[str]) -> dict[str, list[float]]:
    rows: dict[str, list[float]] = {}
    for line in reader:
        image, where = line[IMAGE], f"{path}, line {reader.line_num}"
        if image in rows:
            raise InputError(f"{where}: {image} stands here a second time; give each picture one row")
        rows[image] = _shares([line[emotion] for emotion in emotions], where)
    return rows


def _shares(texts: Sequence[str | None], where: str) -> list[float]:
    try:
        shares = [float(text or "") for text in texts]
    except ValueError:
        shares = []
    if not shares or not all(share >= 0 for share in shares) or not abs(sum(shares) - 1) <= _OFF:
        said = ", ".join(text or "nothing" for text in texts)
        raise InputError(f"{where}: expected shares from 0 to 1 that add up to 1, found {said}")
    return shares
