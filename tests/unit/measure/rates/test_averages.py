"""Averages over emotions: their value is scikit-learn's, their standard error that of leaving images out."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from builders import answered, cohort_of, count_table, predictions_of
from sklearn.metrics import balanced_accuracy_score, f1_score, recall_score

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.counted import Counted
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict, decide
from audit.domain.decision.policy import Policy
from audit.errors import UsageError
from audit.exit_status import ExitStatus
from audit.judge import judge
from audit.measure import count, disparities
from audit.measure.rates.averages import _doubt, averages, effective_images, over_emotions
from audit.measure.rates.clustering import People, PeopleOfGroups
from audit.measure.rates.counting import count_people

FER7 = LABEL_SETS["fer7"]
SCIKIT = {
    "macro_recall": lambda t, p: recall_score(t, p, labels=np.unique(t), average="macro"),
    "balanced_accuracy": balanced_accuracy_score,
    "macro_f1": lambda t, p: f1_score(t, p, labels=np.unique(t), average="macro"),
}
METRICS = sorted(SCIKIT)


def rows(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return true and predicted emotions, image by image."""
    true, predicted = np.indices(cells.shape)
    return np.repeat(true.reshape(-1), cells.reshape(-1)), np.repeat(predicted.reshape(-1), cells.reshape(-1))


def criterion(metric: str, limit: float = 0.1, comparison: Comparison = Comparison.DIFFERENCE) -> Criterion:
    return Criterion(metric=metric, features=("group",), limit=limit, comparison=comparison)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("absent", [None, 3])
def test_values_are_those_of_scikit_learn(metric: str, absent: int | None) -> None:
    """Over the emotions the cohort has, also where one of them is answered but never shown."""
    cells = np.random.default_rng(1).integers(1, 30, (7, 7))
    if absent is not None:
        cells[absent] = 0
    matrix = ConfusionCounts(labels=FER7, cells=cells)
    (found,) = averages(metric, (matrix,), matrix.support)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of an answer that is no label
        expected = SCIKIT[metric](*rows(cells))
    assert found.value == pytest.approx(expected)
    assert found.support == cells.sum()


@pytest.mark.parametrize(("metric", "taken"), [("macro_recall", 2), ("balanced_accuracy", 2), ("macro_f1", 6)])
def test_effective_images_by_leaving_out_every_image_once(metric: str, taken: int) -> None:
    """With two emotions one image more in each cell: 13 + 4, 5 + 7 and four more."""
    cells = np.array([[13, 4], [5, 7]])
    true, predicted = rows(cells + 1)
    values = [SCIKIT[metric](np.delete(true, i), np.delete(predicted, i)) for i in range(len(true))]
    n = len(true)
    variance = (n - 1) / n * np.square(np.array(values) - np.mean(values)).sum()
    value = SCIKIT[metric](true, predicted)
    found = effective_images(metric, cells.astype(float), np.arange(2))
    assert float(found) == pytest.approx(min(29, value * (1 - value) / variance * 29 / (29 + 2 * taken)))


def test_effective_images_by_leaving_out_every_person_once() -> None:
    """Three people in one group; the four images added are people of their own, and one standard error is added."""
    person = np.array([0] * 8 + [1] * 8 + [2] * 8)
    true = np.array([0, 0, 0, 0, 1, 1, 1, 1] * 3)
    predicted = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1])
    cohort = replace(cohort_of(true.tolist(), [0] * 24, groups=("a",)), subjects=person)
    answers = predictions_of(np.eye(2)[predicted].tolist())
    table, people = count(answered(cohort, answers)), count_people(answered(cohort, answers))
    everything = np.append(true, [0, 0, 1, 1]), np.append(predicted, [0, 1, 0, 1])
    units = [*(np.flatnonzero(np.append(person, [-1] * 4) == i) for i in range(3)), [24], [25], [26], [27]]
    left = [recall_score(*(np.delete(each, unit) for each in everything), average="macro") for unit in units]
    variance = 6 / 7 * np.square(np.array(left) - np.mean(left)).sum() * (1 + np.sqrt(2 / 2))
    value = recall_score(*everything, average="macro")
    own = PeopleOfGroups.of(Counted(table=table, people=people), ("group",)).matrices(0)
    found = effective_images("macro_recall", table.overall().cells.astype(float), np.arange(2), own)
    assert float(found) == pytest.approx(value * (1 - value) / variance * 24 / 28)


@pytest.mark.parametrize("metric", METRICS)
def test_effective_images_are_never_more_than_the_images(metric: str) -> None:
    cells = np.random.default_rng(2).integers(0, 40, (200, 4, 4)).astype(float)
    cells[0] = np.diag([5, 5, 5, 5])
    cells[1] = np.roll(cells[0], 1, axis=1)
    found = effective_images(metric, cells, np.arange(4))
    assert (found > 0).all()
    assert (found <= cells.sum(axis=(-2, -1))).all()
    one = effective_images(metric, cells[7], np.arange(4))
    assert float(one) == pytest.approx(found[7])


