"""Limits of rates of people: the person is the unit, and one more is imagined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from audit.measure.limits import people as module
from audit.measure.limits.people import PeopleLimits, _next, _WithUnseen
from audit.measure.rates.intervals import clopper_pearson

ERRORS = np.array([0.3, 0.05, 0.002, 1e-5])


def limits(*people: tuple[float, float, int]) -> PeopleLimits:
    """Return the limits of one group from rows of (right, pictures, how many people are so)."""
    rows = np.array(people, float)
    return PeopleLimits(x=rows[:, :1], n=rows[:, 1:2], people=rows[:, 2:])


def pair(found: PeopleLimits, error: float) -> tuple[float, float]:
    at = found.at(np.array([error]))[0]
    return float(at.lower[0]), float(at.upper[0])


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(1, 40), st.sampled_from([1, 3]))
def test_people_all_of_whose_pictures_are_alike_are_a_share_of_people(right: int, wrong: int, pictures: int) -> None:
    found = limits((pictures, pictures, right), (0, pictures, wrong)).at(ERRORS)
    exact = clopper_pearson(np.array([float(right)]), np.array([float(right + wrong)]), ERRORS)
    assert np.array([each.lower for each in found]) == pytest.approx(exact.lower)
    assert np.array([each.upper for each in found]) == pytest.approx(exact.upper)


def test_the_limit_is_the_quantile_of_the_weighed_rate() -> None:
    """Drawn: people and the unseen one weighed by exponential variables, the rate's quantile at each error."""
    people = ((2, 3, 4), (1, 1, 6), (0, 2, 3), (5, 5, 2), (3, 8, 1))
    x, n, many = np.array(people, float).T
    weights = np.random.default_rng(5).standard_gamma([*many, 1.0], (400_000, len(people) + 1))
    drawn = weights[:, :-1] @ x / (weights[:, :-1] @ n + weights[:, -1] * 8)
    found = limits(*people)
    for error in (0.3, 0.05, 0.002):
        assert pair(found, error)[0] == pytest.approx(np.quantile(drawn, error), abs=2e-3)


def test_the_other_side_is_the_same_with_right_and_wrong_exchanged() -> None:
    one, other = limits((2, 3, 4), (0, 2, 3)), limits((1, 3, 4), (2, 2, 3))
    for error in ERRORS:
        assert pair(one, error) == pytest.approx(tuple(1 - bound for bound in reversed(pair(other, error))))


def test_pictures_that_differ_within_people_tell_more_than_those_that_do_not() -> None:
    alike, unlike = limits((5, 5, 40), (0, 5, 40)), limits((2, 5, 40), (3, 5, 40))
    assert pair(unlike, 0.05)[0] > pair(alike, 0.05)[0] + 0.03


def test_where_nobody_was_treated_badly_a_few_may_be() -> None:
    """Of 8 people with 20 pictures, all right, one in three may be wrong always: .05^(1/8) = .688."""
    assert pair(limits((20, 20, 8)), 0.05) == pytest.approx((0.05 ** (1 / 8), 1))
    assert pair(limits((19, 20, 8)), 0.05)[0] < 0.95 * 0.05 ** (1 / 8) + 0.01


def test_one_person_with_half_of_the_pictures_leaves_everything_open() -> None:
    low, high = pair(limits((160, 200, 1), (1, 1, 160), (0, 1, 40)), 0.05)
    assert low < 0.3
    assert high > 0.9


def test_wider_at_smaller_errors_and_around_the_rate() -> None:
    found = limits((2, 3, 40), (1, 1, 6), (0, 2, 3), (5, 5, 2)).at(np.array([0.5, 0.3, 0.1, 0.01, 1e-4, 1e-7]))
    lower, upper = ([float(getattr(each, side)[0]) for each in found] for side in ("lower", "upper"))
    assert lower == sorted(lower, reverse=True)
    assert upper == sorted(upper)
    assert lower[0] <= float(found[0].p[0]) <= upper[0]


def test_a_group_alone_has_the_limits_it_has_beside_others_and_in_many_audits() -> None:
    rng = np.random.default_rng(3)
    n = np.kron(np.eye(3), rng.integers(1, 6, (9, 1)).astype(float))
    x = rng.binomial(n.astype(int), 0.7).astype(float)
    people = (
        rng.integers(1, 9, (27, 1)).astype(float) if len(n) == 27 else rng.integers(1, 9, (len(n), 1)).astype(float)
    )
    together = PeopleLimits(x=x, n=n, people=people).at(ERRORS)
    audits = PeopleLimits(x=np.stack([x, x]), n=np.stack([n, n]), people=np.stack([people, people])).at(ERRORS)
    for group in range(3):
        own = PeopleLimits(x=x[:, [group]], n=n[:, [group]], people=people).at(ERRORS)
        for i in range(len(ERRORS)):
            assert together[i].lower[group] == pytest.approx(own[i].lower[0])
            assert audits[i].upper[:, group] == pytest.approx([own[i].upper[0]] * 2)


