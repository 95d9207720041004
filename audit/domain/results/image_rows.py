"""An audit image by image: what two audits of one cohort need to be paired, and counts no longer have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.results.result import AuditResult
from audit.errors import InputError

IMAGES_TABLE = "images.csv.gz"
"""Name of the table of images beside `audit.json`."""

MANY_IMAGES_TABLE = "images.parquet"
"""Its name where there are many."""

IMAGES_TABLES = (IMAGES_TABLE, MANY_IMAGES_TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRows:
    """The rows of an audit, in the order of the manifest; everything of length n.

    Attributes
    ----------
    labels, features
        Emotions in model order; sensitive features.
    images
        Paths as written in the manifest.
    y_true
        int64, shape (n,): code of each label; −1 where `labels` does not have it.
    codes
        int64, shape (n, number of features): group of each image.
    outcomes
        int64, shape (n,): position in `OUTCOMES`.
    predicted
        int64, shape (n,): code of the predicted emotion, −1 where the outcome is not `scored`.
    subjects
        int64, shape (n,): the person in each picture; None when each picture is of another person.
    """

    labels: LabelSet
    features: tuple[SensitiveFeature, ...]
    images: Sequence[str]
    y_true: NDArray[np.int64]
    codes: NDArray[np.int64]
    outcomes: NDArray[np.int64]
    predicted: NDArray[np.int64]
    subjects: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        for name in ("y_true", "codes", "outcomes", "predicted", "subjects"):
            value = getattr(self, name)
            if value is None:
                continue
            if len(value) != len(self.images):
                raise InputError(f"a table of {len(self.images)} images has {len(value)} values of {name}")
            object.__setattr__(self, name, frozen(value, np.int64))
        if np.any(self.scored & ((self.y_true < 0) | (self.predicted < 0))):
            raise InputError("a scored image has a label of the model and a predicted emotion")

    def __len__(self) -> int:
        return len(self.images)

    @property
    def scored(self) -> NDArray[np.bool_]:
        """bool, shape (n,): images with a prediction."""
        return np.equal(self.outcomes, Outcome.SCORED.code)

    @property
    def right(self) -> NDArray[np.bool_]:
        """bool, shape (n,): scored images whose predicted emotion is the label."""
        return self.scored & np.equal(self.y_true, self.predicted)

    def recoded(self, labels: LabelSet) -> ImageRows:
        """Return the same rows with the codes of a label set that has the same emotions in another order."""
        code = np.array([*(labels.code(emotion) for emotion in self.labels.emotions), -1], np.int64)
        return replace(self, labels=labels, y_true=code[self.y_true], predicted=code[self.predicted])


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAudit:
    """A result with the images it was counted from."""

    result: AuditResult
    rows: ImageRows
