"""AlexNet, which a published student study trained on FER2013 enlarged to 227×227 pixels, seven emotions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.train.architectures.blocks import convolution, dropout
from audit.train.backend import keras

if TYPE_CHECKING:
    from audit.domain.model.recipe import Recipe


def alexnet(recipe: Recipe) -> list[Any]:
    """Return AlexNet (Krizhevsky, Sutskever, Hinton 2012) on one processor: without groups and response normalisation.

    Convolutions: 96 of 11×11 with stride 4 ("valid"), 256 of 5×5, 384, 384 and 256 of 3×3; pooling 3×3 with stride 2
    after the first, second and last; dense 4096 twice, each followed by dropout. With a 227×227×3 input and 7 emotions:
    34,944 + 614,656 + 885,120 + 1,327,488 + 884,992 + 37,752,832 + 16,781,312 + 28,679 = 58,310,023 parameters.
    """
    layers = keras.layers
    stages = [convolution(96, 11, strides=4, padding="valid"), _pool(), convolution(256, 5), _pool()]
    stages += [convolution(384), convolution(384), convolution(256), _pool(), layers.Flatten()]
    for number in range(2):
        stages += [layers.Dense(4096, activation="relu"), dropout(recipe, number)]
    return stages


def _pool() -> Any:  # noqa: ANN401 - Keras publishes no types
    return keras.layers.MaxPooling2D(3, strides=2)
