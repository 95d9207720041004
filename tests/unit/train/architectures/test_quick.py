"""A network that trains in fewer passes over memory is the network it was made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.model.recipe import BFLOAT16, FLOAT32, Augmentation

pytestmark = pytest.mark.keras

SIDE, BATCH = 32, 24
NEAR = 1e-3
"""How far apart adding up in another order may leave two arrays, as a share of their length."""


@pytest.fixture
def both(kit, spec_for):
    """Networks of one recipe, as Keras computes them and as a training does, and what they tell apart."""

    def make(architecture="small-vgg", precision=FLOAT32, **changes):
        spec = spec_for(architecture=architecture, **changes)
        spec = replace(spec, contract=replace(spec.contract, size=SIDE))
        slow = kit.architectures.build(spec, spec.recipe, precision)
        random = np.random.default_rng(3)
        for variable in slow.variables:
            if "gamma" in variable.path or "moving" in variable.path:
                variable.assign(random.uniform(0.5, 1.5, variable.shape))
        return spec, slow, kit.architectures.quick.quickened(slow)

    return make


def pictures(n=BATCH):
    return np.random.default_rng(1).uniform(0, 255, (n, SIDE, SIDE, 1)).astype(np.float32)


def targets(spec, n=BATCH):
    return np.eye(len(spec.labels), dtype=np.float32)[np.arange(n) % len(spec.labels)][:, :1]


def gradients(kit, model, spec):
    with kit.backend.tf.GradientTape() as tape:
        said = model(pictures(), training=True)
        loss = kit.backend.keras.ops.mean((said - targets(spec)) ** 2)
    return [gradient.numpy() for gradient in tape.gradient(loss, [v.value for v in model.trainable_variables])]


def apart(one, other):
    return np.linalg.norm(one - other) / np.linalg.norm(one)


def test_the_layers_that_can_be_are_replaced_and_all_keep_their_names(both) -> None:
    _, slow, quick = both()
    assert [layer.name for layer in quick.layers] == [layer.name for layer in slow.layers]
    assert [weight.path for weight in quick.weights] == [weight.path for weight in slow.weights]
    kinds = [type(layer).__name__ for layer in quick.layers]
    assert kinds.count("_BatchNormalization") == 6
    assert kinds.count("_Convolution") == 4  # of the pictures 8×8 and 4×4; those before are 32×32 and 16×16


def test_one_step_has_the_gradients_and_the_statistics_of_keras(kit, both) -> None:
    spec, slow, quick = both()
    theirs, ours = gradients(kit, slow, spec), gradients(kit, quick, spec)
    for weight, one, other in zip(slow.trainable_weights, theirs, ours, strict=True):
        assert apart(one, other) < NEAR, weight.path
    for one, other in zip(slow.non_trainable_weights, quick.non_trainable_weights, strict=True):
        assert apart(one.numpy(), other.numpy()) < NEAR, one.path


def test_with_eight_bits_its_gradients_are_as_near_the_exact_ones_as_those_of_keras(kit, both) -> None:
    spec, exact, _ = both()
    _, slow, quick = both(precision=BFLOAT16)
    wanted, theirs, ours = (gradients(kit, model, spec) for model in (exact, slow, quick))
    for weight, one, other, another in zip(exact.trainable_weights, wanted, theirs, ours, strict=True):
        assert apart(one, another) < 1.3 * apart(one, other) + NEAR, weight.path


def test_outside_training_both_say_the_same(both) -> None:
    _, slow, quick = both()
    np.testing.assert_allclose(quick(pictures()), slow(pictures()), rtol=1e-5, atol=1e-6)


def test_random_layers_draw_the_same(both) -> None:
    changes = Augmentation(flip=True, shift=0.2, rotate=0.1, zoom=0.2, contrast=0.3, noise=5, cut_out=0.3)
    _, slow, quick = both(dropout=0.4, augmentation=changes)
    for _ in range(2):
        np.testing.assert_allclose(quick(pictures(), training=True), slow(pictures(), training=True), rtol=1e-3)


def test_a_network_without_such_layers_stays_as_it_is(both) -> None:
    _, slow, quick = both("tiny")
    kinds = [type(layer).__name__ for layer in quick.layers]
    assert kinds.count("_Convolution") == 1  # the third, of pictures 8×8
    assert [kind.lstrip("_") for kind in kinds] == [
        type(layer).__name__.replace("Conv2D", "Convolution" if type(ours).__name__ == "_Convolution" else "Conv2D")
        for layer, ours in zip(slow.layers, quick.layers, strict=True)
    ]


def test_channels_that_no_vector_holds_are_normalised_by_keras(both) -> None:
    _, _, quick = both("light")
    kinds = [(type(layer).__name__, layer.input.shape[-1]) for layer in quick.layers if "ormalization" in layer.name]
    layers = {channels: kind for kind, channels in kinds}
    assert layers == {
        **dict.fromkeys((12, 56), "BatchNormalization"),
        **dict.fromkeys((16, 32, 112), "_BatchNormalization"),
    }


def test_a_frozen_layer_keeps_its_statistics(both) -> None:
    _, slow, quick = both()
    for model in (slow, quick):
        for layer in model.layers:
            layer.trainable = False
    before = quick.get_weights()
    np.testing.assert_allclose(quick(pictures(), training=True), slow(pictures(), training=True), rtol=1e-5)
    for weight, value in zip(quick.weights, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), value)


def test_by_another_package_keras_computes_as_it_is(kit, both, monkeypatch) -> None:
    _, slow, _ = both("tiny")
    monkeypatch.setattr(kit.backend.keras.backend, "backend", lambda: "jax")
    assert kit.architectures.quick.quickened(slow) is slow
