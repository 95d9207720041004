"""A face is turned as far as its finder says in a copy in which it stands upright, wherever and however large it is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from audit.images.finders.face import Face
from audit.images.finders.level import levelled


def picture(roll: float, centre: tuple[float, float] = (200, 150), apart: float = 60) -> NDArray[np.uint8]:
    """Return a black picture with two white eyes, and below them a grey mouth, turned clockwise."""
    pixels = np.zeros((300, 400, 3), np.uint8)
    across = np.array([np.cos(np.radians(roll)), np.sin(np.radians(roll))])
    down = np.array([-across[1], across[0]])
    for place, white in ((-across, 255), (across, 255), (1.5 * down, 120)):
        x, y = np.array(centre) + apart / 2 * (place - 0.5 * down)
        cv2.circle(pixels, (round(float(x)), round(float(y))), round(apart / 6), (white,) * 3, -1)
    return pixels


def half_blind(pixels: NDArray[np.uint8], smallest: float) -> list[Face]:
    """Return a face around two white spots and a grey one, surer the more upright, its eyes level as by half."""
    eyes_seen, mouths = _spots(pixels)
    if len(eyes_seen) != 2 or len(mouths) != 1:
        return []
    (first, second), mouth = eyes_seen, mouths[0]
    middle = (first + second) / 2
    up = np.arctan2(*(middle - mouth) * (1, -1))  # 0 where the eyes are above the mouth
    apart = float(np.linalg.norm(first - second))
    lies = up / 2 if abs(up) > np.radians(20) else up
    step = apart / 2 * np.array([np.cos(lies), np.sin(lies)])
    eyes = (tuple(middle - step), tuple(middle + step))
    side = 2 * apart
    x, y = middle - side / 2
    face = Face(x=x, y=y, width=side, height=side, score=1 - abs(up) / 4, look="spots", eyes=eyes)
    return [face] if side >= smallest else []


def _spots(pixels: NDArray[np.uint8]) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Return the middles of white spots, and of grey ones."""
    count, where, _, centres = cv2.connectedComponentsWithStats(cv2.inRange(pixels[..., 0], 60, 255))
    white = [bool(pixels[..., 0][where == i].max() > 180) for i in range(count)]
    return [centres[i] for i in range(1, count) if white[i]], [centres[i] for i in range(1, count) if not white[i]]


@pytest.mark.parametrize("roll", [-100, -75, -40, 0, 25, 60, 90])
def test_the_copy_where_a_face_stands_upright_says_how_far_it_is_turned(roll: float) -> None:
    pixels = picture(roll)
    (face,) = half_blind(pixels, 20)
    found = levelled(face, pixels, half_blind)
    assert found.roll == pytest.approx(roll, abs=3)
    assert found.centre == pytest.approx(face.centre, abs=4)
    assert found.side == pytest.approx(face.side, rel=0.06)
    if abs(roll) > 30:
        assert abs(face.roll - roll) > 15  # as it was found


def test_a_large_face_is_looked_at_in_a_small_copy() -> None:
    pixels = cv2.resize(picture(50), None, fx=4, fy=4).astype(np.uint8)
    seen: list[int] = []

    def find(copy: NDArray[np.uint8], smallest: float) -> list[Face]:
        seen.append(max(copy.shape))
        return half_blind(copy, smallest)

    (face,) = half_blind(pixels, 20)
    found = levelled(face, pixels, find)
    assert max(seen) <= 321
    assert found.roll == pytest.approx(50, abs=3)
    assert found.centre == pytest.approx(face.centre, abs=12)
    assert found.side == pytest.approx(face.side, rel=0.06)


def test_a_face_that_no_copy_shows_stays_as_it_was_found() -> None:
    face = Face(x=10, y=20, width=80, height=80, score=0.9, look="x", eyes=((30.0, 40.0), (60.0, 50.0)))
    assert levelled(face, picture(0), lambda *_: []) == face
    elsewhere = replace(face, x=0, y=0)
    assert levelled(face, picture(0), lambda *_: [replace(elsewhere, width=20, height=20)]) == face
