"""What a Keras file would make when it is loaded, read from its configuration; nothing of Keras is imported.

An allow-list decides: layers that turn numbers into numbers, and the small parts they are configured with. Everything
else is refused in whatever spelling, because Keras looks names up in its own modules and some of them run code, reach
into files (`StringLookup` takes a path) or call any operation of TensorFlow by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_MODELS = "Functional Model Sequential"
_CORE = """Activation Dense EinsumDense Embedding Identity InputLayer Input Masking
ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU"""
_CONVOLUTIONS = """Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D DepthwiseConv2D
SeparableConv1D SeparableConv2D Convolution1D Convolution2D Convolution3D SeparableConvolution1D SeparableConvolution2D
ConvLSTM1D ConvLSTM2D ConvLSTM3D"""
_POOLING = """AveragePooling1D AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D MaxPooling1D MaxPooling2D
MaxPooling3D MaxPool1D MaxPool2D MaxPool3D GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalMaxPool1D
GlobalMaxPool2D GlobalMaxPool3D AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveMaxPooling1D
AdaptiveMaxPooling2D"""
_SHAPES = """Add Average Concatenate CenterCrop Cropping1D Cropping2D Cropping3D Dot Flatten Maximum Minimum Multiply
Permute RepeatVector Rescaling Reshape Resizing Subtract UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D
ZeroPadding2D ZeroPadding3D"""
_NORMALISING = """BatchNormalization BatchNormalizationV1 GroupNormalization LayerNormalization Normalization
RMSNormalization SpectralNormalization UnitNormalization ActivityRegularization AlphaDropout Dropout GaussianDropout
GaussianNoise SpatialDropout1D SpatialDropout2D SpatialDropout3D"""
_SEQUENCES = """AdditiveAttention Attention Bidirectional GRU GRUCell GroupQueryAttention LSTM LSTMCell
MultiHeadAttention RNN SimpleRNN SimpleRNNCell StackedRNNCells TimeDistributed"""
_AUGMENTING = """AugMix AutoContrast CutMix Equalization MixUp RandAugment RandomBrightness RandomColorDegeneration
RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur
RandomGrayscale RandomHeight RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation
RandomSaturation RandomSharpness RandomShear RandomTranslation RandomWidth RandomZoom Solarization"""
_PARTS = """Constant GlorotNormal GlorotUniform HeNormal HeUniform IdentityInitializer LecunNormal LecunUniform Ones
Orthogonal OrthogonalInitializer RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros
L1 L1L2 L2 OrthogonalRegularizer MaxNorm MinMaxNorm NonNeg UnitNorm DTypePolicy FloatDTypePolicy Policy
QuantizedDTypePolicy"""
_DATA = "__bytes__ __complex__ __ellipsis__ __keras_tensor__ __numpy__ __slice__ __tensor__ __tuple__"

ALLOWED = frozenset(
    " ".join(
        (_MODELS, _CORE, _CONVOLUTIONS, _POOLING, _SHAPES, _NORMALISING, _SEQUENCES, _AUGMENTING, _PARTS, _DATA)
    ).split()
)
"""Classes of Keras that a classifier's configuration may name."""

_OPERATIONS = tuple(f"keras.src.ops.{part}" for part in ("nn", "numpy", "math", "image", "linalg"))
"""Modules of Keras whose operations turn arrays into arrays; those of `core` take functions."""

_UNUSED = "compile_config"
"""How a model was trained: not read when a model is loaded to predict."""


def refused(config: object) -> Iterator[str]:
    """Yield what a configuration would make beyond the allow-list, in words, in the order it stands there.

    Parameters
    ----------
    config
        `config.json` of a `.keras` file, or the attribute `model_config` of an `.h5` file, parsed.
    """
    if isinstance(config, dict):
        if "class_name" in config and not _is_allowed(config):
            yield _named(config)
        for key, value in config.items():
            if key != _UNUSED:
                yield from refused(value)
    elif isinstance(config, list):
        for value in config:
            yield from refused(value)


def _is_allowed(config: dict[str, Any]) -> bool:
    name, module = config["class_name"], config.get("module")
    if name == "function":
        return module == "builtins" and isinstance(config.get("config"), str) and config["config"].isidentifier()
    if module in _OPERATIONS:
        return isinstance(name, str) and name.isidentifier()
    of_keras = module is None or (isinstance(module, str) and module.split(".")[0] == "keras")
    return of_keras and isinstance(name, str) and name in ALLOWED


def _named(config: dict[str, Any]) -> str:
    module = config.get("module")
    return f"'{config['class_name']}'{f' of {module!r}' if module not in (None, 'keras.layers', 'keras') else ''}"
