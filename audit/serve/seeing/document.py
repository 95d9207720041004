"""A sight as JSON, alike for the page and for the API."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from audit.domain.contract.input_contract import Colour
from audit.images import as_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.contract.input_contract import InputContract
    from audit.serve.seeing.sight import SeenAnswer, SeenFace, Sight


def sight_document(sight: Sight, *, seen: bool) -> dict[str, Any]:
    """Return a sight as plain data.

    Parameters
    ----------
    sight
        What was found.
    seen
        Whether the faces as the networks saw them travel along, as PNG.
    """
    return {
        "width": sight.width,
        "height": sight.height,
        "sentence": sight.sentence,
        "more_faces": sight.more,
        "faces": [_face(face, seen=seen) for face in sight.faces],
    }


def _face(face: SeenFace, *, seen: bool) -> dict[str, Any]:
    box = face.box
    return {
        "box": None if box is None else {"x": box.x, "y": box.y, "width": box.width, "height": box.height},
        "found_by": None if box is None else box.found_by,
        "doubts": [doubt.sentence for doubt in face.doubts],
        "readable": not any(doubt.grave for doubt in face.doubts),
        "answers": [_answer(answer, seen=seen) for answer in face.answers],
    }


def _answer(answer: SeenAnswer, *, seen: bool) -> dict[str, Any]:
    spec, row, read = answer.model.spec, answer.probabilities, answer.reading
    document: dict[str, Any] = {"model": spec.id, "outcome": answer.outcome.value}
    if row is None or read is None:
        return {**document, "reason": answer.reason}
    document |= {
        "emotion": read.emotion,
        "emoji": read.emoji,
        "reading": read.sentence,
        "grade": read.grade,
        "entropy": read.entropy,
        "calibrated": spec.temperature is not None,
        "probabilities": dict(zip(spec.labels.emotions, row.tolist(), strict=True)),
    }
    if seen and answer.seen is not None:
        document["seen"] = _png(as_seen(answer.seen, spec.contract))
    return document


def as_seen(prepared: NDArray[np.float32], contract: InputContract) -> NDArray[np.uint8]:
    """Return a prepared face as a picture, uint8, shape (size, size, 1 or 3), in RGB; the very pixels, not resized."""
    shown = as_bytes(prepared, contract)
    return shown[:, :, ::-1] if contract.colour is Colour.BGR else shown


def _png(picture: NDArray[np.uint8]) -> str:
    colours = picture[:, :, ::-1] if picture.shape[2] > 1 else picture
    _, data = cv2.imencode(".png", np.ascontiguousarray(colours))
    return f"data:image/png;base64,{base64.b64encode(data.tobytes()).decode('ascii')}"
