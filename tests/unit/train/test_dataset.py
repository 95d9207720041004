"""Pictures to train on: which, as what, and how many are left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.domain.cohort import Cohort
from audit.domain.labels import LABEL_SETS, LabelSet
from audit.domain.model import FacePolicy, InputContract, Scale
from audit.errors import InputError, UsageError

pytestmark = pytest.mark.keras

LABELS = LabelSet(emotions=("neutral", "happy", "sad"))
HAPPY_SAD = LABEL_SETS["happy-sad"]


def cohort(y_true, votes=None, outside=None, root=Path(), images=None):
    """Return a cohort with the emotions neutral, happy, sad."""
    return Cohort(
        id="made",
        title="made for a test",
        labels=LABELS,
        declared=True,
        y_true=np.array(y_true),
        features=(),
        codes=np.empty((len(y_true), 0)),
        images=images or tuple(f"{i}.png" for i in range(len(y_true))),
        root=root,
        sha256="0" * 64,
        votes=None if votes is None else np.array(votes),
        votes_outside=None if outside is None else np.array(outside),
    )


def test_a_majority_is_strictly_the_most_votes_and_for_an_emotion_of_the_model(room):
    votes = [[1, 6, 0], [0, 4, 4], [0, 2, 3], [7, 2, 1], [0, 3, 3], [0, 0, 0]]
    outside = [3, 2, 5, 0, 4, 0]
    # happy wins; a tie; outside wins; neutral wins, which the model does not know; outside wins; nobody voted
    codes = room.dataset.target_codes(cohort([0] * 6, votes, outside), HAPPY_SAD, "majority")
    assert codes.tolist() == [0, -1, -1, -1, -1, -1]


def test_votes_outside_the_emotions_are_not_needed(room):
    codes = room.dataset.target_codes(cohort([0, 0], [[1, 6, 0], [0, 1, 2]]), HAPPY_SAD, "majority")
    assert codes.tolist() == [0, 1]


def test_labels_are_read_in_the_order_of_the_model(room):
    codes = room.dataset.target_codes(cohort([0, 1, 2, -1]), LabelSet(emotions=("sad", "happy")), "label")
    assert codes.tolist() == [-1, 1, 0, -1]


def test_a_majority_without_votes_and_an_unknown_target_are_refused(room):
    with pytest.raises(UsageError, match="cohort 'made': has no votes"):
        room.dataset.target_codes(cohort([0]), HAPPY_SAD, "majority")
    with pytest.raises(UsageError, match="unknown target 'major'; expected one of label, majority"):
        room.dataset.target_codes(cohort([0]), HAPPY_SAD, "major")


@pytest.mark.parametrize("scale", [Scale.RAW, Scale.UNIT])
def test_what_cannot_be_read_is_left_out_and_counted(room, spec_for, tmp_path, scale):
    contract = InputContract(size=16, scale=scale, face=FacePolicy.WHOLE)
    white, kind = {Scale.RAW: (255, np.uint8), Scale.UNIT: (1, np.float32)}[scale]
    cv2.imwrite(str(tmp_path / "happy.png"), np.full((20, 20, 3), 255, np.uint8))
    cv2.imwrite(str(tmp_path / "sad.png"), np.zeros((20, 20, 3), np.uint8))
    (tmp_path / "corrupt.png").write_bytes((tmp_path / "happy.png").read_bytes()[:50])
    names = ("neutral.png", "sad.png", "absent.png", "corrupt.png", "happy.png")
    spec, seen = replace(spec_for(), contract=contract), []
    made = cohort([0, 2, 1, 1, 1], root=tmp_path, images=names)
    data = room.load_images(made, spec, spec.recipe, lambda done, total: seen.append((done, total)))
    assert data.codes.tolist() == [1, 0]
    assert data.images.dtype == kind
    assert [picture.mean() for picture in data.images] == [0, white]
    assert {left.reason: left.images for left in data.left_out} == {
        "no emotion of this model": 1,
        "missing file": 1,
        "corrupt": 1,
    }
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_arrays_of_different_length_are_refused(room):
    with pytest.raises(InputError, match="3 pictures and 2 codes"):
        room.TrainingData(images=np.zeros((3, 16, 16, 1), np.uint8), codes=np.zeros(2, np.int64))


def test_class_weights_make_every_emotion_count_the_same(room, spec_for, made):
    three_to_one = replace(made(4, 0), codes=np.array([0, 0, 0, 1]))
    spec = spec_for(class_weights=True)
    batches = room.batches.training_batches(three_to_one, spec, spec.recipe, 1)
    _, targets, weights = batches[0]
    # n / (k · n_emotion): 4 / (2 · 3) = 2/3 for the three happy ones, 4 / (2 · 1) = 2 for the sad one
    assert np.allclose(weights, np.where(targets[:, 0] == 1, 2 / 3, 2))
    assert np.isclose(weights.mean(), 1)


def test_every_epoch_has_its_own_order_which_the_seed_fixes(room, spec_for, made):
    data, spec = made(64, 0), spec_for(batch=64)
    first, again, second = (room.batches.training_batches(data, spec, spec.recipe, n)[0][0] for n in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, second)
    assert np.array_equal(np.sort(first.sum(axis=(1, 2, 3))), np.sort(second.sum(axis=(1, 2, 3))))
