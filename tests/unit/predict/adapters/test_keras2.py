"""Files of Keras 2: keywords that say nothing are dropped, those that mean another network are not."""

from __future__ import annotations

import json

import numpy as np
import pytest
from assets.models import CONTRACT, Weights, as_keras_2, declared, network, pictures, write_keras

from audit.domain.model.model import OtherFile
from audit.errors import ModelRefused
from audit.files import content_sha256
from audit.predict import load_here

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
    said = load_here(declared(path)).probabilities(batch)
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
        load_here(declared(path))


# --- architecture and weights in two files --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The network of the tests as JSON, of Keras 3 and of Keras 2, and its weights in every form there is."""
    import h5py
    from keras.src.legacy.saving import legacy_h5_format

    folder, model = tmp_path_factory.mktemp("parts"), network(Weights.drawn())
    modern = folder / "of-3.json"
    modern.write_text(model.to_json(), encoding="utf-8")
    whole = as_keras_2(write_keras(model, folder / "whole.h5"))
    with h5py.File(whole) as file:
        old = {**json.loads(file.attrs["model_config"]), "keras_version": "2.15.0", "backend": "tensorflow"}
    (folder / "of-2.json").write_text(json.dumps(old), encoding="utf-8")
    (folder / "text.json").write_text(json.dumps(json.dumps(old)), encoding="utf-8")
    model.save_weights(folder / "of-3.weights.h5")
    (folder / "of-3-renamed.h5").write_bytes((folder / "of-3.weights.h5").read_bytes())
    with h5py.File(folder / "of-2.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    (folder / "of-2-renamed.weights.h5").write_bytes((folder / "of-2.h5").read_bytes())
    return folder


def in_two(folder, weights, architecture):
    path = folder / architecture
    return declared(folder / weights, architecture=OtherFile(path=path, sha256=content_sha256(path)))


@pytest.mark.parametrize("architecture", ["of-3.json", "of-2.json", "text.json"])
@pytest.mark.parametrize(
    "weights", ["of-3.weights.h5", "of-3-renamed.h5", "of-2.h5", "of-2-renamed.weights.h5", "whole.h5"]
)
def test_a_network_is_rebuilt_from_its_description_and_its_weights(parts, architecture, weights):
    batch = pictures(4)
    said = load_here(in_two(parts, weights, architecture)).probabilities(batch)
    assert said == pytest.approx(network(Weights.drawn()).predict(batch, verbose=0), abs=1e-6)


def test_weights_alone_name_the_description_that_lies_beside_them(parts, tmp_path):
    alone = tmp_path / "fer.h5"
    alone.write_bytes((parts / "of-2.h5").read_bytes())
    with pytest.raises(ModelRefused, match=r"--architecture FILE\.json, or save the whole model"):
        load_here(declared(alone))
    (tmp_path / "fer.json").touch()
    with pytest.raises(ModelRefused, match=r"is it described by fer\.json\? Then add --architecture .*fer\.json"):
        load_here(declared(alone))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {}}]}}', "'Lambda'"),
        ("{", "describes no network"),
        ("[]", "no class_name and config"),
    ],
)
def test_a_description_that_is_none_or_runs_code_is_refused(parts, tmp_path, text, words):
    path = tmp_path / "net.json"
    path.write_text(text, encoding="utf-8")
    spec = declared(parts / "of-2.h5", architecture=OtherFile(path=path, sha256=content_sha256(path)))
    with pytest.raises(ModelRefused, match=words):
        load_here(spec)


def test_weights_of_another_network_are_refused(parts, tmp_path):
    import keras

    other = keras.Sequential([keras.Input(CONTRACT.shape), keras.layers.Flatten(), keras.layers.Dense(3)])
    path = tmp_path / "other.json"
    path.write_text(other.to_json(), encoding="utf-8")
    with pytest.raises(ModelRefused, match="Keras could not load it safely"):
        load_here(declared(parts / "of-2.h5", architecture=OtherFile(path=path, sha256=content_sha256(path))))
