"""`emotion-audit list`: what can be named on the command line."""

from __future__ import annotations

import click

from audit.domain.rates import METRICS, NOTIONS


@click.command("list")
@click.argument("what", type=click.Choice(["models", "cohorts", "metrics"]))
def command(what: str) -> None:
    """List models, cohorts or metrics."""
    from audit.load import list_cohorts, list_models

    if what == "metrics":
        for metric in (METRICS | NOTIONS).values():
            gate = "" if metric.gated else " (shown, never gated)"
            click.echo(f"{metric.name:<24} {metric.definition}{gate}")
        return
    for entry in list_models() if what == "models" else list_cohorts():
        kind = "" if entry.kind is None else f"{entry.kind:<16}"
        click.echo(f"{entry.id:<20} {kind}{entry.title}")
