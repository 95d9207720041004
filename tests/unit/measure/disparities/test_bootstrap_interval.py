"""A bootstrap interval beside disparities that are no single share of images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.counts.counted import Counted
from audit.domain.decision.choices import IntervalMethod
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.errors import UsageError
from audit.measure import count
from audit.measure.bounds.notions import compared_groups
from audit.measure.disparities import bootstrap_interval as displayed
from audit.measure.disparities.bootstrap import resampled
from audit.measure.disparities.bootstrap_interval import interval_shown
from audit.measure.rates.counting import count_people

RESAMPLES = 2000
CRITERIA = {
    "macro metric": Criterion(metric="macro_f1", features=("group",), limit=0.1),
    "notion": Criterion(metric="macro_equalized_odds", features=("group",), limit=0.1),
    "notion of one emotion": Criterion(
        metric="equalized_odds", features=("group",), limit=0.5, emotion="happy", comparison=Comparison.RATIO
    ),
    "within strata": Criterion(metric="accuracy", features=("group",), limit=0.1, control=("set",)),
    "recall within strata": Criterion(
        metric="recall", emotion="sad", features=("group",), limit=0.1, control=("set",), comparison=Comparison.FLOOR
    ),
    "with a reference": Criterion(metric="macro_recall", features=("group",), limit=0.1, reference="b"),
}


class Made:
    """360 pictures of 90 people in three groups and two sets; or of 360 people, each several times the same."""

    def __init__(self, order: tuple[int, ...] = (0, 1, 2), pictures: int = 1) -> None:
        rng, n = np.random.default_rng(1), 360
        self.group, self.stratum, self.true = rng.choice(3, n, p=[0.5, 0.3, 0.2]), rng.choice(2, n), rng.choice(2, n)
        wrong = rng.random(n) < np.array([0.1, 0.2, 0.4])[self.group] + 0.1 * self.stratum
        self.predicted = np.where(wrong, 1 - self.true, self.true)
        self.subjects = rng.choice(90, n)
        if pictures > 1:
            self.subjects, n = np.tile(np.arange(n), pictures), n * pictures
            self.group, self.stratum, self.true, self.predicted = (
                np.tile(each, pictures) for each in (self.group, self.stratum, self.true, self.predicted)
            )
        names = np.array(["a", "b", "c"])[list(order)]
        features = (
            SensitiveFeature(name="group", groups=tuple(names.tolist())),
            SensitiveFeature(name="set", groups=("one", "two")),
        )
        codes = np.column_stack([np.argsort(order)[self.group], self.stratum])
        cohort = replace(cohort_of(self.true.tolist(), [0] * n), features=features, codes=codes)
        answers = predictions_of(np.eye(2)[self.predicted].tolist())
        self.table = count(answered(cohort, answers))
        self.people = count_people(answered(replace(cohort, subjects=self.subjects), answers))

    def shown(self, criterion: Criterion, *, people: bool, interval: str = "count_bootstrap"):
        policy = Policy(
            title="t", criteria=(criterion,), interval=IntervalMethod(interval), resamples=RESAMPLES, seed=3
        )
        mine = self.people if people else None
        return interval_shown(
            compared_groups(Counted(table=self.table, people=mine), criterion, policy),
            Counted(table=self.table, people=mine),
            policy,
        )


MADE = Made()


def observed_of(rows: np.ndarray, which: str) -> float:
    """Return a disparity of some rows of MADE, worked out from the rows alone."""
    group, true, predicted = MADE.group[rows], MADE.true[rows], MADE.predicted[rows]

    def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
        return np.array([part[group == g].sum() / whole[group == g].sum() for g in range(3)])

    if which == "macro metric":
        f1 = [2 * share((true == e) & (predicted == e), (true == e) * 1 + (predicted == e)) / 2 for e in range(2)]
        return float(np.ptp(f1[0] + f1[1]))
    gaps = [
        max(
            np.ptp(share((true == e) & (predicted == e), true == e)),
            np.ptp(share((true != e) & (predicted == e), true != e)),
        )
        for e in range(2)
    ]
    return float(np.mean(gaps))


@pytest.mark.parametrize("people", [False, True])
@pytest.mark.parametrize("which", ["macro metric", "notion"])
def test_percentiles_are_those_of_resampled_rows(which: str, people: bool) -> None:
    """Images drawn with replacement, or people with all of theirs; 2,000 against 1,000 draws of random numbers."""
    rng = np.random.default_rng(5)
    rows_of = [np.flatnonzero(MADE.subjects == s) for s in np.unique(MADE.subjects)]

    def drawn() -> np.ndarray:
        if not people:
            return rng.integers(0, 360, 360)
        return np.concatenate([rows_of[i] for i in rng.integers(0, len(rows_of), len(rows_of))])

    ours = MADE.shown(CRITERIA[which], people=people)
    theirs = np.quantile([observed_of(drawn(), which) for _ in range(1000)], [0.025, 0.975])
    assert (ours.interval.lower, ours.interval.upper) == pytest.approx(theirs.tolist(), abs=0.025)
    assert ours.interval.method == ("people bootstrap" if people else "count bootstrap")
    assert ours.resamples == RESAMPLES
    assert ours.coverage is None


@pytest.mark.parametrize("people", [False, True])
@pytest.mark.parametrize("which", sorted(CRITERIA))
def test_the_observed_disparity_is_that_of_the_cells_themselves(which: str, people: bool, monkeypatch) -> None:
    """One resample that is the cells as they are has the disparity that was observed."""
    criterion, seen = CRITERIA[which], []

    def unresampled(disparity, cells, _, *, people=None):
        whole = cells if people is None else np.tensordot(people, cells, 1)
        seen.append(float(disparity(whole[None])[0]))

    monkeypatch.setattr(displayed, "resampled_cells", unresampled)
    MADE.shown(criterion, people=people)
    policy = Policy(title="t", criteria=(criterion,))
    found = compared_groups(Counted(table=MADE.table), criterion, policy)
    worst = [found.worst(np.array([part.disparity for part in emotion])) for emotion in found.emotions]
    assert seen == pytest.approx([np.mean(worst)])


@pytest.mark.parametrize("people", [False, True])
@pytest.mark.parametrize("which", sorted(CRITERIA))
def test_the_order_of_groups_changes_nothing(which: str, people: bool) -> None:
    one, other = (made.shown(CRITERIA[which], people=people) for made in (MADE, Made(order=(2, 0, 1))))
    assert one == other
    assert one.interval.lower < one.interval.upper


def test_pictures_that_are_all_alike_are_resampled_as_their_people() -> None:
    """Four times the same picture of each of 360 people: taken apart they would look twice as sure."""
    criterion, four = CRITERIA["macro metric"], Made(pictures=4)
    single, people, apart = (
        np.ptp([shown.interval.lower, shown.interval.upper])
        for shown in (
            MADE.shown(criterion, people=False),
            four.shown(criterion, people=True),
            four.shown(criterion, people=False),
        )
    )
    assert people == pytest.approx(single, rel=0.1)
    assert apart == pytest.approx(single / 2, rel=0.1)


def test_bounds_alone_show_no_interval() -> None:
    assert MADE.shown(CRITERIA["notion"], people=True, interval="bounds") is None


@pytest.mark.parametrize("which", sorted(CRITERIA))
def test_fairlearn_has_no_bootstrap_of_these(which: str) -> None:
    with pytest.raises(UsageError, match="set interval = 'count_bootstrap'"):
        MADE.shown(CRITERIA[which], people=False, interval="fairlearn_bootstrap")


def test_too_many_people_are_refused_with_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(displayed, "MOST_CELLS", 100)
    with pytest.raises(UsageError, match=r"macro_f1/group/difference: \d+ people .* set interval = 'bounds'"):
        MADE.shown(CRITERIA["macro metric"], people=True)


def test_a_resample_without_any_picture_has_no_disparity() -> None:
    criterion = CRITERIA["notion of one emotion"]
    found = compared_groups(Counted(table=MADE.table), criterion, Policy(title="t", criteria=(criterion,)))
    reader = displayed._PairReader(found, MADE.table, ("group",), np.arange(3))
    with np.errstate(invalid="raise"):
        assert np.isnan(reader.disparities(np.zeros((1, 3, 2, 2)))).tolist() == [True]


def criterion_of(metric: str, emotion: str | None = None, **more: object) -> Criterion:
    return Criterion(metric=metric, features=("group",), limit=0.1, emotion=emotion, **more)


def test_a_share_of_pictures_is_resampled_with_those_in_no_denominator() -> None:
    """Recall of the second emotion: pictures of the first are drawn too."""
    criterion = criterion_of("recall", "sad")
    seen = [(MADE.group == g) & (MADE.true == 1) for g in range(3)]
    x = np.array([(some & (MADE.predicted == 1)).sum() for some in seen], float)
    n = np.array([some.sum() for some in seen], float)
    outside = np.array([(MADE.group == g).sum() for g in range(3)]) - n
    policy = Policy(
        title="t", criteria=(criterion,), interval=IntervalMethod.COUNT_BOOTSTRAP, resamples=RESAMPLES, seed=3
    )
    found = MADE.shown(criterion, people=False)
    assert found == resampled(criterion, x, n, outside, policy)
    assert found.interval.method == "count bootstrap"


def test_a_share_of_pictures_of_people_is_resampled_person_by_person() -> None:
    found = MADE.shown(criterion_of("accuracy"), people=True)
    assert found.interval.method == "people bootstrap"
    assert found.interval.lower < found.interval.upper


def test_grades_are_resampled_picture_by_picture_and_neither_by_person_nor_by_stratum() -> None:
    mixed = criterion_of("mixed_rate")
    assert MADE.shown(mixed, people=False) is not None
    with pytest.raises(UsageError, match="mixed_rate/group/difference: grades cannot be resampled with several pict"):
        MADE.shown(mixed, people=True)
    with pytest.raises(UsageError, match="grades cannot be resampled within strata; set interval = 'bounds'"):
        MADE.shown(replace(mixed, control=("set",)), people=False)


def test_where_nothing_is_compared_no_interval_is_shown() -> None:
    """No group has fewer than a thousand pictures here, so that none is compared."""
    criterion = criterion_of("accuracy")
    policy = Policy(title="t", criteria=(criterion,), interval=IntervalMethod.COUNT_BOOTSTRAP, min_support=1000)
    counted = Counted(table=MADE.table)
    assert interval_shown(compared_groups(counted, criterion, policy), counted, policy) is None


def test_as_many_cells_of_people_as_are_allowed_are_resampled(monkeypatch) -> None:
    """Of each pattern of people a confusion matrix of four cells in each of three groups."""
    cells = len(MADE.people.people) * 3 * 4
    monkeypatch.setattr(displayed, "MOST_CELLS", cells)
    assert MADE.shown(CRITERIA["macro metric"], people=True) is not None
    monkeypatch.setattr(displayed, "MOST_CELLS", cells - 1)
    with pytest.raises(UsageError, match="are too many to be resampled"):
        MADE.shown(CRITERIA["macro metric"], people=True)


def test_a_group_with_one_resampled_picture_of_an_emotion_has_a_rate_and_one_with_none_has_none() -> None:
    """Recall of the first emotion: 1 of 1, none of none, 1 of 2."""
    criterion = CRITERIA["notion of one emotion"]
    found = compared_groups(Counted(table=MADE.table), criterion, Policy(title="t", criteria=(criterion,)))
    reader = displayed._PairReader(found, MADE.table, ("group",), np.arange(3))
    recall = next(part for part in found.partitions if part.criterion.metric == "recall")
    cells = np.array([[[[1.0, 0], [0, 1]], [[0, 0], [0, 1]], [[1, 1], [0, 1]]]])
    assert reader._values(recall, cells) == pytest.approx(np.array([[1, np.nan, 0.5]]), nan_ok=True)
