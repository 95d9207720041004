"""Two pictures of one person: box falls on box, and a mixture is the weighted mean of its pixels."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.errors import UsageError
from audit.images import Aligned, align, dissolve, portrait, prepare_bytes, prepare_pixels
from audit.images.dissolve import similarity

ANY = InputContract(size=48)


def with_square(side: int, box: tuple[int, int, int, int], inside: int = 200, outside: int = 40) -> np.ndarray:
    picture = np.full((side, side, 3), outside, np.uint8)
    x, y, width, height = box
    picture[y : y + height, x : x + width] = inside
    return picture


def png(pixels: np.ndarray) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


boxes = st.tuples(st.integers(-20, 200), st.integers(-20, 200), st.integers(8, 300), st.integers(8, 300))


@given(boxes, boxes)
def test_centre_falls_on_centre_and_the_longer_side_on_the_longer_side(source, target) -> None:
    matrix = similarity(source, target)
    centre = [source[0] + source[2] / 2 - 0.5, source[1] + source[3] / 2 - 0.5, 1.0]
    moved = matrix @ centre
    assert moved == pytest.approx([target[0] + target[2] / 2 - 0.5, target[1] + target[3] / 2 - 0.5])
    assert matrix[0, 0] * max(source[2:]) == pytest.approx(max(target[2:]))
    assert matrix[0, 1] == matrix[1, 0] == 0


def test_the_smaller_face_is_laid_over_the_larger_one() -> None:
    small, large = (10, 20, 16, 16), (30, 25, 32, 32)
    found = align(with_square(64, small), small, with_square(96, large), large)
    assert found.box == large
    assert found.first.shape == found.second.shape == (96, 96, 3)
    inside = found.first[27:55, 32:60]  # two pixels in from the rim of the larger box
    around = found.first.copy()
    around[23:59, 28:64] = 40
    assert (inside == 200).all()
    assert (around == 40).all()
    assert np.array_equal(found.second, with_square(96, large))


def test_boxes_of_one_size_move_pixels_without_changing_them() -> None:
    rng = np.random.default_rng(1)
    first, second = (rng.integers(0, 256, (40, 40, 3), np.uint8) for _ in range(2))
    found = align(first, (5, 6, 21, 21), second, (8, 4, 21, 21))  # 3 to the left, 2 down
    assert np.array_equal(found.first, first)
    assert np.array_equal(found.second[2:, :37], second[:-2, 3:])


def test_the_ends_of_a_dissolve_are_the_pictures_and_its_middle_their_mean() -> None:
    pair = Aligned(first=with_square(16, (0, 0, 8, 8)), second=with_square(16, (8, 8, 8, 8)), box=(0, 0, 16, 16))
    assert np.array_equal(dissolve(pair, 0.0), pair.first)
    assert np.array_equal(dissolve(pair, 1.0), pair.second)
    assert dissolve(pair, 0.25)[0, 0, 0] == 160  # 0.75 × 200 + 0.25 × 40


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_a_weight_that_is_no_share_is_refused(weight: float) -> None:
    pair = Aligned(first=np.zeros((8, 8, 3), np.uint8), second=np.zeros((8, 8, 3), np.uint8), box=(0, 0, 8, 8))
    with pytest.raises(UsageError, match="between 0 and 1"):
        dissolve(pair, weight)


def test_a_portrait_has_the_manifests_box_or_says_why_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(with_square(64, (8, 8, 32, 32))))
    (tmp_path / "broken.png").write_bytes(png(with_square(64, (8, 8, 32, 32)))[:60])
    assert portrait(tmp_path, "a.png", (8, 8, 32, 32), ANY).box == (8, 8, 32, 32)
    refused = [portrait(tmp_path, name, None, ANY) for name in ("a.png", "broken.png", "none.png", "../a.png")]
    assert [each.outcome for each in refused] == [
        Outcome.NO_FACE,
        Outcome.CORRUPT,
        Outcome.MISSING_FILE,
        Outcome.OUTSIDE_COHORT,
    ]
    assert all(each.reason and each.pixels is None for each in refused)


def test_decoded_pixels_are_prepared_as_the_bytes_are() -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (50, 60, 3), np.uint8)
    contract = InputContract(size=16, face=FacePolicy.BOX, margin=0.1)
    by_bytes, by_pixels = (prepare(data, (5, 6, 30, 30), contract) for prepare, data in _ways(pixels))
    assert np.array_equal(by_bytes.pixels, by_pixels.pixels)
    assert by_bytes.found_by == by_pixels.found_by == "manifest"


def _ways(pixels: np.ndarray):
    return ((prepare_bytes, png(pixels)), (prepare_pixels, pixels))
