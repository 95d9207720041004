"""`emotion-audit run`: one audit, from a cohort and a classifier (or its predictions) to a report and a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.options import (
    PolicyFlags,
    cohort_options,
    command_line,
    export_option,
    json_option,
    labels_of,
    model_of,
    model_options,
    picture_options,
    policy_options,
)
from audit.domain.cohort.pictures import PictureMode
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.decision.findings import ExitStatus
    from audit.domain.model.model import ModelSpec
    from audit.load import Columns
    from audit.pipeline import Scored


@click.command("run")
@cohort_options
@click.option("--model", metavar="MODEL", help="A model folder, a weights file, or a bundled id.")
@click.option(
    "--predictions",
    type=click.Path(path_type=Path),
    metavar="TABLE",
    help="Predictions made elsewhere: CSV, .csv.gz or Parquet; may be the table given as --cohort.",
)
@click.option(
    "--columns",
    multiple=True,
    metavar="OURS=THEIRS,…",
    help="Columns of another tool's table: image=id,label=y,predicted=yhat,logits=z. --features names its groups.",
)
@policy_options
@picture_options(PictureMode.OFF)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the report. Default: reports/MODEL--COHORT.")
@export_option
@json_option
@model_options
def command(cohort: str, split: str | None, out: Path | None, **options: Any) -> ExitStatus:  # noqa: ANN401 - click's
    """Audit a classifier, or a table of predictions, over a cohort.

    Writes index.html, audit.json, summary.md, junit.xml, model-card.md and images.csv.gz (every image with its groups
    and answer, for `compare`), prints the three answers and every finding, and exits with the
    verdict: 0 pass, 1 a limit is exceeded, 3 this data cannot tell. In GitHub Actions it adds annotations and a summary
    of the step.
    """
    from audit.cli.audits.pictures import explainer_for, gallery_for, wish_of
    from audit.cli.audits.publish import publish, refuse_foreign
    from audit.load import find_cohort, load_cohort
    from audit.pipeline import run_audit
    from audit.report import export_kinds

    if (options["model"] is None) == (options["predictions"] is None):
        raise UsageError("name what to audit: either --model or --predictions")
    exports = export_kinds(options["export"])
    if out is not None:
        refuse_foreign(out)
    wish = wish_of(options)
    labels = labels_of(options["labels"]) if options["model"] is None else None
    flags = PolicyFlags.taken_from(options)
    columns = _columns(find_cohort(cohort), options, flags)
    people = load_cohort(find_cohort(cohort), labels=labels, split=split, columns=columns)
    policy = flags.policy(people)
    spec = None if options["model"] is None else model_of(options["model"], options)
    explainer = explainer_for(wish, spec)
    scored = _scored(people, spec, options, columns)
    result = run_audit(scored, policy, command_line())
    folder = out or Path("reports") / f"{scored.source.id}--{people.id}"
    gallery = gallery_for(scored, wish, explainer)
    return publish(result, scored, folder, gallery=gallery, as_json=options["as_json"], exports=exports)


def _columns(cohort: Path, options: dict[str, Any], flags: PolicyFlags) -> Columns:
    """Return how the tables are laid out; cohort and predictions in one file are told by the file, not by its name."""
    from audit.load import Columns, manifest_of, parse_columns

    mapped = parse_columns(options["columns"])
    table: Path | None = options["predictions"]
    manifest = manifest_of(cohort)
    return Columns(
        mapped=mapped,
        features=flags.named_features() if mapped else (),
        one_table=table is not None and table.exists() and manifest.exists() and manifest.samefile(table),
        predictions=table is not None,
    )


def _scored(cohort: Cohort, spec: ModelSpec | None, options: dict[str, Any], columns: Columns) -> Scored:
    from audit.cli.progress import progress_bar
    from audit.load import load_predictions
    from audit.pipeline import score_with_model, score_with_table

    if spec is None:
        table: Path = options["predictions"]
        predictions = load_predictions(table, cohort, labels=labels_of(options["labels"]), columns=columns)
        return score_with_table(cohort, table, predictions)
    with progress_bar("classifying") as progress:
        return score_with_model(cohort, spec, progress)
