"""Two saved audits in order: one cohort → paired images → changes of the groups → verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.results.comparison import ComparisonResult, Pairs, check_comparable, expand_regressions
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.decision.policy import Policy
    from audit.domain.results.image_rows import SavedAudit


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
    )
