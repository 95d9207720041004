"""One finding over two groups of a hundred pictures, for tests of what is said of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from assets.audits import audited, cohort, five_each

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Predictions
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Prospects
from audit.domain.decision.findings import Finding
from audit.domain.decision.policy import Policy
from audit.domain.results.result import AuditResult

HAPPY_SAD = LABEL_SETS["happy-sad"]

# rows happy, sad; answered happy first: a is right for 40 of 50 happy and 30 of 50 sad, b for 20 and 45 of 50
CELLS = {"a": ((40, 10), (20, 30)), "b": ((20, 30), (5, 45))}


@cache
def finding(
    metric: str,
    comparison: Comparison,
    emotion: str | None = None,
    limit: float = 0.1,
    reference: str | None = None,
) -> Finding:
    """Return the finding of one criterion over two groups of a hundred."""
    criterion = Criterion(
        metric=metric,
        features=("age_group",),
        comparison=comparison,
        emotion=emotion,
        limit=limit,
        reference=reference,
    )
    return two_groups(criterion).findings[0]


def two_groups(*criteria: Criterion) -> AuditResult:
    """Return the audit of two groups of a hundred under these limits."""
    rows = [
        (g, true, answer)
        for g, matrix in enumerate(CELLS.values())
        for true, row in enumerate(matrix)
        for answer, n in enumerate(row)
        for _ in range(n)
    ]
    codes, y_true, predicted = (np.array(column) for column in zip(*rows, strict=True))
    people = cohort(HAPPY_SAD, y_true, [SensitiveFeature(name="age_group", groups=("a", "b"))], codes[:, None])
    predictions = Predictions(labels=HAPPY_SAD, predicted=predicted, outcomes=np.zeros(len(rows), int))
    return audited(people, predictions, Policy(title="one", criteria=criteria))


def prospected(finding: Finding, to_pass: int | None, to_fail: int | None) -> Finding:
    """Return a finding with other numbers of pictures for either side."""
    prospects = Prospects(
        rate=0.8, power=0.8, by_chance=0.1, point_false_fail=0.1, fails_from=None, passes_to=None, detectable=None,
        to_pass=to_pass, to_fail=to_fail,
    )  # fmt: skip
    return replace(finding, disparity=replace(finding.disparity, prospects=prospects))


def open_gender(**right: int) -> Finding:
    """Return the open finding of two groups of five pictures, so many of them right."""
    return five_each("gender", right).findings[0]
