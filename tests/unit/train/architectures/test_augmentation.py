"""Random changes of training pictures, which nothing sees outside training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.model.recipe import Augmentation

pytestmark = pytest.mark.keras


def test_sharpness_changes_pictures_both_ways_and_only_in_training(kit):
    (layer,) = kit.architectures.augmentation.tone(Augmentation(sharpness=1.0), seed=3)
    board = np.tile(np.array([[0.4, 0.6], [0.6, 0.4]], np.float32), (8, 8))[None, :, :, None]
    seen = np.asarray(layer(np.repeat(board, 64, axis=0), training=True))[:, 2:-2, 2:-2]
    contrast = seen.std(axis=(1, 2, 3)) / board.std()
    assert contrast.min() < 0.7
    assert contrast.max() > 1.3
    assert np.asarray(layer(board, training=False)) == pytest.approx(board)


def test_augmentation_does_nothing_outside_training(build, fer7):
    pixels = np.random.default_rng(0).integers(0, 256, (4, 48, 48, 3)).astype(np.float32)
    model, plain = build(fer7, fer7.recipe), replace(fer7.recipe, augmentation=Augmentation())
    weights = model.get_weights()
    said, in_training = model(pixels, training=False).numpy(), model(pixels, training=True).numpy()
    bare = build(fer7, plain)
    bare.set_weights(weights)
    assert np.array_equal(said, bare(pixels, training=False).numpy())
    assert not np.allclose(said, in_training)


EVERYTHING = Augmentation(
    flip=True, shift=0.1, rotate=0.05, zoom=0.2, sharpness=1.5, contrast=0.3, noise=51.0, cut_out=0.5
)


def test_only_what_is_wanted_is_a_layer(kit):
    geometry, tone = kit.architectures.augmentation.geometry, kit.architectures.augmentation.tone
    assert geometry(Augmentation(), 0) == tone(Augmentation(), 0) == []
    moves = ["RandomFlip", "RandomTranslation", "RandomRotation", "RandomZoom"]
    assert [type(layer).__name__ for layer in geometry(EVERYTHING, 0)] == moves
    assert [type(layer).__name__ for layer in tone(EVERYTHING, 0)] == [
        *("RandomSharpness", "RandomSharpness"),  # 1.5 is one whole and half a one
        *("RandomContrast", "GaussianNoise", "RandomErasing"),
    ]


def test_every_layer_draws_from_a_seed_of_its_own_whatever_stands_beside_it(kit):
    def seeds(augmentation):
        made = (
            *kit.architectures.augmentation.geometry(augmentation, 20),
            *kit.architectures.augmentation.tone(augmentation, 20),
        )
        return {type(layer).__name__: layer.seed for layer in made}

    every, alone = seeds(EVERYTHING), seeds(Augmentation(zoom=0.2, noise=51.0))
    assert len(set(every.values())) == len(every)
    assert alone == {name: every[name] for name in alone}


def test_amounts_are_those_of_the_recipe_on_pictures_between_0_and_1(kit):
    tones = {type(layer).__name__: layer for layer in kit.architectures.augmentation.tone(EVERYTHING, 0)}
    assert tones["GaussianNoise"].stddev == 0.2  # 51 of 255
    assert tones["RandomErasing"].scale == (0.25, 0.25)  # half the side is a quarter of the area
    first, second = (layer.factor for layer in kit.architectures.augmentation.tone(Augmentation(sharpness=1.5), 0))
    assert (first, second) == ((0.0, 1.0), (0.25, 0.75))
