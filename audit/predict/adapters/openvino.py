"""The adapter for OpenVINO networks: an `.xml` that describes one, and a `.bin` beside it with its numbers.

Both files are known by their SHA-256. Extensions, which would run code, are not loaded: a network that needs one is
refused by OpenVINO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import importing
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
from audit.predict.adapters.private_copy import private_copy
from audit.quiet import quiet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec


class OpenvinoClassifier(GridClassifier):
    """An OpenVINO network by its declaration; parameters and errors as `KerasClassifier`."""

    def __init__(self, spec: ModelSpec) -> None:
        with private_copy(spec, only_computes=True) as copied, loading(copied, "OpenVINO"):
            openvino = _openvino()
            core = openvino.Core()
            network = core.read_model(str(copied.weights), str(copied.weights.with_suffix(".bin")))
            taken = only(spec, "inputs", network.inputs)
            shape = _shape(taken)
            outputs = list(network.outputs)
            place = chosen_output(spec, [each.any_name for each in outputs], [_shape(each) for each in outputs])
            self._layout = layout_of(spec, shape)
            check_output(spec, _shape(outputs[place]))
            self._number: type[np.generic] = taken.element_type.to_dtype().type
            check_numbers(spec, self._number)
            exact = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}  # not bfloat16 where there is one
            self._network = core.compile_model(network, "CPU", exact)
            self._place = place
        super().__init__(spec, shape[0])

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        numbers = np.ascontiguousarray(as_numbers(laid_out(pictures, self._layout), self._number))
        with loading(self._spec, "OpenVINO"):
            return np.array(self._network(numbers)[self._place], np.float64)


def _shape(port: Any) -> tuple[int | None, ...]:  # noqa: ANN401 - OpenVINO's types are not imported here
    """Return the shape of an input or output, batch first; None where a length is open."""
    return tuple(side.get_length() if side.is_static else None for side in port.partial_shape)


def _openvino() -> Any:  # noqa: ANN401
    with importing("running an OpenVINO network", "openvino", "openvino"), quiet():
        import openvino  # noqa: PLC0415 - only where such a model is run
    return openvino
