"""Reliability from pictures, and temperatures that are known beforehand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain import arrays
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.model.outputs import softmax
from audit.domain.uncertainty.mixed import Temperature, Truth
from audit.errors import InputError
from audit.measure import calibration_score, fit_temperature, mixed_emotions
from audit.measure.rates.intervals import wilson
from audit.measure.uncertainty import calibration
from audit.measure.uncertainty.calibration import cross_entropy, reliability

ROWS = [[0.95, 0.05], [0.65, 0.35], [0.35, 0.65], [1.0, 0.0]]


def numbers(found) -> tuple:
    return found.images.tolist(), found.success.tolist(), found.confidence.tolist()


def test_reliability_by_hand() -> None:
    # right, wrong | right, wrong; said with .95, .65 | .65, 1
    found = reliability(answered(cohort_of([0, 1, 1, 1], [0, 0, 1, 1]), predictions_of(ROWS)), confidence=0.95)
    overall, a, b = found
    assert [each.group.text if each.group else None for each in found] == [None, "a", "b"]
    assert overall.images.tolist() == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert overall.success.tolist() == [0, 0, 0, 0, 0, 0, 1, 0, 0, 1]
    assert overall.confidence.sum() == pytest.approx(0.95 + 0.65 + 0.65 + 1)
    assert (a.gap, b.gap) == pytest.approx((0.8 - 0.5, 0.825 - 0.5))
    assert overall.interval == wilson(2, 4, 0.95)


def test_a_probability_a_rounding_below_the_edge_of_a_bin_lies_on_it() -> None:
    """.1 + .7 is a little less than .8 in floating point: both are the bin from .8 to .9."""
    assert 0.1 + 0.7 < 0.8
    one, other = (
        reliability(answered(cohort_of([0, 0], [0, 0]), predictions_of([[said, 1 - said]] * 2)), confidence=0.95)[0]
        for said in (0.1 + 0.7, 0.8)
    )
    assert one.images.tolist() == other.images.tolist() == [2 * (i == 8) for i in range(10)]


@given(st.permutations(range(30)), st.integers(1, 31))
@settings(max_examples=20)
def test_neither_the_order_of_the_pictures_nor_their_blocks_change_a_bit(order: list[int], block: int) -> None:
    rng = np.random.default_rng(6)
    rows, true, codes = rng.dirichlet([1, 1], 30), rng.integers(0, 2, 30), rng.integers(0, 2, 30)
    votes = rng.integers(0, 4, (30, 2)) + np.array([1, 0])

    def of(rows_in: list[int]):
        cohort = replace(cohort_of(true[rows_in], codes[rows_in]), votes=votes[rows_in])
        found = reliability(answered(cohort, predictions_of(rows[rows_in].tolist())), confidence=0.95)
        return [(*numbers(each), each.interval) for each in found]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "BLOCK", block)
        assert of(order) == of(list(range(30)))


def test_however_a_probability_was_worked_out_it_has_one_bin() -> None:
    """1 − .2 − .1 is no .7 in floating point; many a sum and difference of twentieths is not what it is on paper."""
    ways = [(1 - a / 20 - b / 20, 20 - a - b) for a in range(20) for b in range(20 - a)]
    ways += [(a / 20 + b / 20, a + b) for a in range(20) for b in range(1, 21 - a)]
    said = np.array([[way, max(0.0, 1 - way)] for way, _ in ways])
    expected = np.zeros(10, int)
    for (first, second), (_, twentieths) in zip(said, ways, strict=True):
        expected[min((twentieths if first >= second else 20 - twentieths) // 2, 9)] += 1
    n = len(ways)
    found = reliability(answered(cohort_of([0] * n, [0] * n), predictions_of(said.tolist())), confidence=0.95)[0]
    assert found.images.tolist() == expected.tolist()


def test_bins_add_up_over_shards() -> None:
    rng = np.random.default_rng(4)
    rows = rng.dirichlet([1, 1], 60)
    true, codes = rng.integers(0, 2, 60), rng.integers(0, 2, 60)

    def of(part: slice):
        return reliability(
            answered(cohort_of(true[part], codes[part]), predictions_of(rows[part].tolist())), confidence=0.95
        )

    for whole, *parts in zip(of(slice(None)), of(slice(0, 23)), of(slice(23, None)), strict=True):
        for name in ("images", "success", "confidence"):
            assert getattr(whole, name) == pytest.approx(sum(getattr(part, name) for part in parts))


def test_votes_are_shares_of_votes_for_the_emotions_of_the_model() -> None:
    votes = [[8, 2], [5, 5], [0, 0], [3, 0]]
    cohort = replace(cohort_of([0, 1, 1, 1], [0, 0, 1, 1], votes=votes), votes_outside=np.array([9, 0, 0, 2]))
    found = reliability(answered(cohort, predictions_of(ROWS)), confidence=0.95)
    mostly_elsewhere = replace(cohort, votes_outside=np.array([10, 0, 0, 2]))
    assert reliability(answered(mostly_elsewhere, predictions_of(ROWS)), confidence=0.95)[3].total == 2
    overall = found[3]
    assert [each.truth for each in found] == [Truth.LABEL] * 3 + [Truth.VOTES] * 3
    assert overall.total == 3  # nobody voted on the third
    assert overall.success[6] == pytest.approx(0.5)
    assert overall.success[9] == pytest.approx(0.8 + 1.0)


def test_only_scored_pictures_count_and_an_empty_group_is_undefined() -> None:
    predictions = predictions_of(ROWS).leaving_out(np.array([0, 0, 1, 1], bool), Outcome.NO_FACE)
    overall, _, b = reliability(answered(cohort_of([0, 1, 1, 1], [0, 0, 1, 1]), predictions), confidence=0.95)
    assert (overall.total, b.total, b.gap, b.interval) == (2, 0, None, None)


def test_pictures_of_one_person_widen_the_bounds_of_the_gap() -> None:
    rows, true = [[0.9, 0.1]] * 40, [0] * 20 + [1] * 20
    alone = cohort_of(true, [0] * 40)
    together = replace(alone, subjects=np.arange(40) // 10)
    widths = [
        (found.gap_interval.upper - found.gap_interval.lower, found.gap)
        for cohort in (alone, together)
        for found in reliability(answered(cohort, predictions_of(rows)), confidence=0.95)[:1]
    ]
    assert widths[1][0] > 1.5 * widths[0][0]
    assert widths[0][1] == widths[1][1]


def test_the_probability_of_the_predicted_emotion_counts_also_where_it_is_not_the_largest() -> None:
    decided = Predictions(
        labels=cohort_of([0], [0]).labels,
        predicted=np.array([1]),
        outcomes=np.array([0]),
        probabilities=np.array([[0.8, 0.2]]),
    )
    assert reliability(answered(cohort_of([1], [0]), decided), confidence=0.95)[0].images[2] == 1


@pytest.mark.parametrize("true", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("k", [2, 7])
def test_a_known_temperature_is_found(true, k) -> None:
    rng = np.random.default_rng(7)
    logits = rng.normal(0, 2, (6000, k))
    codes = (softmax(logits).cumsum(axis=1) > rng.random((6000, 1))).argmax(axis=1)
    assert fit_temperature(logits * true, codes) == pytest.approx(true, rel=0.06)
    assert fit_temperature(np.log(softmax(logits * true)), codes) == pytest.approx(
        fit_temperature(logits * true, codes), rel=1e-4
    )


def test_shares_tell_the_temperature_exactly() -> None:
    logits = np.random.default_rng(3).normal(0, 2, (50, 5))
    for temperature in (0.06, 2.0, 19.0):  # they are looked for between .05 and 20
        assert fit_temperature(logits * temperature, softmax(logits)) == pytest.approx(temperature, rel=1e-4)


def test_no_other_temperature_has_less_cross_entropy() -> None:
    rng = np.random.default_rng(5)
    logits, shares = rng.normal(0, 3, (200, 3)), rng.dirichlet([1, 1, 1], 200)
    shares[:150] = softmax(logits[:150] / 1.7)
    fitted = fit_temperature(logits, shares)
    least = cross_entropy(logits / fitted, shares)
    assert all(least <= cross_entropy(logits / t, shares) for t in np.geomspace(0.05, 20, 400))


@pytest.mark.parametrize(
    ("logits", "codes", "message"),
    [
        ([[3.0, 0.0], [0.0, 3.0]], [0, 1], "right with certainty"),
        ([[3.0, 0.0], [3.0, 0.0]], [1, 1], "hardly anything"),
        ([[1.0, 1.0], [2.0, 2.0]], [0, 1], "hardly anything"),
    ],
)
def test_pictures_that_tell_no_temperature_are_refused(logits, codes, message) -> None:
    with pytest.raises(InputError, match=message):
        fit_temperature(np.array(logits), np.array(codes))


def test_no_picture_and_another_shape_are_refused() -> None:
    with pytest.raises(InputError, match="there is no picture"):
        fit_temperature(np.zeros((0, 2)), np.zeros(0, np.int64))
    with pytest.raises(InputError, match=r"targets have shape \(3, 3\), the logits \(3, 2\)"):
        fit_temperature(np.zeros((3, 2)), np.zeros((3, 3)))


def test_before_and_after_by_hand() -> None:
    # log 9 apart: said with .9, T = 2 makes it 3 to 1; one of two right
    logits, codes = np.log([[0.9, 0.1], [0.9, 0.1]]), np.array([0, 1])
    before, after = calibration_score(logits, codes), calibration_score(logits, codes, 2.0)
    assert before.cross_entropy == pytest.approx(-(np.log(0.9) + np.log(0.1)) / 2)
    assert after.cross_entropy == pytest.approx(-(np.log(0.75) + np.log(0.25)) / 2)
    assert (before.gap, after.gap) == pytest.approx((0.4, 0.25))
    assert (before.error, after.error) == pytest.approx((0.4, 0.25))


def test_an_audit_of_the_fitted_pictures_is_noticed_whatever_the_manifest_says() -> None:
    cohort = replace(cohort_of([0, 1, 1, 1], [0, 0, 1, 1]), split=("Valid", "Valid", "Test", "Test"))
    fitted = Temperature(value=2.0, fitted_on="made", split="Valid", pictures_sha256=cohort.pictures_sha256("Valid"))

    def fitted_here(people, temperature) -> int:
        predictions = predictions_of(ROWS[: len(people)])
        return mixed_emotions(
            answered(people, predictions), confidence=0.95, seed=0, temperature=temperature
        ).fitted_here

    assert fitted_here(cohort, fitted) == 2
    assert fitted_here(cohort_of([0, 1], [0, 0]), fitted) == 2  # the same two pictures, another manifest
    assert fitted_here(cohort_of([0, 1, 1], [0, 0, 1]), fitted) == 0
    assert fitted_here(cohort, replace(fitted, pictures_sha256=None)) == 0
    assert fitted_here(cohort, None) == 0


def test_temperatures_are_looked_for_from_a_twentieth_to_twenty() -> None:
    assert (calibration.LOWEST, calibration.HIGHEST) == (0.05, 20.0)


def test_intervals_have_the_confidence_that_is_asked_for() -> None:
    cohort, said = cohort_of([0, 1, 1, 1], [0, 0, 1, 1]), predictions_of(ROWS)
    assert reliability(answered(cohort, said), confidence=0.8)[0].interval == wilson(2, 4, 0.8)
    several = replace(cohort, subjects=np.array([0, 0, 1, 1]))
    wide = reliability(answered(several, said), confidence=0.8)[0].interval
    assert wide.upper - wide.lower > (one := wilson(2, 4, 0.8)).upper - one.lower


def test_decisions_say_nothing_of_how_sure_they_are() -> None:
    decided = Predictions(labels=cohort_of([0], [0]).labels, predicted=np.array([0]), outcomes=np.array([0]))
    assert reliability(answered(cohort_of([0], [0]), decided), confidence=0.95) == ()


def test_unless_told_logits_are_scored_as_they_are() -> None:
    logits = np.random.default_rng(0).normal(0, 2, (50, 3))
    codes = np.arange(50) % 3
    assert calibration_score(logits, codes) == calibration_score(logits, codes, 1.0)
    assert calibration_score(logits, codes) != calibration_score(logits, codes, 1.5)
