"""The words of face finding: what is named in a model.toml is spelled once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.cohort import PictureList
from audit.domain.contract.detection import (
    KNOWS_EYES,
    LEVELS_EYES,
    Align,
    BoxRule,
    Detector,
    WhichFace,
    require_one_face,
)
from audit.errors import InputError


def test_words_are_spelled_as_in_a_model_toml() -> None:
    assert [word.value for word in Detector] == ["yunet", "libfacedetection", "mtcnn", "cascades"]
    assert [word.value for word in (*WhichFace, *BoxRule, *Align)] == [
        "largest", "centre", "each", "fer2013", "found", "none", "eyes",
    ]  # fmt: skip


def test_the_finders_that_know_eyes_are_finders() -> None:
    assert set(Detector) > KNOWS_EYES > LEVELS_EYES


def test_where_each_face_is_asked_about_a_row_of_a_cohort_says_which_is_its_own() -> None:
    bare = PictureList(id="people", images=("a.jpg", "b.jpg"), root=Path())
    boxed = PictureList(id="people", images=bare.images, root=Path(), boxes=np.array([[0, 0, 9, 9], [1, 1, 9, 9]]))
    half = PictureList(id="people", images=bare.images, root=Path(), boxes=np.array([[0, 0, 9, 9], [-1] * 4]))
    require_one_face(boxed, WhichFace.EACH)
    require_one_face(bare, WhichFace.LARGEST)
    with pytest.raises(InputError, match=r"'people': .*which = 'each', and 2 of 2 rows have no face box"):
        require_one_face(bare, WhichFace.EACH)
    with pytest.raises(InputError, match=r"and 1 of 2 rows .* list every face with: emotion-audit predict"):
        require_one_face(half, WhichFace.EACH)
