"""The thirteen convolutions of VGG16, as a study used them."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.model.recipe import Recipe

pytestmark = pytest.mark.keras


def test_it_has_the_published_parameters_in_every_layer(layers_of):
    layers = [1_792, 36_928, 73_856, 147_584, 295_168, 590_080, 590_080, 1_180_160, *[2_359_808] * 5, 3_078]
    assert layers_of("vgg16") == layers
    assert sum(layers) == 14_714_688 + 3_078


def test_every_convolution_begins_with_weights_of_its_own_wide_enough_to_be_heard(kit):
    """He et al.: uniform between ±√(6 / n), n the numbers that a kernel sees."""
    stages = kit.architectures.vgg16(Recipe(architecture="vgg16", data="faces", seed=3))
    drawn = [np.asarray(layer.kernel_initializer((3, 3, 3, 4))) for layer in stages if hasattr(layer, "kernel_size")]
    assert len(drawn) == 13
    assert all(0.9 * (6 / 27) ** 0.5 < np.abs(kernel).max() <= (6 / 27) ** 0.5 for kernel in drawn)
    assert len({kernel.tobytes() for kernel in drawn}) == 13
