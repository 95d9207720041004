"""Injected disparities are what they say: exactly in the world, in expectation in what is drawn from it."""

from __future__ import annotations

import numpy as np
import pytest
from builders import count_table
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.errors import UsageError
from audit.simulate import common_world, draw, inject, levelled

THREE = LabelSet(emotions=("happy", "sad", "angry"))
CELLS = {
    "a": [[30, 5, 5], [4, 10, 6], [1, 1, 8]],
    "b": [[3, 5, 2], [0, 30, 10], [5, 5, 40]],
    "c": [[9, 0, 1], [2, 2, 0], [0, 0, 6]],
}
TABLE = count_table(CELLS, THREE)
GROUPS = tuple(each.group for each in TABLE.by(("group",)))
WORLD = common_world(TABLE, ("group",), TABLE.overall())
LIMITED = [
    ("accuracy", None),
    ("recall", "sad"),
    ("false_positive_rate", "happy"),
    ("selection_rate", "angry"),
    ("precision", "happy"),
]


def test_a_common_matrix_gives_every_group_the_recalls_of_all_and_keeps_the_pictures() -> None:
    overall = TABLE.overall()
    for code, emotion in enumerate(THREE.emotions):
        pooled = overall.cells[code, code] / overall.cells[code].sum()
        assert [WORLD.rate((g,), "recall", emotion) for g in GROUPS] == pytest.approx([pooled] * 3)
    assert WORLD.images.tolist() == [sum(row) for rows in CELLS.values() for row in rows]


def test_a_common_matrix_leaves_different_success_rates_where_labels_differ() -> None:
    """Right are 42 of 60 happy, 42 of 64 sad and 54 of 66 angry pictures; group a has 40, 20 and 10 of them."""
    right = [42 / 60, 42 / 64, 54 / 66]
    assert WORLD.rate(GROUPS[:1], "accuracy") == pytest.approx(np.dot(right, [40, 20, 10]) / 70)
    assert WORLD.rate(GROUPS[:1], "accuracy") != pytest.approx(WORLD.rate(GROUPS[1:2], "accuracy"), abs=0.01)


@pytest.mark.parametrize(("metric", "emotion"), LIMITED)
def test_levelled_groups_have_exactly_one_rate(metric: str, emotion: str | None) -> None:
    level = levelled(WORLD, GROUPS, metric, emotion, 0.6)
    assert [level.rate((g,), metric, emotion) for g in GROUPS] == pytest.approx([0.6] * 3, abs=1e-12)


@pytest.mark.parametrize(("metric", "emotion"), LIMITED)
@given(rate=st.floats(0.01, 0.99))
def test_the_injected_rate_is_exact_and_other_groups_stay(metric: str, emotion: str | None, rate: float) -> None:
    made = inject(WORLD, GROUPS[1], metric, emotion, rate)
    assert made.rate(GROUPS[1:2], metric, emotion) == pytest.approx(rate, abs=1e-12)
    others = ~made.rows(GROUPS[1])
    assert np.array_equal(made.chances[others], WORLD.chances[others])


@pytest.mark.parametrize("rate", [0.0, 1.0])
@pytest.mark.parametrize(("metric", "emotion"), LIMITED)
def test_the_ends_of_the_scale_are_possible(metric: str, emotion: str | None, rate: float) -> None:
    made = inject(WORLD, GROUPS[0], metric, emotion, rate)
    assert made.rate(GROUPS[:1], metric, emotion) == pytest.approx(rate, abs=1e-12)


def test_lowering_success_follows_the_errors_already_made() -> None:
    """In the common world sad is answered 6, 42, 16 of 64; half as much success leaves the errors 6 to 16."""
    made = inject(WORLD, GROUPS[0], "recall", "sad", 21 / 64)
    row = made.chances[made.rows(GROUPS[0]) & (made.keys[:, -1] == 1)][0]
    assert row == pytest.approx([43 / 64 * 6 / 22, 21 / 64, 43 / 64 * 16 / 22])


