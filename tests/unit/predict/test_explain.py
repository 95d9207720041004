"""Heat maps of networks whose every weight is known."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract, Scale
from audit.domain.model.model import ModelSpec, Output
from audit.errors import UsageError
from audit.predict import GradCam, load_here

pytestmark = pytest.mark.keras

LABELS = LABEL_SETS["happy-sad"]
SIDE = 8


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def networks(keras, tmp_path_factory):
    """Networks in which red speaks for happy and green for sad: map 0 is the red channel, map 1 the green one.

    The score of happy is the mean of map 0, so its slope is the same everywhere on map 0 and zero on map 1, and the
    heat for happy is the red of the picture itself.
    """
    folder, layers = tmp_path_factory.mktemp("explained"), keras.layers

    def write(name, *last, before=(), trainable=True):
        network = keras.Sequential(
            [
                keras.Input((SIDE, SIDE, 3)),
                *before,
                layers.Conv2D(2, 1, name="maps"),
                layers.GlobalAveragePooling2D(),
                *last,
            ]
        )
        kernel = np.zeros((1, 1, 3, 2), np.float32)
        kernel[0, 0, 0, 0] = kernel[0, 0, 1, 1] = 1
        network.get_layer("maps").set_weights([kernel, np.zeros(2, np.float32)])
        for layer in last:
            if isinstance(layer, layers.Dense):
                weights = np.eye(2, dtype=np.float32) if layer.units == 2 else np.array([[1.0], [-1.0]], np.float32)
                layer.set_weights([weights, np.zeros(layer.units, np.float32)])
        network.trainable = trainable
        network.save(folder / f"{name}.keras")

    write("softmax", layers.Dense(2, activation="softmax"))
    write("apart", layers.Dense(2), layers.Softmax())
    write("logits", layers.Dense(2))
    write("sigmoid", layers.Dense(1, activation="sigmoid"))
    write("frozen", layers.Dense(2, activation="softmax"), before=(layers.Rescaling(1.0),), trainable=False)
    flat = keras.Sequential([keras.Input((SIDE, SIDE, 3)), layers.Flatten(), layers.Dense(2, activation="softmax")])
    flat.save(folder / "flat.keras")
    inputs = keras.Input((SIDE, SIDE, 3))
    maps = layers.Conv2D(2, 1, name="maps")
    answer = layers.Dense(2, activation="softmax")
    functional = keras.Model(inputs, answer(layers.GlobalAveragePooling2D()(maps(inputs))))
    maps.set_weights([np.eye(3, 2, dtype=np.float32)[None, None], np.zeros(2, np.float32)])
    answer.set_weights([np.eye(2, dtype=np.float32), np.zeros(2, np.float32)])
    functional.save(folder / "functional.keras")
    return folder


@pytest.fixture
def cam_of(networks):
    def make(name, **changes):
        spec = ModelSpec(
            id=name,
            title=name,
            labels=LABELS,
            contract=InputContract(size=SIDE, colour=Colour.RGB, scale=Scale.RAW),
            weights=networks / f"{name}.keras",
            **changes,
        )
        return GradCam(load_here(spec))

    return make


def pictures() -> np.ndarray:
    """Return two pictures: red in the upper left quarter, green in the lower right one."""
    batch = np.zeros((2, SIDE, SIDE, 3), np.float32)
    batch[:, :4, :4, 0] = 100  # so sure that a softmax has no slope left
    batch[1, 4:, 4:, 1] = 50
    return batch


QUARTER = np.zeros((SIDE, SIDE))
QUARTER[:4, :4] = 1


@pytest.mark.parametrize("name", ["softmax", "apart", "logits", "frozen", "functional"])
def test_the_heat_is_where_the_network_looks(cam_of, name) -> None:
    output = Output.LOGITS if name == "logits" else Output.SOFTMAX
    cam = cam_of(name, output=output)
    heat = cam.heat_maps(pictures(), np.array([0, 1]))
    assert cam.stage == "maps"
    assert heat.shape == (2, SIDE, SIDE)
    assert np.allclose(heat[0], QUARTER)  # happy speaks from the red quarter
    assert np.allclose(heat[1], QUARTER[::-1, ::-1])  # sad from the green one


def test_nothing_that_speaks_for_an_emotion_is_no_heat(cam_of) -> None:
    assert not cam_of("softmax").heat_maps(pictures()[:1], np.array([1])).any()


def test_a_sigmoid_speaks_for_its_positive_emotion_and_against_the_other(cam_of) -> None:
    cam = cam_of("sigmoid", output=Output.SIGMOID, positive="happy")
    heat = cam.heat_maps(pictures()[[1, 1]], np.array([0, 1]))
    assert np.allclose(heat[0], QUARTER)
    assert np.allclose(heat[1], QUARTER[::-1, ::-1])


def test_a_map_does_not_depend_on_its_company(cam_of) -> None:
    cam, rng = cam_of("softmax"), np.random.default_rng(0)
    batch = rng.uniform(0, 255, (70, SIDE, SIDE, 3)).astype(np.float32)
    codes = np.arange(70) % 2
    together = cam.heat_maps(batch, codes)
    assert np.array_equal(cam.heat_maps(batch[40:43], codes[40:43]), together[40:43])
    assert together.min() >= 0
    assert together.max() == 1


def test_no_picture_has_no_map(cam_of) -> None:
    assert len(cam_of("softmax").heat_maps(pictures()[:0], np.array([], int))) == 0


def test_a_network_without_convolution_is_refused(cam_of) -> None:
    with pytest.raises(UsageError, match="model 'flat': --explain needs a convolution"):
        cam_of("flat")


def test_what_is_no_keras_network_is_refused() -> None:
    class Other:
        labels = LABELS

        def probabilities(self, batch):
            return np.full((len(batch), 2), 0.5)

    with pytest.raises(UsageError, match="reads the gradients of a Keras network"):
        GradCam(Other())
