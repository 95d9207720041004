"""Screening: p-values that hold for few pictures, false alarms kept in check, nothing that depends on order."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from builders import count_table
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.screening import Screening
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.measure import screening
from audit.measure.bounds.partition import partition
from audit.measure.disparities import screening as module
from audit.measure.disparities.screening import ENOUGH, benjamini_hochberg, homogeneity_p_value

FER7 = LABEL_SETS["fer7"]
POLICY = Policy(title="t", criteria=())

# rows = true happy, sad; columns = predicted happy, sad
GOOD = [[18, 2], [2, 18]]
BAD = [[4, 16], [2, 18]]
EMPTY = [[0, 0], [0, 0]]


def p_value(x: list[int], n: list[int], resamples: int = 9999, seed: int = 0) -> float:
    rng = np.random.default_rng(seed)
    return homogeneity_p_value(np.array(x), np.array(n), resamples=resamples, rng=rng)


def error(p: float, resamples: int = 9999) -> float:
    """Return four standard errors of an estimated p-value."""
    draws = min(resamples, ENOUGH / p)
    return 4 * np.sqrt(p * (1 - p) / draws) + 2 / resamples


@pytest.mark.parametrize(
    ("x", "n"), [([3, 0], [3, 3]), ([9, 2], [10, 10]), ([30, 18], [40, 40]), ([50, 3], [60, 8]), ([7, 5], [10, 10])]
)
def test_two_groups_have_the_p_value_of_fishers_test(x: list[int], n: list[int]) -> None:
    """With two groups a table is as uneven as another when its chi-square is: for these tables as in Fisher's test."""
    exact = fisher_exact([x, [b - a for a, b in zip(x, n, strict=True)]]).pvalue
    assert p_value(x, n) == pytest.approx(exact, abs=error(exact))


def test_five_groups_of_three_by_counting_every_table() -> None:
    """Given 9 right of 15: a table with x_k of 3 right has weight Π C(3, x_k); C(15, 9) = 5005 in all."""
    x, weight = [3, 3, 3, 0, 0], [1, 3, 3, 1]
    as_uneven = sum(
        np.prod([weight[a] for a in cells])
        for cells in product(range(4), repeat=5)
        if sum(cells) == 9 and sum(a * a for a in cells) >= 27
    )
    assert as_uneven == 10  # only ways to choose the three groups that are all right
    assert p_value(x, [3] * 5) == pytest.approx(10 / 5005, abs=error(10 / 5005))


def test_many_pictures_have_the_p_value_of_the_chi_square_distribution() -> None:
    x, n = np.array([410, 395, 440, 371]), np.array([500, 500, 520, 480])
    usual = chi2_contingency([x, n - x], correction=False).pvalue
    assert 0.01 < usual < 0.5
    assert p_value(x.tolist(), n.tolist()) == pytest.approx(usual, abs=error(usual))


def test_more_images_than_random_tables_can_hold_still_have_a_p_value() -> None:
    """From 10⁹ images on, by the chi-square distribution: a thousandth of a point shows, equal rates do not."""
    assert p_value([500_050_000, 499_950_000], [10**9, 10**9]) < 1e-4
    assert p_value([5 * 10**8, 5 * 10**8], [10**9, 10**9]) == 1.0
    assert p_value([0, 0], [10**9, 10**9]) == 1.0


@pytest.mark.parametrize(("x", "n"), [([0, 0], [5, 7]), ([5, 7], [5, 7]), ([2, 4], [5, 10])])
def test_equal_rates_have_the_p_value_one(x: list[int], n: list[int]) -> None:
    assert p_value(x, n) == 1.0


def test_a_group_without_images_changes_nothing() -> None:
    assert p_value([9, 0, 2], [10, 0, 10]) == p_value([9, 2], [10, 10])
    assert p_value([9, 0], [10, 0]) == p_value([0, 0], [0, 0]) == 1.0


def test_no_p_value_is_zero() -> None:
    assert p_value([0, 1000], [1000, 1000], resamples=999) == 1 / 1000
    assert p_value([0, 30], [30, 30], resamples=999) == 1 / 1000


