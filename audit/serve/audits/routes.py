"""The page of audits: what can be audited, the audits that are made here, and the check of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from audit.errors import UsageError, one_of
from audit.serve.audits.cohorts import LARGEST_TABLE, checked_table, known_cohorts
from audit.serve.audits.jobs import State, Wish
from audit.serve.audits.kept import key_of
from audit.serve.audits.models import known_models
from audit.serve.audits.rules import known_policies, rules_of
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
        Those on show; they are named before the others of this machine.
    given
        Folder of contributions, or None.
    """

    def __init__(
        self, pages: Pages, engine: Engine, jobs: Jobs, models: Sequence[ShownModel], given: Path | None
    ) -> None:
        self._pages, self._engine, self._jobs = pages, engine, jobs
        self._shown = tuple(model.spec for model in models)
        self._given = given

    async def page(self, _: Request) -> Response:
        """Return the page."""
        cohorts = await self._engine.run(known_cohorts, self._given)
        models = (await self._engine.run(known_models, self._shown)).values()
        policies = await self._engine.run(known_policies)
        return self._pages.page("audits.html.j2", ADDRESS, cohorts=cohorts, models=models, policies=policies)

    async def listed(self, _: Request) -> JSONResponse:
        """Return every job as it stands."""
        return JSONResponse({"jobs": [_document(job) for job in self._jobs.all()]})

    async def start(self, request: Request) -> JSONResponse:
        """Start an audit."""
        fields = (await sent_form(request)).fields
        return JSONResponse(_document(self._jobs.start(await self._engine.run(self._wish, fields))))

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

    def _wish(self, fields: dict[str, str]) -> Wish:
        cohorts = {cohort.name: cohort for cohort in known_cohorts(self._given)}
        models = known_models(self._shown)
        name, model = fields.get("cohort", ""), fields.get("model", "")
        if name not in cohorts:
            raise UsageError(f"unknown cohort '{name[:80]}'; {one_of(name[:80], cohorts)}.")
        if model not in models:
            raise UsageError(f"unknown model '{model[:80]}'; {one_of(model[:80], models)}.")
        rules = rules_of(fields, known_policies())
        return Wish(cohort=name, path=cohorts[name].path, spec=models[model], rules=rules)


def _document(job: Job) -> dict[str, Any]:
    return {
        "number": job.number,
        "cohort": job.wish.cohort,
        "model": job.wish.spec.id,
        "command": job.command,
        "state": job.state.value,
        "step": job.step,
        "done": job.done,
        "total": job.total,
        "verdict": job.verdict,
        "sentence": job.sentence,
        "reading": list(job.reading),
        "report": key_of(job.folder) if job.state is State.DONE else None,
    }
