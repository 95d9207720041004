"""Resampled counts: the law they follow, what they add up to, and how often their intervals hold the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import count_table
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import IntervalMethod
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Resampled
from audit.domain.decision.policy import Policy
from audit.errors import UsageError
from audit.measure import disparities
from audit.measure.bounds.contrasts import observed
from audit.measure.disparities import bootstrap as resampling
from audit.measure.disparities.bootstrap import (
    ResampledUnits,
    draw_cells,
    percentile_interval,
    resampled,
    resampled_cells,
)

ACCURACY = Criterion(metric="accuracy", features=("group",), limit=0.1)
COUNT = Policy(title="t", criteria=(ACCURACY,), interval=IntervalMethod.COUNT_BOOTSTRAP)
X, N = np.array([30.0, 66, 12, 5]), np.array([40.0, 80, 30, 5])
NONE = np.zeros(4)
RESAMPLES = 20_000

groups = st.lists(st.tuples(st.integers(1, 200), st.floats(0, 1)), min_size=2, max_size=6)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def counts(drawn: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    n = np.array([size for size, _ in drawn], float)
    return np.round(n * np.array([share for _, share in drawn])), n


def interval(x: np.ndarray, n: np.ndarray, **changes: object) -> Resampled:
    people = changes.pop("people", None)
    criterion = changes.pop("criterion", ACCURACY)
    found = resampled(criterion, x, n, np.zeros(len(x)), replace(COUNT, **changes), people=people)
    assert found is not None
    return found


@pytest.fixture
def no_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the simulated audits out where they are not asked about."""
    monkeypatch.setattr(resampling, "MOST_KINDS", 0)


def test_sizes_of_groups_have_the_moments_of_drawing_rows_with_replacement() -> None:
    """Drawing in each group apart has no variance of n, drawing each count apart (Poisson) no covariance."""
    outside = np.array([0.0, 20, 0, 25])
    drawn = ResampledUnits.of_images(X, N, outside).drawn(RESAMPLES, rng())
    share = np.append(X, N - X) / 200  # 200 rows: 155 in a denominator, 45 in none
    covariance = 200 * (np.diag(share) - np.outer(share, share))
    found = np.cov(np.hstack([drawn.x, drawn.n - drawn.x]), rowvar=False)
    assert drawn.x.mean(axis=0) == pytest.approx(X, abs=0.2)
    # a covariance over R draws has a standard error of about sqrt(v_i v_j / R)
    noise = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)) / RESAMPLES)
    assert np.all(np.abs(found - covariance) < 5 * noise + 1e-9)
    assert np.all(drawn.n.sum(axis=1) <= 200)
    assert 0 < np.mean(drawn.n[:, 3] == 0) < 0.03  # a group of 5 in 200 vanishes with chance (1 − 5/200)^200 = .0063


def test_a_vanished_group_is_left_out_and_the_last_two_are_needed() -> None:
    values = np.array([[0.5, np.nan, 0.9], [0.5, np.nan, np.nan], [np.nan] * 3])
    weight = np.array([[0.5, 0, 0.5], [1, 0, 0], [0, 0, 0.0]])
    expected = {
        Comparison.DIFFERENCE: [0.4, np.nan, np.nan],
        Comparison.RATIO: [5 / 9, np.nan, np.nan],
        Comparison.WORST_TO_OVERALL: [0.2, np.nan, np.nan],  # .7 overall
        Comparison.FLOOR: [0.5, 0.5, np.nan],
    }
    for comparison, wanted in expected.items():
        assert observed(comparison, values, weight) == pytest.approx(np.array(wanted), nan_ok=True)
    # without the reference nothing can be compared with it
    assert np.isnan(observed(Comparison.DIFFERENCE, values, weight, 1)).all()
    assert observed(Comparison.DIFFERENCE, values, weight, 2)[0] == pytest.approx(0.4)


