"""The page of audits: what can be audited, checks, runs with progress, reports."""

from __future__ import annotations

import io
import math
import zipfile
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from audit.errors import UsageError, one_of
from audit.serve.audits.cohorts import LARGEST_TABLE, checked_table, known_cohorts
from audit.serve.audits.jobs import State, Wish
from audit.serve.http.guard import Refused
from audit.serve.http.predict import sent_form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from starlette.requests import Request

    from audit.serve.audits.jobs import Job, Jobs
    from audit.serve.http.engine import Engine
    from audit.serve.http.pages import Pages
    from audit.serve.seeing.models import ShownModel

ADDRESS = "/audits"
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads"
)
"""Of a report: its scripts, whose hashes its own policy names, run in a sandbox that is no part of this site."""

FILES = {
    "index.html": "text/html; charset=utf-8",
    "audit.json": "application/json",
    "summary.md": "text/plain; charset=utf-8",
    "junit.xml": "application/xml",
    "model-card.md": "text/plain; charset=utf-8",
    "images.csv.gz": "application/gzip",
    "images.parquet": "application/vnd.apache.parquet",
}


class LiveAuditsPage:
    """Answers for the page of audits.

    Parameters
    ----------
    pages
        What all pages share.
    engine
        Where tables are checked.
    jobs
        Audits that were started here.
    models
        Those on show; no other can be audited here.
    given
        Folder of contributions, or None.
    """

    def __init__(
        self, pages: Pages, engine: Engine, jobs: Jobs, models: Sequence[ShownModel], given: Path | None
    ) -> None:
        self._pages, self._engine, self._jobs = pages, engine, jobs
        self._models = {model.spec.id: model.spec for model in models}
        self._given = given

    async def page(self, _: Request) -> Response:
        """Return the page."""
        cohorts = await self._engine.run(known_cohorts, self._given)
        models = list(self._models.values())
        return self._pages.page("audits.html.j2", ADDRESS, cohorts=cohorts, models=models, jobs=self._documents())

    async def listed(self, _: Request) -> JSONResponse:
        """Return every job as it stands."""
        return JSONResponse({"jobs": self._documents()})

    async def start(self, request: Request) -> JSONResponse:
        """Start an audit."""
        fields = (await sent_form(request)).fields
        cohorts = {cohort.name: cohort for cohort in await self._engine.run(known_cohorts, self._given)}
        name, model = fields.get("cohort", ""), fields.get("model", "")
        if name not in cohorts:
            raise UsageError(f"unknown cohort '{name[:80]}'; {one_of(name[:80], cohorts)}.")
        if model not in self._models:
            raise UsageError(f"unknown model '{model[:80]}'; {one_of(model[:80], self._models)}.")
        limit = _limit(fields.get("max_difference", ""))
        job = self._jobs.start(
            Wish(cohort=name, path=cohorts[name].path, spec=self._models[model], max_difference=limit)
        )
        return JSONResponse(_document(job))

    async def cancel(self, request: Request) -> JSONResponse:
        """End an audit."""
        self._jobs.cancel(request.path_params["number"])
        return JSONResponse({})

    async def check(self, request: Request) -> JSONResponse:
        """Return the faults of a table, or what it holds."""
        data = await request.body()
        if not data:
            raise Refused(400, "Choose a CSV file to check.")
        if len(data) > LARGEST_TABLE:
            raise Refused(413, f"A table to check has at most {LARGEST_TABLE // 2**20} MiB; use emotion-audit check.")
        return JSONResponse(await self._engine.run(checked_table, data))

    async def report(self, request: Request) -> Response:
        """Return one file of a finished audit's report; nothing else of the disk can be asked for."""
        folder, name = self._folder(request), request.path_params["name"]
        if name not in FILES or not (folder / name).is_file():
            raise Refused(404, "The report has no such file.")
        data = await self._engine.run((folder / name).read_bytes)
        return Response(data, media_type=FILES[name], headers={"content-security-policy": REPORT_POLICY})

    async def packed(self, request: Request) -> Response:
        """Return everything of a finished audit's report as one file."""
        folder = self._folder(request)
        data = await self._engine.run(_zip, folder)
        name = {"content-disposition": f'attachment; filename="audit-{request.path_params["number"]}.zip"'}
        return Response(data, media_type="application/zip", headers=name)

    def _folder(self, request: Request) -> Path:
        job = self._jobs.find(request.path_params["number"])
        if job.state is not State.DONE or job.folder is None:
            raise Refused(404, "This audit has no report.")
        return job.folder

    def _documents(self) -> list[dict[str, Any]]:
        return [_document(job) for job in self._jobs.all()]


def _limit(text: str) -> float:
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not 0 < limit < 1:
        raise UsageError(f"The largest difference is a number between 0 and 1, such as 0.1; found '{text[:20]}'.")
    return limit


def _document(job: Job) -> dict[str, Any]:
    return {
        "number": job.number,
        "cohort": job.wish.cohort,
        "model": job.wish.spec.id,
        "command": job.wish.command,
        "state": job.state.value,
        "step": job.step,
        "done": job.done,
        "total": job.total,
        "verdict": job.verdict,
        "sentence": job.sentence,
    }


def _zip(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            if (folder / name).is_file():
                archive.write(folder / name, f"{folder.name}/{name}")
    return packed.getvalue()
