"""The adapter for TFLite files, run by LiteRT; TensorFlow has no part in it.

A network that was quantised takes and gives whole numbers: pictures are brought to them by the scale and zero point of
its input, its answers to numbers again by those of its output.
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
from audit.predict.vetting import vet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec


class TfliteClassifier(GridClassifier):
    """A TFLite network by its declaration; parameters and errors as `KerasClassifier`."""

    def __init__(self, spec: ModelSpec) -> None:
        data = vet(spec)
        with loading(spec, "LiteRT"):
            self._network = _litert().Interpreter(model_content=data, num_threads=1)
            self._network.allocate_tensors()
            self._input = only(spec, "inputs", self._network.get_input_details())
            outputs = self._network.get_output_details()
        shapes = [_shape(each) for each in outputs]
        self._output = outputs[chosen_output(spec, [each["name"] for each in outputs], shapes)]
        self._layout = layout_of(spec, _shape(self._input))
        check_output(spec, _shape(self._output))
        if _quantisation(self._input) is None:
            check_numbers(spec, self._input["dtype"])
        super().__init__(spec, int(self._input["shape"][0]))

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        with loading(self._spec, "LiteRT"):
            self._network.set_tensor(self._input["index"], self._quantised(laid_out(pictures, self._layout)))
            self._network.invoke()
            raw = np.array(self._network.get_tensor(self._output["index"]), np.float64)
        steps = _quantisation(self._output)
        return raw if steps is None else (raw - steps[1]) * steps[0]

    def _quantised(self, pictures: NDArray[np.float32]) -> NDArray[np.generic]:
        steps, kind = _quantisation(self._input), self._input["dtype"]
        if steps is None:
            return np.ascontiguousarray(as_numbers(pictures, kind))
        scale, zero = steps
        limits = np.iinfo(kind)
        numbers: NDArray[np.generic] = np.clip(np.rint(pictures / scale) + zero, limits.min, limits.max).astype(kind)
        return numbers


def _quantisation(tensor: dict[str, Any]) -> tuple[float, int] | None:
    """Return scale and zero point of a tensor of whole numbers; None where it is not quantised."""
    scale, zero = tensor["quantization"]
    return (float(scale), int(zero)) if scale and np.issubdtype(tensor["dtype"], np.integer) else None


def _shape(tensor: dict[str, Any]) -> tuple[int | None, ...]:
    """Return a tensor's shape, batch first; an open length has −1 in its signature."""
    signature = tensor.get("shape_signature")
    sides = tensor["shape"] if signature is None or not len(signature) else signature
    return tuple(None if side < 0 else int(side) for side in sides)


def _litert() -> Any:  # noqa: ANN401 - LiteRT publishes no types
    with importing("running a TFLite model", "litert", "ai_edge_litert"):
        from ai_edge_litert import interpreter  # noqa: PLC0415 - only where such a model is run
    return interpreter
