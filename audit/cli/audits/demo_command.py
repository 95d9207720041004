"""`emotion-audit demo`: everything once, on faces drawn for it, in less than a minute."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command
from audit.cli.options import command_line, picture_options
from audit.domain.cohort.pictures import PictureMode

if TYPE_CHECKING:
    from audit.api import Audit


_EXAMPLES = (("into a folder of your own, without faces in the page", "emotion-audit demo --out look --pictures off"),)


@audit_command("demo", examples=_EXAMPLES)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default=Path("reports/demo"),
    help="Folder of the report and of the drawn faces.",
)
@picture_options(PictureMode.SHOWN)
def command(*, out: Path, pictures: str, max_pictures: int | None, explain: bool) -> None:
    """Draw a cohort, audit the bundled classifier on it, then audit the published results of the field's first study.

    Exits 0 whatever the verdicts; says which status a gate would return.
    """
    from audit.api import demo
    from audit.cli.progress import progress_bar, say

    say("drawing 3,000 faces, then classifying them …")
    drawn, first_study = demo(
        out,
        pictures=pictures,
        max_pictures=max_pictures,
        explain=explain,
        steps=progress_bar,
        command=command_line(),
    )
    _present("A classifier trained on faces with too few seniors, audited on drawn faces", drawn, out)
    title = "The field's first study: five published pictures per group"
    _present(title, first_study, out / "first-study")


def _present(title: str, audit: Audit, out: Path) -> None:
    from audit.api.beside.bundled import DEMO_FOLDERS
    from audit.cli.audits.publish import show, write
    from audit.cli.progress import say

    index = write(audit, out, beside=DEMO_FOLDERS)
    click.echo(f"== {title} ==\n")
    show(audit.result)
    say(f"a gate would exit with {int(audit.decision.exit_status)}; report: {index}\n")