def test_a_classifier_without_errors_errs_evenly() -> None:
    perfect = count_table({"a": [[5, 0, 0], [0, 5, 0], [0, 0, 5]]}, THREE)
    world = common_world(perfect, ("group",), perfect.overall())
    made = inject(world, Group.of(("group", "a")), "accuracy", None, 0.4)
    assert made.chances == pytest.approx(0.4 * np.eye(3) + 0.3 * (1 - np.eye(3)))


def test_precision_is_changed_at_the_same_number_of_answers_where_pictures_suffice() -> None:
    before = WORLD.support(GROUPS[0], "precision", "happy")
    made = inject(WORLD, GROUPS[0], "precision", "happy", 0.5)
    assert made.support(GROUPS[0], "precision", "happy") == pytest.approx(before)


def test_a_group_without_the_emotion_cannot_be_right_about_it() -> None:
    table = count_table({"a": [[8, 2], [2, 8]], "b": [[0, 0], [4, 6]]})
    world = common_world(table, ("group",), table.overall())
    b = Group.of(("group", "b"))
    assert inject(world, b, "precision", "happy", 0.8).rate((b,), "precision", "happy") is None
    assert inject(world, b, "recall", "happy", 0.1) is world


def test_the_order_of_the_groups_does_not_matter() -> None:
    other = count_table({name: CELLS[name] for name in ("c", "a", "b")}, THREE)
    turned = inject(common_world(other, ("group",), other.overall()), GROUPS[0], "accuracy", None, 0.3)
    made = inject(WORLD, GROUPS[0], "accuracy", None, 0.3)
    for group in GROUPS:
        assert turned.rate((group,), "precision", "sad") == pytest.approx(made.rate((group,), "precision", "sad"))


def test_levelled_crossings_level_each_feature() -> None:
    rng = np.random.default_rng(3)
    features = (SensitiveFeature(name="age", groups=("x", "y")), SensitiveFeature(name="sex", groups=("f", "m")))
    codes = np.column_stack([rng.integers(0, 2, (400, 2)), rng.integers(0, 3, (400, 2))])
    table = CountTable(labels=THREE, features=features, cells=CellTable.of(codes, (2, 2, 3, 3)))
    world = common_world(table, ("age", "sex"), table.overall())
    level = levelled(world, tuple(each.group for each in table.by(("age", "sex"))), "accuracy", None, 0.7)
    singles = [each.group for name in ("age", "sex") for each in table.by((name,))]
    assert [level.rate((g,), "accuracy") for g in singles] == pytest.approx([0.7] * 4, abs=1e-12)


def test_what_is_drawn_keeps_the_labels_of_every_group() -> None:
    drawn = draw(WORLD, np.random.default_rng(0))
    for before, after in zip(TABLE.by(("group",)), drawn.by(("group",)), strict=True):
        assert after.confusion.support.tolist() == before.confusion.support.tolist()


def test_what_is_drawn_has_the_rate_in_expectation() -> None:
    """2,000 audits of 70 pictures: the mean success rate is off by less than 4 standard errors of a binomial."""
    made = inject(WORLD, GROUPS[0], "accuracy", None, 0.35)
    rng = np.random.default_rng(1)
    right = [draw(made, rng).by(("group",))[0].confusion.correct for _ in range(2000)]
    assert np.mean(right) / 70 == pytest.approx(0.35, abs=4 * np.sqrt(0.35 * 0.65 / (70 * 2000)))
    assert np.std(right) > 0


def test_the_same_seed_draws_the_same() -> None:
    first, again, other = (draw(WORLD, np.random.default_rng(seed)).cells for seed in (5, 5, 6))
    assert np.array_equal(first.counts, again.counts)
    assert np.array_equal(first.keys, again.keys)
    assert not (np.array_equal(first.keys, other.keys) and np.array_equal(first.counts, other.counts))


@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(UsageError, match="from 0 to 1"):
        inject(WORLD, GROUPS[0], "accuracy", None, rate)
