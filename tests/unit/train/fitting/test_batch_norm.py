"""Statistics of batch normalisation that belong to the pictures a network is used on."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.model.recipe import BFLOAT16, FLOAT32
from audit.errors import UsageError

pytestmark = pytest.mark.keras


@pytest.fixture
def normalised(kit, spec_for):
    """A network with batch normalisation in a precision, whose augmentation would change every picture."""

    def build(precision=FLOAT32):
        spec = spec_for(architecture="small-vgg")
        return spec, kit.architectures.build(spec, spec.recipe, precision)

    return build


def first_of(kit, model):
    """Return the first batch normalisation and all layers before it."""
    kinds = [isinstance(layer, kit.backend.keras.layers.BatchNormalization) for layer in model.layers]
    position = kinds.index(True)
    return model.layers[position], model.layers[:position]


@pytest.mark.parametrize("images", [96, 600])  # one batch, and two of 256 with a smaller one, all counting the same
def test_they_are_means_over_pictures_as_they_are(kit, made, normalised, images):
    spec, model = normalised()
    data = made(images, 1)
    kit.fitting.batch_norm.reestimate(model, data, spec, spec.recipe)
    layer, before = first_of(kit, model)
    seen = data.images.astype(np.float32)
    for earlier in before:
        seen = earlier(seen, training=False)
    mean = np.asarray(seen).mean(axis=(0, 1, 2))
    np.testing.assert_allclose(layer.moving_mean.numpy(), mean, atol=1e-4 if images <= 256 else 0.02 * mean.std())
    variance = np.asarray(seen).var(axis=(0, 1, 2))
    np.testing.assert_allclose(layer.moving_variance.numpy(), variance, rtol=1e-3 if images <= 256 else 0.05)


@pytest.mark.parametrize("precision", [FLOAT32, BFLOAT16])
def test_nothing_else_changes_and_twice_is_once(kit, made, normalised, precision):
    spec, model = normalised(precision)
    data, layer = made(96, 1), first_of(kit, model)[0]
    learned, momentum = [variable.numpy() for variable in model.trainable_variables], layer.momentum
    kit.fitting.batch_norm.reestimate(model, data, spec, spec.recipe)
    once = layer.moving_mean.numpy()
    kit.fitting.batch_norm.reestimate(model, data, spec, spec.recipe)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), once)
    assert layer.momentum == momentum
    for variable, value in zip(model.trainable_variables, learned, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


def test_a_network_without_it_is_refused_in_a_sentence(kit, made, spec_for, tmp_path):
    spec, words = spec_for(reestimate_batch_norm=True), "network, 'cnn48', has no batch normalisation, so reestimate_"
    with pytest.raises(UsageError, match=words):
        kit.fitting.network.train(spec, made(32, 1), made(16, 2), tmp_path, report=lambda _: None)
