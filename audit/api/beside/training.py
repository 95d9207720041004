"""`audit.train`: a classifier by the recipe in its model.toml; what `emotion-audit train` does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.api.arguments import Place
    from audit.pipeline import Steps
    from audit.train import EpochReport, TrainingSummary
    from audit.train.fitting.network import SearchTrial


def train(
    model: Place,
    *,
    data: Place | None = None,
    out: Place | None = None,
    epochs: int | None = None,
    images: int | None = None,
    tensorboard: Place | None = None,
    on_epoch: Callable[[EpochReport], None] | None = None,
    on_trial: Callable[[SearchTrial], None] | None = None,
    steps: Steps | None = None,
) -> TrainingSummary:
    """Train the model of a folder by its recipe and publish its weights; what `emotion-audit train` does.

    Every epoch of a network is saved: a training that was interrupted, even killed, goes on where it was when called
    again. Trees begin again.

    Parameters
    ----------
    model
        A model folder, whose model.toml holds a recipe.
    data
        A cohort whose column `split` tells training from validation; None = the recipe's own.
    out
        Where weights, history and a copy of model.toml go; None = the model folder.
    epochs, images
        A short run, to see whether it works: so many epochs, on about so many pictures. It needs `out`, and is marked
        there as what it is.
    tensorboard
        A folder where the figures of every epoch are written for TensorBoard, too.
    on_epoch, on_trial
        Called with the `EpochReport` after every epoch, and with what came out after every trial of a search.
    steps
        As in `audit.run`.

    Raises
    ------
    InputError, UsageError
        When there is no recipe, the data is not there, an emotion has no picture, or a short run would replace a full
        one.
    MissingExtra
        When what trains this kind of model is not installed.
    """
    from audit.pipeline import ShortRun, in_silence, train_model

    short = None if epochs is None and images is None else ShortRun(epochs=epochs, images=images)
    with (steps or in_silence)("pictures") as progress:
        return train_model(
            Path(model),
            data=None if data is None else Path(data),
            out=None if out is None else Path(out),
            report=on_epoch or _unheard,
            tried=on_trial or _unheard,
            progress=progress,
            short=short,
            tensorboard=None if tensorboard is None else Path(tensorboard),
        )


def _unheard(_: object) -> None:
    """Say nothing of an epoch or a trial."""
