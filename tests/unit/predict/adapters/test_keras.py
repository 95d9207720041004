"""The Keras adapter: what it says does not depend on company, and what does not fit is refused."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract
from audit.domain.model.model import ModelSpec, Output
from audit.errors import ModelRefused
from audit.predict import load_here

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def files(keras, tmp_path_factory):
    """Small networks for 16×16 grey pictures, by name."""
    folder, layers = tmp_path_factory.mktemp("models"), keras.layers
    keras.utils.set_random_seed(0)

    def write(name, *after):
        inner = (layers.Conv2D(8, 3, activation="relu"), layers.Flatten())
        model = keras.Sequential([keras.Input((16, 16, 1)), layers.Rescaling(1 / 255), *inner, *after])
        model.save(folder / f"{name}.keras")

    write("softmax", layers.Dense(2, activation="softmax"))
    write("three", layers.Dense(3, activation="softmax"))
    write("sigmoid", layers.Dense(1, activation="sigmoid"))
    write("logits", layers.Dense(2, bias_initializer="ones", kernel_initializer="zeros"))
    write("lambda", layers.Lambda(lambda x: x * 2), layers.Dense(2, activation="softmax"))
    return folder


@pytest.fixture
def spec_of(files):
    """Declare one of the networks."""

    def make(name, **changes):
        spec = ModelSpec(
            id=name,
            title=name,
            labels=LABEL_SETS["happy-sad"],
            contract=InputContract(size=16, colour=Colour.GREY, channels=1),
            weights=files / f"{name}.keras",
        )
        return replace(spec, **changes)

    return make


def pictures(count):
    return np.random.default_rng(1).integers(0, 256, (count, 16, 16, 1)).astype(np.float32)


def test_probabilities_do_not_depend_on_how_many_there_are_nor_on_their_order(spec_of):
    classifier, batch = load_here(spec_of("softmax")), pictures(300)
    together = classifier.probabilities(batch)
    assert together.shape == (300, 2)
    assert together.dtype == np.float64
    assert np.allclose(together.sum(axis=1), 1, atol=1e-12)
    assert np.array_equal(classifier.probabilities(batch[:1]), together[:1])
    assert np.array_equal(classifier.probabilities(batch[250:270]), together[250:270])
    assert np.array_equal(classifier.probabilities(batch[::-1])[::-1], together)
    assert len(np.unique(together[:, 0].round(4))) > 100  # a network, not a constant


def test_no_picture_gives_no_row(spec_of):
    assert load_here(spec_of("softmax")).probabilities(pictures(0)).shape == (0, 2)


def test_it_says_what_the_network_says(spec_of, keras):
    model = keras.models.load_model(spec_of("softmax").weights)
    batch = pictures(256)
    assert np.allclose(load_here(spec_of("softmax")).probabilities(batch), model(batch), atol=1e-6)


def test_a_sigmoid_gives_its_positive_emotion_what_the_network_says(spec_of, keras):
    batch = pictures(256)
    raw = keras.models.load_model(spec_of("sigmoid").weights)(batch)
    for positive, column in (("happy", 0), ("sad", 1)):
        said = load_here(spec_of("sigmoid", output=Output.SIGMOID, positive=positive)).probabilities(batch)
        assert np.allclose(said[:, column], raw[:, 0], atol=1e-6)


def test_labels_are_those_declared(spec_of):
    assert load_here(spec_of("softmax")).labels == LABEL_SETS["happy-sad"]


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("softmax", {"contract": InputContract(size=48)}, "takes 16×16×1, the input contract .* declares 48×48×3"),
        ("three", {}, "puts out 3 numbers for each picture, a softmax of the 2 labels happy, sad is 2"),
        (
            "softmax",
            {"labels": LABEL_SETS["fer7"]},
            "puts out 2 numbers .* the 7 labels angry, .* is 7; the label order",
        ),
        ("softmax", {"output": Output.SIGMOID, "positive": "sad"}, "puts out 2 numbers .* sigmoid .* is 1"),
        ("lambda", {}, "a layer or part 'Lambda'"),
    ],
    ids=["size", "width", "labels", "sigmoid", "lambda"],
)
def test_a_model_that_does_not_fit_its_declaration_is_refused(spec_of, name, changes, message):
    with pytest.raises(ModelRefused, match=message):
        load_here(spec_of(name, **changes))


def test_logits_declared_as_softmax_are_found_out(spec_of):
    with pytest.raises(ModelRefused, match="declared 'softmax' but has rows that sum to 2"):
        load_here(spec_of("logits")).probabilities(pictures(2))  # both logits are the bias, 1


def test_an_h5_file_is_read_too(spec_of, keras, tmp_path):
    model, batch = keras.models.load_model(spec_of("softmax").weights), pictures(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Keras about HDF5
        model.save(tmp_path / "weights.h5")
    said = load_here(spec_of("softmax", weights=tmp_path / "weights.h5")).probabilities(batch)
    assert np.array_equal(said, load_here(spec_of("softmax")).probabilities(batch))


def test_a_damaged_file_is_refused_in_a_sentence(spec_of, tmp_path):
    damaged = tmp_path / "weights.h5"
    damaged.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(ModelRefused, match="cut short or damaged"):
        load_here(spec_of("softmax", weights=damaged))
