"""One pass over the training pictures, and how long the network waited for them."""

from __future__ import annotations

import time

import numpy as np
import pytest

from audit.domain.model.recipe import Augmentation

pytestmark = pytest.mark.keras


def test_loss_and_accuracy_of_an_epoch_are_means_over_all_its_pictures(kit, made, spec_for):
    spec, data = spec_for(learning_rate=1e-9, optimizer="sgd", dropout=0.0, augmentation=Augmentation()), made(40, 1)
    model = kit.architectures.build(spec, spec.recipe)
    kit.fitting.objective.prepare_training(model, spec, spec.recipe, steps=3)
    passed = kit.fitting.steps.train_once(model, kit.data.batches.training_batches(data, spec, spec.recipe, 1))
    found = kit.fitting.objective.validate(model, spec, data)  # a network that hardly moved, in batches of 16, 16 and 8
    assert passed.loss == pytest.approx(found.loss, rel=1e-4)
    assert passed.accuracy == pytest.approx(found.accuracy)


def test_a_network_that_waits_for_its_pictures_is_told_so(kit, made, spec_for):
    spec, data = spec_for(), made(32, 1)
    model = kit.architectures.build(spec, spec.recipe)
    kit.fitting.objective.prepare_training(model, spec, spec.recipe, steps=2)
    batches, seen = kit.data.batches.training_batches(data, spec, spec.recipe, 1), []
    passed = kit.fitting.steps.train_once(model, batches, lambda *given: seen.append(given))
    assert seen == [(16, 32), (32, 32)]
    assert 0 < passed.waited < passed.seconds

    class Late(kit.data.batches.Batches):
        def __getitem__(self, number):
            time.sleep(0.5)
            return super().__getitem__(number)

    late = Late(data.images, spec.contract.scale, (np.eye(2)[data.codes], np.ones(32)), np.arange(32), 16)
    slow = kit.fitting.steps.train_once(model, late)
    assert slow.waited > 0.4  # asleep before the first batch, whatever the machine does meanwhile
