"""Grades: probabilities read in words, from clear to mixed. The one place where the cuts are declared.

The cuts are those of people, never tuned on a model: an image is read as a panel of ten annotators would be. On the
3,565 images of the FER+ validation split their votes alone give 46 % clear, 32 % leaning and 22 % mixed; of the images
on which no emotion has more than half of the votes 92 % are mixed, of all others 10 %.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.metrics import find_metric, rate
from audit.domain.counts.rates import Rate
from audit.domain.uncertainty.mixed import Grading

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.counts.confusion import ConfusionCounts

CLEAR = 0.9
"""Least probability of an emotion that is clear: nine of ten people would name it."""

MIXED = 0.5
"""Least probability of the second emotion in a mixture, as a share of that of the first.

At a third as much, a fifth of the FER+ images with a majority would be mixed too; at two thirds, a quarter of those
without a majority would not be. Of two emotions the first then has at most ⅔: six of ten people, not seven.
"""

_ROUNDING = 1e-9
"""Probabilities this close to a cut lie on it: tables round, and .9 has no exact binary form."""

_MIXED_CODE = 2


def grading(labels: LabelSet) -> Grading:
    """Return how probabilities of these emotions are read.

    Two emotions have five grades, from clearly the first to clearly the second; more have three.
    """
    mixed = f"mixed when the second has at least {MIXED:.0%} of the probability of the first".replace("%", " %")
    if len(labels) > 2:  # noqa: PLR2004 - with two emotions the second is known
        return Grading(
            names=("clear", "leaning", "mixed"),
            mixed=_MIXED_CODE,
            rule=f"a picture is clear when its most probable emotion has at least {CLEAR}, {mixed}, else leaning",
        )
    one, other = labels.emotions
    return Grading(
        names=(f"clearly {one}", f"slightly {one}", "mixed", f"slightly {other}", f"clearly {other}"),
        mixed=_MIXED_CODE,
        rule=f"a picture is clearly one emotion when that has at least {CLEAR}, {mixed}, else slightly one",
    )


def grades(probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the grade of each image, a position in `grading(labels).names`, int64, shape (n,).

    Both cuts belong to the outer grade: an emotion with `CLEAR` is clear, a second one with `MIXED` of the first makes
    a mixture.

    Parameters
    ----------
    probabilities
        float64, shape (n, k), columns in label order.

    Examples
    --------
    >>> grades(np.array([[0.95, 0.05], [0.7, 0.3], [0.6, 0.4], [0.2, 0.8], [0.1, 0.9]])).tolist()
    [0, 1, 2, 3, 4]
    >>> grades(np.array([[0.92, 0.05, 0.03], [0.6, 0.25, 0.15], [0.5, 0.3, 0.2]])).tolist()
    [0, 1, 2]
    """
    k = probabilities.shape[1]
    strongest = np.partition(probabilities, k - 2, axis=1)
    first, second = strongest[:, -1], strongest[:, -2]
    found = np.where(first >= CLEAR - _ROUNDING, 0, 1)
    found = np.where(second >= MIXED * first - _ROUNDING, _MIXED_CODE, found)
    if k == 2:  # noqa: PLR2004 - two emotions: those that lean to the second stand on its side of mixed
        found = np.where(probabilities[:, 1] > probabilities[:, 0], 2 * _MIXED_CODE - found, found)
    return np.asarray(found, np.int64)


def mixed_rate(counts: NDArray[np.int64] | None, labels: LabelSet) -> Rate:
    """Return the share of images read as mixed, of counts by grade, shape (grades,); undefined where there are none."""
    if counts is None:
        return Rate(numerator=0, denominator=0)
    return Rate(numerator=int(counts[grading(labels).mixed]), denominator=int(counts.sum()))


def rate_of(
    metric: str, confusion: ConfusionCounts, graded: NDArray[np.int64] | None, emotion: str | None = None
) -> Rate:
    """Return a share of images, of answers or of grades.

    Parameters
    ----------
    metric, emotion
        As `rate` takes them.
    confusion, graded
        Counts of the same images by answer, and by grade, shape (grades,); None where only decisions are known.
    """
    if find_metric(metric).of_grades:
        return mixed_rate(graded, confusion.labels)
    return rate(metric, confusion, emotion)