def test_a_single_right_picture_in_a_tiny_group_is_drawn_however_small_the_usual_p_value() -> None:
    """1 of 3 against 9 of 10,000: chance puts one of the ten right pictures into the three about 30 times in 10,003."""
    x, n = np.array([1, 9]), np.array([3, 10_000])
    assert chi2_contingency([x, n - x], correction=False).pvalue < 1e-70
    exact = 1 - (9993 * 9992 * 9991) / (10_003 * 10_002 * 10_001)
    assert p_value(x.tolist(), n.tolist()) == pytest.approx(exact, abs=error(exact))


@given(
    groups=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=2, max_size=6),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_order_of_groups_and_right_for_wrong_change_nothing(groups: list, order: object) -> None:
    x, n = [a for a, _ in groups], [a + b for a, b in groups]
    once = p_value(x, n, resamples=999)
    shuffled = list(zip(x, n, strict=True))
    order.shuffle(shuffled)
    assert p_value(*map(list, zip(*shuffled, strict=True)), resamples=999) == once
    assert p_value([b - a for a, b in zip(x, n, strict=True)], n, resamples=999) == once


@pytest.mark.parametrize("groups", [2, 5])
@pytest.mark.parametrize("images", [3, 25])
def test_equal_groups_have_a_small_p_value_no_more_often_than_it_says(groups: int, images: int) -> None:
    rng = np.random.default_rng(20)
    n, audits = np.r_[4 * images, np.full(groups - 1, images)], 400
    found = np.array([p_value(rng.binomial(n, 0.8).tolist(), n.tolist(), 399, seed) for seed in range(audits)])
    for level in (0.05, 0.2):
        assert (found <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / audits)


def test_benjamini_and_hochberg_by_hand() -> None:
    """Of .01, .02, .03, .5 (one more has none): 4·.01/1 = .04, 4·.02/2 = .04, 4·.03/3 = .04, .5."""
    assert benjamini_hochberg([0.5, 0.01, None, 0.03, 0.02]) == pytest.approx([0.5, 0.04, None, 0.04, 0.04])
    assert benjamini_hochberg([0.01, 0.04]) == pytest.approx([0.02, 0.04])
    assert benjamini_hochberg([None]) == [None]
    assert benjamini_hochberg([]) == []


def rows(found: Screening) -> dict[tuple[str, str | None, str], tuple[int, float | None, float | None]]:
    return {(r.metric, r.emotion, r.feature): (r.groups, r.p_value, r.adjusted) for r in found.rows}


def test_every_share_of_every_emotion_is_looked_at_in_order() -> None:
    found = screening(Counted(table=count_table({"a": GOOD, "b": BAD})), POLICY)
    per_emotion = ("recall", "precision", "false_positive_rate", "selection_rate")
    named = [("accuracy", None)] + [(metric, emotion) for metric in per_emotion for emotion in ("happy", "sad")]
    assert [(row.metric, row.emotion) for row in found.rows] == named
    assert found.family == 9
    assert found.share == pytest.approx(0.05)
    assert "the family of 9 " in found.method


@pytest.mark.parametrize(("confidence", "tables"), [(0.95, "999"), (0.99, "4,499"), (0.999, "19,999")])
def test_random_tables_are_five_below_the_smallest_p_value_that_is_asked_for(confidence: float, tables: str) -> None:
    """Of a family of 9: 5 · 9 / .05 = 900 are too few and 5 · 9 / .001 too many; one is the table that was seen."""
    policy = Policy(title="t", criteria=(), confidence=confidence)
    found = screening(Counted(table=count_table({"a": GOOD, "b": BAD})), policy)
    assert f"held against up to {tables} random tables" in found.method


def test_the_emotion_that_differs_stands_out_and_the_other_does_not() -> None:
    found = screening(Counted(table=count_table({"a": GOOD, "b": BAD})), POLICY)
    standing = {(row.metric, row.emotion) for row in found.rows if found.flagged(row)}
    assert ("recall", "happy") in standing  # 18 of 20 against 4 of 20
    assert ("recall", "sad") not in standing  # 18 of 20 in both
    assert rows(found)["recall", "sad", "group"][1] == 1.0