@pytest.mark.parametrize("reference", [0, 1, 2])
def test_a_reference_is_compared_with_each_other_group_alone(reference: int) -> None:
    values, weight = np.array([0.9, 0.5, 0.6]), np.full(3, 1 / 3)
    assert observed(Comparison.DIFFERENCE, values, weight, reference) == pytest.approx([0.4, 0.4, 0.3][reference])
    assert observed(Comparison.RATIO, values, weight, reference) == pytest.approx([5 / 9, 5 / 9, 2 / 3][reference])
    zero = np.array([0.0, 0.5])
    assert observed(Comparison.RATIO, zero, np.full(2, 0.5), 0) == 0
    assert np.isnan(observed(Comparison.RATIO, np.zeros(2), np.full(2, 0.5), 0))


@pytest.mark.usefixtures("no_coverage")
@given(drawn=groups, order=st.randoms())
@settings(max_examples=30)
def test_neither_the_order_of_groups_nor_a_second_run_changes_an_interval(drawn: list, order: object) -> None:
    x, n = counts(drawn)
    place = list(range(len(x)))
    order.shuffle(place)
    policy = replace(COUNT, resamples=200)
    first, again, moved = (
        resampled(ACCURACY, *pair, np.zeros(len(x)), policy) for pair in ((x, n), (x, n), (x[place], n[place]))
    )
    assert first == again == moved


@pytest.mark.usefixtures("no_coverage")
def test_another_seed_gives_other_resamples() -> None:
    assert interval(X, N, seed=1).interval != interval(X, N, seed=2).interval


@pytest.mark.usefixtures("no_coverage")
def test_four_times_the_images_halve_the_interval() -> None:
    def width(times: int) -> float:
        found = interval(np.array([300.0, 160]) * times, np.array([400.0, 400]) * times).interval
        return found.upper - found.lower

    assert width(4) == pytest.approx(width(1) / 2, rel=0.1)


@pytest.mark.usefixtures("no_coverage")
def test_the_interval_of_two_large_groups_is_the_normal_one() -> None:
    x, n = np.array([3000.0, 1600]), np.array([4000.0, 4000])
    found = interval(x, n).interval
    half = 1.959964 * np.sqrt(0.75 * 0.25 / 4000 + 0.4 * 0.6 / 4000)  # .0202
    assert (found.lower, found.upper) == pytest.approx((0.35 - half, 0.35 + half), abs=0.002)
    assert (found.method, found.confidence) == ("count bootstrap", 0.95)


@pytest.mark.usefixtures("no_coverage")
def test_resamples_without_a_disparity_are_left_out_and_counted() -> None:
    found = interval(np.array([1.0, 0]), np.array([1.0, 1]))
    # of two images both are drawn in half of the resamples; else one group is alone
    assert found.resamples == pytest.approx(1000, abs=100)
    assert (found.interval.lower, found.interval.upper) == (1, 1)


def test_percentiles_by_hand() -> None:
    found = percentile_interval(np.append(np.arange(101.0), np.nan), 0.9, "by hand")
    assert (found.lower, found.upper) == pytest.approx((5, 95))
    assert percentile_interval(np.full(3, np.nan), 0.9, "none") is None


def test_people_with_five_identical_pictures_are_as_sure_as_people_not_as_pictures() -> None:
    people = np.array([30.0, 10, 16, 24])  # 30 of 40 right, 16 of 40 right
    one = np.array([[1, 0], [0, 0], [0, 1], [0, 0]]), np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
    fivefold = ResampledUnits.of_people(people, 5 * one[0], 5 * one[1])
    single = ResampledUnits.of_people(people, *one)
    x, n = people @ one[0], people @ one[1]
    pictures = interval(5 * x, 5 * n).interval
    persons = interval(5 * x, 5 * n, people=fivefold).interval
    assert persons.method == "people bootstrap"
    assert persons == interval(x, n, people=single).interval
    # five times as many independent pictures would be √5 times as sure
    ratio = (persons.upper - persons.lower) / (pictures.upper - pictures.lower)
    assert ratio == pytest.approx(np.sqrt(5), rel=0.1)


