"""The networks that recipes name, made of standard Keras layers only, so that they load in safe mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.model import BFLOAT16, FLOAT32, Output, Scale
from audit.errors import UsageError, one_of
from audit.train.augmentation import WHITE, geometry, tone
from audit.train.backend import keras

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model import ModelSpec, Recipe

_DROPOUT_SEED = 100
_HALF = 0.5


def build(spec: ModelSpec, recipe: Recipe, precision: str = FLOAT32) -> Any:  # noqa: ANN401 - Keras publishes no types
    """Return the network of a recipe with fresh weights, not compiled.

    From input to output: geometric augmentation, the contract's scale brought to 0…1, tonal augmentation, the
    architecture, the output layer. Weights and random layers depend on the recipe's seed only.

    Parameters
    ----------
    spec
        Input contract, labels and kind of output.
    recipe
        Architecture, seed, dropout and augmentation.
    precision
        What the architecture computes in, one of `PRECISIONS`; pictures before it and probabilities after it are
        float32, and so are all weights.

    Raises
    ------
    UsageError
        When the architecture is unknown.
    """
    if recipe.architecture not in ARCHITECTURES:
        known = one_of(recipe.architecture, ARCHITECTURES)
        raise UsageError(f"model '{spec.id}': unknown architecture '{recipe.architecture}'; {known}")
    keras.utils.clear_session()  # automatic names start again from 1: the same recipe gives the same file
    keras.utils.set_random_seed(recipe.seed)
    layers = [
        keras.Input(spec.contract.shape, name="picture"),
        *geometry(recipe.augmentation, recipe.seed),
        *_to_unit(spec.contract.scale),
        *tone(recipe.augmentation, recipe.seed),
        *_computing_in(precision, lambda: ARCHITECTURES[recipe.architecture](recipe)),
        _output(spec),
    ]
    return keras.Sequential(layers, name=recipe.architecture.replace("-", "_"))


def _computing_in(precision: str, make: Callable[[], list[Any]]) -> list[Any]:
    """Return new layers that compute in a precision, their weights in float32."""
    if precision != BFLOAT16:
        return make()
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        return make()
    finally:
        keras.config.set_dtype_policy(before)


def _to_unit(scale: Scale) -> list[Any]:
    """Return the layer that brings pixel values to 0…1."""
    if scale is Scale.RAW:
        return [keras.layers.Rescaling(1 / WHITE)]
    return [keras.layers.Rescaling(_HALF, offset=_HALF)] if scale is Scale.SIGNED else []


def _output(spec: ModelSpec) -> Any:  # noqa: ANN401
    width = 1 if spec.output is Output.SIGMOID else len(spec.labels)
    activation = None if spec.output is Output.LOGITS else spec.output.value
    return keras.layers.Dense(width, activation=activation, name="emotion")


def cnn48(recipe: Recipe) -> list[Any]:
    """Return the small CNN of a published student study on FER2013.

    Three times convolution 3×3 ("same", 16, 32, 64 filters) and pooling 2×2, dropout, dense 128. With a 48×48×3 input
    and 7 emotions: 448 + 4,640 + 18,496 + 295,040 + 903 = 319,527 parameters.
    """
    layers = keras.layers
    stages = [stage for filters in (16, 32, 64) for stage in (_conv(filters, "relu"), layers.MaxPooling2D())]
    return [*stages, _dropout(recipe), layers.Flatten(), layers.Dense(128, activation="relu")]


def tiny(recipe: Recipe) -> list[Any]:
    """Return a network for drawn faces: three convolutions 3×3 (8, 16, 32 filters) with pooling, dropout, dense 32."""
    layers = keras.layers
    stages = [stage for filters in (8, 16, 32) for stage in (_conv(filters, "relu"), layers.MaxPooling2D())]
    return [*stages, layers.Flatten(), _dropout(recipe), layers.Dense(32, activation="relu")]


def small_vgg(recipe: Recipe) -> list[Any]:
    """Return a VGG-like network of about 0.29 M parameters that is cheap per picture.

    The first convolution, 5×5 with stride 2, quarters the pixels at once; then pairs of 3×3 convolutions with batch
    normalisation (32, 64, 128 filters), global average pooling instead of a dense layer, dropout.
    """
    layers = keras.layers
    stages = [*_normalised(32, 5, strides=2), *_normalised(32, 3), layers.MaxPooling2D()]
    stages += [*_normalised(64, 3), *_normalised(64, 3), layers.MaxPooling2D()]
    stages += [*_normalised(128, 3), *_normalised(128, 3)]
    return [*stages, layers.GlobalAveragePooling2D(), _dropout(recipe)]


def vgg10(recipe: Recipe) -> list[Any]:
    """Return a VGG-like network of about 1.08 M parameters that sees every pixel of a small face.

    3×3 convolutions with batch normalisation, no bias: twice 24 filters at full size, twice 48, three times 96, three
    times 192, each group but the last followed by pooling 2×2; global average pooling, dropout.
    """
    layers = keras.layers
    stages: list[Any] = []
    for count, filters in ((2, 24), (2, 48), (3, 96), (3, 192)):
        stages += [layers.MaxPooling2D()] if stages else []
        stages += [layer for _ in range(count) for layer in _normalised(filters, 3)]
    return [*stages, layers.GlobalAveragePooling2D(), _dropout(recipe)]


ARCHITECTURES: dict[str, Callable[[Recipe], list[Any]]] = {
    "cnn48": cnn48,
    "small-vgg": small_vgg,
    "tiny": tiny,
    "vgg10": vgg10,
}
"""Name in a recipe → layers between the scaled input and the output layer."""


def _conv(filters: int, activation: str) -> Any:  # noqa: ANN401
    return keras.layers.Conv2D(filters, 3, padding="same", activation=activation)


def _normalised(filters: int, size: int, *, strides: int = 1) -> list[Any]:
    """Return a convolution without bias, batch normalisation and rectifier."""
    layers = keras.layers
    convolution = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)
    return [convolution, layers.BatchNormalization(), layers.Activation("relu")]


def _dropout(recipe: Recipe) -> Any:  # noqa: ANN401
    return keras.layers.Dropout(recipe.dropout, seed=recipe.seed + _DROPOUT_SEED)
