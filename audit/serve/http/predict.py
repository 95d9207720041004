"""`/api/predict`: pictures in, what the models say out; the same answers as the command line, to the bit."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.responses import JSONResponse

from audit.domain.cohort.predictions import Outcome
from audit.errors import UsageError, one_of
from audit.images import decoded
from audit.serve.http.guard import Refused
from audit.serve.http.words import WORDS
from audit.serve.seeing.document import sight_document
from audit.serve.seeing.sight import look_at_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from starlette.requests import Request

    from audit.images import Decoded
    from audit.serve.http.engine import Engine
    from audit.serve.seeing.models import ShownModel

MOST_PICTURES = 32
"""Pictures in one request."""

LARGEST_PICTURE = 20 * 1024 * 1024
"""Bytes of one picture."""

MOST_PIXELS = 16_000_000
"""Pixels of the pictures that are looked at together."""

FIELD = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPicture:
    """One picture as it arrived: the name its sender gave it, which is never a path here, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form as it arrived: its pictures in order, and its other fields as text, the last of each name."""

    pictures: tuple[SentPicture, ...]
    fields: dict[str, str]


class Predict:
    """Answers requests with pictures.

    Parameters
    ----------
    engine
        Where pictures are looked at.
    models
        Who is asked, unless `?model=` names some of them.
    """

    def __init__(self, engine: Engine, models: Sequence[ShownModel]) -> None:
        self._engine = engine
        self._models = models

    async def answer(self, request: Request) -> JSONResponse:
        """Return what is seen in each picture."""
        models = self._asked(request)
        pictures = await sent_pictures(request)
        seen = request.query_params.get("seen") == "1"
        found = await self._engine.run(pictures_document, pictures, models, seen=seen)
        return JSONResponse(found)

    def _asked(self, request: Request) -> Sequence[ShownModel]:
        wanted = request.query_params.getlist("model")
        by_id = {model.spec.id: model for model in self._models}
        for name in wanted:
            if name not in by_id:
                raise UsageError(f"unknown model '{name}'; {one_of(name, by_id)}")
        return [by_id[name] for name in dict.fromkeys(wanted)] or self._models


async def sent_pictures(request: Request) -> list[SentPicture]:
    """Return the pictures of a request: its whole body, or every file of a form's field `picture`.

    Raises
    ------
    Refused
        When there is none, or more or larger ones than are allowed.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        pictures = [SentPicture(name="picture", data=await request.body())]
    else:
        pictures = list((await sent_form(request)).pictures)
    if not pictures or not all(picture.data for picture in pictures):
        raise Refused(400, f"Send at least one picture: as the body, or as files in the field '{FIELD}' of a form.")
    if any(len(picture.data) > LARGEST_PICTURE for picture in pictures):
        raise _too_large()
    return pictures


async def sent_form(request: Request) -> SentForm:
    """Return the pictures and fields of a form.

    Raises
    ------
    Refused
        When it is no form, or holds more or larger parts than are allowed, or the disk is full where large ones wait.
    """
    try:
        async with request.form(max_files=MOST_PICTURES, max_fields=MOST_PICTURES) as form:
            files = [file for file in form.getlist(FIELD) if isinstance(file, UploadFile)]
            if any((file.size or 0) > LARGEST_PICTURE for file in files):
                raise _too_large()
            pictures = [SentPicture(name=file.filename or "picture", data=await file.read()) for file in files]
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            return SentForm(pictures=tuple(pictures), fields=fields)
    except MultiPartException as error:
        raise Refused(400, f"The form cannot be read: {error.message}") from error
    except OSError as error:  # large files wait on the disk
        full = error.errno == errno.ENOSPC
        raise Refused(507 if full else 500, WORDS["full"] if full else "The pictures could not be kept.") from error


def _too_large() -> Refused:
    return Refused(413, f"A picture has at most {LARGEST_PICTURE // 2**20} MiB; send a smaller one.")


def pictures_document(
    pictures: Sequence[SentPicture], models: Sequence[ShownModel], *, seen: bool
) -> dict[str, list[dict[str, Any]]]:
    """Return what is seen in pictures, in their order, as plain data."""
    found: list[dict[str, Any]] = []
    for some in _portions(decoded(picture.data) for picture in pictures):
        found += _documents(some, models, seen=seen)
    return {"pictures": [{"name": sent.name[:200], **each} for sent, each in zip(pictures, found, strict=True)]}


def _portions(pictures: Iterable[Decoded]) -> Iterator[list[Decoded]]:
    """Yield pictures in portions of so many pixels that memory stays bounded, each of one picture at least."""
    some: list[Decoded] = []
    held = 0
    for picture in pictures:
        size = 0 if picture.pixels is None else picture.pixels.shape[0] * picture.pixels.shape[1]
        if some and held + size > MOST_PIXELS:
            yield some
            some, held = [], 0
        some.append(picture)
        held += size
    if some:
        yield some


def _documents(pictures: Sequence[Decoded], models: Sequence[ShownModel], *, seen: bool) -> Iterator[dict[str, Any]]:
    sights = iter(look_at_all([each.pixels for each in pictures if each.pixels is not None], models))
    for picture in pictures:
        if picture.pixels is None:
            yield {"outcome": picture.outcome.value, "reason": picture.reason, "faces": []}
            continue
        sight = next(sights)
        outcome = Outcome.SCORED if sight.faces else Outcome.NO_FACE
        yield {"outcome": outcome.value, "reason": sight.sentence, **sight_document(sight, seen=seen)}
