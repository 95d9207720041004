"""What a training minimises, held against what can be worked by hand or in NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.trainings import interrupted

from audit.domain.model.model import Output

pytestmark = pytest.mark.keras

STEP = 0.5
"""How fast shares of groups follow their losses."""


@pytest.fixture
def grouped(made):
    """Return made pictures of which every twelfth is of group b, whose happy pictures are dark above."""

    def make(images, seed):
        data = made(images, seed)
        groups = (np.arange(images) // 2 % 12 == 0).astype(np.int64)
        return replace(
            data,
            images=np.where(groups[:, None, None, None] == 1, 255 - data.images, data.images),
            groups=groups,
            group_names=("a", "b"),
        )

    return make


@pytest.fixture
def run(kit, grouped):
    """Train on 96 of these pictures, validate with 48 others."""

    def run(spec, folder, report=lambda _: None):
        return kit.fitting.network.train(spec, grouped(96, 1), grouped(48, 2), folder, report=report)

    return run


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


def test_adam_moves_every_variable_and_remembers_as_keras_adam_does(kit, spec_for):
    spec = spec_for(architecture="small-vgg", learning_rate=0.05, weight_decay=0.1, average=0.9)
    ours, theirs = (kit.architectures.build(spec, spec.recipe) for _ in range(2))
    for mine, other in zip(ours.variables, theirs.variables, strict=True):
        other.assign(mine)
    kit.fitting.objective.prepare_training(ours, spec, spec.recipe, steps=3)
    optimizer = kit.backend.keras.optimizers.Adam.from_config(ours.optimizer.get_config())
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    optimizer.build(theirs.trainable_variables)
    assert type(ours.optimizer) is not type(optimizer)
    random = np.random.default_rng(4)
    for _ in range(3):  # the rate goes down between them
        gradients = [random.normal(size=variable.shape).astype(np.float32) for variable in ours.trainable_variables]
        ours.optimizer.apply(gradients)
        optimizer.apply(gradients, theirs.trainable_variables)
    mine, others = ([*model.variables, *by.variables] for model, by in ((ours, ours.optimizer), (theirs, optimizer)))
    assert [variable.path.split("/", 1)[1] for variable in ours.optimizer.variables] == [
        variable.path.split("/", 1)[1] for variable in optimizer.variables
    ]
    for one, other in zip(mine, others, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), rtol=1e-4, atol=5e-6, err_msg=one.path)


def test_one_of_two_emotions_is_right_when_it_leads_as_in_the_target_however_sure(kit, spec_for):
    spec = replace(spec_for(), output=Output.SIGMOID, positive="sad")
    accuracy = kit.fitting.objective._accuracy(spec)
    accuracy.update_state(np.array([[0.7], [1.0], [0.2], [0.0]]), np.array([[0.6], [0.9], [0.7], [0.1]]))
    assert float(accuracy.result()) == 3 / 4


def batches(rng, pictures):
    """Return three batches of targets, answers and weights; the last has nobody of group 1."""
    for number in range(3):
        groups = np.zeros(pictures, int) if number == 2 else np.arange(pictures) % 2
        said = rng.uniform(0.05, 0.95, (pictures, 1))
        weights = np.eye(2)[groups] * [1.25, 5.0]
        yield np.eye(2)[rng.integers(0, 2, pictures)], np.hstack([said, 1 - said]), weights


def test_shares_follow_the_losses_by_exponentiated_gradient(kit):
    loss = kit.fitting.objective.GroupLoss(kit.backend.keras.losses.CategoricalCrossentropy(), 2, STEP)
    shares = np.array([0.5, 0.5])
    for target, said, weights in batches(np.random.default_rng(0), 8):
        found = float(loss(*(array.astype(np.float32) for array in (target, said, weights))))
        of_groups = (weights * -(target * np.log(said)).sum(axis=1, keepdims=True)).mean(axis=0)
        shares = shares * np.exp(STEP * of_groups)
        shares /= shares.sum()
        assert np.exp(loss.log_shares.numpy()) == pytest.approx(shares, rel=1e-5)
        assert found == pytest.approx(shares @ of_groups, rel=1e-5)
    assert loss.log_shares.dtype == "float32"


def test_a_share_comes_back_from_next_to_nothing(kit):
    loss = kit.fitting.objective.GroupLoss(kit.backend.keras.losses.BinaryCrossentropy(), 2, 10.0)
    right, wrong, target = (np.full((4, 1), value, np.float32) for value in (1 - 1e-6, 1e-6, 1.0))
    of_first, of_second = (np.tile(np.eye(2, dtype=np.float32)[group] * 2, (4, 1)) for group in (0, 1))
    for _ in range(5):
        loss(target, wrong, of_first)
    assert np.exp(loss.log_shares.numpy())[1] == 0  # in float32, e to the power of about -1,000
    for _ in range(6):
        loss(target, wrong, of_second)
    assert np.exp(loss.log_shares.numpy())[1] == pytest.approx(1)
    assert float(loss(target, right, of_second)) == pytest.approx(2e-6, abs=1e-6)


def test_equal_shares_of_groups_as_large_as_each_other_train_as_if_there_were_none(kit, made, spec_for, tmp_path):
    def losses(**settings):
        data = replace(made(96, 1), groups=np.arange(96) // 2 % 2, group_names=("a", "b"))
        spec, reports = spec_for(epochs=1, learning_rate=1e-4, **settings), []
        kit.fitting.network.train(spec, data, made(32, 2), tmp_path / str(len(settings)), report=reports.append)
        return reports[0].epoch

    plain, equal = losses(), losses(robust="g", robust_step=0.0)
    assert equal.loss == pytest.approx(plain.loss, rel=0.05)  # batches of 16 do not hold exactly half of each
    assert equal.validation_loss == pytest.approx(plain.validation_loss, rel=0.02)


def test_a_training_that_was_interrupted_comes_to_the_same_shares_and_weights(run, spec_for, tmp_path):
    spec = spec_for(robust="g", robust_step=STEP, average=0.9)
    interrupted(run, spec, tmp_path / "stopped")
    resumed, whole = run(spec, tmp_path / "stopped"), run(spec, tmp_path / "whole")
    assert (resumed.resumed_after, resumed.weights.sha256) == (1, whole.weights.sha256)
    saved = [dict(np.load(tmp_path / name / "checkpoint" / "progress.npz")) for name in ("stopped", "whole")]
    last = f"variable_{sum(key.startswith('variable_') for key in saved[0]) - 1}"
    shares = np.exp(saved[0][last])
    assert np.array_equal(saved[0][last], saved[1][last])
    assert shares.sum() == pytest.approx(1, rel=1e-5)
    assert shares[1] > 0.6  # the group that is a twelfth and looks otherwise had the larger losses


def test_the_group_that_is_few_is_served_better_for_being_weighed(kit, grouped, run, spec_for, tmp_path):
    def right_of_few(**chosen):
        summary = run(spec_for(epochs=8, **chosen), tmp_path / str(len(chosen)))
        network, seen = kit.backend.keras.models.load_model(summary.weights.path, compile=False), grouped(240, 3)
        said = network.predict(seen.images, verbose=0).argmax(axis=1)
        return np.mean((said == seen.codes)[seen.groups == 1])

    assert right_of_few(robust="g", robust_step=STEP) > right_of_few() + 0.1


def test_a_network_that_computes_in_bfloat16_weighs_its_groups_in_float32(run, spec_for, tmp_path):
    run(spec_for(robust="g", balance="g", robust_step=STEP, epochs=1, precision="bfloat16"), tmp_path)
    with np.load(tmp_path / "checkpoint" / "progress.npz") as saved:
        log_shares = saved[f"variable_{sum(key.startswith('variable_') for key in saved) - 1}"]
    assert (log_shares.dtype, log_shares.shape) == (np.float32, (2,))
    assert np.exp(log_shares).sum() == pytest.approx(1, rel=1e-5)
