"""The running mean of the weights: what it is, and that training goes on without it."""

from __future__ import annotations

import numpy as np
import pytest

from audit.errors import UsageError

pytestmark = pytest.mark.keras


@pytest.fixture
def trained(kit, made, spec_for):
    """Return a network trained for some steps, its recipe, and its weights after each step."""

    def train(average, steps=5):
        spec = spec_for(average=average, epochs=1, schedule="constant", learning_rate=0.01)
        model = kit.architectures.build(spec, spec.recipe)
        kit.fitting.objective.prepare_training(model, spec, spec.recipe, steps=steps)
        batches = kit.data.batches.training_batches(made(96, 1), spec, spec.recipe, 1)
        after = []
        for number in range(steps):
            model.train_on_batch(*batches[number])
            after.append([variable.numpy() for variable in model.trainable_variables])
        return model, spec.recipe, after

    return train


def test_it_is_the_mean_that_starts_at_the_first_step(kit, trained):
    model, recipe, after = trained(0.7)
    expected = after[0]
    for weights in after[1:]:
        expected = [0.7 * mean + 0.3 * value for mean, value in zip(expected, weights, strict=True)]
    with kit.fitting.averaging.averaged(model, recipe):
        for variable, value in zip(model.trainable_variables, expected, strict=True):
            np.testing.assert_allclose(variable.numpy(), value, atol=1e-6)
    for variable, value in zip(model.trainable_variables, after[-1], strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


def test_without_it_the_weights_are_judged_themselves(kit, trained):
    model, recipe, after = trained(0.0, steps=1)
    with kit.fitting.averaging.averaged(model, recipe):
        np.testing.assert_array_equal(model.trainable_variables[0].numpy(), after[0][0])


def test_it_needs_statistics_of_its_own_where_there_are_any(kit, made, spec_for, tmp_path):
    spec = spec_for(architecture="small-vgg", average=0.9)
    with pytest.raises(UsageError, match=r"average = 0\.9 judges weights .*add reestimate_batch_norm = true"):
        kit.fitting.fit.train(spec, made(96, 1), made(32, 2), tmp_path, report=print)
