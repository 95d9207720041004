"""The method: errors and how they are shared, metrics, hashes."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.report.sections.method import method


def test_the_method_prints_family_errors_and_both_hashes() -> None:
    view = method.view(drawn())
    # 5 % shared by 3 limits: 1.67 % each; passing needs no sharing
    assert (
        "shared by 3 limits: 1.67\xa0% for each. What fails hands its part on to the "
        "others (Holm 1979), 2.5\xa0% at last. The error of a wrong PASS is 5\xa0% for each" in view.errors
    )
    assert [row.cells[1].text for row in view.sources.rows] == ["ab" * 32, "cd" * 32]
    assert view.command == drawn().provenance.command


def test_errors_change_places_for_a_least_value() -> None:
    result = drawn()
    first = result.findings[0]
    bounds = replace(first.disparity.bounds, error_lower=0.045, error_upper=0.01, family=5)
    criterion = Criterion(metric="accuracy", features=("age_group",), limit=0.8, comparison=Comparison.RATIO)
    flipped = replace(first, criterion=criterion, disparity=replace(first.disparity, bounds=bounds))
    assert (
        "5 limits: 1\xa0% for each. The error of a wrong PASS is 4.5\xa0%"
        in method.view(replace(result, findings=(flipped,))).errors
    )


def test_every_metric_has_definition_formula_and_source() -> None:
    for row in method.view(drawn()).metrics.rows:
        assert all(cell.text for cell in row.cells)