def test_groups_are_those_a_limit_would_compare() -> None:
    cells = {"a": GOOD, "b": GOOD, "few": [[0, 3], [0, 0]], "none": EMPTY, "unknown": BAD}
    recall = ("recall", "happy", "group")
    assert rows(screening(Counted(table=count_table(cells)), POLICY))[recall][0] == 3
    assert (
        rows(screening(Counted(table=count_table(cells)), Policy(title="t", criteria=(), min_support=4)))[recall][0]
        == 2
    )
    assert (
        rows(screening(Counted(table=count_table(cells)), Policy(title="t", criteria=(), include_unknown=True)))[
            recall
        ][0]
        == 4
    )
    assert rows(screening(Counted(table=count_table(cells)), POLICY))["recall", "sad", "group"][0] == 2


def test_fewer_than_two_groups_have_no_p_value_and_are_no_part_of_the_family() -> None:
    found = screening(Counted(table=count_table({"a": GOOD, "none": EMPTY})), POLICY)
    assert found.family == 0
    assert {(row.groups, row.p_value, row.adjusted) for row in found.rows} == {(1, None, None)}
    assert not any(found.flagged(row) for row in found.rows)
    only_sad = screening(Counted(table=count_table({"a": GOOD, "b": [[0, 0], [3, 9]]})), POLICY)
    assert rows(only_sad)["recall", "happy", "group"] == (1, None, None)
    assert only_sad.family == 8 - 1  # nor is there a false positive rate of sad in b


def crossed(stack: np.ndarray, ages: tuple[str, ...], genders: tuple[str, ...]) -> CountTable:
    features = (SensitiveFeature(name="age", groups=ages), SensitiveFeature(name="gender", groups=genders))
    cells = CellTable(shape=stack.shape, keys=np.argwhere(stack >= 0), counts=stack.reshape(-1))
    return CountTable(labels=LABEL_SETS["happy-sad"], features=features, cells=cells)


def test_intersections_of_the_policy_belong_to_the_family() -> None:
    table = crossed(np.full((3, 2, 2, 2), 5), ("young", "old", "older"), ("f", "m"))
    assert screening(Counted(table=table), POLICY).family == 2 * 9
    policy = Policy(title="t", criteria=(Criterion(metric="accuracy", features=("gender", "age"), limit=0.1),))
    found = screening(Counted(table=table), policy)
    assert found.family == 3 * 9
    assert found.rows[-1].feature == "age × gender"
    assert found.rows[-1].groups == 6


@given(stack=st.lists(st.integers(0, 9), min_size=24, max_size=24), order=st.permutations(range(3)))
@settings(max_examples=15, deadline=None)
def test_permuting_and_renaming_groups_changes_nothing(stack: list[int], order: list[int]) -> None:
    cells = np.array(stack).reshape(3, 2, 2, 2)
    once = screening(Counted(table=crossed(cells, ("x", "y", "z"), ("f", "m"))), POLICY)
    again = screening(Counted(table=crossed(cells[order][:, ::-1], ("q", "r", "s"), ("w", "m"))), POLICY)
    assert once == again


def pictures(right: np.ndarray, group: np.ndarray, each: int) -> tuple[CountTable, PeopleTable]:
    """Return happy faces, so many pictures of each person, all right or all wrong; counts, and the same by person."""
    codes = np.column_stack([group, np.zeros(len(group), int), np.where(right, 0, 1)]).repeat(each, axis=0)
    features = (SensitiveFeature(name="group", groups=("a", "b")),)
    counts = CountTable(labels=LABEL_SETS["happy-sad"], features=features, cells=CellTable.of(codes, (2, 2, 2)))
    return counts, PeopleTable.of(np.arange(len(group)).repeat(each), codes, (2, 2, 2))


def test_ten_pictures_of_a_person_that_are_all_alike_count_as_one() -> None:
    """9 of 12 people of a, 5 of 12 of b, each with ten pictures: as many as 90 and 50 of 120, but not as sure."""
    group = np.arange(2).repeat(12)
    right = np.concatenate([np.arange(12) < 9, np.arange(12) < 5])
    recall = ("recall", "happy", "group")
    counts, people = pictures(right, group, each=10)
    once = rows(screening(Counted(table=pictures(right, group, each=1)[0]), POLICY))[recall][1]
    assert rows(screening(Counted(table=counts), POLICY))[recall][1] <= 1e-3
    assert rows(screening(Counted(table=counts, people=people), POLICY))[recall][1] == pytest.approx(once, rel=0.5)
    assert once > 0.1