def test_a_group_that_is_never_right_has_nothing_below_whoever_stands_beside_it() -> None:
    """Its people have 1 and 3 pictures, so that its limit is searched for as any other."""
    x = np.array([[0.0, 0], [0, 0], [0, 2], [0, 4]])
    n = np.array([[1.0, 0], [3, 0], [0, 2], [0, 5]])
    for found in PeopleLimits(x=x, n=n, people=np.full((4, 1), 10.0)).at(ERRORS):
        assert found.lower[0] == 0
        assert 0 < found.lower[1] < found.p[1]


def test_the_rest_are_the_people_of_all_other_groups() -> None:
    x, n = np.array([[1.0, 0, 1], [0, 2, 0], [0, 0, 1]]), np.array([[2.0, 0, 1], [0, 2, 1], [0, 1, 3]])
    found = PeopleLimits(x=x, n=n, people=np.array([[4.0], [5], [6]]))
    rest = found.rest()
    assert rest.p.tolist() == pytest.approx([20 / 43, 14 / 35, 14 / 24])


def test_limits_searched_together_are_those_searched_one_by_one(monkeypatch) -> None:
    found = limits((2, 3, 40), (1, 1, 6), (0, 2, 3), (5, 5, 2))
    together = found.at(ERRORS)
    monkeypatch.setattr("audit.measure.limits.people._AT_ONCE", 1)
    for alone, each in zip(found.at(ERRORS), together, strict=True):
        assert (alone.lower.tolist(), alone.upper.tolist()) == (each.lower.tolist(), each.upper.tolist())


def test_the_largest_standard_error_is_that_of_people_whose_pictures_are_all_alike() -> None:
    """Three people of two pictures and one of four: ½ √(3 · 4 + 16) / 10; a group of its own beside it."""
    rows = PeopleLimits(
        x=np.array([[1.0, 0], [4, 0], [0, 1]]),
        n=np.array([[2.0, 0], [4, 0], [0, 1]]),
        people=np.array([[3.0], [1], [9]]),
    )
    assert rows.spread == pytest.approx([0.5 * np.sqrt(28) / 10, 0.5 / 3])
    assert rows.p == pytest.approx([7 / 10, 1])


def test_a_person_who_is_in_no_picture_of_a_group_has_no_part_in_it() -> None:
    one = limits((2, 3, 4), (0, 2, 3))
    two = PeopleLimits(
        x=np.array([[2.0, 0], [0, 0], [0, 5]]),
        n=np.array([[3.0, 0], [2, 0], [0, 5]]),
        people=np.array([[4.0], [3], [6]]),
    )
    for error in (0.3, 0.05):
        assert two.at(np.array([error]))[0].lower[0] == pytest.approx(pair(one, error)[0])


def test_many_errors_are_looked_for_together_and_apart_alike(monkeypatch) -> None:
    found = limits((2, 3, 4), (0, 2, 3))
    together = [end for each in found.at(ERRORS) for end in (float(each.lower[0]), float(each.upper[0]))]
    monkeypatch.setattr("audit.measure.limits.people._AT_ONCE", 1)
    apart = [end for each in found.at(ERRORS) for end in (float(each.lower[0]), float(each.upper[0]))]
    assert apart == pytest.approx(together)


def test_a_pattern_that_nobody_has_tells_nothing() -> None:
    some, more = limits((2, 3, 4), (0, 2, 3)), limits((2, 3, 4), (0, 2, 3), (0, 50, 0))
    for error in ERRORS:
        assert pair(more, error) == pytest.approx(pair(some, error))


def test_the_next_place_lies_on_the_line_between_two_scores_or_in_the_middle() -> None:
    """From -2 at .1 to 2 at .5 a score of -1 is at .2; where a score is not known, the middle of what is left."""
    low, high = (np.array([0.1]), np.array([-2.0])), (np.array([0.5]), np.array([2.0]))
    wanted = np.array([-1.0])
    assert _next(wanted, low, high, halve=False) == pytest.approx([0.2])
    assert _next(wanted, low, high, halve=True) == pytest.approx([0.3])
    unknown = np.array([0.5]), np.array([np.inf])
    assert _next(wanted, low, unknown, halve=False) == pytest.approx([0.3])
    both = (np.array([0.1, 0.1]), np.array([-2.0, -np.inf])), (np.array([0.5, 0.5]), np.array([2.0, 2.0]))
    assert _next(np.array([-1.0, -1.0]), *both, halve=False) == pytest.approx([0.2, 0.3])
    beyond = np.array([-2.0])
    assert _next(beyond, low, high, halve=False) == pytest.approx([0.1 + 1e-3 * 0.4])  # never at the end itself


