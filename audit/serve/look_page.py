"""The page that looks: a camera or pictures, and beside every face what each model says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from audit.serve.seeing.reading import emoji_of
from audit.serve.whom.document import audits_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from audit.serve.http.pages import Pages
    from audit.serve.seeing.models import ShownModel
    from audit.serve.whom.audits import ShownAudit


class LookPage:
    """Answers with the page.

    Parameters
    ----------
    pages
        What all pages share.
    models
        Whose answers it shows.
    """

    def __init__(self, pages: Pages, models: Sequence[ShownModel]) -> None:
        self._pages = pages
        self._models = [
            {
                "id": model.spec.id,
                "title": model.spec.title,
                "intended_use": model.spec.intended_use,
                "calibrated": model.spec.temperature is not None,
                "emotions": [(emotion, emoji_of(emotion)) for emotion in model.spec.labels.emotions],
            }
            for model in models
        ]

    async def answer(self, _: Request) -> Response:
        """Return the page."""
        return self._pages.page("look.html.j2", "/", models=self._models)


class AuditsOnShow:
    """Answers with what the loaded audits say, all groups of all of them: which one a person looks at is not sent."""

    def __init__(self, audits: Sequence[ShownAudit]) -> None:
        self._document = audits_document(audits)

    async def answer(self, _: Request) -> JSONResponse:
        """Return the audits."""
        return JSONResponse(self._document)
