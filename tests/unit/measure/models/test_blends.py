"""Dose and response by hand, and what a bootstrap of people must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.results.blends import BlendPlan, Responses
from audit.errors import UsageError
from audit.measure import group_responses, responses
from audit.measure.models.blends import FEWEST_PEOPLE, never_falls, rank_correlations, slopes, turning_points

PLAN = BlendPlan(start="sad", end="happy", steps=3)
GROUP = (SensitiveFeature(name="group", groups=("a", "b", "nobody")),)
WEIGHTS = np.array(PLAN.weights)


def said(end: list[list[float]], codes: list[int] | None = None) -> Responses:
    """Responses of a model of two emotions, from its probability of the end emotion."""
    happy = np.array(end)
    found = np.stack([happy, 1 - happy], axis=2)
    people = np.array(codes if codes is not None else [0] * len(happy))[:, None]
    return responses(found, LABEL_SETS["happy-sad"], people, start="sad", end="happy")


def test_probabilities_are_sorted_into_start_end_and_entropy() -> None:
    labels = LabelSet(emotions=("angry", "happy", "sad"))
    found = responses(
        np.array([[[0.2, 0.3, 0.5], [0.5, 0.5, 0.0]]]), labels, np.zeros((1, 0)), start="sad", end="happy"
    )
    assert found.start.tolist() == [[0.5, 0.0]]
    assert found.end.tolist() == [[0.3, 0.5]]
    assert found.top_two.tolist() == [[True, False]]
    assert found.entropy[0, 1] == pytest.approx(np.log(2) / np.log(3))


def test_an_emotion_the_model_does_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown emotion 'neutral'"):
        responses(np.zeros((1, 3, 2)), LABEL_SETS["happy-sad"], np.zeros((1, 0)), start="neutral", end="happy")


def test_a_curve_may_fall_by_two_hundredths_and_no_more_however_slowly() -> None:
    curves = np.array([[0.5, 0.48, 0.9], [0.5, 0.47, 0.9], [0.5, 0.49, 0.475], [0.1, 0.1, 0.1]])
    assert never_falls(curves).tolist() == [True, False, False, True]


def test_rank_correlations_are_spearmans() -> None:
    # ranks 1, 3, 2: 1 − 6 (0 + 1 + 1) / (3 · 8) = 0.5
    found = rank_correlations(np.array([[0.1, 0.9, 0.5], [0.1, 0.2, 0.9], [0.9, 0.5, 0.1], [0.3, 0.3, 0.3]]))
    assert found[:3].tolist() == pytest.approx([0.5, 1.0, -1.0])
    assert np.isnan(found[3])


def test_a_slope_is_that_of_the_least_squares_line() -> None:
    # weights −.5, 0, .5 around their mean: Σ w p / Σ w² = .5 (p3 − p1) / .5
    assert slopes(np.array([[0.0, 0.5, 1.0], [0.2, 0.9, 0.5]]), WEIGHTS).tolist() == pytest.approx([1.0, 0.3])


def test_a_turning_point_is_where_the_lines_cross_first_or_an_end_of_the_scale() -> None:
    end = np.array([[0.2, 0.4, 0.9], [0.6, 0.4, 0.9], [0.1, 0.2, 0.4], [0.0, 0.5, 1.0]])
    # first: lead −.2 at one half, .8 at 1: 0.5 + 0.5 · .2 / 1 = 0.6
    assert turning_points(1 - end, end, WEIGHTS).tolist() == pytest.approx([0.6, 0.0, 1.0, 0.5])


def test_a_group_by_hand() -> None:
    found = said([[0.0, 0.4, 1.0], [0.2, 0.6, 0.8], [0.6, 0.5, 0.9]], [0, 0, 1])
    everybody, a, b = group_responses(found, GROUP, PLAN, emotions=2)
    assert [(g.text, g.people) for g in (everybody, a, b)] == [("everybody", 3), ("a", 2), ("b", 1)]
    assert a.end.values.tolist() == pytest.approx([0.1, 0.5, 0.9])
    assert a.start.values.tolist() == pytest.approx([0.9, 0.5, 0.1])
    assert a.slope.value == pytest.approx((1.0 + 0.6) / 2)
    # 0.5 + 0.5 · .2 / 1.2 = .5833 and 0.5 · .6 / .8 = .375; the median of two is their mean
    assert a.turning.value == pytest.approx((0.58333333 + 0.375) / 2)
    assert (everybody.monotone.value, b.monotone.value) == (pytest.approx(2 / 3), 0.0)
    assert (everybody.already, everybody.never, b.already) == (1, 0, 1)
    assert everybody.turning.value == pytest.approx(0.375)
    assert a.peak.value == 0.5
    assert a.top_two is None


def test_entropy_rise_is_the_middle_less_the_mean_of_the_ends() -> None:
    (everybody,) = group_responses(said([[0.0, 0.5, 1.0], [0.5, 0.5, 0.0]]), (), PLAN, emotions=2)
    assert everybody.rise.value == pytest.approx((1.0 + 0.5) / 2)


def test_the_share_with_both_on_top_is_counted_where_there_are_more_emotions() -> None:
    table = np.full((6, 3), 0.5)
    both = np.array([[False, True, False]] * 3 + [[False, False, False]] * 3)
    found = Responses(start=table, end=table, entropy=table, top_two=both, codes=np.zeros((6, 0)))
    (everybody,) = group_responses(found, (), PLAN, emotions=3)
    assert everybody.top_two is not None
    assert everybody.top_two.values.tolist() == [0, 0.5, 0]
    assert everybody.top_two.upper[0] > 0.3  # none of six may still be four in ten


def test_a_constant_answer_has_no_rank_correlation_and_is_not_counted_in_it() -> None:
    (everybody,) = group_responses(said([[0.3, 0.3, 0.3], [0.1, 0.5, 0.9]]), (), PLAN, emotions=2)
    assert (everybody.rank.value, everybody.rank.people) == (pytest.approx(1.0), 1)
    (nobody,) = group_responses(said([[0.3, 0.3, 0.3]] * 6), (), PLAN, emotions=2)
    assert (nobody.rank.value, nobody.rank.interval, nobody.rank.people) == (None, None, 0)


def test_fewer_than_five_people_have_no_interval_and_five_have() -> None:
    few, enough = ([[0.1 * i, 0.5, 0.9] for i in range(n)] for n in (FEWEST_PEOPLE - 1, FEWEST_PEOPLE))
    (without,) = group_responses(said(few), (), PLAN, emotions=2)
    (with_one,) = group_responses(said(enough), (), PLAN, emotions=2)
    assert without.end.lower is None
    assert without.slope.interval is without.monotone.interval is None
    assert with_one.end.lower is not None
    assert with_one.slope.interval is not None


def test_people_whose_pictures_are_of_different_groups_count_for_everybody_alone() -> None:
    everybody, a = group_responses(said([[0.1, 0.5, 0.9]] * 2, [0, -1]), GROUP, PLAN, emotions=2)
    assert (everybody.people, a.people) == (2, 1)


people = st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=5, max_size=8)


@settings(deadline=None, max_examples=30)
@given(people, st.randoms(use_true_random=False))
def test_points_do_not_depend_on_the_order_of_people_and_intervals_not_on_the_other_group(rows, random) -> None:
    plan = BlendPlan(start="sad", end="happy", steps=3, resamples=50)
    shuffled = random.sample(rows, len(rows))
    (one,), (other,) = (group_responses(said(each), (), plan, emotions=2) for each in (rows, shuffled))
    assert one.slope.value == pytest.approx(other.slope.value)
    assert one.turning.value == pytest.approx(other.turning.value)
    alone = group_responses(said(rows), GROUP, plan, emotions=2)[1]
    beside = group_responses(said([*rows, [0.9, 0.1, 0.1]], [*[0] * len(rows), 1]), GROUP, plan, emotions=2)[1]
    assert alone.slope == beside.slope


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    rows = np.random.default_rng(5).random((9, 3)).tolist()
    again = [
        group_responses(said(rows), (), BlendPlan(start="sad", end="happy", steps=3, seed=seed), emotions=2)[0]
        for seed in (1, 1, 2)
    ]
    assert again[0].slope.interval == again[1].slope.interval != again[2].slope.interval
    assert again[0].slope.value == again[2].slope.value


def test_the_interval_of_a_mean_is_about_students() -> None:
    """Expanded percentiles of a mean are close to mean ± t · s / √n; plain ones would be 0.87 times as wide here."""
    rows = np.random.default_rng(6).normal(0.5, 0.1, (8, 1)).clip(0, 1) * np.ones((1, 3))
    (everybody,) = group_responses(said(rows.tolist()), (), PLAN, emotions=2)
    half = (everybody.end.upper[0] - everybody.end.lower[0]) / 2
    student = 2.365 * rows[:, 0].std(ddof=1) / np.sqrt(8)
    assert half == pytest.approx(student, rel=0.08)
    assert everybody.slope.interval is not None
    assert everybody.slope.interval.confidence == 0.95
