"""One audit as it was asked for: what is refused is refused before anything runs, then every stage in its turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.choices import ModelRows, ReadingChoices
from audit.domain.cohort.groups import find_features
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.pictures import Gallery, PictureMode, PictureWish
from audit.domain.decision.limits import Limits
from audit.domain.keeping import Keeping
from audit.domain.model.model import ModelSpec
from audit.domain.results.result import AuditResult, Source
from audit.domain.running.engine_wish import HERE, EngineWish
from audit.errors import UsageError
from audit.files.addresses import Root
from audit.pipeline.pictures import explainer_of, gallery_of
from audit.pipeline.series.look import check_series, looked
from audit.pipeline.stages.judging import judged_alone, refuse_alone
from audit.pipeline.stages.measuring import measured, run_audit
from audit.pipeline.stages.scoring import Progress, Scored, score_with_model, score_with_table

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.decision.policy import Policy
    from audit.load import Columns
    from audit.predict import Explainer

Steps = Callable[[str], AbstractContextManager[Progress]]
"""Called with the name of a long step; gives what is called with the images done and the images in all."""


def in_silence(_: str) -> AbstractContextManager[Progress]:
    """Say nothing about a long step."""
    return nullcontext(lambda _done, _total: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRequest:
    """What to audit, over whom, by which limits.

    Attributes
    ----------
    cohort
        A cohort folder or a table.
    answers
        The classifier, or a table of its predictions.
    limits
        The rules.
    labels
        The label set of a cohort that declares none, and of a table of predictions.
    split
        Only the rows with this value in the column `split`; None = all.
    columns
        Our name → the name in another tool's tables.
    images_root
        The folder or address from which paths of pictures start; None = that of the table.
    choices
        How words and numbers of tables are to be read.
    order_confirmed
        Whether somebody vouches for the order of the emotions.
    narrow
        The emotions that a table of predictions is narrowed to; None = all. A model is narrowed beforehand.
    rows
        Whose answers are audited, of a table that holds those of several models; None = all rows.
    pictures
        The pictures of the page.
    command
        The command line, for the report.
    series
        Folder of the series that the audit is a look of; None for an audit by itself.
    keeping
        Whether and where answers of the classifier are kept.
    engine
        Who asks the classifier.

    Raises
    ------
    UsageError
        When heat maps are asked for without a model.
    """

    cohort: Path
    answers: ModelSpec | Path
    limits: Limits = field(default_factory=Limits)
    labels: LabelSet | None = None
    split: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    images_root: Root | None = None
    choices: ReadingChoices = field(default_factory=ReadingChoices)
    order_confirmed: bool = False
    narrow: LabelSet | None = None
    rows: ModelRows | None = None
    pictures: PictureWish = field(default_factory=PictureWish)
    command: str = ""
    series: Path | None = None
    keeping: Keeping = field(default_factory=Keeping)
    engine: EngineWish = HERE

    def __post_init__(self) -> None:
        if self.pictures.explain and isinstance(self.answers, Path):
            raise UsageError(
                "--explain looks into a network; a table of predictions has none: give --model, or leave it out"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """A scored cohort, its audit, and the pictures for its page, where some were asked for."""

    scored: Scored
    result: AuditResult
    gallery: Gallery | None = None


def run_request(request: AuditRequest, steps: Steps = in_silence) -> Audited:
    """Return the audit that was asked for.

    Raises
    ------
    AuditError
        When something cannot be read, does not fit together, or cannot run.
    """
    columns = columns_of(request)
    cohort = cohort_of(request, columns)
    policy_of(request, cohort)  # what it names is there, before a classifier runs
    explainer = explainer_for(request)
    if isinstance(request.answers, Path):
        scored = scored_by_table(cohort, request, columns)
    else:
        scored = _scored_by_model(cohort, request.answers, request, steps)
    request.choices.check_met()
    return audited(request, scored, steps, explainer)


def _scored_by_model(cohort: Cohort, spec: ModelSpec, request: AuditRequest, steps: Steps) -> Scored:
    from audit.pipeline.engines.choice import engine_for
    from audit.predict import journal_for

    with (
        journal_for(request.keeping) as journal,
        engine_for(request.engine) as engine,
        steps("classifying") as progress,
    ):
        scored = score_with_model(cohort, spec, progress, journal, engine)
    return scored if journal is None else replace(scored, kept=journal.sentences)


def audited(
    request: AuditRequest, scored: Scored, steps: Steps = in_silence, explainer: Explainer | None = None
) -> Audited:
    """Return the audit that was asked for of answers that are there."""
    policy = request.limits.policy_for(scored.cohort.features)
    with steps("measuring"):
        found = measured(scored, policy, request.command, order_confirmed=request.order_confirmed)
        result = judged_alone(found) if request.series is None else looked(request.series, scored, found)
    return Audited(scored=scored, result=result, gallery=illustrated(scored, request.pictures, explainer, steps))


def policy_of(request: AuditRequest, cohort: Cohort) -> Policy:
    """Return the rules for a cohort; raises UsageError where they name what it lacks, or are for another audit."""
    policy = request.limits.policy_for(cohort.features)
    for criterion in policy.criteria:
        find_features((*criterion.features, *criterion.control), cohort.features)
    _check_look(request.series, policy)
    return policy


def cohort_of(request: AuditRequest, columns: Columns) -> Cohort:
    """Return the cohort that a request is about."""
    from audit.load import load_cohort

    return load_cohort(
        request.cohort,
        labels=request.labels,
        split=request.split,
        columns=columns,
        choices=request.choices,
        images_root=request.images_root,
        rows=request.rows if columns.one_table else None,
    )


def audit_arrays(
    y_true: object,
    y_pred: object,
    *,
    sensitive_features: object,
    probabilities: object = None,
    subjects: object = None,
    images: object = None,
    labels: LabelSet | None = None,
    limits: Limits,
    choices: ReadingChoices | None = None,
    order_confirmed: bool = False,
    names: tuple[str, str] = ("cohort", "model"),
    command: str = "",
) -> Audited:
    """Return the audit of labels, answers and groups that were given in arrays.

    Parameters
    ----------
    y_true, sensitive_features, subjects, images
        As for `cohort_from_arrays`.
    y_pred, probabilities
        As for `predictions_from_arrays`.
    labels
        The emotions in order.
    limits
        The rules.
    choices, order_confirmed
        As in `AuditRequest`.
    names
        What the cohort and the classifier are called.
    command
        The command line, for the report.

    Raises
    ------
    AuditError
        When something is wrong with the arrays, or a limit names what is not there.
    """
    from audit.load import cohort_from_arrays, predictions_from_arrays, refuse_left_over

    choices = choices or ReadingChoices()
    cohort_name, model_name = names
    cohort = cohort_from_arrays(
        y_true,
        sensitive_features,
        labels=labels,
        subjects=subjects,
        images=images,
        name=cohort_name,
        choices=choices,
    )
    given = predictions_from_arrays(cohort, y_pred, probabilities, labels=labels, choices=choices)
    choices.check_met()
    cohort = cohort.in_words_of(given.predictions.labels)
    refuse_left_over(cohort, given.predictions.labels)
    source = Source(id=model_name, title=model_name, sha256=given.sha256)
    scored = Scored(answered=AnsweredCohort.as_counted(cohort, given.predictions), source=source)
    policy = limits.policy_for(cohort.features)
    return Audited(scored=scored, result=run_audit(scored, policy, command, order_confirmed=order_confirmed))


def illustrated(
    scored: Scored, wish: PictureWish, explainer: Explainer | None = None, steps: Steps = in_silence
) -> Gallery | None:
    """Return the pictures that were asked for, None where none were."""
    if wish.mode is PictureMode.OFF:
        return None
    with steps("choosing pictures" if explainer is None else "explaining") as progress:
        return gallery_of(scored, wish, explainer=explainer, progress=progress)


def _check_look(series: Path | None, policy: Policy) -> None:
    """Refuse a policy that is for another kind of audit: one by itself, or a look of this series."""
    if series is None:
        refuse_alone(policy)
    else:
        check_series(series, policy)


def columns_of(request: AuditRequest) -> Columns:
    """Return how the tables are laid out."""
    from audit.load import columns_of_tables

    table = request.answers if isinstance(request.answers, Path) else None
    features = request.limits.named_features if request.columns else ()
    return columns_of_tables(request.cohort, table, request.columns, features)


def explainer_for(request: AuditRequest) -> Explainer | None:
    """Return what looks into the network of a request for its heat maps; None where none were asked for."""
    if isinstance(request.answers, Path) or not request.pictures.explain:
        return None
    return explainer_of(request.answers)


def scored_by_table(cohort: Cohort, request: AuditRequest, columns: Columns) -> Scored:
    """Return a cohort with the answers in a table."""
    from audit.load import load_predictions

    table = Path(request.answers)  # type: ignore[arg-type]
    predictions = load_predictions(
        table, cohort, labels=request.labels, columns=columns, choices=request.choices, rows=request.rows
    )
    scored = score_with_table(cohort, table, predictions, narrow=request.narrow)
    if request.rows is None:
        return scored
    model = request.rows.model
    source = replace(scored.source, id=file_name_of(model), title=f"{model}, {scored.source.title.lower()}")
    return replace(scored, source=source)


def file_name_of(name: str) -> str:
    """Return a name as it may stand in the name of a file.

    >>> file_name_of("org/net v2")
    'org-net-v2'
    """
    return re.sub(r"[^\w.+-]+", "-", name).strip("-.") or "model"
