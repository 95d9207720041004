"""Which pictures are likely mislabelled: confident learning over the probabilities of a judge that did not learn them.

C. G. Northcutt, L. Jiang and I. L. Chuang, Confident Learning: Estimating Uncertainty in Dataset Labels, JAIR 70
(2021). A picture is counted as the emotion whose probability is at least that emotion's threshold, the mean it has on
the pictures that bear its label; of several the most probable. Pictures counted as another emotion than their label are
doubted, unless the judge finds their label the most probable of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.data_quality import Doubt, LabelDoubts
from audit.measure.rates.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.cohort.cohort import Cohort

FEWEST = 5
"""Pictures with a label from which on its emotion has a threshold: a mean of fewer says little."""

WITHOUT = "the table has decisions and no probabilities; columns p_<emotion> are needed"
"""Why a table without probabilities names no picture."""

_CONFIDENCE = 0.95
_ROUNDING = 1e-6
"""By which a probability may miss a threshold: published ones have six decimals, and a mean is rounded too."""


def label_doubts(answered: AnsweredCohort, judge: str) -> LabelDoubts:
    """Return the pictures of a cohort that are likely mislabelled.

    A judge that is not clearly better than the most frequent label names none: clearly is where Wilson's 95 % interval
    of its accuracy lies above that label's share.

    Parameters
    ----------
    answered
        Pictures with labels, and what a model said that was not trained on them: one that was has learned their labels,
        and finds too few.
    judge
        Where they come from, in words.
    """
    cohort, predictions, codes = answered.cohort, answered.predictions, answered.true.astype(np.int64)
    k, probabilities = len(predictions.labels), predictions.probabilities
    kept = np.flatnonzero(predictions.scored & (codes >= 0)) if probabilities is not None else np.empty(0, np.int64)
    given = codes[kept]
    seen = np.empty((0, k)) if probabilities is None else probabilities[kept]
    limits = thresholds(given, seen)
    counted = counted_as(seen, limits)
    joint = np.zeros((k, k), np.int64)
    np.add.at(joint, (given[counted >= 0], counted[counted >= 0]), 1)
    right = int(np.count_nonzero(predictions.predicted[kept] == given))
    most = int(np.bincount(given, minlength=1).max())
    refused = WITHOUT if probabilities is None else _refused(right, most, len(kept))
    return LabelDoubts(
        judge=judge,
        emotions=predictions.labels.emotions,
        judged=len(kept),
        left_out=len(cohort) - len(kept),
        accuracy=right / len(kept) if len(kept) else None,
        majority=most / len(kept) if len(kept) else None,
        joint=joint,
        thresholds=tuple(float(limit) if np.isfinite(limit) else None for limit in limits),
        estimated=None if refused else estimated_errors(joint, np.bincount(given, minlength=k)),
        doubts=() if refused else _doubts(cohort, predictions.labels.emotions, kept, given, seen),
        refused=refused,
    )


def thresholds(given: NDArray[np.int64], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean probability of each emotion over the pictures labelled so; infinite for fewer than `FEWEST`.

    Parameters
    ----------
    given
        int64, shape (n,): labels.
    probabilities
        float64, shape (n, k).

    Returns
    -------
    float64, shape (k,)
    """
    k = probabilities.shape[1]
    images = np.bincount(given, minlength=k)
    total = np.bincount(given, weights=probabilities[np.arange(len(given)), given], minlength=k)
    return np.where(images >= FEWEST, total / np.maximum(images, 1), np.inf)


def counted_as(probabilities: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the most probable emotion among those that reach their thresholds, int64, shape (n,); −1 for none."""
    reached = np.where(probabilities >= limits - _ROUNDING, probabilities, -1.0)
    return np.where(reached.max(axis=1, initial=-1.0) < 0, -1, reached.argmax(axis=1)).astype(np.int64)


def estimated_errors(joint: NDArray[np.int64], images: NDArray[np.int64]) -> float:
    """Return how many pictures bear a wrong label, estimated: each label's share off the diagonal, of all it is on.

    Parameters
    ----------
    joint
        int64, shape (k, k): pictures of each label (row) counted as each emotion (column).
    images
        int64, shape (k,): pictures of each label, counted or not.
    """
    rows = joint.sum(axis=1)
    off = rows - joint.diagonal()
    return float(np.sum(images * off / np.maximum(rows, 1)))


def _refused(right: int, most: int, judged: int) -> str:
    interval = wilson(right, judged, _CONFIDENCE)
    if interval is None:
        return "no picture has both a probability and a label"
    if interval.lower <= most / judged:
        return (
            f"its accuracy, {right / judged:.3f}, is not clearly above the share of the most frequent label, "
            f"{most / judged:.3f}: it cannot tell a wrong label from its own error"
        )
    return ""


def _doubts(
    cohort: Cohort,
    emotions: tuple[str, ...],
    kept: NDArray[np.int64],
    given: NDArray[np.int64],
    seen: NDArray[np.float64],
) -> tuple[Doubt, ...]:
    own = seen[np.arange(len(kept)), given]
    others = np.where(np.arange(seen.shape[1]) == given[:, None], -1.0, seen)
    margins, counted = own - others.max(axis=1), counted_as(seen, thresholds(given, seen))
    doubted = np.flatnonzero((counted >= 0) & (counted != given) & (margins < 0))
    return tuple(
        Doubt(
            row=int(kept[at]),
            image=cohort.images[kept[at]],
            label=emotions[given[at]],
            suggested=emotions[counted[at]],
            of_label=float(own[at]),
            of_suggested=float(seen[at, counted[at]]),
            margin=float(margins[at]),
        )
        for at in doubted[np.argsort(margins[doubted], kind="stable")]
    )
