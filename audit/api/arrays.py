"""`audit.audit`: labels, answers and groups in arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.api.arguments import choices_of, labels_of, limits_of
from audit.api.outcome import Audit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.api.arguments import Edges, Features, Labels, Place, Words
    from audit.domain.decision.policy import Policy


def audit(
    y_true: object,
    y_pred: object = None,
    *,
    sensitive_features: object,
    probabilities: object = None,
    labels: Labels | None = None,
    subjects: object = None,
    images: object = None,
    policy: Place | Policy | None = None,
    features: Features | None = None,
    metric: str | None = None,
    max_difference: float | None = None,
    min_ratio: float | None = None,
    on_inconclusive: str | None = None,
    label_map: Words | None = None,
    leave_out: str | Iterable[str] | None = None,
    codes_from: int | None = None,
    scores: str | None = None,
    bins: Edges | None = None,
    order_confirmed: bool = False,
    model_name: str = "model",
    cohort_name: str = "cohort",
    command: str = "audit.audit(…)",
) -> Audit:
    """Audit answers that are in memory: which groups they serve worse, and whether these pictures can tell.

    The arguments are spelled as in fairlearn. Arrays may be lists, NumPy arrays, Series or columns of any library;
    frames may be of pandas or of anything that speaks Arrow's stream or the dataframe interchange protocol.

    Parameters
    ----------
    y_true
        The labelled emotion of each picture, shape (n,): names, or numbers where `labels` gives their order.
    y_pred
        The predicted emotion of each, shape (n,); may be left out where `probabilities` are given. A missing value
        (None, NaN; in `probabilities` a whole row of them) is a picture without an answer: counted and judged as one.
    sensitive_features
        What makes the groups: a frame or dictionary with a column for each feature, a Series, a list. A missing value
        is the group `unknown`: counted, listed, not compared. None where nothing is known of the people.
    probabilities
        Of each emotion, together 1: a frame or dictionary with a column for each (`happy` or `p_happy`), or a matrix,
        shape (n, k), in the order of `labels`. With them the audit says what the model does with mixed emotions.
    labels
        The emotions of the classifier in order; a list, or `"happy-sad"`, `"fer6"`, `"fer7"`, `"ferplus8"`. Without,
        those that occur in `y_true`.
    subjects
        The person in each picture, shape (n,), where some people have several: their pictures then count for less.
    images
        A name for each picture, shape (n,); without, its position. `compare` pairs audits by it.
    policy
        A `Policy`, or the path of a `policy.toml`. Without, one limit for every feature:
    features, metric, max_difference, min_ratio, on_inconclusive
        as the options of `emotion-audit run`: `features="age,gender,age*gender"` crosses two, `metric="recall"`,
        `max_difference=0.1` (the default, ten points of the success rate) or `min_ratio=0.8`,
        `on_inconclusive="warn"`.
    label_map, leave_out, codes_from, scores, bins, order_confirmed
        How words and numbers are to be read, as in `audit.run`.
    model_name, cohort_name
        What they are called in the report.
    command
        What stands as command line in the report.

    Returns
    -------
    Audit
        With `.verdict`, `.findings`, `.by_group(metric)`, `.to_frame()` and `.report(path)`; in a notebook it shows
        page one.

    Raises
    ------
    InputError, UsageError
        Both `ValueError`: when arrays differ in length, a label is unknown, probabilities do not sum to 1, a limit
        names what is not there; with every fault found, row by row.

    Examples
    --------
    >>> import audit
    >>> found = audit.audit(
    ...     ["happy", "sad", "happy", "sad"],
    ...     ["happy", "sad", "sad", "sad"],
    ...     sensitive_features={"age": ["adult", "adult", "senior", "senior"]},
    ... )
    >>> found.verdict
    <Verdict.INCONCLUSIVE: 'INCONCLUSIVE'>
    """
    from audit.pipeline import audit_arrays

    audited = audit_arrays(
        y_true,
        y_pred,
        sensitive_features=sensitive_features,
        probabilities=probabilities,
        subjects=subjects,
        images=images,
        labels=labels_of(labels),
        limits=limits_of(
            policy,
            features=features,
            metric=metric,
            max_difference=max_difference,
            min_ratio=min_ratio,
            on_inconclusive=on_inconclusive,
        ),
        choices=choices_of(label_map, leave_out, codes_from, scores, bins),
        order_confirmed=order_confirmed,
        names=(cohort_name, model_name),
        command=command,
    )
    return Audit(result=audited.result, scored=audited.scored)
