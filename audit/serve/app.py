"""The app as one ASGI application: every route, and what becomes of every fault."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from audit.errors import AuditError, OutputError
from audit.serve.audits.jobs import Jobs
from audit.serve.audits.kept import Shelf
from audit.serve.audits.routes import LiveAuditsPage
from audit.serve.audits.shelf_routes import KeptReports
from audit.serve.collect.routes import Collect
from audit.serve.contribute.routes import Contribute
from audit.serve.contribute.store import ContributedCohort
from audit.serve.http.engine import Engine
from audit.serve.http.frames import Frames
from audit.serve.http.guard import API, HANG_UP, Guard, Refused
from audit.serve.http.openapi import Described
from audit.serve.http.pages import Pages, static
from audit.serve.http.predict import Predict
from audit.serve.label.book import VoteBook
from audit.serve.label.routes import Label
from audit.serve.look_page import AuditsOnShow, LookPage
from audit.serve.seeing.models import ShownModel
from audit.serve.whom.audits import ShownAudit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ExceptionHandler

    from audit.serve.http.guard import Admission

LINKS = (
    ("/", "Look"),
    ("/contribute", "Contribute"),
    ("/label", "Label"),
    ("/collect", "Collect"),
    ("/audits", "Audits"),
    ("/api", "API"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the app serves.

    Attributes
    ----------
    models
        Who is asked about every face.
    audits
        What stands beside the answers; audits that are made on the page join them.
    shelf
        The saved audits that can be opened.
    cohort
        What contributions grow, closed when the app ends; None = nobody can contribute.
    book
        Votes of annotators; None = there is nothing to label.
    """

    models: Sequence[ShownModel]
    audits: Sequence[ShownAudit]
    shelf: Shelf
    cohort: ContributedCohort | None
    book: VoteBook | None


def build_app(served: Served, admission: Admission) -> Starlette:
    """Return the application.

    Parameters
    ----------
    served
        What it serves.
    admission
        Who may ask.
    """
    models, cohort = served.models, served.cohort
    engine = Engine()
    pages = Pages(admission.page_token, LINKS)
    described, contribute = Described(pages), Contribute(pages, engine, cohort)

    on_show = AuditsOnShow(served.audits, models)
    jobs, label = Jobs(done=on_show.add), Label(pages, engine, served.book)
    kept = KeptReports(engine, served.shelf)
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
            Route("/", LookPage(pages, models, contributable=cohort is not None).answer),
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
            Route("/collect/meter", collect.meter, methods=["POST"]),
            Route("/audits", made.page),
            Route("/check", made.check, methods=["POST"]),
            Route("/jobs", made.listed),
            Route("/jobs", made.start, methods=["POST"]),
            Route("/jobs/{number:int}/cancel", made.cancel, methods=["POST"]),
            Route("/reports", kept.listed),
            Route("/reports/all.zip", kept.all_packed),
            Route("/reports/{key}/all.zip", kept.packed),
            Route("/reports/{key}/{name}", kept.file),
            Route("/compare", kept.compare, methods=["POST"]),
            Route("/compare/{number:int}/{name}", kept.compared),
            Route("/api", described.page),
            Route("/api/openapi.json", described.document),
            Route("/api/audits", on_show.answer),
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
