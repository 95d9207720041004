"""Contact sheets: many faces on one picture, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import actions_of, blend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.simulate.faces.people import Person


def contact_sheet(
    people: Sequence[Person], emotions: Sequence[str], size: int = 64, intensity: float = 1.0
) -> NDArray[np.uint8]:
    """Return one picture with a row for each emotion and a column for each person.

    uint8, shape (emotions × size, people × size, 3).
    """
    rows = [[draw_face(each, actions_of(emotion).scaled(intensity), size) for each in people] for emotion in emotions]
    return _tiled(rows)


def blend_sheet(
    people: Sequence[Person], first: str, second: str, weights: Sequence[float], size: int = 64
) -> NDArray[np.uint8]:
    """Return one picture with a row for each person and a column for each weight of the first emotion in the blend.

    uint8, shape (people × size, weights × size, 3).
    """
    one, other = actions_of(first), actions_of(second)
    return _tiled([[draw_face(each, blend(one, other, weight), size) for weight in weights] for each in people])


def _tiled(rows: Sequence[Sequence[NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    return np.concatenate([np.concatenate(row, axis=1) for row in rows], axis=0)
