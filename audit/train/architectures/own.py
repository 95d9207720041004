"""Networks of this project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.errors import UsageError
from audit.train.architectures.blocks import convolution, dropout, normalised
from audit.train.backend import keras

if TYPE_CHECKING:
    from audit.domain.model.recipe import Recipe

_VGG10 = (24, 48, 96, 192)


def tiny(recipe: Recipe) -> list[Any]:
    """Return a network for drawn faces: three convolutions 3×3 (8, 16, 32 filters) with pooling, dropout, dense 32."""
    layers = keras.layers
    stages = [stage for filters in (8, 16, 32) for stage in (convolution(filters), layers.MaxPooling2D())]
    return [*stages, layers.Flatten(), dropout(recipe), layers.Dense(32, activation="relu")]


def small_vgg(recipe: Recipe) -> list[Any]:
    """Return a VGG-like network of about 0.29 M parameters that is cheap per picture.

    The first convolution, 5×5 with stride 2, quarters the pixels at once; then pairs of 3×3 convolutions with batch
    normalisation (32, 64, 128 filters), global average pooling instead of a dense layer, dropout.
    """
    layers = keras.layers
    stages = [*normalised(32, 5, strides=2), *normalised(32, 3), layers.MaxPooling2D()]
    stages += [*normalised(64, 3), *normalised(64, 3), layers.MaxPooling2D()]
    stages += [*normalised(128, 3), *normalised(128, 3)]
    return [*stages, layers.GlobalAveragePooling2D(), dropout(recipe)]


def light(recipe: Recipe) -> list[Any]:
    """Return a network of about 68,000 parameters and 5 million multiply-adds, for a browser or an old laptop.

    As `small_vgg`, narrower: a convolution 5×5 with stride 2 (12 filters) and one 3×3 (16), twice 32, twice 56, each
    group followed by pooling 2×2 but the last, which a convolution 1×1 (112) widens before the mean over places.
    """
    layers = keras.layers
    stages = [*normalised(12, 5, strides=2), *normalised(16, 3), layers.MaxPooling2D()]
    stages += [*normalised(32, 3), *normalised(32, 3), layers.MaxPooling2D()]
    stages += [*normalised(56, 3), *normalised(56, 3), *normalised(112, 1)]
    return [*stages, layers.GlobalAveragePooling2D(), dropout(recipe)]


def vgg10(recipe: Recipe) -> list[Any]:
    """Return a VGG-like network of about 1.08 M parameters that sees every pixel of a small face.

    3×3 convolutions with batch normalisation, no bias: twice 24 filters at full size, twice 48, three times 96, three
    times 192, or as many of each as the recipe lists; each group but the last followed by pooling 2×2; global average
    pooling, dropout.

    Raises
    ------
    UsageError
        When the recipe lists filters for more or fewer groups than these four.
    """
    widths = recipe.filters or _VGG10
    if len(widths) != len(_VGG10):
        raise UsageError(
            f"architecture 'vgg10' has {len(_VGG10)} groups of convolutions, and filters lists {len(widths)} widths; "
            f"give one for each group, for example filters = {list(_VGG10)}"
        )
    layers = keras.layers
    stages: list[Any] = []
    for count, filters in zip((2, 2, 3, 3), widths, strict=True):
        stages += [layers.MaxPooling2D()] if stages else []
        stages += [layer for _ in range(count) for layer in normalised(filters, 3)]
    return [*stages, layers.GlobalAveragePooling2D(), dropout(recipe)]
