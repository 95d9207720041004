"""The networks that recipes name, made of standard Keras layers only, so that they load in safe mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.contract.input_contract import Scale
from audit.domain.model.model import Output
from audit.domain.model.recipe import BFLOAT16, FLOAT32, TREE_ARCHITECTURES, Recipe
from audit.errors import UsageError, one_of
from audit.train.architectures.alexnet import alexnet
from audit.train.architectures.augmentation import WHITE, geometry, tone
from audit.train.architectures.fer2013 import cnn48
from audit.train.architectures.own import light, small_vgg, tiny, vgg10
from audit.train.architectures.stacked import stacked
from audit.train.architectures.vgg16 import vgg16
from audit.train.backend import keras

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model.model import ModelSpec

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
        What the architecture computes in, `float32` or `bfloat16`; pictures before it and probabilities after it are
        float32, and so are all weights.

    Raises
    ------
    UsageError
        When the architecture is unknown, has no such layers, or does not fit the size of the pictures.
    """
    _require_known(spec, recipe)
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
    try:
        return keras.Sequential(layers, name=recipe.architecture.replace("-", "_"))
    except ValueError as error:
        size, name = spec.contract.size, recipe.architecture
        raise UsageError(
            f"model '{spec.id}': pictures of {size}×{size} pixels are too small for '{name}', a layer would have "
            "nothing left to see; give larger ones or fewer layers"
        ) from error


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


ARCHITECTURES: dict[str, Callable[[Recipe], list[Any]]] = {
    "alexnet": alexnet,
    "cnn48": cnn48,
    "light": light,
    "small-vgg": small_vgg,
    "stacked": stacked,
    "tiny": tiny,
    "vgg10": vgg10,
    "vgg16": vgg16,
}
"""Name in a recipe → layers between the scaled input and the output layer."""

_LISTED_LAYERS = ("filters", "kernel", "padding", "dense", "batch_norm")
_LISTED_BY = {"stacked": _LISTED_LAYERS, "vgg10": _LISTED_LAYERS[:1]}
"""Which of these an architecture takes from a recipe; others none."""


def _require_known(spec: ModelSpec, recipe: Recipe) -> None:
    name = recipe.architecture
    if name not in ARCHITECTURES:
        raise UsageError(
            f"model '{spec.id}': unknown architecture '{name}'; {one_of(name, (*ARCHITECTURES, *TREE_ARCHITECTURES))}"
        )
    bare = Recipe(architecture=name, data=recipe.data)
    own = (key for key in _LISTED_LAYERS if key not in _LISTED_BY.get(name, ()))
    said = [key for key in own if getattr(recipe, key) != getattr(bare, key)]
    if said:
        raise UsageError(
            f"model '{spec.id}': architecture '{name}' has layers of its own, so {', '.join(said)} would do nothing; "
            "take them out, or name the architecture 'stacked'"
        )
