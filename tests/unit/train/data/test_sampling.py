"""Which pictures an epoch draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.errors import InputError

pytestmark = pytest.mark.keras


@pytest.fixture
def order(kit, spec_for):
    """Draw an epoch over age groups."""

    def order(data, epoch=1):
        spec = spec_for(balance="age")
        return kit.data.sampling.epoch_order(data, spec, spec.recipe, epoch)

    return order


@pytest.fixture
def few_seniors(made):
    """Twelve happy faces of which two are of seniors, eight sad ones of which three are."""
    groups = np.array([0] * 10 + [1] * 2 + [0] * 5 + [1] * 3)
    codes = np.repeat([0, 1], [12, 8])
    return replace(made(20, 0), codes=codes, groups=groups, group_names=("adult", "senior"))


def test_groups_count_equally_in_every_emotion_and_emotions_keep_their_shares(order, few_seniors):
    drawn = order(few_seniors)
    counts = np.zeros((2, 2), int)
    np.add.at(counts, (few_seniors.codes[drawn], few_seniors.groups[drawn]), 1)
    assert counts.tolist() == [[6, 6], [4, 4]]  # half of twelve, half of eight


def test_a_small_group_repeats_its_pictures_equally_often_and_a_large_one_repeats_none(order, few_seniors):
    times = np.bincount(order(few_seniors), minlength=20)
    assert times[10:12].tolist() == [3, 3]  # six draws of two
    assert sorted(times[17:].tolist()) == [1, 1, 2]  # four draws of three
    assert times[:10].max() == times[12:17].max() == 1


def test_every_epoch_draws_others_of_a_large_group_and_the_seed_fixes_which(order, few_seniors):
    first, again, second = (order(few_seniors, epoch) for epoch in (1, 1, 2))
    assert np.array_equal(first, again)
    assert set(first) != set(second)


def test_a_group_without_a_picture_of_an_emotion_is_refused_by_name(kit, order, few_seniors, spec_for):
    only_happy = few_seniors.taken(~((few_seniors.codes == 1) & (few_seniors.groups == 1)))
    with pytest.raises(InputError, match=r"balance = 'age': no picture to draw of senior × sad; add some"):
        kit.data.sampling.require_groups(only_happy, spec_for(balance="age"), spec_for(balance="age").recipe)
    with pytest.raises(InputError, match="needs pictures with groups"):
        order(replace(few_seniors, groups=None))


def test_a_group_of_the_feature_that_nobody_is_in_is_no_hindrance(kit, few_seniors, spec_for):
    spec = spec_for(balance="age")
    named = replace(few_seniors, group_names=("adult", "senior", "unknown"))
    kit.data.sampling.require_groups(named, spec, spec.recipe)
