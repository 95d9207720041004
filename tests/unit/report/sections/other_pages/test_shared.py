"""The page of a copy: every group a row, every label that occurs a column, what is gone said so."""

from __future__ import annotations

import pytest

import audit
from audit.domain.results.shared import SharedAudit
from audit.load.find import find_cohort
from audit.pipeline.sharing import fit_to_publish
from audit.report.sections.other_pages.shared import view


@pytest.fixture(scope="module")
def copy() -> SharedAudit:
    found = audit.run(find_cohort("first-study"), predictions=find_cohort("first-study") / "predictions.csv")
    return fit_to_publish(found.result, 20)


def test_every_group_is_a_row_and_every_label_a_column(copy: SharedAudit) -> None:
    page = view(copy)
    groups = {rate.group for rate in copy.rates if rate.group is not None}
    assert sum(len(table.rows) for table in page.features) == len(groups)
    everybody = [rate for rate in copy.rates if rate.group is None and rate.emotion]
    labels = {each.emotion for each in everybody if each.rate is None or each.rate.denominator}
    assert all(len(table.columns) == 3 + len(labels) for table in page.features)
    assert all(len(row.cells) == 2 + len(labels) for table in page.features for row in table.rows)


def test_what_was_taken_out_reads_so(copy: SharedAudit) -> None:
    gone = sum(rate.rate is None for rate in copy.rates if rate.group is not None and rate.emotion is None)
    cells = [row.cells[0].text for table in view(copy).features for row in table.rows]
    assert cells.count("taken out") == gone > 0


def test_every_limit_is_a_row_with_its_verdict(copy: SharedAudit) -> None:
    limits = view(copy).limits
    assert limits is not None
    assert [row.cells[0].text for row in limits.rows] == [str(finding.verdict) for finding in copy.findings]
