"""A comparison of two classifiers from the marks of their pictures."""

from __future__ import annotations

from functools import cache

from assets.audits import provenance as nobody
from assets.comparisons import AS_IT_STANDS, pairs_of

from audit.domain.decision.policy import Policy
from audit.domain.results.comparison import ComparisonResult, expand_regressions, one_loss_limit_per_feature
from audit.judge import judge_changes
from audit.measure import changes, overall_pairs

BEFORE = {"adult": "R" * 90 + "W" * 10, "senior": "R" * 50 + "W" * 50}


def compared(before: dict[str, str], after: dict[str, str], policy: Policy | None = None, **more) -> ComparisonResult:
    pairs = pairs_of(before, after, **more)
    rules = policy or one_loss_limit_per_feature((("group",),))
    regressions = expand_regressions(rules, pairs.baseline)
    return ComparisonResult(
        baseline=nobody("Made-up cohort"),
        candidate=nobody("Made-up cohort"),
        policy=rules,
        labels=pairs.baseline.labels,
        overall=overall_pairs(pairs),
        findings=judge_changes(changes(pairs, regressions, rules)),
        baseline_account=AS_IT_STANDS,
        candidate_account=AS_IT_STANDS,
    )


@cache
def levelled() -> ComparisonResult:
    """Adults lose 30 of 90 right pictures, seniors none: the gap narrows by the loss alone."""
    return compared(BEFORE, BEFORE | {"adult": "R" * 60 + "W" * 40})
