"""Forests and boosting: they learn, the same recipe gives the same bytes, and TensorFlow stays away."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from assets.trees import made, run, spec_for

from audit.domain.model.model import Output
from audit.domain.model.recipe import Augmentation, Recipe, Trees
from audit.errors import UsageError
from audit.predict import load_here
from audit.train import TrainingData, grow
from audit.train.trees.trees import parameters_of

pytest.importorskip("skops", reason="skops is an extra that is not installed")

KINDS = ("random-forest", "gradient-boosting")

ALONE = """
import sys
from pathlib import Path
import numpy as np
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Recipe, Trees
from audit.train import TrainingData, grow

def made(images, seed):
    codes = np.arange(images) % 2
    pixels = np.random.default_rng(seed).integers(0, 80, (images, 16, 16, 1))
    pixels[codes == 0, :8] += 100
    return TrainingData(images=pixels.astype(np.uint8), codes=codes)

rate = {"learning_rate": 0.1} if sys.argv[1] == "gradient-boosting" else {}
recipe = Recipe(architecture=sys.argv[1], data="made", epochs=2, trees=Trees(per_epoch=2, leaves=4), **rate)
spec = ModelSpec(id="t", title="T", labels=LABEL_SETS["happy-sad"], weights=Path("w.skops"), recipe=recipe,
                 contract=InputContract(size=16, colour=Colour.GREY, channels=1))
print(grow(spec, made(64, 1), made(32, 2), Path(sys.argv[2]), report=lambda _: None).weights.sha256)
print(sorted({"tensorflow", "keras"} & set(sys.modules)))
"""


@pytest.mark.parametrize("features", [None, "hog"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_learns_and_its_file_says_in_an_audit_what_was_validated(kind, features, tmp_path):
    reports = []
    spec = replace(spec_for(kind, tmp_path, augmentation=Augmentation(flip=True)), features=features)
    summary = run(spec, tmp_path, reports.append)
    trusted = replace(spec, sha256=summary.weights.sha256, trusted=summary.weights.sha256)
    checked = made(32, 2)
    said = load_here(trusted).probabilities(checked.inputs(spec))
    assert np.mean(said.argmax(axis=1) == checked.codes) == summary.best.validation_accuracy > 0.9
    assert [report.epoch.epoch for report in reports] == [1, 2]
    assert summary.best == [report.epoch for report in reports if report.kept][-1]
    assert (tmp_path / "history.csv").read_text().count("\n") == 3
    assert (summary.images, summary.validation_images, summary.epochs) == (64, 32, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_without_tensorflow_and_the_same_bytes_in_another_process(kind, tmp_path):
    command = [sys.executable, "-c", ALONE, kind]
    runs = [
        subprocess.run([*command, tmp_path / name], check=True, capture_output=True, text=True).stdout.splitlines()
        for name in ("a", "b")
    ]
    here = run(spec_for(kind, tmp_path), tmp_path / "c").weights.sha256
    other = run(spec_for(kind, tmp_path, seed=1), tmp_path / "d").weights.sha256
    assert runs[0] == runs[1] == [here, "[]"]
    assert (other != here) or kind == "gradient-boosting"  # so few numbers and rows leave boosting nothing to draw


def test_what_a_tree_learned_is_counted_by_hand():
    """One tree of two leaves: one threshold; a leaf holds a share of both emotions: 1 + 2 · 2 = 5."""
    from sklearn.ensemble import RandomForestClassifier

    seen = np.array([[0.0], [0.0], [1.0], [1.0]] * 4)
    forest = RandomForestClassifier(1, max_leaf_nodes=2, random_state=0).fit(seen, seen[:, 0].astype(int))
    assert parameters_of(forest) == 5


WRONG = [
    ({"batch": 8, "dropout": 0.2}, "grows trees, so batch, dropout would do nothing; take them out"),
    ({"start": "cnn48"}, "so start would do nothing"),
    ({"augmentation": Augmentation(flip=True, zoom=0.1)}, "so augmentation but for flip would do nothing"),
    ({"target": "votes"}, "trees learn one emotion of each picture; declare target = 'label' or 'majority'"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("change", "words"), WRONG, ids=[next(iter(change)) for change, _ in WRONG])
def test_what_trees_do_not_know_is_refused_by_name(kind, change, words, tmp_path):
    with pytest.raises(UsageError, match=words):
        run(spec_for(kind, tmp_path, **change), tmp_path)


def test_a_forest_has_no_learning_rate_and_trees_no_sigmoid(tmp_path):
    with pytest.raises(UsageError, match="so learning_rate would do nothing"):
        run(spec_for("random-forest", tmp_path, learning_rate=0.1), tmp_path)
    sigmoid = replace(spec_for("random-forest", tmp_path), output=Output.SIGMOID, positive="sad")
    with pytest.raises(UsageError, match="declare kind = 'softmax'"):
        run(sigmoid, tmp_path)


def test_trees_and_networks_do_not_take_each_others_tables():
    with pytest.raises(UsageError, match=r"\[recipe.trees\] belongs to random-forest and gradient-boosting"):
        Recipe(architecture="cnn48", data="made", trees=Trees(per_epoch=1, leaves=2))
    with pytest.raises(UsageError, match="which need it; the architecture is 'random-forest'"):
        Recipe(architecture="random-forest", data="made")


def test_class_weights_lift_a_rare_emotion(tmp_path):
    """One sad picture in sixteen, hardly unlike: with the weights sad is called more often."""
    codes = (np.arange(160) % 16 == 0).astype(np.int64)
    pixels = np.random.default_rng(0).integers(0, 200, (160, 16, 16, 1))
    pixels[codes == 1, :4] += 15
    data = TrainingData(images=pixels.astype(np.uint8), codes=codes)
    called = []
    for weighed in (False, True):
        spec = spec_for("random-forest", tmp_path, class_weights=weighed)
        summary = grow(spec, data, data, tmp_path / str(weighed), report=lambda _: None)
        trusted = replace(spec, weights=summary.weights.path, trusted=summary.weights.sha256)
        called.append(load_here(trusted).probabilities(data.inputs(spec))[:, 1].mean())
    assert called[1] > called[0] + 0.1
