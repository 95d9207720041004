"""The adapter for Keras files, `.keras` and `.h5`; TensorFlow is imported when the first is loaded, not before."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.outputs import output_width, to_probabilities
from audit.errors import MissingExtra, ModelRefused
from audit.predict.vetting import vet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.domain.labels import LabelSet
    from audit.domain.model import ModelSpec

GRID = 256
"""Pictures in every call of the network. TensorFlow picks its kernels by the size of the batch (a batch of 1 differs
from one of 256 by 4.5e-8), so a smaller batch is filled up: what is said of a picture does not depend on the others."""

_LOADING_FAILS_WITH = (AttributeError, ImportError, IndexError, KeyError, OSError, RuntimeError, TypeError, ValueError)


class KerasClassifier:
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
        self._spec = spec
        self._model = _load(spec)
        _check_input(spec, self._model)
        _check_output(spec, self._model)

    @property
    def spec(self) -> ModelSpec:
        """Its declaration."""
        return self._spec

    @property
    def network(self) -> Any:  # noqa: ANN401 - Keras publishes no types
        """The Keras model, for those of this room who look inside."""
        return self._model

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""
        return self._spec.labels

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion, float64, shape (b, k); see `Classifier`.

        Raises
        ------
        ModelRefused
            When the output is not what is declared: not finite, outside 0…1, or a softmax that does not sum to 1.
        """
        rows = [self._grid(batch[start : start + GRID]) for start in range(0, len(batch), GRID)]
        raw = np.concatenate(rows) if rows else np.empty((0, output_width(self._spec)))
        return to_probabilities(raw, self._spec)

    def _grid(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        filled = np.zeros((GRID, *self._spec.contract.shape), np.float32)
        filled[: len(batch)] = batch
        return np.asarray(self._model.predict_on_batch(filled))[: len(batch)]


def _load(spec: ModelSpec) -> Any:  # noqa: ANN401 - Keras publishes no types
    keras = _keras()
    try:
        return keras.models.load_model(spec.weights, compile=False, safe_mode=True)
    except _LOADING_FAILS_WITH as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelRefused(f"{spec.weights}: Keras could not load it safely: {reason}") from error


def _check_input(spec: ModelSpec, model: Any) -> None:  # noqa: ANN401
    found, expected = model.input_shape, spec.contract.shape
    if isinstance(found, list | dict):
        raise ModelRefused(
            f"{spec.weights}: the model takes {len(found)} inputs; an emotion classifier takes one picture"
        )
    if len(found) != 1 + len(expected) or any(f not in (None, e) for f, e in zip(found[1:], expected, strict=True)):
        takes = "×".join("any" if side is None else str(side) for side in found[1:])
        raise ModelRefused(
            f"{spec.weights}: the model takes {takes}, the input contract of '{spec.id}' declares "
            f"{'×'.join(map(str, expected))}; mend size and channels under [input], or name the right weights"
        )


def _check_output(spec: ModelSpec, model: Any) -> None:  # noqa: ANN401
    found, expected = model.output_shape, output_width(spec)
    if isinstance(found, list | dict) or len(found) != 2 or found[1] != expected:  # noqa: PLR2004 - batch and width
        gives = f"{len(found)} outputs" if isinstance(found, list | dict) else f"{found[-1]} numbers for each picture"
        raise ModelRefused(
            f"{spec.weights}: the model puts out {gives}, a {spec.output} of the {len(spec.labels)} labels "
            f"{', '.join(spec.labels.emotions)} is {expected}; the label order does not fit this model"
        )


def _keras() -> Any:  # noqa: ANN401
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    try:
        with _quiet():
            import keras  # noqa: PLC0415 - seconds long, and only after the file was vetted
    except ModuleNotFoundError as missing:
        if missing.name not in {"keras", "tensorflow"}:
            raise
        raise MissingExtra("running a Keras model", "keras") from missing
    return keras


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep TensorFlow's start banners, which no setting silences, off standard error."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
