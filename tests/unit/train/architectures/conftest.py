"""The network of a model, and a model whose network was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Augmentation, Recipe
from audit.load import load_model


@pytest.fixture
def build(kit):
    """Build the network of a model."""
    return kit.architectures.build


@pytest.fixture
def fer7(tmp_path):
    """The model of the published small CNN on FER2013."""
    augmentation = Augmentation(flip=True, shift=0.1, rotate=0.1, zoom=0.1, contrast=0.1, noise=5.0)
    return ModelSpec(
        id="cnn48",
        title="cnn48",
        labels=LABEL_SETS["fer7"],
        contract=InputContract(size=48),
        weights=tmp_path / "weights.keras",
        recipe=Recipe(architecture="cnn48", data="faces", dropout=0.2, augmentation=augmentation),
    )


@pytest.fixture
def layers_of(build):
    """Return the parameters of every layer of a model of this repository, all of them layers of Keras' own."""

    def layers(folder):
        spec = load_model(Path(__file__).resolve().parents[4] / "models" / folder)
        model = build(spec, spec.recipe)
        assert all(type(layer).__module__.startswith("keras.") for layer in model.layers)  # it loads in safe mode
        assert model.output_shape == (None, spec.width)
        return [layer.count_params() for layer in model.layers if layer.count_params()]

    return layers
