"""The networks that recipes name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Scale
from audit.domain.model.model import Output
from audit.errors import UsageError

pytestmark = pytest.mark.keras


@pytest.mark.parametrize(
    ("scale", "values"), [(Scale.RAW, [0, 255]), (Scale.UNIT, [0, 1]), (Scale.SIGNED, [-1, 1])], ids=str
)
def test_every_scale_of_the_contract_means_the_same_to_the_network(build, fer7, scale, values):
    half_white = np.full((1, 48, 48, 3), values[0], np.float32)
    half_white[:, :24] = values[1]
    spec = replace(fer7, contract=replace(fer7.contract, scale=scale))
    raw = np.full((1, 48, 48, 3), 0, np.float32)
    raw[:, :24] = 255
    expected = build(fer7, fer7.recipe)(raw, training=False).numpy()
    assert np.allclose(build(spec, fer7.recipe)(half_white, training=False).numpy(), expected, atol=1e-6)


def test_the_seed_fixes_the_first_weights(build, fer7):
    first, again = (build(fer7, fer7.recipe).get_weights()[0] for _ in range(2))
    other = build(fer7, replace(fer7.recipe, seed=1)).get_weights()[0]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_output_follows_the_declaration(build, fer7):
    logits = build(replace(fer7, output=Output.LOGITS), fer7.recipe)
    assert logits.layers[-1].activation.__name__ == "linear"
    two = replace(fer7, labels=LABEL_SETS["happy-sad"], output=Output.SIGMOID, positive="sad")
    assert build(two, fer7.recipe).output_shape == (None, 1)


def test_an_unknown_architecture_is_refused_with_the_known_ones(build, fer7):
    with pytest.raises(UsageError, match=r"unknown architecture 'cnn84'; expected one of .*did you mean 'cnn48'"):
        build(fer7, replace(fer7.recipe, architecture="cnn84"))


def test_every_architecture_builds_from_standard_layers(kit, build, fer7):
    for name in set(kit.architectures.ARCHITECTURES) - {"stacked", "alexnet", "vgg16"}:  # these: each in its own file
        assert_standard(build(fer7, replace(fer7.recipe, architecture=name)), 7)


def assert_standard(model, emotions):
    """Hold that a network is of Keras' own layers, so that it loads in safe mode, and says so many emotions."""
    assert all(type(layer).__module__.startswith("keras.") for layer in model.layers)
    assert model.output_shape == (None, emotions)


def test_layers_that_an_architecture_would_not_look_at_are_refused(build, fer7):
    with pytest.raises(UsageError, match=r"'cnn48' has layers of its own, so filters, kernel would do nothing"):
        build(fer7, replace(fer7.recipe, filters=(8,), kernel=5))
    with pytest.raises(UsageError, match=r"give filters = \[…\], dense = \[…\]"):
        build(fer7, replace(fer7.recipe, architecture="stacked"))
