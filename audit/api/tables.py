"""`audit.run`: a cohort on disk, and a classifier or a table of its predictions; what `emotion-audit run` does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from audit.api.arguments import refuse_idle_engine, refuse_idle_keeping, texts
from audit.api.outcome import Audit
from audit.api.requests import RunArguments, choices_in, request_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from audit.api.arguments import Edges, Features, Labels, Place, Words
    from audit.api.model_arguments import ModelArguments
    from audit.domain.decision.policy import Policy
    from audit.domain.model.model import ModelSpec
    from audit.pipeline import Steps


def run(
    cohort: Place,
    model: Place | ModelSpec | None = None,
    *,
    predictions: Place | None = None,
    policy: Place | Policy | None = None,
    features: Features | None = None,
    metric: str | None = None,
    max_difference: float | None = None,
    min_ratio: float | None = None,
    on_inconclusive: str | None = None,
    labels: Labels | None = None,
    split: str | None = None,
    columns: str | Iterable[str] | Mapping[str, str] | None = None,
    images_root: Place | None = None,
    label_map: Words | None = None,
    leave_out: str | Iterable[str] | None = None,
    codes_from: int | None = None,
    scores: str | None = None,
    bins: Edges | None = None,
    order_confirmed: bool = False,
    pictures: str = "off",
    max_pictures: int | None = None,
    explain: bool = False,
    series: Place | None = None,
    journal: Place | None = None,
    fresh: bool = False,
    journal_size: int | None = None,
    engine: str = "local",
    address: str | None = None,
    worker_cpus: float | None = None,
    steps: Steps | None = None,
    command: str = "audit.run(…)",
    **model_options: Unpack[ModelArguments],
) -> Audit:
    """Audit a classifier, or a table of its predictions, over a cohort; the arguments are the options of the command.

    Parameters
    ----------
    cohort
        A cohort folder, a table of any kind that is read, or a bundled id.
    model
        A model folder, a weights file, a function `module:function` or `code.py:function`, a bundled id, or a
        `ModelSpec`; or
    predictions
        a table of predictions that were made elsewhere; it may be the cohort's own table.
    policy
        A `Policy`, or the path of a `policy.toml`. Without, one limit for every feature:
    features, metric, max_difference, min_ratio, on_inconclusive
        as in `audit.audit`.
    labels
        Emotions in the order of the model's output, or of the numbers in a table; a list, or the name of a set.
    split
        Only the rows with this value in the column `split`.
    columns
        Columns of another tool's table, ours → theirs: `{"image": "id", "label": "y", "predicted": "yhat"}`.
    images_root
        The folder, or the address (`s3://bucket/folder`), from which paths of pictures start; None = that of the table.
    label_map, leave_out
        Words of the tables → labels, `{"sadness": "sad"}`; labels whose rows are not counted.
    codes_from
        The number of the first emotion where labels are numbers: 0 or 1.
    scores
        What the numbers of a table are: `"probabilities"`, `"percent"`, `"logits"` or `"independent"`.
    bins
        Columns of numbers → the edges between their groups, `{"age": [0, 13, 20, 60]}`.
    order_confirmed
        Whether emotions and rows are in the given order though another one fits the labels far better, or none does.
    pictures, max_pictures, explain
        Faces in the page (`"off"`, `"blurred"`, `"shown"`), how many at most, and whether with heat maps.
    series
        The folder of a series of audits under the same rules: fresh rows are added to what its looks counted, all of
        them are judged, and what is promised holds over all its looks. Made where it is not there.
    journal, fresh, journal_size
        The folder in which answers of the model are kept as they come, so that a run that was ended goes on and no
        picture is asked twice (None = the person's cache, `"off"` = nowhere); whether all are asked anew; the most that
        is kept, in MB. What was kept is said in `Audit.kept`, and changes no result.
    engine, address, worker_cpus
        Who asks the model: this process (`"local"`), or the workers of a Ray cluster (`"ray"`); the cluster's head,
        `"host:port"` (None = the one that RAY_ADDRESS names, or one of this machine alone); the processors that each
        worker takes up (None = 1). The result is the same.
    steps
        Called with the name of a long step, such as `"classifying"`; gives a context whose value is called with the
        images done and the images in all.
    command
        What stands as command line in the report.
    **model_options
        What a model without model.toml needs to be told, spelled as the options of the command (`preset`, `size`,
        `scale`, `mean`, `output`, `output_slice`, `layout`, `retries`, …), the emotions to `narrow` it to, and hashes
        to `trust`.

    Raises
    ------
    InputError, UsageError
        Both `ValueError`, with the sentences of the command line.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    # each by its name, so that none is forgotten
    given = {name: value for name, value in locals().items() if name in RunArguments.__annotations__}
    if predictions is not None:
        refuse_idle_keeping(journal, journal_size, fresh=fresh)
        refuse_idle_engine(engine, address, worker_cpus)
    return _audited(cohort, RunArguments(**given, **model_options), steps)  # type: ignore[typeddict-item]


def _audited(cohort: Place, said: RunArguments, steps: Steps | None) -> Audit:
    """Return the audit that was asked for, its classifier trusted as somebody said."""
    from audit.load import check_trust
    from audit.pipeline import in_silence, run_request

    request = request_of(cohort, said, choices_in(said))
    if not isinstance(request.answers, Path):
        check_trust((request.answers,), texts(said.get("trust")))
    audited = run_request(request, steps or in_silence)
    return Audit(result=audited.result, scored=audited.scored, gallery=audited.gallery)
