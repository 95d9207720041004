"""How good a network is, of decisions that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.model.model import Output

pytestmark = pytest.mark.keras


def test_weight_decay_takes_its_share_of_kernels_and_of_nothing_else(kit, spec_for):
    spec = spec_for(architecture="small-vgg", weight_decay=0.5, learning_rate=0.1, schedule="constant")
    model = kit.architectures.build(spec, spec.recipe)
    kit.fitting.objective.prepare_training(model, spec, spec.recipe, steps=1)
    before = [variable.numpy() for variable in model.trainable_variables]
    model.optimizer.apply([np.zeros_like(value) for value in before])  # without a gradient nothing but decay moves
    for variable, value in zip(model.trainable_variables, before, strict=True):
        kept = 1 - 0.1 * 0.5 if variable.name == "kernel" else 1
        np.testing.assert_allclose(variable.numpy(), kept * value, rtol=1e-6)
    assert {variable.name for variable in model.trainable_variables} == {"kernel", "bias", "gamma", "beta"}


def test_one_of_two_emotions_is_right_when_it_leads_as_in_the_target_however_sure(kit, spec_for):
    spec = replace(spec_for(), output=Output.SIGMOID, positive="sad")
    accuracy = kit.fitting.objective._accuracy(spec)
    accuracy.update_state(np.array([[0.7], [1.0], [0.2], [0.0]]), np.array([[0.6], [0.9], [0.7], [0.1]]))
    assert float(accuracy.result()) == 3 / 4
