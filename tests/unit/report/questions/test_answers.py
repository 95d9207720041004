"""The three answers: which status a result earns, and in which words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.audits import (
    AUDITS,
    HAPPY_SAD,
    audited,
    cohort,
    drawn,
    five_each,
    five_pictures,
    nothing,
    sixty,
    voted,
    waived,
)
from builders import answered

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.domain.counts.rates import Interval, Rate
from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.findings import ExitStatus, Verdict
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.uncertainty.mixed import VoteAgreement
from audit.errors import InputError
from audit.measure import mixed_emotions
from audit.pipeline.stages.measuring import run_audit
from audit.pipeline.stages.scoring import Scored
from audit.report import Status, answers
from audit.report.questions.other_gaps import unanswered
from audit.report.questions.rules import QUESTIONS
from audit.report.sections.uncertainty import grades


def with_interval(lower: float, upper: float):
    """Return the drawn audit with another interval of its success rate; its baseline is 1545 of 2945 = .525."""
    result = drawn()
    overall = result.estimates[0]
    interval = Interval(lower=lower, upper=upper, confidence=0.95, method="Wilson")
    return replace(result, estimates=(replace(overall, interval=interval), *result.estimates[1:]))


def agreeing(lower: float | None, upper: float | None, ceiling: float | None, spearman: float | None = 0.4):
    """Return the voted audit with another agreement."""
    result = voted()
    votes = VoteAgreement(spearman=spearman, lower=lower, upper=upper, confidence=0.95, images=120, ceiling=ceiling)
    return replace(result, mixed=replace(result.mixed, votes=votes))


def with_findings(result, **changes):
    """Return a result with every criterion changed."""
    found = tuple(replace(f, criterion=replace(f.criterion, **changes)) for f in result.findings)
    return replace(result, findings=found)


@pytest.mark.parametrize("name", AUDITS)
def test_there_are_three_answers_in_the_words_of_the_questions(name) -> None:
    found = answers(AUDITS[name]())
    assert tuple(answer.question for answer in found) == QUESTIONS
    for answer in found:
        assert answer.sentence.endswith(".")
        assert "\n" not in answer.sentence
        assert "None" not in answer.sentence + answer.number + answer.interval


@pytest.mark.parametrize(
    ("lower", "upper", "status"),
    [(0.53, 0.6, Status.YES), (0.5, 0.6, Status.CANNOT_TELL), (0.3, 0.52, Status.NO)],
)
def test_classifying_means_a_whole_interval_above_the_baseline(lower, upper, status) -> None:
    assert answers(with_interval(lower, upper))[0].status is status


def test_an_interval_that_ends_at_the_baseline_is_a_no() -> None:
    result = with_interval(0.4, 0.5)
    assert answers(replace(result, baseline=Rate(numerator=1, denominator=2)))[0].status is Status.NO


def test_labels_that_are_all_alike_show_nothing() -> None:
    """With one label only, always answering it is never wrong: no model could be better."""
    people, predictions = alike()
    answer = answers(audited(people, predictions, one_limit_per_feature((("group",),))))[0]
    assert answer.status is Status.CANNOT_TELL
    assert "all of them are labelled “happy”, so nothing shows whether it tells expressions apart" in answer.sentence


def alike():
    """Return ten happy faces of two groups, all but one called happy."""
    feature = SensitiveFeature(name="group", groups=("a", "b"))
    people = cohort(HAPPY_SAD, np.zeros(10, int), [feature], np.arange(10)[:, None] % 2)
    predicted = np.array([1, *[0] * 9])
    return people, Predictions(labels=HAPPY_SAD, predicted=predicted, outcomes=np.zeros(10, int))


def test_of_open_limits_equally_proven_the_wider_gap_is_told() -> None:
    narrow = five_each("age", {"a": 2, "b": 3, "c": 3}).findings
    wide = five_each("ethnicity", {"a": 1, "b": 3, "c": 5})
    answer = answers(replace(wide, findings=(*narrow, *wide.findings)))[1]
    assert "for ethnicity “a” than for “c”" in answer.sentence


def test_the_first_answer_names_rate_baseline_and_weakest_emotion() -> None:
    answer = answers(drawn())[0]
    # 2,642 right of 2,945 scored; 1,545 of them happy; sad is recognised in 1,220 of 1,400
    assert answer.number == "89.7\xa0%"
    assert "names the labelled emotion for 89.7\xa0% of the pictures (2,642 of 2,945)" in answer.sentence
    assert "always answering “happy”, the most frequent label, would be right for 52.5\xa0%" in answer.sentence
    assert "recognises “sad” least often, in 87.1\xa0% (1,220 of 1,400)" in answer.sentence


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
        "; decided on the observed value alone, which proves nothing, against the limit 10 points."
    )


def test_nothing_scored_is_never_a_number() -> None:
    found = answers(nothing())
    assert [answer.status for answer in found] == [Status.CANNOT_TELL] * 3
    assert [answer.number for answer in found] == ["–", "–", "–"]
    assert found[1].sentence.startswith("Nothing could be compared: no group of gender has a success rate")


@pytest.mark.parametrize(
    ("lower", "upper", "ceiling", "status"),
    [
        (0.40, 0.60, 0.8, Status.YES),  # half of the ceiling is .40
        (0.39, 0.60, 0.8, Status.PARTLY),
        (0.20, 0.30, 0.8, Status.PARTLY),  # a quarter is .20
        (0.09, 0.16, 0.8, Status.NO),
        (0.01, 0.20, 0.8, Status.CANNOT_TELL),  # may reach a quarter
        (-0.05, 0.19, 0.8, Status.NO),
        (-0.30, -0.1, 0.8, Status.NO),
        (-0.05, 0.45, 0.8, Status.CANNOT_TELL),  # as well nothing as enough
        (0.50, 0.60, None, Status.CANNOT_TELL),  # nothing to hold it against without a ceiling
        (-0.05, 0.20, None, Status.CANNOT_TELL),
        (None, None, 0.8, Status.CANNOT_TELL),
    ],
)
def test_mixed_emotions_are_judged_by_correlation_and_ceiling(lower, upper, ceiling, status) -> None:
    assert answers(agreeing(lower, upper, ceiling))[2].status is status


def held_against(probabilities: np.ndarray, votes: np.ndarray):
    """Return the voted audit with the mixed emotions of another classifier and other votes."""
    n, k = votes.shape
    labels = LabelSet(emotions=("a", "b", "c", "d")[:k])
    feature = SensitiveFeature(name="gender", groups=("female", "male"))
    people = cohort(labels, np.zeros(n, int), [feature], (np.arange(n) % 2)[:, None], votes=votes)
    predicted = Predictions(
        labels=labels, predicted=probabilities.argmax(axis=1), outcomes=np.zeros(n, int), probabilities=probabilities
    )
    return replace(voted(), mixed=mixed_emotions(answered(people, predicted), confidence=0.95, seed=0))


@pytest.fixture(scope="module")
def true_shares() -> np.ndarray:
    return np.random.default_rng(0).dirichlet([0.6, 0.4, 0.3, 0.2], 600)


@pytest.fixture(scope="module")
def ten_votes(true_shares) -> np.ndarray:
    return np.random.default_rng(1).multinomial(10, true_shares)


def test_true_vote_shares_detect_mixed_emotions(true_shares, ten_votes) -> None:
    answer = answers(held_against(true_shares, ten_votes))[2]
    assert answer.status is Status.YES
    assert f"reaches {answer.number} of a possible 0." in answer.sentence
    assert "over 600 pictures; half of the annotators of each picture reach 0." in answer.sentence


def test_a_random_classifier_does_not_detect_mixed_emotions(ten_votes) -> None:
    answer = answers(held_against(np.random.default_rng(2).dirichlet(np.ones(4), 600), ten_votes))[2]
    assert answer.status is Status.NO


@pytest.mark.parametrize("row", [[0.25] * 4, [1.0, 0.0, 0.0, 0.0], [0.6, 0.2, 0.1, 0.1]])
def test_a_constant_classifier_does_not_detect_mixed_emotions(row, ten_votes) -> None:
    answer = answers(held_against(np.array([np.roll(row, i) for i in range(600)]), ten_votes))[2]
    assert answer.status is Status.NO
    assert answer.sentence.startswith("The model is equally sure of all 600 pictures with two or more votes")


def test_nobody_can_tell_where_annotators_always_agree() -> None:
    shares = np.random.default_rng(2).dirichlet(np.ones(4), 60)
    assert answers(held_against(shares, np.tile([10, 0, 0, 0], (60, 1))))[2].status is Status.CANNOT_TELL
    constant = np.full((60, 4), 0.25)
    assert answers(held_against(constant, np.tile([10, 0, 0, 0], (60, 1))))[2].status is Status.CANNOT_TELL


def test_without_votes_the_third_answer_says_what_the_softmax_shows() -> None:
    result = drawn()
    answer = answers(result)[2]
    assert answer.status is Status.CANNOT_TELL
    assert answer.number in answer.sentence
    assert "this cohort holds no such votes" in answer.sentence
    assert "at most show a mixture of “happy” and “sad”" in answer.sentence


def test_decisions_only_cannot_tell() -> None:
    answer = answers(five_pictures())[2]
    assert answer.status is Status.CANNOT_TELL
    assert "holds decisions only" in answer.sentence


def test_a_negative_correlation_is_not_praised() -> None:
    sentence = answers(agreeing(-0.4, -0.1, 0.8, spearman=-0.25))[2].sentence
    assert sentence.startswith("The model is not less certain where people disagree")
    assert "−0.25" in sentence


def test_without_a_sensitive_feature_the_second_question_is_open() -> None:
    answer = answers(replace(drawn(), findings=()))[1]
    assert answer.status is Status.CANNOT_TELL
    assert "no sensitive feature to compare" in answer.sentence


def test_a_result_without_its_estimates_is_refused() -> None:
    with pytest.raises(InputError, match="no estimate of accuracy for all pictures"):
        answers(replace(drawn(), estimates=()))


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


def of_emotions(recognised: dict[str, tuple[int, int]]):
    """Return the audit of an emotion's pictures each: so many recognised, of so many; the rest get the next answer."""
    labels = LabelSet(emotions=tuple(recognised))
    y_true = np.repeat(np.arange(len(labels)), [n for _, n in recognised.values()])
    right = np.concatenate([np.arange(n) < x for x, n in recognised.values()])
    predicted = np.where(right, y_true, (y_true + 1) % len(labels))
    codes = (np.arange(len(y_true)) % 2)[:, None]
    people = cohort(labels, y_true, [SensitiveFeature(name="gender", groups=("female", "male"))], codes)
    answered = Predictions(labels=labels, predicted=predicted, outcomes=np.zeros(len(y_true), int))
    return audited(people, answered, one_limit_per_feature((("gender",),)))


