"""Every face in a row of its own: numbered, with its box, so that the table is a cohort once labels are added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.cohort import PictureList
from audit.domain.contract.detection import Detector
from audit.domain.contract.input_contract import FacePolicy
from audit.errors import InputError, UsageError
from audit.images import FaceBox
from audit.load import find_model, load_model
from audit.predict.every_face import _as_written, with_every_face
from audit.predict.run import require_boxes_of_faces

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.model.model import ModelSpec


@pytest.fixture
def spec() -> ModelSpec:
    found = load_model(find_model("happy-sad"))
    return replace(found, contract=replace(found.contract, detector=Detector.MTCNN))


@pytest.fixture
def pictures(shared_data: Path, tmp_path: Path) -> PictureList:
    """A picture of three people in a row, the middle one largest; a grey one; and one with a box."""
    names = sorted((shared_data / "fairface-sample" / "faces").iterdir())[:3]
    scene = np.full((240, 800, 3), 120, np.uint8)
    for left, side, name in zip((0, 240, 520), (120, 240, 130), names, strict=True):
        face = np.asarray(Image.open(name).convert("RGB"))
        scene[:side, left : left + side] = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    for name, pixels in (("three.png", scene), ("grey.png", np.full_like(scene, 120)), ("boxed.png", scene)):
        Image.fromarray(pixels).save(tmp_path / name)
    boxes = np.array([[-1] * 4, [-1] * 4, [30, 40, 100, 100]])
    return PictureList(id="made", images=("three.png", "grey.png", "boxed.png"), root=tmp_path, boxes=boxes)


@pytest.mark.shared_data
def test_each_face_has_a_row_the_largest_first_and_nothing_is_lost(spec: ModelSpec, pictures: PictureList) -> None:
    found = with_every_face(pictures, spec)
    assert found.images == ("three.png",) * 3 + ("grey.png", "boxed.png")
    assert found.faces == ("0", "1", "2", "0", "0")
    assert found.boxes is not None
    centres = (found.boxes[:3, 0] + found.boxes[:3, 2] / 2).tolist()
    assert [240 < centres[0] < 480, {c < 180 for c in centres[1:]}] == [True, {True, False}]
    assert found.boxes[3].tolist() == [-1] * 4
    assert found.boxes[4].tolist() == [30, 40, 100, 100]


def test_who_takes_whole_pictures_has_no_faces_to_find(spec: ModelSpec, tmp_path: Path) -> None:
    whole = replace(spec, contract=replace(spec.contract, face=FacePolicy.WHOLE, detector=None))
    with pytest.raises(UsageError, match="face = 'whole' looks for no faces; take out --every-face"):
        with_every_face(PictureList(id="p", images=("a.jpg",), root=tmp_path), whole)


def test_faces_that_nothing_tells_apart_are_refused_and_boxes_tell_them_apart(tmp_path: Path) -> None:
    bare = PictureList(id="p", images=("a.jpg", "a.jpg", "b.jpg"), faces=("0", "1", "0"), root=tmp_path)
    with pytest.raises(InputError, match=r"'p': 2 rows are about faces of 'a.jpg' and have no face box"):
        require_boxes_of_faces(bare, np.arange(3))
    require_boxes_of_faces(bare, np.array([1, 2]))
    require_boxes_of_faces(replace(bare, boxes=np.array([[0, 0, 9, 9], [9, 0, 9, 9], [-1] * 4])), np.arange(3))


def test_a_box_over_the_rim_is_written_from_0_around_the_same_centre() -> None:
    box = FaceBox(x=-10, y=20, width=100, height=100, found_by="a look")
    assert _as_written(box) == (0, 20, 80, 100)
    assert _as_written(replace(box, x=5)) == (5, 20, 100, 100)
