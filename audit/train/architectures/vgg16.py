"""The thirteen convolutions of VGG16, which a published student study put before six emotions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.train.architectures.blocks import convolution, dropout
from audit.train.backend import keras

if TYPE_CHECKING:
    from audit.domain.model.recipe import Recipe


def vgg16(recipe: Recipe) -> list[Any]:
    """Return configuration D of Simonyan and Zisserman (2015) without its dense layers and with fresh weights.

    3×3 convolutions, "same": twice 64 filters, twice 128, three times 256, 512 and 512, each group followed by pooling
    2×2; flatten, dropout. Weights begin as He et al. (2015) draw them: with Keras' own, thirteen layers without
    normalisation hand on so little that nothing is learned.
    With a 48×48×3 input: 1,792 + 36,928 + 73,856 + 147,584 + 295,168 + 2·590,080 + 1,180,160 + 5·2,359,808 = 14,714,688
    parameters, and 512·6 + 6 = 3,078 in the output layer of six emotions.
    """
    layers = keras.layers
    stages: list[Any] = []
    for group, (count, filters) in enumerate(((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))):
        seeds = range(recipe.seed + 10 * group, recipe.seed + 10 * group + count)
        stages += [convolution(filters, kernel_initializer=keras.initializers.HeUniform(seed)) for seed in seeds]
        stages += [layers.MaxPooling2D()]
    return [*stages, layers.Flatten(), dropout(recipe)]
