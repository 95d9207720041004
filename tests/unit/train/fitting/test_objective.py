"""How good a network is, of decisions that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.model.model import Output

pytestmark = pytest.mark.keras


def test_recall_and_precision_are_macro_averages_of_the_most_probable_emotions(kit):
    codes = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    called = np.array([0, 0, 0, 1, 1, 0, 2, 1])
    found = kit.course.validation.judged(codes, called, emotions=3, loss=0.5)
    assert found.accuracy == 5 / 8
    assert found.recall == pytest.approx((3 / 4 + 1 / 2 + 1 / 2) / 3)
    assert found.precision == pytest.approx((3 / 4 + 1 / 3 + 1) / 3)
    assert (found.called, found.loss) == (3, 0.5)


def test_an_emotion_never_called_has_no_precision_and_is_told(kit):
    found = kit.course.validation.judged(np.array([0, 0, 1, 2]), np.zeros(4, np.int64), emotions=3, loss=1.0)
    # only emotion 0 was called: two of four calls right; of the emotions, recall 1, 0 and 0
    assert (found.precision, found.called) == (0.5, 1)
    assert found.recall == pytest.approx(1 / 3)


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
