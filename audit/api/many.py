"""`audit.run_many`: every cohort with every classifier and policy, as `emotion-audit run` with several of each does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from audit.api.arguments import Place, refuse_idle_engine, refuse_idle_keeping, texts
from audit.api.outcome import Audit
from audit.api.requests import RunArguments, choices_in, request_of
from audit.domain.cohort.choices import ModelRows, ReadingChoices
from audit.domain.decision.policy import Policy
from audit.errors import AuditError, InputError, UsageError
from audit.exit_status import ExitStatus, gravest
from audit.files.addresses import root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.load.declarations.audits import DeclaredAudit
    from audit.pipeline import AuditRequest, Ended, Steps
    from audit.report import WrittenAudits

Several = Place | Sequence[Place]
"""One place, or several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOfMany:
    """One of several audits.

    Attributes
    ----------
    name
        Classifier, cohort and, where there are several, policy; also the name of its folder.
    audit
        The audit; None where it could not run.
    error
        Why it could not run; None where it did.
    """

    name: str
    audit: Audit | None = None
    error: AuditError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyAudits:
    """Several audits made in one go, in the order in which they were asked for.

    Attributes
    ----------
    audits
        At least one.
    """

    audits: tuple[OneOfMany, ...]

    def __iter__(self) -> Iterator[OneOfMany]:
        return iter(self.audits)

    @property
    def exit_status(self) -> ExitStatus:
        """The worst of all: 1 if a limit is exceeded anywhere, else 2 if one could not run, else 3, else 0."""
        done = gravest(each.audit.decision.exit_status for each in self.audits if each.audit is not None)
        if done is not ExitStatus.FAILED and any(each.error is not None for each in self.audits):
            return ExitStatus.COULD_NOT_RUN
        return done

    def report(self, path: Place, *, export: str = "") -> WrittenAudits:
        """Write each report into a folder of its own below this one, and one page of all side by side.

        Raises
        ------
        OutputError
            When a folder holds something that is no audit, or cannot be written.
        InputError
            When none of the audits could run.
        """
        from audit.domain.results.audits import Audits, Unread
        from audit.report import refuse_index, write_audits

        done = [(each.name, each.audit) for each in self.audits if each.audit is not None]
        if not done:
            raise InputError("; ".join(f"{each.name}: {each.error}" for each in self.audits))
        refuse_index(Path(path))
        for name, found in done:
            found.report(Path(path) / name, export=export)
        unread = tuple(Unread(path=each.name, reason=str(each.error)) for each in self.audits if each.error is not None)
        return write_audits(Audits(results=tuple(found.result for _, found in done), unread=unread), Path(path))


def run_many(
    cohorts: Several,
    models: Several = (),
    *,
    tables: Several = (),
    policies: Several | Sequence[Policy] = (),
    model_column: str | None = None,
    steps: Steps | None = None,
    **options: Unpack[RunArguments],
) -> ManyAudits:
    """Audit every classifier over every cohort under every policy.

    A cohort is read once, its pictures once for all classifiers, and a classifier is asked once for all policies. An
    audit that cannot run is told, and the others go on.

    Parameters
    ----------
    cohorts
        One or several; as for `audit.run`.
    models, tables
        Classifiers, and tables of predictions.
    policies
        Policies, or paths of a `policy.toml`; none: the limits that `options` say.
    model_column
        A column of the tables of predictions that names the model of each row: each is an audit of its own.
    steps
        As for `audit.run`.
    **options
        The other arguments of `audit.run`, the same for all.

    Raises
    ------
    UsageError
        When something does not fit together.
    """
    if model_column is not None and not tables:
        raise UsageError("--model-column names the model of each row of a table; add --predictions, or remove it")
    if not _listed(models):
        journal, size = options.get("journal"), options.get("journal_size")
        refuse_idle_keeping(journal, size, fresh=options.get("fresh", False))
        refuse_idle_engine(options.get("engine", "local"), options.get("address"), options.get("worker_cpus"))
    asked = _EachWithEach(cohorts=cohorts, models=models, tables=tables, policies=policies, model_column=model_column)
    return _run(list(_requests(asked, options)), steps, options.get("trust"))


def run_declared(
    path: Place = "emotion-audit.toml", *, steps: Steps | None = None, **options: Unpack[RunArguments]
) -> ManyAudits:
    """Run the audits that a file declares, as `emotion-audit run` without arguments does.

    Parameters
    ----------
    path
        An `emotion-audit.toml`; its paths start from its folder.
    steps, **options
        As for `run_many`; what the file says of an audit comes first.

    Raises
    ------
    FaultyFile
        With every fault of the file.
    """
    from audit.load import load_audits_file

    folder = Path(path).parent
    requests = [
        request
        for declared in load_audits_file(Path(path)).audit
        for request in _requests(_asked(declared, folder), _said(declared, folder, options))
    ]
    return _run(requests, steps, options.get("trust"))


_PLACES = ("cohort", "model", "predictions", "policy")


@dataclass(frozen=True, slots=True, kw_only=True)
class _EachWithEach:
    """Cohorts, classifiers, tables of predictions and policies, each with each."""

    cohorts: Several
    models: Several = ()
    tables: Several = ()
    policies: Several | Sequence[Policy] = ()
    model_column: str | None = None


