"""The network of a published student study on FER2013, seven emotions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.train.architectures.blocks import convolution, dropout
from audit.train.backend import keras

if TYPE_CHECKING:
    from audit.domain.model.recipe import Recipe


def cnn48(recipe: Recipe) -> list[Any]:
    """Return the small CNN of the study.

    Three times convolution 3×3 ("same", 16, 32, 64 filters) and pooling 2×2, dropout, dense 128. With a 48×48×3 input
    and 7 emotions: 448 + 4,640 + 18,496 + 295,040 + 903 = 319,527 parameters.
    """
    layers = keras.layers
    stages = [stage for filters in (16, 32, 64) for stage in (convolution(filters), layers.MaxPooling2D())]
    return [*stages, dropout(recipe), layers.Flatten(), layers.Dense(128, activation="relu")]
