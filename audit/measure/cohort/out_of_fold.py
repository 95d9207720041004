"""Probabilities of a small classifier for pictures it did not learn from: a judge of labels where there is no other.

A random-feature kernel machine (Nyström: Williams and Seeger 2001) with a logistic regression on top: seconds to
minutes for tens of thousands of pictures. It is there to doubt labels, not to be audited or used.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FOLDS = 5

_SEED = 0
_COMPONENTS = 100
_LANDMARKS = 1000
_FOR_EACH = 10
"""Pictures for each principal component that is kept: more components of few pictures are noise made large."""

_WIDTH = 0.5
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
    seen = _kernel(numbers)
    for fold in range(FOLDS):
        held = folds == fold
        classes = np.unique(codes[~held])
        if held.any() and len(classes) > 1:
            found[held] = 0.0
            found[np.ix_(held, classes)] = _learned(seen[~held], codes[~held], seen[held])
        if progress is not None:
            progress(fold + 1, FOLDS)
    return found


def _folds(together: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the fold of each row, drawn by sets of rows, as many sets in each fold as in another, give or take one."""
    sets, of = np.unique(together, return_inverse=True)
    return np.asarray(np.random.default_rng(_SEED).permutation(len(sets))[of.reshape(-1)] % FOLDS, np.int64)


def _kernel(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return random features of a Gaussian kernel, float32, shape (n, at most 1000); no label has a part in them."""
    if not len(numbers) or not np.ptp(numbers, axis=0).any():
        return np.zeros((len(numbers), 1), np.float32)  # all pictures are the same
    from sklearn.decomposition import PCA  # noqa: PLC0415 - takes a second, and only this judge needs it
    from sklearn.kernel_approximation import Nystroem  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    components = min(_COMPONENTS, max(len(numbers) // _FOR_EACH, 2), *numbers.shape)
    features = make_pipeline(
        PCA(components, whiten=True, svd_solver="randomized", random_state=_SEED),
        Nystroem(gamma=_WIDTH / components, n_components=min(_LANDMARKS, len(numbers)), random_state=_SEED),
    )
    return np.asarray(features.fit_transform(numbers), np.float32)


def _learned(seen: NDArray[np.float32], codes: NDArray[np.int64], unseen: NDArray[np.float32]) -> NDArray[np.float64]:
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - see above
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    classifier = LogisticRegression(C=_PENALTY, max_iter=_STEPS)
    with warnings.catch_warnings():  # a judge may stop early: how good it is, is measured, and depends on the machine
        warnings.simplefilter("ignore", ConvergenceWarning)
        classifier.fit(seen, codes)
    return np.asarray(classifier.predict_proba(unseen), np.float64)
