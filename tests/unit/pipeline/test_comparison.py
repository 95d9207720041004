"""Two saved audits: which limits of losses are meant, and that an audit in memory is the one on disk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import Outcome
from audit.domain.decision.criteria import Regression
from audit.domain.decision.policy import Policy
from audit.domain.results.comparison import DEFAULT_MAX_WORSE
from audit.domain.results.image_rows import SavedAudit
from audit.domain.results.result import Source
from audit.errors import UsageError
from audit.pipeline.comparison import compare_audits, loss_policy, saved_audit
from audit.pipeline.stages.measuring import run_audit
from audit.pipeline.stages.scoring import Scored

AGE = SensitiveFeature(name="age", groups=("old", "young"))
LOSSES = Policy(title="losses", criteria=(), regressions=(Regression(features=("group",), limit=0.2),))
RIGHT, WRONG = [0.9, 0.1], [0.2, 0.8]


def saved(*rows: list[float], lost: int | None = None) -> SavedAudit:
    """Return an audit of happy faces, half of each group; one of them may have no answer."""
    cohort = replace(cohort_of([0] * len(rows), [i % 2 for i in range(len(rows))]), subjects=np.arange(len(rows)))
    predictions = predictions_of([*rows])
    if lost is not None:
        predictions = predictions.leaving_out(np.arange(len(rows)) == lost, Outcome.NO_FACE)
    scored = Scored(
        answered=AnsweredCohort.as_counted(cohort, predictions), source=Source(id="net", title="net", sha256=None)
    )
    return saved_audit(run_audit(scored, Policy(title="t", criteria=()), "test"), scored)


def test_an_audit_in_memory_has_its_rows_as_they_were_counted() -> None:
    rows = saved(RIGHT, WRONG, RIGHT, lost=2).rows
    assert rows.y_true.tolist() == [0, 0, 0]
    assert rows.predicted.tolist() == [0, 1, -1]
    assert rows.right.tolist() == [True, False, False]
    assert rows.codes[:, 0].tolist() == [0, 1, 0]
    assert rows.subjects.tolist() == [0, 1, 2]
    assert list(rows.images) == ["0.png", "1.png", "2.png"]


def test_pictures_are_paired_and_losses_judged() -> None:
    before, after = saved(*[RIGHT] * 4), saved(RIGHT, WRONG, RIGHT, RIGHT)
    found = compare_audits(before, after, LOSSES)
    assert (found.overall.images, found.overall.only_baseline_right, found.overall.only_candidate_right) == (4, 1, 0)
    assert [finding.regression for finding in found.findings] == list(LOSSES.regressions)
    assert {change.group.text: change.loss for change in found.findings[0].changes} == {"a": 0.0, "b": 0.5}
    assert found.policy is LOSSES


def test_a_policy_without_a_limit_of_losses_is_refused_where_there_are_groups() -> None:
    audit = saved(RIGHT, WRONG)
    with pytest.raises(UsageError, match=r"policy 'none' limits no loss: add \[\[regressions\]\]"):
        compare_audits(audit, audit, Policy(title="none", criteria=()))


def test_without_a_policy_every_feature_has_one_limit() -> None:
    known = (AGE, replace(AGE, name="gender"))
    found = loss_policy(None, None, None, known)
    assert [(r.features, r.limit) for r in found.regressions] == [
        (("age",), DEFAULT_MAX_WORSE),
        (("gender",), DEFAULT_MAX_WORSE),
    ]
    named = loss_policy(None, 0.01, (("age", "gender"),), known)
    assert [(r.features, r.limit) for r in named.regressions] == [(("age", "gender"), 0.01)]


def test_a_policy_and_a_single_limit_are_not_both_followed() -> None:
    assert loss_policy(LOSSES, None, None, ()) is LOSSES
    for single in ((0.1, None), (None, (("age",),))):
        with pytest.raises(UsageError):
            loss_policy(LOSSES, *single, ())
