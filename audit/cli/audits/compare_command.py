"""`emotion-audit compare`: a candidate against a baseline over the same images, group by group."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.audits.publish import show_decision, show_reading
from audit.cli.command import audit_command
from audit.cli.options import json_option
from audit.cli.terminal import Volume, echo, volume
from audit.domain.results.comparison import DEFAULT_MAX_WORSE

if TYPE_CHECKING:
    from audit.domain.results.comparison import Change, ComparisonResult, PairedCounts, RegressionFinding
    from audit.exit_status import ExitStatus


_EXAMPLES = (
    (
        "may the new classifier replace the old one",
        "emotion-audit compare reports/old/audit.json reports/new/audit.json --max-worse 0.05",
    ),
)


@audit_command("compare", examples=_EXAMPLES)
@click.argument("baseline_json", type=click.Path(path_type=Path))
@click.argument("candidate_json", type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path), help="Limits in [[regressions]] of a file.")
@click.option(
    "--max-worse", type=float, metavar="X", help=f"Largest loss of success rate.  [default: {DEFAULT_MAX_WORSE}]"
)
@click.option("--features", metavar="A,B,A*B", help="Features to compare; A*B crosses two.  [default: every feature]")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for comparison.html, comparison.json and .md.")
@json_option
def command(
    *,
    baseline_json: Path,
    candidate_json: Path,
    policy: Path | None,
    max_worse: float | None,
    features: str | None,
    out: Path | None,
    as_json: bool,
) -> ExitStatus:
    """Compare two audits over the same images: which groups got worse, which better.

    Reads audit.json and, beside it, images.csv.gz (or images.parquet), as `run` writes them. Prints what became of
    every group, names a gap that narrowed only because the best group lost, and exits with the verdict: 0 no group lost
    more than the limit, 1 some group did, 3 this data cannot tell. With --out it also writes a page, and comparison.md
    for a pull request.
    """
    from audit.api import compare
    from audit.cli.progress import say
    from audit.report import COMPARISON_FILES, comparison_document, refuse_foreign, write_comparison

    if out is not None:
        refuse_foreign(out, ours=COMPARISON_FILES)
    result = compare(baseline_json, candidate_json, policy=policy, max_worse=max_worse, features=features)
    written = None if out is None else write_comparison(result, out)
    if as_json:
        click.echo(comparison_document(result), nl=False)
    else:
        (_show_verdict if volume() is Volume.QUIET else _show)(result)
    if written is not None:
        say(f"report: {written.page}")
    return result.decision.exit_status


def _show(result: ComparisonResult) -> None:
    """Print what became of all images and of every group, the levelling down, and the verdict on stdout."""
    from audit.domain.wording.words import number, percent
    from audit.report import comparison_lines, promise

    overall = result.overall
    click.echo(f"baseline:  {result.baseline.model.title}\ncandidate: {result.candidate.model.title}")
    click.echo(f"over the same {number(overall.images)} images of {result.baseline.cohort.title}{_not_scored(overall)}")
    if overall.images:
        rates = f"{percent(overall.baseline.value)} → {percent(overall.candidate.value)}"
        click.echo(f"success rate of all images: {rates}")
    for finding in result.findings:
        _show_finding(finding)
    if any(finding.changes for finding in result.findings):
        click.echo(f"\n{promise(result)}")
    click.echo("")
    show_decision(result.decision)
    show_reading(comparison_lines(result))


def _show_verdict(result: ComparisonResult) -> None:
    show_decision(result.decision, *result.accounts)


def _not_scored(counts: PairedCounts) -> str:
    """Say which images not both of the classifiers scored, and what became of them."""
    from audit.domain.wording.words import number

    said = (
        (counts.only_baseline_scored, "only the baseline scored (not right for the candidate)"),
        (counts.only_candidate_scored, "only the candidate scored (not right for the baseline)"),
        (counts.unscored, "neither scored, left out"),
    )
    parts = [f"{number(images)} {what}" for images, what in said if images]
    return "; " + "; ".join(parts) if parts else ""


def _show_finding(finding: RegressionFinding) -> None:
    from audit.domain.wording.words import counted, decimal

    click.echo("")
    echo(finding.verdict, f"{finding.code}: {finding.reason}", hang=13, pad=12)
    for change in finding.changes:
        echo("", _described(change), indent="  ", hang=4)
    for excluded in finding.excluded:
        click.echo(f"  {excluded.group.text}: {counted(excluded.support, 'picture')}, not compared: {excluded.reason}")
    if finding.levelling_down is not None:
        click.echo(f"  levelling down: {finding.levelling_down.sentence}")
    dependence = finding.dependence
    if dependence is not None:
        pictures, people = counted(dependence.pictures, "picture"), counted(dependence.people, "person", "people")
        click.echo(
            f"  {pictures} show {people}, and the people are counted: pictures of a group tell as much as up to "
            f"{decimal(dependence.design_effect)} times fewer of different people"
        )


def _described(change: Change) -> str:
    from audit.domain.wording.words import in_points, number, percent

    counts, bounds = change.counts, change.bounds
    rates = f"{percent(change.baseline)} → {percent(change.candidate)}"
    lost, won = number(counts.only_baseline_right), number(counts.only_candidate_right)
    moved = f"{lost} lost, {won} won of {number(counts.images)}"
    between = f"true change between {in_points(-bounds.upper)} and {in_points(-bounds.lower)}"
    return f"{change.group.text}: {rates} ({moved}), {change.standing}; {between}{_not_scored(counts)}"
