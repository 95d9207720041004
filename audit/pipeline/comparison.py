"""Two saved audits in order: one cohort → paired images → changes of the groups → verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.decision.limits import check_alone
from audit.domain.results.comparison import (
    DEFAULT_MAX_WORSE,
    ComparisonResult,
    Pairs,
    check_comparable,
    expand_regressions,
    one_loss_limit_per_feature,
)
from audit.domain.results.image_rows import ImageRows, SavedAudit
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.decision.policy import Policy
    from audit.domain.results.result import AuditResult
    from audit.pipeline.stages.scoring import Scored


def compare_audits(baseline: SavedAudit, candidate: SavedAudit, policy: Policy) -> ComparisonResult:
    """Return what became of every group from the baseline to the candidate.

    Parameters
    ----------
    baseline, candidate
        Audits over the same images.
    policy
        Its `regressions` are the limits; its criteria are not looked at.

    Raises
    ------
    InputError
        When the audits are not of the same images, emotions and groups.
    UsageError
        When the policy limits no loss of a cohort that has groups, or names a feature or emotion that is not there.
    """
    from audit.judge import judge_changes
    from audit.measure import changes, overall_pairs

    check_comparable(baseline.result, candidate.result)
    if baseline.result.features and not policy.regressions:
        raise UsageError(
            f"the policy '{policy.title}' limits no loss: add [[regressions]] with feature and limit, or take "
            "--max-worse instead"
        )
    pairs = Pairs(baseline=baseline.rows, candidate=candidate.rows.recoded(baseline.rows.labels))
    regressions = expand_regressions(policy, pairs.baseline)
    return ComparisonResult(
        baseline=baseline.result.provenance,
        candidate=candidate.result.provenance,
        policy=policy,
        labels=baseline.result.labels,
        overall=overall_pairs(pairs),
        findings=judge_changes(changes(pairs, regressions, policy)),
        baseline_account=baseline.result.account,
        candidate_account=candidate.result.account,
    )


def loss_policy(
    policy: Policy | None,
    max_worse: float | None,
    features: tuple[tuple[str, ...], ...] | None,
    known: tuple[SensitiveFeature, ...],
) -> Policy:
    """Return the limits of losses that were asked for: those of a policy, or one for every feature.

    Parameters
    ----------
    policy
        All limits; then nothing else is given.
    max_worse
        Largest loss of success rate in any group; None = `DEFAULT_MAX_WORSE`.
    features
        Features to compare; several names of one item are an intersection. None = every one of
    known
        the features of the audits.

    Raises
    ------
    UsageError
        When a policy and single limits are both given.
    """
    if policy is not None:
        check_alone(policy, max_worse=max_worse, features=features)
        return policy
    named = tuple((feature.name,) for feature in known) if features is None else features
    return one_loss_limit_per_feature(named, DEFAULT_MAX_WORSE if max_worse is None else max_worse)


def saved_audit(result: AuditResult, scored: Scored) -> SavedAudit:
    """Return an audit that was just made as it would be read again from its folder."""
    answered, cohort = scored.answered, scored.answered.cohort
    rows = ImageRows(
        labels=answered.labels,
        features=cohort.features,
        images=cohort.row_names,
        y_true=answered.true.astype(np.int64),
        codes=cohort.codes.astype(np.int64),
        outcomes=answered.predictions.outcomes.astype(np.int64),
        predicted=answered.predictions.predicted.astype(np.int64),
        subjects=None if cohort.subjects is None else cohort.subjects.astype(np.int64),
    )
    return SavedAudit(result=result, rows=rows)
