"""Made pictures whose emotion is plain to see: the upper half of a happy one is brighter."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Augmentation, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from audit.train import TrainingData

CONTRACT = InputContract(size=16, colour=Colour.GREY, channels=1)
RECIPE = Recipe(
    architecture="cnn48",
    data="made",
    epochs=4,
    batch=16,
    learning_rate=3e-3,
    schedule="cosine",
    dropout=0.1,
    augmentation=Augmentation(flip=True, shift=0.05, rotate=0.02, zoom=0.05, contrast=0.1, noise=4.0, cut_out=0.2),
)


@pytest.fixture
def spec_for(tmp_path: Path) -> Callable[..., ModelSpec]:
    """A happy-sad model in a temporary folder; keywords change its recipe."""

    def make(**changes: object) -> ModelSpec:
        return ModelSpec(
            id="tiny",
            title="Tiny",
            labels=LABEL_SETS["happy-sad"],
            contract=CONTRACT,
            weights=tmp_path / "weights.keras",
            recipe=replace(RECIPE, **changes),
        )

    return make


@pytest.fixture(scope="session")
def kit() -> ModuleType:
    """The package itself, imported when the first test needs it: TensorFlow takes seconds."""
    pytest.importorskip("keras")
    importlib.import_module("audit.train.fitting.network")
    return importlib.import_module("audit.train")


@pytest.fixture(scope="session")
def made(kit: ModuleType) -> Callable[[int, int], TrainingData]:
    """Return n made pictures from a seed, happy and sad in turn."""

    def make(images: int, seed: int) -> TrainingData:
        codes = np.arange(images) % 2
        pixels = np.random.default_rng(seed).integers(0, 80, (images, 16, 16, 1))
        pixels[codes == 0, :8] += 100
        return kit.TrainingData(images=pixels.astype(np.uint8), codes=codes)

    return make
