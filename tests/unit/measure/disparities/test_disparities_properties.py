"""What must hold for any table of counts, from counting to the verdict."""

from __future__ import annotations

from datetime import date

import pytest
from builders import count_table, reference_of
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.counts.counted import Counted
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.expansion import expand
from audit.domain.decision.findings import Finding, Verdict
from audit.domain.decision.policy import Policy
from audit.judge import judge
from audit.measure import disparities, estimates

METRICS = ("accuracy", "recall", "precision", "false_positive_rate", "selection_rate")
LIMITS = {
    Comparison.DIFFERENCE: 0.1,
    Comparison.RATIO: 0.8,
    Comparison.WORST_TO_OVERALL: 0.05,
    Comparison.FLOOR: 0.6,
    Comparison.RATIO_TO_REFERENCE: 0.8,
}
PAIRWISE = (Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR, Comparison.RATIO_TO_REFERENCE)
"""Comparisons in which what other groups do cannot mend a group or pair."""

Cells = dict[str, list[list[int]]]
NAMES = ("a", "b", "c", "d", "e")
images = st.integers(0, 60)
matrix = st.tuples(images, images, images, images).map(lambda m: [[m[0], m[1]], [m[2], m[3]]])
tables = st.lists(matrix, min_size=2, max_size=4).map(lambda rows: dict(zip(NAMES, rows, strict=False)))
some = settings(max_examples=20, deadline=None)
comparisons, metrics = (
    st.sampled_from([each for each in Comparison if not reference_of(each)]),
    st.sampled_from(METRICS),
)


def audited(cells: Cells, comparison: Comparison, metric: str = "accuracy") -> dict[str, Finding]:
    """Return the findings of one limit, by code: one for each emotion where the metric is per emotion."""
    criterion = Criterion(
        metric=metric,
        features=("group",),
        comparison=comparison,
        limit=LIMITS[comparison],
        reference=reference_of(comparison),
    )
    policy, table = Policy(title="t", criteria=(criterion,)), count_table(cells)
    expanded = expand(policy, table.overall())
    found = judge(expanded, disparities(Counted(table=table), expanded, policy), waivers=(), today=date(2026, 1, 1))
    return {finding.code: finding for finding in found}


def outcome(finding: Finding) -> tuple:
    """Return what a finding says but for the names of groups."""
    found = finding.disparity
    bounds = found.bounds and (found.bounds.lower, found.bounds.upper)
    sizes = sorted(estimate.support for estimate in found.estimates)
    numbers = (found.value, *(bounds or ()))
    return finding.verdict, sizes, [None if number is None else pytest.approx(number, abs=1e-9) for number in numbers]


@given(comparison=comparisons, metric=metrics, cells=tables, order=st.randoms(use_true_random=False))
@some
def test_permuting_and_renaming_groups_changes_nothing(
    comparison: Comparison, metric: str, cells: Cells, order
) -> None:
    rows = list(cells.values())
    order.shuffle(rows)
    renamed = dict(zip(("zoë", "<b>", "10", "ά"), rows, strict=False))
    once, again = audited(cells, comparison, metric), audited(renamed, comparison, metric)
    assert {code: outcome(finding) for code, finding in once.items()} == {
        code: outcome(finding) for code, finding in again.items()
    }


@given(comparison=comparisons, metric=metrics, cells=tables)
@some
def test_all_rows_twice_change_no_rate_narrow_every_bound_and_take_no_verdict_back(
    comparison: Comparison, metric: str, cells: Cells
) -> None:
    doubled = {name: [[2 * n for n in row] for row in rows] for name, rows in cells.items()}
    rates = [
        [e.value for e in estimates(Counted(table=count_table(table)), 0.95) if e.rate] for table in (cells, doubled)
    ]
    assert rates[0] == rates[1]
    twice = audited(doubled, comparison, metric)
    for code, finding in audited(cells, comparison, metric).items():
        once, found = finding.disparity, twice[code].disparity
        assert found.value == (None if once.value is None else pytest.approx(once.value, abs=1e-12))
        if once.bounds is not None:
            assert found.bounds.lower >= once.bounds.lower - 1e-9
            assert found.bounds.upper <= once.bounds.upper + 1e-9
        if finding.verdict is not Verdict.INCONCLUSIVE:
            assert twice[code].verdict is finding.verdict


@st.composite
def far_apart(draw: st.DrawFn) -> Cells:
    """Return groups of which the first is nearly always right and the second seldom, with enough images to prove it."""
    high, low = draw(st.integers(200, 400)), draw(st.integers(200, 400))
    cells = {"a": [[high, 5], [0, 0]], "b": [[low // 4, low], [0, 0]]}
    others = draw(st.lists(matrix, max_size=2))
    return {**cells, **dict(zip(NAMES[2:], others, strict=False))}


added_groups = st.tuples(matrix, st.sampled_from([0, 1, 20, 10_000])).map(
    lambda drawn: [[n * drawn[1] for n in row] for row in drawn[0]]
)


@given(comparison=st.sampled_from(PAIRWISE), cells=far_apart(), added=added_groups)
@some
def test_adding_a_group_never_turns_fail_into_pass(comparison: Comparison, cells: Cells, added: list) -> None:
    """What proved the limit broken is still compared, and its passing bound knows nothing of other groups."""
    code = f"accuracy/group/{comparison}" + (" vs a" if reference_of(comparison) else "")
    assert audited(cells, comparison)[code].verdict is Verdict.FAIL
    assert audited({**cells, "new": added}, comparison)[code].verdict is not Verdict.PASS


def test_compared_with_the_rest_a_group_that_failed_can_pass_beside_a_large_group_as_bad() -> None:
    """No fault of the bounds: 50 % lies far below a rest of 90 %, and not below a rest of 50.004 %."""
    cells = {"low": [[200, 200], [0, 0]], "high": [[900, 100], [0, 0]]}
    code = "accuracy/group/worst_to_overall"
    assert audited(cells, Comparison.WORST_TO_OVERALL)[code].verdict is Verdict.FAIL
    crowd = {**cells, "crowd": [[5_000_000, 5_000_000], [0, 0]]}
    assert audited(crowd, Comparison.WORST_TO_OVERALL)[code].verdict is Verdict.PASS
    for comparison in PAIRWISE:
        if reference_of(comparison) is None:
            assert audited(crowd, comparison)[f"accuracy/group/{comparison}"].verdict is Verdict.FAIL


@given(comparison=comparisons, metric=metrics, cells=tables, unknown=matrix)
@some
def test_people_of_unknown_group_change_no_finding_unless_the_policy_compares_them(
    comparison: Comparison, metric: str, cells: Cells, unknown: list
) -> None:
    """Their emotions may be ones nobody else shows: one more finding, which shares no error and has no value."""
    without = audited(cells, comparison, metric)
    for code, finding in audited({**cells, "unknown": unknown}, comparison, metric).items():
        if code in without:
            assert outcome(finding) == outcome(without[code])
        else:
            assert finding.disparity.value is None
            assert finding.verdict is Verdict.INCONCLUSIVE
