"""How sure a success rate is, or what a way to train changes, when both the seed and the pictures are chance.

The same pictures judge every training. The variance of the mean over seeds and pictures is taken as that of the seeds'
means plus that of the pictures' means (two crossed random factors; what both share is counted twice, to the safe side),
with Student's t and the degrees of freedom of Satterthwaite (1946).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

ERROR = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A mean over seeds and pictures.

    Attributes
    ----------
    mean
        Of all.
    deviation
        Standard deviation of that mean.
    freedom
        Degrees of freedom of the deviation.
    pictures
        Number of pictures.
    """

    mean: float
    deviation: float
    freedom: float
    pictures: int

    def interval(self, family: int = 1) -> tuple[float, float]:
        """Return the two-sided 95 % interval, so wide that `family` of them hold together (Bonferroni).

        It reaches at least as far as if it were not known of any picture in n that it is otherwise: 1 − (α/2)^(1/n).
        """
        error = ERROR / family / 2
        least = 1 - error ** (1 / self.pictures)
        half = max(float(student.ppf(1 - error, self.freedom)) * self.deviation, least)
        return max(self.mean - half, -1.0), min(self.mean + half, 1.0)


def known(values: NDArray[np.float64]) -> Known:
    """Return what is known of a mean.

    Parameters
    ----------
    values
        float64, shape (seeds, pictures), at least two of each: 1 where a picture was right, or how many more of one
        way than of another (1, 0, −1).
    """
    seeds, pictures = values.shape
    of_seeds = values.mean(axis=1).var(ddof=1) / seeds
    of_pictures = values.mean(axis=0).var(ddof=1) / pictures
    both = of_seeds + of_pictures
    ways = of_seeds**2 / (seeds - 1) + of_pictures**2 / (pictures - 1)
    freedom = both**2 / ways if ways else pictures - 1
    return Known(mean=float(values.mean()), deviation=float(np.sqrt(both)), freedom=float(freedom), pictures=pictures)
