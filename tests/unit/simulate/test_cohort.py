"""A cohort of drawn faces: shares, votes, and a face that does not depend on how many are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.simulate.cohort import draw_cohort
from audit.simulate.plans import DrawnPlan
from audit.simulate.shares import GroupShare

PLAN = DrawnPlan(faces=60, labels=LABEL_SETS["fer7"], blends=0.5, size=32, seed=7)


@pytest.fixture(scope="module")
def faces():
    return draw_cohort(PLAN)


def counts(faces, name):
    column = [feature.name for feature in faces.features].index(name)
    groups = faces.features[column].groups
    return dict(zip(groups, np.bincount(faces.codes[:, column], minlength=len(groups)).tolist(), strict=True))


def test_everything_has_the_length_of_the_plan(faces):
    assert len(faces) == 60
    assert faces.images.shape == (60, 32, 32, 3)
    assert faces.codes.shape == (60, 4)
    assert faces.votes.shape == (60, 7)


def test_the_same_plan_gives_the_same_faces(faces):
    again = draw_cohort(PLAN)
    assert np.array_equal(again.images, faces.images)
    assert np.array_equal(again.votes, faces.votes)


def test_another_seed_gives_other_faces(faces):
    assert not np.array_equal(draw_cohort(replace(PLAN, seed=8)).images, faces.images)


def test_face_i_does_not_depend_on_how_many_are_drawn(faces):
    few = draw_cohort(replace(PLAN, faces=9))
    assert np.array_equal(few.images, faces.images[:9])
    assert np.array_equal(few.codes, faces.codes[:9])
    assert np.array_equal(few.votes, faces.votes[:9])


def test_no_two_faces_are_the_same(faces):
    assert len({image.tobytes() for image in faces.images}) == 60


def test_ten_votes_go_to_the_emotions_in_the_face_and_most_to_the_label(faces):
    assert (faces.votes.sum(axis=1) == 10).all()
    assert np.array_equal(faces.votes.argmax(axis=1), faces.y_true)
    assert (faces.votes.max(axis=1) > 5).all()
    blended = (faces.votes > 0).sum(axis=1) == 2
    assert blended.sum() == 30  # half of 60
    assert (faces.votes[~blended].max(axis=1) == 10).all()


def test_a_blend_of_seven_tenths_gets_seven_votes_to_three():
    drawn = draw_cohort(DrawnPlan(faces=10, blends=1.0, blend_weights=(0.7,), size=32))
    assert np.sort(drawn.votes, axis=1).tolist() == [[3, 7]] * 10


def test_a_tie_needs_to_be_declared_and_its_label_is_the_leading_emotion():
    drawn = draw_cohort(DrawnPlan(faces=10, blends=1.0, blend_weights=(0.5,), size=32))
    assert drawn.votes.tolist() == [[5, 5]] * 10
    assert sorted(drawn.y_true.tolist()) == [0] * 5 + [1] * 5


def test_shares_are_met_within_a_face():
    rare = (
        GroupShare(feature="age_group", group="senior", share=0.02),
        GroupShare(feature="hair", group="bald", share=0),
    )
    drawn = draw_cohort(DrawnPlan(faces=200, shares=rare, size=32))
    assert np.bincount(drawn.y_true).tolist() == [100, 100]
    ages = counts(drawn, "age_group")
    assert 3 <= ages.pop("senior") <= 5  # 200 × 0.02 = 4
    assert all(48 <= count <= 50 for count in ages.values())  # 200 × 0.98 / 4 = 49
    assert counts(drawn, "hair")["bald"] == 0
    assert counts(drawn, "glasses") == {"no glasses": 160, "glasses": 40}


def test_another_share_of_one_feature_moves_no_other(faces):
    changed = draw_cohort(replace(PLAN, shares=(GroupShare(feature="glasses", group="glasses", share=1.0),)))
    others = [0, 1, 3]
    assert np.array_equal(changed.codes[:, others], faces.codes[:, others])
    wore = faces.codes[:, 2] == 1
    assert np.array_equal(changed.images[wore], faces.images[wore])


def test_arrays_are_read_only(faces):
    for array in (faces.images, faces.y_true, faces.codes, faces.votes):
        assert not array.flags.writeable
