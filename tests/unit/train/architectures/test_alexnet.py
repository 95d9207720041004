"""AlexNet, as a study used it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.contract.input_contract import InputContract
from audit.domain.model.recipe import Recipe
from audit.errors import UsageError

pytestmark = pytest.mark.keras


def test_pictures_too_small_for_a_network_are_refused(build, fer7):
    small = replace(fer7, contract=InputContract(size=16))
    with pytest.raises(UsageError, match="pictures of 16×16 pixels are too small for 'alexnet'"):
        build(small, replace(fer7.recipe, architecture="alexnet"))


def test_it_has_the_published_parameters_in_every_layer(layers_of):
    layers = [34_944, 614_656, 885_120, 1_327_488, 884_992, 37_752_832, 16_781_312, 28_679]
    assert layers_of("alexnet") == layers
    assert sum(layers) == 58_310_023


def test_pictures_of_its_own_size_are_pooled_to_six_by_six(kit):
    recipe = Recipe(architecture="alexnet", data="faces", dropout=0.5)
    side = 227
    for layer in kit.architectures.alexnet(recipe):
        if hasattr(layer, "strides") and hasattr(layer, "padding"):
            window = getattr(layer, "kernel_size", None) or layer.pool_size
            side = side if layer.padding == "same" else (side - window[0]) // layer.strides[0] + 1
    assert side == 6  # 227 → 55 → 27 → 13 → 6, as Krizhevsky et al. have it
