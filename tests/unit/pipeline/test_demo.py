"""The demo's second half: the field's first study as it was published; its first half is run by the command's tests."""

from __future__ import annotations

from audit.exit_status import ExitStatus
from audit.pipeline.demo import _first_study


def test_the_first_study_is_audited_with_what_it_published() -> None:
    found = _first_study("typed")
    result = found.result
    assert result.provenance.command == "typed"
    assert {finding.criterion.features for finding in result.findings} == {("age_group",), ("ethnicity",)}
    assert {finding.criterion.limit for finding in result.findings} == {0.2}
    assert result.coverage.rows == result.counts.overall().total == 50  # five pictures for each of ten groups
    assert result.decision.exit_status is ExitStatus.INCONCLUSIVE
    assert found.gallery is None
