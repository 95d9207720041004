"""Blended batches: shares that can be told from constant pictures, draws that repeat themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.train.data.mixup import Mixup

IMAGES = 64


def mixup(**draws):
    """Blend by these draws."""
    return Mixup(**{"alpha": 1.0, "seed": 3, "epoch": 1, **draws})


@pytest.fixture
def batch():
    """Pictures of one value each, 0, 1, …, learned as their own emotion, all with weight 1."""
    values = np.arange(IMAGES, dtype=np.float32)
    pictures = np.broadcast_to(values[:, None, None, None], (IMAGES, 2, 2, 1)).copy()
    return pictures, np.eye(IMAGES, dtype=np.float32), np.ones(IMAGES, np.float32)


def test_pictures_and_targets_are_blended_by_the_same_shares(batch):
    pictures, targets, weights = mixup().blended(0, *batch)
    np.testing.assert_allclose(weights, 1, rtol=1e-6)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(pictures[:, 0, 0, 0], targets @ np.arange(IMAGES), rtol=1e-4)
    np.testing.assert_array_equal(pictures, np.broadcast_to(pictures[:, :1, :1], pictures.shape))


def test_every_picture_keeps_at_least_half_of_itself_and_lends_itself_once(batch):
    _, targets, _ = mixup().blended(0, *batch)
    own = np.diag(targets)
    assert own.min() >= 0.5
    assert own.min() < 0.6  # of 64 uniform shares some lie near the middle
    lent = targets - np.diag(own)
    assert np.count_nonzero(lent, axis=0).max() == 1
    assert np.count_nonzero(lent, axis=1).max() == 1


def test_a_small_alpha_leaves_most_pictures_nearly_as_they_are(batch):
    nearly = {a: np.mean(np.diag(mixup(alpha=a).blended(0, *batch)[1]) > 0.99) for a in (0.05, 5.0)}
    assert nearly[0.05] > 0.7
    assert nearly[5.0] < 0.1  # a picture now and then draws itself


def test_the_loss_is_that_of_the_two_pictures_apart_also_with_weights(batch):
    pictures, targets, _ = batch
    weights = np.random.default_rng(0).uniform(0.2, 5, IMAGES).astype(np.float32)
    surprise = np.random.default_rng(1).uniform(0, 3, IMAGES)  # −log of the probability of each emotion
    shares = mixup().blended(0, pictures, targets, np.ones(IMAGES, np.float32))[1]
    _, blended, counted = mixup().blended(0, pictures, targets, weights)
    np.testing.assert_allclose(counted * (blended @ surprise), shares @ (weights * surprise), rtol=1e-5)


def test_seed_epoch_and_batch_decide_and_nothing_else(batch):
    first = mixup().blended(5, *batch)[0]
    np.testing.assert_array_equal(first, mixup().blended(5, *batch)[0])
    others = (mixup(seed=4).blended(5, *batch), mixup(epoch=2).blended(5, *batch), mixup().blended(6, *batch))
    assert not any(np.array_equal(first, other[0]) for other in others)


@pytest.mark.keras
@pytest.mark.parametrize(("alpha", "blends"), [(0.0, False), (0.2, True)])
def test_training_batches_are_blended_only_where_the_recipe_says_so(kit, made, spec_for, alpha, blends):
    spec, data = spec_for(mixup=alpha), made(32, 1)
    values = np.where(data.codes == 0, 200, 0).astype(np.uint8)  # two kinds of pictures, each of one value
    bright = replace(data, images=np.broadcast_to(values[:, None, None, None], data.images.shape))
    given = kit.data.batches.training_batches(bright, spec, spec.recipe, 1)[0]
    assert (len(np.unique(given[0])) > 2) is blends
    assert (len(np.unique(given[1])) > 2) is blends
