"""`emotion-audit share`: the copy of an audit that may be published."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli.command import audit_command

_EXAMPLES = (
    ("a copy without small groups", "emotion-audit share reports/release --out published/release"),
    ("at least twenty people behind each rate", "emotion-audit share reports/release --out published --fewest 20"),
)


@audit_command("share", examples=_EXAMPLES)
@click.argument("audit", metavar="FOLDER | AUDIT_JSON", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Folder of the copy.")
@click.option(
    "--fewest",
    type=int,
    default=10,
    metavar="N",
    help="The fewest people (pictures, where nobody has several) that a published rate may rest on.",
)
def command(audit: Path, out: Path, fewest: int) -> None:
    """Write a copy of a saved audit that is fit to be published: verdicts and rates of groups that are large enough.

    It holds no row, no path and no person. Rates of fewer people are taken out, and others with them where a
    subtraction would give them away; what was taken out is said, here and in the copy.
    """
    from audit.api import share
    from audit.cli.progress import say
    from audit.cli.terminal import echo
    from audit.domain.wording.words import capitalised, sentence

    written = share(audit, out, fewest=fewest)
    click.echo("Taken out:")
    for text in written.taken_out:
        echo("", sentence(capitalised(text)), indent="  ", hang=4)
    say(f"copy to publish: {written.page}")
