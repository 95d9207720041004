"""Which limits of a policy have a meter, and why the others have none."""

from __future__ import annotations

import pytest
from builders import cohort_of

from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.serve.collect import aims
from audit.serve.collect.aims import aims_of

COHORT = cohort_of([0, 1, 0, 1], [0, 0, 1, 1], ("a", "b"))
EMOTIONS = COHORT.labels.emotions


def policy(*criteria: Criterion) -> Policy:
    return Policy(title="rules", criteria=criteria, confidence=0.9)


def test_a_limit_keeps_its_numbers_and_one_of_every_emotion_becomes_one_each() -> None:
    found = aims_of(
        policy(
            Criterion(metric="accuracy", features=("group",), limit=0.1),
            Criterion(metric="recall", features=("group",), limit=0.8, comparison=Comparison.RATIO),
        ),
        COHORT,
    )
    assert found.left_out == ()
    assert [(aim.limit, aim.comparison, aim.emotion) for aim in found.aims] == [
        (0.1, Comparison.DIFFERENCE, None),
        *((0.8, Comparison.RATIO, emotion) for emotion in EMOTIONS),
    ]
    assert {aim.confidence for aim in found.aims} == {0.9}


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (Criterion(metric="precision", features=("group",), limit=0.1), "for success rate and recall alone"),
        (Criterion(metric="accuracy", features=("age",), limit=0.1), "no feature 'age'; it has group"),
        (Criterion(metric="accuracy", features=("age", "group"), limit=0.1), "not for an intersection"),
        (Criterion(metric="accuracy", features=("group",), limit=0.1, reference="a"), "every pair of groups"),
        (Criterion(metric="accuracy", features=("group",), limit=0.5, comparison=Comparison.FLOOR), "every pair"),
        (Criterion(metric="recall", features=("group",), limit=0.1, emotion="bored"), "labels have no 'bored'"),
    ],
)
def test_a_limit_without_a_meter_is_named_with_the_reason(criterion, words) -> None:
    found = aims_of(policy(criterion), COHORT)
    assert found.aims == ()
    (said,) = found.left_out
    assert said.startswith(f"{criterion.code}: ")
    assert words in said


def test_of_many_limits_the_rest_is_named(monkeypatch) -> None:
    monkeypatch.setattr(aims, "MOST_AIMS", 1)
    found = aims_of(policy(Criterion(metric="recall", features=("group",), limit=0.1)), COHORT)
    assert [aim.emotion for aim in found.aims] == [EMOTIONS[0]]
    (said,) = found.left_out
    assert said.startswith(f"group: recognised “{EMOTIONS[1]}”")
