"""A recipe refuses what no training can be."""

from __future__ import annotations

import pytest

from audit.domain.model.recipe import TREE_ARCHITECTURES, Augmentation, Recipe, Search, Trees
from audit.errors import UsageError


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"epochs": 0}, "epochs = 0: expected a number from 1"),
        ({"learning_rate": float("nan")}, "learning_rate = nan"),
        ({"optimizer": "adm"}, "did you mean 'adam'"),
        ({"target": "majorty"}, "did you mean 'majority'"),
        ({"dropout": 1.0}, "dropout = 1.0"),
        ({"mixup": -0.1}, "mixup = -0.1: expected a number from 0 to 10"),
        ({"average": 1.0}, "average = 1.0: expected a number from 0 to"),
        ({"soft_targets": "t.csv", "soft_share": 1.5}, "soft_share = 1.5: expected a number from 0 to 1"),
        ({"soft_targets": "t.csv"}, "soft_targets names a file and soft_share the share taken from it; give both"),
        ({"soft_share": 0.5}, "soft_targets names a file and soft_share"),
        ({"leave_out_copies": True}, "leave_out_copies = true leaves out what repeats a picture held out"),
        (
            {"leave_out_copies": True, "held_out": 0.1, "keep_duplicates_together": True},
            "take keep_duplicates_together out",
        ),
        ({"weight_decay": 2}, "weight_decay = 2: expected a number from 0 to 1"),
        ({"held_out": 1.0}, "held_out = 1.0"),
        ({"target": "vote"}, "did you mean 'votes'"),
        ({"padding": "vallid"}, "did you mean 'valid'"),
        ({"filters": (0,)}, "filters = 0: expected a number from 1"),
        ({"kernel": 0}, "kernel = 0"),
        ({"least_votes": 3}, "least_votes = 3 chooses pictures for target = 'votes'; the target is 'label'"),
        ({"stratified": True}, "stratified = true says how training pictures are held out; give held_out"),
        ({"search": Search(trials=1, epochs=1, learning_rate=(0.1,))}, "chooses on held-out training pictures"),
        ({"robust_step": 0.1}, "robust_step = 0.1 says how fast the shares of groups follow their losses; give robust"),
        ({"robust": "age", "robust_step": -1}, "robust_step = -1: expected a number from 0 to 10"),
        ({"robust": "age", "balance": "gender"}, "balance = 'gender' and robust = 'age': .* the groups of one feature"),
        ({"robust": "age", "mixup": 0.2}, "robust = 'age' weighs .* and mixup = 0.2 blends pictures of several"),
    ],
)
def test_an_impossible_recipe_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Recipe(architecture="cnn48", data="drawn", **settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"trials": 0, "learning_rate": (0.1,)}, "search.trials = 0"),
        ({"trials": 1}, "has nothing to choose"),
        ({"trials": 1, "filters": ((16,), ())}, "search.filters: each layer needs at least one width"),
        ({"trials": 1, "dense": ((0,),)}, "search.dense = 0"),
        ({"trials": 1, "learning_rate": (11.0,)}, "search.learning_rate = 11"),
    ],
)
def test_an_impossible_search_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Search(epochs=1, **settings)


def test_an_impossible_augmentation_is_refused() -> None:
    with pytest.raises(UsageError, match=r"augmentation\.shift = 2"):
        Augmentation(shift=2)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"schedule": "cosin"}, "did you mean 'cosine'"),
        ({"precision": "bfloat8"}, "precision = 'bfloat8'"),
        ({"kernel": 32}, "kernel = 32: expected a number from 1 to 31"),
        ({"batch": 0}, "batch = 0"),
        ({"patience": -1}, "patience = -1"),
        ({"dense": (70_000,)}, "dense = 70000"),
        ({"label_smoothing": -0.1}, "label_smoothing = -0.1"),
        ({"rare_share": 1}, "rare_share = 1"),
        ({"least_votes": 1_001, "target": "votes"}, "least_votes = 1001"),
    ],
)
def test_a_value_out_of_its_bounds_is_named_with_them(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Recipe(architecture="cnn48", data="drawn", **settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"shift": -0.1}, r"augmentation\.shift = -0\.1: expected a number from 0 to 1"),
        ({"sharpness": 2.1}, r"augmentation\.sharpness = 2\.1: expected a number from 0 to 2"),
        ({"noise": 256}, r"augmentation\.noise = 256: expected a number from 0 to 255"),
    ],
)
def test_each_change_of_a_picture_has_bounds_of_its_own(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Augmentation(**settings)
    Augmentation(sharpness=2, noise=255, cut_out=1)


def test_trees_belong_to_forests_alone_and_forests_need_them() -> None:
    trees = Trees(per_epoch=10, leaves=31)
    words = r"\[recipe\.trees\] belongs to random-forest and gradient-boosting, which need it; the architecture is "
    with pytest.raises(UsageError, match=f"{words}'cnn48'"):
        Recipe(architecture="cnn48", data="drawn", trees=trees)
    for architecture in TREE_ARCHITECTURES:
        with pytest.raises(UsageError, match=f"{words}'{architecture}'"):
            Recipe(architecture=architecture, data="drawn")
        assert Recipe(architecture=architecture, data="drawn", trees=trees).trees == trees


@pytest.mark.parametrize(
    ("trees", "words"),
    [
        ({"per_epoch": 0, "leaves": 2}, r"trees\.per_epoch = 0: expected a number from 1 to 10000"),
        ({"per_epoch": 1, "leaves": 1}, r"trees\.leaves = 1: expected a number from 2 to 65536"),
    ],
)
def test_a_tree_has_two_leaves_and_a_forest_a_tree(trees: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Trees(**trees)


def test_what_holds_pictures_out_may_stratify_and_search() -> None:
    search = Search(trials=1, epochs=1, learning_rate=(0.1,))
    recipe = Recipe(architecture="cnn48", data="drawn", held_out=0.1, stratified=True, search=search)
    assert (recipe.stratified, recipe.search) == (True, search)


@pytest.mark.parametrize(
    ("settings", "feature"),
    [
        ({}, ""),
        ({"balance": "age"}, "age"),
        ({"robust": "age"}, "age"),
        ({"balance": "age", "robust": "age", "robust_step": 0.1}, "age"),
    ],
)
def test_a_training_knows_the_groups_that_are_drawn_or_weighed(settings: dict, feature: str) -> None:
    assert Recipe(architecture="cnn48", data="drawn", **settings).grouped_by == feature
