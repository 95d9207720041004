"""Pictures of one person count for as much less as they are alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, count_table, predictions_of, reference_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit.domain.counts.counted import Counted
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.measure import count, disparities
from audit.measure.bounds.partition import partition
from audit.measure.rates import clustering
from audit.measure.rates.clustering import Clusters, PeopleOfGroups, _Shown, correlation, design_effects
from audit.measure.rates.counting import count_people

ACCURACY = Criterion(metric="accuracy", features=("group",), limit=0.1)
COMPARISONS = st.sampled_from(list(Comparison))


def clusters(rows: list[tuple[int, int, int, int]], groups: int = 2) -> Clusters:
    """Return pictures from rows of (group, right, pictures, how many people are so)."""
    x, n = np.zeros((len(rows), groups)), np.zeros((len(rows), groups))
    for i, (group, right, pictures, _) in enumerate(rows):
        x[i, group], n[i, group] = right, pictures
    people = np.array([[row[3]] for row in rows], float)
    return Clusters(x=x, n=n, present=n > 0, people=people)


def audited(y_true: list[int], predicted: list[int], groups: list[int], subjects: list[int] | None):
    """Return counts and people of pictures of two emotions."""
    cohort = cohort_of(y_true, groups, groups=tuple(f"g{i}" for i in range(max(groups) + 1)))
    cohort = replace(cohort, subjects=None if subjects is None else np.array(subjects))
    answers = predictions_of(np.eye(2)[predicted].tolist())
    return count(answered(cohort, answers)), count_people(answered(cohort, answers))


def found(table, people, comparison: Comparison = Comparison.DIFFERENCE):
    criterion = replace(ACCURACY, comparison=comparison, reference=reference_of(comparison, "g1"))
    return disparities(Counted(table=table, people=people), (criterion,), Policy(title="t", criteria=(criterion,)))[0]


def test_the_correlation_by_hand_pooled_over_two_groups() -> None:
    """Eight people of each kind with two pictures: 2 and 0 right in one group, 1 and 2 right in the other.

    Between people: (2·.5² + 2·.5² + 2·.25² + 2·.25²)·8 / 30 = 1/3; within: 2·.5·.5·8 / 32 = 1/8; pictures of a person
    (32 − 2 + 32 − 2) / 30 = 2. So (1/3 − 1/8) / (1/3 + 1/8) = 5/11, and Fisher's standard error is
    (6/11)·(16/11)·√(2 / (2·1·30)).
    """
    rows = clusters([(0, 2, 2, 8), (0, 0, 2, 8), (1, 1, 2, 8), (1, 2, 2, 8)])
    rho = correlation(rows)
    assert float(rho) == pytest.approx(5 / 11 + 96 / 121 * np.sqrt(1 / 30))
    assert design_effects(rows, rho) == pytest.approx([1 + float(rho)] * 2)


@pytest.mark.parametrize("people", [6, 11, 101])
def test_few_people_leave_a_doubt_of_ten(people: int) -> None:
    """Where everybody was right in two of four pictures, ρ is 10 / (10 + people of the group, less one)."""
    assert float(correlation(clusters([(0, 2, 4, people)]))) == pytest.approx(10 / (10 + people - 1))


def test_a_design_effect_follows_the_pictures_of_a_picture_s_person() -> None:
    """One picture of one person and three of another: (1 + 9) / 4 = 2.5 pictures, so 1 + 1.5 ρ."""
    rows = clusters([(0, 1, 1, 1), (0, 1, 3, 1), (1, 1, 1, 5)])
    assert design_effects(rows, np.array(0.4)) == pytest.approx([1.6, 1.0])


def test_people_of_one_picture_have_nothing_in_common() -> None:
    rows = clusters([(0, 1, 1, 9), (0, 0, 1, 3), (1, 1, 1, 4)])
    assert float(correlation(rows)) == 0
    assert design_effects(rows, correlation(rows)).tolist() == [1, 1]


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 2, 2, 5), (1, 3, 3, 4)],  # all right: whether pictures are alike cannot be seen
        [(0, 2, 3, 1), (1, 1, 4, 1)],  # one person in each group: nothing to tell people apart by
        [(0, 2, 5, 1), (1, 1, 1, 9), (1, 0, 1, 9)],  # the only person of several pictures has a group alone
    ],
)
def test_where_nothing_is_known_pictures_of_a_person_are_taken_to_be_alike(rows: list) -> None:
    assert float(correlation(clusters(rows))) == 1


def test_many_audits_at_once_are_those_one_by_one() -> None:
    rng = np.random.default_rng(1)
    n = np.kron(np.eye(2), rng.integers(1, 5, (6, 1)))
    right = rng.binomial(n.astype(int), 0.6, (50, *n.shape)).astype(float)
    right[0] = n  # all right
    together = Clusters(x=right, n=n, present=n > 0, people=np.ones((12, 1)))
    rho = correlation(together)
    assert rho.tolist() == [float(correlation(replace(together, x=each))) for each in right]
    assert rho[0] == 1
    assert design_effects(together, rho).shape == (50, 2)


@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 4), st.integers(1, 3)), min_size=1),
)
def test_a_correlation_is_a_share_and_a_design_effect_lies_between_one_and_the_pictures(rows: list) -> None:
    some = clusters([(g, min(x, n), n, people) for g, x, n, people in rows], groups=3)
    rho = float(correlation(some))
    assert 0 <= rho <= 1
    effects = design_effects(some, np.array(rho))
    assert (effects >= 1).all()
    assert (effects <= np.maximum(some.n.max(axis=0), 1)).all()


@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=40), COMPARISONS)
@settings(deadline=None, max_examples=25)
def test_people_of_one_picture_each_change_no_verdict(rows: list, comparison: Comparison) -> None:
    groups, right = [0, 1, *(g for g, _ in rows)], [True, False, *(r for _, r in rows)]
    table, nobody = audited([0] * len(groups), [int(not r) for r in right], groups, None)
    assert nobody is None
    keys = np.column_stack([groups, np.zeros(len(groups), int), [int(not r) for r in right]])
    people = PeopleTable.of(np.arange(len(groups)), keys, (2, 2, 2))
    criterion = replace(ACCURACY, comparison=comparison, reference=reference_of(comparison, "g1"))
    policy = Policy(title="t", criteria=(criterion,))
    one, other = (partition(Counted(table=table, people=each), criterion, policy) for each in (people, None))
    assert one.dependence.design_effect == 1
    assert (one.x.tolist(), one.n.tolist(), one.values) == (other.x.tolist(), other.n.tolist(), other.values)


def test_people_of_one_picture_each_leave_the_whole_disparity_as_it_is() -> None:
    table, _ = audited([0] * 12, [0, 1, 0] * 4, [0] * 5 + [1] * 7, None)
    people = PeopleTable.of(np.arange(12), np.column_stack([[0] * 5 + [1] * 7, [0] * 12, [0, 1, 0] * 4]), (2, 2, 2))
    assert replace(found(table, people), dependence=None) == found(table, None)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.booleans()), min_size=1, max_size=40))
def test_people_who_are_alike_are_one_pattern_and_nobody_is_lost(pictures: list[tuple[int, int, bool]]) -> None:
    """Against everybody laid out by every group, which millions of people would not leave room for."""
    subjects, groups, right = (list(column) for column in zip(*pictures, strict=True))
    assume(len(set(subjects)) < len(subjects))
    table, people = audited([0] * len(right), [int(not each) for each in right], groups, subjects)
    laid_out = np.zeros((6, 3, 2))
    np.add.at(laid_out, (subjects, groups, 0), right)
    np.add.at(laid_out, (subjects, groups, 1), 1)
    everybody = Counter(str(person.tolist()) for person in laid_out if person.any())
    behind = PeopleOfGroups.of(Counted(table=table, people=people), ("group",)).behind("accuracy", None)
    found = np.zeros((len(behind.people), 3, 2))
    found[:, : max(groups) + 1] = np.stack([behind.x, behind.n], axis=-1)
    assert {str(kind.tolist()): many for kind, (many,) in zip(found, behind.people, strict=True)} == everybody
    assert len(found) == len(everybody)
    assert np.array_equal(behind.present, behind.n > 0)


def test_where_every_person_has_one_picture_no_people_are_counted() -> None:
    assert audited([0, 1, 0], [0, 1, 1], [0, 0, 1], [3, 1, 2])[1] is None
    assert audited([0, 1, 0], [0, 1, 1], [0, 0, 1], [3, 1, 1])[1].total == 2


@pytest.mark.parametrize("comparison", list(Comparison))
@pytest.mark.parametrize("pictures", [2, 5])
def test_pictures_that_are_all_alike_prove_what_their_people_prove(comparison: Comparison, pictures: int) -> None:
    """Three of ten people right in one group, twenty of twenty-five in the other."""
    groups = [0] * 10 + [1] * 25
    wrong = [0] * 3 + [1] * 7 + [0] * 20 + [1] * 5
    alone, _ = audited([0] * 35, wrong, groups, None)
    people = np.repeat(np.arange(35), pictures)
    table, several = audited(
        [0] * 35 * pictures, np.repeat(wrong, pictures).tolist(), np.repeat(groups, pictures).tolist(), people.tolist()
    )
    one_each, each_alike = found(alone, None, comparison), found(table, several, comparison)
    assert each_alike.dependence.correlation == 1
    assert each_alike.dependence.design_effect == pytest.approx(pictures)
    assert (each_alike.dependence.pictures, each_alike.dependence.people) == (35 * pictures, 35)
    assert each_alike.value == pytest.approx(one_each.value)
    assert (each_alike.bounds.lower, each_alike.bounds.upper) == pytest.approx(
        (one_each.bounds.lower, one_each.bounds.upper)
    )


def test_the_people_of_an_excluded_group_say_nothing_about_the_others() -> None:
    """In `unknown` all pictures of a person are alike; among the known every person has one picture."""
    groups = [0] * 6 + [1] * 6
    cohort = cohort_of([0] * 18, groups + [2] * 6, groups=("a", "b", "unknown"))
    cohort = replace(cohort, subjects=np.array([*range(12), 20, 20, 20, 21, 21, 21]))
    answers = predictions_of(np.eye(2)[[0, 1, 0] * 4 + [0] * 3 + [1] * 3].tolist())
    dependence = found(count(answered(cohort, answers)), count_people(answered(cohort, answers))).dependence
    assert (dependence.pictures, dependence.people, dependence.design_effect) == (12, 12, 1.0)


def test_groups_keep_their_share_of_the_images_against_the_overall_value() -> None:
    """Ten people of two pictures that are alike beside twenty of one: all images count for half, so shares stay."""
    subjects = [*np.repeat(np.arange(10), 2).tolist(), *range(10, 30)]
    wrong = [*np.repeat([0, 1] * 5, 2).tolist(), *([0, 0, 0, 1] * 5)]
    table, people = audited([0] * 40, wrong, [0] * 20 + [1] * 20, subjects)
    overall = found(table, people, Comparison.WORST_TO_OVERALL)
    halved = found(count_table({"g0": [[5, 5], [0, 0]], "g1": [[7, 3], [0, 0]]}), None, Comparison.WORST_TO_OVERALL)
    assert overall.value == pytest.approx(25 / 40 - 10 / 20)
    assert overall.bounds.upper > halved.bounds.upper - 0.2
    assert overall.dependence.design_effect == pytest.approx(2)


def test_where_nobody_knows_which_pictures_count_those_of_a_person_are_taken_to_be_alike() -> None:
    known = clusters([(0, 1, 2, 10), (1, 1, 2, 10)])
    assert float(correlation(known)) < 1
    assert float(correlation(replace(known, x=None))) == 1.0


def persons_of_two_groups() -> PeopleOfGroups:
    """Person 0: a right and a wrong happy face in g0, a right sad one in g1; person 1: two right happy ones in g1."""
    table, people = audited([0, 0, 1, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 1], [0, 0, 0, 1, 1])
    found = PeopleOfGroups.of(Counted(table=table, people=people), ("group",))
    assert found is not None
    return found


def test_confusion_matrices_of_people_by_group_and_of_one_group() -> None:
    found = persons_of_two_groups()
    whole = found.everyone()
    assert whole.cells.shape == (2, 2, 2, 2)
    by_person = sorted(each.tolist() for each in whole.cells)
    assert by_person == [[[[0, 0], [0, 0]], [[2, 0], [0, 0]]], [[[1, 1], [0, 0]], [[0, 0], [0, 1]]]]
    assert whole.people.tolist() == [1, 1]
    assert [each.tolist() for each in found.matrices(0).cells] == [[[1, 1], [0, 0]]]
    assert sorted(each.tolist() for each in found.matrices(1).cells) == [[[0, 0], [0, 1]], [[2, 0], [0, 0]]]


def test_pictures_behind_a_rate_of_every_group_and_without_knowing_which_count() -> None:
    behind = persons_of_two_groups().behind("recall", "happy")
    rows = sorted(zip(behind.x.tolist(), behind.n.tolist(), behind.present.tolist(), strict=True))
    assert rows == [([0, 2], [0, 2], [False, True]), ([1, 0], [2, 0], [True, True])]
    pictured = persons_of_two_groups().pictured()
    assert pictured.x is None
    assert sorted(pictured.n.tolist()) == [[0, 2], [2, 1]]


def test_without_a_feature_all_people_are_in_one_group() -> None:
    table, people = audited([0, 0, 1], [0, 1, 1], [0, 1, 1], [0, 0, 1])
    found = PeopleOfGroups.of(Counted(table=table, people=people), ())
    assert found.groups == 1
    assert sorted(found.behind("accuracy", None).n.tolist()) == [[1], [2]]
    assert PeopleOfGroups.of(Counted(table=table), ("group",)) is None


def test_the_last_eight_tables_of_people_are_known_by_table_and_groups() -> None:
    found = persons_of_two_groups()
    assert clustering._KNOWN.maxlen == 8
    assert found.shown is found.shown
    other = replace(found, position=np.where(found.position == 0, -1, found.position))
    assert other.shown is not found.shown
    assert sorted(other.behind("accuracy", None).n.tolist()) == [[0, 1], [0, 2]]
    assert replace(found, table=persons_of_two_groups().table).shown is not found.shown


def test_what_people_of_several_pictures_tell_and_what_the_person_of_a_picture_has() -> None:
    """Three people of two and one of one in the first group, two of one in the second."""
    rows = clusters([(0, 1, 2, 3), (0, 1, 1, 1), (1, 1, 1, 2)])
    assert rows.pictures.tolist() == [7, 2]
    assert rows.persons.tolist() == [4, 2]
    assert rows.everyone == 6
    assert rows.telling == 2  # three people of several pictures in one group: two comparisons
    assert rows.size.tolist() == pytest.approx([(3 * 4 + 1) / 7, 1])
    assert clusters([(0, 1, 1, 5)]).telling == 1
    some = rows.of([1])
    assert (some.n.tolist(), some.people.tolist()) == ([[1]], [[2]])
    assert replace(rows, x=None).of([0]).x is None


def test_where_nobody_is_in_any_group_there_are_no_patterns() -> None:
    found = persons_of_two_groups()
    nobody = replace(found, position=np.full_like(found.position, -1)).behind("accuracy", None)
    assert nobody.n.shape == (0, 2)
    assert nobody.pictures.tolist() == [0, 0]
    assert float(correlation(nobody)) == 0


def test_a_pattern_that_nobody_has_tells_nothing() -> None:
    rows = clusters([(0, 1, 2, 3), (1, 1, 2, 0)])
    assert rows.telling == 2  # three people in the first group, nobody in the second
    assert rows.persons.tolist() == [3, 0]


def test_shares_of_nothing_are_nought_and_of_one_are_shares() -> None:
    found = clustering._over(np.array([1.0, 3, 0]), np.array([1.0, 4, 0]))
    assert found.tolist() == [1, 0.75, 0]


def test_the_standard_error_of_a_correlation_by_hand() -> None:
    """Fisher's of ρ = .2 from nine with three pictures each: .8 · (1 + 2 · .2) · √(2 / (3 · 2 · 9))."""
    assert clustering._standard_error(np.array(0.2), 3.0, 9.0) == pytest.approx(0.8 * 1.4 * np.sqrt(2 / 54))


