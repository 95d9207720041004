"""`emotion-audit demo`: everything once, on faces drawn for it, in less than a minute."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.options import command_line, picture_options
from audit.domain.cohort.pictures import PictureMode

if TYPE_CHECKING:
    from audit.domain.cohort.pictures import Gallery
    from audit.pipeline import Audited


@click.command("demo")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/demo"), show_default=True)
@picture_options(PictureMode.SHOWN)
def command(out: Path, **options: Any) -> None:  # noqa: ANN401 - click's
    """Draw a cohort, audit the bundled classifier on it, then audit the published results of the field's first study.

    Exits 0 whatever the verdicts; says which status a gate would return.
    """
    from audit.cli.audits.pictures import explainer_for, gallery_for, wish_of
    from audit.cli.audits.publish import refuse_foreign
    from audit.cli.progress import progress_bar, say
    from audit.pipeline import demo_model, run_demo

    refuse_foreign(out, ours=("cohort", "first-study"))
    wish = wish_of(options)
    explainer = explainer_for(wish, demo_model())
    say("drawing 3,000 faces, then classifying them …")
    with progress_bar("classifying") as progress:
        demo = run_demo(out / "cohort", command_line(), progress)
    gallery = gallery_for(demo.drawn.scored, wish, explainer)
    _present("A classifier trained on faces with too few seniors, audited on drawn faces", demo.drawn, gallery, out)
    title = "The field's first study: five published pictures per group"
    _present(title, demo.first_study, gallery_for(demo.first_study.scored, wish, None), out / "first-study")


def _present(title: str, audited: Audited, gallery: Gallery | None, out: Path) -> None:
    from audit.cli.audits.publish import show, write
    from audit.cli.progress import say

    result = audited.result
    written = write(result, audited.scored, out, gallery=gallery)
    click.echo(f"== {title} ==\n")
    show(result)
    say(f"a gate would exit with {int(result.decision.exit_status)}; report: {written.index}\n")
