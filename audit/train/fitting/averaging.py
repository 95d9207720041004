"""The running mean of a training's weights, with which its epochs are judged.

Each step pulls the weights towards one batch; their mean over some hundred steps is a network that is right more often
than any of them (Polyak & Juditsky 1992; Izmailov et al. 2018, "Averaging weights leads to wider optima"). The
optimizer keeps it; the weights that are trained stay as they are.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from audit.errors import UsageError
from audit.train.fitting.batch_norm import has_batch_norm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe


def require_statistics(model: Any, spec: ModelSpec, recipe: Recipe) -> None:  # noqa: ANN401 - Keras publishes no types
    """Raise UsageError when the mean of the weights would be judged with other weights' statistics."""
    if recipe.average and has_batch_norm(model) and not recipe.reestimate_batch_norm:
        raise UsageError(
            f"model '{spec.id}': average = {recipe.average} judges weights that no step computed with, so the running "
            "statistics of batch normalisation do not fit them; add reestimate_batch_norm = true"
        )


@contextmanager
def averaged(model: Any, recipe: Recipe) -> Iterator[None]:  # noqa: ANN401
    """Give a network the running mean of its weights, for as long as this lasts; nothing without `average`.

    Parameters
    ----------
    model
        Compiled by `prepare_training`, at least one step trained.
    recipe
        Whether there is a mean.
    """
    if not recipe.average:
        yield
        return
    trained = [variable.numpy() for variable in model.trainable_variables]
    means = model.optimizer._model_variables_moving_average  # noqa: SLF001 - Keras can only overwrite with them
    for variable, mean in zip(model.trainable_variables, means, strict=True):
        variable.assign(mean)
    try:
        yield
    finally:
        for variable, value in zip(model.trainable_variables, trained, strict=True):
            variable.assign(value)
