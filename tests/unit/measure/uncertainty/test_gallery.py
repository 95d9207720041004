"""Which pictures are chosen: the most telling ones, and a fair share of each group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import Group
from audit.domain.cohort.pictures import Pair, PictureKind
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.measure.uncertainty.gallery import choose, choose_with_right, fair_share, sample

WRONG, MIXED = PictureKind.ERROR, PictureKind.MIXED


def test_errors_come_by_certainty_and_mixed_faces_by_entropy_in_turn() -> None:
    # all are labelled happy (0); read as mixed: the second has half of the first or more
    probabilities = [[0.9, 0.1], [0.1, 0.9], [0.05, 0.95], [0.55, 0.45], [0.52, 0.48], [0.2, 0.8]]
    cases = choose(answered(cohort_of([0] * 6, [0] * 6), predictions_of(probabilities)), 10)
    assert [case.row for case in cases] == [2, 4, 1, 3, 5]
    assert [case.kinds for case in cases] == [(WRONG,), (MIXED,), (WRONG,), (MIXED,), (WRONG,)]
    first, mixed = cases[:2]
    assert (first.label, first.predicted, first.certainty, first.of_label, first.second) == (
        "happy", "sad", 0.95, 0.05, None,
    )  # fmt: skip
    assert (mixed.predicted, mixed.certainty, mixed.second, mixed.of_second) == ("happy", 0.52, "sad", 0.48)
    assert first.groups == (Group.of(("group", "a")),)


def test_a_wrong_and_mixed_face_is_one_picture_with_two_reasons() -> None:
    cases = choose(answered(cohort_of([0, 0], [0, 0]), predictions_of([[0.45, 0.55], [0.99, 0.01]])), 10)
    assert [(case.row, case.kinds) for case in cases] == [(0, (WRONG, MIXED))]


def test_with_decisions_only_there_are_errors_in_the_order_of_the_manifest() -> None:
    from audit.domain.cohort.labels import LABEL_SETS

    predictions = Predictions(labels=LABEL_SETS["happy-sad"], predicted=np.array([1, 0, 1]), outcomes=np.zeros(3))
    cases = choose(answered(cohort_of([0, 0, 0], [0, 1, 1]), predictions), 10)
    assert [(case.row, case.kinds, case.certainty) for case in cases] == [(0, (WRONG,), None), (2, (WRONG,), None)]


def test_what_was_not_scored_is_never_chosen() -> None:
    predictions = predictions_of([[0.1, 0.9], [0.1, 0.9]]).leaving_out(np.array([True, False]), Outcome.NO_FACE)
    assert predictions.outcomes[0] == Outcome.NO_FACE.code
    assert [case.row for case in choose(answered(cohort_of([0, 0], [0, 0]), predictions), 10)] == [1]


def test_a_cohort_without_features_has_a_gallery_too() -> None:
    cohort = replace(cohort_of([0, 0], [0, 0]), features=(), codes=np.empty((2, 0)))
    assert [c.row for c in choose(answered(cohort, predictions_of([[0.2, 0.8], [0.1, 0.9]])), 1)] == [1]


def test_every_group_gets_one_before_any_gets_two() -> None:
    """Group 0 has the four worst errors; groups 1 and 2 have one milder error each."""
    codes = np.array([0, 0, 0, 0, 1, 2])[:, None]
    assert fair_share(np.arange(6), codes, 4) == [0, 4, 5, 1]


def test_a_picture_counts_for_a_group_of_every_feature() -> None:
    codes = np.array([[0, 0], [0, 0], [1, 1], [0, 1]])
    assert fair_share(np.arange(4), codes, 3) == [0, 2, 1]


def test_where_there_are_more_groups_than_places_the_most_telling_decide() -> None:
    assert fair_share(np.arange(300)[::-1], np.arange(300)[:, None], 3) == [299, 298, 297]


@given(
    codes=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=60),
    most=st.integers(1, 30),
    seed=st.integers(0, 99),
)
def test_shares_are_fair_whatever_the_groups(codes, most, seed) -> None:
    table = np.array(codes)
    ranking = np.random.default_rng(seed).permutation(len(table))
    taken = fair_share(ranking, table, most)
    assert len(taken) == len(set(taken)) == min(most, len(table))
    one = fair_share(ranking, table[:, :1], most)
    have = np.bincount(table[one, 0], minlength=5)
    left = np.bincount(table[:, 0], minlength=5) - have
    assert all(have[g] >= have.max() - 1 for g in range(5) if left[g])  # of one feature nobody is behind who has more
    assert taken == fair_share(ranking, table[:, ::-1], most)  # the order of the features does not matter


@pytest.mark.parametrize(("most", "rows"), [(2, [0, 2]), (5, [0, 2, 4, 6])])
def test_a_sample_is_taken_at_even_distances(most, rows) -> None:
    cohort = cohort_of([0] * 8, [0, 1] * 4)
    found = sample(answered(cohort, predictions_of([[0.9, 0.1]] * 8)), most)
    assert [each.group.text for each in found] == ["a", "b"]
    expected = [0, 4] if most == 2 else rows  # 4 rows of group a: places 0 and 2 of 0, 2, 4, 6
    assert found[0].rows.tolist() == expected
    assert found[0].of == 4


def test_a_group_without_scored_picture_has_no_sample() -> None:
    assert [each.group.text for each in sample(answered(cohort_of([0], [1]), predictions_of([[1.0, 0.0]])), 5)] == ["b"]


SURE, WRONG_SURE = [0.9, 0.1], [0.1, 0.9]


def test_right_answers_of_the_mistaken_label_stand_last_and_are_a_third_at_most() -> None:
    """Six happy faces, two wrong, of group 0: of the right ones the surest of that group come. No sad one was wrong."""
    probabilities = [WRONG_SURE, WRONG_SURE, SURE, [0.8, 0.2], [0.7, 0.3], [0.95, 0.05], [0.1, 0.9]]
    made = answered(cohort_of([0] * 6 + [1], [0, 0, 0, 0, 1, 0, 1]), predictions_of(probabilities))
    chosen = choose_with_right(made, 6)
    assert [(case.row, case.kinds) for case in chosen.cases] == [
        (0, (WRONG,)),
        (1, (WRONG,)),
        (5, (PictureKind.RIGHT,)),
        (2, (PictureKind.RIGHT,)),
    ]
    assert chosen.pairs == ()
    assert [case.row for case in choose_with_right(made, 2).cases] == [0, 1]


def test_right_answers_beside_errors_have_their_labels_and_their_groups() -> None:
    """Errors: a face of label 0 in group 1, and one of label 1 in group 0; surer ones of other groups stay out."""
    true, groups = [0, 1, 0, 0, 1, 1], [1, 0, 0, 1, 0, 1]
    probabilities = [WRONG_SURE, SURE, [0.95, 0.05], SURE, WRONG_SURE, [0.05, 0.95]]
    made = answered(cohort_of(true, groups), predictions_of(probabilities))
    right = [case.row for case in choose_with_right(made, 6).cases if PictureKind.RIGHT in case.kinds]
    assert right == [3, 4]


def test_where_nothing_is_right_errors_have_all_the_room() -> None:
    made = answered(cohort_of([0] * 6, [0] * 6), predictions_of([WRONG_SURE] * 6))
    assert [case.row for case in choose_with_right(made, 6).cases] == list(range(6))


def test_a_person_with_a_wrong_and_a_right_answer_is_a_pair_once() -> None:
    """Rows 0, 1, 2 show one person: wrong as happy twice, right as sad; rows 3, 4 another who is right alone."""
    cohort = replace(cohort_of([0, 0, 1, 0, 1], [0] * 5), subjects=np.array([0, 0, 0, 1, 1]))
    probabilities = [WRONG_SURE, [0.2, 0.8], [0.1, 0.9], SURE, WRONG_SURE]
    chosen = choose_with_right(answered(cohort, predictions_of(probabilities)), 6)
    assert chosen.pairs == (Pair(wrong=0, right=2),)
    assert sorted(case.row for case in chosen.cases) == [0, 1, 2, 3]


def test_right_answers_are_found_for_decisions_without_probabilities() -> None:
    from audit.domain.cohort.labels import LABEL_SETS

    predictions = Predictions(labels=LABEL_SETS["happy-sad"], predicted=np.array([1, 0, 1]), outcomes=np.zeros(3))
    chosen = choose_with_right(answered(cohort_of([0, 0, 1], [0, 1, 1]), predictions), 6)
    assert [(case.row, case.certainty) for case in chosen.cases] == [(0, None), (1, None)]
