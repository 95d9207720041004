"""A person with an expression, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from audit.errors import UsageError
from audit.simulate.faces.canvas import Canvas
from audit.simulate.faces.features import draw_brows, draw_eyes, draw_nose
from audit.simulate.faces.folds import draw_folds
from audit.simulate.faces.head import draw_glasses, draw_head
from audit.simulate.faces.mouth import draw_mouth
from audit.simulate.faces.palette import palette_of
from audit.simulate.faces.proportions import proportions_of
from audit.simulate.faces.scenes import Scene, lit
from audit.simulate.faces.sitting import Sitting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.simulate.faces.expressions import Actions
    from audit.simulate.faces.people import Person

OVERSAMPLING = 2
HEAD = 0.46
"""Half the height of a head, as a share of the picture."""

MIDDLE = 0.515
"""Where the middle of a head is, from the top."""

SIZES = range(32, 513)
PLAIN = Scene()


def draw_face(person: Person, actions: Actions, size: int = 64, scene: Scene = PLAIN) -> NDArray[np.uint8]:
    """Return the picture of a person with an expression.

    Parameters
    ----------
    person
        Who.
    actions
        With which expression.
    size
        Height and width in pixels, 32 to 512.
    scene
        In which circumstances; even light and a plain backdrop unless told.

    Returns
    -------
    uint8 array, shape (size, size, 3), red, green, blue
        The same for the same arguments.

    Raises
    ------
    UsageError
        If the size is out of range.
    """
    if size not in SIZES:
        raise UsageError(f"a drawn face is {SIZES[0]} to {SIZES[-1]} pixels high, found {size}")
    build = proportions_of(person)
    face = Sitting(
        canvas=_canvas(person, size * OVERSAMPLING, scene),
        person=person,
        build=build,
        palette=palette_of(person, build.grey),
        actions=actions.scaled(build.expressivity),
    )
    for draw in (draw_head, draw_folds, draw_nose, draw_eyes, draw_brows, draw_mouth, draw_glasses):
        draw(face)
    return lit(_shrunk(face.canvas.pixels, size), scene)


def _canvas(person: Person, size: int, scene: Scene) -> Canvas:
    return Canvas.around(
        _backdrop(size, scene),
        unit=HEAD * person.head_size * size,
        tilt=scene.tilt,
        middle=((0.5 + scene.shift_x) * size, (MIDDLE + scene.shift_y) * size),
    )


def _backdrop(size: int, scene: Scene) -> NDArray[np.uint8]:
    ends = np.array([[scene.backdrop], [scene.backdrop_end]], dtype=np.float32)
    return cv2.resize(ends, (size, size), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def _shrunk(pixels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    return cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