def test_people_with_one_picture_each_are_the_images() -> None:
    kinds = np.vstack([np.eye(4), np.zeros((4, 4))])
    people = ResampledUnits.of_people(np.append(X, N - X), kinds, np.vstack([np.eye(4)] * 2))
    images = ResampledUnits.of_images(X, N, NONE)
    assert np.array_equal(people.many, images.many)
    assert np.array_equal(people.drawn(50, rng()).x, images.drawn(50, rng()).x)


def test_a_person_brings_every_picture_of_theirs_to_every_group_they_are_in() -> None:
    # one person with and without glasses, always drawn as a whole: 2 of 3 with, 1 of 1 without
    one = ResampledUnits.of_people(np.array([7.0]), np.array([[2.0, 1]]), np.array([[3.0, 1]]))
    drawn = one.drawn(10, rng())
    assert np.all(drawn.x == [14, 7])
    assert np.all(drawn.n == [21, 7])


def test_people_alike_are_one_kind() -> None:
    units = ResampledUnits.of_people(np.array([2.0, 3, 0]), np.array([[1, 0], [1, 0], [0, 1]]), np.eye(2)[[0, 0, 1]])
    assert units.many == pytest.approx([5])
    assert units.n == pytest.approx(np.array([[1, 0]]))


def test_coverage_is_near_nominal_for_a_large_gap_and_none_for_equal_groups() -> None:
    found = interval(np.array([320.0, 160]), np.array([400.0, 400]), seed=4)
    assert found.coverage == pytest.approx(0.95, abs=0.05)  # 200 audits: standard error .015
    assert found.coverage_if_equal < 0.05


def test_coverage_of_a_rate_of_few_images_is_far_below_nominal() -> None:
    floor = replace(ACCURACY, comparison=Comparison.FLOOR)
    found = interval(np.array([19.0]), np.array([20.0]), criterion=floor)
    # 20 of 20 right, with chance .95^20 = .358, has the interval 1 to 1, which misses .95
    assert found.coverage == pytest.approx(0.64, abs=0.1)
    assert found.coverage_if_equal == pytest.approx(0.64, abs=0.1)


def test_coverage_of_pictures_taken_for_independent_is_worse_than_that_of_people() -> None:
    people = np.array([60.0, 20, 32, 48])
    x, n = 5 * np.array([[1, 0], [0, 0], [0, 1], [0, 0]]), 5 * np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
    units = ResampledUnits.of_people(people, x, n)
    by_person = interval(people @ x, people @ n, people=units)
    assert by_person.coverage == pytest.approx(0.95, abs=0.05)
    audit = resampling._Audit(criterion=ACCURACY, reference=None, confidence=0.95, outside=np.zeros(2))
    # a half width of 1.96 / √5 standard errors holds 62 %
    assert audit.coverage(units, rng()) == pytest.approx(0.62, abs=0.1)


def test_coverage_is_not_measured_where_equal_groups_cannot_be_made_or_kinds_are_many() -> None:
    both = ResampledUnits.of_people(np.array([20.0, 20]), np.array([[1.0, 1], [0, 1]]), np.ones((2, 2)))
    found = interval(np.array([20.0, 40]), np.array([40.0, 40]), people=both)
    assert found.coverage is not None
    assert found.coverage_if_equal is None
    many = np.arange(1.0, 121)
    assert interval(many, many + 7).coverage is None  # 120 groups


def test_equalised_units_have_the_pooled_rate_and_the_sizes_of_their_groups() -> None:
    equal = resampling._equalised(ResampledUnits.of_images(X, N, np.full(4, 2.0))).summed()
    assert equal.n[0] == pytest.approx(N)
    assert equal.x[0] == pytest.approx(N * X.sum() / N.sum())


