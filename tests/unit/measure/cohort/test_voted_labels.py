"""How often labels are wrong by their votes: by hand, and never less than they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.reading import Treatment
from audit.errors import InputError
from audit.measure import with_voted_errors
from audit.measure.cohort import voted_labels
from audit.measure.cohort.voted_labels import DOUBT, doubted, most_wrong

HAPPY_SAD = LABEL_SETS["happy-sad"]


def asked(cohort: Cohort) -> Cohort:
    features = tuple(replace(feature, label_error_from_votes=True) for feature in cohort.features)
    return replace(cohort, features=features)


def rates(cohort: Cohort) -> list[float]:
    return [each.share for each in with_voted_errors(asked(cohort), HAPPY_SAD).features[0].label_error]


def unanimous(n: int, votes: tuple[int, int] = (10, 0)) -> Cohort:
    return cohort_of([0] * 2 * n, [0] * n + [1] * n, votes=[list(votes)] * 2 * n)


@pytest.mark.parametrize(
    ("votes", "label", "least", "most"),
    [
        ([10, 0, 0], 0, 0, 0),  # all of one mind
        ([0, 10, 0], 0, 1, 1),  # and the label is another
        ([5, 5, 0], 0, 2, 2),  # not the only winner, and three of five on one side are two of five on the other
        ([1, 0, 0], 0, 1, 1),  # nobody to disagree with
        ([0, 0, 0], 0, 2, 2),
        ([2, 0, 0], 0, 0, 0),  # two who agree
        ([9, 1, 0], 0, 0, 0),  # four of five is as good as five
        ([2, 0, 1], 0, 0.2, 0.8),  # one against two: drawn apart they differ in one of three, and in half of the ties
        ([3, 0, 7], 0, 1, 1.6),  # most votes are for something else
    ],
)
def test_what_one_picture_adds(votes: list[int], label: int, least: float, most: float) -> None:
    (found,) = doubted(np.array([votes]), np.array([label]))
    assert least <= found <= most


def test_each_picture_is_looked_at_by_itself() -> None:
    assert doubted(np.array([[10, 0], [1, 0], [0, 10]]), np.array([0, 0, 1])).tolist() == [0, 1, 0]
    assert doubted(np.array([[2, 0], [0, 10]]), np.array([0, 0])).tolist() == [0, 1]  # others have many votes elsewhere


def test_a_unanimous_group_is_as_sure_as_its_number_of_pictures() -> None:
    # nobody disagrees in 200 pictures: 2 · (1 − error ** (1/201)) with an error of a thousandth, halved by two groups
    few = 2 * (1 - (DOUBT / 2) ** (1 / 200))
    assert rates(unanimous(200)) == pytest.approx([few, few], abs=0.002)
    assert rates(unanimous(20)) == [1, 1]  # too few to prove that less than a half is wrong


def test_only_the_group_whose_votes_disagree_has_a_larger_rate() -> None:
    votes = [[10, 0]] * 300 + [[6, 4]] * 30 + [[10, 0]] * 270
    found = rates(cohort_of([0] * 600, [0] * 300 + [1] * 300, votes=votes))
    assert 0.04 < found[0] < found[1] < 0.25


def test_pictures_of_one_person_are_one_unit() -> None:
    doubts, everyone = np.tile([0.0, 0, 0, 0.5], 100), np.arange(400)
    assert most_wrong(doubts, everyone // 4, 0.001) > most_wrong(doubts, everyone, 0.001) > 0.125


def test_a_group_without_pictures_may_be_anything() -> None:
    assert most_wrong(np.empty(0), np.empty(0, int), 0.001) == 1


def test_it_is_remarked_on_group_by_group() -> None:
    (remark,) = with_voted_errors(asked(unanimous(200)), HAPPY_SAD).reading
    assert remark.treatment is Treatment.ASSUMED
    assert remark.sentence.startswith("labels of group may be wrong as often as their votes disagree: at most 7.5")
    (lost,) = with_voted_errors(asked(unanimous(5)), HAPPY_SAD).reading
    assert lost.sentence.endswith("of a and b votes prove no share below a half")
    (both,) = with_voted_errors(
        asked(cohort_of([0] * 205, [0] * 200 + [1] * 5, votes=[[9, 0]] * 205)), HAPPY_SAD
    ).reading
    assert both.sentence.replace("\xa0", " ").endswith("at most 7.5 % of a; of b votes prove no share below a half")


def test_without_votes_it_is_refused_and_unasked_nothing_changes() -> None:
    plain = cohort_of([0, 1], [0, 1])
    assert with_voted_errors(plain, HAPPY_SAD) is plain
    with pytest.raises(InputError, match="has no votes to estimate label errors from"):
        with_voted_errors(asked(plain), HAPPY_SAD)


@pytest.mark.parametrize("annotators", [2, 3, 7])
def test_no_rate_is_below_the_share_of_wrong_labels(annotators: int) -> None:
    """A third of the pictures are hard; labels are what most annotators chose, ties by lot."""
    rng = np.random.default_rng(annotators)
    for _ in range(20):
        hard = rng.random(400) < 0.3
        shares = np.where(hard[:, None], [0.5, 0.4, 0.1], [0.95, 0.04, 0.01])
        votes = rng.multinomial(annotators, shares)
        labels = (votes + rng.random(votes.shape)).argmax(axis=1)
        assert most_wrong(doubted(votes, labels), np.arange(400), DOUBT) >= (labels != 0).mean()


def test_a_rate_is_wrong_once_in_a_thousand_features_and_votes_are_halved_twenty_times() -> None:
    assert (voted_labels.DOUBT, voted_labels.SPLITS) == (0.001, 20)


def test_a_rate_is_rounded_up_to_a_thousandth_and_none_is_told_from_a_half_on() -> None:
    """Nobody is doubted in n pictures of as many people: 2 · (1 − error ** (1 / n))."""
    for n, error in ((200, 0.001), (40, 0.001), (25, 0.001), (24, 0.001)):
        exact = 2 * (1 - error ** (1 / n))
        rate = np.ceil(exact * 1000) / 1000
        assert most_wrong(np.zeros(n), np.arange(n), error) == pytest.approx(rate if rate < 0.5 else 1.0)
    assert most_wrong(np.full(400, 2.0), np.arange(400), 0.001) == 1  # two doubts of every picture


def test_votes_for_what_is_no_emotion_of_the_classifier_are_votes_for_something_else() -> None:
    """Seven of ten votes are for the label, or three of them are for nothing that was asked about."""
    sure = cohort_of([0] * 400, [0] * 200 + [1] * 200, votes=[[7, 0]] * 400)
    torn = replace(sure, votes_outside=np.full(400, 7))
    assert rates(sure) == pytest.approx([2 * (1 - (DOUBT / 2) ** (1 / 200))] * 2, abs=0.002)
    assert rates(torn) == [1, 1]


def test_pictures_that_nobody_is_asked_about_tell_nothing() -> None:
    votes = [[10, 0]] * 200 + [[0, 10]] * 200 + [[10, 0]] * 200
    cohort = cohort_of([0] * 600, [0] * 400 + [1] * 200, votes=votes)
    left = replace(cohort, left_out=(np.arange(600) >= 200) & (np.arange(600) < 400))
    few = 2 * (1 - (DOUBT / 2) ** (1 / 200))
    assert rates(left) == pytest.approx([few, few], abs=0.002)
    assert rates(cohort)[0] == 1


def test_only_features_whose_votes_are_asked_have_rates_of_them() -> None:
    cohort = unanimous(200)
    both = replace(
        cohort,
        features=(*cohort.features, replace(cohort.features[0], name="other", label_error_from_votes=True)),
        codes=np.repeat(cohort.codes, 2, axis=1),
    )
    found = with_voted_errors(both, HAPPY_SAD)
    assert found.features[0].label_error == ()
    assert [each.group for each in found.features[1].label_error] == ["a", "b"]
    (remark,) = found.reading
    assert remark.sentence.startswith("labels of other may be wrong")


def test_votes_for_anything_else_have_a_column_of_their_own() -> None:
    three = LabelSet(emotions=("happy", "sad", "calm"))
    cohort = cohort_of([0, 1], [0, 1], labels=three, votes=[[5, 2, 3], [0, 4, 0]])
    assert voted_labels._votes(cohort, HAPPY_SAD).tolist() == [[5, 2, 3], [0, 4, 0]]
    outside = replace(cohort, votes_outside=np.array([1, 6]))
    assert voted_labels._votes(outside, HAPPY_SAD).tolist() == [[5, 2, 4], [0, 4, 6]]
