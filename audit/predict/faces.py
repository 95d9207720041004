"""A classifier asked about the faces of pictures that are already decoded, one by one or a few at a time."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.predictions import Outcome
from audit.images import Box, Prepared, prepare_pixels
from audit.predict.answers import Answers, asked
from audit.predict.composed.ensemble import EnsembleClassifier
from audit.predict.protocol import InBatches
from audit.predict.run import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.contract.input_contract import InputContract
    from audit.predict.protocol import Classifier


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FacePicture:
    """One face to be asked about: upright pixels, uint8, shape (height, width, 3), and its box, None where unknown."""

    pixels: NDArray[np.uint8]
    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SaidOfFace:
    """What a classifier said about one face.

    Attributes
    ----------
    prepared
        The face as the network saw it, or the outcome that says why there is none; of an ensemble whose members take
        different pictures that of its first member.
    probabilities
        float64, shape (k,), with the decimals that are published; None where there are no pixels.
    """

    prepared: Prepared
    probabilities: NDArray[np.float64] | None


def ask(classifier: Classifier, contract: InputContract, faces: Sequence[FacePicture]) -> tuple[SaidOfFace, ...]:
    """Return what a classifier says about each face; as `predict` says of a cohort of these pictures with these boxes.

    Parameters
    ----------
    classifier
        Names the emotions.
    contract
        How a face becomes its input.
    faces
        Any number, each with its picture.
    """
    return tuple(
        replace(each, probabilities=None if each.probabilities is None else each.probabilities.round(DECIMALS))
        for each in _ask(classifier, contract, faces)
    )


def in_small_batches(classifier: Classifier, batch: int) -> Classifier:
    """Return the same classifier with batches of this size instead of an audit's, for answers while one waits.

    A face then costs a thirtieth of the time, and an answer may differ by some 5e-8 from the audited one before it is
    rounded.
    """
    if isinstance(classifier, EnsembleClassifier):
        other = copy(classifier)
        other.voices = tuple(
            replace(voice, classifier=in_small_batches(voice.classifier, batch)) for voice in classifier.voices
        )
        return other
    return classifier.in_batches_of(batch) if isinstance(classifier, InBatches) else classifier


def _ask(classifier: Classifier, contract: InputContract, faces: Sequence[FacePicture]) -> tuple[SaidOfFace, ...]:
    if isinstance(classifier, EnsembleClassifier) and not classifier.asked_together:
        parts = [_ask(voice.classifier, voice.contract, faces) for voice in classifier.voices]
        return tuple(_mean(classifier, of_one) for of_one in zip(*parts, strict=True))
    prepared = [prepare_pixels(face.pixels, face.box, contract) for face in faces]
    seen = [picture.pixels for picture in prepared if picture.pixels is not None]
    answers = iter(_each(asked(classifier, np.stack(seen))) if seen else ())
    return tuple(
        SaidOfFace(prepared=picture, probabilities=None)
        if picture.pixels is None
        else _of_face(picture, *next(answers))
        for picture in prepared
    )


def _each(answers: Answers) -> Iterator[tuple[Outcome, str, NDArray[np.float64]]]:
    return zip(answers.outcomes, answers.reasons, answers.probabilities, strict=True)


def _of_face(picture: Prepared, outcome: Outcome, reason: str, row: NDArray[np.float64] | None) -> SaidOfFace:
    """Return what was said of a face; nothing, with the reason, where it was not shown or nobody had an answer."""
    if outcome is Outcome.SCORED:
        return SaidOfFace(prepared=picture, probabilities=row)
    return SaidOfFace(prepared=replace(picture, outcome=outcome, pixels=None, reason=reason), probabilities=None)


def _mean(classifier: EnsembleClassifier, said: tuple[SaidOfFace, ...]) -> SaidOfFace:
    """Return the mean of what members say who take different pictures; one that cannot be shown ends the face."""
    unseen = next((each for each in said if each.probabilities is None), None)
    if unseen is not None:
        return unseen
    rows = [each.probabilities[None, :] for each in said if each.probabilities is not None]
    return SaidOfFace(prepared=said[0].prepared, probabilities=classifier.mean(rows)[0])
