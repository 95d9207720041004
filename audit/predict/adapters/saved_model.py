"""The adapter for a TensorFlow SavedModel: a folder whose operations may read and write files when they run.

No safe mode restricts them, so one is loaded only when somebody vouches for its SHA-256.
"""

from __future__ import annotations

import weakref
from contextlib import ExitStack
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
from audit.predict.adapters.private_copy import private_copy
from audit.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec

_SIGNATURE = "serving_default"


class SavedModelClassifier(GridClassifier):
    """A SavedModel by its signature `serving_default`, or its only one; parameters and errors as `KerasClassifier`."""

    def __init__(self, spec: ModelSpec) -> None:
        stays = ExitStack()  # it may read its files when it is asked
        weakref.finalize(self, stays.close)
        with private_copy(spec, only_computes=False, stays=stays) as copied:
            tensorflow = _tensorflow()
            with loading(copied, "TensorFlow"), quiet():
                self._model = tensorflow.saved_model.load(str(copied.weights))  # holds variables its signature uses
                self._call = _signature(copied, self._model.signatures)
                _, inputs = self._call.structured_input_signature
                outputs = self._call.structured_outputs
        self._input = only(spec, "inputs", sorted(inputs))
        names = sorted(outputs)
        self._output = names[chosen_output(spec, names, [_shape(outputs[name]) for name in names])]
        self._number: type[np.generic] = inputs[self._input].dtype.as_numpy_dtype
        check_numbers(spec, self._number)
        self._constant = tensorflow.constant
        shape = _shape(inputs[self._input])
        self._layout = layout_of(spec, shape)
        check_output(spec, _shape(outputs[self._output]))
        super().__init__(spec, shape[0])

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        given = {self._input: self._constant(as_numbers(laid_out(pictures, self._layout), self._number))}
        return np.asarray(self._call(**given)[self._output])


def _signature(spec: ModelSpec, signatures: Any) -> Any:  # noqa: ANN401 - TensorFlow publishes no types
    if _SIGNATURE in signatures:
        return signatures[_SIGNATURE]
    if len(signatures) != 1:
        names = ", ".join(sorted(signatures)) or "none"
        raise ModelRefused(f"{spec.weights}: a SavedModel needs the signature '{_SIGNATURE}', found {names}")
    return next(iter(signatures.values()))


def _shape(tensor: Any) -> Sequence[int | None]:  # noqa: ANN401
    return (None,) if tensor.shape.rank is None else tuple(tensor.shape.as_list())


def _tensorflow() -> Any:  # noqa: ANN401
    with importing("running a SavedModel", "keras", "tensorflow"), quiet():
        import tensorflow  # noqa: PLC0415, ICN001 - seconds long, and only after the folder was vetted
    return tensorflow
