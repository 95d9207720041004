"""Probabilities of a small classifier for pictures it did not learn from: a judge of labels where there is no other.

A random-feature kernel machine (Nyström: Williams and Seeger 2001) with a logistic regression on top: seconds to
minutes for tens of thousands of pictures. It is there to doubt labels, not to be audited or used.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FOLDS = 5

_SEED = 0
_COMPONENTS = 100
_LANDMARKS = 1000
_WIDTH = 0.005
_PENALTY = 10.0
_STEPS = 100


def out_of_fold(
    numbers: NDArray[np.float32],
    codes: NDArray[np.int64],
    together: NDArray[np.int64],
    emotions: int,
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.float64]:
    """Return the probability of each emotion for each picture, by a classifier that learned from the other folds.

    Parameters
    ----------
    numbers
        float32, shape (n, d): what is known of each picture.
    codes
        int64, shape (n,): labels, 0 to `emotions` − 1.
    together
        int64, shape (n,): rows with the same number stay in one fold; of fewer than two such sets nothing is learned.
    emotions
        Columns of the result.
    progress
        Called with the folds done so far and their number.

    Returns
    -------
    float64, shape (n, emotions)
        Rows sum to 1; a row is not a number where the other folds have fewer than two emotions. An emotion that the
        other folds do not have has probability 0.
    """
    found = np.full((len(codes), emotions), np.nan)
    folds = _folds(together)
    for fold in range(FOLDS):
        held = folds == fold
        classes = np.unique(codes[~held])
        if held.any() and len(classes) > 1:
            found[held] = 0.0
            found[np.ix_(held, classes)] = _learned(numbers[~held], codes[~held], numbers[held])
        if progress is not None:
            progress(fold + 1, FOLDS)
    return found


def _folds(together: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the fold of each row, drawn by sets of rows, as many sets in each fold as in another, give or take one."""
    sets, of = np.unique(together, return_inverse=True)
    return np.asarray(np.random.default_rng(_SEED).permutation(len(sets))[of.reshape(-1)] % FOLDS, np.int64)


def _learned(
    numbers: NDArray[np.float32], codes: NDArray[np.int64], unseen: NDArray[np.float32]
) -> NDArray[np.float64]:
    components = min(_COMPONENTS, *numbers.shape)
    classifier = make_pipeline(
        PCA(components, whiten=True, svd_solver="covariance_eigh", random_state=_SEED),
        Nystroem(gamma=_WIDTH, n_components=min(_LANDMARKS, len(numbers)), random_state=_SEED),
        LogisticRegression(C=_PENALTY, max_iter=_STEPS),
    )
    with warnings.catch_warnings():  # a judge may stop early: how good it is, is measured
        warnings.simplefilter("ignore", ConvergenceWarning)
        classifier.fit(numbers, codes)
    return np.asarray(classifier.predict_proba(unseen), np.float64)
