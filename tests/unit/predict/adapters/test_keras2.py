"""Files of Keras 2: keywords that say nothing are dropped, those that mean another network are not."""

from __future__ import annotations

import json

import numpy as np
import pytest
from assets.models import CONTRACT, as_keras_2, declared, pictures, write_keras

from audit.errors import ModelRefused
from audit.predict import load_classifier

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def model():
    """A network of the layers whose keywords Keras 3 no longer takes."""
    keras = pytest.importorskip("keras")
    layers = keras.layers
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input(CONTRACT.shape),
            layers.SeparableConv2D(4, 3, activation="relu"),
            layers.DepthwiseConv2D(3),
            layers.Reshape((12, 48)),
            layers.LSTM(5),
            layers.Dense(3, activation="softmax"),
        ]
    )


def test_a_file_of_keras_2_says_what_the_network_says(model, tmp_path):
    path, batch = as_keras_2(write_keras(model, tmp_path / "old.h5")), pictures(256)
    said = load_classifier(declared(path)).probabilities(batch)
    assert said == pytest.approx(np.asarray(model(batch)), abs=1e-6)


def test_the_file_would_not_load_as_it_is(model, tmp_path):
    """Else the test above would hold nothing."""
    import keras

    path = as_keras_2(write_keras(model, tmp_path / "old.h5"))
    with pytest.raises((TypeError, ValueError), match=r"kernel_initializer|groups"):
        keras.models.load_model(path, compile=False)


@pytest.mark.parametrize(
    ("layer", "keyword", "value"),
    [("DepthwiseConv2D", "groups", 2), ("SeparableConv2D", "groups", 4), ("LSTM", "time_major", True)],
)
def test_a_keyword_that_means_another_network_is_not_dropped(model, tmp_path, layer, keyword, value):
    import h5py

    path = as_keras_2(write_keras(model, tmp_path / "old.h5"))
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        (found,) = (each for each in config["config"]["layers"] if each["class_name"] == layer)
        found["config"][keyword] = value
        file.attrs["model_config"] = json.dumps(config)
    with pytest.raises(ModelRefused, match="Keras could not load it safely"):
        load_classifier(declared(path))
