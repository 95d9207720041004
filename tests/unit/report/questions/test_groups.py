"""Whether it performs equally well across demographic groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from assets.audits import (
    HAPPY_SAD,
    cohort,
    drawn,
    five_each,
    five_pictures,
    sixty,
    waived,
)

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import one_limit_per_feature
from audit.exit_status import ExitStatus
from audit.pipeline.stages.measuring import run_audit
from audit.pipeline.stages.scoring import Scored
from audit.report import Status, answers
from audit.report.questions.other_gaps import unanswered


def with_findings(result, **changes):
    """Return a result with every criterion changed."""
    found = tuple(replace(f, criterion=replace(f.criterion, **changes)) for f in result.findings)
    return replace(result, findings=found)


def test_of_open_limits_equally_proven_the_wider_gap_is_told() -> None:
    narrow = five_each("age", {"a": 2, "b": 3, "c": 3}).findings
    wide = five_each("ethnicity", {"a": 1, "b": 3, "c": 5})
    answer = answers(replace(wide, findings=(*narrow, *wide.findings)))[1]
    assert "for ethnicity “a” than for “c”" in answer.sentence


def test_a_fail_is_a_no_that_names_groups_numbers_and_limit() -> None:
    answer = answers(drawn())[1]
    assert answer.status is Status.NO
    assert answer.number == "27 points"
    # seniors 294 of 435 = 67.6 %, adults 681 of 720 = 94.6 %
    assert "27 points less often for age group “senior” than for “adult”" in answer.sentence
    assert "294 of 435 pictures, against 94.6\xa0%, 681 of 720" in answer.sentence
    assert "at least 20.3 points, above the limit 10 points" in answer.sentence


def test_too_few_pictures_cannot_tell_and_says_how_many_would() -> None:
    answer = answers(five_pictures())[1]
    needed = five_pictures().findings[0].disparity.prospects
    assert answer.status is Status.CANNOT_TELL
    assert "With so few pictures no result could settle it" in answer.sentence
    # five groups of five pictures each
    assert needed.to_fail < needed.to_pass
    more = 5 * (needed.to_fail - 5)
    assert (
        f"About {more} more pictures, spread over 5 groups, would settle it if what was seen is true" in answer.sentence
    )


def test_one_more_picture_group_or_limit_is_singular() -> None:
    result = five_each("gender", {"female": 4, "male": 1})
    assert "other limit" not in answers(result)[1].sentence
    doubled = replace(result, findings=result.findings * 2)
    assert answers(doubled)[1].sentence.endswith("1 other limit is as open.")
    assert "14 other limits are as open." in answers(sixty())[1].sentence


def test_a_kept_policy_is_a_yes() -> None:
    result = drawn()
    kept = replace(result, findings=tuple(f for f in result.findings if f.verdict is Verdict.PASS))
    answer = answers(kept)[1]
    assert answer.status is Status.YES
    assert answer.sentence.startswith("The gap is proven to lie within its limit. Pictures are classified correctly")


def test_a_pass_with_open_warnings_is_only_partly() -> None:
    """The gate lets it through, but the page must not claim what was not shown."""
    result = drawn()
    lenient = with_findings(result, on_inconclusive=OnInconclusive.WARN)
    lenient = replace(lenient, findings=tuple(f for f in lenient.findings if f.verdict is not Verdict.FAIL))
    answer = answers(lenient)[1]
    assert lenient.decision.exit_status is ExitStatus.PASSED
    assert answer.status is Status.PARTLY
    assert answer.sentence.startswith("For 1 limit of 2 these pictures cannot tell, about which the policy only warns")


def test_a_decision_on_the_observed_value_claims_no_proof() -> None:
    answer = answers(with_findings(drawn(), decide_on=DecideOn.POINT))[1]
    assert answer.sentence.endswith(
        ". Decided on the observed value alone, which proves nothing, against the limit 10 points."
    )


def test_without_a_sensitive_feature_the_second_question_is_open() -> None:
    answer = answers(replace(drawn(), findings=()))[1]
    assert answer.status is Status.CANNOT_TELL
    assert "no sensitive feature to compare" in answer.sentence


def waived_only(*verdicts: Verdict):
    """Return the waived audit with findings of these verdicts alone."""
    return replace(waived(), findings=tuple(f for f in waived().findings if f.verdict in verdicts))


def test_a_waived_limit_is_exceeded_all_the_same() -> None:
    """The gate lets it through; the model performs no better for it."""
    answer = answers(waived())[1]
    assert waived().decision.verdict is Verdict.PASS
    assert answer.status is Status.NO
    assert "Accepted up to 70 points until 2026-12-31 by Ada Lovelace: no pictures" in answer.sentence
    assert "before spring. 3 other limits are also" in answer.sentence


def test_the_limit_that_fails_the_gate_is_told_before_one_that_is_waived() -> None:
    first, *others = waived().findings
    answer = answers(replace(waived(), findings=(replace(first, waived=None), *others)))[1]
    assert answer.number == "27 points"
    assert "Accepted" not in answer.sentence


def test_a_waived_limit_that_is_undecided_makes_it_partly() -> None:
    some = answers(waived_only(Verdict.PASS, Verdict.INCONCLUSIVE))[1]
    assert some.status is Status.PARTLY
    assert some.sentence.startswith(
        "For 1 limit of 2 these pictures cannot tell, which the policy waives; the others are"
    )
    none = answers(waived_only(Verdict.INCONCLUSIVE))[1]
    assert none.status is Status.CANNOT_TELL  # nothing is kept, so nothing is shown
    assert "Accepted up to 90 points until 2026-12-31 by Ada Lovelace:" in none.sentence


def test_limits_warned_about_and_waived_are_told_together() -> None:
    (undecided,) = waived_only(Verdict.INCONCLUSIVE).findings
    warns = replace(undecided.criterion, on_inconclusive=OnInconclusive.WARN)
    findings = (undecided, replace(undecided, waived=None, criterion=warns), *waived_only(Verdict.PASS).findings)
    answer = answers(replace(waived(), findings=findings))[1]
    assert answer.sentence.startswith(
        "For 2 limits of 3 these pictures cannot tell, which the policy waives or only warns"
    )


def test_the_number_is_called_largest_gap_only_where_none_is_larger() -> None:
    """27 points over ages with 435 and 720 pictures lead; 40 points between five pictures each are larger and open."""
    wide = five_each("ethnicity", {"a": 3, "b": 5}).findings
    result = drawn()
    answer = answers(replace(result, findings=(*result.findings, *wide)))[1]
    assert answer.number == "27 points"
    assert answer.measure == "difference between groups with the clearest evidence (at most 10 points allowed)"
    assert answer.sentence.endswith(
        "The largest gap, 40 points in success rate by ethnicity, may or may not keep its limit."
    )
    assert answers(result)[1].measure == "largest gap (at most 10 points allowed)"


def test_a_proven_gap_of_open_size_is_said() -> None:
    """5 of 5 against 1 of 5: bounds 15.3 to 99 points."""
    answer = answers(five_each("gender", {"female": 5, "male": 1}))[1]
    assert answer.status is Status.CANNOT_TELL
    assert ". There is a gap, 15.3 to 99 points; whether it exceeds 20 points is open. About" in answer.sentence
    assert "equal" not in answer.sentence


def test_who_got_no_answer_stands_on_the_second_card_in_plain_words() -> None:
    """Of 400 dark faces 80 got an answer, of 400 light ones all, and all of these are right."""
    y_true, codes, order = np.arange(800) % 2, np.repeat([0, 1], 400), np.arange(800) % 400
    answered = (codes == 0) | (order < 80)
    people = cohort(HAPPY_SAD, y_true, [SensitiveFeature(name="skin_tone", groups=("light", "dark"))], codes[:, None])
    given = Predictions(
        labels=HAPPY_SAD,
        predicted=np.where(answered, y_true, -1),
        outcomes=np.where(answered, 0, Outcome.NO_FACE.code),
    )
    source = drawn().provenance.model
    policy = one_limit_per_feature((("skin_tone",),))
    result = run_audit(Scored(answered=AnsweredCohort.as_counted(people, given), source=source), policy, "test")
    told = "Pictures get an answer 80 points less often for skin tone “dark” than for “light”"
    answer = answers(result)[1]
    assert answer.status is Status.NO
    assert answer.number == "80 points"
    assert told in answer.sentence
    beside = replace(result, findings=(*result.findings, *drawn().findings))
    assert unanswered(beside, drawn().findings[0]) == f"{told}; that is the largest gap, and that exceeds its limit."
    assert answers(beside)[1].number == "27 points"
    assert unanswered(drawn(), drawn().findings[0]) == ""