def _asked(declared: DeclaredAudit, folder: Path) -> _EachWithEach:
    cohort, model, predictions, policy = (_from(folder, getattr(declared, name)) for name in _PLACES)
    return _EachWithEach(
        cohorts=cohort, models=model, tables=predictions, policies=policy, model_column=declared.model_column
    )


def _said(declared: DeclaredAudit, folder: Path, options: RunArguments) -> RunArguments:
    """Return one `[[audit]]` as arguments; what it does not say is as everywhere."""
    keys = [name for name in declared.__dataclass_fields__ if name not in (*_PLACES, "model_column")]
    said = {name: value for name in keys if (value := getattr(declared, name)) not in (None, (), {}, False)}
    if "images_root" in said:
        said["images_root"] = str(root_of(said["images_root"], folder))
    return RunArguments(**{**options, **said})  # type: ignore[typeddict-item]


def _from(folder: Path, places: str | tuple[str, ...]) -> tuple[Place, ...]:
    """Return places as they are meant: a path from the folder of the file where there is one, else a bundled id."""
    listed = (places,) if isinstance(places, str) else places
    return tuple(folder / place if (folder / place).exists() else place for place in listed)


def _requests(asked: _EachWithEach, options: RunArguments) -> Iterator[tuple[str, AuditRequest | AuditError]]:
    """Yield each audit with its name: the request, or why there is none."""
    choices = choices_in(options)
    answers = [
        *({"model": model} for model in _listed(asked.models)),
        *({"predictions": t} for t in _listed(asked.tables)),
    ]
    if not answers:
        raise UsageError("name what to audit: either --model or --predictions")
    rules = _listed(asked.policies) or (None,)
    for cohort in _listed(asked.cohorts):
        for said in answers:
            for row in _rows_of(said, asked.model_column):
                for rule in rules:
                    name = _name(cohort, said, row, rule if len(rules) > 1 else None)
                    given = RunArguments(**{**options, **said, "policy": rule or options.get("policy")})  # type: ignore[typeddict-item]
                    yield name, _request_or_error(cohort, given, choices, row)


def _rows_of(said: dict[str, Any], column: str | None) -> tuple[ModelRows | AuditError | None, ...]:
    """Return the models in a table of predictions; None alone where it holds the answers of one."""
    from audit.load import models_in

    if column is None or "predictions" not in said:
        return (None,)
    try:
        return tuple(ModelRows(column=column, model=model) for model in models_in(Path(said["predictions"]), column))
    except AuditError as error:
        return (error,)


def _request_or_error(
    cohort: Place, said: RunArguments, choices: ReadingChoices, row: ModelRows | AuditError | None
) -> AuditRequest | AuditError:
    if isinstance(row, AuditError):
        return row
    try:
        return request_of(cohort, said, choices, row)
    except AuditError as error:
        return error


def _listed(places: Any) -> tuple[Any, ...]:  # noqa: ANN401 - of places or policies
    return (places,) if isinstance(places, str | os.PathLike) else tuple(places)


def _name(cohort: Place, said: dict[str, Any], row: ModelRows | AuditError | None, rule: object) -> str:
    from audit.domain.model.model import ModelSpec
    from audit.pipeline.request import file_name_of

    answers = next(iter(said.values()))
    model = (
        answers.id if isinstance(answers, ModelSpec) else row.model if isinstance(row, ModelRows) else _short(answers)
    )
    parts = [model, _short(cohort)]
    if rule is not None:
        parts.append(_short(rule) if isinstance(rule, str | os.PathLike) else str(getattr(rule, "title", "policy")))
    return "--".join(map(file_name_of, parts))


def _short(place: Place) -> str:
    from audit.load import table_id

    path = Path(place)
    return path.resolve().name if path.is_dir() else table_id(path)


def _run(
    requests: Sequence[tuple[str, AuditRequest | AuditError]], steps: Steps | None, trusted: str | Iterable[str] | None
) -> ManyAudits:
    from audit.load import check_trust
    from audit.pipeline import in_silence, run_requests

    asked = [request for _, request in requests if not isinstance(request, AuditError)]
    if len(asked) == len(requests):  # else the hash may be of a classifier that is told to be refused
        check_trust([each.answers for each in asked if not isinstance(each.answers, Path)], texts(trusted))
    ended = iter(run_requests(asked, steps or in_silence))
    found = [
        OneOfMany(name=name, error=request) if isinstance(request, AuditError) else _one(name, next(ended))
        for name, request in zip(_each_once([name for name, _ in requests]), (r for _, r in requests), strict=True)
    ]
    return ManyAudits(audits=tuple(found))


def _one(name: str, ended: Ended) -> OneOfMany:
    if ended.audited is None:
        return OneOfMany(name=name, error=ended.error)
    done = ended.audited
    return OneOfMany(name=name, audit=Audit(result=done.result, scored=done.scored, gallery=done.gallery))


def _each_once(names: Sequence[str]) -> list[str]:
    """Return names that differ, also for file systems that do not know capitals."""
    taken: dict[str, int] = {}
    found = []
    for name in names:
        times = taken[name.casefold()] = taken.get(name.casefold(), 0) + 1
        found.append(name if times == 1 else f"{name}-{times}")
    return found
