"""A training in progress, on disk in one file: after a kill at any moment it is the last finished epoch, whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from audit.domain.results.serialization import from_data, to_data
from audit.errors import UsageError
from audit.files import whole_file
from audit.train.backend import keras
from audit.train.course.history import Epoch
from audit.train.course.summary import CHECKPOINT

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train.data.dataset import TrainingData


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Everything a training needs to go on as if it had never stopped.

    Attributes
    ----------
    fingerprint
        Of the recipe and the data; see `fingerprint_of`.
    history
        The epochs done.
    best
        The epoch whose weights are `best_weights`; None before the first.
    seconds
        Time spent so far.
    waited
        Seconds of these in which the network waited for pictures.
    variables
        Of the model (with the state of its random layers), of the optimizer, of the loss; empty before the first epoch.
    best_weights
        Variables of the model after the best epoch; empty before the first.
    """

    fingerprint: str
    history: tuple[Epoch, ...] = ()
    best: Epoch | None = None
    seconds: float = 0.0
    waited: float = 0.0
    variables: tuple[NDArray[Any], ...] = ()
    best_weights: tuple[NDArray[Any], ...] = ()


def fingerprint_of(
    spec: ModelSpec, recipe: Recipe, training: TrainingData, validation: TrainingData, *, start: str | None = None
) -> str:
    """Return the SHA-256 of all that decides a training: declaration, pictures, labels, votes, version of Keras.

    The recipe's precision is the one computed in; `start` the SHA-256 of the weights it starts from, None
    for fresh ones.
    """
    followed = {key: value for key, value in to_data(recipe).items() if key != "trees"}  # a network has none
    declared = [followed, *(to_data(value) for value in (spec.contract, spec.labels, spec.output, spec.positive))]
    digest = hashlib.sha256(json.dumps([*declared, keras.__version__, start], sort_keys=True).encode())
    for data in (training, validation):
        for array in (data.images, data.codes, data.shares, data.soft, data.weights, data.groups):
            digest.update(b"" if array is None else np.ascontiguousarray(array).data)
    return digest.hexdigest()


def save_progress(folder: Path, progress: Progress) -> None:
    """Write the checkpoint of a model folder; the one before stays until the new one is whole."""
    said = {"fingerprint": progress.fingerprint, "seconds": progress.seconds, "waited": progress.waited}
    said |= {"best": to_data(progress.best), "history": to_data(progress.history)}
    arrays: dict[str, Any] = {"said": np.array(json.dumps(said))}
    arrays |= {f"variable_{i}": value for i, value in enumerate(progress.variables)}
    arrays |= {f"best_{i}": value for i, value in enumerate(progress.best_weights)}
    with whole_file(_file(folder)) as path, path.open("wb") as stream:
        np.savez(stream, **arrays)


def load_progress(folder: Path, fingerprint: str) -> Progress:
    """Return the training that was interrupted in a model folder, or one that has not begun.

    Raises
    ------
    UsageError
        When it followed another recipe or saw other data, or cannot be read.
    """
    path = _file(folder)
    if not path.exists():
        return Progress(fingerprint=fingerprint)
    try:
        progress = _read(path)
    except Exception as error:
        raise UsageError(f"{path}: not a checkpoint that can be read; remove {path.parent} to begin anew") from error
    if progress.fingerprint != fingerprint:
        raise UsageError(
            f"{path}: a training was interrupted here that had another recipe, other pictures or votes, or another "
            f"version of Keras; restore them to go on after its epoch {len(progress.history)}, "
            f"or remove {path.parent} to begin anew"
        )
    return progress


def _file(folder: Path) -> Path:
    return folder / CHECKPOINT / "progress.npz"


def _read(path: Path) -> Progress:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        said = json.loads(str(arrays["said"]))
        return Progress(
            fingerprint=said["fingerprint"],
            history=tuple(from_data(Epoch, epoch) for epoch in said["history"]),
            best=None if said["best"] is None else from_data(Epoch, said["best"]),
            seconds=said["seconds"],
            waited=said["waited"],
            variables=_numbered(arrays, "variable"),
            best_weights=_numbered(arrays, "best"),
        )


def _numbered(arrays: Any, name: str) -> tuple[NDArray[Any], ...]:  # noqa: ANN401 - an NpzFile
    count = sum(key.startswith(f"{name}_") for key in arrays.files)
    return tuple(arrays[f"{name}_{i}"] for i in range(count))
