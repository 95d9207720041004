"""What a training says while it runs and when it is done, whatever it trains."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.domain.wording.words import counted, decimal
from audit.files import content_sha256
from audit.train.course.history import Epoch
from audit.train.data.dataset import PicturesLeftOut

CHECKPOINT = "checkpoint"
"""Name of the folder with all of a training that is not over: how far it is, and what is ready to be published."""

HISTORY = "history.csv"
"""Name of the file with the figures of every epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsFile:
    """A published weights file: where, its SHA-256, its size in bytes."""

    path: Path
    sha256: str
    size: int

    @classmethod
    def of(cls, path: Path) -> WeightsFile:
        """Return what is there."""
        return cls(path=path, sha256=content_sha256(path), size=path.stat().st_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochReport:
    """Said after each epoch.

    Attributes
    ----------
    epoch
        Its figures.
    epochs
        How many the recipe has.
    seconds
        Time it took.
    waited
        Share of the time of its training steps in which the network waited for pictures.
    kept
        Whether its weights are the best so far.
    """

    epoch: Epoch
    epochs: int
    seconds: float
    waited: float
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TrainingSummary:
    """What a training came to.

    Attributes
    ----------
    weights
        The file, its SHA-256 and its size in bytes.
    best
        The epoch whose weights they are.
    epochs
        Epochs done, fewer than the recipe's when patience ran out.
    resumed_after
        Epochs done before this call; 0 when it began anew.
    parameters
        Numbers in the network; of trees a threshold for every split and the values of every leaf.
    images, validation_images
        Pictures trained on and validated with.
    left_out
        Pictures of the training cohort that were not trained on.
    seconds
        Time spent, over all calls.
    waited
        Share of that time in which the network waited for pictures.
    """

    weights: WeightsFile
    best: Epoch
    epochs: int
    resumed_after: int
    parameters: int
    images: int
    validation_images: int
    left_out: tuple[PicturesLeftOut, ...]
    seconds: float
    waited: float

    def __repr__(self) -> str:
        best = decimal(self.best.validation_accuracy, 4)
        return (
            f"<TrainingSummary {self.weights.path}: {counted(self.parameters, 'parameter')}, best of {self.epochs} "
            f"epochs: {self.best.epoch}, validation success rate {best}>"
        )
