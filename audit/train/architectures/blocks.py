"""What several networks are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.train.backend import keras

if TYPE_CHECKING:
    from audit.domain.model.recipe import Recipe

_DROPOUT_SEED = 100


def convolution(filters: int, size: int = 3, **settings: Any) -> Any:  # noqa: ANN401 - Keras publishes no types
    """Return a convolution with rectifier, "same" unless said otherwise."""
    return keras.layers.Conv2D(filters, size, **({"padding": "same", "activation": "relu"} | settings))


def normalised(filters: int, size: int, **settings: Any) -> list[Any]:  # noqa: ANN401
    """Return a convolution without bias, batch normalisation and rectifier."""
    bare = convolution(filters, size, use_bias=False, activation=None, **settings)
    return [bare, keras.layers.BatchNormalization(), keras.layers.Activation("relu")]


def dropout(recipe: Recipe, number: int = 0) -> Any:  # noqa: ANN401
    """Return the recipe's dropout; a network with several numbers them, so that each draws its own."""
    return keras.layers.Dropout(recipe.dropout, seed=recipe.seed + _DROPOUT_SEED + number)
