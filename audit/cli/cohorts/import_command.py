"""`emotion-audit import`: a public dataset, or a folder of folders, as a cohort."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("import")
@click.argument("kind", type=click.Choice(["london", "ferplus", "folders"]))
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("cohort_dir", type=click.Path(path_type=Path))
@click.option("--split", help="Only this split of the dataset (ferplus: Train, Valid, Test).")
@click.option(
    "--label", type=click.Choice(["original", "majority"]), help="ferplus: FER2013's label (default) or the votes."
)
def command(kind: str, source: Path, cohort_dir: Path, split: str | None, label: str | None) -> None:
    """Import KIND from SOURCE into the new folder COHORT_DIR: pictures, manifest.csv and cohort.toml."""
    from audit.cli.progress import progress_bar, say
    from audit.load import import_cohort

    with progress_bar(f"importing {kind}") as progress:
        summary = import_cohort(kind, source, cohort_dir, split=split, label=label, progress=progress)
    say(f"{cohort_dir}: {summary.rows:,} images")
    for left in summary.left_out:
        say(f"  left out {left.rows:,}: {left.reason}")
    for note in summary.notes:
        say(f"  note: {note}")
