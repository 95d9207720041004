"""How far the rates of groups lie apart beyond chance, and what each rate would be with some of the chance taken out.

Both stand beside the raw rates and neither is ever judged: what is taken for chance may be one group treated badly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.decision.disparities import Dispersion

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TWO = 2


def dispersion(x: NDArray[np.float64], n: NDArray[np.float64]) -> Dispersion | None:
    """Return the standard deviation of the group rates as observed, and corrected for chance.

    Parameters
    ----------
    x, n
        float, shape (K,): right and all images of each group, n > 0; fractions are allowed.

    Returns
    -------
    Dispersion or None
        None for a single group.

    Notes
    -----
    The mean sampling variance of the rates is taken off their observed variance (Lum, Zhang & Bower 2022, De-biasing
    "bias" measurement, FAccT), each by its unbiased estimate p(1 − p) / (n − 1), so that the corrected *variance* is
    right on average; below 0 it is set to 0. A group of less than two images has no such estimate: there the rate of
    all groups together, P, gives P(1 − P) / n. Their second correction is for resampled rates, and these are observed.

    >>> found = dispersion(np.array([2.0, 3, 4, 5, 5]), np.full(5, 5.0))
    >>> round(found.observed, 3), round(found.corrected, 3)
    (0.261, 0.19)
    """
    x, n = np.asarray(x, np.float64), np.asarray(n, np.float64)
    if len(n) < _TWO:
        return None
    p, pooled = x / n, x.sum() / n.sum()
    own = p * (1 - p) / np.maximum(n - 1, 1)
    sampling = np.where(n < _TWO, pooled * (1 - pooled) / n, own)
    observed = float(p.var(ddof=1))
    corrected = max(0.0, observed - float(sampling.mean()))
    return Dispersion(observed=float(np.sqrt(observed)), corrected=float(np.sqrt(corrected)))


def shrunk(x: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each group's rate drawn towards that of all groups, by as much as its few images ask for, shape (K,).

    Parameters
    ----------
    x, n
        float, shape (K,): right and all images of each group, n > 0; fractions are allowed.

    Notes
    -----
    Empirical Bayes for normal rates (Efron & Morris 1975, JASA 70). A rate keeps the share τ² / (τ² + P(1 − P) / n) of
    its distance to the mean, where P is the rate of all groups together and τ² the variance between groups beyond
    chance (DerSimonian & Laird 1986, Controlled Clinical Trials 7); when chance explains all, every group is at P.

    >>> shrunk(np.array([4.0, 8, 36]), np.array([10.0, 10, 40])).round(3)
    array([0.469, 0.781, 0.888])
    """
    x, n = np.asarray(x, np.float64), np.asarray(n, np.float64)
    p = x / n
    if len(n) < _TWO:
        return p
    pooled = float(x.sum() / n.sum())
    chance = pooled * (1 - pooled)
    if chance <= 0:
        return p
    between = _between(p, n / chance, pooled)
    weight = 1 / (between + chance / n)
    mean = float((weight * p).sum() / weight.sum())
    return np.asarray(mean + between * weight * (p - mean))


def _between(p: NDArray[np.float64], weight: NDArray[np.float64], pooled: float) -> float:
    """Return the variance between groups, by moments; the weights are one by the sampling variances."""
    spread = float((weight * (p - pooled) ** 2).sum())
    total = float(weight.sum())
    return max(0.0, (spread - (len(p) - 1)) / (total - float((weight**2).sum()) / total))
