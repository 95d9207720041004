"""Pictures to train on: which, as what, and how many are left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.input_contract import FacePolicy, InputContract, Scale
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


def test_a_majority_is_strictly_the_most_votes_and_for_an_emotion_of_the_model(kit):
    votes = [[1, 6, 0], [0, 4, 4], [0, 2, 3], [7, 2, 1], [0, 3, 3], [0, 0, 0]]
    outside = [3, 2, 5, 0, 4, 0]
    # happy wins; a tie; outside wins; neutral wins, which the model does not know; outside wins; nobody voted
    codes = kit.data.dataset.target_codes(cohort([0] * 6, votes, outside), HAPPY_SAD, "majority")
    assert codes.tolist() == [0, -1, -1, -1, -1, -1]


def test_votes_outside_the_emotions_are_not_needed(kit):
    codes = kit.data.dataset.target_codes(cohort([0, 0], [[1, 6, 0], [0, 1, 2]]), HAPPY_SAD, "majority")
    assert codes.tolist() == [0, 1]


def test_labels_are_read_in_the_order_of_the_model(kit):
    codes = kit.data.dataset.target_codes(cohort([0, 1, 2, -1]), LabelSet(emotions=("sad", "happy")), "label")
    assert codes.tolist() == [-1, 1, 0, -1]


def test_a_majority_without_votes_and_an_unknown_target_are_refused(kit):
    with pytest.raises(UsageError, match="cohort 'made': has no votes"):
        kit.data.dataset.target_codes(cohort([0]), HAPPY_SAD, "majority")
    with pytest.raises(UsageError, match=r"cohort 'made': has no votes.* the target 'votes' needs them"):
        kit.data.dataset.target_codes(cohort([0]), HAPPY_SAD, "votes")
    with pytest.raises(UsageError, match="cohort 'made': has no votes"):
        kit.data.dataset.vote_shares(cohort([0]), HAPPY_SAD)
    with pytest.raises(UsageError, match="unknown target 'major'; expected one of label, majority, votes"):
        kit.data.dataset.target_codes(cohort([0]), HAPPY_SAD, "major")


def test_pictures_with_enough_votes_for_the_models_emotions_lean_towards_one_whatever_else_was_chosen(kit):
    votes = cohort([0] * 5, [[6, 3, 1], [6, 1, 3], [6, 2, 2], [8, 2, 0], [0, 2, 1]], [0, 0, 0, 0, 7])
    # happy leads sad among enough votes; sad leads; neither; too few votes; enough, though outside has most
    codes = kit.data.dataset.target_codes(votes, HAPPY_SAD, "votes", 3)
    assert codes.tolist() == [0, 1, -1, -1, 0]
    with pytest.raises(UsageError, match="has no votes"):
        kit.data.dataset.target_codes(cohort([0]), HAPPY_SAD, "votes", 3)


def test_vote_shares_count_the_emotions_of_the_model_only(kit):
    votes = cohort([0] * 3, [[1, 6, 2], [0, 1, 3], [5, 0, 0]], [1, 6, 5])
    # of happy and sad: 6 to 2 and 1 to 3, whatever else was voted; the third got no such vote
    shares = kit.data.dataset.vote_shares(votes, HAPPY_SAD)
    assert shares[:2].tolist() == [[0.75, 0.25], [0.25, 0.75]]
    assert np.isnan(shares[2]).all()
    assert kit.data.dataset.vote_shares(votes, LabelSet(emotions=("sad", "happy")))[0].tolist() == [0.25, 0.75]


@given(
    votes=arrays(np.int64, (20, 3), elements=st.integers(0, 10)),
    outside=arrays(np.int64, 20, elements=st.integers(0, 10)),
)
def test_every_picture_with_a_majority_has_shares_whose_largest_is_that_majority(kit, votes, outside):
    made = cohort([0] * 20, votes, outside)
    codes, again = (kit.data.dataset.target_codes(made, HAPPY_SAD, target) for target in ("majority", "votes"))
    shares, won = kit.data.dataset.vote_shares(made, HAPPY_SAD), codes >= 0
    assert np.array_equal(codes, again), "both targets are learned from the same pictures"
    assert np.allclose(shares[won].sum(axis=1), 1)
    assert np.array_equal(shares[won].argmax(axis=1), codes[won])


@pytest.mark.parametrize("scale", [Scale.RAW, Scale.UNIT])
def test_what_cannot_be_read_is_left_out_and_counted(kit, spec_for, tmp_path, scale):
    contract = InputContract(size=16, scale=scale, face=FacePolicy.WHOLE)
    white = {Scale.RAW: 255, Scale.UNIT: 1}[scale]
    cv2.imwrite(str(tmp_path / "happy.png"), np.full((20, 20, 3), 255, np.uint8))
    cv2.imwrite(str(tmp_path / "sad.png"), np.zeros((20, 20, 3), np.uint8))
    (tmp_path / "corrupt.png").write_bytes((tmp_path / "happy.png").read_bytes()[:50])
    names = ("neutral.png", "sad.png", "absent.png", "corrupt.png", "happy.png")
    spec, seen = replace(spec_for(), contract=contract), []
    made = cohort([0, 2, 1, 1, 1], root=tmp_path, images=names)
    data = kit.load_images(made, spec, spec.recipe, lambda done, total: seen.append((done, total)))
    assert data.codes.tolist() == [1, 0]
    assert data.images.dtype == np.uint8
    assert [picture.mean() for picture in data.inputs(spec)] == [0, white]
    assert {left.reason: left.images for left in data.left_out} == {
        "no emotion of this model": 1,
        "missing file": 1,
        "corrupt": 1,
    }
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_both_targets_take_the_same_pictures_and_leave_out_and_count_the_same(kit, spec_for, tmp_path):
    votes, outside = [[0, 6, 2], [1, 3, 4], [9, 0, 0], [0, 3, 3], [0, 0, 1], [0, 5, 1]], [2, 0, 0, 4, 5, 0]
    names = tuple(f"{i}.png" for i in range(6))
    for i, name in enumerate(names[:5]):
        cv2.imwrite(str(tmp_path / name), np.full((20, 20, 3), 50 * i, np.uint8))
    made = cohort([0] * 6, votes, outside, root=tmp_path, images=names)
    spec = replace(spec_for(target="votes"), contract=InputContract(size=16, face=FacePolicy.WHOLE))
    soft, hard = (kit.load_images(made, spec, replace(spec.recipe, target=target)) for target in ("votes", "majority"))
    assert np.array_equal(soft.images, hard.images)
    assert soft.codes.tolist() == hard.codes.tolist() == [0, 1]
    assert (soft.shares.tolist(), hard.shares) == ([[6 / 8, 2 / 8], [3 / 7, 4 / 7]], None)
    assert soft.left_out == hard.left_out
    assert {left.reason: left.images for left in soft.left_out} == {
        "no majority for an emotion of this model": 3,  # neutral wins, something outside wins twice
        "missing file": 1,
    }


def test_pictures_without_vote_shares_or_with_wrong_ones_are_refused_for_the_target_votes(spec_for, made):
    data, spec = made(4, 0), spec_for(target="votes")
    with pytest.raises(InputError, match=r"model 'tiny': target = 'votes' needs pictures with votes"):
        data.require_fit(spec)
    for wrong in (np.full((4, 3), 1 / 3), np.full((4, 2), 0.4), np.full((4, 2), np.nan)):
        with pytest.raises(InputError, match="vote shares are 2 numbers for each picture that add up to 1"):
            replace(data, shares=wrong).require_fit(spec)
    replace(data, shares=np.full((4, 2), 0.5)).require_fit(spec)


def test_arrays_of_different_length_are_refused(kit):
    with pytest.raises(InputError, match="3 pictures and 2 codes"):
        kit.TrainingData(images=np.zeros((3, 16, 16, 1), np.uint8), codes=np.zeros(2, np.int64))
    with pytest.raises(InputError, match="3 pictures and 2 shares"):
        kit.TrainingData(
            images=np.zeros((3, 16, 16, 1), np.uint8), codes=np.zeros(3, np.int64), shares=np.full((2, 2), 0.5)
        )


def test_class_weights_make_every_emotion_count_the_same(kit, spec_for, made):
    three_to_one = replace(made(4, 0), codes=np.array([0, 0, 0, 1]))
    spec = spec_for(class_weights=True)
    batches = kit.data.batches.training_batches(three_to_one, spec, spec.recipe, 1)
    _, targets, weights = batches[0]
    # n / (k · n_emotion): 4 / (2 · 3) = 2/3 for the three happy ones, 4 / (2 · 1) = 2 for the sad one
    assert np.allclose(weights, np.where(targets[:, 0] == 1, 2 / 3, 2))
    assert np.isclose(weights.mean(), 1)
