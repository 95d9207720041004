"""`emotion-audit import`: a public dataset, or a folder of folders, as a cohort."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.command import audit_command
from audit.cli.shell.ids import label_sets

_EXAMPLES = (
    ("the Face Research Lab London Set", "emotion-audit import london london-set cohorts/london"),
    ("FER+, its test split", "emotion-audit import ferplus FERPlus cohorts/ferplus --split Test"),
)


@audit_command("import", examples=_EXAMPLES)
@click.argument("kind")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("cohort_dir", type=click.Path(path_type=Path))
@click.option("--split", help="Only this split of the dataset (ferplus: Train, Valid, Test; rafdb: train, test).")
@click.option(
    "--label",
    type=click.Choice(["original", "majority"]),
    help="ferplus, fer2013: FER2013's label or the votes.  [default: original]",
)
@click.option(
    "--levels", metavar="A,B,…", help="folders: what each level is, from the top: split,label,gender (- = none)."
)
@click.option(
    "--labels",
    metavar="A,B,…",
    shell_complete=label_sets,
    help="folders: emotions in the order of numbered folders, or a set's name.",
)
@click.option("--codes-from", type=click.IntRange(0, 1), help="folders: the number of the first of these emotions.")
def command(kind: str, source: Path, cohort_dir: Path, **chosen: Any) -> None:  # noqa: ANN401 - click's
    """Import KIND from SOURCE into the new folder COHORT_DIR: pictures, manifest.csv and cohort.toml.

    KIND is london, ferplus, fer2013, folders, one of the declared datasets (affectnet, cfd, ckplus, expw, jaffe,
    kdef, rafdb, ravdess), or a TOML file that declares a dataset of your own.
    """
    from audit.api import import_cohort
    from audit.cli.progress import progress_bar, say
    from audit.domain.wording.words import counted, number

    summary = import_cohort(kind, source, cohort_dir, steps=progress_bar, **chosen)
    say(f"{cohort_dir}: {counted(summary.rows, 'image')}")
    for left in summary.left_out:
        say(f"  left out {number(left.rows)}: {left.reason}")
    for note in summary.notes:
        say(f"  note: {note}")
