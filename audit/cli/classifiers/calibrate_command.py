"""`emotion-audit calibrate`: the temperature of a classifier, fitted on held-out pictures and declared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from audit.cli.command import audit_command
from audit.cli.model_options import limit_options, trust_option
from audit.cli.options import json_option
from audit.cli.shell.ids import cohort_ids, model_ids

if TYPE_CHECKING:
    from audit.domain.uncertainty.calibration import Calibrated, CalibrationScore

_LINE = "  {:<30}{:>10}{:>10}"


_EXAMPLES = (("on pictures held out for it", "emotion-audit calibrate models/mine --cohort cohorts/held-out"),)


@audit_command("calibrate", examples=_EXAMPLES)
@click.argument("model", metavar="MODEL", shell_complete=model_ids)
@click.option(
    "--cohort",
    metavar="COHORT",
    shell_complete=cohort_ids,
    help="Held-out pictures.  [default: those the recipe validates with]",
)
@click.option("--split", metavar="NAME", help="Only the rows with this value in the column 'split'.")
@click.option(
    "--target",
    type=click.Choice(["label", "majority", "votes"]),
    help="What to fit to.  [default: the votes where there are some, else the label]",
)
@trust_option
@limit_options
@json_option
def command(
    *,
    model: str,
    cohort: str | None,
    split: str | None,
    target: str | None,
    as_json: bool,
    **of_the_person: Any,  # noqa: ANN401 - click's
) -> None:
    """Fit one temperature for MODEL, a model folder, and write it into its model.toml.

    From then on every prediction of the model is divided by it: probabilities change, answers do not. Take pictures
    that the model was not trained on and that it will not be audited on.
    """
    from audit.api import calibrate
    from audit.cli.progress import progress_bar, say
    from audit.domain.results.serialization import to_data
    from audit.load import find_model

    calibrated = calibrate(model, cohort=cohort, split=split, target=target, steps=progress_bar, **of_the_person)
    if as_json:
        click.echo(json.dumps(to_data(calibrated), indent=2, ensure_ascii=False))
    else:
        _print(calibrated)
    say(
        f"{find_model(model)}: [calibration] is written into model.toml. Do not audit the model on these pictures: on "
        "them its calibration is no evidence, and a report on exactly these says so."
    )


def _print(calibrated: Calibrated) -> None:
    from audit.domain.wording.words import decimal

    click.echo(
        f"temperature {decimal(calibrated.temperature.value, 4)}, fitted on {calibrated.temperature.fitted_on}\n"
    )
    click.echo(_LINE.format("on these pictures", "before", "after"))
    rows = [_row(score) for score in (calibrated.before, calibrated.after)]
    for name in rows[0]:
        click.echo(_LINE.format(name, rows[0][name], rows[1][name]))


def _row(score: CalibrationScore) -> dict[str, str]:
    from audit.domain.wording.words import UNDEFINED, decimal, points

    return {
        "cross-entropy, nats": decimal(score.cross_entropy, 4),
        "calibration error": decimal(score.error, 4),
        "  by chance at most": decimal(score.chance_error, 4),
        "over-confident by, points": UNDEFINED if score.gap is None else points(score.gap),
    }
