"""A classifier narrowed to fewer emotions: the same answers, read as if the others were not on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.domain.model.model import Member, ModelSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet

_SMALLEST = float(np.finfo(np.float32).tiny)


def narrow(spec: ModelSpec, labels: LabelSet) -> ModelSpec:
    """Return a classifier narrowed to some of its emotions, in this order; itself where these are all.

    Raises
    ------
    UsageError
        When it does not have one of them.
    """
    if labels == spec.labels:
        return spec
    return ModelSpec(
        id=spec.id,
        title=spec.title,
        labels=labels,
        contract=spec.contract,
        weights=spec.weights,
        licence=spec.licence,
        intended_use=spec.intended_use,
        temperature=spec.temperature,
        members=(Member(spec=spec),),
    )


def narrowed(probabilities: NDArray[np.float64], having: LabelSet, wanted: LabelSet) -> NDArray[np.float64]:
    """Return the probabilities of the wanted emotions alone: their columns, divided by their sum.

    Parameters
    ----------
    probabilities
        Shape (n, number of emotions in `having`); rows sum to 1.
    having, wanted
        Emotions of the columns, and those to keep.

    Returns
    -------
    float64, shape (n, number of wanted emotions), rows sum to 1
        This is the softmax of the wanted emotions' logits. A probability of 0 is read as the least a float32 may have
        held before it was rounded, so where all wanted ones are 0 they come out alike.
    """
    if having == wanted:
        return probabilities
    kept = np.maximum(probabilities[:, [having.code(emotion) for emotion in wanted.emotions]], _SMALLEST)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))


def made_of(spec: ModelSpec) -> tuple[str, ...]:
    """Return what a report must say of a classifier that is made of others or runs code, one sentence each."""
    return tuple(dict.fromkeys(_said(spec)))


def _said(spec: ModelSpec) -> Iterator[str]:
    if spec.function is not None:
        yield (
            f"model '{spec.id}' is the Python function {spec.function}: somebody's code was run; its SHA-256 is that "
            "of the file it stands in, not of what this file imports or reads"
        )
    if len(spec.members) > 1:
        shares = ", ".join(f"{member.spec.id} ({member.share:.1%})" for member in spec.members)
        yield f"model '{spec.id}' is an ensemble: the mean of the probabilities of {shares}"
    for member in spec.members:
        if member.spec.labels != spec.labels:
            yield (
                f"the probabilities of model '{member.spec.id}' were narrowed from {len(member.spec.labels)} emotions "
                f"({', '.join(member.spec.labels.emotions)}) to {', '.join(spec.labels.emotions)}: these columns, "
                "divided by their sum"
            )
        yield from _said(member.spec)
