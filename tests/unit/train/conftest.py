"""Made pictures whose emotion is plain to see: the upper half of a happy one is brighter."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from assets.trainings import spec_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from audit.domain.model.model import ModelSpec
    from audit.train import TrainingData


@pytest.fixture
def spec_for(tmp_path: Path) -> Callable[..., ModelSpec]:
    """A happy-sad model in a temporary folder; keywords change its recipe."""

    def make(**changes: object) -> ModelSpec:
        return spec_in(tmp_path, **changes)

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
