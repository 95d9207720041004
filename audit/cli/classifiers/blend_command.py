"""`emotion-audit blend`: faces that go from one emotion to another by known steps, and what a classifier says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.command import audit_command
from audit.cli.model_options import model_options, one_model_of
from audit.cli.options import command_line, json_option, one_model_option
from audit.cli.shell.ids import cohort_ids
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.results.blends import DoseResponse, GroupResponse, Measured

_LINE = "  {:<30}{:>7}{:>13}{:>23}{:>23}{:>23}{:>23}"
_NAME = 29


_EXAMPLES = (("sixty drawn people, from neutral to happy", "emotion-audit blend --drawn --model cnn48"),)


@audit_command("blend", examples=_EXAMPLES)
@click.argument("cohort", required=False, shell_complete=cohort_ids)
@click.option("--drawn", is_flag=True, help="Draw the faces instead of mixing two pictures of each person of COHORT.")
@click.option("--people", type=int, metavar="N", help="How many people are drawn.  [default: 60]")
@one_model_option
@click.option("--from", "start", default="neutral", metavar="EMOTION", help="Emotion at weight 0.")
@click.option("--to", "end", default="happy", metavar="EMOTION", help="Emotion at weight 1.")
@click.option("--steps", type=int, default=11, help="Weights from 0 to 1; an odd number.")
@click.option("--seed", type=int, default=0, help="Of drawn people and of resampling.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder.  [default: reports/blend--MODEL--COHORT]")
@json_option
@model_options
def command(
    *,
    cohort: str | None,
    drawn: bool,
    people: int | None,
    model: str,
    start: str,
    end: str,
    steps: int,
    seed: int,
    out: Path | None,
    as_json: bool,
    **flags: Any,  # noqa: ANN401 - click's
) -> None:
    """Measure a classifier on blends: how its answer follows a known dose of an emotion, by group.

    Mixes, for each person of COHORT with two pictures of the two emotions (column `subject`), one picture into the
    other; or draws people whose expression goes from one to the other. Writes blends.json and blends.html.
    """
    from audit.api import blend
    from audit.cli.progress import progress_bar
    from audit.report import blends_document, refuse_foreign, write_blends

    if drawn == (cohort is not None):
        raise UsageError("name whom to blend: either a COHORT or --drawn")
    if out is not None:
        refuse_foreign(out, ours=("blends.json", "blends.html"))
    spec = one_model_of(model, flags)
    result = blend(
        cohort,
        model=spec,
        people=people,
        start=start,
        end=end,
        doses=steps,
        seed=seed,
        steps=progress_bar,
        command=command_line(),
    )
    folder = out or Path("reports") / f"blend--{spec.id}--{result.provenance.cohort.id}"
    refuse_foreign(folder, ours=("blends.json", "blends.html"))
    written = write_blends(result, folder)
    if as_json:
        click.echo(blends_document(result), nl=False)
    else:
        _show(result)
        _say_where(result, written.page)


def _show(result: DoseResponse) -> None:
    from audit.report import blend_sentences

    plan = result.plan
    click.echo(f"{result.provenance.model.title}: from {plan.start} to {plan.end}, {result.provenance.cohort.title}\n")
    for sentence in blend_sentences(result):
        click.echo(sentence)
    click.echo(
        "\n" + _LINE.format("", "people", "never falls", "slope", "turning point", "entropy rise", "rank").rstrip()
    )
    for group in result.groups:
        click.echo(_row(group).rstrip())


def _row(group: GroupResponse) -> str:
    from audit.domain.wording.words import percent, short
    from audit.report import turning_text

    name = short(group.text if group.group is None else f"{group.group.feature}: {group.text}")
    name = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    beyond = group.turning.value in (0, 1)
    return _LINE.format(
        name,
        group.people,
        percent(group.monotone.value),
        _text(group.slope),
        turning_text(group) if beyond else _text(group.turning),
        _text(group.rise),
        _text(group.rank),
    )


def _text(measured: Measured) -> str:
    from audit.domain.wording.words import decimal

    if measured.interval is None:
        return decimal(measured.value)
    ends = f"{decimal(measured.interval.lower)} to {decimal(measured.interval.upper)}"
    return f"{decimal(measured.value)} ({ends})"


def _say_where(result: DoseResponse, page: Path) -> None:
    from audit.cli.progress import say
    from audit.domain.wording.words import counted, short

    if result.left_out:
        first = result.left_out[0]
        people = counted(len(result.left_out), "person", "people")
        say(f"left out: {people}, such as that of {short(first.image)} ({first.reason}); blends.json names all")
    say(f"report: {page}")
