"""Layers that compute what Keras' compute, in fewer passes over memory, for as long as a network trains.

Keras takes normalisation over the batch apart into some twenty operations, each of which reads and writes every value;
TensorFlow has it as one forwards and one backwards. And the gradient of a convolution's kernel, where a picture has few
places left, is faster as three products of matrices than as TensorFlow computes it. `tests/benchmark/training_speed.py`
measures both. What is published is made of Keras' own layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.train.backend import keras, tf

if TYPE_CHECKING:
    from collections.abc import Callable

_LANES = 16
"""Float32 in a vector of the widest processors: other numbers of channels oneDNN normalises slowly.

Zeros beside them, up to the next multiple, were tried and cost what they bring.
"""
_FEW_PLACES = 64
"""Most places of a picture of which the gradient of a kernel is faster as products of matrices."""
_SIDE = 3
"""Of the kernels whose gradient is computed here."""


def quickened(model: Any) -> Any:  # noqa: ANN401 - Keras publishes no types
    """Return a network that computes the same, layer by layer under the same names, faster where that is possible.

    Parameters
    ----------
    model
        Layers one after another, not compiled.

    Returns
    -------
    keras.Sequential
        With values of all variables, in the same order, of its own. Loss and gradients differ from those of `model` by
        what rounding in another order makes. `model` itself where Keras computes by another package than TensorFlow.
    """
    if keras.backend.backend() != "tensorflow":
        return model
    quick = keras.models.clone_model(model, clone_function=_quick)
    for variable, value in zip(quick.variables, model.variables, strict=True):
        variable.assign(value)
    return quick


def _quick(layer: Any) -> Any:  # noqa: ANN401
    kind = layer.__class__
    if kind is keras.layers.BatchNormalization and _normalises_as_one(layer):
        kind = _BatchNormalization
    elif kind is keras.layers.Conv2D and _has_few_places(layer):
        kind = _Convolution
    return kind.from_config(layer.get_config())


def _normalises_as_one(layer: Any) -> bool:  # noqa: ANN401
    *_, channels = shape = layer.input.shape
    planes = len(shape) == 4 and layer.axis in {-1, 3}  # noqa: PLR2004 - pictures, rows, columns, channels
    plain = layer.scale and layer.center and not (layer.renorm or layer.synchronized)
    return bool(planes and plain and channels % _LANES == 0)


def _has_few_places(layer: Any) -> bool:  # noqa: ANN401
    _, rows, columns, _ = layer.input.shape
    usual = layer.strides == layer.dilation_rate == (1, 1) and layer.groups == 1 and layer.padding == "same"
    small = layer.kernel_size == (_SIDE, _SIDE) and rows * columns <= _FEW_PLACES
    return bool(usual and small and not tf.config.list_physical_devices("GPU"))  # whose own way is not measured


class _BatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]  # Keras publishes no types
    """Keras' layer, its training step one operation."""

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:  # noqa: ANN401, FBT001 - Keras'
        if not (training and self.trainable) or mask is not None:
            return super().call(inputs, training=training, mask=mask)
        normalised, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=self.gamma,
            offset=self.beta,
            mean=[],
            variance=[],
            epsilon=self.epsilon,
            is_training=True,
        )
        seen = tf.cast(tf.size(inputs) // inputs.shape[-1], variance.dtype)
        self._follow(self.moving_mean, mean)
        self._follow(self.moving_variance, variance * (seen - 1) / seen)  # Keras divides by what was seen
        return normalised

    def _follow(self, moving: Any, value: Any) -> None:  # noqa: ANN401
        moving.assign(moving * self.momentum + tf.cast(value, moving.dtype) * (1 - self.momentum))


class _Convolution(keras.layers.Conv2D):  # type: ignore[misc]  # Keras publishes no types
    """Keras' layer with another way to the gradient of its kernel."""

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:  # noqa: ANN401
        return _convolved(inputs, tf.convert_to_tensor(kernel))


@tf.custom_gradient  # type: ignore[untyped-decorator]  # TensorFlow publishes no types
def _convolved(pictures: Any, kernel: Any) -> tuple[Any, Callable[[Any], tuple[Any, Any]]]:  # noqa: ANN401
    """Return the convolution, stride 1 and padding "same", and what gives its gradients."""

    def gradients(towards: Any) -> tuple[Any, Any]:  # noqa: ANN401
        of_pictures = tf.raw_ops.Conv2DBackpropInput(
            input_sizes=tf.shape(pictures),
            filter=kernel,
            out_backprop=towards,
            strides=[1, 1, 1, 1],
            padding="SAME",
        )
        return of_pictures, _kernel_gradient(pictures, towards)

    return tf.nn.conv2d(pictures, kernel, 1, "SAME"), gradients


def _kernel_gradient(pictures: Any, towards: Any) -> Any:  # noqa: ANN401
    """Return the gradient of a kernel 3×3: for each of its rows one product of what the row saw with `towards`."""
    rows, columns, channels = pictures.shape[1:]
    padded = tf.pad(pictures, [[0, 0], [1, 1], [1, 1], [0, 0]])
    beside = tf.concat([padded[:, :, shift : shift + columns] for shift in range(_SIDE)], axis=-1)
    filters = towards.shape[-1]
    wanted = tf.reshape(towards, [-1, filters])
    products = [
        tf.matmul(tf.reshape(beside[:, shift : shift + rows], [-1, _SIDE * channels]), wanted, transpose_a=True)
        for shift in range(_SIDE)
    ]
    return tf.reshape(tf.stack(products), [_SIDE, _SIDE, channels, filters])
