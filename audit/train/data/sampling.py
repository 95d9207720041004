"""Which pictures an epoch draws, in which order.

Groups are balanced by draws and not by weights: with weights the few pictures of a small group would come in few
batches, and each would push the network as hard as dozens; with draws every batch holds its share of every group, and
augmentation makes each repetition another picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train.data.dataset import TrainingData


def epoch_order(data: TrainingData, spec: ModelSpec, recipe: Recipe, epoch: int) -> NDArray[np.int64]:
    """Return the rows of one epoch in the order of seed and epoch, int64, shape (n,).

    Every row once; or with `recipe.balance`, in each emotion as many rows of one group as of another (but for one),
    the emotions keeping their shares: a group with fewer rows repeats them all equally often (but for one).

    Raises
    ------
    InputError
        When groups are to be balanced and one has no picture of an emotion that another has.
    """
    random = np.random.default_rng([recipe.seed, epoch])
    if not recipe.balance:
        return random.permutation(len(data))
    require_groups(data, spec, recipe)
    assert data.groups is not None  # noqa: S101 - required above
    drawn = [_balanced(np.flatnonzero(data.codes == emotion), data.groups, random) for emotion in np.unique(data.codes)]
    return random.permutation(np.concatenate(drawn))


def _balanced(rows: NDArray[np.int64], groups: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """Return as many rows as are given, spread over their groups as evenly as whole numbers allow."""
    present = random.permutation(np.unique(groups[rows]))  # which of them get one more than the others
    shares = np.full(len(present), len(rows) // len(present)) + (np.arange(len(present)) < len(rows) % len(present))
    return np.concatenate(
        [_repeated(rows[groups[rows] == group], share, random) for group, share in zip(present, shares, strict=True)]
    )


def _repeated(rows: NDArray[np.int64], share: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return so many of these rows, each as often as another but for one, at random which."""
    whole, rest = divmod(share, len(rows))
    return np.concatenate([np.tile(rows, whole), random.permutation(rows)[:rest]])


def require_groups(data: TrainingData, spec: ModelSpec, recipe: Recipe) -> None:
    """Raise InputError when pictures lack the groups that a recipe balances or weighs by.

    Balanced, each group needs a picture of every emotion that another has; weighed, there must be two groups.
    """
    if not recipe.grouped_by:
        return
    if data.groups is None:
        key = "balance" if recipe.balance else "robust"
        raise InputError(f"model '{spec.id}': {key} = '{recipe.grouped_by}' needs pictures with groups, found none")
    present = np.unique(data.groups)
    if recipe.robust and len(present) == 1:
        raise InputError(
            f"model '{spec.id}': robust = '{recipe.robust}': every training picture is of the group "
            f"{data.group_names[present[0]]}, so there is nothing to weigh; take robust out, or add pictures of others"
        )
    if recipe.balance:
        _require_every_emotion(data, data.groups, spec, recipe)


def _require_every_emotion(data: TrainingData, groups: NDArray[np.int64], spec: ModelSpec, recipe: Recipe) -> None:
    counts = np.zeros((len(spec.labels), len(data.group_names)), np.int64)
    np.add.at(counts, (data.codes, groups), 1)
    empty = [
        f"{data.group_names[group]} × {spec.labels.emotions[emotion]}"
        for emotion, group in np.argwhere((counts == 0) & counts.any(axis=0))
    ]
    if empty:
        raise InputError(
            f"model '{spec.id}': balance = '{recipe.balance}': no picture to draw of {', '.join(empty)}; add some, "
            "merge these groups with others, or balance over another feature"
        )


def picture_weights(data: TrainingData, spec: ModelSpec, recipe: Recipe) -> NDArray[np.float64]:
    """Return the weight of each picture; class weights n / (k · n_emotion) have mean 1."""
    weights = np.ones(len(data)) if data.weights is None else data.weights
    if not recipe.class_weights:
        return weights
    images = np.bincount(data.codes, minlength=len(spec.labels))
    return np.asarray(weights * (len(data) / (len(spec.labels) * images))[data.codes])


def loss_weights(data: TrainingData, spec: ModelSpec, recipe: Recipe, order: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how much each picture counts in the loss; with `recipe.robust`, in the loss of each group.

    Parameters
    ----------
    data, spec, recipe
        Pictures with their groups; emotions; what is weighed.
    order
        int64: the rows that an epoch draws.

    Returns
    -------
    float64, shape (n,) or (n, groups that have pictures)
        The latter so that the mean over an epoch of weight times loss is each group's own mean loss: 0 for other
        groups, and for its own the weight of the picture over the share of the group in what is drawn.
    """
    weights = picture_weights(data, spec, recipe)
    if not recipe.robust:
        return weights
    assert data.groups is not None  # noqa: S101 - required before a training begins
    counted = weights[:, None] * (data.groups[:, None] == np.unique(data.groups))
    drawn = counted[order].mean(axis=0)
    return np.asarray(np.divide(counted, drawn, out=np.zeros_like(counted), where=drawn > 0))
