"""The page that looks: a camera or pictures, and beside every face what each model says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from audit.serve.seeing.reading import emoji_of
from audit.serve.whom.audits import joined_by
from audit.serve.whom.document import audits_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from audit.domain.results.result import AuditResult
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
    contributable
        Whether a picture can be given from here.
    """

    def __init__(self, pages: Pages, models: Sequence[ShownModel], *, contributable: bool) -> None:
        self._pages = pages
        self._contributable = contributable
        self._models = [
            {
                "id": model.spec.id,
                "title": model.spec.full_title,
                "intended_use": model.spec.intended_use,
                "calibrated": model.spec.temperature is not None,
                "emotions": [(emotion, emoji_of(emotion)) for emotion in model.spec.labels.emotions],
            }
            for model in models
        ]

    async def answer(self, _: Request) -> Response:
        """Return the page."""
        return self._pages.page("look.html.j2", "/", models=self._models, contributable=self._contributable)


class AuditsOnShow:
    """Answers with what the loaded audits say, all groups of all of them: which one a person looks at is not sent.

    Parameters
    ----------
    audits
        Those that were named at the start.
    models
        The models on show.
    """

    def __init__(self, audits: Sequence[ShownAudit], models: Sequence[ShownModel]) -> None:
        self._audits, self._models = tuple(audits), models
        self._document = audits_document(audits)

    def add(self, result: AuditResult) -> None:
        """Show an audit that was made meanwhile; an earlier one of the same model and cohort gives way to it."""
        self._audits = joined_by(self._audits, result, self._models)
        self._document = audits_document(self._audits)

    async def answer(self, _: Request) -> JSONResponse:
        """Return the audits."""
        return JSONResponse(self._document)
