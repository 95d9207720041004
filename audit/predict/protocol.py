"""What every classifier can do, whatever file it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet


class Classifier(Protocol):
    """A model that names emotions."""

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion.

        Parameters
        ----------
        batch
            Pictures after the model's input contract, float32, shape (b, height, width, channels).

        Returns
        -------
        float64, shape (b, k)
            Rows sum to 1; a row depends on its picture only, neither on its place nor on how many there are. The
            batch stays as it is; an empty one gives no row.
        """


@runtime_checkable
class InBatches(Protocol):
    """A classifier whose model is called with batches of one size, which may be made smaller."""

    def in_batches_of(self, grid: int) -> Self:
        """Return the same classifier, called with batches of at most this size."""


class Explainer(Protocol):
    """What makes heat maps of a network."""

    stage: str

    def heat_maps(self, batch: NDArray[np.float32], codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how much each place of each picture spoke for an emotion; see `GradCam.heat_maps`."""
