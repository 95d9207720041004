"""Thumbnails: made anew from pixels, blurred beyond return, one outcome for every picture."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.images import blurred, encoded, heat_picture, overlaid, thumbnails

WHOLE = InputContract(size=48, face=FacePolicy.WHOLE)
BOX = InputContract(size=48, face=FacePolicy.BOX)


def picture(side: int = 96, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3)).astype(np.uint8)


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def test_a_thumbnail_is_the_part_that_the_classifier_sees_in_colour(tmp_path) -> None:
    pixels = np.zeros((200, 300, 3), np.uint8)
    pixels[50:146, 100:196] = (200, 100, 50)
    Image.fromarray(pixels).save(tmp_path / "face.png")
    (found,) = thumbnails(tmp_path, ["face.png"], np.array([[100, 50, 96, 96]]), BOX)
    assert found.pixels.shape == (96, 96, 3)
    assert (found.pixels == (200, 100, 50)).all()


def test_nothing_of_the_file_but_pixels_comes_through(tmp_path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif[0x8825] = {1: "N"}
    Image.fromarray(picture(120)).save(tmp_path / "a.jpg", exif=exif, comment=b"SECRET-NAME")
    assert b"SECRET" in (tmp_path / "a.jpg").read_bytes()
    (found,) = thumbnails(tmp_path, ["a.jpg"], None, WHOLE)
    data = encoded(found.pixels)
    assert b"SECRET" not in data
    assert b"EXIF" not in data
    assert not Image.open(BytesIO(data)).getexif()
    assert decoded(data).shape == (96, 96, 3)


def test_every_bad_picture_has_its_outcome(tmp_path) -> None:
    (tmp_path / "text.png").write_text("hello")
    (tmp_path / "cohort").mkdir()
    Image.fromarray(picture()).save(tmp_path / "outside.png")
    names = ["missing.png", "../outside.png", "../text.png"]
    found = list(thumbnails(tmp_path / "cohort", names, None, WHOLE))
    assert [each.outcome for each in found] == [Outcome.MISSING_FILE, Outcome.OUTSIDE_COHORT, Outcome.OUTSIDE_COHORT]
    (text,) = thumbnails(tmp_path, ["text.png"], None, None)
    assert text.outcome is Outcome.UNREADABLE
    assert all(each.pixels is None for each in (*found, text))


def test_of_a_table_a_picture_without_face_is_shown_whole(tmp_path) -> None:
    Image.fromarray(np.full((96, 96, 3), 7, np.uint8)).save(tmp_path / "empty.png")
    (found,) = thumbnails(tmp_path, ["empty.png"], None, None)
    assert (found.pixels == 7).all()
    (refused,) = thumbnails(tmp_path, ["empty.png"], None, InputContract(size=48))
    assert refused.outcome is Outcome.NO_FACE


def test_blurring_cannot_be_undone() -> None:
    """Pixels shuffled within each of the 8 × 8 squares of 12 pixels: another picture, the same blurred one."""
    pixels, rng = picture(), np.random.default_rng(1)
    squares = pixels.reshape(8, 12, 8, 12, 3).swapaxes(1, 2).reshape(64, 144, 3)
    shuffled = np.stack([square[rng.permutation(144)] for square in squares])
    other = shuffled.reshape(8, 8, 12, 12, 3).swapaxes(1, 2).reshape(96, 96, 3)
    assert not np.array_equal(pixels, other)
    assert np.array_equal(blurred(pixels), blurred(other))
    assert blurred(pixels).shape == (96, 96, 3)
    assert blurred(pixels).std() < pixels.std() / 4


def test_without_heat_a_picture_is_grey_and_where_it_is_hot_it_is_coloured() -> None:
    pixels = np.full((96, 96, 3), (200, 100, 50), np.uint8)  # luma 124
    cold = overlaid(pixels, np.zeros((12, 12)))
    assert (cold == 124).all()
    heat = np.zeros((12, 12))
    heat[:6, :6] = 1
    warm = overlaid(pixels, heat)
    assert (warm[60:, 60:] == 124).all()
    assert warm[20, 20].tolist() != [124, 124, 124]


def test_a_heat_map_of_its_own_runs_from_black_to_light() -> None:
    black, light = heat_picture(np.zeros((3, 3))), heat_picture(np.ones((3, 3)))
    assert black.max() < 10
    assert light.min() > 100
    assert black.shape == (96, 96, 3)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_same_pixels_give_the_same_bytes(seed) -> None:
    assert encoded(picture(seed=seed)) == encoded(picture(seed=seed))
