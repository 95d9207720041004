"""The page where annotators vote, picture by picture."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from starlette.responses import JSONResponse, Response

from audit.images import read_decoded
from audit.serve.http.guard import Refused
from audit.serve.http.predict import sent_form
from audit.serve.label.agreement import agreements
from audit.serve.label.book import CANNOT_TELL, NOT_A_FACE, annotator_name
from audit.serve.seeing.reading import emoji_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from audit.serve.http.engine import Engine
    from audit.serve.http.pages import Pages
    from audit.serve.label.book import VoteBook

ADDRESS = "/label"
LONGEST = 640


class Label:
    """Shows pictures in an order of each annotator's own and keeps votes.

    Parameters
    ----------
    pages
        What all pages share.
    engine
        Where pictures are read and votes written.
    book
        The votes; None = there is nothing to label.
    """

    def __init__(self, pages: Pages, engine: Engine, book: VoteBook | None) -> None:
        self._pages, self._engine, self._book = pages, engine, book

    async def page(self, _: Request) -> Response:
        """Return the page."""
        total = 0 if self._book is None else len(self._book.sheet.rows)
        return self._pages.page("label.html.j2", ADDRESS, total=total)

    async def next(self, request: Request) -> JSONResponse:
        """Return the next picture an annotator has not voted on; `picture` is None when all are done."""
        book = self._open()
        name = annotator_name(request.query_params.get("annotator", ""))
        done = book.voted(name)
        order = list(range(len(book.sheet.rows)))
        _shuffler(name).shuffle(order)
        place = next((place for place in order if place not in done), None)
        return JSONResponse(
            {"picture": place, "done": len(done), "total": len(order), "answers": _offered(book, name, place)}
        )

    async def picture(self, request: Request) -> Response:
        """Return a picture, made anew from its pixels, without its name."""
        book, place = self._open(), request.path_params["place"]
        if place >= len(book.sheet.rows):
            raise Refused(404, "There is no such picture.")
        data = await self._engine.run(_png, book, place)
        return Response(data, media_type="image/png")

    async def vote(self, request: Request) -> JSONResponse:
        """Keep a vote."""
        book, fields = self._open(), (await sent_form(request)).fields
        place = fields.get("picture", "")
        number = int(place) if place.isascii() and place.isdigit() and len(place) < 10 else -1  # noqa: PLR2004
        await self._engine.run(book.vote, number, fields.get("annotator", ""), fields.get("answer", ""))
        return JSONResponse({})

    async def agreement(self, _: Request) -> JSONResponse:
        """Return how well the annotators agree; no single vote."""
        book = self._open()
        found = await self._engine.run(agreements, book)
        rows = [{"name": each.name, "pictures": each.pictures, "alpha": each.alpha, "why": each.why} for each in found]
        return JSONResponse({"annotators": book.annotators(), "agreement": rows})

    async def write(self, _: Request) -> JSONResponse:
        """Write the votes into the manifest."""
        book = self._open()
        return JSONResponse({"without_label": await self._engine.run(book.write), "rows": len(book.sheet.rows)})

    def _open(self) -> VoteBook:
        if self._book is None:
            raise Refused(404, "There is nothing to label; start the app with --label DIR.")
        return self._book


def _shuffler(*words: object) -> random.Random:
    """Return a source of order that is the same for the same words, so that who comes back goes on where they left."""
    seed = hashlib.sha256("\n".join(map(str, words)).encode()).digest()
    return random.Random(seed)  # noqa: S311 - an order, no secret


def _offered(book: VoteBook, name: str, place: int | None) -> list[dict[str, str]]:
    """Return the answers, the emotions in a random order for each picture, so that none is first more often."""
    emotions = list(book.labels.emotions)
    _shuffler(name, place).shuffle(emotions)
    offered = [{"answer": emotion, "text": emotion, "emoji": emoji_of(emotion)} for emotion in emotions]
    others = ((CANNOT_TELL, "cannot tell"), (NOT_A_FACE, "not a face"))
    return [*offered, *({"answer": answer, "text": text, "emoji": ""} for answer, text in others)]


def _png(book: VoteBook, place: int) -> bytes:
    found: Any = read_decoded(book.folder, book.sheet.images[place])
    if found.pixels is None:
        raise Refused(404, f"This picture cannot be shown: {found.reason}.")
    pixels = found.pixels
    scale = LONGEST / max(pixels.shape[:2])
    if scale < 1:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".png", np.ascontiguousarray(pixels[:, :, ::-1]))
    return data.tobytes()