def test_any_function_of_the_cells_is_resampled() -> None:
    stack = np.random.default_rng(3).integers(0, 30, (3, 4, 4)).astype(float)

    def difference_of_accuracy(cells: np.ndarray) -> np.ndarray:
        right = np.trace(cells, axis1=-2, axis2=-1) / cells.sum(axis=(-2, -1))
        return right.max(axis=-1) - right.min(axis=-1)

    found = resampled_cells(difference_of_accuracy, stack, COUNT)
    shares = interval(np.trace(stack, axis1=1, axis2=2), stack.sum(axis=(1, 2))).interval
    # the same disparity by another road: equal but for the Monte-Carlo noise of a percentile
    assert (found.interval.lower, found.interval.upper) == pytest.approx((shares.lower, shares.upper), abs=0.01)
    assert (found.coverage, found.resamples) == (None, 2000)


def test_cells_are_drawn_in_blocks_that_keep_every_total(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "_BLOCK", 100)
    cells = np.array([[3.0, 0], [2, 5]])
    blocks = list(draw_cells(cells, 60, rng()))
    assert [len(block) for block in blocks] == [25, 25, 10]
    assert all(np.all(block.sum(axis=(1, 2)) == 10) and np.all(block[:, 0, 1] == 0) for block in blocks)
    persons = np.stack([cells, 2 * cells])
    (block,) = draw_cells(persons, 25, rng(), people=np.array([4.0, 1]))
    assert block.shape == (25, 2, 2)
    assert set(block[:, 1, 1]) <= {5.0 * (5 + twice) for twice in range(6)}


def test_people_are_resampled_with_all_their_cells() -> None:
    persons = 5 * np.array([[[1.0, 0], [0, 0]], [[0, 1], [0, 0]], [[0, 0], [1, 0]], [[0, 0], [0, 1]]])

    def share(cells: np.ndarray) -> np.ndarray:
        return cells[:, 0, 0] / cells[:, 0].sum(axis=-1)

    people = np.array([30.0, 10, 16, 24])
    by_person = resampled_cells(share, persons, COUNT, people=people).interval
    by_image = resampled_cells(share, np.tensordot(people, persons, 1), COUNT).interval
    assert (by_person.method, by_image.method) == ("people bootstrap", "count bootstrap")
    assert (by_person.upper - by_person.lower) / (by_image.upper - by_image.lower) == pytest.approx(5**0.5, rel=0.1)


def test_bounds_alone_need_no_resample_and_fairlearn_has_no_averages() -> None:
    assert resampled(ACCURACY, X, N, NONE, replace(COUNT, interval=IntervalMethod.BOUNDS)) is None
    assert resampled_cells(np.sum, N, replace(COUNT, interval=IntervalMethod.BOUNDS)) is None
    with pytest.raises(UsageError, match="count_bootstrap"):
        resampled_cells(np.sum, N, replace(COUNT, interval=IntervalMethod.FAIRLEARN_BOOTSTRAP))


def test_images_outside_the_denominator_are_drawn_with_the_others() -> None:
    """Recall of happy: the sad faces are rows of the table too."""
    table = count_table({"a": [[8, 2], [50, 50]], "b": [[5, 5], [50, 50]]})
    recall = Criterion(metric="recall", emotion="happy", features=("group",), limit=0.1)
    found = disparities(Counted(table=table), (recall,), replace(COUNT, criteria=(recall,)))[0]
    expected = resampled(recall, np.array([8.0, 5]), np.array([10.0, 10]), np.array([100.0, 100]), COUNT)
    assert found.resampled == expected
    assert found.value == pytest.approx(0.3)
    assert found.resampled.interval.lower < 0.3 < found.resampled.interval.upper
    assert disparities(Counted(table=table), (recall,), Policy(title="t", criteria=(recall,)))[0].resampled is None


def test_a_simulated_audit_without_a_disparity_is_left_out_of_the_coverage() -> None:
    """1 of 2 and 0 of 2: in one audit of four nobody is right, which has no ratio; in all others it is 0, the true."""
    units = ResampledUnits.of_images(np.array([1.0, 0]), np.array([2.0, 2]), np.zeros(2))
    ratio = replace(ACCURACY, comparison=Comparison.RATIO)
    audit = resampling._Audit(criterion=ratio, reference=None, confidence=0.95, outside=None)
    assert audit.coverage(units, rng()) == 1.0