def test_equal_groups_of_people_with_several_pictures_are_seldom_accused() -> None:
    rng, audits, group = np.random.default_rng(4), 100, np.arange(2).repeat(30)
    small = 0
    for _ in range(audits):
        counts, people = pictures(rng.random(60) < 0.8, group, each=5)
        small += rows(screening(Counted(table=counts, people=people), POLICY))["recall", "happy", "group"][1] <= 0.05
    assert small / audits <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / audits)


def seven(rng: np.random.Generator, lower: tuple[str, ...] = ()) -> CountTable:
    """Return three groups of 350 pictures, .8 of each emotion recognised; of some emotions .3 in the first group."""
    chances = np.full((3, 7, 7), 0.2 / 6)
    chances[:, range(7), range(7)] = 0.8
    for emotion in lower:
        code = FER7.code(emotion)
        chances[0, code] = 0.7 / 6
        chances[0, code, code] = 0.3
    return count_table({str(g): [rng.multinomial(50, row).tolist() for row in chances[g]] for g in range(3)}, FER7)


def test_a_classifier_without_differences_is_seldom_accused() -> None:
    """Of all 29 rates equal, any flag is a false alarm: at most 5 % of audits, and their Monte-Carlo error."""
    rng, audits = np.random.default_rng(8), 60
    found = [screening(Counted(table=seven(rng)), Policy(title="t", criteria=(), seed=seed)) for seed in range(audits)]
    accused = sum(any(map(one.flagged, one.rows)) for one in found)
    assert accused / audits <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / audits)


def test_two_emotions_recognised_less_are_found_and_few_others_with_them() -> None:
    """Recall of the other five emotions is truly equal: flags there are false, at most 5 % of all flags."""
    rng, lower, false, hits = np.random.default_rng(9), ("angry", "sad"), [], 0
    for seed in range(20):
        found = screening(Counted(table=seven(rng, lower)), Policy(title="t", criteria=(), seed=seed))
        flagged = [row for row in found.rows if found.flagged(row)]
        recalls = [row.emotion for row in flagged if row.metric == "recall"]
        false.append(sum(emotion not in lower for emotion in recalls) / max(1, len(flagged)))
        hits += sum(emotion in lower for emotion in recalls)
    assert hits >= 38  # of 40
    assert np.mean(false) <= 0.05


def test_no_more_tables_are_drawn_than_numpy_can_and_doubt_leaves_room_for() -> None:
    assert (ENOUGH, module._TOO_MANY, module._BEYOND_DOUBT) == (100, 10**9, 1e-12)


def test_what_is_expected_of_the_rarer_answer_in_the_smallest_group() -> None:
    """30 right of 100 in 10 and 90: the smallest group has 3 of the right and 7 of the wrong ones."""
    assert module._least_expected(np.array([3, 27]), np.array([10, 90])) == pytest.approx(3)
    assert module._least_expected(np.array([7, 63]), np.array([10, 90])) == pytest.approx(3)


def test_the_usual_p_value_is_that_of_as_many_degrees_of_freedom_as_groups_less_one() -> None:
    x, n = np.array([41, 39, 52]), np.array([50, 52, 58])
    expected = chi2_contingency([x, n - x], correction=False).pvalue
    assert module._usual_p_value(x, n) == pytest.approx(expected)
    assert [module._usual_p_value(np.array(none), np.array([5, 5])) for none in ([0, 0], [5, 5])] == [1, 1]


def test_a_comparison_of_whole_pictures_has_the_p_value_of_their_numbers() -> None:
    """13 of 20 against 8 of 20 happy faces; a share of effective images that is a rounding short of one is one."""
    rule = Criterion(metric="recall", emotion="happy", features=("group",), limit=1)
    table = count_table({"a": [[13, 7], [0, 0]], "b": [[8, 12], [0, 0]]})
    found = partition(Counted(table=table), rule, POLICY)
    x, n = np.array([13, 8]), np.array([20, 20])
    expected = homogeneity_p_value(x, n, resamples=499, rng=np.random.default_rng(7))
    assert module._p_value(found, 499, 7) == expected
    short = replace(found, n=found.n - 1e-10, x=found.x - 1e-10)
    assert module._p_value(short, 499, 7) == expected
    assert module._p_value(replace(found, assessed=found.assessed[:1]), 499, 7) is None
