"""The app as one ASGI application: every route, and what becomes of every fault."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from audit.errors import AuditError, OutputError
from audit.serve.audits.jobs import Jobs
from audit.serve.audits.routes import LiveAuditsPage
from audit.serve.collect.routes import Collect
from audit.serve.contribute.routes import Contribute
from audit.serve.http.engine import Engine
from audit.serve.http.frames import Frames
from audit.serve.http.guard import API, HANG_UP, Guard, Refused
from audit.serve.http.openapi import Described
from audit.serve.http.pages import Pages, static
from audit.serve.http.predict import Predict
from audit.serve.label.routes import Label
from audit.serve.look_page import AuditsOnShow, LookPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ExceptionHandler

    from audit.serve.contribute.store import ContributedCohort
    from audit.serve.http.guard import Admission
    from audit.serve.label.book import VoteBook
    from audit.serve.seeing.models import ShownModel
    from audit.serve.whom.audits import ShownAudit

LINKS = (
    ("/", "Look"),
    ("/contribute", "Contribute"),
    ("/label", "Label"),
    ("/collect", "Collect"),
    ("/audits", "Audits"),
    ("/api", "API"),
)


def build_app(
    models: Sequence[ShownModel],
    audits: Sequence[ShownAudit],
    cohort: ContributedCohort | None,
    book: VoteBook | None,
    admission: Admission,
) -> Starlette:
    """Return the application.

    Parameters
    ----------
    models
        Who is asked about every face.
    audits
        What stands beside the answers.
    cohort
        What contributions grow, closed when the app ends; None = nobody can contribute.
    book
        Votes of annotators; None = there is nothing to label.
    admission
        Who may ask.
    """
    engine = Engine()
    pages = Pages(admission.page_token, LINKS)
    described, contribute = Described(pages), Contribute(pages, engine, cohort)

    jobs, label = Jobs(), Label(pages, engine, book)
    given = None if cohort is None else cohort.folder
    made, collect = LiveAuditsPage(pages, engine, jobs, models, given), Collect(pages, engine, given)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        jobs.close()
        engine.close()
        if cohort is not None:
            cohort.close()

    return Starlette(
        routes=[
            Route("/", LookPage(pages, models).answer),
            WebSocketRoute("/frames", Frames(engine, models).watch),
            Route("/api/predict", Predict(engine, models).answer, methods=["POST"]),
            Route("/contribute", contribute.page),
            Route("/contribute", contribute.give, methods=["POST"]),
            Route("/forget", contribute.forget, methods=["POST"]),
            Route("/label", label.page),
            Route("/label/next", label.next),
            Route("/label/picture/{place:int}", label.picture),
            Route("/label/vote", label.vote, methods=["POST"]),
            Route("/label/agreement", label.agreement),
            Route("/label/write", label.write, methods=["POST"]),
            Route("/collect", collect.page),
            Route("/collect/features", collect.features),
            Route("/collect/meter", collect.meter),
            Route("/audits", made.page),
            Route("/check", made.check, methods=["POST"]),
            Route("/jobs", made.listed),
            Route("/jobs", made.start, methods=["POST"]),
            Route("/jobs/{number:int}/cancel", made.cancel, methods=["POST"]),
            Route("/jobs/{number:int}/all.zip", made.packed),
            Route("/jobs/{number:int}/{name}", made.report),
            Route("/api", described.page),
            Route("/api/openapi.json", described.document),
            Route("/api/audits", AuditsOnShow(audits).answer),
            Route("/static/{name}", static),
        ],
        middleware=[Middleware(Guard, admission=admission)],
        exception_handlers=_HANDLERS,
        lifespan=lifespan,
    )


def _said(request: Request, status: int, sentence: str) -> Response:
    if request.url.path.startswith(API) or request.method != "GET":
        return JSONResponse({"error": sentence}, status_code=status, headers=HANG_UP)
    return PlainTextResponse(sentence, status_code=status, headers=HANG_UP)


async def _refused(request: Request, error: Exception) -> Response:
    statuses = ((Refused, getattr(error, "status", 400)), (OutputError, 507))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 400)
    return _said(request, status, str(error))


async def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    sentences = {404: "There is nothing at this address.", 405: "This address is asked in another way."}
    return _said(request, status, sentences.get(status, "The request could not be answered."))


async def _broken(request: Request, _: Exception) -> Response:
    return _said(request, 500, "Something in the app went wrong; its terminal says what.")


_HANDLERS: dict[int | type[Exception], ExceptionHandler] = {
    Refused: _refused,
    AuditError: _refused,
    HTTPException: _missing,
    Exception: _broken,
}
