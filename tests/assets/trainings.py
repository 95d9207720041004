"""Trainings of made pictures: a small recipe, vote shares to learn, and an interruption after the first epoch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Augmentation, Recipe

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


def spec_in(folder, **changes):
    """Return a happy-sad model in a folder; keywords change its recipe."""
    return ModelSpec(
        id="tiny",
        title="Tiny",
        labels=LABEL_SETS["happy-sad"],
        contract=CONTRACT,
        weights=folder / "weights.keras",
        recipe=replace(RECIPE, **changes),
    )


def voted(data, share=0.7):
    """Return pictures learned as vote shares: so much for the emotion they show, the rest for the other."""
    return replace(data, shares=np.where(np.eye(2)[data.codes] == 1, share, 1 - share))


def interrupted(run, spec, folder):
    """Leave a training of which one epoch is done."""

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(spec, folder, stop)
