"""What is said of one audit on disk, as `audit.run` takes it, made into the request that the pipeline runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from audit.api.arguments import (
    Edges,
    Features,
    Labels,
    Place,
    Words,
    choices_of,
    columns_of,
    engine_of,
    keeping_of,
    labels_of,
    limits_of,
    pictures_of,
)
from audit.api.model_arguments import ModelArguments, model_options_of, refuse_idle, refuse_unknown
from audit.domain.model.model import ModelSpec
from audit.errors import UsageError
from audit.files.addresses import root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from audit.domain.cohort.choices import ModelRows, ReadingChoices
    from audit.domain.decision.policy import Policy
    from audit.pipeline import AuditRequest


class RunArguments(ModelArguments, total=False):
    """The arguments of `audit.run` beside the cohort; absent = as its defaults."""

    model: Place | ModelSpec | None
    predictions: Place | None
    policy: Place | Policy | None
    features: Features | None
    metric: str | None
    max_difference: float | None
    min_ratio: float | None
    on_inconclusive: str | None
    labels: Labels | None
    split: str | None
    columns: str | Iterable[str] | Mapping[str, str] | None
    images_root: Place | None
    label_map: Words | None
    leave_out: str | Iterable[str] | None
    codes_from: int | None
    scores: str | None
    bins: Edges | None
    order_confirmed: bool
    pictures: str
    max_pictures: int | None
    explain: bool
    command: str
    series: Place | None
    journal: Place | None
    fresh: bool
    journal_size: int | None
    engine: str
    address: str | None
    worker_cpus: float | None


def choices_in(said: RunArguments) -> ReadingChoices:
    """Return how words and numbers are to be read; one value for all audits that are to share what they read."""
    return choices_of(
        said.get("label_map"), said.get("leave_out"), said.get("codes_from"), said.get("scores"), said.get("bins")
    )


def request_of(
    cohort: Place, said: RunArguments, choices: ReadingChoices, rows: ModelRows | None = None
) -> AuditRequest:
    """Return the request for one audit.

    Parameters
    ----------
    cohort
        A cohort folder, a table, or a bundled id.
    said
        What else is said of it.
    choices
        What `choices_in` makes of it.
    rows
        Whose rows of a table of several models are audited.

    Raises
    ------
    UsageError, InputError
        When something does not exist, or does not fit together.
    TypeError
        When an argument is none.
    """
    from audit.load import find_cohort
    from audit.pipeline import AuditRequest

    refuse_unknown(said, RunArguments.__annotations__)
    labels, predictions = said.get("labels"), said.get("predictions")
    options = ModelArguments(**{name: said[name] for name in ModelArguments.__annotations__ if name in said})  # type: ignore[typeddict-item,literal-required]
    numbers = {"labels": labels, "scores": said.get("scores")}
    given = frozenset((*options, *(name for name, value in numbers.items() if value is not None)))
    images_root, series = said.get("images_root"), said.get("series")
    return AuditRequest(
        cohort=find_cohort(os.fspath(cohort)),
        answers=_answers(said.get("model"), predictions, labels, options, given),
        limits=limits_of(
            said.get("policy"),
            features=said.get("features"),
            metric=said.get("metric"),
            max_difference=said.get("max_difference"),
            min_ratio=said.get("min_ratio"),
            on_inconclusive=said.get("on_inconclusive"),
        ),
        labels=None if predictions is None else labels_of(labels),
        split=said.get("split"),
        columns=columns_of(said.get("columns")),
        images_root=None if images_root is None else root_of(images_root),
        choices=choices,
        order_confirmed=said.get("order_confirmed", False),
        narrow=labels_of(options.get("narrow")),
        rows=rows,
        pictures=pictures_of(said.get("pictures", "off"), said.get("max_pictures"), explain=said.get("explain", False)),
        command=said.get("command", ""),
        series=None if series is None else Path(series),
        keeping=keeping_of(said.get("journal"), said.get("journal_size"), fresh=said.get("fresh", False)),
        engine=engine_of(said.get("engine", "local"), said.get("address"), said.get("worker_cpus")),
    )


def _answers(
    model: Place | ModelSpec | None,
    predictions: Place | None,
    labels: Labels | None,
    options: ModelArguments,
    given: frozenset[str],
) -> ModelSpec | Path:
    """Return the classifier, or the table of its predictions: one of the two."""
    from audit.load import named_model

    said = model_options_of(labels, options)
    if (predictions is None) == (model is None):
        raise UsageError("name what to audit: either --model or --predictions")
    refuse_idle(model, given)
    if predictions is not None or model is None:
        return Path(predictions or "")
    return model if isinstance(model, ModelSpec) else named_model(os.fspath(model), said)
