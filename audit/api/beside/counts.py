"""Published tables of counts: what one holds, and the audit that its numbers support."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.api.arguments import limits_of
from audit.api.outcome import Audit

if TYPE_CHECKING:
    from audit.api.arguments import Features, Place
    from audit.domain.decision.policy import Policy


def run_counts(
    counts: Place,
    *,
    policy: Place | Policy | None = None,
    features: Features | None = None,
    metric: str | None = None,
    max_difference: float | None = None,
    min_ratio: float | None = None,
    on_inconclusive: str | None = None,
    model_name: str = "",
    order_confirmed: bool = False,
    command: str = "audit.run_counts(…)",
) -> Audit:
    """Audit a published table: how many pictures of each group were right, or what each label was answered with.

    Such a table names no people and no pictures, holds no probabilities, and does not say who got no answer; the
    reading of the audit says so, and a limit for what it does not tell is refused.

    Parameters
    ----------
    counts
        A table of any kind that is read, with columns that make groups and beside them `right` and `total` (or `rate`
        and `total`), with `label` where it counts each, or `label`, `predicted` and `count`: a confusion matrix for
        each group.
    policy, features, metric, max_difference, min_ratio, on_inconclusive
        As in `audit.run`.
    model_name
        What the classifier is called; empty: the name of the table.
    order_confirmed
        As in `audit.run`: answers and labels belong together as they stand.
    command
        What stands as command line in the report.

    Raises
    ------
    InputError, UsageError
        Both `ValueError`: with every fault of the table, or when a limit is for what it does not tell.
    """
    from audit.pipeline import audit_counts

    limits = limits_of(
        policy,
        features=features,
        metric=metric,
        max_difference=max_difference,
        min_ratio=min_ratio,
        on_inconclusive=on_inconclusive,
    )
    result = audit_counts(Path(counts), limits, command, name=model_name, order_confirmed=order_confirmed)
    return Audit(result=result)


def check_counts(counts: Place) -> dict[str, Any]:
    """Return what a table of counts holds, as plain data; what `emotion-audit check --counts` prints.

    Parameters
    ----------
    counts
        As for `run_counts`.

    Returns
    -------
    dict
        `counts` (its name), `sha256`, `images`, `right`, `told` (pictures counted so: "right", "right of each label" or
        "answers"), `labels` (empty where none is named), `features` (group → pictures and how many were right) and
        `notes` (what was read otherwise than written, and what such a table cannot tell).

    Raises
    ------
    InputError
        With every fault of the table.
    """
    from audit.load import load_counts

    found = load_counts(Path(counts))
    table = found.counts
    overall = table.overall()
    labels = zip(table.labels.emotions, overall.support.tolist(), strict=True)
    return {
        "counts": found.id,
        "sha256": found.sha256,
        "images": overall.total,
        "right": overall.correct,
        "told": table.told.value,
        "labels": {name: n for name, n in labels if n} if table.told.labels else {},
        "features": {
            feature.name: {
                each.group.text: {"images": each.confusion.total, "right": each.confusion.correct}
                for each in table.by((feature.name,))
            }
            for feature in table.features
        },
        "notes": [remark.sentence for remark in found.reading.remarks],
    }
