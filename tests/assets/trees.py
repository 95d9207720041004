"""Pictures that trees can tell apart, and a recipe that grows a few of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Recipe, Trees
from audit.train import TrainingData, grow


def made(images, seed):
    """Return n made pictures: the upper half of a happy one is brighter."""
    codes = np.arange(images) % 2
    pixels = np.random.default_rng(seed).integers(0, 80, (images, 16, 16, 1))
    pixels[codes == 0, :8] += 100
    return TrainingData(images=pixels.astype(np.uint8), codes=codes)


def spec_for(kind, folder, **changes):
    rate = {"learning_rate": 0.1} if kind == "gradient-boosting" else {}
    recipe = Recipe(architecture=kind, data="made", epochs=2, trees=Trees(per_epoch=2, leaves=4), **rate)
    return ModelSpec(
        id="trees",
        title="Trees",
        labels=LABEL_SETS["happy-sad"],
        contract=InputContract(size=16, colour=Colour.GREY, channels=1),
        weights=folder / "weights.skops",
        recipe=replace(recipe, **changes),
    )


def run(spec, folder, report=lambda _: None):
    return grow(spec, made(64, 1), made(32, 2), folder, report=report)
