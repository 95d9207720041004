"""A reference group that all others are compared with, and what is left where it cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from builders import count_table

from audit.domain.counts.counted import Counted
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict, decide
from audit.domain.decision.policy import Policy
from audit.errors import UsageError
from audit.exit_status import ExitStatus
from audit.judge import judge
from audit.measure import disparities


def limit(metric: str, comparison: Comparison = Comparison.DIFFERENCE, **settings: object) -> Criterion:
    return Criterion(**({"metric": metric, "features": ("group",), "limit": 0.1, "comparison": comparison} | settings))


def measured(table, *criteria: Criterion, **settings: object):
    return disparities(Counted(table=table), criteria, Policy(title="t", criteria=criteria, **settings))


def judged(table, *criteria: Criterion, **settings: object):
    return judge(criteria, measured(table, *criteria, **settings), waivers=(), today=date(2026, 3, 1))


RATES = {"a": [[90, 10], [0, 0]], "b": [[70, 30], [0, 0]], "c": [[60, 40], [0, 0]]}


@pytest.mark.parametrize(
    ("reference", "difference", "ratio", "ends"),
    [("a", 0.3, 60 / 90, ("c", "a")), ("b", 0.2, 70 / 90, ("b", "a")), ("c", 0.3, 60 / 90, ("c", "a"))],
)
def test_only_contrasts_with_the_reference_count(
    reference: str, difference: float, ratio: float, ends: tuple[str, str]
) -> None:
    for comparison, value in ((Comparison.DIFFERENCE, difference), (Comparison.RATIO, ratio)):
        (found,) = measured(count_table(RATES), limit("accuracy", comparison, reference=reference))
        assert found.value == pytest.approx(value)
        assert found.reference.text == reference
        assert (found.lowest.text, found.highest.text) == ends
        assert found.bounds.lower <= found.value <= found.bounds.upper


def test_fewer_contrasts_are_surer() -> None:
    (every,) = measured(count_table(RATES), limit("accuracy"))
    (with_a,) = measured(count_table(RATES), limit("accuracy", reference="a"))
    assert with_a.bounds.lower > every.bounds.lower
    assert with_a.bounds.upper == pytest.approx(every.bounds.upper)


def test_a_reference_that_is_never_right_is_compared_with_the_others_and_not_with_itself() -> None:
    never = {"a": [[0, 50], [0, 0]], "b": [[40, 10], [0, 0]]}
    (found,) = measured(count_table(never), limit("accuracy", Comparison.RATIO, reference="a"))
    assert found.value == 0
    assert (found.lowest.text, found.highest.text) == ("a", "b")


def test_an_unknown_reference_is_refused() -> None:
    with pytest.raises(UsageError, match=r"unknown reference group 'd' of group; .*\ba, b, c"):
        measured(count_table(RATES), limit("accuracy", reference="d"))


@pytest.mark.parametrize("metric", ["accuracy", "macro_recall", "macro_equal_opportunity"])
def test_a_reference_without_images_leaves_nothing_to_compare(metric: str) -> None:
    right = [[500, 0], [0, 500]]
    table = count_table({"a": [[0, 0], [0, 0]], "b": right, "c": right})
    (finding,) = judged(table, limit(metric, reference="a", limit=1.0))
    assert (finding.disparity.value, finding.verdict) == (None, Verdict.INCONCLUSIVE)
    assert decide((finding,)).exit_status is ExitStatus.INCONCLUSIVE
