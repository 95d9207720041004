"""Detection: the chain in its order, boxes in the coordinates of the picture, the same answer every time."""

from __future__ import annotations

import tarfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from audit.errors import InputError
from audit.images.decode import decode
from audit.images.finders.cascades import CHAIN, DEFAULT, Step, detect_face
from audit.images.finders.face import FaceBox

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = 240


@pytest.fixture(scope="module")
def face() -> NDArray[np.uint8]:
    """A drawn face of 240 px, its head centred: a cascade sees dark hair, eyes and mouth on a lighter oval."""
    picture = np.full((SIZE, SIZE, 3), 225, np.uint8)

    def oval(x: int, y: int, across: int, down: int, grey: int) -> None:
        cv2.ellipse(picture, (120 + x, 120 + y), (across, down), 0, 0, 360, (grey,) * 3, -1, cv2.LINE_AA)

    for x, y, across, down, grey in (
        (0, -20, 68, 80, 60),
        (0, 10, 60, 75, 190),
        (0, 2, 5, 20, 210),
        (0, 48, 24, 8, 100),
    ):
        oval(x, y, across, down, grey)
    for side in (-25, 25):
        for y, across, down, grey in ((-18, 15, 9, 110), (-4, 14, 7, 235), (-4, 7, 7, 40), (-20, 17, 4, 50)):
            oval(side, y, across, down, grey)
    return cv2.GaussianBlur(picture, (0, 0), 1.5)


def turned(picture: NDArray[np.uint8], angle: float) -> NDArray[np.uint8]:
    turn = cv2.getRotationMatrix2D((SIZE / 2, SIZE / 2), angle, 1.0)
    return cv2.warpAffine(picture, turn, (SIZE, SIZE), borderMode=cv2.BORDER_REPLICATE)


def centre(box: FaceBox) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def test_the_chain_is_the_declared_one() -> None:
    assert [(step.cascade, step.mirrored, step.angle) for step in CHAIN] == [
        ("frontalface_default", False, 0),
        ("frontalface_alt2", False, 0),
        ("profileface", False, 0),
        ("profileface", True, 0),
        ("frontalface_default", False, 25),
        ("frontalface_default", False, -25),
    ]


def test_an_upright_face_is_found_by_the_first_step_where_it_is(face: NDArray[np.uint8]) -> None:
    box = detect_face(face)
    assert box is not None
    assert box.found_by == "frontal default"
    assert box.width == box.height
    assert 120 <= box.width <= 200  # the drawn head is 120 wide, with hair 136, and 165 high
    assert centre(box) == pytest.approx((120, 125), abs=12)


@pytest.mark.parametrize(("angle", "name"), [(-35, "turned 25°"), (35, "turned −25°")])
def test_a_tilted_head_is_found_by_turning_the_picture_back_and_its_box_lies_in_the_picture(
    face: NDArray[np.uint8], angle: float, name: str
) -> None:
    box = detect_face(turned(face, angle))
    assert box is not None
    assert box.found_by == f"frontal default, {name}"
    assert centre(box) == pytest.approx((120, 125), abs=15)
    assert 120 <= box.width <= 200


def test_turning_the_picture_cuts_nothing_off(face: NDArray[np.uint8]) -> None:
    # six times as wide as high: turned by −25°, the left end leaves a frame of the old size
    picture = np.full((SIZE, 6 * SIZE, 3), 225, np.uint8)
    picture[:, :SIZE] = turned(face, 35)
    box = detect_face(picture, CHAIN[5:6])
    assert box is not None
    assert centre(box) == pytest.approx((120, 125), abs=15)


def test_what_a_mirrored_step_finds_is_mirrored_back(face: NDArray[np.uint8]) -> None:
    picture = np.full((300, 500, 3), 225, np.uint8)
    picture[30:270, 240:480] = face  # head centred at x = 240 + 120 = 360
    straight = detect_face(picture, [Step(name="straight", cascade=DEFAULT)])
    mirrored = detect_face(picture, [Step(name="mirrored", cascade=DEFAULT, mirrored=True)])
    assert straight is not None
    assert mirrored is not None
    assert centre(mirrored) == pytest.approx(centre(straight), abs=6)
    assert centre(mirrored)[0] == pytest.approx(360, abs=12)


def test_the_first_step_that_finds_a_face_decides(face: NDArray[np.uint8]) -> None:
    box = detect_face(face, [CHAIN[2], CHAIN[1], CHAIN[0]])  # a drawn frontal face has no profile
    assert box is not None
    assert box.found_by == "frontal alt2"


def test_of_two_faces_the_larger_is_taken(face: NDArray[np.uint8]) -> None:
    picture = np.full((300, 460, 3), 225, np.uint8)
    picture[60:180, 20:140] = cv2.resize(face, (120, 120), interpolation=cv2.INTER_AREA)
    picture[30:270, 200:440] = face
    box = detect_face(picture)
    assert box is not None
    assert centre(box)[0] == pytest.approx(320, abs=15)


@pytest.mark.parametrize("scale", [0.25, 1.0, 8.0])  # pictures of 60, 240 and 1,920 px
def test_boxes_grow_with_the_picture(face: NDArray[np.uint8], scale: float) -> None:
    size = round(scale * SIZE)
    box = detect_face(cv2.resize(face, (size, size), interpolation=cv2.INTER_LINEAR))
    assert box is not None
    assert centre(box) == pytest.approx((120 * scale, 125 * scale), abs=12 * scale)
    assert 120 * scale <= box.width <= 200 * scale


@pytest.mark.parametrize("shape", [(8, 8), (8, 4000), (4000, 8), (300, 300)])
def test_an_empty_picture_has_no_face(shape: tuple[int, int]) -> None:
    assert detect_face(np.full((*shape, 3), 128, np.uint8)) is None


def test_the_answer_is_the_same_every_time_and_in_every_thread(face: NDArray[np.uint8]) -> None:
    pictures = [face, turned(face, 35)] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect_face, pictures)) == [detect_face(picture) for picture in pictures]


def test_a_cascade_that_opencv_does_not_bring_is_named() -> None:
    with pytest.raises(InputError, match=r"haarcascade_nobody\.xml"):
        detect_face(np.zeros((50, 50, 3), np.uint8), [Step(name="?", cascade="nobody")])


@pytest.mark.shared_data
def test_the_chain_finds_a_portrait_that_the_frontal_cascade_alone_misses(shared_data: Path) -> None:
    with tarfile.open(shared_data / "london" / "london.tar") as archive:
        members = [member for member in archive if member.name.endswith(("042_08.jpg", "001_03.jpg"))]
        easy, hard = (decode(_bytes(archive, member)) for member in sorted(members, key=lambda member: member.name))
    assert detect_face(hard, CHAIN[:1]) is None
    assert [box.found_by for box in (detect_face(easy), detect_face(hard)) if box] == [
        "frontal default",
        "frontal alt2",
    ]


def _bytes(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return BytesIO(file.read() if file else b"").getvalue()
