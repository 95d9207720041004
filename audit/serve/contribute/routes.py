"""The page where pictures are given and deleted, and what its two forms do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from audit.errors import InputError
from audit.images import decoded
from audit.serve.contribute.contribution import (
    FEATURES,
    MOST_PICTURES,
    Contribution,
    group_word,
    meant_of,
    new_receipt,
    subject_of,
)
from audit.serve.http.guard import Refused
from audit.serve.http.predict import FIELD, sent_form
from audit.serve.seeing.reading import emoji_of
from audit.serve.seeing.sight import find_faces

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from audit.serve.contribute.store import ContributedCohort
    from audit.serve.http.engine import Engine
    from audit.serve.http.pages import Pages
    from audit.serve.http.predict import SentForm

ADDRESS = "/contribute"


class Contribute:
    """Takes contributions and deletions.

    Parameters
    ----------
    pages
        What all pages share.
    engine
        Where pictures are decoded and stored.
    cohort
        What grows; None = nobody can contribute.
    """

    def __init__(self, pages: Pages, engine: Engine, cohort: ContributedCohort | None) -> None:
        self._pages = pages
        self._engine = engine
        self._cohort = cohort

    async def page(self, _: Request) -> Response:
        """Return the page."""
        cohort = self._cohort
        if cohort is None:
            return self._pages.page("no_contribution.html.j2", ADDRESS)
        words = await self._engine.run(cohort.words)
        return self._pages.page(
            "contribute.html.j2",
            ADDRESS,
            emotions=[(emotion, emoji_of(emotion)) for emotion in cohort.labels.emotions],
            features=[(feature, feature.replace("_", " "), words[feature]) for feature in FEATURES],
            terms=cohort.terms,
            most=MOST_PICTURES,
        )

    async def give(self, request: Request) -> JSONResponse:
        """Store a contribution and return its receipt."""
        cohort = self._open()
        form = await sent_form(request)
        if form.fields.get("consent") != cohort.terms.version:
            raise Refused(400, "Nothing was stored: tick that you agree to the terms on this page first.")
        return JSONResponse(await self._engine.run(_stored, cohort, form))

    async def forget(self, request: Request) -> JSONResponse:
        """Delete everything under a receipt."""
        cohort = self._open()
        form = await sent_form(request)
        gone = await self._engine.run(cohort.remove, form.fields.get("receipt", ""))
        return JSONResponse({"deleted": gone})

    def _open(self) -> ContributedCohort:
        if self._cohort is None:
            raise Refused(404, "This app takes no contributions; start it with --cohort DIR --keeper NAME.")
        return self._cohort


def _stored(cohort: ContributedCohort, form: SentForm) -> dict[str, Any]:
    fields = form.fields
    contribution = Contribution(
        pictures=tuple(_pixels(form)),
        meant=meant_of(fields.get("emotion", ""), fields.get("second", ""), fields.get("how", ""), cohort.labels),
        groups=tuple(group_word(fields.get(feature, "")) for feature in FEATURES),
    )
    receipt = fields.get("receipt", "").strip() or new_receipt()
    subject_of(receipt)
    without = sum(not find_faces(picture) for picture in contribution.pictures)
    return {"stored": cohort.add(contribution, receipt), "receipt": receipt, "without_face": without}


def _pixels(form: SentForm) -> list[Any]:
    if not 0 < len(form.pictures) <= MOST_PICTURES:
        raise InputError(f"Give 1 to {MOST_PICTURES} pictures at a time (field '{FIELD}'), found {len(form.pictures)}.")
    found = [decoded(picture.data) for picture in form.pictures]
    for sent, picture in zip(form.pictures, found, strict=True):
        if picture.pixels is None:
            raise InputError(f"Nothing was stored: '{sent.name[:80]}' cannot be read: {picture.reason}.")
    return [picture.pixels for picture in found]
