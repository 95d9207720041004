"""Judged again from its counts, and by the rules of a series or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import asked_table, cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.reading import Treatment
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy, one_limit_per_feature
from audit.domain.results.result import Source
from audit.domain.series.look import SeriesLook
from audit.errors import UsageError
from audit.pipeline import Scored, rejudge, run_audit
from audit.pipeline.stages.judging import _today as today
from audit.pipeline.stages.judging import judged_in_series, monitored, refuse_alone, same_rules

POLICY = one_limit_per_feature((("group",),), min_support=1)
SOURCE = Source(id="made", title="made", sha256=None)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]


def audited(cohort):
    given = AnsweredCohort.as_counted(cohort, predictions_of(ROWS))
    return run_audit(Scored(answered=given, source=SOURCE), POLICY, "test")


def test_saved_counts_are_judged_again_without_a_picture() -> None:
    result = audited(cohort_of([0, 0, 1, 1], [0, 1, 1, 1]))
    floor = Criterion(metric="accuracy", features=("group",), limit=0.01, comparison=Comparison.FLOOR)
    again = rejudge(result, Policy(title="lenient", criteria=(floor,)))
    assert [finding.criterion.comparison for finding in again.findings] == ["floor"]
    assert again.counts is result.counts
    assert again.screening == result.screening
    assert result.screening.family == 10 - 3  # a has no sad picture, and none called so
    assert again.findings[0].verdict is Verdict.PASS


def test_rules_of_a_series_judge_no_audit_by_itself() -> None:
    with pytest.raises(UsageError, match=r"is that of a series \(\[monitoring\]\): name its folder with --series"):
        refuse_alone(monitored(POLICY))
    refuse_alone(POLICY)


def test_a_series_goes_on_under_the_same_rules_whatever_its_waivers() -> None:
    assert same_rules(POLICY, monitored(POLICY))
    assert same_rules(POLICY, replace(POLICY, waivers=()))
    assert not same_rules(POLICY, replace(POLICY, min_support=2))


def test_waivers_are_judged_by_the_clock_and_not_by_a_date_that_is_asked_for(monkeypatch) -> None:
    """What is written may claim to be of another day, to be the same to the byte; an expired waiver stays expired."""
    before = datetime.now(UTC).date()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert before <= today() <= datetime.now(UTC).date()


COHORT = cohort_of([0, 0, 1, 1], [0, 1, 1, 1])


def look_of_four() -> SeriesLook:
    """Four pictures of this look and as many of an earlier one."""
    cells = {"a": [[2, 0], [0, 0]], "b": [[2, 0], [2, 2]]}
    return SeriesLook(
        number=2,
        planned=52,
        since="2026-01-05T00:00:00+00:00",
        fresh=4,
        seen=0,
        confidence=0.95,
        share=monitored(POLICY).share_of_look(2),
        asked=asked_table({group: [[*row, 0] for row in rows] for group, rows in cells.items()}),
    )


def test_the_same_rules_say_the_same_again() -> None:
    result = audited(COHORT)
    again = rejudge(result, POLICY)
    assert again.findings == result.findings
    assert again.series is None
    assert again.reading == result.reading
    assert again.label_mix == result.label_mix


def test_a_look_is_judged_on_all_rows_of_its_series_with_its_part_of_the_error() -> None:
    look = look_of_four()
    result = judged_in_series(replace(audited(COHORT), policy=monitored(POLICY)), look)
    assert result.series is look
    (finding,) = result.findings
    assert sorted(each.support for each in finding.disparity.estimates) == [2, 6]
    assert finding.disparity.bounds.share == pytest.approx(monitored(POLICY).share_of_look(2))


def test_by_the_rules_of_its_series_a_look_stays_one_and_by_others_it_is_an_audit_by_itself() -> None:
    result = judged_in_series(replace(audited(COHORT), policy=monitored(POLICY)), look_of_four())
    again = rejudge(result, POLICY)
    assert again.series == result.series
    assert again.findings == result.findings
    assert again.policy == monitored(POLICY)
    other = rejudge(result, replace(POLICY, min_support=2))
    assert other.series is None
    assert sorted(each.support for each in other.findings[0].disparity.estimates) == [3]
    assert any("judged by other rules than those of its series (look 2)" in said for said in other.reading.sentences)
    assert not any("its series" in said for said in again.reading.sentences)


def test_groups_that_the_policy_sets_aside_are_named_with_their_pictures_and_the_unknown_are_not() -> None:
    cohort = cohort_of([0, 0, 1, 1], [0, 1, 1, 2], groups=("a", "b", "unknown"))
    policy = replace(POLICY, min_support=2)
    given = AnsweredCohort.as_counted(cohort, predictions_of(ROWS))
    result = run_audit(Scored(answered=given, source=SOURCE), policy, "test")
    told = [said for said in result.reading.sentences if "not compared" in said]
    assert told == ["groups of fewer than 2 pictures are not compared (min_support): 'a' (1)"]
    again = rejudge(result, policy)
    assert again.reading == result.reading  # said once
    assert not any("not compared" in said for said in rejudge(result, POLICY).reading.sentences)


def test_a_series_that_does_not_say_how_many_looks_it_has_is_planned_for_a_year_of_weeks() -> None:
    assert monitored(POLICY).monitoring.looks == 52
    own = replace(POLICY, monitoring=Monitoring(looks=3))
    assert monitored(own) is own


def test_a_saved_audit_by_itself_is_not_judged_by_the_rules_of_a_series() -> None:
    """It is no look of one; neither is a look under other rules of a series than its own."""
    with pytest.raises(UsageError, match="is that of a series"):
        rejudge(audited(COHORT), monitored(POLICY))
    result = judged_in_series(replace(audited(COHORT), policy=monitored(POLICY)), look_of_four())
    with pytest.raises(UsageError, match="is that of a series"):
        rejudge(result, replace(POLICY, min_support=2, monitoring=Monitoring(looks=3)))


def test_what_was_said_by_an_earlier_policy_is_not_said_again() -> None:
    cohort = cohort_of([0, 0, 1, 1], [0, 1, 1, 2], groups=("a", "b", "c"))
    policy = replace(POLICY, min_support=2)
    given = AnsweredCohort.as_counted(cohort, predictions_of(ROWS))
    result = run_audit(Scored(answered=given, source=SOURCE), policy, "test")
    told = [remark.sentence for remark in result.reading if remark.treatment is Treatment.SET_ASIDE]
    assert told == ["groups of fewer than 2 pictures are not compared (min_support): 'a' (1), 'c' (1)"]
    again = [remark for remark in rejudge(result, POLICY).reading if remark.treatment is Treatment.SET_ASIDE]
    assert again == []


def test_a_group_without_pictures_is_lost_and_not_set_aside_by_the_policy() -> None:
    cohort = cohort_of([0, 0, 1, 1], [0, 1, 1, 0], groups=("a", "b", "nobody"))
    result = audited(cohort)
    assert [each.group.text for each in result.findings[0].disparity.lost] == ["nobody"]
    assert not any("not compared" in said for said in result.reading.sentences)
