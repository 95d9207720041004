"""Many audits at once say what each says alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from builders import count_table, reference_of

from audit.domain.counts.counted import Counted
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.judge import judge
from audit.measure import disparities, disparities_of_batch, true_disparity
from audit.measure.disparities.batched import disparities_of_each, is_plain
from audit.measure.disparities.shared_error import SharedError

RNG = np.random.default_rng(7)


def tables(audits: int = 6):
    """Audits of four groups, one of them sometimes without a happy picture or answer."""
    return [
        count_table(
            {name: RNG.integers(0, top, (2, 2)).tolist() for name, top in zip("abcd", (60, 60, 40, 3), strict=True)}
        )
        for _ in range(audits)
    ]


@pytest.mark.parametrize("comparison", list(Comparison))
@pytest.mark.parametrize(
    ("metric", "emotion"), [("accuracy", None), ("recall", "happy"), ("precision", "sad"), ("selection_rate", "sad")]
)
def test_as_one_at_a_time(comparison: Comparison, metric: str, emotion: str | None) -> None:
    criterion = Criterion(
        metric=metric,
        emotion=emotion,
        features=("group",),
        limit=0.3,
        comparison=comparison,
        reference=reference_of(comparison),
    )
    policy = Policy(title="t", criteria=(criterion,))
    drawn = tables()
    found = disparities_of_batch(drawn, criterion, policy)
    for table, many in zip(drawn, found, strict=True):
        (one,) = disparities(Counted(table=table), (criterion,), policy)
        assert many.value == (None if one.value is None else pytest.approx(one.value))
        assert many.excluded == one.excluded
        assert (many.bounds is None) == (one.bounds is None)
        if many.bounds and one.bounds:
            bounds = (many.bounds.lower, many.bounds.upper, many.bounds.error_lower, many.bounds.error_upper)
            alone = (one.bounds.lower, one.bounds.upper, one.bounds.error_lower, one.bounds.error_upper)
            assert bounds == pytest.approx(alone)
        both = judge((criterion, criterion), (many, one), waivers=(), today=date(2026, 1, 1))
        assert both[0].verdict is both[1].verdict


def test_a_family_shares_the_error_of_failing() -> None:
    criterion = Criterion(metric="accuracy", features=("group",), limit=0.1)
    (found,) = disparities_of_batch(
        tables(1), criterion, Policy(title="t", criteria=(criterion,)), SharedError(limits=5, divisor=5.0)
    )
    assert (found.bounds.family, found.bounds.error_lower) == (5, pytest.approx(0.01))


def test_without_the_reference_group_nothing_is_compared() -> None:
    table = count_table({"a": [[8, 2], [2, 8]], "b": [[8, 2], [2, 8]], "c": [[0, 0], [0, 0]]})
    for reference, value in (("a", pytest.approx(0.0)), ("c", None)):
        criterion = Criterion(metric="accuracy", features=("group",), limit=0.1, reference=reference)
        (found,) = disparities_of_batch([table], criterion, Policy(title="t", criteria=(criterion,)))
        assert found.value == value


def test_the_true_disparity_of_known_rates_by_hand() -> None:
    """a .8 (10 pictures), b .5 (30): overall .575."""
    groups = [each.group for each in count_table({"a": [[1, 0], [0, 1]], "b": [[1, 0], [0, 1]]}).by(("group",))]
    expected = {"difference": 0.3, "ratio": 0.625, "worst_to_overall": 0.075, "floor": 0.5}
    for comparison, value in expected.items():
        criterion = Criterion(metric="accuracy", features=("group",), limit=0.1, comparison=Comparison(comparison))
        assert true_disparity(criterion, groups, (0.8, 0.5), (10, 30)) == pytest.approx(value)


@pytest.mark.parametrize("metric", ["macro_recall", "equalized_odds", "accuracy"])
def test_of_any_criterion_each_audit_says_what_it_says_alone(metric: str) -> None:
    """The last has one group with pictures, and so nothing to compare."""
    emotion = "happy" if metric == "equalized_odds" else None
    criterion = Criterion(metric=metric, features=("group",), limit=0.3, emotion=emotion)
    policy = Policy(title="t", criteria=(criterion,))
    alone = count_table({"a": [[8, 2], [2, 8]], "b": [[0, 0], [0, 0]], "c": [[0, 0], [0, 0]]})
    audits = [Counted(table=table) for table in (*tables(3), alone)]
    for many, audit in zip(disparities_of_each(audits, criterion, policy), audits, strict=True):
        (one,) = disparities(audit, (criterion,), policy)
        assert many.excluded == one.excluded
        assert many.part == (None if one.value is None else one.part)
        assert many.value == (None if one.value is None else pytest.approx(one.value))
        assert (many.bounds is None) == (one.bounds is None)
        if many.bounds and one.bounds:
            assert (many.bounds.lower, many.bounds.upper) == pytest.approx((one.bounds.lower, one.bounds.upper))
    assert disparities_of_each(audits, criterion, policy)[-1].value is None


def test_shares_of_images_as_they_are_are_plain_and_all_else_is_not() -> None:
    def plain(metric: str, **more: object) -> bool:
        return is_plain(Criterion(metric=metric, features=("group",), limit=0.3, **more))

    assert plain("accuracy")
    assert plain("recall", emotion="happy")
    assert not plain("accuracy", control=("set",))
    assert not plain("macro_recall")
    assert not plain("equalized_odds", emotion="happy")
