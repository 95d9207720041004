"""Training: it learns, it repeats itself, and a kill costs nothing but the epoch it fell into."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from assets.trainings import RECIPE, interrupted, spec_in, voted

from audit.domain.cohort.labels import LabelSet
from audit.domain.model.model import Output
from audit.errors import InputError, UsageError

pytestmark = pytest.mark.keras

KILLED_IN_THE_THIRD_EPOCH = """
import os, pickle, signal, sys
from pathlib import Path
from audit.train.fitting import fit

spec, training, validation = pickle.loads(Path(sys.argv[1]).read_bytes())
saved, save = [], fit.save_progress

def save_or_die(*given):
    saved.append(given)
    if len(saved) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    save(*given)

fit.save_progress = save_or_die
fit.train(spec, training, validation, Path(sys.argv[2]), report=lambda _: None)
"""


_EVERYTHING = {"architecture": "small-vgg", "target": "votes", "mixup": 0.3, "weight_decay": 0.1}
_EVERYTHING |= {"reestimate_batch_norm": True, "average": 0.9}


@pytest.fixture
def load(kit):
    """Load a published file as anybody would."""
    return lambda path: kit.backend.keras.models.load_model(path, compile=False, safe_mode=True)


@pytest.fixture(scope="module")
def finished(kit, made, tmp_path_factory):
    """A training by the plain recipe that nobody changes: what it came to, its reports, the folder of its files."""
    folder, reports = tmp_path_factory.mktemp("finished"), []
    spec = spec_in(folder)
    return kit.fitting.network.train(spec, made(96, 1), made(32, 2), folder, report=reports.append), reports, folder


@pytest.fixture
def first(finished, spec_for):
    """The model of that training, to start others from."""
    weights = finished[0].weights
    return replace(spec_for(), id="first", weights=weights.path, sha256=weights.sha256)


def test_a_small_training_learns_and_says_what_it_came_to(finished):
    summary, reports, folder = finished
    assert summary.best.validation_accuracy > 0.9  # half the pictures are happy: a guess is right on 0.5
    assert [report.epoch.epoch for report in reports] == [1, 2, 3, 4]
    assert reports[-1].epoch.loss < reports[0].epoch.loss
    assert summary.best == [report.epoch for report in reports if report.kept][-1]
    assert (summary.epochs, summary.images, summary.validation_images, summary.resumed_after) == (4, 96, 32, 0)
    lines = (folder / "history.csv").read_text().splitlines()
    assert lines[0] == (
        "epoch,loss,accuracy,validation_loss,validation_accuracy,"
        "validation_recall,validation_precision,validation_called"
    )
    assert [line.split(",")[0] for line in lines[1:]] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("anew", [False, True], ids=["as they run", "estimated anew"])
def test_the_published_weights_are_those_of_the_best_epoch(*, run, load, made, spec_for, finished, tmp_path, anew):
    summary = finished[0]
    if anew:
        summary = run(spec_for(architecture="small-vgg", reestimate_batch_norm=True), tmp_path)
    checked = made(32, 2)
    said = load(summary.weights.path).predict(checked.images, verbose=0)
    assert np.mean(said.argmax(axis=1) == checked.codes) == summary.best.validation_accuracy
    assert summary.weights.size == summary.weights.path.stat().st_size
    assert summary.parameters == load(summary.weights.path).count_params()


def test_same_recipe_same_bytes_and_another_seed_others(run, spec_for, finished, tmp_path):
    first = finished[0].weights.sha256
    again, other = (run(spec_for(seed=seed), tmp_path / str(seed)).weights.sha256 for seed in (RECIPE.seed, 1))
    assert first == again
    assert first != other


def test_a_training_killed_at_any_moment_goes_on_to_the_same_history_and_weights(kit, made, spec_for, tmp_path):
    def run(spec, folder):
        return kit.fitting.network.train(spec, *data, folder, report=lambda _: None)

    given, folder, whole = tmp_path / "given.pickle", tmp_path / "killed", tmp_path / "whole"
    spec, data = spec_for(**_EVERYTHING), tuple(voted(part) for part in (made(96, 1), made(32, 2)))
    given.write_bytes(pickle.dumps((spec, *data)))
    killed = subprocess.run([sys.executable, "-c", KILLED_IN_THE_THIRD_EPOCH, given, folder], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (folder / "history.csv").read_text().count("\n") == 1 + 2
    assert not (folder / "weights.keras").exists()
    resumed, uninterrupted = run(spec, folder), run(spec, whole)
    assert (resumed.resumed_after, uninterrupted.resumed_after) == (2, 0)
    assert (folder / "history.csv").read_bytes() == (whole / "history.csv").read_bytes()
    assert resumed.weights.sha256 == uninterrupted.weights.sha256
    assert (folder / "checkpoint").exists()  # until the weights are declared


def test_patience_ends_a_training_that_no_longer_improves(run, spec_for, tmp_path):
    still = spec_for(learning_rate=1e-9, schedule="constant", optimizer="sgd", epochs=9, patience=2)
    summary = run(still, tmp_path)
    assert summary.epochs == 3  # too slow to get any picture more right in epochs 2 and 3


def test_vote_shares_are_learned_as_shares(kit, load, made, spec_for, tmp_path):
    training, checked = voted(made(96, 1)), voted(made(32, 2))
    summary = kit.fitting.network.train(
        spec_for(target="votes", epochs=8), training, checked, tmp_path, report=lambda _: None
    )
    said = load(summary.weights.path).predict(checked.images, verbose=0)
    assert summary.best.validation_accuracy > 0.9
    # annotators agree at .7 on every picture, and so does a network that learned it; one-hot targets lead to 1
    assert abs(said[np.arange(32), checked.codes].mean() - 0.7) < 0.1
    # mean of -(.7 ln p + .3 ln(1 - p)); no network gets below the entropy of .7, which is .6109 nats
    assert summary.best.validation_loss == pytest.approx(-(checked.shares * np.log(said)).sum(axis=1).mean(), abs=1e-5)
    assert summary.best.validation_loss >= 0.6108


def test_a_sigmoid_learns_the_positive_emotion(run, load, made, spec_for, tmp_path):
    spec = replace(spec_for(), output=Output.SIGMOID, positive="sad")
    summary = run(spec, tmp_path)
    checked = made(32, 2)
    sad = load(summary.weights.path).predict(checked.images, verbose=0)[:, 0]
    assert summary.best.validation_accuracy > 0.9
    assert sad[checked.codes == 1].mean() > sad[checked.codes == 0].mean() + 0.3


def test_a_loss_that_is_no_number_ends_the_training_with_nothing_published(kit, spec_for, made, tmp_path):
    data = made(32, 1)
    holed = replace(data, weights=np.full(32, np.nan))
    with pytest.raises(UsageError, match=r"the loss of epoch 1 is not a number; lower learning_rate = 0.003"):
        kit.fitting.network.train(spec_for(), holed, data, tmp_path, report=print)
    assert list(tmp_path.iterdir()) == []


def test_a_model_without_a_recipe_cannot_be_trained(run, spec_for, tmp_path):
    with pytest.raises(UsageError, match=r"has no \[recipe\]"):
        run(replace(spec_for(), recipe=None), tmp_path)


def test_pictures_that_do_not_fit_the_model_are_refused(kit, made, spec_for, tmp_path):
    good, spec = made(32, 1), spec_for()
    wide = replace(good, images=np.zeros((32, 16, 20, 1), np.uint8))
    only_happy = replace(good, codes=np.zeros(32, np.int64))
    with pytest.raises(InputError, match=r"takes pictures of shape \(16, 16, 1\), found \(16, 20, 1\)"):
        kit.fitting.network.train(spec, wide, good, tmp_path, report=print)
    with pytest.raises(InputError, match="no picture of sad to train on"):
        kit.fitting.network.train(spec, good, only_happy, tmp_path, report=print)


@pytest.mark.parametrize("alike", [True, False])
def test_a_training_starts_from_another_model_and_from_its_output_where_both_tell_the_same_emotions(
    *, run, load, spec_for, first, tmp_path, alike
):
    start = first
    if not alike:
        start = replace(first, labels=LabelSet(emotions=("sad", "happy")))
    still = spec_for(learning_rate=1e-9, epochs=1, start="first")
    second = run(still, tmp_path / "second", start=start)
    theirs, ours = load(first.weights).get_weights(), load(second.weights.path).get_weights()
    pairs = list(zip(theirs, ours, strict=True))
    assert all(np.allclose(a, b, atol=1e-5) for a, b in pairs[:-2])
    assert np.allclose(pairs[-2][0], pairs[-2][1], atol=1e-3) == alike


def test_a_start_of_another_architecture_is_refused_by_the_layer_that_differs(run, spec_for, first, tmp_path):
    with pytest.raises(UsageError, match=r"model 'first': cannot be started from, its layer 'conv2d'"):
        run(spec_for(architecture="tiny"), tmp_path / "second", start=first)


def test_an_interrupted_training_does_not_go_on_from_another_start(run, spec_for, first, tmp_path):
    interrupted(run, spec_for(), tmp_path / "second")
    with pytest.raises(UsageError, match="another recipe"):
        run(spec_for(), tmp_path / "second", start=first)


def test_bfloat16_learns_and_publishes_a_network_that_computes_in_float32(run, load, spec_for, tmp_path):
    summary = run(spec_for(precision="bfloat16"), tmp_path)
    network = load(summary.weights.path)
    assert summary.best.validation_accuracy > 0.9
    assert {layer.compute_dtype for layer in network.layers} == {"float32"}
    assert {str(weight.dtype) for weight in network.get_weights()} == {"float32"}


def test_quick_layers_train_and_those_of_keras_are_published(*, kit, run, load, spec_for, tmp_path, monkeypatch):
    trained, quickened = [], kit.fitting.fit.quickened
    monkeypatch.setattr(kit.fitting.fit, "quickened", lambda model: trained.append(quickened(model)) or trained[-1])
    summary = run(spec_for(architecture="small-vgg", epochs=1), tmp_path)
    layers, published = trained[0].layers, load(summary.weights.path).layers
    assert trained[0].optimizer.iterations > 0
    assert {"_BatchNormalization", "_Convolution"} <= {type(layer).__name__ for layer in layers}
    assert {type(layer).__module__.partition(".")[0] for layer in published} == {"keras"}


def test_curves_are_published_with_the_weights(finished):
    assert "Tiny: best of 4 epochs is" in (finished[2] / "curves.svg").read_text()


def test_balanced_groups_train_to_the_same_weights_again(kit, made, spec_for, tmp_path):
    data = replace(made(96, 1), groups=np.where(np.arange(96) < 8, 1, 0), group_names=("a", "b"))
    spec = spec_for(epochs=1, balance="g")
    runs = [
        kit.fitting.network.train(spec, data, made(32, 2), tmp_path / name, report=lambda _: None)
        for name in ("x", "y")
    ]
    assert runs[0].weights.sha256 == runs[1].weights.sha256
    plain = kit.fitting.network.train(spec_for(epochs=1), data, made(32, 2), tmp_path / "z", report=lambda _: None)
    assert plain.weights.sha256 != runs[0].weights.sha256
