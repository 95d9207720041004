"""`emotion-audit serve`: the live app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.command import audit_command, group_of_options
from audit.cli.model_options import model_of, model_options
from audit.cli.options import MODEL
from audit.cli.shell.ids import model_ids

RECOMMENDED = "emotion7"


_EXAMPLES = (("two classifiers side by side", "emotion-audit serve --model emotion7 --model cnn48"),)


@audit_command("serve", examples=_EXAMPLES)
@group_of_options(
    MODEL,
    click.option(
        "--model",
        "models",
        shell_complete=model_ids,
        multiple=True,
        metavar="MODEL",
        help=f"Who looks; several: side by side.  [default: {RECOMMENDED}]",
    ),
)
@click.option(
    "--audit",
    "audits",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Saved audits to show beside the answers.",
)
@click.option(
    "--cohort",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Cohort folder that contributions grow; made when it is not there.",
)
@click.option("--keeper", default="", metavar="TEXT", help="Who keeps contributions, and how they are reached.")
@click.option(
    "--label",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Pictures, or a cohort, that annotators vote on.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; beyond this machine a token is needed and printed.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8420, help="0 takes a free one.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@model_options
def command(models: tuple[str, ...], audits: tuple[Path, ...], cohort: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Serve a page that shows what classifiers say about a face, and for whom that is worth something.

    A camera or pictures; every face with its emotions; beside it what saved audits say about the group a person chooses
    to describe themselves as. Nothing is stored unless somebody contributes it, and no other host is asked.
    """
    from audit.cli.progress import say
    from audit.load import check_trust
    from audit.serve import App, serve

    specs = tuple(model_of(reference, options) for reference in models or (RECOMMENDED,))
    check_trust(specs, options["trust"])
    where = {name: options[name] for name in ("label", "keeper", "host", "port")}
    app = App(models=specs, audits=audits, cohort=cohort, **where)
    serve(app, open_browser=not options["no_open"], say=say)
