"""Whom a cohort lacks: people, not pictures; the smallest group first; the plan of the command."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of

import audit
from audit.domain.decision.comparisons import Comparison
from audit.errors import UsageError
from audit.serve.collect.aims import Aim
from audit.serve.collect.meter import NEXT, meter, shared_out

GROUP = Aim(feature="group", limit=0.2)


def cohort(*sizes: int, groups: tuple[str, ...] = ("a", "b")):
    codes = [code for code, size in enumerate(sizes) for _ in range(size)]
    return cohort_of([0] * len(codes), codes, groups)


def test_what_is_needed_is_what_the_command_plans() -> None:
    found = meter(cohort(30, 10), GROUP, rate=0.8)
    assert found.needed == audit.plan(groups=2, limit=0.2, rate=0.8).needed[0].images
    assert [(each.name, each.people, each.next) for each in found.groups] == [("a", 30, 40), ("b", 10, 60)]
    then = audit.plan(groups=2, limit=0.2, rate=0.8, per_group=70).capability
    assert found.then == then.showings[0].shares.passed
    assert found.now < found.then


def test_several_pictures_of_one_person_count_once_and_people_who_did_not_say_are_no_group() -> None:
    several = replace(
        cohort(6, 3, 2, groups=("a", "b", "unknown")), subjects=np.array([1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7])
    )
    found = meter(several, GROUP, rate=0.8)
    assert [(each.pictures, each.people) for each in found.groups] == [(6, 2), (3, 3)]
    assert found.unknown == 2


def test_of_an_emotion_only_its_faces_count() -> None:
    mixed = cohort_of([0, 0, 1, 0, 1], [0, 0, 0, 1, 1], ("a", "b"))
    emotion = mixed.labels.emotions[1]
    found = meter(mixed, replace(GROUP, emotion=emotion), rate=0.8)
    assert [each.pictures for each in found.groups] == [1, 1]
    assert found.needed == meter(mixed, GROUP, rate=0.8).needed


def test_a_ratio_and_another_confidence_are_planned_as_such() -> None:
    aim = Aim(feature="group", limit=0.8, comparison=Comparison.RATIO, confidence=0.9)
    planned = audit.plan(groups=2, limit=0.8, comparison="ratio", confidence=0.9, rate=0.8)
    assert meter(cohort(5, 5), aim, rate=0.8).needed == planned.needed[0].images


def test_an_empty_group_tells_nothing_yet() -> None:
    found = meter(cohort(5, 0), GROUP, rate=0.8)
    assert found.now is None
    assert found.then is not None


@pytest.mark.parametrize("feature", ["", "age"])
def test_a_feature_that_is_not_there_is_refused_with_those_that_are(feature) -> None:
    with pytest.raises(UsageError, match="it has group"):
        meter(cohort(5, 5), Aim(feature=feature, limit=0.2), rate=0.8)


def test_one_group_alone_is_refused() -> None:
    with pytest.raises(UsageError, match="has 1 groups; 2 to 50"):
        meter(cohort(5, groups=("a",)), GROUP, rate=0.8)


@pytest.mark.parametrize("there", [[0, 0], [5, 0, 2], [1000, 1], [7]])
def test_the_smallest_group_becomes_as_large_as_it_can(there) -> None:
    shares = shared_out(there, NEXT)
    assert sum(shares) == NEXT
    grown = [before + more for before, more in zip(there, shares, strict=True)]
    assert all(more == 0 or size - min(grown) <= 1 for size, more in zip(grown, shares, strict=True))
