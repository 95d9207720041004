"""A classifier narrowed to fewer emotions, read as if the others were not on offer; or shown faces found otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.emotions import match
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.domain.contract.input_contract import FacePolicy
from audit.domain.model.asking import ONE, views_in_words
from audit.domain.model.model import Member, ModelSpec, Output
from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from audit.domain.cohort.cohort import Cohort

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
        label_map=spec.label_map,
        made_for=spec.made_for,
        members=(Member(spec=spec),),
    )


def narrowed_away(spec: ModelSpec) -> tuple[str, ...]:
    """Return the emotions that a classifier has and was asked to do without."""
    return tuple(e for member in spec.members for e in member.spec.labels.emotions if e not in spec.labels)


def is_independent(spec: ModelSpec) -> bool:
    """Return whether each emotion of a classifier, or of a member, has a probability of its own."""
    return spec.output is Output.INDEPENDENT or any(is_independent(member.spec) for member in spec.members)


def looked_for_by(spec: ModelSpec, looking: Mapping[str, Any]) -> ModelSpec:
    """Return a classifier whose faces, and whose members' faces, are looked for in another way.

    Parameters
    ----------
    spec
        The classifier.
    looking
        Fields of `InputContract` about the finder, and what they are now.

    Raises
    ------
    UsageError
        When the finder cannot do what the input contract asks.
    """
    members = tuple(replace(each, spec=looked_for_by(each.spec, looking)) for each in spec.members)
    return replace(spec, contract=replace(spec.contract, **looking), members=members)


def seen_in(spec: ModelSpec, views: int) -> ModelSpec:
    """Return a classifier that is asked about so many views of each face, and whose members are.

    A temperature that was fitted, and figures that were measured, in other views are not its own any more.

    Raises
    ------
    UsageError
        When the number is none of `VIEWS`.
    """
    if spec.members:
        members = tuple(replace(each, spec=seen_in(each.spec, views)) for each in spec.members)
        return replace(spec, members=members)
    return spec if views == spec.views else replace(spec, views=views, temperature=None, figures=None)


def held_against_boxes(spec: ModelSpec) -> ModelSpec:
    """Return a classifier whose faces, and whose members' faces, are looked for even where the manifest has a box."""
    members = tuple(replace(each, spec=held_against_boxes(each.spec)) for each in spec.members)
    looks = spec.contract.face is FacePolicy.DETECT
    contract = replace(spec.contract, face=FacePolicy.FIND) if looks else spec.contract
    return replace(spec, contract=contract, members=members)


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


def narrowed_table(cohort: Cohort, predictions: Predictions, wanted: LabelSet) -> tuple[Cohort, Predictions]:
    """Return a cohort and predictions that were made elsewhere, over some of their emotions alone, and a remark.

    Probabilities are narrowed as a classifier's are. Decisions do not say what came second: rows with another label are
    left out, and an answer outside the wanted emotions stays wrong.

    Raises
    ------
    UsageError
        When the predictions do not have one of the emotions.
    """
    having = predictions.labels
    found = [match(emotion, having.emotions) for emotion in wanted.emotions]
    for emotion, known in zip(wanted.emotions, found, strict=True):
        if known is None:
            raise UsageError(f"--narrow: the table does not have '{emotion}'; {one_of(emotion, having.emotions)}")
    if len(set(found)) < len(found):
        raise UsageError(f"--narrow: two of {', '.join(wanted.emotions)} are one emotion of the table")
    labels = LabelSet(emotions=tuple(known for known in found if known is not None))
    names = ", ".join(labels.emotions)
    if predictions.probabilities is None:
        sentence = f"narrowed to {names}: an answer outside these counts as wrong, as decisions say no second one"
        return _with(replace(cohort, left_out=~cohort.to_be_asked(labels)), sentence), predictions
    shares = np.zeros((len(predictions), len(labels)))
    shares[predictions.scored] = narrowed(predictions.probabilities[predictions.scored], having, labels)
    sentence = f"narrowed from {len(having)} emotions to {names}: their probabilities, divided by their sum"
    return _with(cohort, sentence), Predictions(
        labels=labels,
        predicted=np.where(predictions.scored, shares.argmax(axis=1), -1),
        outcomes=predictions.outcomes,
        probabilities=shares,
        reading=predictions.reading,
    )


def _with(cohort: Cohort, sentence: str) -> Cohort:
    remark = Remark(treatment=Treatment.RESCALED, sentence=sentence, by=Reader.AUDIT)
    return replace(cohort, reading=cohort.reading + Reading.of(remark))


def made_of(spec: ModelSpec) -> tuple[str, ...]:
    """Return what a report must say of a classifier that is made of others or runs code, one sentence each."""
    return tuple(dict.fromkeys(_said(spec)))


def _said(spec: ModelSpec) -> Iterator[str]:
    if spec.function is not None:
        yield (
            f"model '{spec.id}' is the Python function {spec.function}: somebody's code was run; its SHA-256 is that "
            "of the file it stands in, not of what this file imports or reads"
        )
    yield from _parts_of(spec)
    if spec.views != ONE:
        yield (
            f"model '{spec.id}' was asked about each face in {views_in_words(spec.views)}; its answer is the mean of "
            "their probabilities"
        )
    if spec.onnx is not None:
        yield (
            f"model '{spec.id}' was run from {spec.onnx.path.name} (SHA-256 {spec.onnx.sha256}): the network of "
            f"{spec.weights.name}, written for onnxruntime"
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


def _parts_of(spec: ModelSpec) -> Iterator[str]:
    """Give what a classifier is made of beyond its weights."""
    if spec.service is not None:
        yield (
            f"model '{spec.id}' is the service at {spec.service}: it was asked about each picture, and may answer "
            "otherwise tomorrow; its SHA-256 is that of its address"
        )
    if spec.architecture is not None:
        described = spec.architecture
        yield f"the network of model '{spec.id}' is described by {described.path.name} (SHA-256 {described.sha256})"
    for other in spec.files:
        yield f"model '{spec.id}' reads {other.path.name} (SHA-256 {other.sha256})"
