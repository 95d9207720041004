"""`emotion-audit list`: what can be named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command

if TYPE_CHECKING:
    from audit.domain.model.model import ModelSpec


_EXAMPLES = (("what a limit can be for", "emotion-audit list metrics"),)


@audit_command("list", examples=_EXAMPLES)
@click.argument("what", type=click.Choice(["models", "cohorts", "metrics", "labels", "presets"]))
def command(what: str) -> None:
    """List models with what was measured of them, cohorts, metrics, label sets, or presets of public classifiers."""
    from audit.api import list_cohorts, list_labels, list_metrics, list_models

    if what == "labels":
        for name, named in list_labels().items():
            order = ", ".join(
                f"{code} {emotion}" for code, emotion in enumerate(named.labels.emotions, named.first_code)
            )
            click.echo(f"{name:<20} {named.where}\n    {order}")
        return
    if what == "presets":
        _presets()
        return
    if what == "metrics":
        for metric in list_metrics():
            gate = "" if metric.gated else " (shown, never gated)"
            click.echo(f"{metric.name:<24} {metric.definition}{gate}")
        return
    for entry in list_models() if what == "models" else list_cohorts():
        if entry.spec is None:
            click.echo(f"{entry.id:<20} {entry.title}")
        else:
            click.echo(f"{entry.id:<30} {entry.spec.kind:<16}{entry.title}\n    {_figures(entry.spec)}")


def _presets() -> None:
    from audit.domain.model.presets import PRESETS

    for preset in PRESETS.values():
        contract, labels = preset.contract, preset.labels
        height, width, channels = contract.shape
        names = "your --labels" if labels is None else ", ".join(labels.emotions)
        numbers = f", mean and std of {contract.mean}" if contract.mean is not None else ""
        click.echo(f"{preset.name:<20} {preset.title}\n    {preset.output} of {names}")
        click.echo(
            f"    {height}×{width}×{channels} {contract.colour}, scale {contract.scale}{numbers}, {contract.resize}"
        )
        click.echo(f"    source: {preset.source}" + (f"\n    {preset.differs}" if preset.differs else ""))


def _figures(spec: ModelSpec) -> str:
    """Return what was measured of a model, in one line; what was measured of other weights is not shown."""
    if spec.measured is None:
        other = "" if spec.figures is None else ": its figures are of other weights; type make models in a checkout"
        published = "" if spec.figures is None or not spec.figures.published else f"; {spec.figures.published}"
        return f"not measured{other}{published}"
    from audit.domain.wording.words import counted, decimal, number

    measured, apart = spec.measured, spec.measured.accuracy_without_copies
    alone = number(measured.images_without_copies)
    parts = (
        "" if not spec.trial else "trial, not the recipe's result",
        "success rate not measured"
        if measured.accuracy is None
        else f"success rate {decimal(measured.accuracy, 4)} of {number(measured.images)} ({measured.judged_on})",
        "" if apart is None else f"{decimal(apart, 4)} of the {alone} that repeat no training picture",
        "" if measured.accuracy_two_views is None else f"{decimal(measured.accuracy_two_views, 4)} also mirrored",
        "" if measured.accuracy_ten_views is None else f"{decimal(measured.accuracy_ten_views, 4)} in ten views",
        "" if measured.parameters is None else counted(measured.parameters, "parameter"),
        "" if measured.multiply_adds is None else counted(measured.multiply_adds, "multiply-add"),
        "" if measured.images_per_second is None else f"{number(round(measured.images_per_second))} pictures/s",
        measured.published,
    )
    return "; ".join(part for part in parts if part)
