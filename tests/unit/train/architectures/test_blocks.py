"""What several networks are made of."""

from __future__ import annotations

import pytest

from audit.domain.model.recipe import Recipe

pytestmark = pytest.mark.keras

RECIPE = Recipe(architecture="tiny", data="faces", dropout=0.25, seed=7)


def test_a_convolution_keeps_the_size_and_has_a_rectifier_unless_said_otherwise(kit):
    usual, said = (kit.architectures.blocks.convolution(8, **more) for more in ({}, {"padding": "valid", "strides": 2}))
    assert (usual.filters, usual.kernel_size, usual.padding, usual.strides) == (8, (3, 3), "same", (1, 1))
    assert usual.activation.__name__ == "relu"
    assert (said.padding, said.strides) == ("valid", (2, 2))
    assert said.activation.__name__ == "relu"


def test_a_normalised_convolution_has_no_bias_and_its_rectifier_behind(kit):
    bare, norm, rectifier = kit.architectures.blocks.normalised(8, 5, strides=2)
    assert (bare.use_bias, bare.activation.__name__, bare.strides) == (False, "linear", (2, 2))
    assert type(norm).__name__ == "BatchNormalization"
    assert rectifier.activation.__name__ == "relu"


def test_dropouts_are_the_recipe_s_and_each_draws_its_own(kit):
    first, second = (kit.architectures.blocks.dropout(RECIPE, number) for number in (0, 1))
    assert (first.rate, first.seed, second.seed) == (0.25, 107, 108)
