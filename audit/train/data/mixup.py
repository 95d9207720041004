"""Pictures of a batch blended with one another, and what they are learned as with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model.recipe import Recipe

_BLENDING = 1_000_000_009
"""Number of these draws beside seed and epoch; the order of the epoch has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixup:
    """How the batches of one epoch are blended (Zhang et al. 2018, "mixup: beyond empirical risk minimization").

    Attributes
    ----------
    alpha
        Both parameters of the beta distribution that each picture's share is drawn from, above 0: small = most pictures
        nearly as they are.
    seed, epoch
        What the draws depend on, beside the number of the batch.
    """

    alpha: float
    seed: int
    epoch: int

    @classmethod
    def of(cls, recipe: Recipe, epoch: int) -> Mixup | None:
        """Return how a recipe blends the batches of an epoch; None where it does not."""
        return cls(alpha=recipe.mixup, seed=recipe.seed, epoch=epoch) if recipe.mixup else None

    def blended(
        self,
        number: int,
        pictures: NDArray[np.float32],
        targets: NDArray[np.float32],
        weights: NDArray[np.float32],
    ) -> tuple[NDArray[np.float32], ...]:
        """Return batch `number` with every picture blended with another of the batch, of which at most half is taken.

        Parameters
        ----------
        number
            Position of the batch in its epoch.
        pictures, targets, weights
            float32, shapes (n, …), (n, k) and (n,); weights above 0.

        Returns
        -------
        pictures, targets, weights
            Of the same shapes. A weight is the share-weighted mean of the two; targets are blended by share times
            weight, so that the loss is that of the two pictures apart.
        """
        random = np.random.default_rng([self.seed, self.epoch, _BLENDING, number])
        drawn = random.beta(self.alpha, self.alpha, len(pictures))
        own = np.maximum(drawn, 1 - drawn).astype(np.float32)
        other = random.permutation(len(pictures))
        counted = np.asarray(own * weights, np.float32)
        total = np.asarray(counted + (1 - own) * weights[other], np.float32)
        return _blend(pictures, other, own), _blend(targets, other, counted / total), total


def _blend(rows: NDArray[np.float32], other: NDArray[np.int64], own: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each row blended with its other row, keeping the share `own` of itself."""
    share = own.reshape(-1, *[1] * (rows.ndim - 1))
    return np.asarray(share * rows + (1 - share) * rows[other])
