"""Convolutions one upon another, as a recipe lists them: the networks of two published student studies.

Happy or sad (150×150×3, kernels 3×3, the first convolution "valid", dense 256, one sigmoid unit), parameters by layer:

============= =============== ==================================================================
initial       16, 16, 16      448 + 2,320 + 2,320 + 1,478,912 + 257 = 1,484,257
attempt 1     16, 32, 32      448 + 4,640 + 9,248 + 2,957,568 + 257 = 2,972,161
attempt 2     16, 64, 64      448 + 9,280 + 36,928 + 5,914,880 + 257 = 5,961,793
attempt 3     16, 64, 64, 32  448 + 9,280 + 36,928 + 18,464 + 819,456 + 257 = 884,833
attempt 4     searched        two "valid" convolutions of 16…64, dense 128…512
attempt 5     64, 48          1,792 + 27,696 + 16,822,528 + 257 = 16,852,273
as was meant  64, 48          the same, and 4·64 + 4·48 = 448 of batch normalisation: 16,852,721
============= =============== ==================================================================

Six emotions of FER2013 (48×48×1, all "same"):

============= =============== ==================================================================
CNN 1         32, 64, 5×5     832 + 51,264 + 9,438,208 + 6,150 = 9,496,454
CNN 2         32, 64, 4×4     544 + 32,832 + 9,438,208 + 6,150 = 9,477,734
FNN           none            dense 512 and 256 (our choice): 1,180,160 + 131,328 + 1,542 = 1,313,030
============= =============== ==================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.model.recipe import FIRST_VALID, SAME, VALID
from audit.errors import UsageError
from audit.train.architectures.blocks import convolution, dropout
from audit.train.backend import keras

if TYPE_CHECKING:
    from audit.domain.model.recipe import Recipe


def stacked(recipe: Recipe) -> list[Any]:
    """Return the convolutions of a recipe, each with pooling 2×2 ("same"), then its dense layers, each with dropout.

    Raises
    ------
    UsageError
        When the recipe lists neither.
    """
    if not recipe.filters and not recipe.dense:
        raise UsageError("architecture 'stacked' has the layers its recipe lists; give filters = […], dense = […]")
    stages = [layer for number in range(len(recipe.filters)) for layer in _stage(recipe, number)]
    for number, width in enumerate(recipe.dense):
        stages += [keras.layers.Dense(width, activation="relu"), dropout(recipe, number)]
    stages.insert(-2 * len(recipe.dense) or len(stages), keras.layers.Flatten())
    return stages


def _stage(recipe: Recipe, number: int) -> list[Any]:
    """Return one convolution, normalised where the recipe says so, with rectifier and pooling."""
    inside = recipe.padding == VALID or (recipe.padding == FIRST_VALID and number == 0)
    bare = convolution(recipe.filters[number], recipe.kernel, padding=VALID if inside else SAME, activation=None)
    norm = [keras.layers.BatchNormalization()] if recipe.batch_norm else []
    return [bare, *norm, keras.layers.Activation("relu"), keras.layers.MaxPooling2D(padding="same")]
