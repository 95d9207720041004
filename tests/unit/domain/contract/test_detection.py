"""The words of face finding: what is named in a model.toml is spelled once."""

from __future__ import annotations

from audit.domain.contract.detection import KNOWS_EYES, Align, BoxRule, Detector, WhichFace


def test_words_are_spelled_as_in_a_model_toml() -> None:
    assert [word.value for word in Detector] == ["yunet", "libfacedetection", "mtcnn", "cascades"]
    assert [word.value for word in (*WhichFace, *BoxRule, *Align)] == [
        "largest", "centre", "fer2013", "found", "none", "eyes",
    ]  # fmt: skip


def test_the_finders_that_know_eyes_are_finders() -> None:
    assert set(Detector) > KNOWS_EYES
