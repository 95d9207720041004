"""The adapter for ONNX files, run by onnxruntime; TensorFlow has no part in it.

The file is handed over as the bytes that were looked at: weights beside it, which its hash would not cover, are not
reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import ModelRefused, importing
from audit.predict.adapters.grids import (
    GridClassifier,
    as_numbers,
    check_numbers,
    check_output,
    chosen_output,
    laid_out,
    layout_of,
    loading,
    only,
)
from audit.predict.vetting import vet
from audit.processors import processors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec

_FATAL = 4
_NUMBERS: dict[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(uint8)": np.uint8,
}
"""What an image model may take; pixels become these numbers."""


class OnnxClassifier(GridClassifier):
    """An ONNX model by its declaration; parameters and errors as `KerasClassifier`."""

    def __init__(self, spec: ModelSpec) -> None:
        data = vet(spec)
        runtime = _onnxruntime()
        with loading(spec, "onnxruntime"):
            options = runtime.SessionOptions()
            options.intra_op_num_threads = processors()  # unless told, one bound to each processor there is
            options.log_severity_level = _FATAL  # what is wrong is raised; it need not be printed as well
            self._session = runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        taken = only(spec, "inputs", self._session.get_inputs())
        outputs = self._session.get_outputs()
        shapes = [_shape(each.shape) for each in outputs]
        given = outputs[chosen_output(spec, [each.name for each in outputs], shapes)]
        if taken.type not in _NUMBERS:
            raise ModelRefused(
                f"{spec.weights}: the model takes {taken.type}; an image model takes {', '.join(_NUMBERS)}"
            )
        self._number = _NUMBERS[taken.type]
        check_numbers(spec, self._number)
        self._layout = layout_of(spec, _shape(taken.shape))
        check_output(spec, _shape(given.shape))
        self._names = (taken.name, given.name)
        super().__init__(spec, _shape(taken.shape)[0])

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        taken, given = self._names
        numbers = as_numbers(laid_out(pictures, self._layout), self._number)
        (raw,) = self._session.run([given], {taken: numbers})
        return np.asarray(raw, np.float64)


def _shape(shape: Sequence[int | str | None]) -> tuple[int | None, ...]:
    """Return a shape of onnxruntime, in which a length that is open has a name or none."""
    return tuple(side if isinstance(side, int) else None for side in shape)


def _onnxruntime() -> Any:  # noqa: ANN401 - onnxruntime publishes no types
    with importing("running an ONNX model", "onnx", "onnxruntime"):
        import onnxruntime  # noqa: PLC0415 - only where such a model is run
    return onnxruntime