def test_one_person_who_happens_to_be_average_is_no_proof() -> None:
    """Leaving this person out leaves the value as it is; yet one person says no more than one image."""
    cohort = cohort_of([0, 1] * 100, [0] * 100 + [1] * 100)
    cohort = replace(cohort, subjects=np.array([0] * 100 + [1] * 100))
    answers = predictions_of(np.eye(2)[[0, 0, 1, 1] * 50].tolist())
    table, people = count(answered(cohort, answers)), count_people(answered(cohort, answers))
    each = averages("macro_recall", [g.confusion for g in table.by(("group",))], table.overall().support)
    assert all(a.value == 0.5 and a.effective > 90 for a in each)
    limit = criterion("macro_recall", limit=0.5)
    (found,) = disparities(Counted(table=table, people=people), (limit,), Policy(title="t", criteria=(limit,)))
    assert all(e.average.effective <= 1 for e in found.estimates)
    assert found.bounds.upper > 0.85


@pytest.mark.parametrize("metric", METRICS)
def test_fewer_than_five_images_of_an_emotion_have_no_value_and_never_pass(metric: str) -> None:
    """The group of 4 sad pictures is always right, and the limit is as wide as limits are."""
    right = [[400, 0], [0, 400]]
    limit = criterion(metric, limit=0.99)
    policy = Policy(title="t", criteria=(limit,))
    for cells, lost in (({"a": right, "b": right, "c": [[400, 0], [0, 4]]}, ["c"]), ({"a": right, "b": right}, [])):
        found = disparities(Counted(table=count_table(cells)), (limit,), policy)
        assert [e.group.text for e in found[0].lost] == lost
        (finding,) = judge((limit,), found, waivers=(), today=date(2026, 3, 1))
        assert finding.verdict is (Verdict.INCONCLUSIVE if lost else Verdict.PASS)
    assert (
        "fewer than 5 pictures"
        in disparities(Counted(table=count_table({"a": right, "c": [[9, 0], [0, 4]]})), (limit,), policy)[0]
        .excluded[0]
        .reason
    )


def test_an_emotion_only_one_group_has_leaves_nothing_to_compare() -> None:
    limit = criterion("macro_recall")
    table = count_table({"a": [[30, 0], [0, 30]], "b": [[60, 0], [0, 0]]})
    found = disparities(Counted(table=table), (limit,), Policy(title="t", criteria=(limit,)))
    assert found[0].value is None
    findings = judge((limit,), found, waivers=(), today=date(2026, 3, 1))
    assert decide(findings).exit_status is ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR])
@pytest.mark.parametrize("metric", METRICS)
def test_bounds_hold_the_value_and_narrow_with_the_images(metric: str, comparison: Comparison) -> None:
    limit = criterion(metric, comparison=comparison)
    width = []
    for times in (1, 20):
        cells = {
            "a": [[9 * times, times], [2 * times, 8 * times]],
            "b": [[7 * times, 3 * times], [3 * times, 7 * times]],
        }
        (found,) = disparities(Counted(table=count_table(cells)), (limit,), Policy(title="t", criteria=(limit,)))
        assert found.bounds.lower <= found.value <= found.bounds.upper
        width.append(found.bounds.upper - found.bounds.lower)
    assert width[1] < width[0] / 2


def test_an_emotion_without_a_picture_has_no_recall_and_so_no_mean() -> None:
    cells = np.array([[[4.0, 1], [0, 0]], [[4, 1], [1, 4]]])
    found = over_emotions("macro_recall", cells, np.arange(2))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(0.8)


@pytest.mark.parametrize(("people", "raised"), [([2.0, 1.0], 2.0), ([9.0], 1.5), ([1.0], 1 + 2**0.5)])
def test_a_variance_among_few_people_is_raised_by_one_standard_error(people: list[float], raised: float) -> None:
    """Of three √(2 / 2), of nine √(2 / 8), of one as of two."""
    found = People(cells=np.zeros((len(people), 2, 2)), people=np.array(people))
    assert _doubt(found) == pytest.approx(raised)


@pytest.mark.parametrize(("sad", "value"), [(4, None), (5, 1.0)])
def test_five_images_of_an_emotion_are_enough(sad: int, value: float | None) -> None:
    matrix = ConfusionCounts(labels=LABEL_SETS["happy-sad"], cells=np.array([[9, 0], [0, sad]]))
    (found,) = averages("macro_recall", (matrix,), matrix.support)
    assert (found.value, found.support) == (value, 9 + sad)
    assert (found.effective is None) == (value is None)


@pytest.mark.parametrize("persons", [2, 3])
def test_two_people_count_for_one_image_each_group_and_three_do_not(persons: int) -> None:
    """Each shows five happy and five sad faces, some answered wrongly; two may fail in emotions of their own."""
    cohort = cohort_of([0, 1] * 5 * persons, [0] * 10 * persons, groups=("a",))
    cohort = replace(cohort, subjects=np.repeat(np.arange(persons), 10))
    answers = predictions_of(np.eye(2)[[0, 1, 0, 0, 1, 1, 0, 1, 0, 1] * persons].tolist())
    table, people = count(answered(cohort, answers)), count_people(answered(cohort, answers))
    own = PeopleOfGroups.of(Counted(table=table, people=people), ("group",))
    (found,) = averages("macro_recall", [table.by(("group",))[0].confusion], table.overall().support, own)
    assert (found.effective <= 1.1) == (persons == 2)


@pytest.mark.parametrize("metric", ["accuracy", "recall", "equalized_odds"])
def test_what_is_no_mean_is_refused(metric: str) -> None:
    with pytest.raises(UsageError, match=f"metric '{metric}' is no mean over emotions"):
        over_emotions(metric, np.ones((2, 2)), np.arange(2))
