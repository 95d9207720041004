"""The adapter for Keras files, `.keras` and `.h5`; TensorFlow is imported when the first is loaded, not before."""

from __future__ import annotations

import os
import warnings
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
)
from audit.predict.adapters.keras2 import of_keras_2, rebuilt
from audit.predict.adapters.private_copy import private_copy
from audit.predict.vetting import architecture_of
from audit.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec


class KerasClassifier(GridClassifier):
    """A Keras model by its declaration.

    Parameters
    ----------
    spec
        Weights file, its hash, input contract, output and labels.

    Raises
    ------
    ModelRefused
        When the file is unsafe or broken, or takes or gives something else than is declared.
    MissingExtra
        When TensorFlow is not installed.
    """

    def __init__(self, spec: ModelSpec) -> None:
        with private_copy(spec, only_computes=True) as copied:
            self._model = _load(copied)
        self._flat = _keras().tree.flatten
        shape = _input_shape(spec, self._model)
        self._layout = layout_of(spec, shape)
        self._number: type[np.generic] = np.dtype(self._model.inputs[0].dtype).type
        check_numbers(spec, self._number)
        outputs = self._model.outputs
        names = getattr(self._model, "output_names", None) or [self._model.layers[-1].name]
        self._place = chosen_output(spec, list(names), [each.shape for each in outputs])
        check_output(spec, outputs[self._place].shape)
        super().__init__(spec, shape[0])

    @property
    def spec(self) -> ModelSpec:
        """Its declaration."""
        return self._spec

    @property
    def network(self) -> Any:  # noqa: ANN401 - Keras publishes no types
        """The Keras model, for the modules beside this one that look inside."""
        return self._model

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        raw = self._model.predict_on_batch(as_numbers(laid_out(pictures, self._layout), self._number))
        return np.asarray(self._flat(raw)[self._place])


def _load(spec: ModelSpec) -> Any:  # noqa: ANN401 - Keras publishes no types
    keras = _keras()
    obsolete = {} if spec.weights.suffix == ".keras" else of_keras_2(keras)
    with loading(spec, "Keras"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of arguments that Keras 2 called otherwise
        if spec.architecture is not None:
            return rebuilt(keras, spec, architecture_of(spec), obsolete)
        return keras.models.load_model(spec.weights, compile=False, safe_mode=True, custom_objects=obsolete)


def _input_shape(spec: ModelSpec, model: Any) -> Sequence[int | None]:  # noqa: ANN401
    if len(model.inputs) != 1:
        raise ModelRefused(
            f"{spec.weights}: the model takes {len(model.inputs)} inputs; an emotion classifier takes one picture"
        )
    return tuple(model.inputs[0].shape)


def _keras() -> Any:  # noqa: ANN401
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with importing("running a Keras model", "keras", "keras", "tensorflow"), quiet():
        import keras  # noqa: PLC0415 - seconds long, and only after the file was vetted
    return keras
