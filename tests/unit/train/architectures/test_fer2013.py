"""The small network of a published study."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.keras


def test_cnn48_has_the_published_number_of_parameters_in_every_layer(build, fer7):
    model = build(fer7, fer7.recipe)
    counts = [layer.count_params() for layer in model.layers if layer.count_params()]
    # 3·3·3·16+16, 3·3·16·32+32, 3·3·32·64+64, 2304·128+128, 128·7+7
    assert counts == [448, 4_640, 18_496, 295_040, 903]
    assert model.count_params() == 319_527
    assert next(layer for layer in model.layers if layer.name == "flatten").output.shape[1] == 2_304


def test_its_convolutions_double_and_dropout_stands_before_the_dense_layer(kit, fer7):
    layers = kit.architectures.fer2013.cnn48(fer7.recipe)
    assert [layer.filters for layer in layers if hasattr(layer, "kernel_size")] == [16, 32, 64]
    assert [type(layer).__name__ for layer in layers[-3:]] == ["Dropout", "Flatten", "Dense"]
    assert layers[-1].units == 128
