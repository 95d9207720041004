"""Random changes of training pictures, as layers that do nothing outside training."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from audit.train.backend import keras

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model.recipe import Augmentation

WHITE = 255
"""Augmentation is declared on 0…255."""

_AS_IT_IS = 0.5
"""Keras' factor of sharpness that changes nothing; 0 smooths and 1 sharpens."""


def geometry(augmentation: Augmentation, seed: int) -> list[Any]:
    """Return the layers that move pixels, in this order: flip, shift, rotate, zoom.

    Parameters
    ----------
    augmentation
        Which changes, and how large.
    seed
        Layer number i draws from `seed + i`, so that adding one change does not reorder the others' draws.

    Returns
    -------
    list of keras.Layer
        Empty without augmentation. What moves in from outside repeats the border.
    """
    shift, zoom, fill = augmentation.shift, augmentation.zoom, {"fill_mode": "nearest"}
    layers: Any = keras.layers
    wanted: list[tuple[float, Callable[[int], Any]]] = [
        (augmentation.flip, lambda s: layers.RandomFlip("horizontal", seed=s)),
        (shift, lambda s: layers.RandomTranslation(shift, shift, seed=s, **fill)),
        (augmentation.rotate, lambda s: layers.RandomRotation(augmentation.rotate, seed=s, **fill)),
        (zoom, lambda s: layers.RandomZoom(zoom, seed=s, **fill)),
    ]
    return [make(seed + i) for i, (size, make) in enumerate(wanted) if size]


def tone(augmentation: Augmentation, seed: int) -> list[Any]:
    """Return the layers that change values of pixels between 0 and 1: sharpness, contrast, noise, cut-out.

    Parameters
    ----------
    augmentation
        Which changes, and how large; the noise on 0…255.
    seed
        Contrast draws from `seed + 4`, noise from `seed + 5`, cut-out from `seed + 6`, sharpness from `seed + 7` on:
        after the layers of `geometry`.

    Returns
    -------
    list of keras.Layer
        Empty without augmentation.
    """
    layers: list[Any] = []
    random: Any = keras.layers
    for i in range(math.ceil(augmentation.sharpness)):  # one layer of Keras goes no further than 1
        most = min(augmentation.sharpness - i, 1) / 2
        factor = (_AS_IT_IS - most, _AS_IT_IS + most)
        layers.append(random.RandomSharpness(factor, value_range=(0.0, 1.0), seed=seed + 7 + i))
    if augmentation.contrast:
        factor = (augmentation.contrast, augmentation.contrast)  # a single number would only ever raise the contrast
        layers.append(random.RandomContrast(factor, value_range=(0.0, 1.0), seed=seed + 4))
    if augmentation.noise:
        layers.append(random.GaussianNoise(augmentation.noise / WHITE, seed=seed + 5))
    if augmentation.cut_out:
        share = augmentation.cut_out**2  # of the area
        layers.append(random.RandomErasing(factor=1.0, scale=(share, share), value_range=(0.0, 1.0), seed=seed + 6))
    return layers
