"""Pictures of which every face is to have a row of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.contract.input_contract import FacePolicy
from audit.errors import UsageError
from audit.images import box_of, check_finder, every_face
from audit.predict.run import require_boxes_of_faces

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.cohort import PictureList
    from audit.domain.model.model import ModelSpec
    from audit.images import FaceBox

_NO_BOX = (-1, -1, -1, -1)


def with_every_face(
    pictures: PictureList, spec: ModelSpec, progress: Callable[[int, int], None] | None = None
) -> PictureList:
    """Return pictures with a row for every face that the model's finder sees, numbered from 0 as the contract orders.

    Rows that have a face box already stay as they are; a picture without any face keeps its row, without a box.

    Raises
    ------
    UsageError
        Where the classifier takes whole pictures, or only boxes of the manifest.
    InputError
        Where the finder's weights are missing or not those that were measured, or rows name faces of a picture without
        saying where they are.
    """
    if spec.contract.face is not FacePolicy.DETECT:
        raise UsageError(f"model '{spec.id}': face = '{spec.contract.face}' looks for no faces; take out --every-face")
    require_boxes_of_faces(pictures, np.arange(len(pictures)))
    check_finder(spec.contract)
    rows: list[int] = []
    faces: list[str] = []
    boxes: list[tuple[int, int, int, int]] = []
    for row, found in enumerate(_found(pictures, spec, progress)):
        rows += [row] * len(found)
        faces += [str(number) for number in range(len(found))] if len(found) > 1 else _named(pictures, row)
        boxes += found
    return replace(
        pictures,
        images=tuple(pictures.images[row] for row in rows),
        faces=tuple(faces),
        boxes=np.array(boxes, np.int64).reshape(-1, 4),
    )


def _named(pictures: PictureList, row: int) -> list[str]:
    return ["0" if pictures.faces is None else pictures.faces[row]]


def _found(
    pictures: PictureList, spec: ModelSpec, progress: Callable[[int, int], None] | None
) -> list[list[tuple[int, int, int, int]]]:
    """Return the boxes of each row, at least one; −1 where no face is seen."""
    found = [[_NO_BOX] if box is None else [box] for box in _given(pictures)]
    asked = [row for row, (box,) in enumerate(found) if box == _NO_BOX]
    names = [pictures.images[row] for row in asked]
    seen = every_face(pictures.root, names, spec.contract)
    for done, (row, faces) in enumerate(zip(asked, seen, strict=True), start=1):
        found[row] = [_as_written(box) for box in faces.boxes] or [_NO_BOX]
        if progress is not None:
            progress(done, len(asked))
    return found


def _as_written(box: FaceBox) -> tuple[int, int, int, int]:
    """Return a box as a table can say it, x and y from 0: one that reaches over the rim is cut at both ends alike.

    Cropping takes the longer side around the same centre, so only a face in the corner is framed more tightly.
    """
    x, y, width, height = box.x, box.y, box.width, box.height
    return max(x, 0), max(y, 0), max(width + 2 * min(x, 0), 1), max(height + 2 * min(y, 0), 1)


def _given(pictures: PictureList) -> list[tuple[int, int, int, int] | None]:
    return [None] * len(pictures) if pictures.boxes is None else [box_of(row) for row in pictures.boxes]
