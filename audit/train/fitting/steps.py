"""One pass over the training pictures, batch by batch, and how long the network waited for them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.train.data.batches import Batches


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass over the training pictures.

    Attributes
    ----------
    loss, accuracy
        Means over its pictures, as the network was when each came.
    seconds
        Time of all steps.
    waited
        Seconds of these in which the next batch was not ready yet.
    """

    loss: float
    accuracy: float
    seconds: float
    waited: float


def train_once(model: Any, batches: Batches, progress: Callable[[int, int], None] | None = None) -> Pass:  # noqa: ANN401
    """Train a compiled network on every batch once.

    Parameters
    ----------
    model
        The network; changed.
    batches
        Pictures, targets and weights; the next ones are made ready while the network works.
    progress
        Called after every batch with the pictures done and their number.
    """
    done, waited, loss, right = 0, 0.0, 0.0, 0.0
    began = time.monotonic()
    ready = iter(batches.dataset())
    for _ in range(len(batches)):
        asked = time.monotonic()
        images, targets, weights = next(ready)
        waited += time.monotonic() - asked
        said = model.train_on_batch(images, targets, weights, return_dict=True)  # of this batch alone
        loss, right = loss + len(images) * said["loss"], right + len(images) * said["accuracy"]
        done += len(images)
        if progress is not None:
            progress(done, batches.pictures)
    seconds = time.monotonic() - began
    return Pass(loss=float(loss / done), accuracy=float(right / done), seconds=seconds, waited=waited)
