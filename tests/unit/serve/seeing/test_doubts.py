"""What makes an answer about a face doubtful, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.images.finders.face import FaceBox
from audit.serve.seeing.doubts import NARROWEST, SMALLEST, doubts_of

LIT = np.tile(np.arange(50, 250, dtype=np.uint8), (200, 1))[:, :, None].repeat(3, axis=2)
FACE = FaceBox(x=20, y=20, width=100, height=100, found_by="yunet", eyes_apart=0.41)


def test_a_large_lit_face_from_the_front_is_not_doubted() -> None:
    assert doubts_of(LIT, FACE) == ()
    assert doubts_of(LIT, replace(FACE, eyes_apart=None)) == ()


@pytest.mark.parametrize(
    ("face", "said", "grave"),
    [
        (replace(FACE, width=SMALLEST - 1), "only 39 pixels", True),
        (replace(FACE, eyes_apart=NARROWEST - 0.01), "eyes appear close together", False),
        (replace(FACE, found_by="profile, mirrored", eyes_apart=None), "only a detector of profiles", False),
    ],
)
def test_each_doubt_is_one_sentence(face: FaceBox, said: str, grave: bool) -> None:
    (doubt,) = doubts_of(LIT, face)
    assert said in doubt.sentence
    assert doubt.grave is grave


def test_darkness_and_want_of_contrast_withhold_the_answer() -> None:
    (dark,) = doubts_of(LIT // 8, FACE)
    (flat,) = doubts_of(np.full_like(LIT, 128), FACE)
    assert "too dark" in dark.sentence
    assert "no contrast" in flat.sentence
    assert dark.grave
    assert flat.grave
