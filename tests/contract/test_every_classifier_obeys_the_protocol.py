"""Every adapter is a classifier: one protocol, one set of promises, whatever the model is made of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assets.models import (
    CONTRACT,
    LABELS,
    Weights,
    as_keras_2,
    declared,
    fitted,
    network,
    pictures,
    write_function,
    write_keras,
    write_onnx,
    write_saved_model,
    write_skops,
)

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.model.kinds import Kind
from audit.domain.model.model import Member, ModelSpec
from audit.domain.model.narrowing import narrow
from audit.errors import AuditError, InputError, ModelRefused
from audit.predict import load_classifier
from audit.predict.adapters.keras import KerasClassifier
from audit.predict.adapters.onnx import OnnxClassifier
from audit.predict.adapters.python import PythonClassifier
from audit.predict.adapters.saved_model import SavedModelClassifier
from audit.predict.adapters.sklearn import SklearnClassifier
from audit.predict.composed.ensemble import EnsembleClassifier

pytestmark = pytest.mark.keras

Specs = dict[str, ModelSpec]

SAME = ("keras", "h5", "h5 of Keras 2", "SavedModel", "ONNX, channels first", "ONNX, channels last", "callable")
FILES = {
    "keras": ".onnx",
    "h5": ".keras",
    "SavedModel": ".h5",
    "ONNX, channels first": ".skops",
    "ONNX, channels last": ".h5",
    "skops": ".onnx",
}
"""Forms that are told by their name, and a name that is wrong."""
ADAPTERS = {
    "keras": (Kind.KERAS, KerasClassifier),
    "h5": (Kind.KERAS, KerasClassifier),
    "h5 of Keras 2": (Kind.KERAS, KerasClassifier),
    "SavedModel": (Kind.SAVED_MODEL, SavedModelClassifier),
    "ONNX, channels first": (Kind.ONNX, OnnxClassifier),
    "ONNX, channels last": (Kind.ONNX, OnnxClassifier),
    "skops": (Kind.SKLEARN, SklearnClassifier),
    "callable": (Kind.CALLABLE, PythonClassifier),
    "ensemble": (Kind.ENSEMBLE, EnsembleClassifier),
    "narrowed": (Kind.ENSEMBLE, EnsembleClassifier),
}

every = pytest.mark.parametrize("form", list(ADAPTERS))


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Specs:
    """One network, and a linear model, in every form."""
    return written(tmp_path_factory.mktemp("models"), Weights.drawn(), fitted("linear"), "conforming_network")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Specs:
    """The same with a number in it that is none."""
    weights = replace(Weights.drawn(), shift=np.array([0, np.nan, 0], np.float32))
    linear = fitted("linear")
    linear[-1].intercept_[1] = np.nan
    return written(tmp_path_factory.mktemp("broken"), weights, linear, "broken_network")


def written(folder: Path, weights: Weights, linear: object, module: str) -> Specs:
    """Write every form into a folder, and return the declarations."""
    for package in ("keras", "onnx", "onnxruntime", "skops"):
        pytest.importorskip(package, reason=f"{package} is an extra that is not installed")
    model = network(weights)
    found = {
        "keras": declared(write_keras(model, folder / "small.keras")),
        "h5": declared(write_keras(model, folder / "small.h5")),
        "h5 of Keras 2": declared(as_keras_2(write_keras(model, folder / "old.h5"))),
        "SavedModel": declared(write_saved_model(model, folder / "saved")),
        "ONNX, channels first": declared(write_onnx(weights, folder / "first.onnx", channels_first=True)),
        "ONNX, channels last": declared(write_onnx(weights, folder / "last.onnx", channels_first=False)),
        "skops": declared(write_skops(folder / "linear.skops", linear)),
        "callable": declared(write_function(weights, folder / "code", module), function=f"{module}:predict"),
    }
    first, second = (Member(spec=found[name], share=share) for name, share in (("keras", 0.25), ("skops", 0.75)))
    common = {"title": "mean", "labels": LABELS, "contract": CONTRACT, "weights": folder}
    found["ensemble"] = ModelSpec(id="mean", members=(first, second), **common)
    found["narrowed"] = narrow(found["keras"], LabelSet(emotions=("neutral", "happy")))
    return found


def changed(spec: ModelSpec, **changes: object) -> ModelSpec:
    """Return a declaration with changes; of what is made of others these are made to its members."""
    if not spec.members:
        return replace(spec, **changes)
    return replace(spec, members=tuple(replace(m, spec=changed(m.spec, **changes)) for m in spec.members))


@every
def test_the_declaration_tells_the_adapter(specs: Specs, form: str) -> None:
    kind, adapter = ADAPTERS[form]
    assert specs[form].kind is kind
    assert type(load_classifier(specs[form])) is adapter


@every
def test_there_is_a_row_for_each_picture_a_column_for_each_emotion_and_rows_sum_to_one(specs: Specs, form: str) -> None:
    classifier = load_classifier(specs[form])
    said = classifier.probabilities(pictures(5))
    assert said.shape == (5, len(classifier.labels))
    assert said.dtype == np.float64
    assert said.min() >= 0
    assert said.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)
    assert classifier.labels == specs[form].labels
    assert len(np.unique(said[:, 0].round(6))) == 5, "a network, not a constant"


@every
def test_no_picture_gives_no_row(specs: Specs, form: str) -> None:
    classifier = load_classifier(specs[form])
    assert classifier.probabilities(pictures(0)).shape == (0, len(classifier.labels))


@every
def test_what_is_said_of_a_picture_depends_neither_on_the_others_nor_on_its_place(specs: Specs, form: str) -> None:
    classifier, batch = load_classifier(specs[form]), pictures(300)
    together = classifier.probabilities(batch)
    for some in (slice(0, 1), slice(7, 14), slice(44, 300), slice(250, 300)):
        assert classifier.probabilities(batch[some]) == pytest.approx(together[some], abs=1e-7)
    assert classifier.probabilities(batch[::-1])[::-1] == pytest.approx(together, abs=1e-7)


@every
@pytest.mark.parametrize("count", [3, 256])
def test_the_pictures_stay_as_they_are(specs: Specs, form: str, count: int) -> None:
    batch = pictures(count)
    kept = batch.copy()
    load_classifier(specs[form]).probabilities(batch)
    assert np.array_equal(batch, kept)


@every
def test_pictures_of_another_shape_are_refused(specs: Specs, form: str) -> None:
    with pytest.raises(InputError, match="takes pictures of shape \\(16, 16, 3\\)"):
        load_classifier(specs[form]).probabilities(pictures(2)[:, :, :, :1])


@every
def test_an_answer_that_is_no_number_is_refused(broken: Specs, form: str) -> None:
    with pytest.raises(ModelRefused, match="not finite numbers"):
        load_classifier(broken[form]).probabilities(pictures(2))


@every
def test_a_model_of_another_width_is_refused(specs: Specs, form: str) -> None:
    with pytest.raises(AuditError, match=r"is 7; the label order|the labels angry|does not have the emotion"):
        load_classifier(changed(specs[form], labels=LABEL_SETS["fer7"]))


@every
def test_a_model_of_other_pictures_is_refused(specs: Specs, form: str) -> None:
    other = changed(specs[form], contract=replace(CONTRACT, size=24))
    with pytest.raises(ModelRefused):  # a function says it when it is asked
        load_classifier(other).probabilities(np.zeros((20, 24, 24, 3), np.float32))


@every
def test_a_model_that_is_not_the_declared_one_is_refused(specs: Specs, form: str) -> None:
    with pytest.raises(ModelRefused, match=r"has SHA-256 [0-9a-f]{64}, declared is abab"):
        load_classifier(changed(specs[form], sha256="ab" * 32))


@pytest.mark.parametrize("form", list(FILES))
def test_a_misnamed_file_is_refused(specs: Specs, form: str, tmp_path: Path) -> None:
    wrong = tmp_path / f"model{FILES[form]}"
    copy: Callable[..., object] = shutil.copytree if specs[form].weights.is_dir() else shutil.copyfile
    copy(specs[form].weights, wrong)
    with pytest.raises(ModelRefused, match=r"misnamed|no such file"):
        load_classifier(declared(wrong, sha256=None))


def test_one_network_says_the_same_in_every_form(specs: Specs) -> None:
    batch = pictures(300)
    said = [load_classifier(specs[form]).probabilities(batch) for form in SAME]
    for other in said[1:]:
        assert other == pytest.approx(said[0], abs=1e-6)


def test_an_ensemble_says_the_mean_and_a_narrowed_classifier_the_share_of_what_is_kept(specs: Specs) -> None:
    batch = pictures(20)
    first, second = (load_classifier(specs[form]).probabilities(batch) for form in ("keras", "skops"))
    said = load_classifier(specs["ensemble"]).probabilities(batch)
    assert said == pytest.approx(0.25 * first + 0.75 * second, abs=1e-12)
    kept = first[:, [2, 0]]
    said = load_classifier(specs["narrowed"]).probabilities(batch)
    assert said == pytest.approx(kept / kept.sum(axis=1, keepdims=True), abs=1e-12)
