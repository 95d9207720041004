"""One picture looked at: every face, and what every model says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.images import FaceBox, look_for
from audit.predict import FacePicture
from audit.serve.seeing.doubts import SightDoubt, doubts_of
from audit.serve.seeing.models import ShownModel
from audit.serve.seeing.reading import FaceReading, reading

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from audit.predict import SaidOfFace

ANY_MODEL = InputContract(size=48)
"""Where no model says who looks for faces: the best finder that is here."""

MOST_FACES = 8
"""Faces of one picture that are asked about, the largest first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenAnswer:
    """What one model says about one face.

    Attributes
    ----------
    model
        Which.
    outcome, reason
        `SCORED`, or why there is no answer.
    probabilities
        float64, shape (k,), in the order of the model's labels; None without an answer.
    reading
        The same in words; None without an answer.
    seen
        The face exactly as the network got it, float32, shape of its contract; None without an answer.
    """

    model: ShownModel
    outcome: Outcome
    reason: str
    probabilities: NDArray[np.float64] | None
    reading: FaceReading | None
    seen: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenFace:
    """One face; `box` is None where a model looks at the whole picture."""

    box: FaceBox | None
    doubts: tuple[SightDoubt, ...]
    answers: tuple[SeenAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sight:
    """One picture: its width and height in pixels, its faces, how many more there were, and what is to be said."""

    width: int
    height: int
    faces: tuple[SeenFace, ...]
    more: int = 0
    sentence: str = ""


def look_at(pixels: NDArray[np.uint8], models: Sequence[ShownModel], *, live: bool = False) -> Sight:
    """Return what is seen in a picture; see `look_at_all`."""
    return look_at_all([pixels], models, live=live)[0]


def look_at_all(
    pictures: Sequence[NDArray[np.uint8]], models: Sequence[ShownModel], *, live: bool = False
) -> tuple[Sight, ...]:
    """Return what is seen in pictures, each model asked once about the faces of all of them.

    Faces are found and prepared by the functions that prepare an audit's pictures; the largest face gets the answer
    an audit of its picture would count, whatever pictures come along. Models whose contracts name different face
    finders are each asked about the faces of their own; models that take the whole picture answer about that.

    Parameters
    ----------
    pictures
        uint8, shape (height, width, 3), RGB, upright.
    models
        Who is asked.
    live
        Whether speed counts, see `ShownModel.say`; then small faces beside larger ones are not looked for.
    """
    whole = [model for model in models if model.spec.contract.face is FacePolicy.WHOLE]
    others = [model for model in models if model not in whole]
    faces: list[list[SeenFace]] = [[] for _ in pictures]
    more = [0] * len(pictures)
    for alike in _by_finder(others):
        boxes = [find_faces(pixels, alike[0].spec.contract, every=not live) for pixels in pictures]
        _ask_about(pictures, [of[:MOST_FACES] for of in boxes], alike, faces, live=live)
        more = [before + max(0, len(of) - MOST_FACES) for before, of in zip(more, boxes, strict=True)]
    if whole:
        _ask_about(pictures, [(None,)] * len(pictures), whole, faces, live=live)
    return tuple(
        Sight(
            width=pixels.shape[1],
            height=pixels.shape[0],
            faces=tuple(seen),
            more=left,
            sentence="" if seen else "No face found: nothing is said about this picture.",
        )
        for pixels, seen, left in zip(pictures, faces, more, strict=True)
    )


def find_faces(
    pixels: NDArray[np.uint8], contract: InputContract = ANY_MODEL, *, every: bool = True
) -> tuple[FaceBox, ...]:
    """Return the faces of a picture, the one that the contract means first.

    Parameters
    ----------
    pixels
        uint8, shape (height, width, 3), RGB.
    contract
        Says who looks for faces, and which one is meant.
    every
        Whether to look on for small faces beside those of the first look; takes much longer.
    """
    return tuple(look_for(pixels, contract, every=every))


def _by_finder(models: Sequence[ShownModel]) -> tuple[list[ShownModel], ...]:
    """Return the models in groups whose contracts find the same faces, each group to be asked about its own."""
    groups: dict[Hashable, list[ShownModel]] = {}
    for model in models:
        contract = model.spec.contract
        same = (contract.detector, contract.threshold, contract.smallest_face, contract.which, contract.box_rule)
        groups.setdefault((*same, contract.align), []).append(model)
    return tuple(groups.values())


def _ask_about(
    pictures: Sequence[NDArray[np.uint8]],
    boxes: Sequence[Sequence[FaceBox | None]],
    models: Sequence[ShownModel],
    faces: list[list[SeenFace]],
    *,
    live: bool,
) -> None:
    """Ask some models about the boxes of each picture, and add what they say to the faces of the picture."""
    places = [(place, box) for place, of in enumerate(boxes) for box in of]
    asked = [FacePicture(pixels=pictures[place], box=None if box is None else _plain(box)) for place, box in places]
    said = [model.say(asked, live=live) for model in models] if asked else []
    for number, (place, box) in enumerate(places):
        faces[place].append(
            SeenFace(
                box=box,
                doubts=() if box is None else doubts_of(pictures[place], box),
                answers=tuple(_answer(model, of[number]) for model, of in zip(models, said, strict=True)),
            )
        )


def _plain(box: FaceBox) -> tuple[int, int, int, int]:
    return (box.x, box.y, box.width, box.height)


def _answer(model: ShownModel, said: SaidOfFace) -> SeenAnswer:
    row = said.probabilities
    return SeenAnswer(
        model=model,
        outcome=said.prepared.outcome,
        reason=said.prepared.reason,
        probabilities=row,
        reading=None if row is None else reading(model.spec.labels, row),
        seen=said.prepared.pixels,
    )