def test_in_many_audits_people_without_a_picture_of_a_group_are_none_of_it() -> None:
    """Everybody of a group has as many pictures, all alike: a share of people, exactly, whoever the others are."""
    x, n = np.array([[2.0, 0], [0, 0], [0, 3], [0, 0]]), np.array([[2.0, 0], [2, 0], [0, 3], [0, 3]])
    people = np.array([[7.0], [5], [20], [3]])
    found = PeopleLimits(x=np.stack([x, x]), n=np.stack([n, n]), people=np.stack([people, people])).at(ERRORS)
    exact = clopper_pearson(np.array([7.0, 20]), np.array([12.0, 23]), ERRORS)
    for i, each in enumerate(found):
        assert each.lower == pytest.approx(np.stack([exact.lower[i]] * 2))
        assert each.upper == pytest.approx(np.stack([exact.upper[i]] * 2))


@pytest.mark.parametrize(("at_once", "batches"), [(1, [1] * 4), (12, [3, 1]), (16, [4]), (10**6, [4])])
def test_no_more_pictures_are_gone_through_at_once_than_there_is_room_for(at_once, batches, monkeypatch) -> None:
    """Two patterns on either side are four numbers; four errors."""
    sought, lower = [], module._lower

    def noted(x: np.ndarray, n: np.ndarray, people: np.ndarray, errors: np.ndarray) -> np.ndarray:
        sought.append(len(errors))
        return lower(x, n, people, errors)

    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    monkeypatch.setattr(module, "_lower", noted)
    limits((2, 3, 4), (0, 2, 3)).at(ERRORS)
    assert sought == batches


def two_groups() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return pictures in the numerator and all, people, and the most pictures, of two groups that have little alike."""
    x, n = np.array([[1.0, 4, 0], [20, 0, 30]]), np.array([[3.0, 4, 1], [25, 7, 30]])
    return x, n, np.array([[5.0, 3, 8], [40, 2, 1]]), n.max(axis=-1)


def test_where_the_weighed_rate_is_the_limit_on_average_its_skewness_is_the_score() -> None:
    """By hand, of exponential weights: a sixth of 2 Σ c v³ / (Σ c v²)^1.5, for each group from its own people."""
    x, n, people, largest = two_groups()
    mean = (people * x).sum(axis=-1) / ((people * n).sum(axis=-1) + largest)
    score, at = _WithUnseen(x=x, n=n, people=people, largest=largest).score(mean, np.zeros(2))
    for group in range(2):
        values = np.append(x[group] - n[group] * mean[group], -largest[group] * mean[group])
        counts = np.append(people[group], 1)
        expected = (counts * values**3).sum() / (counts * values**2).sum() ** 1.5 / 3
        assert score[group] == pytest.approx(expected, abs=1e-5)
    assert at == pytest.approx([0, 0], abs=1e-5)


@pytest.mark.parametrize("errors", [(0.4, 0.2), (0.05, 0.01), (1e-4, 1e-7)])
def test_a_limit_that_was_found_has_the_score_of_its_error(errors: tuple[float, float]) -> None:
    x, n, people, largest = two_groups()
    found = PeopleLimits(x=x.T, n=n.T, people=people.T).at(np.array(errors))
    for error, each in zip(errors, found, strict=True):
        score, _ = _WithUnseen(x=x, n=n, people=people, largest=largest).score(each.lower, np.zeros(2))
        assert score == pytest.approx([ndtri(error)] * 2, abs=2e-6)


def test_limits_are_exact_where_a_group_s_people_are_alike_whoever_stands_beside_it() -> None:
    """8 of 12 people right in all of 5 pictures; those of the other group now and then."""
    x, n = np.array([[5.0, 0], [0, 0], [0, 2], [0, 1]]), np.array([[5.0, 0], [5, 0], [0, 3], [0, 4]])
    found = PeopleLimits(x=x, n=n, people=np.array([[8.0], [4], [6], [7]])).at(ERRORS)
    exact = clopper_pearson(np.array([8.0]), np.array([12.0]), ERRORS)
    assert [each.lower[0] for each in found] == exact.lower[:, 0].tolist()
