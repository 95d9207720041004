"""Looks: the first that sees a face decides, and what it saw lies in the picture, not in the copy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.images.finders.face import Face
from audit.images.finders.looks import Look, all_seen, first_seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLAIN, RIMMED, CLOSER = Look(name="a", longest=100), Look(name="b", longest=100, rim=0.25), Look(name="c", longest=400)


def bright(copy: NDArray[np.uint8], look: str) -> list[Face]:
    """See one face where the copy is white."""
    rows, columns = np.nonzero(copy[:, :, 0] > 200)
    if not len(rows):
        return []
    x, y, right, low = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    box = {"x": float(x), "y": float(y), "width": float(right - x), "height": float(low - y)}
    return [Face(**box, score=1, look=look, eyes=((float(x), float(y)), (float(right), float(y))))]


def picture() -> NDArray[np.uint8]:
    pixels = np.zeros((200, 400, 3), np.uint8)
    pixels[40:120, 80:160] = 255
    return pixels


@pytest.mark.parametrize("look", [PLAIN, RIMMED, CLOSER], ids=lambda look: look.name)
def test_boxes_and_eyes_are_in_pixels_of_the_picture(look: Look) -> None:
    (face,) = first_seen(picture(), [look], bright, 20)
    assert (face.x, face.y, face.width, face.height) == pytest.approx((80, 40, 80, 80), abs=8)
    assert face.eyes is not None
    assert face.eyes[1] == pytest.approx((160, 40), abs=8)


def test_the_first_look_that_sees_a_face_decides() -> None:
    seen: list[str] = []

    def only_closer(copy: NDArray[np.uint8], look: str) -> list[Face]:
        seen.append(look)
        return bright(copy, look) if look == "c" else []

    assert [face.look for face in first_seen(picture(), [PLAIN, RIMMED, CLOSER], only_closer, 20)] == ["c"]
    assert seen == ["a", "b", "c"]


def test_a_look_that_would_show_no_more_is_not_taken() -> None:
    seen: list[str] = []

    def blind(copy: NDArray[np.uint8], look: str) -> list[Face]:
        seen.append(f"{look} {copy.shape[1]}")
        return []

    first_seen(np.zeros((40, 80, 3), np.uint8), [PLAIN, CLOSER, RIMMED], blind, 20)
    assert seen == ["a 80", "b 101"]  # a picture of 80 px has no more pixels at 400; b: 67 of it and 2 · 17 of rim


def test_small_pictures_are_enlarged_only_where_a_look_says_so() -> None:
    assert Look(name="x", longest=160).scale(40, 80) == 1
    assert Look(name="x", longest=160, enlarge=True).scale(40, 80) == 2


def test_a_face_below_the_smallest_size_leaves_the_next_look_its_turn() -> None:
    assert first_seen(picture(), [PLAIN, CLOSER], bright, 200) == []


def test_all_looks_together_name_a_face_once() -> None:
    (face,) = all_seen(picture(), [PLAIN, RIMMED, CLOSER], bright, 20)
    assert face.centre == pytest.approx((120, 80), abs=8)


@pytest.mark.parametrize("turned", [60.0, -60.0])
def test_a_face_in_a_turned_copy_lies_upright_around_its_place_and_is_known_to_be_tilted(turned: float) -> None:
    (face,) = first_seen(picture(), [Look(name="t", longest=400, turned=turned)], bright, 20)
    assert face.centre == pytest.approx((120, 80), abs=2)
    assert face.width == pytest.approx(80 * (0.5 + 3**0.5 / 2), abs=4)  # of a square of 80 turned by 60°
    assert face.roll == pytest.approx(turned, abs=1)  # level in a copy turned left: it falls to the right


def test_a_turned_look_asks_for_surer_faces_and_is_never_one_of_all() -> None:
    sure = Look(name="t", longest=400, turned=60, least=0.8)

    def unsure(copy: NDArray[np.uint8], look: str) -> list[Face]:
        return [replace(face, score=0.7) for face in bright(copy, look)]

    assert first_seen(picture(), [sure], unsure, 20) == []
    assert len(first_seen(picture(), [replace(sure, least=0.7)], unsure, 20)) == 1
    assert all_seen(picture(), [sure], bright, 20) == []


def test_only_dark_pictures_are_brightened() -> None:
    look = Look(name="b", longest=400, brighten=True)
    (face,) = first_seen(picture() // 8, [PLAIN, look], bright, 20)  # 31, of which a tenth of the pixels are
    assert (face.look, face.x, face.width) == ("b", 80, 80)
    assert first_seen(picture() // 2, [PLAIN, look], bright, 20) == []  # 127 is dark to `bright`, and not to us
