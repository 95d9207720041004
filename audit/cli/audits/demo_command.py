"""`emotion-audit demo`: everything once, on faces drawn for it, in less than a minute."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command
from audit.cli.options import command_line, picture_options
from audit.domain.cohort.pictures import PictureMode

if TYPE_CHECKING:
    from audit.pipeline import Audited


_BESIDE = ("cohort", "first-study")
"""What the demo puts into its folder beside the report."""


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
def command(*, out: Path, pictures: str, max_pictures: int, explain: bool) -> None:
    """Draw a cohort, audit the bundled classifier on it, then audit the published results of the field's first study.

    Exits 0 whatever the verdicts; says which status a gate would return.
    """
    from audit.api.arguments import pictures_of
    from audit.cli.progress import progress_bar, say
    from audit.pipeline import run_demo
    from audit.report import refuse_foreign

    refuse_foreign(out, ours=_BESIDE)
    wish = pictures_of(pictures, max_pictures, explain=explain)
    say("drawing 3,000 faces, then classifying them …")
    demo = run_demo(out / "cohort", command_line(), wish, progress_bar)
    _present("A classifier trained on faces with too few seniors, audited on drawn faces", demo.drawn, out)
    title = "The field's first study: five published pictures per group"
    _present(title, demo.first_study, out / "first-study")


def _present(title: str, audited: Audited, out: Path) -> None:
    from audit.api import Audit
    from audit.cli.audits.publish import show, write
    from audit.cli.progress import say

    found = Audit(result=audited.result, scored=audited.scored, gallery=audited.gallery)
    index = write(found, out, beside=_BESIDE)
    click.echo(f"== {title} ==\n")
    show(found.result)
    say(f"a gate would exit with {int(found.decision.exit_status)}; report: {index}\n")
