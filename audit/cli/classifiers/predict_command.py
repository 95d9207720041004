"""`emotion-audit predict`: probabilities of a classifier over pictures, saved as a table that `run` reads again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.command import audit_command
from audit.cli.engine_options import engine_options
from audit.cli.journal_options import journal_options
from audit.cli.model_options import model_options, one_model_of
from audit.cli.options import cohort_options, columns_option, images_root_option, one_model_option

_EXAMPLES = (
    ("probabilities as a table", "emotion-audit predict --cohort cohorts/london --model cnn48 --out answers.csv"),
    (
        "every face of every picture",
        "emotion-audit predict --cohort pictures --model cnn48 --every-face --out f.csv",
    ),
    (
        "on a cluster, the same table",
        "emotion-audit predict --cohort pictures --model cnn48 --engine ray --address 10.0.0.1:6379 --out answers.csv",
    ),
    ("a folder of pictures without labels", "emotion-audit predict --cohort pictures --model cnn48 --out answers.csv"),
)


@audit_command("predict", examples=_EXAMPLES)
@cohort_options
@images_root_option
@columns_option
@one_model_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The table: .csv or .parquet.")
@click.option("--every-face", is_flag=True, help="A row for each face that is found, with its box; else one a picture.")
@model_options
@journal_options
@engine_options
def command(
    cohort: str,
    *,
    split: str | None,
    images_root: Path | None,
    columns: tuple[str, ...],
    model: str,
    out: Path,
    every_face: bool,
    journal: str | None,
    fresh: bool,
    journal_size: int | None,
    engine: str,
    address: str | None,
    worker_cpus: float | None,
    **flags: Any,  # noqa: ANN401 - click's
) -> None:
    """Run a classifier over pictures and save its predictions, one row for each picture or face.

    COHORT may also be a folder of pictures, a text file with a path in each line, or a table without labels: labels are
    not read. Add a column 'label' to the table later, and it is a cohort.
    """
    from audit.api import classify
    from audit.api.model_arguments import check_every_face
    from audit.cli.progress import progress_bar, say
    from audit.domain.wording.words import number
    from audit.report import check_table

    check_every_face(flags["which_face"], every_face=every_face)
    check_table(out)  # now, not when everything is classified
    answers = classify(
        cohort,
        model=one_model_of(model, flags),
        split=split,
        columns=columns,
        images_root=images_root,
        every_face=every_face,
        journal=journal,
        fresh=fresh,
        journal_size=journal_size,
        engine=engine,
        address=address,
        worker_cpus=worker_cpus,
        steps=progress_bar,
    )
    for sentence in (*answers.pictures.reading.sentences, *answers.predictions.reading.sentences, *answers.kept):
        say(f"note: {sentence}")
    answers.write(out)
    say(f"{out}: {number(answers.scored)} of {number(len(answers.pictures))} images scored")
