"""The adapter for Keras files, `.keras` and `.h5`; TensorFlow is imported when the first is loaded, not before."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import ModelRefused, importing
from audit.predict.adapters.grids import GridClassifier, check_output, loading, shown
from audit.predict.adapters.keras2 import of_keras_2
from audit.predict.vetting import vet
from audit.quiet import quiet

if TYPE_CHECKING:
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
        vet(spec)
        self._model = _load(spec)
        _check_input(spec, self._model)
        _check_output(spec, self._model)
        super().__init__(spec, self._model.input_shape[0])

    @property
    def spec(self) -> ModelSpec:
        """Its declaration."""
        return self._spec

    @property
    def network(self) -> Any:  # noqa: ANN401 - Keras publishes no types
        """The Keras model, for the modules beside this one that look inside."""
        return self._model

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        return np.asarray(self._model.predict_on_batch(pictures))


def _load(spec: ModelSpec) -> Any:  # noqa: ANN401 - Keras publishes no types
    keras = _keras()
    obsolete = {} if spec.weights.suffix == ".keras" else of_keras_2(keras)
    with loading(spec, "Keras"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of arguments that Keras 2 called otherwise
        return keras.models.load_model(spec.weights, compile=False, safe_mode=True, custom_objects=obsolete)


def _check_input(spec: ModelSpec, model: Any) -> None:  # noqa: ANN401
    found, expected = model.input_shape, spec.contract.shape
    if isinstance(found, list | dict):
        raise ModelRefused(
            f"{spec.weights}: the model takes {len(found)} inputs; an emotion classifier takes one picture"
        )
    if len(found) != 1 + len(expected) or any(f not in (None, e) for f, e in zip(found[1:], expected, strict=True)):
        raise ModelRefused(
            f"{spec.weights}: the model takes {shown(found[1:])}, the input contract of '{spec.id}' declares "
            f"{shown(expected)}; mend size and channels under [input], or name the right weights"
        )


def _check_output(spec: ModelSpec, model: Any) -> None:  # noqa: ANN401
    found = model.output_shape
    if isinstance(found, list | dict):
        raise ModelRefused(f"{spec.weights}: the model has {len(found)} outputs; an emotion classifier has one")
    check_output(spec, found)


def _keras() -> Any:  # noqa: ANN401
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with importing("running a Keras model", "keras", "keras", "tensorflow"), quiet():
        import keras  # noqa: PLC0415 - seconds long, and only after the file was vetted
    return keras
