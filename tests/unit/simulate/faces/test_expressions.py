"""Expressions as amounts of facial action."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import UsageError
from audit.simulate.faces.expressions import PROTOTYPES, Actions, actions_of, blend


def test_every_emotion_of_fer7_can_be_drawn_in_its_order():
    assert tuple(PROTOTYPES) == LABEL_SETS["fer7"].emotions


def test_an_emotion_that_cannot_be_drawn_is_refused_with_a_suggestion():
    with pytest.raises(UsageError, match=r"'hapy' cannot be drawn; .*did you mean 'happy'"):
        actions_of("hapy")


@pytest.mark.parametrize(
    ("emotion", "actions"),
    [
        ("happy", {"cheek_raise", "lip_corner_pull", "lips_part"}),  # AU 6 + 12 + 25
        ("sad", {"inner_brow_raise", "brow_lower", "lip_corner_depress"}),  # AU 1 + 4 + 15
        ("surprise", {"inner_brow_raise", "outer_brow_raise", "upper_lid_raise", "jaw_drop"}),  # AU 1 + 2 + 5 + 26
        ("angry", {"brow_lower", "upper_lid_raise", "lid_tighten", "lip_press"}),  # AU 4 + 5 + 7 + 24
        ("disgust", {"nose_wrinkle", "upper_lip_raise", "chin_raise"}),  # AU 9, 10 + 17
        (
            "fear",
            {"inner_brow_raise", "brow_lower", "upper_lid_raise", "lip_stretch", "lips_part"},
        ),  # AU 1 + 4 + 5 + 20 + 25
    ],
)
def test_a_prototype_holds_the_action_units_of_the_table(emotion, actions):
    moved = {name for name, amount in dataclasses.asdict(actions_of(emotion)).items() if amount > 0}
    assert actions <= moved


def test_a_blend_is_the_weighted_mean_of_each_action():
    # 0.7 × happy + 0.3 × sad: corners up 0.7 × 1, corners down 0.3 × 1, cheeks 0.7 × 0.9 = 0.63
    mixed = blend(actions_of("happy"), actions_of("sad"), 0.7)
    assert (mixed.lip_corner_pull, mixed.lip_corner_depress, mixed.cheek_raise) == pytest.approx((0.7, 0.3, 0.63))


@given(st.floats(0, 1))
def test_a_blend_seen_from_the_other_emotion_is_the_same(weight):
    one, other = actions_of("fear"), actions_of("angry")
    here, there = dataclasses.astuple(blend(one, other, weight)), dataclasses.astuple(blend(other, one, 1 - weight))
    assert here == pytest.approx(there)


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_a_weight_that_is_no_share_is_refused(weight):
    with pytest.raises(UsageError, match="between 0 and 1"):
        blend(actions_of("happy"), actions_of("sad"), weight)


def test_intensity_zero_is_neutral():
    assert actions_of("happy").scaled(0) == actions_of("neutral")


def test_a_picture_differs_a_little_from_the_prototype_and_no_action_turns_negative():
    shown = dataclasses.astuple(Actions().trembling(np.random.default_rng(1)))
    assert 0 < max(shown) < 0.2
    assert min(shown) == 0
