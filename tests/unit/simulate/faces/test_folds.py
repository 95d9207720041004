"""Folds come with the actions and with age that deepen them, and are not drawn where they are too faint."""

from __future__ import annotations

import pytest
from assets.strokes import Mark, drawn_by

from audit.simulate.faces.folds import draw_folds
from audit.simulate.faces.people import AgeGroup, Person
from audit.simulate.faces.proportions import proportions_of

YOUNG, OLD = (Person(age_group=age) for age in (AgeGroup.TODDLER, AgeGroup.SENIOR))
EYES = proportions_of(YOUNG).eye_y


def folds(person: Person = YOUNG, **actions: float) -> list[Mark]:
    """Return the folds, of each its dark line."""
    return drawn_by(draw_folds, person, **actions)[1::2]


def test_a_young_face_at_rest_has_none_and_an_old_one_many() -> None:
    assert folds() == []
    assert len(folds(OLD)) >= 9


@pytest.mark.parametrize(
    ("action", "lines"),
    [
        ("inner_brow_raise", 3),  # across the forehead
        ("brow_lower", 1),  # a pair between the brows
        ("nose_wrinkle", 3),  # two across its root, and a pair from nose to mouth
        ("lip_corner_depress", 1),  # a pair below the mouth
        ("lid_tighten", 1),  # bags
    ],
)
def test_an_action_draws_its_own(action: str, lines: int) -> None:
    assert len(folds(**{action: 1.0})) == lines


def test_a_raised_cheek_has_bags_and_the_fold_of_a_smile() -> None:
    assert len(folds(cheek_raise=1.0)) == 2


def test_lines_of_the_forehead_lie_above_the_eyes_and_rise_with_the_brows() -> None:
    rest, raised = folds(inner_brow_raise=1.0), folds(inner_brow_raise=1.0, outer_brow_raise=1.0)
    assert all(mark.low < EYES for mark in rest)
    assert [mark.high for mark in raised] < [mark.high for mark in rest]


def test_too_faint_a_fold_is_not_drawn_and_a_deeper_one_is_darker() -> None:
    assert folds(brow_lower=0.05) == []
    faint, deep = (folds(brow_lower=amount)[0] for amount in (0.2, 1.0))
    assert sum(deep.colour) < sum(faint.colour)
