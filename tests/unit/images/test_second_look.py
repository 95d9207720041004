"""The second look: one photograph whatever was done to it, and two photographs of one sitting."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from audit.images.copies import SAME as SAME_AT_FIRST
from audit.images.copies import likeness
from audit.images.second_look import FEWEST, one_photograph

SIDE = 320


def sitting(seed: int, expression: int, side: int = SIDE) -> np.ndarray:
    """Return a portrait: hair and collar of the person, and finer noise and a mouth of its own photograph."""
    person, shot = np.random.default_rng(seed), np.random.default_rng([seed, expression])
    coarse = cv2.resize(person.uniform(60, 200, (8, 8)).astype(np.float32), (side, side))
    hair = cv2.GaussianBlur(person.normal(0, 220, (side, side)).astype(np.float32), (0, 0), 3.5)
    skin = cv2.GaussianBlur(shot.normal(0, 14, (side, side)).astype(np.float32), (0, 0), 0.7)
    return np.clip(coarse + hair + skin, 0, 255).astype(np.uint8)


def small(grey: np.ndarray) -> np.ndarray:
    return cv2.resize(grey, (96, 96), interpolation=cv2.INTER_AREA)


def jpeg(grey: np.ndarray, quality: int) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


CHANGED = {
    "as it is": lambda grey: grey,
    "darker": lambda grey: (grey * 0.6 + 10).astype(np.uint8),
    "lossy": lambda grey: jpeg(grey, 50),
    "cut at the rim": lambda grey: grey[6:-4, 5:-7],
    "larger": lambda grey: cv2.resize(grey, (512, 512), interpolation=cv2.INTER_CUBIC),
}


@pytest.mark.parametrize("change", CHANGED)
@pytest.mark.parametrize("seed", range(3))
def test_one_photograph_stays_one(change, seed) -> None:
    face = sitting(seed, 0)
    assert one_photograph(face, CHANGED[change](face))
    assert one_photograph(CHANGED[change](face), face)


@pytest.mark.parametrize("seed", range(5))
def test_two_photographs_of_one_sitting_are_told_apart_that_the_first_look_takes_for_one(seed) -> None:
    neutral, smiling = (
        sitting(seed, 0),
        cv2.warpAffine(
            sitting(seed, 1),
            np.float32([[1.01, 0.004, 1.3], [-0.004, 0.99, 2.1]]),
            (SIDE, SIDE),
            borderMode=cv2.BORDER_REFLECT,
        ),
    )
    assert likeness(small(neutral), small(smiling)) >= SAME_AT_FIRST
    assert not one_photograph(neutral, smiling)


def test_of_small_pictures_nothing_finer_is_known() -> None:
    assert one_photograph(sitting(1, 0, FEWEST - 1), sitting(2, 0))


def test_flat_pictures_are_not_one_photograph() -> None:
    flat = np.full((SIDE, SIDE), 90, np.uint8)
    assert not one_photograph(flat, flat)