def test_simulated_audits_have_as_many_people_of_each_group() -> None:
    """Two people with one picture, three with two and one with three in a; four with one, five with two in b."""
    n = np.array([[1.0, 0], [2, 0], [3, 0], [0, 1], [0, 2]])
    drawn = resampling._audits(ResampledUnits(many=np.array([2.0, 3, 1, 4, 5]), x=n, n=n), rng())
    assert drawn.shape == (200, 5)
    assert (drawn[:, :3].sum(axis=1) == 6).all()
    assert (drawn[:, 3:].sum(axis=1) == 9).all()
    assert drawn.mean(axis=0) == pytest.approx([2, 3, 1, 4, 5], abs=0.5)


def test_a_person_of_a_compared_group_without_a_counted_picture_stays_one_when_rates_are_made_equal() -> None:
    units = ResampledUnits.of_people(np.array([3.0, 2, 5]), np.array([[1, 0], [0, 1], [0, 0]]), np.eye(2)[[0, 1, 1]])
    nobody = replace(units, many=np.array([4.0, 3, 5]), x=np.array([[0, 0], [1, 0], [0, 0]]), n=np.eye(3)[:, 1:])
    assert resampling._equalised(nobody).many.sum() == 12
    assert resampling._equalised(replace(nobody, n=np.array([[1, 1], [1, 0], [0, 1]]))) is None


def test_shares_of_drawn_counts_leave_out_who_vanished_and_weigh_groups_by_their_pictures() -> None:
    drawn = resampling.Draws(x=np.array([[1.0, 0], [0, 0]]), n=np.array([[4.0, 0], [0, 0]]))
    assert drawn.values == pytest.approx(np.array([[0.25, np.nan], [np.nan, np.nan]]), nan_ok=True)
    assert drawn.weight.tolist() == [[1, 0], [0, 0]]


def test_few_percentiles_are_read_where_a_further_resample_falls_beyond_as_often_as_said() -> None:
    """Of 99 values the 5th and the 95th of 100 places; fairlearn's reading lies between the 5th and the 6th."""
    values = np.append(np.arange(1.0, 100), np.nan)
    assert resampling._percentiles(values, 0.9, "weibull") == pytest.approx([5, 95])
    assert resampling._percentiles(values, 0.9, "linear") == pytest.approx([5.9, 94.1])


def test_a_coverage_is_of_two_hundred_audits_of_a_hundred_resamples_each_and_of_two_hundred_kinds_at_most() -> None:
    assert (resampling.AUDITS, resampling.AUDIT_RESAMPLES, resampling.MOST_KINDS) == (200, 100, 200)


def test_as_many_kinds_as_are_allowed_have_a_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    units = ResampledUnits.of_images(X, N, NONE)
    audit = resampling._Audit(criterion=ACCURACY, reference=None, confidence=0.95, outside=None)
    monkeypatch.setattr(resampling, "MOST_KINDS", len(units.many))
    assert audit.coverage(units, rng()) is not None
    monkeypatch.setattr(resampling, "MOST_KINDS", len(units.many) - 1)
    assert audit.coverage(units, rng()) is None
    assert audit.coverage(None, rng()) is None


def test_people_are_drawn_in_blocks_of_the_longest_row_that_is_made_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two patterns of people with four cells each: 100 numbers hold 25 resamples."""
    monkeypatch.setattr(resampling, "_BLOCK", 100)
    persons = np.arange(8.0).reshape(2, 2, 2)
    assert [len(block) for block in draw_cells(persons, 60, rng(), people=np.array([4.0, 1]))] == [25, 25, 10]
    many = np.ones((10, 2))
    assert [len(block) for block in draw_cells(many, 12, rng(), people=np.ones(10))] == [10, 2]