def test_a_model_that_never_recognises_an_emotion_is_no_plain_yes() -> None:
    """540 of 656 right, far above the 300 happy ones; of 56 disgusted faces none, of 100 sad ones 40 (31 to 50 %)."""
    answer = answers(of_emotions({"happy": (300, 300), "disgust": (0, 56), "fear": (200, 200), "sad": (40, 100)}))[0]
    assert answer.status is Status.PARTLY
    assert answer.sentence.endswith(
        "It fails on most faces of some emotions: it recognises “disgust” in 0.0\xa0% (0 of 56) and “sad” in 40.0\xa0% "
        "(40 of 100)."
    )


def test_an_emotion_that_may_be_recognised_in_half_of_its_faces_is_only_the_weakest() -> None:
    answer = answers(of_emotions({"happy": (300, 300), "disgust": (1, 4), "sad": (99, 100)}))[0]
    assert answer.status is Status.YES
    assert answer.sentence.endswith("It recognises “disgust” least often, in 25.0\xa0% (1 of 4).")


def test_emotions_that_are_equally_weak_are_named_together_and_unseen_ones_are_said() -> None:
    answer = answers(of_emotions({"happy": (100, 100), "fear": (8, 10), "sad": (8, 10), "disgust": (0, 0)}))[0]
    assert answer.sentence.endswith(
        "It recognises “fear” and “sad” least often, each in 80.0\xa0%. Nothing shows whether it recognises “disgust”: "
        "no picture has that label."
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
    assert "; there is a gap, 15.3 to 99 points; whether it exceeds 20 points is open. About" in answer.sentence
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


def test_nothing_is_answered_while_the_reading_is_in_doubt() -> None:
    doubt = Reading.of(Remark(treatment=Treatment.DOUBTED, sentence="another order fits", by=Reader.MODEL, blocks=True))
    found = answers(replace(drawn(), reading=doubt))
    assert [answer.status for answer in found] == [Status.CANNOT_TELL] * 3
    start = "How the data were read is in doubt, so this is open. As they were read: "
    assert all(answer.sentence.startswith(start) for answer in found)


@pytest.mark.parametrize("k", [2, 3, 7, 8])
def test_an_even_mixture_of_two_is_mixed_whatever_the_number_of_emotions(k) -> None:
    """Half of all pictures are sure, half lie between two emotions: half are mixed on the card and in the section."""
    probabilities = np.zeros((40, k))
    probabilities[:20, 0], probabilities[20:, :2] = 1.0, 0.5
    labels = LabelSet(emotions=tuple("abcdefgh"[:k]))
    people = cohort(
        labels, np.arange(40) % 2, [SensitiveFeature(name="gender", groups=("f", "m"))], (np.arange(40) % 2)[:, None]
    )
    given = Predictions(
        labels=labels, predicted=probabilities.argmax(axis=1), outcomes=np.zeros(40, int), probabilities=probabilities
    )
    result = audited(people, given, one_limit_per_feature((("gender",),)))
    answer = answers(result)[2]
    assert answer.number == "50.0\xa0%"
    assert "reads 50.0\xa0% (20 of 40) of the pictures as mixed" in answer.sentence
    assert "50.0\xa0% (20 of 40) of the pictures are read as mixed" in " ".join(grades.view(result).sentences)
