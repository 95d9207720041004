"""Rows of two made-up audits, from what each said of every image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Outcome
from audit.domain.cohort.reading import AS_WRITTEN, Account
from audit.domain.results.comparison import Pairs
from audit.domain.results.image_rows import ImageRows

RIGHT, WRONG, UNSCORED = "R", "W", "-"


def rows_of(
    groups: dict[str, str], *, labels: Sequence[int] | None = None, subjects: Sequence[int] | None = None
) -> ImageRows:
    """Return rows of one feature `group`: for each group a letter for each image: right, wrong, not scored."""
    said = "".join(groups.values())
    n = len(said)
    y_true = np.zeros(n, np.int64) if labels is None else np.array(labels)
    scored = np.array([letter != UNSCORED for letter in said])
    right = np.array([letter == RIGHT for letter in said])
    return ImageRows(
        labels=LABEL_SETS["happy-sad"],
        features=(SensitiveFeature(name="group", groups=tuple(groups)),),
        images=tuple(f"{i}.png" for i in range(n)),
        y_true=y_true,
        codes=np.repeat(np.arange(len(groups)), [len(letters) for letters in groups.values()])[:, None],
        outcomes=np.where(scored, Outcome.SCORED.code, Outcome.NO_FACE.code),
        predicted=np.where(scored, np.where(right, y_true, 1 - y_true), -1),
        subjects=None if subjects is None else np.array(subjects),
    )


AS_IT_STANDS = Account(rows=200, counted=200, reading=AS_WRITTEN)
"""An audit whose rows were all counted, and read as they were written."""


def pairs_of(baseline: dict[str, str], candidate: dict[str, str], **more: Sequence[int] | None) -> Pairs:
    """Return two such audits, paired."""
    return Pairs(baseline=rows_of(baseline, **more), candidate=rows_of(candidate, **more))
