"""What of an audit is kept for publishing, and what is refused."""

from __future__ import annotations

import pytest
import weeks

import audit
from audit.domain.results.shared import SharedAudit
from audit.errors import UsageError
from audit.load.find import find_cohort
from audit.pipeline.sharing import fit_to_publish


@pytest.fixture(scope="module")
def study() -> audit.Audit:
    return audit.run(find_cohort("first-study"), predictions=find_cohort("first-study") / "predictions.csv")


def shared(study: audit.Audit, fewest: int) -> SharedAudit:
    return fit_to_publish(study.result, fewest)


@pytest.mark.parametrize(
    ("fewest", "said"),
    [(1, "rests on at least 2 people, found 1"), (100_000, "the audit counts fewer than 100,000 people")],
)
def test_numbers_that_cannot_be(study: audit.Audit, fewest: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        shared(study, fewest)


def test_rows_and_verdicts_are_those_of_the_audit(study: audit.Audit) -> None:
    copy = shared(study, 5)
    assert copy.model.title == "Predictions from predictions.csv"
    assert sum(each.rows for each in copy.outcomes) == study.result.coverage.rows
    assert copy.verdict == study.verdict
    assert [finding.verdict for finding in copy.findings] == [finding.verdict for finding in study.findings]


def test_the_more_people_are_asked_for_the_less_is_shown(study: audit.Audit) -> None:
    shown = [sum(rate.rate is not None for rate in shared(study, fewest).rates) for fewest in (2, 10, 40)]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] > shown[-1] > 0


def test_of_a_look_of_a_series_it_is_said_that_its_verdict_is_on_all_rows(tmp_path) -> None:
    found = weeks.look(tmp_path, weeks.week(tmp_path, 1))
    assert "look 1 of a series since" in fit_to_publish(found.result, 2).sentence


def test_bounds_that_rest_on_a_group_that_is_gone_are_gone_too(study: audit.Audit) -> None:
    for fewest in (2, 6, 11, 21):
        copy = shared(study, fewest)
        published = {rate.group for rate in copy.rates if rate.rate is not None and rate.emotion is None}
        for finding, told in zip(study.findings, copy.findings, strict=True):
            whole = {estimate.group for estimate in finding.disparity.estimates} <= published
            assert (told.bounds is not None) <= whole
            assert told.bounds is None or told.bounds == finding.disparity.bounds
