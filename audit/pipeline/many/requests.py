"""Several audits asked for at once: one that cannot run is told, and the others go on.

A cohort is read once for all requests that read it alike; its pictures are read once, and their faces found once, for
all classifiers over it; a classifier is asked once, however many policies judge it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.cohort.cohort import Cohort
from audit.domain.model.model import ModelSpec
from audit.errors import AuditError, UsageError
from audit.load import Columns
from audit.pipeline.engines.choice import engine_for
from audit.pipeline.request import (
    Audited,
    AuditRequest,
    audited,
    cohort_of,
    columns_of,
    explainer_for,
    in_silence,
    policy_of,
    scored_by_table,
)
from audit.pipeline.stages.scoring import ReadyModel, Scored, made_ready, score_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.pipeline.engines.engine import ShardEngine
    from audit.pipeline.request import Steps
    from audit.predict import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one of several audits ended: with a result, or with the reason why there is none."""

    request: AuditRequest
    audited: Audited | None = None
    error: AuditError | None = None


@dataclass(slots=True, kw_only=True)
class _Job:
    """One request on its way."""

    request: AuditRequest
    columns: Columns | None = None
    cohort: Cohort | None = None
    scored: Scored | None = None
    error: AuditError | None = None


def run_requests(requests: Sequence[AuditRequest], steps: Steps = in_silence) -> tuple[Ended, ...]:
    """Return how each of several audits ended, in their order.

    Parameters
    ----------
    requests
        At least one. Requests whose `choices` are one object share what they read.
    steps
        As for `run_request`.
    """
    jobs = [_Job(request=request) for request in requests]
    _read_cohorts(jobs)
    with_models: dict[int, list[_Job]] = {}
    for job in jobs:
        if job.error is None and isinstance(job.request.answers, ModelSpec):
            with_models.setdefault(id(job.cohort), []).append(job)
    _ask_all(list(with_models.values()), steps)
    _read_tables([job for job in jobs if job.error is None])
    _check_choices([job for job in jobs if job.error is None])
    return tuple(_ended(job, steps) for job in jobs)


def _ask_all(cohorts: Sequence[Sequence[_Job]], steps: Steps) -> None:
    """Ask the classifiers over each cohort; what one was told is known for the next, where answers are kept."""
    from audit.predict import journal_for

    if not cohorts:
        return
    first = cohorts[0][0].request
    with journal_for(first.keeping) as journal, engine_for(first.engine) as engine:
        for jobs in cohorts:
            _ask_models(jobs, steps, engine, journal)
    for job in [job for jobs in cohorts for job in jobs]:
        if job.scored is not None and journal is not None:
            job.scored = replace(job.scored, kept=journal.sentences)


def _read_cohorts(jobs: Sequence[_Job]) -> None:
    """Read the cohort of each job, one for all jobs that read it alike."""
    read: dict[tuple[object, ...], Cohort | AuditError] = {}
    for job in jobs:
        try:
            job.columns = columns_of(job.request)
            key = _cohort_key(job)
            if key not in read:
                read[key] = _cohort_or_error(job.request, job.columns)
            found = read[key]
            if isinstance(found, AuditError):
                raise found
            job.cohort = found
            policy_of(job.request, found)  # what it names is there, before a classifier runs
        except AuditError as error:
            job.error = error


def _cohort_or_error(request: AuditRequest, columns: Columns) -> Cohort | AuditError:
    try:
        return cohort_of(request, columns)
    except AuditError as error:
        return error


def _cohort_key(job: _Job) -> tuple[object, ...]:
    """Return what requests share that read the same cohort."""
    request, columns = job.request, job.columns
    layout = None if columns is None else (tuple(columns.mapped.items()), columns.features, columns.one_table)
    labels = None if request.labels is None else request.labels.emotions
    rows = request.rows if columns is not None and columns.one_table else None
    return (request.cohort.resolve(), request.images_root, request.split, labels, id(request.choices), layout, rows)


def _ask_models(jobs: Sequence[_Job], steps: Steps, engine: ShardEngine, journal: Journal | None) -> None:
    """Ask the classifiers of jobs over one cohort, each once, all in one pass over its pictures."""
    ready: dict[str, ReadyModel | AuditError] = {}
    for job in jobs:
        name = _name(job)
        if name not in ready:
            ready[name] = _ready_or_error(job, engine)
    asked = {name: model for name, model in ready.items() if isinstance(model, ReadyModel)}
    scored: dict[str, Scored] = {}
    if asked:
        with steps(f"classifying {jobs[0].request.cohort.name}") as progress:
            found = score_together(list(asked.values()), engine, progress, journal)
        scored = dict(zip(asked, found, strict=True))
    for job in jobs:
        model = ready[_name(job)]
        job.error = model if isinstance(model, AuditError) else None
        job.scored = scored.get(_name(job))


def _name(job: _Job) -> str:
    """Return what tells classifiers apart, whatever they are called."""
    return repr(job.request.answers)


def _ready_or_error(job: _Job, engine: ShardEngine) -> ReadyModel | AuditError:
    try:
        if job.cohort is None or not isinstance(job.request.answers, ModelSpec):
            raise UsageError("a classifier is asked about a cohort")
        return made_ready(job.cohort, job.request.answers, engine)
    except AuditError as error:
        return error


def _read_tables(jobs: Sequence[_Job]) -> None:
    """Read the tables of answers; rows of several models in one table are read for each."""
    for job in jobs:
        if job.cohort is None or job.columns is None or isinstance(job.request.answers, ModelSpec):
            continue
        try:
            job.scored = scored_by_table(job.cohort, job.request, job.columns)
        except AuditError as error:
            job.error = error


def _check_choices(jobs: Sequence[_Job]) -> None:
    """End the jobs of which a word of the choices, or where numbers begin, was met in none."""
    unmet: dict[int, AuditError] = {}
    for job in jobs:
        try:
            job.request.choices.check_met()
        except AuditError as error:
            unmet[id(job.request.choices)] = error
    for job in jobs:
        job.error = job.error or unmet.get(id(job.request.choices))


def _ended(job: _Job, steps: Steps) -> Ended:
    if job.error is not None or job.scored is None:
        return Ended(request=job.request, error=job.error)
    try:
        done = audited(job.request, job.scored, steps, explainer_for(job.request))
    except AuditError as error:
        return Ended(request=job.request, error=error)
    return Ended(request=job.request, audited=done)
