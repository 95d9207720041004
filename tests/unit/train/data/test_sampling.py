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


def test_groups_that_are_weighed_have_to_be_there_and_to_be_two(kit, few_seniors, spec_for):
    spec = spec_for(robust="age")
    kit.data.sampling.require_groups(few_seniors.taken(few_seniors.codes == 0), spec, spec.recipe)  # no sad senior
    with pytest.raises(InputError, match="robust = 'age' needs pictures with groups, found none"):
        kit.data.sampling.require_groups(replace(few_seniors, groups=None), spec, spec.recipe)
    with pytest.raises(InputError, match="robust = 'age': every training picture is of the group senior, so there is"):
        kit.data.sampling.require_groups(few_seniors.taken(few_seniors.groups == 1), spec, spec.recipe)


@pytest.mark.parametrize("settings", [{}, {"balance": "age"}, {"class_weights": True}])
def test_weighed_losses_of_an_epoch_have_the_mean_of_each_group(kit, few_seniors, spec_for, settings):
    spec = spec_for(robust="age", **settings)
    sampling, nobody = kit.data.sampling, replace(few_seniors, groups=2 * few_seniors.groups)  # nobody is in group 1
    data = replace(nobody, group_names=("adult", "nobody", "senior"))
    order = sampling.epoch_order(data, spec, spec.recipe, 1)
    weights = sampling.loss_weights(data, spec, spec.recipe, order)
    losses = np.random.default_rng(0).random(20)
    plain = sampling.picture_weights(data, spec, spec.recipe)
    drawn = [order[few_seniors.groups[order] == group] for group in (0, 1)]
    expected = [np.average(losses[rows], weights=plain[rows]) for rows in drawn]
    assert (weights * losses[:, None])[order].mean(axis=0) == pytest.approx(expected)


def test_without_groups_to_weigh_a_picture_counts_as_its_emotion_does(kit, few_seniors, spec_for):
    spec = spec_for(class_weights=True)
    weights = kit.data.sampling.loss_weights(few_seniors, spec, spec.recipe, np.arange(20))
    assert weights.tolist() == [20 / (2 * 12)] * 12 + [20 / (2 * 8)] * 8
