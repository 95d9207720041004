"""What each epoch of a training brought."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from audit.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from audit.train.course.validation import Validation


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """One pass over the training pictures.

    Attributes
    ----------
    epoch
        Number, from 1.
    loss, accuracy
        On the training pictures while they trained it, augmented: mean loss as the recipe weighs it, share right.
    validation_loss, validation_accuracy
        After the epoch, on the validation pictures as they are: mean cross-entropy in nats, with the vote shares where
        they are the target, and the share of pictures whose most probable emotion is the right one.
    validation_recall, validation_precision
        Macro averages over emotions of those same most probable ones: of the pictures that show an emotion, the share
        called so; of those called so, the share that shows it. An emotion that was never called has no precision: the
        average is over the others.
    validation_called
        Number of emotions that were called at least once.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    validation_recall: float
    validation_precision: float
    validation_called: int

    @classmethod
    def of(cls, number: int, *, loss: float, accuracy: float, checked: Validation) -> Epoch:
        """Return epoch `number`, from what it was on the training pictures and on those it was not trained on."""
        return cls(
            epoch=number,
            loss=loss,
            accuracy=accuracy,
            validation_loss=checked.loss,
            validation_accuracy=checked.accuracy,
            validation_recall=checked.recall,
            validation_precision=checked.precision,
            validation_called=checked.called,
        )

    def better_than(self, other: Epoch | None) -> bool:
        """Return whether this epoch's weights are to be kept: more right, or as many right at a lower loss."""
        return other is None or _rank(self) > _rank(other)


def write_history(path: Path, history: Iterable[Epoch]) -> None:
    """Write all epochs as CSV, the whole file at once; whole numbers as they are, others with 6 decimals."""
    names = [field.name for field in fields(Epoch)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for epoch in history:
        writer.writerow([_written(getattr(epoch, name)) for name in names])
    write_whole(path, text.getvalue())


def _written(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.6f}"


def _rank(epoch: Epoch) -> tuple[float, float]:
    return (epoch.validation_accuracy, -epoch.validation_loss)
