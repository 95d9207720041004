"""`emotion-audit run`: one audit, from a cohort and a classifier (or its predictions) to a report and a verdict."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.audits.publish import publish, publish_many
from audit.cli.command import audit_command, group_of_options
from audit.cli.engine_options import engine_options
from audit.cli.journal_options import journal_options
from audit.cli.model_options import model_options, typed_alone
from audit.cli.options import (
    COHORT,
    COUNTS,
    LIMITS,
    MODEL,
    READING,
    REPORT,
    columns_option,
    command_line,
    export_option,
    images_root_option,
    json_of_report,
    picture_options,
    policy_options,
    reading_options,
    split_option,
)
from audit.cli.progress import progress_bar
from audit.cli.shell.ids import cohort_ids, model_ids
from audit.domain.cohort.pictures import PictureMode
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.exit_status import ExitStatus


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
        "two classifiers over two cohorts: four audits, one page",
        "emotion-audit run --cohort cohorts/a --cohort cohorts/b --model old --model new --policy policy.toml",
    ),
    (
        "a weights file without a folder of its own",
        "emotion-audit run --cohort people.csv --model net.keras --labels happy,sad --size 48",
    ),
    (
        "a million pictures, by every processor of a Ray cluster",
        "emotion-audit run --cohort people.csv --model cnn48 --engine ray --address 10.0.0.1:6379",
    ),
)


@audit_command("run", examples=_EXAMPLES)
@group_of_options(
    COHORT,
    click.option(
        "--cohort",
        "cohorts",
        shell_complete=cohort_ids,
        multiple=True,
        metavar="COHORT",
        help="A cohort folder, a table, or a bundled id; several are audited one by one.",
    ),
)
@split_option
@images_root_option
@columns_option
@group_of_options(
    MODEL,
    click.option(
        "--model",
        "models",
        shell_complete=model_ids,
        multiple=True,
        metavar="MODEL",
        help="A model folder, a weights file, module:function, or a bundled id; several: each over every cohort.",
    ),
    click.option(
        "--predictions",
        "tables",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="TABLE",
        help="In place of it, answers made elsewhere: a table of any kind; may be the one given as --cohort.",
    ),
    click.option(
        "--model-column",
        metavar="COLUMN",
        help="Column of the table that names the model of each row: each is an audit of its own.",
    ),
    click.option(
        "--against-boxes",
        is_flag=True,
        help="Look for the face where the manifest has boxes too, and hold what is found against them.",
    ),
)
@group_of_options(
    COUNTS,
    click.option(
        "--counts",
        type=click.Path(path_type=Path),
        metavar="TABLE",
        help="In place of both: a published table, with columns of groups beside right,total (or rate,total), "
        "label,right,total, or label,predicted,count.",
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
        help="Folder of the report, or of the reports of several audits.  [default: reports/MODEL--COHORT, reports]",
    ),
)
@export_option
@json_of_report
@picture_options(PictureMode.OFF)
@model_options
@journal_options
@engine_options
def command(
    cohorts: tuple[str, ...],
    *,
    models: tuple[str, ...],
    tables: tuple[Path, ...],
    policies: tuple[Path, ...],
    model_column: str | None,
    counts: Path | None,
    out: Path | None,
    as_json: bool,
    export: str,
    **options: Any,  # noqa: ANN401 - click's
) -> ExitStatus:
    """Audit a classifier, or a table of predictions, over a cohort.

    Writes index.html, audit.json, summary.md, junit.xml, model-card.md and images.csv.gz (every image with its groups
    and answer, for `compare`), prints the three answers and every finding, and exits with the
    verdict: 0 pass, 1 a limit is exceeded, 3 this data cannot tell. In GitHub Actions it adds annotations and a summary
    of the step.

    A table of counts (--counts) is what papers print. It names no people and no pictures, and the report says what it
    therefore cannot tell; a limit for what it does not tell is refused.

    Several cohorts, classifiers, tables or policies are audited each with each: a folder for each audit, one page of
    all, and the worst exit status (1 before 2 before 3). Without arguments it runs what ./emotion-audit.toml declares.
    """
    from audit.report import export_kinds

    export_kinds(export)
    _check_apart(options["series"], out)
    said = typed_alone(options)
    if counts is not None:
        given = {"--cohort": cohorts, "--model": models, "--predictions": tables, "--model-column": model_column}
        _refuse_beside_counts([name for name, value in given.items() if value])
        return _counts(counts, policies, out, said, as_json=as_json, export=export)
    if not (cohorts or models or tables):
        return _declared(out, said, policies, as_json=as_json, export=export)
    if not cohorts:
        raise click.UsageError("Missing option '--cohort'.")
    if max(len(cohorts), len(models) + len(tables), len(policies)) > 1 or model_column is not None:
        from audit.api import run_many

        if said.get("series") is not None:
            raise UsageError(
                "--series is about one audit, and several are asked for; leave it out, or name one of each"
            )
        found = run_many(
            cohorts,
            models=models,
            tables=tables,
            policies=policies,
            model_column=model_column,
            steps=progress_bar,
            command=command_line(),
            **said,
        )
        return publish_many(found, out or Path("reports"), as_json=as_json, export=export)
    one = {"model": next(iter(models), None), "predictions": next(iter(tables), None)}
    return _one(cohorts[0], one | {"policy": next(iter(policies), None)} | said, out, as_json=as_json, export=export)


_OF_COUNTS = ("features", "metric", "max_difference", "min_ratio", "on_inconclusive", "order_confirmed")
"""Options that may be typed beside a table of counts."""


def _refuse_beside_counts(given: list[str]) -> None:
    """Refuse what does nothing beside a table of counts: it holds groups and answers, and no pictures."""
    context = click.get_current_context()
    beside = ("counts", "out", "as_json", "export", "policies", *_OF_COUNTS)
    typed = [
        f"--{name.replace('_', '-')}"
        for name in context.params
        if name not in (*beside, "cohorts", "models", "tables", "model_column")
        and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if idle := [*given, *typed]:
        raise UsageError(f"{', '.join(idle)}: --counts is a table of groups and of how many were right; remove them")


def _counts(
    counts: Path, policies: tuple[Path, ...], out: Path | None, said: dict[str, Any], *, as_json: bool, export: str
) -> ExitStatus:
    from audit.api import run_counts
    from audit.report import refuse_foreign

    if len(policies) > 1:
        raise UsageError("--policy: --counts is judged by one policy; name one")
    if out is not None:
        refuse_foreign(out)
    own = {name: said[name] for name in _OF_COUNTS}
    found = run_counts(counts, policy=next(iter(policies), None), command=command_line(), **own)
    return publish(found, out or Path("reports") / found.result.provenance.model.id, as_json=as_json, export=export)


def _one(cohort: str, said: dict[str, Any], out: Path | None, *, as_json: bool, export: str) -> ExitStatus:
    from audit.api import run
    from audit.files import claimed
    from audit.report import refuse_foreign

    if out is not None:
        refuse_foreign(out)
    with nullcontext() if out is None else claimed(out):  # a place that cannot be written is found out now
        found = run(cohort, steps=progress_bar, command=command_line(), **said)
        folder = out or Path("reports") / f"{found.result.provenance.model.id}--{found.result.provenance.cohort.id}"
        return publish(found, folder, as_json=as_json, export=export)


def _check_apart(series: Path | None, out: Path | None) -> None:
    """Refuse to write a report where the series is kept: a report takes the place of what its folder held."""
    if series is not None and out is not None and series.resolve() == out.resolve():
        raise UsageError(f"--series and --out are both {out}; the report and the series need two folders")


_FOR_ALL = (
    "trust",
    "limit_memory",
    "limit_seconds_per_picture",
    "pictures",
    "max_pictures",
    "explain",
    "journal",
    "fresh",
    "journal_size",
    "engine",
    "address",
    "worker_cpus",
)
"""Options that may be typed beside what a file declares: what the person at this machine wants, not what is audited."""


def _declared(
    out: Path | None, said: dict[str, Any], policies: tuple[Path, ...], *, as_json: bool, export: str
) -> ExitStatus:
    """Run the audits of the file that declares them."""
    from audit.api import run_declared
    from audit.load import AUDITS, load_audits_file

    file = Path(AUDITS)
    if not file.exists():
        raise UsageError(f"name a --cohort with a --model or --predictions, or declare audits in {AUDITS}")
    context = click.get_current_context()
    typed = [name for name in said if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]
    idle = [f"--{name.replace('_', '-')}" for name in typed if name not in _FOR_ALL] + ["--policy"] * bool(policies)
    if idle:
        raise UsageError(f"{', '.join(idle)}: {AUDITS} declares what is audited; write it there, or name a --cohort")
    wanted = {name: said[name] for name in typed}
    found = run_declared(file, steps=progress_bar, command=command_line(), **wanted)
    return publish_many(found, out or Path(load_audits_file(file).out), as_json=as_json, export=export)