def test_patterns_of_one_person_each_tell_as_much_as_people_who_are_alike() -> None:
    assert clusters([(0, 1, 2, 1), (0, 2, 2, 1), (0, 0, 2, 1)]).telling == 2
    assert clusters([(0, 1, 2, 3)]).telling == 2
    assert clusters([(0, 1, 2, 3), (1, 1, 3, 4)]).telling == 2 + 3


def test_two_pictures_of_some_and_one_of_others_still_tell_how_alike_they_are() -> None:
    """Twenty people of two, each half right, and twenty of one: nobody's pictures are more alike than others'."""
    found = clusters([(0, 1, 2, 20), (0, 1, 1, 10), (0, 0, 1, 10)])
    assert 10 / (10 + 19) <= float(correlation(found)) < 1


def test_entries_are_told_apart_by_their_group_and_pictures_and_by_nothing_else() -> None:
    """Numbers from 0 on, as those who compare people entry by entry need them."""
    rng = np.random.default_rng(6)
    group, n = rng.integers(0, 3, 60), rng.integers(1, 4, 60)
    x = rng.integers(0, n + 1)
    nothing = np.zeros(0, np.int64)
    shown = _Shown(
        people=None, position=nothing, entry=nothing, cell=nothing, images=nothing, pattern=nothing, group=group
    )
    codes = shown._codes(x, n)
    assert codes.min() >= 0
    pairs = set(zip(codes.tolist(), zip(group.tolist(), x.tolist(), n.tolist(), strict=True), strict=True))
    assert len(pairs) == len({code for code, _ in pairs}) == len({entry for _, entry in pairs})


def test_without_people_pictures_count_in_full() -> None:
    nobody = Clusters(x=np.zeros((0, 2)), n=np.zeros((0, 2)), present=np.zeros((0, 2), bool), people=np.zeros((0, 1)))
    assert design_effects(nobody, np.ones(()), alone=True).tolist() == [1, 1]
