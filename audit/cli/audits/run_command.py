"""`emotion-audit run`: one audit, from a cohort and a classifier (or its predictions) to a report and a verdict."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.command import audit_command, group_of_options
from audit.cli.options import (
    LIMITS,
    MODEL,
    READING,
    REPORT,
    cohort_options,
    columns_option,
    command_line,
    export_option,
    images_root_option,
    json_of_report,
    model_options,
    picture_options,
    policy_options,
    reading_options,
    typed_alone,
)
from audit.domain.cohort.pictures import PictureMode
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.decision.findings import ExitStatus


_EXAMPLES = (
    (
        "a bundled classifier, one limit for two features",
        "emotion-audit run --cohort cohorts/london --model cnn48 --features ethnicity,gender --max-difference 0.1",
    ),
    (
        "predictions made elsewhere, rules in a file",
        "emotion-audit run --cohort people.csv --predictions answers.csv --policy policy.toml",
    ),
    (
        "the same gate every week, on fresh pictures",
        "emotion-audit run --cohort week.csv --predictions answers.csv --policy policy.toml --series reports/series",
    ),
    (
        "a weights file without a folder of its own",
        "emotion-audit run --cohort people.csv --model net.keras --labels happy,sad --size 48",
    ),
)


@audit_command("run", examples=_EXAMPLES)
@cohort_options
@images_root_option
@columns_option
@group_of_options(
    MODEL,
    click.option("--model", metavar="MODEL", help="A model folder, a weights file, module:function, or a bundled id."),
    click.option(
        "--predictions",
        type=click.Path(path_type=Path),
        metavar="TABLE",
        help="In place of it, answers made elsewhere: a table of any kind; may be the one given as --cohort.",
    ),
)
@reading_options
@group_of_options(
    READING,
    click.option(
        "--order-confirmed",
        is_flag=True,
        help="Emotions and rows are in this order, though another one fits far better, or none.",
    ),
)
@policy_options
@group_of_options(
    LIMITS,
    click.option(
        "--series",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Add this audit to a series, kept here: fresh pictures count, and the promise holds over all its looks.",
    ),
)
@group_of_options(
    REPORT,
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder of the report.  [default: reports/MODEL--COHORT]",
    ),
)
@export_option
@json_of_report
@picture_options(PictureMode.OFF)
@model_options
def command(cohort: str, *, out: Path | None, as_json: bool, **options: Any) -> ExitStatus:  # noqa: ANN401 - click's
    """Audit a classifier, or a table of predictions, over a cohort.

    Writes index.html, audit.json, summary.md, junit.xml, model-card.md and images.csv.gz (images.parquet where there
    are many: every image with its groups and answer, for `compare`), prints the three answers and every finding, and
    exits with the verdict: 0 pass, 1 a limit is exceeded, 3 this data cannot tell. In GitHub Actions it adds
    annotations and a summary of the step.
    """
    from audit.api import run
    from audit.cli.audits.publish import publish
    from audit.cli.progress import progress_bar
    from audit.files import claimed
    from audit.report import export_kinds, refuse_foreign

    export = options.pop("export")
    export_kinds(export)
    _check_apart(options["series"], out)
    if out is not None:
        refuse_foreign(out)
    with nullcontext() if out is None else claimed(out):  # a place that cannot be written is found out now
        found = run(cohort, steps=progress_bar, command=command_line(), **typed_alone(options))
        folder = out or Path("reports") / f"{found.result.provenance.model.id}--{found.result.provenance.cohort.id}"
        return publish(found, folder, as_json=as_json, export=export)


def _check_apart(series: Path | None, out: Path | None) -> None:
    """Refuse to write a report where the series is kept: a report takes the place of what its folder held."""
    if series is not None and out is not None and series.resolve() == out.resolve():
        raise UsageError(f"--series and --out are both {out}; the report and the series need two folders")
