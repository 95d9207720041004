"""`emotion-audit predict`: probabilities of a classifier over a cohort, saved as a table that `run` reads again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.command import audit_command
from audit.cli.options import cohort_options, model_of, model_options, one_model_option

_EXAMPLES = (
    (
        "probabilities as a table",
        "emotion-audit predict --cohort cohorts/london --model cnn48 --out answers.csv",
    ),
)


@audit_command("predict", examples=_EXAMPLES)
@cohort_options
@one_model_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The table: .csv or .parquet.")
@model_options
def command(cohort: str, split: str | None, model: str, out: Path, **flags: Any) -> None:  # noqa: ANN401 - click's
    """Run a classifier over a cohort and save its predictions, one row for each scored image."""
    from audit.cli.progress import progress_bar, say
    from audit.load import find_cohort, load_cohort
    from audit.pipeline import score_with_model
    from audit.report import check_table, write_predictions

    check_table(out)  # now, not when everything is classified
    people = load_cohort(find_cohort(cohort), split=split)
    with progress_bar("classifying") as progress:
        scored = score_with_model(people, model_of(model, flags), progress)
    write_predictions(people, scored.predictions, out)
    n = int(scored.predictions.scored.sum())
    say(f"{out}: {n} of {len(people)} images scored")
