"""Fingerprints and near copies: one photograph is found again, another one is not."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.images import fingerprints, near_copies
from audit.images.copies import SAME, likeness


def photograph(seed: int, *, scene: int = 0, side: int = 120) -> np.ndarray:
    """Return a coarse scene with fine detail of its own, uint8, shape (side, side)."""
    random = np.random.default_rng(seed)
    coarse = np.random.default_rng([7, scene]).uniform(60, 200, (6, 6)).astype(np.float32)
    fine = cv2.GaussianBlur(random.normal(0, 60, (side, side)).astype(np.float32), (0, 0), 1.5)
    return np.clip(cv2.resize(coarse, (side, side)) + fine, 0, 255).astype(np.uint8)


def save(folder: Path, name: str, pixels: np.ndarray, **how: object) -> str:
    Image.fromarray(pixels).save(folder / name, **how)
    return name


def near(folder: Path, names: list[str]) -> list[list[int]]:
    hashes = np.array([each.perceptual for each in fingerprints(folder, names)], np.uint64)
    return near_copies(folder, names, hashes).tolist()


def test_a_darker_smaller_cut_or_lossy_copy_is_found_and_another_face_before_the_same_wall_is_not(tmp_path) -> None:
    face = photograph(1)
    names = [
        save(tmp_path, "face.png", face),
        save(tmp_path, "darker.png", (face * 0.6 + 10).astype(np.uint8)),
        save(tmp_path, "smaller.png", cv2.resize(face, (90, 90), interpolation=cv2.INTER_AREA)),
        save(tmp_path, "cut.png", face[2:, :-2]),
        save(tmp_path, "lossy.jpg", face, quality=60),
        save(tmp_path, "other.png", photograph(2)),
    ]
    found = {row for pair in near(tmp_path, names) for row in pair}
    assert found == {0, 1, 2, 3, 4}


def test_a_near_hash_alone_makes_no_copy(tmp_path) -> None:
    names = [save(tmp_path, f"{seed}.png", photograph(seed)) for seed in (1, 2)]
    assert near_copies(tmp_path, names, np.array([5, 5], np.uint64)).tolist() == []


def test_flat_pictures_have_no_detail_to_be_compared() -> None:
    black, grey = np.zeros((96, 96), np.uint8), np.full((96, 96), 90, np.uint8)
    assert likeness(black, grey) == 0.0
    assert likeness(black, black) == 0.0


def test_likeness_does_not_depend_on_the_order() -> None:
    one, other = photograph(1, side=96), photograph(1, side=96)[::-1].copy()
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert likeness(one, one) > SAME


def test_the_same_pixels_in_another_format_have_other_bytes(tmp_path) -> None:
    face = photograph(1)
    names = [save(tmp_path, "a.png", face), save(tmp_path, "b.bmp", face), save(tmp_path, "c.png", face)]
    first, second, third = fingerprints(tmp_path, names)
    assert first.pixels == second.pixels == third.pixels
    assert first.file == third.file != second.file


def test_a_row_of_pixels_is_not_a_column_of_them(tmp_path) -> None:
    flat = np.full((8, 16), 9, np.uint8)
    first, second = fingerprints(tmp_path, [save(tmp_path, "a.png", flat), save(tmp_path, "b.png", flat.T.copy())])
    assert first.pixels != second.pixels


def test_files_without_pixels_say_why(tmp_path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    save(tmp_path, "tiny.png", np.zeros((4, 4), np.uint8))
    names = ["text.png", "empty.png", "tiny.png", "gone.png", "../outside.png"]
    found = list(fingerprints(tmp_path, names))
    assert [each.outcome for each in found] == [
        Outcome.UNREADABLE,
        Outcome.UNREADABLE,
        Outcome.TOO_SMALL,
        Outcome.MISSING_FILE,
        Outcome.OUTSIDE_COHORT,
    ]
    assert all(each.reason and not each.pixels for each in found)


def test_a_picture_that_vanishes_between_opening_and_comparing_is_no_copy(tmp_path) -> None:
    names = [save(tmp_path, f"{i}.png", photograph(1)) for i in range(2)]
    (tmp_path / "1.png").unlink()
    assert near_copies(tmp_path, names, np.array([5, 5], np.uint64)).tolist() == []


def test_many_pictures_of_one_hash_are_compared_in_a_chain(tmp_path) -> None:
    names = [save(tmp_path, f"{i}.png", photograph(1)) for i in range(6)]
    asked = []
    near_copies(tmp_path, names, np.zeros(6, np.uint64), lambda done, total: asked.append((done, total)))
    assert asked == [(i, 5) for i in range(1, 6)]


def test_no_picture_has_no_pair(tmp_path) -> None:
    assert near_copies(tmp_path, [], np.empty(0, np.uint64)).shape == (0, 2)
