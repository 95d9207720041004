"""Rows of a predictions table matched to the faces of a cohort, where a picture may have several.

A picture is found as `keys` finds it, a face in it by what the column `face` says, or by its box. Where only one side
says which face is meant, a picture with one row on either side needs no word; any other is unclear, never guessed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes
from audit.load.predictions.keys import matched
from audit.load.tables.paths import all_differ

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedFaces:
    """Which row of the cohort each row of a table is about.

    Attributes
    ----------
    rows
        Whole numbers, shape (m,): row of the cohort; −1 where there is none. None where each row is about the row of
        the cohort at its own place, and all of these have one.
    rule
        How pictures were matched; see `Matched`.
    unclear
        bool, shape (m,): rows whose picture is there, and whose face is not, or is not told.
    """

    rows: Codes | None
    rule: str
    unclear: NDArray[np.bool_]


def matched_faces(
    keys: Sequence[str],
    faces: Sequence[str] | None,
    images: Sequence[str],
    ours: Sequence[str] | None,
    *,
    differ: bool = False,
) -> MatchedFaces:
    """Return the row of the cohort that each row of a table is about.

    Parameters
    ----------
    keys, faces
        Pictures and faces of the table, shape (m,); None where no picture has two rows.
    images, ours
        Pictures and faces of the cohort, shape (n,); None likewise.
    differ
        Whether it is known that no picture of the table has two rows.
    """
    if faces is None and ours is None and (differ or all_differ(keys)):
        found = matched(keys, images)
        return MatchedFaces(rows=found.rows, rule=found.rule, unclear=np.zeros(len(keys), np.bool_))
    known, asked = list(dict.fromkeys(images)), list(dict.fromkeys(keys))
    found = matched(asked, known)
    places = range(len(known)) if found.rows is None else found.rows.tolist()
    picture = {key: known[place] for key, place in zip(asked, places, strict=True) if place >= 0}
    theirs = faces or [""] * len(keys)
    rows = _rows(keys, theirs, picture, images, ours or [""] * len(images))
    there = np.array([key in picture for key in keys], np.bool_)
    return MatchedFaces(rows=rows, rule=found.rule, unclear=there & (rows < 0))


def _rows(
    keys: Sequence[str], theirs: Sequence[str], picture: dict[str, str], images: Sequence[str], ours: Sequence[str]
) -> NDArray[np.int64]:
    by_face = {(image, face): row for row, (image, face) in enumerate(zip(images, ours, strict=True))}
    alone = {image: row for row, image in enumerate(images)}
    ours_times, their_times = Counter(images), Counter(keys)
    found = np.full(len(keys), -1, np.int64)
    for row, (key, face) in enumerate(zip(keys, theirs, strict=True)):
        image = picture.get(key)
        if image is None:
            continue
        place = by_face.get((image, face), -1)
        if place < 0 and ours_times[image] == their_times[key] == 1 and not (face and ours[alone[image]]):
            place = alone[image]
        found[row] = place
    return found
